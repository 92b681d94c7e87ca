package eval

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// liked is two persons who view 0, 1 and 2 and like one of them on the spot: the first likes 1, the second the last.
func liked() []step {
	return []step{
		{0, 0, "view", 0}, {0, 1, "view", 0}, {0, 1, "like", 0}, {0, 2, "view", 0},
		{1, 0, "view", 0}, {1, 1, "view", 0}, {1, 2, "view", 0}, {1, 2, "like", 0},
	}
}

func TestTargets(t *testing.T) {
	tests := []struct {
		name  string
		steps []step
		want  []int
	}{
		{"nothing", nil, nil},
		{"one event has nothing before it", []step{{0, 0, "view", 0}}, nil},
		{"a like of what was just viewed", liked()[:4], []int{1, 3}},
		{"all steps to a purchase", []step{{0, 0, "view", 0}, {0, 1, "view", 0}, {0, 1, "add_to_cart", 0}, {0, 1, "purchase", 0}}, []int{1}},
		{"the same type again is a return", []step{{0, 0, "view", 0}, {0, 0, "view", 0}, {0, 1, "purchase", 0}, {0, 1, "purchase", 0}}, []int{1, 2, 3}},
		{"a like of something earlier is a return", []step{{0, 0, "view", 0}, {0, 1, "view", 0}, {0, 0, "like", 0}}, []int{1, 2}},
		{"what is no evidence does not come between", []step{{0, 0, "view", 0}, {0, 1, "dislike", 0}, {0, -1, "search", 0}, {0, 0, "like", 0}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set := setOf(3, tt.steps...)
			eachPerson(set, strict(), func(_ uint32, rows []int32) { require.Equal(t, tt.want, targets(set, rows)) })
		})
	}
}

// TestTargetsOfOneType: where events are of one type, all but the first are targets.
func TestTargetsOfOneType(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 20).Draw(t, "items")
		set := walks(4, items)
		eachPerson(set, strict(), func(_ uint32, rows []int32) {
			got := targets(set, rows)
			require.Len(t, got, len(items)-1)
			for i, k := range got {
				require.Equal(t, i+1, k)
			}
		})
	})
}

// TestLeaveOneOutSkipsWhatGoesOn: the like is input of what comes after it, and where it is last, nothing at all.
func TestLeaveOneOutSkipsWhatGoesOn(t *testing.T) {
	s := leaveOneOut(t, setOf(3, liked()...))
	require.Equal(t, []Case{{0, []int32{0, 1, 2}, 3, []int32{2}, false}, {1, []int32{4, 5}, 6, []int32{2}, false}}, s.Test)
	require.Equal(t, []Case{{0, []int32{0}, 1, []int32{1}, false}, {1, []int32{4}, 5, []int32{1}, false}}, s.Validation)
	require.Equal(t, []int32{0, 0}, s.Train.Events.Item, "the like of a target would tell it")
}

// TestLeaveOneOutNeedsTwoTargets: three events with one to ask for are training data.
func TestLeaveOneOutNeedsTwoTargets(t *testing.T) {
	s := leaveOneOut(t, setOf(3, append(liked(), step{2, 0, "view", 0}, step{2, 0, "like", 0}, step{2, 1, "view", 0})...))
	require.Equal(t, []uint32{0, 1}, personsOf(s.Test))
	require.Equal(t, []int32{0, 0, 0, 0, 1}, s.Train.Events.Item)
}

func TestTemporalSkipsWhatGoesOn(t *testing.T) {
	steps := append([]step{{0, 3, "view", 0}, {1, 4, "view", 0}}, liked()...)
	s := split(t, dated(setOf(5, steps...)), SplitOptions{Protocol: Temporal, Share: .4})
	require.Equal(t, []posed{{[]int32{4}, []int32{0}}, {[]int32{4, 0}, []int32{1}}, {[]int32{4, 0, 1}, []int32{2}}}, posedOf(s, s.Test))
	require.Equal(t, []posed{{[]int32{3, 0}, []int32{1}}, {[]int32{3, 0, 1, 1}, []int32{2}}}, posedOf(s, s.Validation), "evidence it stays")
	require.Equal(t, []int32{3, 0, 1, 1, 2, 4}, s.Train.Events.Item)
}

func TestNextItemSkipsWhatGoesOn(t *testing.T) {
	set := setOf(3, append([]step{{2, 0, "view", 0}, {2, 1, "view", 0}}, liked()...)...)
	s := split(t, set, SplitOptions{Protocol: NextItem, Share: .4})
	require.Equal(t, []posed{{[]int32{0}, []int32{1}}, {[]int32{0, 1}, []int32{2}}}, posedOf(s, s.Test))
	require.Equal(t, []posed{{[]int32{0}, []int32{1}}, {[]int32{0, 1, 1}, []int32{2}}}, posedOf(s, s.Validation))
}

// TestDeepenSkipsWhatGoesOn: views of 0 to 9, each liked on the spot. Five targets are held out, and all that comes after the first of them.
func TestDeepenSkipsWhatGoesOn(t *testing.T) {
	var steps []step
	for i := range 10 {
		steps = append(steps, step{0, i, "view", 0}, step{0, i, "like", 0})
	}
	s := deepen(leaveOneOut(t, setOf(10, steps...)), strict())
	var asked []int32
	for _, c := range s.Validation {
		require.Len(t, c.History, 2*int(c.Targets[0]), "views and likes of all items before it")
		asked = append(asked, c.Targets[0])
	}
	require.Equal(t, []int32{4, 5, 6, 7, 8}, asked)
	require.Equal(t, []int32{0, 0, 1, 1, 2, 2, 3, 3}, s.TuneTrain.Events.Item)
	require.Equal(t, []int32{9}, s.Test[0].Targets)
}

// TestDeeper: of single-type data as many places as events allow.
func TestDeeper(t *testing.T) {
	tests := []struct{ places, want []int }{
		{[]int{1}, []int{1}},
		{[]int{1, 2, 3, 4}, []int{4}},
		{[]int{1, 2, 3, 4, 5, 6}, []int{5, 6}},
		{[]int{3, 4, 5, 6, 7, 8, 9, 10}, []int{6, 7, 8, 9, 10}},
		{[]int{1, 6, 7}, []int{6, 7}},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, deeper(tt.places))
	}
}

// TestDeepenDoesNotLeak: nothing of a person from the first held-out target on is trained on, whatever the log.
func TestDeepenDoesNotLeak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		s, err := NewSplit(set, strict(), SplitOptions{Protocol: LeaveOneOut})
		if err != nil {
			return
		}
		s = deepen(s, strict())
		for _, c := range s.Validation {
			requireHistory(t, set, c)
			for _, row := range rowsFrom(set, c) {
				require.NotContains(t, s.TuneTrain.Events.Time, set.Events.Time[row])
			}
		}
	})
}
