package rerank

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/event"
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
		{Item: 0, Type: 0, Until: 10}, {Item: 1, Type: 1, Until: 10}, {Item: 2, Type: 1, Until: 4}, {Item: 4, Type: 3, Until: 10},
	}}
	for name, c := range map[string]struct {
		policy SeenPolicy
		high   int64
		want   []uint8
	}{
		"by type":             {SeenByType, 0, []uint8{0, Seen, Seen, 0, 0}},
		"by type, at its end": {SeenByType, 4, []uint8{0, Seen, Seen, 0, 0}},
		"by type, masked":     {SeenByType, 5, []uint8{0, Seen, 0, 0, 0}},
		"hide":                {SeenHide, 0, []uint8{Seen, Seen, Seen, 0, Seen}},
		"hide, masked":        {SeenHide, 10, []uint8{Seen, Seen, 0, 0, Seen}},
		"all masked":          {SeenHide, 11, []uint8{0, 0, 0, 0, 0}},
		"show":                {SeenShow, 0, []uint8{0, 0, 0, 0, 0}},
	} {
		marks := make([]uint8, 5)
		MarkSeen(p, f, c.high, c.policy, marks)
		require.Equal(t, c.want, marks, name)
	}
}

// block is one order: an item, or, with a field as its name, an attribute.
func block(field, value string) event.Pair { return event.Pair{Name: field, Value: value} }

func TestMarkBlocked(t *testing.T) {
	p := open(t, packtest.Shop())
	for name, c := range map[string]struct {
		blocks []event.Pair
		want   []uint8
	}{
		"none":                       {nil, []uint8{0, 0, 0, 0, 0}},
		"an item":                    {[]event.Pair{block("", "mill")}, []uint8{0, 0, Blocked, 0, 0}},
		"an item that is not there":  {[]event.Pair{block("", "gone"), block("", "mill")}, []uint8{0, 0, Blocked, 0, 0}},
		"what is no block":           {[]event.Pair{block("", ""), block("", "poster")}, []uint8{0, 0, 0, 0, Blocked}},
		"a brand":                    {[]event.Pair{block("brand", "Acme")}, []uint8{Blocked, 0, Blocked, 0, 0}},
		"listed, not weighted":       {[]event.Pair{block("brand", "Bodo")}, []uint8{0, Blocked, 0, Blocked, 0}},
		"a brand that is not there":  {[]event.Pair{block("brand", "Zorn")}, []uint8{0, 0, 0, 0, 0}},
		"another field's value":      {[]event.Pair{block("sort", "Acme")}, []uint8{0, 0, 0, 0, 0}},
		"an item's id with a field":  {[]event.Pair{block("brand", "mill")}, []uint8{0, 0, 0, 0, 0}},
		"an attribute as an item":    {[]event.Pair{block("", "Acme")}, []uint8{0, 0, 0, 0, 0}},
		"both, over and over":        {[]event.Pair{block("brand", "Acme"), block("", "mill"), block("brand", "Acme"), block("", "kettle")}, []uint8{Blocked, 0, Blocked, Blocked, 0}},
		"two attributes of one item": {[]event.Pair{block("sort", "beans"), block("brand", "Acme")}, []uint8{Blocked, Blocked, Blocked, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			marks := make([]uint8, 5)
			MarkBlocked(p, c.blocks, marks)
			require.Equal(t, c.want, marks)
		})
	}
}

// TestMarkBlockedAgainstModel blocks items and attributes of random models; marks of other kinds stay.
func TestMarkBlockedAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := packtest.Model(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "model"), 0)).IntN)
		p := open(t, m)
		var blocks []event.Pair
		for range rapid.IntRange(0, 5).Draw(t, "blocks") {
			blocks = append(blocks, genBlock(t, m))
		}
		marks := rapid.SliceOfN(rapid.SampledFrom([]uint8{0, Seen, Excluded, Blocked}), p.Items(), p.Items()).Draw(t, "marks")
		want := slices.Clone(marks)
		for item := range want {
			if slices.ContainsFunc(blocks, func(b event.Pair) bool { return blocked(m, item, b) }) {
				want[item] |= Blocked
			}
		}
		MarkBlocked(p, blocks, marks)
		require.Equal(t, want, marks)
	})
}

func genBlock(t *rapid.T, m *pack.Model) event.Pair {
	if i := rapid.IntRange(-1, len(m.IDs)-1).Draw(t, "item"); i >= 0 && rapid.Bool().Draw(t, "of an item") {
		return block("", m.IDs[i])
	}
	return block(
		rapid.SampledFrom([]string{"", "brand", "colour", "size"}).Draw(t, "field"),
		rapid.SampledFrom([]string{"", "Acme", "red", "blau", "no such value"}).Draw(t, "value"),
	)
}

// blocked reads the model literally.
func blocked(m *pack.Model, item int, b event.Pair) bool {
	if b.Name == "" {
		return m.IDs[item] == b.Value
	}
	for _, e := range m.Vectors.Rows[item] {
		if a := m.Attributes[e.Col]; m.Fields[a.Field] == b.Name && a.Value == b.Value {
			return true
		}
	}
	return false
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
