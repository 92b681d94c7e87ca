package baseline

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestVSKNN(t *testing.T) {
	set := setOf(5, []int32{0, 1, 2}, []int32{1, 3, 1}, []int32{4})
	tests := []struct {
		name    string
		history []int32
		want    []float64
	}{
		{"nothing", nil, []float64{0, 0, 0, 0, 0}},
		{"one item: both its sessions count 1, itself 0", []int32{1}, []float64{1, 0, 1, 1, 0}},
		{"of two the earlier counts half", []int32{0, 1}, []float64{1.5, 0, 1.5, 1, 0}},
		{"of two places the later counts", []int32{1, 0, 1}, []float64{1 + 2./3, 0, 1 + 2./3, 1, 0}},
		{"a search takes a step", []int32{1, data.NoItem}, []float64{.5, 1, .5, .5, 0}},
		{"a session of its own", []int32{4}, []float64{0, 0, 0, 0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			requireClose(t, tt.want, scoresOf(t, "vs-knn", set, Query{History: tt.history}), 1e-12)
		})
	}
}

func TestVMISKNN(t *testing.T) {
	set := setOf(5, []int32{0, 1, 2}, []int32{1, 3, 1}, []int32{4})
	once, twice := math.Log(3), math.Log(1.5)
	tests := []struct {
		name    string
		history []int32
		want    []float64
	}{
		{"rare items weigh more", []int32{0}, []float64{0, twice, once, 0, 0}},
		{"of two the earlier counts half", []int32{0, 1}, []float64{1.5 * once, 0, 1.5 * once, once, 0}},
		{"what matches a step back only is worth .9", []int32{0, 4}, []float64{.45 * once, .45 * twice, .45 * once, 0, 0}},
		{"only two items are looked at", []int32{0, 4, data.NoItem}, []float64{0, 0, 0, 0, .45 * once}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			requireClose(t, tt.want, scoresOf(t, "vmis-knn", set, Query{History: tt.history}), 1e-12)
		})
	}
}

func TestByAge(t *testing.T) {
	set := setOf(4, []int32{3, 0, 3}, []int32{1}, nil, []int32{data.NoItem}, []int32{2, 1})
	copy(set.Events.Time, []int64{50, 60, 70, 10, 5, 60, 70})
	require.Equal(t, [][]int32{{1}, {0, 3}, {1, 2}}, rowsOf(byAge(set)), "by last event; of equal ones the later in the set is newer")
}

func TestAgainShare(t *testing.T) {
	tests := []struct {
		name string
		rows [][]int32
		want float64
	}{
		{"nobody", nil, 0},
		{"no steps", [][]int32{{1}, {1}}, 0},
		{"persons do not run into each other", [][]int32{{0, 1}, {1, 0}}, 0},
		{"a return is not a stay", [][]int32{{0, 1, 0}}, 0},
		{"one of three", [][]int32{{0, 0, 1}, {1, 2}}, 1. / 3},
		{"a search between", [][]int32{{0, data.NoItem, 0}}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.InDelta(t, tt.want, againShare(setOf(3, tt.rows...)), 1e-12)
		})
	}
}

// TestLatestItem scores only where people do the same twice running.
func TestLatestItem(t *testing.T) {
	for _, name := range []string{"vs-knn", "vmis-knn"} {
		q := Query{History: []int32{0}}
		require.Zero(t, scoresOf(t, name, setOf(3, []int32{0, 1}, []int32{2}), q)[0], name)
		require.Positive(t, scoresOf(t, name, setOf(3, []int32{0, 0, 1}, []int32{2}), q)[0], name)
	}
}

