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
	require.Equal(t, figures("wasm"), figures("native"))
}

func TestEvalTakesModelFlags(t *testing.T) {
	v := decode[eval.Result](t, ok(t, "eval", "--data", smallSample, "--engine", "native", "--min-persons", "1", "--edges", "5", "--json").out)
	require.Equal(t, 1, v.Train.MinPersons)
	require.Equal(t, 5, v.Train.EdgesMost)
}

func TestEvalTunes(t *testing.T) {
	v := decode[eval.Result](t, ok(t, "eval", "--data", "sample:persons=40,items=24,days=30,sessions=3", "--engine", "native", "--tune", "--json").out)
	require.Contains(t, v.Chosen, "coordinate search")
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

// result is a fixed result, for the layout.
func result() *eval.Result {
	return &eval.Result{
		Data: "sample:", Synthetic: true, Protocol: "leave-one-out", Engine: "wasm", Device: "all granted", Persons: 12,
		Chosen: "defaults", Train: &train.Report{Items: 8, Edges: 6}, PackBytes: 898, Checked: 12,
		Metrics: map[string]float64{
			"recall@5": .25, "recall@10": .5, "ndcg@5": .125, "ndcg@10": .3, "auc": .75, "tied_targets": 0,
			"optimistic_recall@5": .25, "optimistic_recall@10": .5, "optimistic_ndcg@5": .2, "optimistic_ndcg@10": .3, "optimistic_auc": .8,
		},
		Intervals: map[string]eval.Interval{"recall@10": {Low: .4, High: .6}},
	}
}

func TestEvalLayout(t *testing.T) {
	var out strings.Builder
	printResult(&env{out: &out}, result())
	golden(t, "eval", out.String())
}

func TestCutoffs(t *testing.T) {
	names, cuts := cutoffs(map[string]float64{"a@5": 1, "a@10": 1, "b@1": 1, "auc": 1, "odd@x": 1})
	require.Equal(t, []string{"a", "b"}, names)
	require.Equal(t, []int{1, 5, 10}, cuts)
	require.Equal(t, "- 1.0000 -", rowText(&eval.Result{Metrics: map[string]float64{"a@5": 1}}, "a", cuts))
}
