package data_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestSelectKeepsWhatIsAskedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, rows := drawLog(t)
		set := &data.Set{Name: "n", Items: []data.Item{{ID: "a"}}, Events: e, Clock: data.ClockDay, Synthetic: true, Holdout: &data.Holdout{}}
		keep := rapid.SliceOfN(rapid.Bool(), len(rows), len(rows)).Draw(t, "keep")
		var want []row
		for i, r := range rows {
			if keep[i] {
				want = append(want, r)
			}
		}
		out := set.Select(func(row int) bool { return keep[row] })
		require.Equal(t, len(want), out.Events.Len())
		for i, w := range want {
			require.Equal(t, w, row{out.Events.Person[i], out.Events.Time[i], int(out.Events.Item[i])})
			require.EqualValues(t, w.source, out.Events.Type[i])
			require.EqualValues(t, w.source, out.Events.Offset[i])
			require.EqualValues(t, w.source, out.Events.Value[i])
			require.EqualValues(t, w.source, out.Events.Context[0].Cells[i])
		}
		require.Nil(t, out.Holdout)
		require.Equal(t, set.Events.Persons, out.Events.Persons, "persons keep their indexes")
		require.Equal(t, []any{"n", set.Items, data.ClockDay, true}, []any{out.Name, out.Items, out.Clock, out.Synthetic})
	})
}

func TestSelectCopies(t *testing.T) {
	nan := float32(math.NaN())
	set := &data.Set{Holdout: &data.Holdout{}, Events: data.Events{
		Persons: []string{"p"}, Person: []uint32{0}, Time: []int64{1}, Item: []int32{2}, Type: []uint8{3}, Offset: []int16{4}, Value: []float32{nan},
		Context: []data.Column{{Name: "c", Values: []string{"", "v"}, Cells: []uint16{1}}},
	}}
	out := set.Select(func(int) bool { return true })
	out.Events.Person[0], out.Events.Time[0], out.Events.Item[0] = 9, 9, 9
	out.Events.Type[0], out.Events.Offset[0], out.Events.Value[0], out.Events.Context[0].Cells[0] = 9, 9, 9, 9
	e := &set.Events
	require.Equal(t, []any{uint32(0), int64(1), int32(2), uint8(3), int16(4), uint16(1)},
		[]any{e.Person[0], e.Time[0], e.Item[0], e.Type[0], e.Offset[0], e.Context[0].Cells[0]})
	require.True(t, math.IsNaN(float64(e.Value[0])))
	require.NotNil(t, set.Holdout)
	require.Equal(t, []string{"", "v"}, out.Events.Context[0].Values)
}

func TestSelectAsksOnceForEveryRow(t *testing.T) {
	set := &data.Set{Events: data.Events{
		Person: make([]uint32, 4), Time: make([]int64, 4), Item: make([]int32, 4), Type: make([]uint8, 4), Offset: make([]int16, 4), Value: make([]float32, 4),
	}}
	var asked []int
	out := set.Select(func(row int) bool { asked = append(asked, row); return false })
	require.Equal(t, []int{0, 1, 2, 3}, asked)
	require.Zero(t, out.Events.Len())
	require.True(t, slices.Equal(out.Events.Item, []int32{}))
}
