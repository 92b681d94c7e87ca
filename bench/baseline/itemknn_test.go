package baseline

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestItemKNN(t *testing.T) {
	// Three persons have 0, two have 1, one has 2; two have 0 and 1, one 0 and 2. Item 3 stands alone.
	set := setOf(4, []int32{0, 1, 0}, []int32{1, 0}, []int32{2, 0}, []int32{3})
	near, far := 2/(math.Sqrt(6)+knnShrink), 1/(math.Sqrt(3)+knnShrink)
	tests := []struct {
		name         string
		history      []int32
		want, latest []float64
	}{
		{"nothing", nil, []float64{0, 0, 0, 0}, []float64{0, 0, 0, 0}},
		{"one", []int32{0}, []float64{0, near, far, 0}, []float64{0, near, far, 0}},
		{"a repeat counts once", []int32{0, 0}, []float64{0, near, far, 0}, []float64{0, near, far, 0}},
		{"two", []int32{0, 1}, []float64{near, near, far, 0}, []float64{near, 0, 0, 0}},
		{"one alone", []int32{0, 3}, []float64{0, near, far, 0}, []float64{0, 0, 0, 0}},
		{"a search last", []int32{0, data.NoItem}, []float64{0, near, far, 0}, []float64{0, 0, 0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			requireClose(t, tt.want, scoresOf(t, "item-knn", set, Query{History: tt.history}), 1e-12)
			requireClose(t, tt.latest, scoresOf(t, "item-knn-last", set, Query{History: tt.history}), 1e-12)
		})
	}
}

func TestItemKNNKeepsTheNearest(t *testing.T) {
	// Item 0 is with each of the others once, with the last ones twice.
	var sequences [][]int32
	for j := int32(1); j <= knnNeighbours+5; j++ {
		sequences = append(sequences, []int32{0, j})
		if j > 5 {
			sequences = append(sequences, []int32{0, j})
		}
	}
	scores := scoresOf(t, "item-knn", setOf(knnNeighbours+6, sequences...), Query{History: []int32{0}})
	for j, s := range scores {
		require.Equal(t, j > 5, s > 0, j)
	}
}

// naiveCosine goes through all persons.
func naiveCosine(set *data.Set, i, j int32) float64 {
	var both, a, b float64
	for _, items := range people(set) {
		hasI, hasJ := slices.Contains(items, i), slices.Contains(items, j)
		a, b, both = a+truth(hasI), b+truth(hasJ), both+truth(hasI && hasJ)
	}
	return both / (math.Sqrt(a*b) + knnShrink)
}

func TestItemKNNAgainstNaive(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, q Query) {
		want := make([]float64, len(set.Items))
		for j := range want {
			for i := range want {
				if i != j && slices.Contains(q.History, int32(i)) {
					want[j] += naiveCosine(set, int32(i), int32(j))
				}
			}
		}
		requireClose(t, want, scoresOf(t, "item-knn", set, q), 1e-12)
	})
}

// TestItemKNNIsBlindToOrder: neither the order of training nor that of the history changes a score.
func TestItemKNNIsBlindToOrder(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, q Query) {
		want := scoresOf(t, "item-knn", set, q)
		sequences := people(set)
		for p := range sequences {
			slices.Reverse(sequences[p])
		}
		slices.Reverse(q.History)
		require.Equal(t, want, scoresOf(t, "item-knn", setOf(len(set.Items), sequences...), q))
	})
}
