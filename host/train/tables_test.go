package train

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
)

func TestReachAt(t *testing.T) {
	for r, want := range [][3]float64{{1, 0, 0}, {1, .6, .36}, {1, .85, .7225}, {1, 1, 1}} {
		for k, v := range want {
			require.InDelta(t, v, reachAt(r, k), 1e-12, "reach %d place %d", r, k)
		}
	}
	for p, want := range [][4]float64{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {1, .6, .36, .216}, {1, .85, .7225, .614125}, {1, 1, 1, 1}} {
		for k, v := range want {
			require.InDelta(t, v, placeAt(p, k), 1e-12, "place %d at %d", p, k)
		}
	}
}

func TestTableOf(t *testing.T) {
	require.Empty(t, tableOf([]float64{0, 0, 0, 0}, reachAt))
	require.Equal(t, []float64{2}, tableOf([]float64{2, 0, 0, 0}, reachAt), "the latest alone")
	require.Equal(t, []float64{0, 0, -1}, tableOf([]float64{0, 0, -1, 0, 0, 0}, placeAt))
	require.Len(t, tableOf([]float64{0, 0, 0, 1}, reachAt), maxHistory)
	require.Len(t, tableOf([]float64{0, 1, 0, 0}, reachAt), 17, ".6^16 is the last above a 4096th")
	require.Equal(t, []float64{3, 1, 1}, tableOf([]float64{2, 0, 0, 1}, reachAt)[:3])
}

// TestTermKeepsTheTable: scale times position is the table, whatever the signs.
func TestTermKeepsTheTable(t *testing.T) {
	require.Equal(t, pack.Term{}, term(nil, 1000))
	require.Equal(t, pack.Term{}, term([]float64{0, 0}, 1000))
	rapid.Check(t, func(t *rapid.T) {
		table := rapid.SliceOfN(rapid.Float64Range(-3, 3), 1, 20).Draw(t, "table")
		if peak(table) < 1e-3 {
			return
		}
		scale := scaleFor(peak(table))
		x := term(table, scale)
		require.Positive(t, x.Scale)
		require.LessOrEqual(t, x.Scale, int32(1<<23))
		for k, v := range table {
			require.LessOrEqual(t, max(x.Position[k], -x.Position[k]), int32(pack.OnePosition))
			require.InDelta(t, v*scale, float64(x.Scale)*float64(x.Position[k])/pack.OnePosition, float64(x.Scale)/pack.OnePosition+1)
		}
	})
}

func TestUsedTable(t *testing.T) {
	require.Nil(t, usedTable(Settings{}))
	got := usedTable(Settings{Used: Steps{1, 10, 100, 1000, -5, 7}})
	require.Len(t, got, 20)
	for m, want := range map[int]float64{1: 1, 2: 11, 3: 111, 4: 111, 5: 1111, 9: 1111, 10: 1106, 19: 1106, 20: 1113} {
		require.Equal(t, want, got[m-1], "%d uses", m)
	}
}

func TestHabitTable(t *testing.T) {
	require.Nil(t, habitTable([2]float64{}))
	got := habitTable([2]float64{.5, 2})
	require.Len(t, got, habitMost)
	require.InDelta(t, .5+2*math.Log(2), got[0], 1e-12)
	require.InDelta(t, .5+2*math.Log(11), got[9], 1e-12)
	require.LessOrEqual(t, habitMost, pack.MaxUses)
}

// TestUsesReachThePack: tables by number of uses are written in the pack's units, and left out when they are nothing.
func TestUsesReachThePack(t *testing.T) {
	set := setOf(goods("a", "b"), append(moods(3, "a", "calm"), moods(3, "b", "keen")...)...)
	s := settings()
	s.Used, s.Habit = Steps{0, .5}, map[string][2]float64{"mood": {.25, 0}}
	p := packOf(t, set, one(), s)
	require.Zero(t, p.Terms().Used[0])
	require.Positive(t, p.Terms().Used[1])
	require.Len(t, p.Habits(), 1)
	require.Len(t, p.Habits()[0].Table, habitMost)
	require.Equal(t, 2*p.Habits()[0].Table[0], p.Terms().Used[1])
	plain := packOf(t, set, one(), settings())
	require.Empty(t, plain.Terms().Used)
	require.Empty(t, plain.Habits())
}

// TestHabitNeedsNoLift: a feature with a habit alone is in the pack, without cells.
func TestHabitNeedsNoLift(t *testing.T) {
	set := setOf(goods("a", "b"), append(moods(3, "a", "calm"), moods(3, "b", "keen")...)...)
	s := settings()
	s.Context, s.Habit = nil, map[string][2]float64{"mood": {.25, 0}}
	m, r := modelOf(t, set, one(), s)
	require.Zero(t, r.Cells)
	require.Equal(t, []string{"calm", "keen"}, m.Features[0].Values)
	require.NotEmpty(t, m.Features[0].Habit)
}
