package topk

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSelect(t *testing.T) {
	scores := []int64{0, 1, 2, 3, 4, 5}
	before := func(a, b uint32) bool { panic("no two have the same score") }
	for name, c := range map[string]struct {
		in   []uint32
		k    int
		want []uint32
	}{
		"none of none":   {nil, 3, []uint32{}},
		"none":           {[]uint32{1, 2}, 0, []uint32{}},
		"one":            {[]uint32{1, 3, 2}, 1, []uint32{3}},
		"two":            {[]uint32{1, 3, 2}, 2, []uint32{3, 2}},
		"all":            {[]uint32{1, 3, 2}, 3, []uint32{3, 2, 1}},
		"more than all":  {[]uint32{1, 3, 2}, 9, []uint32{3, 2, 1}},
		"already sorted": {[]uint32{5, 4, 3, 2}, 3, []uint32{5, 4, 3}},
	} {
		require.Equal(t, c.want, append([]uint32{}, Select(scores, c.in, c.k, before)...), name)
	}
}

// TestSelectIsTheHeadOfASort compares with a full sort by score, then by a random order, and checks that nothing is lost.
func TestSelectIsTheHeadOfASort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Int64Range(-3, 3), 0, 200).Draw(t, "scores")
		idx := make([]uint32, len(scores))
		for i := range idx {
			idx[i] = uint32(i)
		}
		place := rapid.Permutation(idx).Draw(t, "place")
		idx = rapid.Permutation(idx).Draw(t, "order")
		sorted := slices.Clone(idx)
		slices.SortFunc(sorted, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(place[a], place[b]))
		})
		k := rapid.IntRange(0, len(scores)+2).Draw(t, "k")
		require.True(t, slices.Equal(sorted[:min(k, len(sorted))], Select(scores, idx, k, func(a, b uint32) bool { return place[a] < place[b] })))
		require.ElementsMatch(t, sorted, idx)
	})
}
