package train

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
)

// TestBlendKeepsTheStrongest: edges are the weighted sums of the kinds; over all items and reaches the cfg.Edges an item that matter most are kept.
func TestBlendKeepsTheStrongest(t *testing.T) {
	type place struct{ reach, from, to int }
	rapid.Check(t, func(t *rapid.T) {
		set, s := drawSet(t), drawSettings(t)
		most := rapid.IntRange(0, 12).Draw(t, "edges")
		c := count(set, one().WithEdges(most))
		ev := evidenceOf(t, c, s)
		b := ev.weigh(context.Background(), c, s).cut(context.Background(), c.cfg.Edges)
		reach, want := reachWeights(c), map[place]float64{}
		matters := func(at place) float64 {
			return math.Abs(want[at]) * reach[at.reach] * math.Sqrt(float64(c.n[at.from]))
		}
		for i := range c.order {
			for r := range reachDecay {
				for _, j := range ev.cols[i] {
					sum := 0.0
					for k, kind := range itemKinds {
						sum += s.Item[kind][r] * float64(ev.at(i, j, k))
					}
					if sum != 0 {
						want[place{r, i, int(j)}] = sum
					}
				}
			}
		}
		kept, weakest := map[place]bool{}, math.Inf(1)
		for r, rows := range b.rows {
			for i, row := range rows {
				for k, e := range row {
					at := place{r, i, int(e.col)}
					require.Contains(t, want, at)
					require.InDelta(t, want[at], e.weight, 1e-9)
					require.True(t, k == 0 || row[k-1].col < e.col, "ascending")
					kept[at], weakest = true, min(weakest, matters(at))
				}
			}
		}
		require.Len(t, kept, b.edges())
		require.LessOrEqual(t, len(kept), most*len(c.order))
		tied := 0
		for at := range want {
			if !kept[at] {
				require.LessOrEqual(t, matters(at), weakest*(1+1e-6), "what is left out matters no more")
				require.Greater(t, len(want), most*len(c.order), "nothing is left out while there is room")
			}
			if len(kept) > 0 && matters(at) >= weakest*(1-1e-6) {
				tied++
			}
		}
		require.GreaterOrEqual(t, tied, len(kept))
	})
}

func TestThreshold(t *testing.T) {
	all := [][]float32{{5, 1, 3}, nil, {3, 2}}
	for n, want := range []int{0, 1, 1, 3, 4, 5, 5} { // of two that are equal, both or neither
		floor, kept := threshold(all, n), 0
		for _, r := range all {
			for _, e := range r {
				if e >= floor {
					kept++
				}
			}
		}
		require.Equal(t, want, kept, "at most %d", n)
	}
	require.Zero(t, threshold(nil, 3))
}

// TestThresholdEqualsSorting: counting by halves of bits gives what sorting all strengths does.
func TestThresholdEqualsSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		strength := rapid.OneOf(rapid.Float32Range(0, 1e9), rapid.SampledFrom([]float32{0, 1e-45, 1, 1 + 1.0/(1<<23), 2}))
		all := rapid.SliceOf(rapid.SliceOf(strength)).Draw(t, "strengths")
		sorted := slices.Concat(all...)
		slices.Sort(sorted)
		n := rapid.IntRange(0, len(sorted)+1).Draw(t, "n")
		want := float32(0)
		if len(sorted) > n {
			want = math.Nextafter32(sorted[len(sorted)-n-1], math.MaxFloat32)
		}
		require.Equal(t, want, threshold(all, n))
	})
}

func TestReachWeights(t *testing.T) {
	c := count(setOf(goods("a", "b"), walks([]string{"a", "b"}, []string{"b", "a", "b", "a"})...), one()) // three events a person
	w := reachWeights(c)
	require.InDelta(t, 1, w[0], 1e-12)
	require.InDelta(t, math.Sqrt(1+.36+.36*.36), w[1], 1e-12)
	require.InDelta(t, math.Sqrt(3), w[3], 1e-12)
	require.Equal(t, [4]float64{1, 1, 1, 1}, reachWeights(count(setOf(goods("a")), one())), "nobody")
}

// TestChannelsAreThoseWithEdges: each reach with weights is a channel with its own position table.
func TestChannelsAreThoseWithEdges(t *testing.T) {
	s := settings()
	s.Item = map[string]Reaches{kindForward: {.5, 0, .2, 0}}
	m, r := modelOf(t, shop(t, 60, 30), one(), s)
	require.Len(t, m.Channels, 2)
	require.Equal(t, "latest", m.Channels[0].Name)
	require.Equal(t, []int32{pack.OnePosition}, m.Channels[0].Position)
	require.Equal(t, "session", m.Channels[1].Name)
	require.Equal(t, position(.85, maxHistory), m.Channels[1].Position)
	n := 0
	for _, ch := range m.Channels {
		for _, row := range ch.Edges.Rows {
			n += len(row)
		}
	}
	require.Equal(t, n, r.Edges)
	require.LessOrEqual(t, n, one().Edges*len(m.IDs))
	s.Item = nil
	m, r = modelOf(t, shop(t, 60, 30), one(), s)
	require.Empty(t, m.Channels)
	require.Zero(t, r.Edges)
}

func TestStrongest(t *testing.T) {
	cells := []cell{{5, 1}, {1, -3}, {4, 1}, {2, 2}, {3, 0}}
	tests := []struct {
		name string
		n    int
		want []cell
	}{
		{"none", 0, []cell{}},
		{"the larger magnitude", 1, []cell{{1, -3}}},
		{"ties go to the lower column", 3, []cell{{1, -3}, {2, 2}, {4, 1}}},
		{"all", 9, []cell{{1, -3}, {2, 2}, {3, 0}, {4, 1}, {5, 1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := strongest(slices.Clone(cells), tt.n)
			require.Equal(t, tt.want, got)
			require.LessOrEqual(t, cap(got), max(tt.n, len(cells)))
		})
	}
}
