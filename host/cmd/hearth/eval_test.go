package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/bench/eval"
	"github.com/hearthrank/hearth/host/train"
)

func TestEvalPrintsOneObject(t *testing.T) {
	v := decode[eval.Result](t, ok(t, "eval", "--data", smallSample, "--json").out)
	require.Equal(t, smallSample, v.Data)
	require.True(t, v.Synthetic)
	require.Equal(t, "wasm", v.Engine)
	require.Positive(t, v.Persons)
	require.NotEmpty(t, v.Protocol)
	require.Equal(t, 20, v.Settings.Window)
	for _, name := range []string{"recall@10", "ndcg@10", "mrr@20", "hr@20", "auc"} {
		require.Contains(t, v.Metrics, name)
		require.GreaterOrEqual(t, v.Metrics[name], 0.)
		require.LessOrEqual(t, v.Metrics[name], 1.)
	}
}

func TestEvalEnginesAgree(t *testing.T) {
	figures := func(engine string) eval.Result {
		v := decode[eval.Result](t, ok(t, "eval", "--data", smallSample, "--engine", engine, "--json").out)
		require.Equal(t, engine, v.Engine)
		v.Engine = ""
		return v
	}
	wasm, native := figures("wasm"), figures("native")
	require.Equal(t, native, wasm)
	require.NotEmpty(t, wasm.Fingerprint)
}

func TestEvalTakesModelFlags(t *testing.T) {
	v := decode[eval.Result](t, ok(t, "eval", "--data", smallSample, "--engine", "native", "--min-persons", "1", "--edges", "5", "--json").out)
	require.Equal(t, 1, v.Train.MinPersons)
	require.Equal(t, 5, v.Train.EdgesMost)
}

func TestEvalTunes(t *testing.T) {
	v := decode[eval.Result](t, ok(t, "eval", "--data", "sample:persons=40,items=24,days=30,sessions=3", "--engine", "native", "--tune", "--json").out)
	require.Regexp(t, `\d+ validation targets`, v.Chosen)
}

// TestEvalWithout: an order-blind run differs from the whole and says what it goes without; floats rank without a pack.
func TestEvalWithout(t *testing.T) {
	run := func(flags ...string) eval.Result {
		args := append([]string{"eval", "--data", "sample:persons=60,items=40,days=60,sessions=4", "--engine", "native", "--json"}, flags...)
		return decode[eval.Result](t, ok(t, args...).out)
	}
	whole, blind := run(), run("--without", "direction,return")
	require.Equal(t, []train.Part{train.PartDirection, train.PartReturn}, blind.Without)
	require.Equal(t, whole.Fingerprint, blind.Fingerprint)
	require.NotEqual(t, whole.Metrics, blind.Metrics)
	floats := run("--engine", "floats")
	require.Equal(t, "floats", floats.Engine)
	require.Zero(t, floats.PackBytes)
	require.InDelta(t, whole.Metrics["ndcg@10"], floats.Metrics["ndcg@10"], .02)
	o := hearth(t, "eval", "--data", "sample:", "--without", "colour")
	require.Equal(t, exitUsage, o.code)
	require.Contains(t, o.err, `--without: part "colour": want one of`)
	o = hearth(t, "eval", "--data", "sample:", "--without", "return", "--model", "popularity")
	require.Equal(t, exitUsage, o.code)
}

func TestEvalFails(t *testing.T) {
	o := hearth(t, "eval", "--data", "csv:/nowhere")
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.err, "no such folder")
	require.Empty(t, o.out)
	o = hearth(t, "eval", "--data", shopLog(t), "--config", write(t, t.TempDir(), "none.yaml", "events:\n  view: {weight: 0}\n  purchase: {weight: 0}\n"))
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.err, "at least three events")
}

// The bad command lines of the flags that only eval has.
func init() {
	badUsages = append(badUsages, []badUsage{
		{"eval: protocol", evalLine + "--protocol guess", `--protocol must be one of`},
		{"eval: test share", evalLine + "--protocol temporal --test-share 1", "test share 1: want above 0 and below 1"},
		{"eval: test share no number", evalLine + "--test-share few", "--test-share"},
		{"eval: seeds", evalLine + "--seeds 101", "101 seeds: want 1 to 100"},
		{"eval: model", evalLine + "--model oracle", `model "oracle": want one of hearth, `},
		{"eval: a model without settings", evalLine + "--model popularity --tune", "tune: only settings of hearth"},
		{"eval: check", evalLine + "--check=-1", "check -1: want 0 or more"},
		{"eval: against without value", evalLine + "--against", "--against"},
	}...)
}

func TestEvalProtocols(t *testing.T) {
	tests := []struct{ protocol, about string }{
		{"temporal", "temporal, trained before 2025-"}, {"next-item", "next item after every prefix, last 10 % of sessions"},
		{"random", "random 25 % of each person's items"}, {"leave-one-out", "leave-one-out, full ranking"},
	}
	for _, tt := range tests {
		t.Run(tt.protocol, func(t *testing.T) {
			v := decode[eval.Result](t, ok(t, "eval", "--data", smallSample, "--engine", "native", "--protocol", tt.protocol, "--json").out)
			require.Equal(t, tt.protocol, v.Protocol)
			require.Contains(t, v.About, tt.about)
			require.Positive(t, v.Metrics["recall@20"])
			require.Contains(t, v.Intervals, "ndcg@10")
		})
	}
	v := decode[eval.Result](t, ok(t, "eval", "--data", smallSample, "--engine", "native", "--protocol", "random", "--seeds", "2", "--test-share", ".5", "--json").out)
	require.Equal(t, 2, v.Seeds)
	require.Contains(t, v.About, "random 50 %")
	for _, protocol := range []string{"labelled", "context-ranking"} {
		o := hearth(t, "eval", "--data", smallSample, "--protocol", protocol)
		require.Equal(t, exitFailure, o.code)
		require.Contains(t, o.err, "needs data that comes with labelled rows")
	}
	o := hearth(t, "eval", "--data", smallSample, "--seeds", "3")
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.err, "3 seeds: leave-one-out draws nothing")
}

