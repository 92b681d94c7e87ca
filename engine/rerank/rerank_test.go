package rerank

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
	"github.com/hearthrank/hearth/engine/profile"
)

func open(t require.TestingT, m *pack.Model) *pack.Pack {
	p, err := pack.Open(pack.Append(nil, m))
	require.NoError(t, err)
	return p
}

func TestMarkSeen(t *testing.T) {
	p := open(t, packtest.Shop()) // only a purchase (type 1) has the seen flag
	f := &profile.Profile{Entries: []profile.Entry{
		{Item: 0, Type: 0, Time: 10}, {Item: 1, Type: 1, Time: 10}, {Item: 2, Type: 1, Time: 4}, {Item: 4, Type: 3, Time: 10},
	}}
	for name, c := range map[string]struct {
		policy SeenPolicy
		mask   int64
		want   []uint8
	}{
		"by type":         {SeenByType, 0, []uint8{0, Seen, Seen, 0, 0}},
		"by type, masked": {SeenByType, 5, []uint8{0, Seen, 0, 0, 0}},
		"hide":            {SeenHide, 0, []uint8{Seen, Seen, Seen, 0, Seen}},
		"hide, masked":    {SeenHide, 10, []uint8{Seen, Seen, 0, 0, Seen}},
		"all masked":      {SeenHide, 11, []uint8{0, 0, 0, 0, 0}},
		"show":            {SeenShow, 0, []uint8{0, 0, 0, 0, 0}},
	} {
		marks := make([]uint8, 5)
		MarkSeen(p, f, c.mask, c.policy, marks)
		require.Equal(t, c.want, marks, name)
	}
}

func TestMarkExcludedAndFilter(t *testing.T) {
	p := open(t, packtest.Shop())
	marks := []uint8{Seen, 0, Seen, 0, 0}
	MarkExcluded(p, []string{"robusta", "no such item", "arabica", "robusta"}, marks)
	require.Equal(t, []uint8{Seen | Excluded, Excluded, Seen, 0, 0}, marks)
	candidates := []uint32{4, 0, 1, 3, 2}
	require.Equal(t, []uint32{4, 3}, Filter(candidates, marks, make([]uint32, 0, 5)))
	require.Equal(t, []uint32{4, 0, 1, 3, 2}, candidates, "left as they were")
	require.Empty(t, Filter([]uint32{0, 1}, marks, make([]uint32, 0, 5)))
	require.Empty(t, Filter(nil, marks, nil))
}

// TestBest compares with a full sort by score, hash of the id and id.
func TestBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := open(t, packtest.Model(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "model"), 0)).IntN))
		scores := rapid.SliceOfN(rapid.Int64Range(-1, 1), p.Items(), p.Items()).Draw(t, "scores")
		all := make([]uint32, p.Items())
		for i := range all {
			all[i] = uint32(i)
		}
		all = rapid.Permutation(all).Draw(t, "order")
		want := slices.Clone(all)
		slices.SortFunc(want, func(a, b uint32) int {
			if scores[a] != scores[b] {
				return int(scores[b] - scores[a])
			}
			if p.TieHash(a) < p.TieHash(b) {
				return -1
			}
			return 1
		})
		n := rapid.IntRange(0, len(all)+1).Draw(t, "n")
		require.True(t, slices.Equal(want[:min(n, len(all))], Best(p, scores, all, n)))
	})
}

// TestTiesDoNotShowThePack orders the items of one shop, its rows turned round: the ids come out in the same order.
func TestTiesDoNotShowThePack(t *testing.T) {
	m := packtest.Shop()
	order := func(p *pack.Pack) (ids []string) {
		for _, i := range Best(p, make([]int64, 5), []uint32{0, 1, 2, 3, 4}, 5) {
			ids = append(ids, p.ID(i))
		}
		return ids
	}
	one := order(open(t, m))
	slices.Reverse(m.IDs)
	require.Equal(t, one, order(open(t, m)))
	require.NotEqual(t, m.IDs, one)
}
