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

// TestTwoHopEqualsTheWalk takes both steps item by item. In so few items every pair that two hops reach is kept when one person
// is enough behind an edge, and no item is its own.
func TestTwoHopEqualsTheWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, s := drawSet(t), drawSettings(t)
		k := rapid.IntRange(1, 2).Draw(t, "k")
		c := count(set, DefaultConfig().WithMinPersons(k))
		ev := evidenceOf(t, c, s)
		n := len(c.order)
		for i := range n {
			require.True(t, slices.IsSorted(ev.cols[i]))
			require.Len(t, ev.values[i], len(ev.cols[i])*ev.kinds)
			for j := range n {
				want := 0.0
				for m := range n {
					all := 0.0
					for x := range n {
						all += float64(ev.at(m, uint32(x), atTogether))
					}
					if all > 0 && i != j {
						want += float64(ev.at(i, uint32(m), atForward)) * float64(ev.at(m, uint32(j), atTogether)) / all
					}
				}
				if k > 1 && !slices.Contains(ev.cols[i], uint32(j)) {
					want = 0 // not a pair with enough persons
				}
				require.InDelta(t, want, ev.at(i, uint32(j), atTwoHop), 1e-5*(1+want))
			}
		}
	})
}

// TestWidenTakesTheStrongest: an item with few pairs gets those that two hops alone reach, as far as there is room.
func TestWidenTakesTheStrongest(t *testing.T) {
	ev := &evidence{kinds: 2, cols: [][]uint32{{3, 7}}, values: [][]float32{{.3, .33, .7, .77}}}
	sum := make([]float64, 200)
	var hop []cell
	for j := range 200 {
		sum[j] = float64((j * 37) % 200)
		hop = append(hop, cell{uint32(j), 1})
	}
	ev.widen(0, sum, []cell{{0, 1}}, [][]cell{hop})
	require.Len(t, ev.cols[0], 2+hopsMost)
	require.True(t, slices.IsSorted(ev.cols[0]))
	require.EqualValues(t, float32(.77), ev.at(0, 7, 1))
	for k, j := range ev.cols[0] {
		if j != 3 && j != 7 {
			require.GreaterOrEqual(t, sum[j], 200.0-hopsMost-3)
			require.Equal(t, []float32{0, 0}, ev.values[0][2*k:2*k+2])
		}
	}
	full := &evidence{kinds: 1, cols: [][]uint32{make([]uint32, pairsFew)}, values: [][]float32{make([]float32, pairsFew)}}
	full.widen(0, sum, []cell{{0, 1}}, [][]cell{hop})
	require.Len(t, full.cols[0], pairsFew)
}

// TestUnwantedKindsAreLeftOut: what costs other rows is computed only when it has a weight, and changes nothing else.
func TestUnwantedKindsAreLeftOut(t *testing.T) {
	c := count(shop(t, 60, 30), one())
	want := evidenceOf(t, c, everything())
	got, err := buildEvidence(context.Background(), c, everything(), func(string) bool { return false }, func(int64, int64) {})
	require.NoError(t, err)
	for i, cols := range got.cols {
		for k, v := range got.values[i] {
			switch j, kind := cols[k/got.kinds], k%got.kinds; kind {
			case atRidge, atRidgeForward, atEase, atTwoHop:
				require.Zero(t, v)
			default:
				require.Equal(t, want.at(i, j, kind), v)
			}
		}
		for k, j := range want.cols[i] {
			if !slices.Contains(cols, j) { // only two hops reach it
				require.Equal(t, make([]float32, atTwoHop), want.values[i][k*want.kinds:][:atTwoHop])
			}
		}
	}
}

func TestItemKindsIsACopy(t *testing.T) {
	require.Equal(t, itemKinds, ItemKinds())
	ItemKinds()[0] = "changed"
	require.Equal(t, kindForward, itemKinds[0])
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(itemKinds))), len(itemKinds), "each once")
	require.Equal(t, popKinds, PopularityKinds())
}

// TestEvidenceIsFinite: whatever the log, no value is NaN or infinite.
func TestEvidenceIsFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ev := evidenceOf(t, count(drawSet(t), one()), drawSettings(t))
		for _, row := range ev.values {
			for _, v := range row {
				require.False(t, math.IsNaN(float64(v)) || math.IsInf(float64(v), 0))
			}
		}
	})
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

func TestEvidenceCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err := Train(ctx, setOf(goods("a", "b"), walks([]string{"a", "b"})...), one(), everything(), nil)
	require.ErrorIs(t, err, context.Canceled)
}

// TestEvidenceCancelledMidway cancels from the progress report of a long stage.
func TestEvidenceCancelledMidway(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	stages := map[string]bool{}
	_, _, err := Train(ctx, shop(t, 200, 60), one(), everything(), func(stage string, done, total int64) {
		stages[stage] = true
		cancel()
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, map[string]bool{"counting pairs": true}, stages)
}

// TestRecencyByHand: the newest event has 1, and each tenth of the span before it halves.
func TestRecencyByHand(t *testing.T) {
	acts := []act{{person: "p", item: "a", at: 0}, {person: "p", item: "a", at: 500 - 1}, {person: "q", item: "b", at: 900 - 2}, {person: "q", item: "b", at: 1000 - 3}}
	acts = append(acts, act{person: "q", kind: "dislike", item: "a", at: 9000})
	c := count(setOf(goods("a", "b"), acts...), one())
	require.Len(t, c.recency, 4)
	for k, want := range []float64{math.Exp2(-10), math.Exp2(-5), .5, 1} {
		require.InDelta(t, want, c.recency[k], 1e-9)
	}
	require.Equal(t, []int32{0, 2, 4}, c.first)
	require.Empty(t, count(setOf(goods("a")), one()).recency)
	alone := count(setOf(goods("a"), act{person: "p", item: "a", at: 7}), one())
	require.Equal(t, []float64{1}, alone.recency)
}

// TestRecencyIgnoresTheUnit: only an event's place in the log's span counts.
func TestRecencyIgnoresTheUnit(t *testing.T) {
	set := shop(t, 30, 24)
	want := count(set, one()).recency
	other := set.Select(func(int) bool { return true })
	for k := range other.Events.Time {
		other.Events.Time[k] = 3*other.Events.Time[k] + 17
	}
	require.Equal(t, want, count(other, one()).recency)
	require.Equal(t, data.ClockReal, set.Clock)
}
