package explain

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/scoring"
)

func TestStrongest(t *testing.T) {
	of := func(scores ...int64) (all []scoring.Contribution) {
		for i, s := range scores {
			all = append(all, scoring.Contribution{Score: s, Index: uint32(i)})
		}
		return all
	}
	indexes := func(all []scoring.Contribution) (idx []uint32) {
		for _, c := range all {
			idx = append(idx, c.Index)
		}
		return idx
	}
	for name, c := range map[string]struct {
		in   []scoring.Contribution
		n    int
		want []uint32
	}{
		"none":                {nil, 3, nil},
		"all":                 {of(1, 3, 2), -1, []uint32{1, 2, 0}},
		"head":                {of(1, 3, 2), 2, []uint32{1, 2}},
		"more than there are": {of(1, 3), 9, []uint32{1, 0}},
		"sign does not count": {of(2, -3, 1), 2, []uint32{1, 0}},
		"equal ones stay":     {of(1, -1, 1, -1), 3, []uint32{0, 1, 2}},
	} {
		require.Equal(t, c.want, indexes(Strongest(c.in, c.n)), name)
	}
}

// TestStanding counts by sorting.
func TestStanding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Int64Range(-3, 3), 1, 30).Draw(t, "scores")
		item := rapid.IntRange(0, len(scores)-1).Draw(t, "item")
		var eligible []uint32
		var others []int64
		for i := range scores {
			if rapid.Bool().Draw(t, "eligible") {
				eligible = append(eligible, uint32(i))
				if i != item {
					others = append(others, scores[i])
				}
			}
		}
		slices.Sort(others)
		slices.Reverse(others) // best first
		above, tied := Standing(scores, eligible, uint32(item))
		first := slices.IndexFunc(others, func(s int64) bool { return s <= scores[item] })
		if first < 0 {
			first = len(others)
		}
		require.EqualValues(t, first, above)
		for _, s := range others[first:] {
			if s == scores[item] {
				tied--
			}
		}
		require.Zero(t, tied)
	})
}
