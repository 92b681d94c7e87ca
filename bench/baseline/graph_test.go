package baseline

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestStrongest(t *testing.T) {
	edges := []edge{{4, .5}, {1, .9}, {3, .5}, {2, .1}}
	tests := []struct {
		name string
		n    int
		want []edge
	}{
		{"all", 0, []edge{{1, .9}, {2, .1}, {3, .5}, {4, .5}}},
		{"one", 1, []edge{{1, .9}}},
		{"of equal ones the lowest target", 2, []edge{{1, .9}, {3, .5}}},
		{"more than there are", 9, []edge{{1, .9}, {2, .1}, {3, .5}, {4, .5}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, strongest(slices.Clone(edges), tt.n))
		})
	}
}

// TestStrongestKeepsTheBest: nothing left out is heavier than anything kept.
func TestStrongestKeepsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []edge
		for to, w := range rapid.SliceOf(rapid.IntRange(1, 5)).Draw(t, "weights") {
			all = append(all, edge{int32(to), float64(w)})
		}
		n := rapid.IntRange(1, 10).Draw(t, "n")
		kept := strongest(slices.Clone(all), n)
		require.Len(t, kept, min(n, len(all)))
		require.True(t, slices.IsSortedFunc(kept, func(a, b edge) int { return int(a.to - b.to) }))
		for _, e := range all {
			for _, k := range kept {
				require.True(t, e.weight <= k.weight || slices.Contains(kept, e))
			}
		}
	})
}

func TestAccumulator(t *testing.T) {
	a := &accumulator{sum: make([]float64, 5)}
	sum := func(_ int32, s float64) float64 { return s }
	require.Empty(t, a.take(sum))
	a.add(3, 1)
	a.add(0, .5)
	a.add(3, 2)
	require.Equal(t, []edge{{3, 3}, {0, .5}}, a.take(sum))
	require.Empty(t, a.take(sum), "taking empties it")
	a.add(3, 1)
	require.Equal(t, []edge{{3, 8}}, a.take(func(item int32, s float64) float64 { return s + 4 + float64(item) }))
}

func TestGraphAdd(t *testing.T) {
	g, err := buildGraph(context.Background(), 3, 0, func(i int32, a *accumulator) []edge {
		a.add((i+1)%3, float64(i+1))
		return a.take(func(_ int32, s float64) float64 { return s })
	})
	require.NoError(t, err)
	scores := []float64{0, 10, 0}
	g.add(0, .5, scores)
	g.add(2, 2, scores)
	g.add(data.NoItem, 100, scores)
	require.Equal(t, []float64{6, 10.5, 0}, scores)
}

func TestTrail(t *testing.T) {
	trail := newTrail(setOf(3, []int32{2, 0, data.NoItem}, nil, []int32{2, 2}))
	require.Equal(t, []int32{2, 0, 2, 2}, trail.cells)
	require.Equal(t, []int32{0, 0, 2, 2}, trail.begin)
	require.Equal(t, []int32{2, 2, 4, 4}, trail.end)
	require.Equal(t, [][]int32{{1}, {}, {0, 2, 3}}, rowsOf(trail.at))
}
