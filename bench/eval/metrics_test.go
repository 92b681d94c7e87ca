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

// TestSeveralTargetsByHand: R targets of one case, at these ranks.
func TestSeveralTargetsByHand(t *testing.T) {
	at := func(above, tied int32) Standing { return Standing{Above: above, Tied: tied, Eligible: 101} }
	log := math.Log2
	tests := []struct {
		name   string
		places []Standing
		want   map[string]float64
	}{
		{"ranks 1, 3 and 40", []Standing{at(39, 0), at(0, 0), at(2, 0)}, map[string]float64{
			"recall@5": 2. / 3, "hr@5": 1, "precision@5": .4, "mrr@5": 1,
			"ndcg@5":   (1 + 1/log(4)) / (1 + 1/log(3) + 1/log(4)),
			"ndcg@1":   1,
			"map@5":    (1 + 2./3) / 3,
			"map":      (1 + 2./3 + 3./40) / 3,
			"recall@1": 1. / 3, "precision@1": 1, "map@1": 1,
			// 98 others, of which 0, 1 and 37 stand before.
			"auc": (98 + 97 + 61) / 98. / 3,
		}},
		{"more targets than places", []Standing{at(0, 0), at(1, 0), at(2, 0), at(3, 0), at(4, 0), at(5, 0)}, map[string]float64{
			"recall@5": 5. / 6, "precision@5": 1, "ndcg@5": 1, "map@5": 1, "map": 1, "auc": 1}},
		{"a missing one counts among the targets", []Standing{at(1, 0), {Missing: true}}, map[string]float64{
			"recall@5": .5, "ndcg@5": 1 / log(3) / (1 + 1/log(3)), "mrr@5": .5, "map": .25, "auc": 99. / 100 / 2}},
		// Both have rank 2 against them; for them they stand first and second.
		{"two targets tied with each other", []Standing{at(0, 1), at(0, 1)}, map[string]float64{
			"recall@1": 0, "optimistic_recall@1": .5, "mrr@5": .5, "optimistic_mrr@5": 1,
			"ndcg@5": 2 / log(3) / (1 + 1/log(3)), "optimistic_ndcg@5": 1, "optimistic_map": 1, "auc": 1, "tied_targets": 1}},
		{"two targets tied with three others", []Standing{at(0, 4), at(0, 4)}, map[string]float64{
			"mrr@5": .2, "ndcg@5": 2 / log(6) / (1 + 1/log(3)), "auc": 96. / 99, "optimistic_auc": 1}},
		{"all missing", []Standing{{Missing: true}, {Missing: true}}, map[string]float64{
			"recall@20": 0, "ndcg@20": 0, "map": 0, "auc": 0, "tied_targets": 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := summarise([][]Standing{tt.places})
			for name, want := range tt.want {
				require.Contains(t, got, name)
				require.InDelta(t, want, got[name], 1e-12, name)
			}
		})
	}
}

// TestMetricsStayWithin0And1, whatever the standings of a consistent ranking, and counting for a target never gives less than
// counting against it.
func TestMetricsStayWithin0And1(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.IntRange(0, 4), 2, 40).Draw(t, "scores")
		targets := rapid.IntRange(1, len(scores)).Draw(t, "targets")
		var places []Standing
		for i := range targets {
			s := Standing{Eligible: int32(len(scores))}
			for j, v := range scores {
				s.Above += int32(truth(v > scores[i]))
				s.Tied += int32(truth(v == scores[i] && j != i))
			}
			places = append(places, s)
		}
		got := summarise([][]Standing{places})
		for _, m := range metrics {
			require.GreaterOrEqual(t, got[m.name], 0., m.name)
			require.LessOrEqual(t, got[m.name], 1+1e-9, m.name)
			require.LessOrEqual(t, got["optimistic_"+m.name], 1+1e-9, m.name)
			require.LessOrEqual(t, got[m.name], got["optimistic_"+m.name]+1e-9, m.name)
		}
	})
}

// TestPerCaseKeepsWhatMetricsNeed: the packed outcomes give the same means, per person, as the standings.
func TestPerCaseKeepsWhatMetricsNeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cases [][]Standing
		var person []uint32
		for p := range uint32(rapid.IntRange(1, 6).Draw(t, "persons")) {
			for range rapid.IntRange(1, 3).Draw(t, "cases") {
				var places []Standing
				for range rapid.IntRange(1, 3).Draw(t, "targets") {
					places = append(places, Standing{int32(rapid.IntRange(0, 30).Draw(t, "above")), 0, 40, rapid.Bool().Draw(t, "missing")})
				}
				cases, person = append(cases, places), append(person, p)
			}
		}
		c := perCase(person, cases)
		require.NoError(t, c.check())
		require.Len(t, c.Eligible, len(cases))
		want := summarise(cases)
		s := c.statistic(metrics)
		for k, v := range s.of(once(s.persons())) {
			require.InDelta(t, want[metrics[k].name], v, 1e-9, metrics[k].name)
		}
	})
}

func TestPerCaseCheck(t *testing.T) {
	good := PerCase{Persons: []int{2}, Targets: []int{1, 2}, Ranks: []int{1, 2, 0}, Eligible: []int{5, 5}}
	require.NoError(t, good.check())
	tests := []struct {
		name string
		edit func(c *PerCase)
	}{
		{"nothing", func(c *PerCase) { *c = PerCase{} }},
		{"fewer cases than persons say", func(c *PerCase) { c.Persons = []int{3} }},
		{"fewer ranks than targets say", func(c *PerCase) { c.Ranks = c.Ranks[:2] }},
		{"targets left out", func(c *PerCase) { c.Targets = nil }},
		{"a case without a target", func(c *PerCase) { c.Targets = []int{0, 3} }},
		{"a rank below 0", func(c *PerCase) { c.Ranks = []int{1, 2, -1} }},
		{"numbers that only add up by overflow", func(c *PerCase) { c.Persons = []int{math.MaxInt, math.MaxInt, 4} }},
		{"a person without a case", func(c *PerCase) { c.Persons = []int{2, 0} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := good
			tt.edit(&c)
			require.EqualError(t, c.check(), "its cases do not fit together")
		})
	}
}
