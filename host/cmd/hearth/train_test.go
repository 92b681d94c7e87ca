package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/pack"
)

const smallSample = "sample:persons=120,items=36,days=60,sessions=4"

// trainedPack runs train and opens what it wrote.
func trainedPack(t *testing.T, args ...string) (trained, *pack.Pack) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "x.pack")
	v := decode[trained](t, ok(t, append([]string{"train", "--out", out, "--json"}, args...)...).out)
	b, err := os.ReadFile(out)
	require.NoError(t, err)
	p, err := pack.Open(b)
	require.NoError(t, err)
	require.Equal(t, len(b), v.Bytes)
	return v, p
}

func TestTrainOnTheSample(t *testing.T) {
	v, p := trainedPack(t, "--data", smallSample)
	require.Equal(t, 36, p.Items())
	require.True(t, p.HasTitles())
	require.Equal(t, 120, v.Summary.Persons)
	require.True(t, v.Summary.Synthetic)
	require.Equal(t, "real", v.Summary.Clock)
	require.True(t, v.Report.Synthetic)
	require.Equal(t, 3, v.Report.MinPersons)
	require.Equal(t, p.Edges(), v.Report.Edges)
	require.Positive(t, p.Edges())
	require.Equal(t, v.Summary.Events, v.Report.Events)
}

func TestTrainPrintsSummaryAndReport(t *testing.T) {
	out := filepath.Join(t.TempDir(), "x.pack")
	o := ok(t, "train", "--data", smallSample, "--out", out)
	require.Empty(t, o.err, "quiet where stderr is no terminal")
	for _, want := range []string{"120 persons, 36 items, ", "synthetic: the behaviour was made by a generator", "pairs seen by persons behind them", "written    " + out + "\n"} {
		require.Contains(t, o.out, want)
	}
}

func TestTrainFlagsOverrideTheConfig(t *testing.T) {
	config := write(t, t.TempDir(), "site.yaml", "catalogue: from-file\nsequence: 5\nmin_persons: 2\nedges: 4\n")
	v, p := trainedPack(t, "--data", smallSample, "--config", config)
	require.Equal(t, "from-file", p.Catalogue())
	require.EqualValues(t, 5, p.Sequence())
	require.Equal(t, []int{2, 4}, []int{v.Report.MinPersons, v.Report.EdgesMost})
	v, p = trainedPack(t, "--data", smallSample, "--config", config, "--catalogue", "mine", "--sequence", "9", "--min-persons", "1", "--edges", "2", "--no-titles")
	require.Equal(t, "mine", p.Catalogue())
	require.EqualValues(t, 9, p.Sequence())
	require.Equal(t, []int{1, 2}, []int{v.Report.MinPersons, v.Report.EdgesMost})
	require.False(t, p.HasTitles())
	require.LessOrEqual(t, p.Edges(), 2*p.Items())
}

func TestTrainIsDeterministic(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	ok(t, "train", "--data", smallSample, "--out", a)
	ok(t, "train", "--data", smallSample, "--out", b)
	require.Contains(t, ok(t, "pack", "diff", a, b).out, "identical")
}

func TestTrainOnFilesReportsBadRows(t *testing.T) {
	spec := shopLog(t)
	dir := strings.TrimPrefix(spec, "csv:")
	write(t, dir, "events.csv", visits+"anna,a1,stare,2025-03-01T10:00:00+01:00,,\nanna,nothing,view,2025-03-01T10:00:00+01:00,,\n")
	v, _ := trainedPack(t, "--data", spec, "--min-persons", "1")
	require.Equal(t, 2, v.Summary.Bad)
	require.Len(t, v.Summary.Problems, 2)
	require.Equal(t, "events.csv", filepath.Base(v.Summary.Problems[0].File))
	require.Equal(t, 11, v.Summary.Problems[0].Line)
	require.Equal(t, "rfc3339", v.Summary.TimeUnit)
	out := filepath.Join(dir, "out.pack")
	require.Contains(t, ok(t, "train", "--data", spec, "--out", out).out, "line 11: ")

	o := hearth(t, "train", "--data", spec, "--strict", "--out", filepath.Join(dir, "strict.pack"))
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.err, "events.csv: line 11")
	require.NoFileExists(t, filepath.Join(dir, "strict.pack"))
}

func TestTrainFailsAndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "x.pack")
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"no folder", []string{"--data", "csv:" + filepath.Join(dir, "none"), "--out", out}, "no such folder"},
		{"sample size", []string{"--data", "sample:persons=0", "--out", out}, "persons 0"},
		{"sample word", []string{"--data", "sample:people=3", "--out", out}, `unknown "people"`},
		{"no config", []string{"--data", smallSample, "--out", out, "--config", filepath.Join(dir, "none.yaml")}, "no such file"},
		{"bad config", []string{"--data", smallSample, "--out", out, "--config", write(t, t.TempDir(), "bad.yaml", "edges: many\n")}, "bad.yaml"},
		{"output folder missing", []string{"--data", smallSample, "--out", filepath.Join(dir, "no", "x.pack")}, "cannot be written: no such file or directory"},
		{"output is a folder", []string{"--data", smallSample, "--out", dir}, "not a regular file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := hearth(t, append([]string{"train"}, c.args...)...)
			require.Equal(t, exitFailure, o.code)
			require.Empty(t, o.out)
			require.Contains(t, o.err, c.want)
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, entries, "neither a pack nor a temporary file")
		})
	}
}

func TestTrainInterruptedKeepsTheFormerPack(t *testing.T) {
	dir := t.TempDir()
	out := write(t, dir, "x.pack", "former")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stdout, stderr strings.Builder
	code := run(ctx, []string{"train", "--data", smallSample, "--out", out}, &env{out: &stdout, err: &stderr})
	require.Equal(t, exitFailure, code)
	require.Equal(t, "hearth: interrupted\n", stderr.String())
	kept, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, "former", string(kept))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

func TestProgressIsDrawnOnATerminalOnly(t *testing.T) {
	out := filepath.Join(t.TempDir(), "x.pack")
	o := hearthWith(t, &env{errTerm: true}, "train", "--data", smallSample, "--out", out)
	require.Equal(t, exitOK, o.code)
	require.Contains(t, o.err, "counting pairs")
	require.NotContains(t, o.out, "counting pairs")
	last := o.err[strings.LastIndex(strings.TrimRight(o.err, "\r"), "\r")+1:]
	require.Empty(t, strings.TrimSpace(last), "the bar is wiped at the end")
}

func TestProgressBarOfAnUnknownTotal(t *testing.T) {
	var stderr strings.Builder
	p := (&env{err: &stderr, errTerm: true}).progress()
	p.of("waiting")(3, 0)
	p.of("waiting")(4, 10)
	p.end()
	p.end()
	require.Contains(t, stderr.String(), "waiting")
	silent := (&env{err: nil}).progress()
	silent.report("x", 1, 2)
	silent.end()
}

func TestOutput(t *testing.T) {
	dir := t.TempDir()
	path := write(t, dir, "f", "old")
	o, err := createOutput(path)
	require.NoError(t, err)
	o.discard()
	o, err = createOutput(path)
	require.NoError(t, err)
	require.NoError(t, o.commit([]byte("new")))
	o.discard()
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "new", string(got))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o644), info.Mode().Perm())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

func TestWriteNew(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	require.NoError(t, writeNew(path, []byte("x"), 0o600))
	require.ErrorContains(t, writeNew(path, []byte("y"), 0o600), "is there already and is not overwritten")
	require.ErrorIs(t, writeNew(filepath.Join(dir, "no", "f"), nil, 0o600), os.ErrNotExist)
	require.NoError(t, os.Symlink(filepath.Join(dir, "target"), filepath.Join(dir, "link")))
	require.Error(t, writeNew(filepath.Join(dir, "link"), []byte("z"), 0o600), "a link is not followed")
}
