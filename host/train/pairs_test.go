package train

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

type pair struct{ from, to string }

// met are the persons with both items of a pair: anywhere, and within the window.
type met struct{ together, near map[string]bool }

// step is a positive event: who, what, when, and how many of its person's events follow.
type step struct {
	deed
	recency float64
	left    int
}

func stepsOf(set *data.Set) []step {
	var steps []step
	speaks, e := one().SpeaksFor(&set.Events), &set.Events
	from, to := math.Inf(1), math.Inf(-1)
	for i := range e.Len() {
		if speaks(i) {
			from, to = math.Min(from, float64(e.Time[i])), math.Max(to, float64(e.Time[i]))
		}
	}
	for i := range e.Len() {
		if !speaks(i) {
			continue
		}
		x := step{deed: deed{e.Persons[e.Person[i]], set.Items[e.Item[i]].ID}}
		x.recency = math.Pow(2, -(to-float64(e.Time[i]))/(math.Max(1, to-from)/10))
		for k := i + 1; k < e.Len(); k++ {
			if e.Person[k] == e.Person[i] && speaks(k) {
				x.left++
			}
		}
		steps = append(steps, x)
	}
	return steps
}

// naive are the counts of ordered pairs in float64: directed counts by decay, the weighted ones, and persons.
type naive struct {
	f            map[float64]map[pair]float64
	late, recent map[pair]float64
	met          map[pair]met
	n            map[string]float64
	persons      map[string]map[string]bool
}

func naivePairs(set *data.Set, window int) *naive {
	x := &naive{
		f: map[float64]map[pair]float64{.9: {}, .5: {}, 0: {}}, late: map[pair]float64{}, recent: map[pair]float64{},
		met: map[pair]met{}, n: map[string]float64{}, persons: map[string]map[string]bool{},
	}
	steps := stepsOf(set)
	for p, a := range steps {
		if x.n[a.item]++; x.persons[a.item] == nil {
			x.persons[a.item] = map[string]bool{}
		}
		x.persons[a.item][a.person] = true
		for q := p + 1; q < len(steps); q++ {
			if b := steps[q]; a.person == b.person && a.item != b.item {
				x.add(a, b, float64(q-p), q-p <= window)
			}
		}
	}
	return x
}

func (x *naive) add(a, b step, d float64, near bool) {
	there, back := pair{a.item, b.item}, pair{b.item, a.item}
	for _, key := range []pair{there, back} {
		if x.met[key].together == nil {
			x.met[key] = met{map[string]bool{}, map[string]bool{}}
		}
		x.met[key].together[a.person] = true
		if near {
			x.met[key].near[a.person] = true
			x.recent[key] += math.Pow(.6, d-1) * b.recency
		}
	}
	if !near {
		return
	}
	for decay := range x.f {
		x.f[decay][there] += math.Pow(decay, d-1) // 0^0 is 1
	}
	x.late[there] += math.Pow(.9, d-1) * math.Pow(.9, float64(b.left))
}

// values are the formulas of the kinds, word by word.
func (x *naive) values(i, j string, s Settings) map[string]float64 {
	there, back := pair{i, j}, pair{j, i}
	get := func(m map[pair]float64, key pair) float64 {
		if s.OrderBlind {
			return (m[there] + m[back]) / 2
		}
		return m[key]
	}
	f := func(decay float64, key pair) float64 { return get(x.f[decay], key) }
	ni, nj, d := x.n[i], x.n[j], s.Damp
	return map[string]float64{
		kindForward:      f(.9, there) / math.Pow(ni*nj, d),
		kindForwardRare:  f(.9, there) / math.Pow(ni*nj, 2*d),
		kindSoon:         f(.5, there) / math.Pow(ni, .8),
		kindSoonRare:     f(.5, there) / (math.Pow(ni, .5) * math.Pow(nj, .3)),
		kindNext:         f(0, there) / (math.Pow(ni, .5) * math.Pow(nj, .2)),
		kindTwice:        max(0, f(.9, there)-1) / math.Pow(ni*nj, d),
		kindBackward:     f(.9, back) / math.Pow(ni*nj, d),
		kindBackwardRare: f(.9, back) / math.Pow(ni*nj, 2*d),
		kindBefore:       f(.5, back) / math.Pow(ni, .8),
		kindRecent:       x.recent[there] / (math.Pow(ni, .5) * math.Pow(nj, .2)),
		kindLate:         get(x.late, there) / math.Pow(ni*nj, d),
	}
}

