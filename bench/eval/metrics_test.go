package eval

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRank(t *testing.T) {
	require.Equal(t, 1, Standing{Eligible: 5}.Rank(false))
	tied := Standing{Above: 2, Tied: 3, Eligible: 10}
	require.Equal(t, 6, tied.Rank(false), "ties are lost")
	require.Equal(t, 3, tied.Rank(true))
}

// TestMetricsByHand: one target each.
func TestMetricsByHand(t *testing.T) {
	tests := []struct {
		name string
		s    Standing
		want map[string]float64
	}{
		{"first of 11", Standing{Above: 0, Eligible: 11}, map[string]float64{
			"recall@1": 1, "hr@1": 1, "ndcg@1": 1, "mrr@1": 1, "recall@20": 1, "ndcg@20": 1, "mrr@20": 1, "auc": 1,
			"optimistic_recall@1": 1, "tied_targets": 0}},
		{"third of 11", Standing{Above: 2, Eligible: 11}, map[string]float64{
			"recall@1": 0, "ndcg@1": 0, "mrr@1": 0, "recall@5": 1, "hr@5": 1, "ndcg@5": .5, "mrr@5": 1. / 3, "auc": .8,
			"optimistic_auc": .8, "tied_targets": 0}},
		{"last of 11", Standing{Above: 10, Eligible: 11}, map[string]float64{
			"recall@10": 0, "hr@10": 0, "recall@20": 1, "ndcg@20": 1 / math.Log2(12), "mrr@20": 1. / 11, "auc": 0}},
		{"tied for places 4 to 7", Standing{Above: 3, Tied: 3, Eligible: 100}, map[string]float64{
			"recall@5": 0, "optimistic_recall@5": 1, "recall@10": 1, "ndcg@10": 1. / 3, "optimistic_ndcg@10": 1 / math.Log2(5),
			"mrr@10": 1. / 7, "optimistic_mrr@10": .25, "auc": 93. / 99, "optimistic_auc": 96. / 99, "tied_targets": 1}},
		{"the only one", Standing{Eligible: 1}, map[string]float64{"recall@1": 1, "auc": 0}},
		{"missing", Standing{Eligible: 50, Missing: true}, map[string]float64{
			"recall@1": 0, "hr@20": 0, "ndcg@20": 0, "mrr@20": 0, "auc": 0, "optimistic_recall@1": 0, "optimistic_auc": 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := summarise([][]Standing{{tt.s}})
			for name, want := range tt.want {
				require.Contains(t, got, name)
				require.InDelta(t, want, got[name], 1e-12, name)
			}
		})
	}
}

func TestMetricsAreMeans(t *testing.T) {
	got := summarise([][]Standing{{{Eligible: 3}}, {{Above: 1, Eligible: 3}}, {{Above: 2, Tied: 0, Eligible: 3}}, {{Missing: true, Eligible: 3}}})
	require.InDelta(t, .25, got["recall@1"], 1e-12)
	require.InDelta(t, .75, got["hr@5"], 1e-12)
	require.InDelta(t, (1+.5+1./3)/4, got["mrr@5"], 1e-12)
	require.InDelta(t, (1+1/math.Log2(3)+.5)/4, got["ndcg@5"], 1e-12)
	require.InDelta(t, (1+.5)/4, got["auc"], 1e-12)
	require.Empty(t, summarise(nil))
}

// TestMetricsEqualALoop checks the closed forms against a walk down the ranked list, and their order.
func TestMetricsEqualALoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		eligible := rapid.IntRange(2, 60).Draw(t, "eligible")
		above := rapid.IntRange(0, eligible-1).Draw(t, "above")
		s := Standing{Above: int32(above), Tied: int32(rapid.IntRange(0, eligible-1-above).Draw(t, "tied")), Eligible: int32(eligible)}
		got := summarise([][]Standing{{s}})
		for _, k := range cutoffs {
			hits, gain, reciprocal := 0.0, 0.0, 0.0
			for place := 1; place <= k; place++ {
				if place == s.Rank(false) {
					hits, gain, reciprocal = 1, 1/math.Log2(float64(place+1)), 1/float64(place)
				}
			}
			require.InDelta(t, hits, got[nameAt("recall", k)], 1e-12)
			require.InDelta(t, hits, got[nameAt("hr", k)], 1e-12)
			require.InDelta(t, gain, got[nameAt("ndcg", k)], 1e-12)
			require.InDelta(t, reciprocal, got[nameAt("mrr", k)], 1e-12)
		}
		beaten := 0
		for other := range eligible - 1 {
			if other >= s.Rank(false)-1 {
				beaten++
			}
		}
		require.InDelta(t, float64(beaten)/float64(eligible-1), got["auc"], 1e-12)
		for _, m := range metrics {
			require.GreaterOrEqual(t, got["optimistic_"+m.name], got[m.name])
		}
	})
}