// TestNewestCandidates: of more sessions than the sample the newest count, of more neighbours than k the nearest.
func TestNewestCandidates(t *testing.T) {
	// Session n holds items 0 and n+1; the first also holds item 9. A later row is newer.
	set := setOf(10, []int32{0, 1, 9}, []int32{0, 2}, []int32{0, 3}, []int32{0, 4})
	tests := []struct {
		name      string
		sample, k int
		want      []float64
	}{
		{"all", 9, 9, []float64{0, 1.5, 1, 1, 1, 0, 0, 0, 0, 1.5}},
		{"the three newest", 3, 9, []float64{0, 0, 1, 1, 1, 0, 0, 0, 0, 0}},
		{"the nearest and, of equal ones, the newest", 9, 2, []float64{0, 1.5, 0, 0, 1, 0, 0, 0, 0, 1.5}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := newSessionKNN(set, tt.sample, tt.k, vsWindow)
			requireClose(t, tt.want[1:9], ask(m, 10, Query{History: []int32{9, 0}})[1:9], 1e-12)
		})
	}
}

// session is one of the naive reference.
type session struct {
	items []int32
	ended int64
	order int
	sim   float64
	match float64
}

// naiveNeighbours looks at every session in full.
func naiveNeighbours(set *data.Set, s []int32, sample, k int) []session {
	all := people(set)
	var near []session
	for p, items := range all {
		n := session{items: items, order: p, match: -1}
		for row, q := range set.Events.Person {
			if int(q) == p {
				n.ended = max(n.ended, set.Events.Time[row])
			}
		}
		for at := len(s) - 1; at >= 0; at-- {
			if slices.Contains(items, s[at]) && !slices.Contains(s[at+1:], s[at]) {
				steps := float64(len(s) - 1 - at)
				n.sim += 1 - steps/float64(len(s))
				n.match = max(n.match, 1-steps/10, 0)
			}
		}
		if n.sim > 0 {
			near = append(near, n)
		}
	}
	newer := func(a, b session) int { return cmp.Or(cmp.Compare(b.ended, a.ended), cmp.Compare(b.order, a.order)) }
	slices.SortFunc(near, newer)
	near = near[:min(sample, len(near))]
	slices.SortStableFunc(near, func(a, b session) int {
		if math.Abs(a.sim-b.sim) < 1e-12 {
			return newer(a, b)
		}
		return cmp.Compare(b.sim, a.sim)
	})
	return near[:min(k, len(near))]
}

// naiveSessionKNN is the formula of sessionKNN; vmis adds λ and ln(|H|/h).
func naiveSessionKNN(set *data.Set, history []int32, sample, k, window int, vmis bool) []float64 {
	scores := make([]float64, len(set.Items))
	near := naiveNeighbours(set, history[max(0, len(history)-window):], sample, k)
	for j := range scores {
		var all, holders float64
		for _, items := range people(set) {
			all += truth(len(items) > 0)
			holders += truth(slices.Contains(items, int32(j)))
		}
		for _, n := range near {
			weight := n.sim
			if vmis {
				weight *= n.match * math.Log(all/holders)
			}
			if slices.Contains(n.items, int32(j)) {
				scores[j] += weight
			}
		}
	}
	if last := len(history) - 1; againShare(set) < againLeast && last >= 0 && history[last] >= 0 {
		scores[history[last]] = 0
	}
	return scores
}

func TestSessionKNNAgainstNaive(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, q Query) {
		want := naiveSessionKNN(set, q.History, vsSample, vsK, vsWindow, false)
		requireClose(t, want, scoresOf(t, "vs-knn", set, q), 1e-9)
		want = naiveSessionKNN(set, q.History, vmisSample, vmisK, vmisWindow, true)
		requireClose(t, want, scoresOf(t, "vmis-knn", set, q), 1e-9)
	})
}

// TestSampleAgainstNaive draws samples and neighbourhoods small enough to cut. The history has one or two items, so that similarities
// are equal exactly or not at all.
func TestSampleAgainstNaive(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, q Query) {
		sample, k := rapid.IntRange(1, 5).Draw(t, "sample"), rapid.IntRange(1, 3).Draw(t, "k")
		want := naiveSessionKNN(set, q.History, sample, k, 2, false)
		got := ask(newSessionKNN(set, sample, k, 2), len(set.Items), q)
		requireClose(t, want, got, 1e-12)
	})
}