// TestEvalAgainst: a run is printed, and another compared with it.
func TestEvalAgainst(t *testing.T) {
	popular := ok(t, "eval", "--data", smallSample, "--model", "popularity", "--json").out
	v := decode[eval.Result](t, popular)
	require.Equal(t, "popularity", v.Model)
	require.Nil(t, v.Train)
	require.NotContains(t, popular, `"engine"`, "no module took part")
	file := write(t, t.TempDir(), "popular.json", popular)

	o := ok(t, "eval", "--data", smallSample, "--engine", "native", "--against", file)
	require.Contains(t, o.out, "this run minus popularity on "+smallSample)
	require.Regexp(t, `(?m)^ndcg@10 +[+-]0\.\d{4}  95 % interval [+-]0\.\d{4} to [+-]0\.\d{4}  (excludes 0|may be chance)$`, o.out)
	c := decode[eval.Result](t, ok(t, "eval", "--data", smallSample, "--engine", "native", "--against", file, "--json").out).Against
	require.Equal(t, "popularity on "+smallSample, c.Other)
	require.Contains(t, c.Intervals, "recall@10")

	bad := hearth(t, "eval", "--data", smallSample, "--engine", "native", "--protocol", "temporal", "--against", file)
	require.Equal(t, exitFailure, bad.code)
	require.Contains(t, bad.err, "popular.json: this run is temporal, the other leave-one-out")
	bad = hearth(t, "eval", "--data", smallSample, "--against", write(t, t.TempDir(), "old.json", "{}"))
	require.Equal(t, exitFailure, bad.code)
	require.Contains(t, bad.err, "old.json: no fingerprint or no cases in it")
	require.Equal(t, exitFailure, hearth(t, "eval", "--data", smallSample, "--against", "/nowhere.json").code)
}

// result is a fixed result, for the layout.
func result() *eval.Result {
	r := &eval.Result{
		Data: "sample:", Synthetic: true, Protocol: "leave-one-out", About: "leave-one-out, full ranking", Model: "hearth", Engine: "wasm",
		Device: "all granted", Chosen: "defaults", Train: &train.Report{Items: 8, Edges: 6}, PackBytes: 898,
	}
	r.Figures = eval.Figures{
		Persons: 12, Cases: 15, Checked: 12,
		Metrics: map[string]float64{
			"recall@5": .25, "recall@10": .5, "ndcg@5": .125, "ndcg@10": .3, "auc": .75, "tied_targets": 0,
			"optimistic_recall@5": .25, "optimistic_recall@10": .5, "optimistic_ndcg@5": .2, "optimistic_ndcg@10": .3, "optimistic_auc": .8,
		},
		Intervals: map[string]eval.Interval{"recall@10": {Low: .4, High: .6}},
	}
	return r
}

// compared is a fixed result with every further part.
func compared() *eval.Result {
	r := result()
	r.Seeds, r.Train = 5, nil
	r.Context = &eval.Comparison{Differences: map[string]float64{"ndcg@10": .02}, Intervals: map[string]eval.Interval{"ndcg@10": {Low: .01, High: .03}}}
	r.Against = &eval.Comparison{
		Other: "popularity on sample:", Differences: map[string]float64{"ndcg@10": -.01, "hr@20": .25},
		Intervals: map[string]eval.Interval{"ndcg@10": {Low: -.04, High: .02}, "hr@20": {Low: .2, High: .3}},
	}
	return r
}

// rows is a fixed result of labelled rows.
func rows() *eval.Result {
	r := &eval.Result{Data: "libfm:frappe", Protocol: "labelled", About: "published labelled rows", Model: "used-before"}
	r.Figures = eval.Figures{Persons: 3, Cases: 9, Metrics: map[string]float64{"auc": .9, "logloss": .2}, Intervals: map[string]eval.Interval{"auc": {Low: .8, High: .95}}}
	return r
}

func TestEvalLayout(t *testing.T) {
	for name, r := range map[string]*eval.Result{"eval": result(), "eval-compared": compared(), "eval-rows": rows()} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			printResult(&env{out: &out}, r)
			golden(t, name, out.String())
		})
	}
}

func TestCutoffs(t *testing.T) {
	names, cuts := cutoffs(map[string]float64{"a@5": 1, "a@10": 1, "b@1": 1, "auc": 1, "odd@x": 1})
	require.Equal(t, []string{"a", "b"}, names)
	require.Equal(t, []int{1, 5, 10}, cuts)
	require.Equal(t, "- 1.0000 -", rowText(&eval.Result{Figures: eval.Figures{Metrics: map[string]float64{"a@5": 1}}}, "a", cuts))
}
