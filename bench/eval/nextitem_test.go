package eval

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// split is NewSplit with the strict configuration.
func split(t require.TestingT, set *data.Set, o SplitOptions) *Split {
	s, err := NewSplit(set, strict(), o)
	require.NoError(t, err)
	return s
}

// walks are sessions of clicks on these items, one after another.
func walks(n int, sessions ...[]int) *data.Set {
	var steps []step
	for p, items := range sessions {
		for _, i := range items {
			steps = append(steps, step{p, i, "click", 0})
		}
	}
	return setOf(n, steps...)
}

// posed is a case in items: its history and its targets.
type posed struct {
	history []int32
	targets []int32
}

// posedOf spells out cases.
func posedOf(s *Split, cases []Case) []posed {
	var out []posed
	for _, c := range cases {
		a := posed{history: []int32{}, targets: c.Targets}
		for _, row := range c.History {
			a.history = append(a.history, s.Full.Events.Item[row])
		}
		out = append(out, a)
	}
	return out
}

// TestNextItemOfPublishedSessions: every prefix is a case, repeats are targets, an unknown item is a miss as a target and nothing as
// history.
func TestNextItemOfPublishedSessions(t *testing.T) {
	set := walks(5, []int{0, 1, 2}, []int{2, 3}, []int{4, 4})
	set.Holdout = &data.Holdout{Sessions: [][]int32{{1, 2, 1}, {data.NoItem, 3}, {3, data.NoItem, 0}, {4}}}
	s := split(t, set, SplitOptions{})
	require.Equal(t, NextItem, s.Protocol)
	require.Equal(t, []posed{
		{[]int32{1}, []int32{2}}, {[]int32{1, 2}, []int32{1}},
		{[]int32{}, []int32{3}},
		{[]int32{3}, []int32{data.NoItem}}, {[]int32{3}, []int32{0}},
	}, posedOf(s, s.Test))
	require.Equal(t, []int{2, 1, 2}, runs(personsOf(s.Test)), "sessions are persons")
	require.Equal(t, set.Events.Item, s.Full.Events.Item[:set.Events.Len()], "the set's events come first")
	require.Equal(t, set.Events.Item, s.Train.Events.Item)
	require.Nil(t, s.Train.Holdout, "a model cannot look")
	for _, c := range s.Test {
		require.True(t, c.Repeats)
		require.Greater(t, s.Full.Events.Time[c.Now], slices.Max(set.Events.Time), "asked after the training part")
	}
}

func personsOf(cases []Case) []uint32 {
	var out []uint32
	for _, c := range cases {
		out = append(out, c.Person)
	}
	return out
}

// TestNextItemOfPublishedTargets: SR-GNN lists the prefixes of a session longest first; they are one person, asked shortest first.
func TestNextItemOfPublishedTargets(t *testing.T) {
	set := walks(6, []int{0, 1, 2, 3, 4, 5}, []int{5, 4})
	set.Holdout = &data.Holdout{
		Sessions: [][]int32{{0, 1, 2}, {0, 1}, {0}, {4}, {4, 5, data.NoItem}, {3, 3}},
		Targets:  []int32{data.NoItem, 2, 1, 4, 0, 3},
	}
	s := split(t, set, SplitOptions{})
	require.Equal(t, []posed{
		{[]int32{0}, []int32{1}}, {[]int32{0, 1}, []int32{2}}, {[]int32{0, 1, 2}, []int32{data.NoItem}},
		{[]int32{4}, []int32{4}},
		{[]int32{4, 5}, []int32{0}},
		{[]int32{3, 3}, []int32{3}},
	}, posedOf(s, s.Test))
	require.Equal(t, []int{3, 1, 1, 1}, runs(personsOf(s.Test)))
}

// TestNextItemValidatesOnTheLastSessions: of 20 sessions two, by their first events, not by their place.
func TestNextItemValidatesOnTheLastSessions(t *testing.T) {
	var sessions [][]int
	for range 20 {
		sessions = append(sessions, []int{0, 1})
	}
	set := walks(2, sessions...)
	set.Events.Time[0], set.Events.Time[1] = 1e9, 1e9+1 // the first session began last
	set.Holdout = &data.Holdout{Sessions: [][]int32{{0, 1}}}
	s := split(t, set, SplitOptions{})
	require.Equal(t, []uint32{0, 19}, personsOf(s.Validation))
	require.Equal(t, 36, s.TuneTrain.Events.Len())
	require.Equal(t, 40, s.Train.Events.Len())
	require.NotContains(t, s.TuneTrain.Events.Person, uint32(0))
}

// TestNextItemMakesATestPart: without a holdout the last tenth of sessions is tested on, the last tenth of the rest validated on.
func TestNextItemMakesATestPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		s, err := NewSplit(set, strict(), SplitOptions{Protocol: NextItem, Share: .4})
		if err != nil {
			require.ErrorContains(t, err, "next-item: no session to test on has two events")
			return
		}
		require.Same(t, set, s.Full)
		requireApart(t, s, s.Train, s.Test)
		requireApart(t, s, s.TuneTrain, s.Validation)
		for _, c := range append(slices.Clone(s.Test), s.Validation...) {
			requireHistory(t, set, c)
			require.NotContains(t, s.TuneTrain.Events.Person, c.Person, "no event of a test session is trained on")
		}
	})
}

// requireApart checks that no target row is among the rows of a training part. Times tell the rows of setOf apart.
func requireApart(t *rapid.T, s *Split, part *data.Set, cases []Case) {
	for _, c := range cases {
		require.NotContains(t, part.Events.Time, s.Full.Events.Time[c.Now])
	}
}

func TestNextItemNeedsTwoEvents(t *testing.T) {
	_, err := NewSplit(walks(2, []int{0}, []int{1}), strict(), SplitOptions{Protocol: NextItem})
	require.EqualError(t, err, "next-item: no session to test on has two events")
}

// TestHistoriesOfASessionGrow: what makes feeding only the new events possible.
func TestHistoriesOfASessionGrow(t *testing.T) {
	s := split(t, shop(t, 100, 40), SplitOptions{Protocol: NextItem})
	var f fed
	observed, fresh, longest := 0, 0, map[uint32]int{}
	for _, q := range s.questions(TestOptions{}) {
		rows, anew := f.more(&q)
		observed += len(rows)
		longest[q.person] = len(q.history)
		if anew {
			fresh++
			require.Equal(t, q.history, rows)
		} else {
			require.NotEmpty(t, rows)
		}
	}
	require.Equal(t, len(runs(personsOf(s.Test))), fresh, "one device a session")
	for _, n := range longest {
		observed -= n
	}
	require.Zero(t, observed, "no event twice")
}
