package train

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

type pair struct{ from, to string }

// naivePairs is the sum F of Settings over all pairs of positions, and the persons behind each ordered pair.
func naivePairs(set *data.Set, s Settings) (sums map[pair]float64, persons map[pair]map[string]bool) {
	sums, persons = map[pair]float64{}, map[pair]map[string]bool{}
	list := naiveEvidence(set)
	for p := range list {
		for q := p + 1; q < len(list); q++ {
			x, y := list[p], list[q]
			if x.person != y.person || q-p > s.Window || x.item == y.item {
				continue
			}
			key := pair{x.item, y.item}
			sums[key] += math.Pow(s.Decay, float64(q-p-1))
			if persons[key] == nil {
				persons[key] = map[string]bool{}
			}
			persons[key][x.person] = true
		}
	}
	return sums, persons
}

// behind is the number of distinct persons who give an edge its weight.
func behind(persons map[pair]map[string]bool, s Settings, i, j string) int {
	all := map[string]bool{}
	if s.Forward > 0 {
		for p := range persons[pair{i, j}] {
			all[p] = true
		}
	}
	if s.Reverse > 0 || s.Related > 0 {
		for p := range persons[pair{j, i}] {
			all[p] = true
		}
	}
	return len(all)
}

// naiveEdges is the formula of Settings, word by word.
func naiveEdges(set *data.Set, cfg Config, s Settings) (map[pair]float64, Support) {
	n := map[string]float64{}
	for _, x := range naiveEvidence(set) {
		n[x.item]++
	}
	sums, persons := naivePairs(set, s)
	edges, support := map[pair]float64{}, Support{}
	for i := range n {
		for j := range n {
			k := behind(persons, s, i, j)
			if k == 0 {
				continue
			}
			support.count(int32(k))
			f, r := sums[pair{i, j}], sums[pair{j, i}]
			w := s.Forward*f/math.Pow(n[i]*n[j], s.Damp) + s.Reverse*r/math.Pow(n[i]*n[j], s.Damp) + s.Related*r/math.Sqrt(n[i]*n[j])
			if w > 0 && k >= cfg.MinPersons {
				edges[pair{i, j}] = w
			}
		}
	}
	return edges, support
}

func drawSettings(t *rapid.T) Settings {
	s := settings()
	weight := rapid.SampledFrom([]float64{0, 0.3, 1})
	s.Window = rapid.IntRange(1, 8).Draw(t, "window")
	s.Decay = rapid.SampledFrom([]float64{0.3, 0.9, 1}).Draw(t, "decay")
	s.Damp = rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(t, "damp")
	s.Forward, s.Reverse, s.Related = weight.Draw(t, "forward"), weight.Draw(t, "reverse"), weight.Draw(t, "related")
	return s
}

func TestEdgesEqualAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, s := drawSet(t), drawSettings(t)
		cfg := DefaultConfig().WithMinPersons(rapid.IntRange(1, 3).Draw(t, "k")).WithEdges(rapid.IntRange(0, 8).Draw(t, "edges"))
		c := count(set, cfg)
		e, err := buildEdges(context.Background(), c, s, func(int64, int64) {})
		require.NoError(t, err)
		want, support := naiveEdges(set, cfg, s)
		require.Equal(t, support, e.support)
		for i, row := range e.rows {
			requireRow(t, c, i, row, want)
		}
	})
}

// requireRow checks that a row holds the strongest edges of an item.
func requireRow(t *rapid.T, c *counts, i int, row []cell, want map[pair]float64) {
	from := c.set.Items[c.order[i]].ID
	var all []float64
	for key, w := range want {
		if key.from == from {
			all = append(all, w)
		}
	}
	slices.SortFunc(all, func(a, b float64) int { return -int(math.Copysign(1, a-b)) })
	require.Len(t, row, min(len(all), c.cfg.Edges))
	var got []float64
	for k, cell := range row {
		w, ok := want[pair{from, c.set.Items[c.order[cell.col]].ID}]
		require.True(t, ok, "edge without support")
		require.InEpsilon(t, w, cell.weight, 1e-5)
		require.True(t, k == 0 || row[k-1].col < cell.col, "ascending")
		got = append(got, cell.weight)
	}
	slices.SortFunc(got, func(a, b float64) int { return -int(math.Copysign(1, a-b)) })
	for k := range got {
		require.InEpsilon(t, all[k], got[k], 1e-5, "the strongest are kept")
	}
}

// TestEdgesByHand: a→b twice at distance 1 and once at 2, b→a once.
func TestEdgesByHand(t *testing.T) {
	set := setOf(goods("a", "b", "c"), walks([]string{"a", "b"}, []string{"a", "b", "a"}, []string{"a", "c", "b"})...)
	s := settings()
	s.Window, s.Decay, s.Damp, s.Forward, s.Reverse, s.Related = 2, 0.5, 0, 1, 0.1, 0
	m, _ := modelOf(t, set, one(), s)
	require.Equal(t, []string{"a", "b", "c"}, m.IDs)
	edges := m.Channels[0].Edges
	scale := float64(value(&edges, edges.Rows[0][0].Code)) / 2.6 // F(a,b) = 1 + 1 + ½, F(b,a) = 1
	require.InEpsilon(t, scale*(1+0.1*2.5), float64(value(&edges, edges.Rows[1][0].Code)), 0.034, "b→a")
	require.InEpsilon(t, scale, float64(value(&edges, edges.Rows[0][1].Code)), 0.034, "a→c")
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

func TestSupportClasses(t *testing.T) {
	var s Support
	for _, persons := range []int32{1, 1, 2, 3, 4, 5, 9, 10, 500} {
		s.count(persons)
	}
	require.Equal(t, Support{One: 2, Two: 1, Three: 2, Five: 2, Ten: 2}, s)
	s.merge(Support{One: 1})
	require.Equal(t, [5]float64{.3, .1, .2, .2, .2}, s.Shares())
	require.Equal(t, [5]float64{}, Support{}.Shares())
}

func TestEdgesCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err := Train(ctx, setOf(goods("a", "b"), walks([]string{"a", "b"})...), one(), settings(), nil)
	require.ErrorIs(t, err, context.Canceled)
}

// TestEdgesCancelledMidway cancels from the progress report of a long stage.
func TestEdgesCancelledMidway(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	stages := map[string]bool{}
	_, _, err := Train(ctx, shop(t, 200, 60), one(), settings(), func(stage string, done, total int64) {
		stages[stage] = true
		cancel()
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, map[string]bool{"counting pairs": true}, stages)
}
