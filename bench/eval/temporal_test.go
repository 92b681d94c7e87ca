package eval

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// dated is drawSet or setOf with times that mean something.
func dated(set *data.Set) *data.Set {
	set.Clock = data.ClockReal
	return set
}

// TestTemporalByHand: ten events a second apart; the last two are tested on, the two before validated on.
func TestTemporalByHand(t *testing.T) {
	set := dated(setOf(9,
		step{0, 0, "view", 0}, step{1, 1, "view", 0}, step{0, 2, "view", 0}, step{1, 3, "view", 0}, step{0, -1, "search", 0}, step{0, 5, "view", 0},
		step{1, 6, "view", 0}, step{0, 6, "view", 0}, step{0, 7, "view", 0}, step{2, 8, "view", 0}))
	s := split(t, set, SplitOptions{Protocol: Temporal, Share: .2})
	require.Equal(t, []posed{{[]int32{0, 2, 5, 6}, []int32{7}}}, posedOf(s, s.Test), "who has no history is not asked")
	require.Equal(t, []posed{{[]int32{0, 2, 5}, []int32{6}}, {[]int32{1, 3}, []int32{6}}}, posedOf(s, s.Validation))
	require.ElementsMatch(t, []int64{1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000}, s.Train.Events.Time)
	require.ElementsMatch(t, []int64{1000, 2000, 3000, 4000, 5000, 6000}, s.TuneTrain.Events.Time)
	require.Contains(t, s.About, "temporal, trained before 1970-01-01T00:00:09Z, every event from then on a case")
}

// TestTemporalLooksOnlyBack: whatever the log, training lies before every target, and so do histories.
func TestTemporalLooksOnlyBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := dated(drawSet(t))
		s, err := NewSplit(set, strict(), SplitOptions{Protocol: Temporal, Share: rapid.Float64Range(.05, .9).Draw(t, "share")})
		if err != nil {
			return
		}
		e := &set.Events
		for part, cases := range map[*data.Set][]Case{s.Train: s.Test, s.TuneTrain: s.Validation} {
			for _, c := range cases {
				requireHistory(t, set, c)
				require.Greater(t, e.Time[c.Now], slices.Max(part.Events.Time))
			}
		}
		for _, c := range s.Validation {
			require.LessOrEqual(t, e.Time[c.Now], slices.Max(s.Train.Events.Time), "validation lies in the training part")
		}
	})
}

func TestTemporalRefuses(t *testing.T) {
	even := dated(walks(3, []int{0, 1, 2}))
	for i := range even.Events.Time {
		even.Events.Time[i] = 5
	}
	strangers := dated(walks(9, []int{0}, []int{1}, []int{2}, []int{3}))
	tests := []struct {
		name, want string
		set        *data.Set
	}{
		{"made-up times", "temporal: the times of this data are made up", walks(3, []int{0, 1, 2})},
		{"no events", "temporal: no moment divides the events", dated(setOf(2))},
		{"one moment", "temporal: no moment divides the events", even},
		{"nobody comes back", "has a history", strangers},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewSplit(tt.set, strict(), SplitOptions{Protocol: Temporal})
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestCutAt(t *testing.T) {
	tests := []struct {
		name  string
		times []int64
		share float64
		want  int64
	}{
		{"a tenth of ten", []int64{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, .1, 9},
		{"half", []int64{1, 2, 3, 4}, .5, 3},
		{"a day holds together", []int64{1, 1, 2, 2, 2, 2}, .1, 2},
		{"never before the second moment", []int64{1, 1, 1, 1, 1, 2}, .9, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cut, ok := cutAt(&data.Events{Time: tt.times}, tt.share)
			require.True(t, ok)
			require.Equal(t, tt.want, cut)
		})
	}
}
