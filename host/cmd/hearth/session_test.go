package main

import (
	"context"
	"encoding/json"
	"math/rand"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
)

func TestPurposes(t *testing.T) {
	for _, c := range []struct{ grants, want []string }{
		{[]string{"all"}, []string{"all"}}, {[]string{"none"}, nil}, {[]string{"rank"}, []string{"rank"}},
		{[]string{"none", "rank"}, []string{"none", "rank"}},
	} {
		require.Equal(t, c.want, (&deviceFlags{Grants: c.grants}).purposes())
	}
	_, path := shop(t)
	require.Equal(t, exitUsage, hearth(t, "recommend", "--pack", path, "--grants", "none,rank").code, "none stands alone")
}

func TestEventType(t *testing.T) {
	typesOf := func(weights map[string]int32) *session {
		m := &pack.Model{Catalogue: "c"}
		for _, name := range sortedKeys(weights) {
			m.Types = append(m.Types, pack.EventType{Name: name, Weight: weights[name]})
		}
		p, err := pack.Open(pack.Append(nil, m))
		require.NoError(t, err)
		return &session{file: &packFile{pack: p}}
	}
	for _, c := range []struct {
		name    string
		weights map[string]int32
		asked   string
		want    string
		fault   string
	}{
		{"view by default", map[string]int32{"click": 9, "view": 1}, "", "view", ""},
		{"the first in favour without view", map[string]int32{"a": 0, "b": -1, "c": 1, "d": 2}, "", "c", ""},
		{"a view that counts for nothing", map[string]int32{"buy": 1, "view": 0}, "", "buy", ""},
		{"as asked", map[string]int32{"click": 9, "view": 1}, "click", "click", ""},
		{"as asked, though against", map[string]int32{"hate": -1}, "hate", "hate", ""},
		{"unknown", map[string]int32{"click": 9}, "view", "", `--type "view": the pack has click`},
		{"none in favour", map[string]int32{"hate": -1}, "", "", "give --type, one of hate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := typesOf(c.weights).eventType(c.asked)
			if c.fault != "" {
				require.ErrorContains(t, err, c.fault)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestProvenanceOfAnotherToolIsNoReport(t *testing.T) {
	for text, ours := range map[string]bool{`{"tool":"hearth 0.1.0"}`: true, `{"made":"by hand"}`: false, `[1]`: false, ``: false, `{"tool":3}`: false} {
		p, err := pack.Open(pack.Append(nil, &pack.Model{Catalogue: "c", Provenance: []byte(text)}))
		require.NoError(t, err)
		require.Equal(t, ours, provenance(p) != nil, text)
	}
}

func TestPackViewSaysWhereItIsFrom(t *testing.T) {
	_, path := shop(t)
	f, err := readPack(path, trustFlags{})
	require.NoError(t, err)
	require.Equal(t, packView{File: path, Catalogue: "shop", Sequence: 3, Data: "csv:logs", Synthetic: true}, f.view())
	require.Equal(t, "shop, sequence 3, from synthetic behaviour", f.view().String())
	f.made = nil
	require.Equal(t, "shop, sequence 3", f.view().String())
}

// TestEveryNameOfAnItemIsTheSameHistory: ids in a list, titles one by one, or either in a file.
func TestEveryNameOfAnItemIsTheSameHistory(t *testing.T) {
	_, path := shop(t)
	f, err := readPack(path, trustFlags{})
	require.NoError(t, err)
	s := &session{file: f, matcher: newMatcher(f.pack)}
	m := shopModel()
	rapid.Check(t, func(t *rapid.T) {
		picked := rapid.SliceOfN(rapid.SampledFrom([]uint32{0, 1, 3, 4, 5}), 1, 6).Draw(t, "history")
		var ids, titles, mixed []string
		for _, i := range picked {
			ids, titles = append(ids, m.IDs[i]), append(titles, m.Titles[i])
			mixed = append(mixed, rapid.SampledFrom([]string{m.IDs[i], m.Titles[i]}).Draw(t, "name"))
		}
		for _, given := range [][]string{{strings.Join(ids, ",")}, ids, titles, mixed} {
			got, err := s.named(&env{}, "", "", given, "--history")
			require.NoError(t, err)
			require.Equal(t, picked, got)
		}
		got, err := s.named(&env{in: strings.NewReader(strings.Join(mixed, "\n"))}, "-", "--history-file", nil, "--history")
		require.NoError(t, err)
		require.Equal(t, picked, got)
	})
}

// TestRankDoesNotDependOnTheOrderOfCandidates: the slate is that of the set, however it is given.
func TestRankDoesNotDependOnTheOrderOfCandidates(t *testing.T) {
	_, path := shop(t)
	base := []string{"rank", "--pack", path, "--history", "b1,a1", "--json"}
	candidates := []string{"a1", "a2", "b1", "b2", "c1", "c2", "x,y"}
	want := ok(t, append(slices.Clone(base), candidates...)...).out
	random := rand.New(rand.NewSource(1))
	for range 10 {
		random.Shuffle(len(candidates), func(i, j int) { candidates[i], candidates[j] = candidates[j], candidates[i] })
		require.Equal(t, want, ok(t, append(slices.Clone(base), candidates...)...).out)
	}
}

// TestASubsetKeepsItsOrder: taking candidates away changes neither the order nor the scores of the others.
func TestASubsetKeepsItsOrder(t *testing.T) {
	_, path := shop(t)
	all := []string{"a1", "a2", "b1", "b2", "c1", "c2", "x,y"}
	whole := slateOf(t, append([]string{"rank", "--pack", path, "--history", "c1"}, all...)...)
	rapid.Check(t, func(rt *rapid.T) {
		some := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, len(all), rapid.ID[string]).Draw(rt, "candidates")
		part := slateOf(t, append([]string{"rank", "--pack", path, "--history", "c1"}, some...)...)
		var want []itemView
		for _, it := range whole.Items {
			if slices.Contains(some, it.ID) {
				it.Place = len(want) + 1
				want = append(want, it)
			}
		}
		require.Equal(rt, want, part.Items)
	})
}

func TestCandidatesFromStandardInput(t *testing.T) {
	_, path := shop(t)
	o := hearthWith(t, &env{in: strings.NewReader("b1\nDesk Lamp\n")}, "rank", "--pack", path, "--history", "c1", "--candidates-file", "-", "--json")
	require.Equal(t, exitOK, o.code, o.err)
	require.Equal(t, []string{"a1", "b1"}, ids(decode[slateView](t, o.out)))
	bad := hearthWith(t, &env{in: strings.NewReader("b1\nLamp\n")}, "rank", "--pack", path, "--candidates-file", "-")
	require.Contains(t, bad.err, "-: line 2: \"Lamp\" is neither")
}

func TestInterruptedCommandsSaySo(t *testing.T) {
	_, path := shop(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, args := range [][]string{
		{"recommend", "--pack", path, "--history", "a1"}, {"rank", "--pack", path, "a1"},
		{"replay", "--pack", path, "--data", shopLog(t), "--person", "anna"}, {"eval", "--data", smallSample, "--engine", "native"},
	} {
		var out, err strings.Builder
		code := run(ctx, args, &env{out: &out, err: &err, in: strings.NewReader(""), now: moment0Now, cacheDir: compiled})
		require.Equal(t, exitFailure, code, args[0])
		require.Equal(t, "hearth: interrupted\n", err.String(), args[0])
		require.Empty(t, out.String())
	}
}

func TestJSONIsTheOnlyOutputWithTheFlag(t *testing.T) {
	dir, path := shop(t)
	for _, args := range [][]string{
		{"recommend", "--pack", path, "--context", "odd=1"}, {"rank", "--pack", path, "d1"}, {"pack", "inspect", path}, {"pack", "verify", path},
		{"pack", "diff", path, path}, {"pack", "keygen", filepath.Join(dir, "k")}, {"pack", "sign", path, "--key", filepath.Join(dir, "k.key")},
		{"version"}, {"replay", "--pack", path, "--data", shopLog(t), "--person", "bo"}, {"train", "--data", smallSample, "--out", filepath.Join(dir, "o")},
		{"eval", "--data", smallSample, "--engine", "native"},
	} {
		before := ok(t, append([]string{"--json"}, args...)...)
		require.Empty(t, before.err, "remarks are left out: %v", args)
		object := map[string]any{}
		d := json.NewDecoder(strings.NewReader(before.out))
		require.NoError(t, d.Decode(&object), args)
		require.False(t, d.More(), args)
	}
}
