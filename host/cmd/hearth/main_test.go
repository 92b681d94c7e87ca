package main

// This file runs commands in process, compares with golden files, and makes the pack that the tests use.

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/pack"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// compiled is the folder in which all tests keep the compiled module.
var compiled string

// beCommand, in the environment, makes the test binary the command itself.
const beCommand = "HEARTH_TEST_BE_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(beCommand) != "" {
		main()
	}
	dir, err := os.MkdirTemp("", "hearth-test")
	if err != nil {
		panic(err)
	}
	compiled = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// moment0 is the "now" of all tests: a Saturday evening.
var moment0 = time.Date(2025, 3, 1, 20, 15, 0, 0, time.FixedZone("", 3600))

func moment0Now() time.Time { return moment0 }

// outcome is what a command did.
type outcome struct {
	code     int
	out, err string
}

// hearth runs a command in process.
func hearth(t testing.TB, args ...string) outcome {
	return hearthWith(t, &env{}, args...)
}

// hearthWith is hearth with a given input, terminal width and the like.
func hearthWith(t testing.TB, e *env, args ...string) outcome {
	t.Helper()
	var out, err bytes.Buffer
	e.out, e.err = &out, &err
	if e.in == nil {
		e.in = strings.NewReader("")
	}
	e.now = moment0Now
	e.cacheDir = compiled
	if e.keyDir == "" {
		e.keyDir = filepath.Join(compiled, "keys")
	}
	code := run(context.Background(), args, e)
	return outcome{code, out.String(), err.String()}
}

// ok is hearth for commands that must succeed.
func ok(t testing.TB, args ...string) outcome {
	t.Helper()
	o := hearth(t, args...)
	require.Equal(t, exitOK, o.code, "hearth %s: %s", strings.Join(args, " "), o.err)
	return o
}

// golden compares text with a file, the folders of this run taken out.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o777))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run go test -update to make it")
	require.Equal(t, string(want), text, "%s differs; go test -update writes it anew", file)
}

// without replaces a folder's name in text.
func without(dir, text string) string { return strings.ReplaceAll(text, dir, "DIR") }

// decode reads the JSON that a command printed: one object and nothing else.
func decode[T any](t testing.TB, text string) T {
	t.Helper()
	var v T
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&v), text)
	require.False(t, d.More(), "more than one value")
	return v
}

// shopModel is a shop of eight items with weights that can be added up by hand.
func shopModel() *pack.Model {
	return &pack.Model{
		Catalogue: "shop", Sequence: 3,
		Provenance: []byte(`{"tool":"hearth 0.1.0","data":"csv:logs","synthetic":true,"clock":"real","from":"2025-01-01","to":"2025-02-28",` +
			`"items":8,"persons":40,"events":900,"used":850,"min_persons":3,"edges_an_item":50,"edges":6,` +
			`"support":{"1":10,"2":5,"3-4":3,"5-9":1,"10+":1},"context_cells":2,"settings":{"window":20}}`),
		IDs:       []string{"a1", "a2", "b1", "b2", "c1", "c2", "d1", "x,y"},
		Titles:    []string{"Desk Lamp", "Floor Lamp", "Novel", "Atlas", "Green Tea", "green tea", "Novel", "Salt, Pepper"},
		Available: []bool{true, true, true, true, true, true, false, true},
		Prices:    []int64{4900, 8900, 1200, 3500, 600, 700, 1100, 400},
		Published: []int32{20000, 20148, 0, 0, 0, 0, 0, 0},
		Kinds:     []string{"health"}, Sensitive: []uint32{0, 0, 0, 0, 0, 0, 1, 0},
		Fields: []string{"category"},
		Attributes: []pack.Attribute{
			{Field: 0, Value: "Lighting"}, {Field: 0, Value: "Books"}, {Field: 0, Value: "Food"},
		},
		Vectors: pack.Matrix{Book: []int32{pack.OneVector}, Rows: [][]pack.Entry{
			{{Col: 0, Code: 1}}, {{Col: 0, Code: 1}}, {{Col: 1, Code: 1}}, {{Col: 1, Code: 1}},
			{{Col: 2, Code: 1}}, {{Col: 2, Code: 1}}, {{Col: 1, Code: 1}}, {{Col: 2, Code: 1}},
		}},
		Types: []pack.EventType{
			{Name: "dismiss", Weight: -pack.OneWeight, Seen: true},
			{Name: "purchase", Weight: 4 * pack.OneWeight, Seen: true},
			{Name: "view", Weight: pack.OneWeight},
		},
		Channels: []pack.Channel{{Name: "together", Position: []int32{pack.OnePosition, pack.OnePosition / 2}, Edges: pack.Matrix{
			Book: []int32{1000, 5000},
			Rows: [][]pack.Entry{
				{{Col: 1, Code: 2}, {Col: 2, Code: 1}}, {{Col: 0, Code: 2}}, {{Col: 3, Code: 1}}, {{Col: 2, Code: 1}},
				{{Col: 5, Code: 2}}, {}, {}, {},
			}}}},
		Popularity: []int32{90, 80, 70, 60, 50, 40, 30, 20},
		Features:   []pack.Feature{{Name: "weekday", Values: []string{"sat", "sun"}}, {Name: "device", Values: []string{"phone"}}},
		Cells: pack.Matrix{Book: []int32{7}, Rows: [][]pack.Entry{
			{{Col: 0, Code: 1}}, {}, {{Col: 3, Code: -1}},
		}},
		Affinity:  pack.Term{Scale: 200, Position: []int32{pack.OnePosition}},
		Return:    pack.Term{Scale: 300, Position: []int32{pack.OnePosition}},
		Freshness: []int32{11, 10, 9},
	}
}

// writePack writes a model as a pack and returns its path.
func writePack(t testing.TB, dir, name string, m *pack.Model) string {
	t.Helper()
	b := pack.Append(nil, m)
	_, err := pack.Open(b)
	require.NoError(t, err)
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, b, 0o666))
	return path
}

// shop writes the pack of shopModel.
func shop(t testing.TB) (dir, path string) {
	dir = t.TempDir()
	return dir, writePack(t, dir, "shop.pack", shopModel())
}

// write writes a file into a folder and returns its path.
func write(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
	return path
}