// TestKindsEqualAllPairs: every kind that is computed from a pair's counts, and which pairs have a value of any kind.
func TestKindsEqualAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, s := drawSet(t), drawSettings(t)
		k := rapid.IntRange(1, 3).Draw(t, "k")
		c := count(set, DefaultConfig().WithMinPersons(k))
		ev, x := evidenceOf(t, c, s), naivePairs(set, s.Window)
		var support Support
		pairs := 0
		for i, a := range c.order {
			require.True(t, slices.IsSorted(ev.cols[i]))
			for j, b := range c.order {
				key := pair{set.Items[a].ID, set.Items[b].ID}
				m := x.met[key]
				if len(m.together) > 0 {
					support.count(int32(len(m.together)))
				}
				if len(m.together) < k {
					if at := slices.Index(ev.cols[i], uint32(j)); at >= 0 { // one person is enough, and two hops reach what none has
						require.Equal(t, 1, k, "%v has %d persons", key, len(m.together))
						require.Equal(t, make([]float32, atTwoHop), ev.values[i][at*ev.kinds:][:atTwoHop])
					}
					continue
				}
				pairs++
				require.Contains(t, ev.cols[i], uint32(j))
				cosine := float64(len(m.together)) / math.Sqrt(float64(len(x.persons[key.from])*len(x.persons[key.to])))
				require.InEpsilon(t, cosine, ev.at(i, uint32(j), atTogether), 1e-6)
				for kind, want := range x.values(key.from, key.to, s) {
					if len(m.near) < k {
						want = 0 // too few within the window
					}
					require.InDelta(t, want, ev.at(i, uint32(j), slices.Index(itemKinds, kind)), 1e-6*(1+want), "%s %v", kind, key)
				}
			}
		}
		require.Equal(t, support, ev.support)
	})
}

// TestKindsByHand: a→b twice at distance 1 and once at 2, b→a once.
func TestKindsByHand(t *testing.T) {
	set := setOf(goods("a", "b", "c"), walks([]string{"a", "b"}, []string{"a", "b", "a"}, []string{"a", "c", "b"})...)
	s := settings()
	s.Window, s.Damp = 2, 0
	c := count(set, one())
	ev := evidenceOf(t, c, s)
	a, b := int(c.index[0]), int(c.index[1])
	at := func(i, j int, kind string) float64 {
		return float64(ev.at(i, uint32(j), slices.Index(itemKinds, kind)))
	}
	require.InDelta(t, 2.9, at(a, b, kindForward), 1e-6, "1 + 1 + .9")
	require.InDelta(t, 1, at(b, a, kindForward), 1e-6)
	require.InDelta(t, 2.9, at(b, a, kindBackward), 1e-6)
	require.InDelta(t, 1.9, at(a, b, kindTwice), 1e-6)
	require.InDelta(t, 0, at(b, a, kindTwice), 1e-6)
	require.InDelta(t, 2.5/math.Pow(4, .8), at(a, b, kindSoon), 1e-6)
	require.InDelta(t, 2/(2*math.Pow(3, .2)), at(a, b, kindNext), 1e-6, "twice next; 4 events of a, 3 of b")
	require.InDelta(t, 1+.9+.9, at(a, b, kindLate), 1e-6, "b ends two sequences, and one event follows it in the other")
	require.InDelta(t, 1, at(a, b, kindTogether), 1e-6, "all three have both")

	blind := evidenceOf(t, c, s.Without(PartDirection))
	require.InDelta(t, 1.95, blind.at(a, uint32(b), atForward), 1e-6)
	require.InDelta(t, 1.95, blind.at(b, uint32(a), atForward), 1e-6)
}

// TestOrderBlindLooksAtNoOrder: a pair counts alike in both directions.
func TestOrderBlindLooksAtNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, s := drawSet(t), drawSettings(t).Without(PartDirection)
		ev := evidenceOf(t, count(set, one()), s)
		for i, cols := range ev.cols {
			for _, j := range cols {
				require.Equal(t, ev.at(i, j, atForward), ev.at(int(j), uint32(i), atForward))
				require.Equal(t, ev.at(i, j, atForward), ev.at(i, j, slices.Index(itemKinds, kindBackward)))
			}
		}
	})
}

// TestPairsReachNoFurtherThanTheirLimit: two events too far apart are no pair, and one step nearer they are.
func TestPairsReachNoFurtherThanTheirLimit(t *testing.T) {
	for apart, want := range map[int]bool{historyMost: true, historyMost + 1: false} {
		list := []string{"a"}
		for range apart - 1 {
			list = append(list, "m")
		}
		c := count(setOf(goods("a", "b", "m"), walks(append(list, "b"))...), one())
		ev := evidenceOf(t, c, settings())
		require.Equal(t, want, ev.at(int(c.index[0]), uint32(c.index[1]), atTogether) > 0)
		require.Zero(t, ev.at(int(c.index[0]), uint32(c.index[1]), atForward), "beyond the window")
	}
}

// TestPruneKeepsTheLikely: the pairs kept are the strongest, ascending.
func TestPruneKeepsTheLikely(t *testing.T) {
	c := count(shop(t, 200, 60), one())
	all, few := newPairBuilder(c, settings(), 1000), newPairBuilder(c, settings(), 7)
	for i := range c.order {
		cols, values := all.row(i)
		kept, short := few.row(i)
		require.Len(t, kept, min(7, len(cols)))
		require.True(t, slices.IsSorted(kept))
		for k, j := range kept {
			at := slices.Index(cols, j)
			require.GreaterOrEqual(t, at, 0)
			require.Equal(t, values[at*len(itemKinds):][:len(itemKinds)], short[k*len(itemKinds):][:len(itemKinds)])
		}
	}
	require.Equal(t, all.support, few.support, "counted before the cut")
}
