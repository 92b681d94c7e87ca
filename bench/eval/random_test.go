package eval

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// TestRandomByHand: eight items of a person, two held out whatever their rating; a repeat goes with its item.
func TestRandomByHand(t *testing.T) {
	set := setOf(9,
		step{0, 0, "rating", 5}, step{0, 1, "rating", 1}, step{0, 2, "rating", 1}, step{0, 3, "rating", 1}, step{0, 4, "rating", 1},
		step{0, 5, "rating", 1}, step{0, 6, "rating", 1}, step{0, 7, "rating", 1}, step{0, 0, "rating", 1}, step{0, 8, "dislike", 0},
		step{1, 0, "rating", 5})
	s := split(t, set, SplitOptions{Protocol: Random, Seed: 3})
	require.Len(t, s.Test, 1, "one item is not enough")
	c := s.Test[0]
	require.Len(t, c.Targets, 2)
	require.False(t, c.Repeats)
	require.Equal(t, c.History[len(c.History)-1], c.Now)
	for _, i := range c.Targets {
		require.NotContains(t, s.Train.Events.Item[:s.Train.Events.Len()-1], i, "all events of an item held out are held out")
	}
	require.NotContains(t, c.Targets, int32(8), "what speaks against an item makes it no target")
	require.Equal(t, "random 25 % of each person's items held out at once, full ranking, history hidden, ties against the targets", s.About)

	other := split(t, set, SplitOptions{Protocol: Random, Seed: 4})
	require.Equal(t, s.Test, split(t, set, SplitOptions{Protocol: Random, Seed: 3}).Test)
	require.NotEqual(t, s.Test, other.Test)
	_, err := NewSplit(setOf(1, step{0, 0, "view", 0}), strict(), SplitOptions{Protocol: Random})
	require.EqualError(t, err, "random: no person has items enough to hold one out")
}

// TestRandomDoesNotLeak: targets of a person are in no training event of theirs, and a person's items are trained on or asked for.
func TestRandomDoesNotLeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		s, err := NewSplit(set, strict(), SplitOptions{Protocol: Random, Seed: rapid.Uint64().Draw(t, "seed")})
		if err != nil {
			return
		}
		for part, cases := range map[*data.Set][]Case{s.Train: s.Test, s.TuneTrain: s.Validation} {
			for _, c := range cases {
				items := positives(part, c.Person)
				require.Len(t, items, len(c.History))
				for _, i := range c.Targets {
					require.NotContains(t, items, i)
				}
				held, all := len(c.Targets), len(c.Targets)+len(distinctOf(items))
				require.InDelta(t, .25*float64(all), float64(held), .5)
			}
		}
	})
}

// positives lists the items of a person's events that speak for one.
func positives(set *data.Set, person uint32) []int32 {
	cfg := strict()
	cfg.MinRating = 0
	var items []int32
	eachPerson(set, cfg, func(p uint32, rows []int32) {
		for _, row := range rows {
			if p == person {
				items = append(items, set.Events.Item[row])
			}
		}
	})
	return items
}

func distinctOf(items []int32) []int32 {
	items = slices.Sorted(slices.Values(items))
	return slices.Compact(items)
}
