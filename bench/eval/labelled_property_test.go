package eval

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// drawLabelled makes a small random set with labelled rows, some of persons and items that training lacks.
func drawLabelled(t *rapid.T) *data.Set {
	set := drawSet(t)
	for len(set.Events.Types) == 0 {
		set = setOf(9, step{0, 0, "view", 5})
	}
	h := &data.Holdout{Rows: &data.Events{Persons: append(clip(set.Events.Persons), "new"), Types: set.Events.Types}}
	for range rapid.IntRange(1, 20).Draw(t, "rows") {
		h.Rows.Person = append(h.Rows.Person, uint32(rapid.IntRange(0, len(set.Events.Persons)).Draw(t, "person")))
		h.Rows.Item = append(h.Rows.Item, int32(rapid.IntRange(-1, 8).Draw(t, "item")))
		h.Rows.Type, h.Rows.Time, h.Rows.Offset = append(h.Rows.Type, 0), append(h.Rows.Time, 5), append(h.Rows.Offset, 0)
		h.Rows.Value = append(h.Rows.Value, float32(math.NaN()))
		h.Label = append(h.Label, rapid.Bool().Draw(t, "label"))
	}
	h.Label[0] = true
	set.Holdout = h
	return set
}

// TestLabelledDoesNotLeak: whatever the data, no pack is trained on what it is asked, no history has it, and all parts have one catalogue.
func TestLabelledDoesNotLeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawLabelled(t)
		o := SplitOptions{Protocol: rapid.SampledFrom([]string{Labelled, ContextRanking}).Draw(t, "protocol"), Seed: rapid.Uint64().Draw(t, "seed")}
		s, err := NewSplit(set, strict(), o)
		require.NoError(t, err)
		n := int32(set.Events.Len())
		require.Equal(t, set.Events.Item, append([]int32(nil), s.Train.Events.Item...), "trained on all of the set, and nothing of its holdout")
		held := map[int32]bool{}
		for _, c := range s.Validation {
			require.False(t, held[c.Now], "asked once")
			held[c.Now] = true
			require.Less(t, c.Now, n)
			require.Equal(t, c.Targets, s.Full.Events.Item[c.Now:c.Now+1])
		}
		var left []int32
		for row := range n {
			if !held[row] {
				left = append(left, set.Events.Item[row])
			}
		}
		require.Equal(t, left, append([]int32(nil), s.TuneTrain.Events.Item...), "trained on what is not held out, while settings are chosen")
		for _, c := range append(append([]Case{}, s.Validation...), s.Test...) {
			require.True(t, c.Repeats)
			for _, row := range c.History {
				require.Less(t, row, n)
				require.Equal(t, c.Person, s.Full.Events.Person[row])
				require.False(t, c.Now < n && held[row], "no validation target is in a validation history")
			}
		}
		require.Equal(t, len(set.Items), len(s.Train.Items))
		require.Equal(t, len(set.Items), len(s.TuneTrain.Items))
	})
}

// TestLabelledRowsAreThePublished: each once, with its label, in runs of persons; and each positive is a case of context-ranking.
func TestLabelledRowsAreThePublished(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawLabelled(t)
		s, err := NewSplit(set, strict(), SplitOptions{Protocol: Labelled})
		require.NoError(t, err)
		n := set.Events.Len()
		seen := make([]bool, len(set.Holdout.Label))
		positives, runs := 0, map[uint32]bool{}
		for k, r := range s.TestRows {
			i := int(r.Now) - n
			require.False(t, seen[i])
			seen[i] = true
			require.Equal(t, set.Holdout.Rows.Person[i], r.Person)
			require.Equal(t, set.Holdout.Rows.Item[i], r.Item)
			require.Equal(t, set.Holdout.Label[i], r.Label)
			if k == 0 || s.TestRows[k-1].Person != r.Person {
				require.False(t, runs[r.Person], "rows of one person stand together")
				runs[r.Person] = true
			}
			positives += int(truth(r.Label))
		}
		require.Len(t, s.TestRows, len(seen))
		require.Len(t, s.Test, positives)
		for k, c := range s.Test {
			require.True(t, set.Holdout.Label[int(c.Now)-n])
			require.True(t, k == 0 || s.Test[k-1].Person <= c.Person)
		}
	})
}

// TestDrawnAreNeverUsed: two negatives a held-out positive, or fewer when hardly anything is left; different ones, never used in training.
func TestDrawnAreNeverUsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawLabelled(t)
		s, err := NewSplit(set, strict(), SplitOptions{Seed: rapid.Uint64().Draw(t, "seed")})
		require.NoError(t, err)
		used := map[uint32]map[int32]bool{}
		eachPerson(set, strict(), func(person uint32, rows []int32) {
			used[person] = map[int32]bool{}
			for _, row := range rows {
				used[person][set.Events.Item[row]] = true
			}
		})
		drawn := map[int32][]int32{}
		for _, r := range s.ValidationRows {
			require.Equal(t, r.Label, used[r.Person][r.Item])
			if !r.Label {
				require.NotContains(t, drawn[r.Now], r.Item)
				drawn[r.Now] = append(drawn[r.Now], r.Item)
			}
		}
		for _, c := range s.Validation {
			require.Len(t, drawn[c.Now], min(negatives, len(set.Items)-len(used[c.Person])))
		}
	})
}
