package eval

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// TestSplitByHand: searches, dislikes and low ratings are no targets; two events are too few.
func TestSplitByHand(t *testing.T) {
	set := setOf(9,
		step{0, 1, "view", 0}, step{0, -1, "search", 0}, step{0, 2, "view", 0}, step{0, 3, "rating", 5}, step{0, 4, "rating", 2}, step{0, 5, "dislike", 0},
		step{1, 1, "view", 0}, step{1, 2, "view", 0}, step{1, 3, "rating", 1},
		step{2, 6, "view", 0}, step{2, 7, "view", 0}, step{2, 6, "view", 0}, step{2, 8, "view", 0},
	)
	s := leaveOneOut(t, set)
	require.Equal(t, []Case{{0, []int32{0, 2}, 3, []int32{3}, false}, {2, []int32{9, 10, 11}, 12, []int32{8}, false}}, s.Test)
	require.Equal(t, []Case{{0, []int32{0}, 2, []int32{2}, false}, {2, []int32{9, 10}, 11, []int32{6}, false}}, s.Validation)
	require.Equal(t, []int32{1, data.NoItem, 4, 5, 1, 2, 3, 6, 7}, s.Train.Events.Item)

	require.Equal(t, "leave-one-out, full ranking, history hidden, ties against the target", s.About)
	back := leaveOneOut(t, setOf(9, step{0, 1, "view", 0}, step{0, 1, "view", 0}, step{0, 2, "view", 0}, step{0, 3, "view", 0}))
	require.True(t, back.Test[0].Repeats)
	require.True(t, back.Validation[0].Repeats)
	require.Equal(t, "leave-one-out, full ranking, history eligible (people come back to items here), ties against the target", back.About)

	loose := strict()
	loose.MinRating = 0
	any, err := NewSplit(set, loose, SplitOptions{})
	require.NoError(t, err)
	require.Len(t, any.Test, 3, "any rating is then an event for its item")
}

func TestSplitDoesNotLeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		s, err := NewSplit(set, strict(), SplitOptions{Protocol: LeaveOneOut})
		if err != nil {
			return
		}
		require.Len(t, s.Validation, len(s.Test))
		held := map[int64]bool{} // times tell the rows of setOf apart
		for k, c := range s.Test {
			v := s.Validation[k]
			require.Equal(t, c.Person, v.Person)
			require.Equal(t, append(append([]int32{}, v.History...), v.Now), c.History[:len(v.History)+1], "the input of a test case begins with that of validation and its target")
			requireHistory(t, set, c)
			requireHistory(t, set, v)
			requireGoesOn(t, set, c.History[len(v.History):])
			for _, row := range rowsFrom(set, v) {
				held[set.Events.Time[row]] = true
			}
		}
		require.Equal(t, set.Events.Len()-len(held), s.Train.Events.Len(), "nothing else is held back")
		for _, at := range s.Train.Events.Time {
			require.False(t, held[at], "a target, or what came after it, in the training part")
		}
	})
}

// rowsFrom returns the rows that speak for an item of a case's person from its target on.
func rowsFrom(set *data.Set, c Case) []int32 {
	var from []int32
	eachPerson(set, strict(), func(person uint32, rows []int32) {
		if person == c.Person {
			from = rows[slices.Index(rows, c.Now):]
		}
	})
	return from
}

// requireGoesOn checks that rows are one item's, each by another type than the one before.
func requireGoesOn(t *rapid.T, set *data.Set, rows []int32) {
	for k := 1; k < len(rows); k++ {
		require.Equal(t, set.Events.Item[rows[0]], set.Events.Item[rows[k]])
		require.NotEqual(t, set.Events.Type[rows[k-1]], set.Events.Type[rows[k]])
	}
}

// requireHistory checks that a case's rows are of its person, speak for an item, and come in order before the target, which does not go on
// with the last of them by another type.
func requireHistory(t *rapid.T, set *data.Set, c Case) {
	speaks := strict().SpeaksFor(&set.Events)
	last := int32(-1)
	for _, row := range append(append([]int32{}, c.History...), c.Now) {
		require.Greater(t, row, last)
		require.Equal(t, c.Person, set.Events.Person[row])
		require.True(t, speaks(int(row)))
		last = row
	}
	require.NotEmpty(t, c.History)
	before := c.History[len(c.History)-1]
	require.False(t, set.Events.Item[before] == set.Events.Item[c.Now] && set.Events.Type[before] != set.Events.Type[c.Now], "what the person is looking at")
}

func TestSampleOfCases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := make([]Case, rapid.IntRange(0, 60).Draw(t, "cases"))
		for i := range cases {
			cases[i].Now = int32(i)
		}
		n, seed := rapid.IntRange(0, 70).Draw(t, "n"), rapid.Uint64().Draw(t, "seed")
		got := sample(cases, n, seed)
		require.Len(t, got, min(n, len(cases)))
		for i := 1; i < len(got); i++ {
			require.Less(t, got[i-1].Now, got[i].Now, "in their order, none twice")
		}
		require.Equal(t, got, sample(cases, n, seed))
	})
}

// TestSampleIsEven: every case is as likely as any other.
func TestSampleIsEven(t *testing.T) {
	cases, drawn := make([]Case, 10), make([]int, 10)
	for i := range cases {
		cases[i].Now = int32(i)
	}
	for seed := range uint64(4000) {
		for _, c := range sample(cases, 3, seed) {
			drawn[c.Now]++
		}
	}
	for _, n := range drawn {
		require.InDelta(t, 1200, n, 150) // five standard deviations
	}
}
