package baseline

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestCooccurrence(t *testing.T) {
	// After 0: 1 at one step, 2 at two. After 1: 2, and at another place nothing.
	set := setOf(3, []int32{0, 1, 2}, []int32{1})
	tests := []struct {
		name           string
		history        []int32
		directed, both []float64
	}{
		{"nothing", nil, []float64{0, 0, 0}, []float64{0, 0, 0}},
		{"0", []int32{0}, []float64{0, 1, .8}, []float64{0, 1, .8}},
		{"1, divided by its two events", []int32{1}, []float64{0, 0, .5}, []float64{.5, 0, .5}},
		{"2 has nothing after it", []int32{2}, []float64{0, 0, 0}, []float64{.8, 1, 0}},
		{"a step back weighs .8", []int32{0, 1}, []float64{0, .8, .5 + .64}, []float64{.5, .8, .5 + .64}},
		{"a search is a step", []int32{0, data.NoItem}, []float64{0, .8, .64}, []float64{0, .8, .64}},
		{"repeats add up", []int32{0, 0}, []float64{0, 1.8, 1.44}, []float64{0, 1.8, 1.44}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			requireClose(t, tt.directed, scoresOf(t, "co-occurrence", set, Query{History: tt.history}), 1e-12)
			requireClose(t, tt.both, scoresOf(t, "co-occurrence-blind", set, Query{History: tt.history}), 1e-12)
		})
	}
}

func TestCooccurrenceOfAnItemWithItself(t *testing.T) {
	set := setOf(1, []int32{0, 0, 0})
	requireClose(t, []float64{(1 + .8 + 1) / 3}, scoresOf(t, "co-occurrence", set, Query{History: []int32{0}}), 1e-12)
}

func TestCooccurrenceWindow(t *testing.T) {
	sequence := make([]int32, stepWindow+2)
	for k := range sequence {
		sequence[k] = int32(k)
	}
	for _, name := range []string{"co-occurrence", "co-occurrence-blind"} {
		scores := scoresOf(t, name, setOf(len(sequence), sequence), Query{History: []int32{0}})
		require.InDelta(t, math.Pow(stepDecay, stepWindow-1), scores[stepWindow], 1e-12, "the last within")
		require.Zero(t, scores[stepWindow+1], "the first beyond")
	}
}

// naiveSteps computes F(i, j) over all pairs of places.
func naiveSteps(set *data.Set, i, j int32) float64 {
	sum := 0.0
	for _, items := range people(set) {
		for a := range items {
			for b := a + 1; b < len(items); b++ {
				if items[a] == i && items[b] == j {
					sum += math.Pow(stepDecay, float64(b-a-1))
				}
			}
		}
	}
	return sum
}

func naiveCooccurrence(set *data.Set, history []int32, blind float64) []float64 {
	scores, count := make([]float64, len(set.Items)), itemCounts(set)
	for k, i := range history {
		for j := range scores {
			if i >= 0 && count[i] > 0 {
				f := naiveSteps(set, i, int32(j)) + blind*naiveSteps(set, int32(j), i)
				scores[j] += math.Pow(stepDecay, float64(len(history)-1-k)) * f / count[i]
			}
		}
	}
	return scores
}

func TestCooccurrenceAgainstNaive(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, q Query) {
		requireClose(t, naiveCooccurrence(set, q.History, 0), scoresOf(t, "co-occurrence", set, q), 1e-9)
		requireClose(t, naiveCooccurrence(set, q.History, 1), scoresOf(t, "co-occurrence-blind", set, q), 1e-9)
	})
}

// TestBlindIsBlind: training sequences told backwards give the same scores.
func TestBlindIsBlind(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, q Query) {
		sequences := people(set)
		for p := range sequences {
			slices.Reverse(sequences[p])
		}
		backwards := setOf(len(set.Items), sequences...)
		requireClose(t, scoresOf(t, "co-occurrence-blind", set, q), scoresOf(t, "co-occurrence-blind", backwards, q), 1e-9)
	})
}
