package train

// This file is the kinds of item-to-item evidence: what each says of a pair, and how they are counted.

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// The kinds of evidence that item i gives for item j. F is the directed count of FStep, with the step's decay in brackets; n the number of
// events of an item, d = Settings.Damp.
const (
	kindForward      = "forward"       // F(.9)(i,j) / (n_i n_j)^d: conditional probability similarity with decay (Deshpande & Karypis 2004, eq. 4)
	kindForwardRare  = "forward-rare"  // F(.9)(i,j) / (n_i n_j)^2d
	kindSoon         = "soon"          // F(.5)(i,j) / n_i^.8
	kindSoonRare     = "soon-rare"     // F(.5)(i,j) / (n_i^.5 n_j^.3)
	kindNext         = "next"          // F(0)(i,j) / (n_i^.5 n_j^.2): a first-order Markov chain (Rendle et al. 2010, eq. 1)
	kindTwice        = "twice"         // max(0, F(.9)(i,j) − 1) / (n_i n_j)^d: what is more than one person's chance
	kindBackward     = "backward"      // F(.9)(j,i) / (n_i n_j)^d
	kindBackwardRare = "backward-rare" // F(.9)(j,i) / (n_i n_j)^2d
	kindBefore       = "before"        // F(.5)(j,i) / n_i^.8
	kindRecent       = "recent"        // (F(.6)(i,j) + F(.6)(j,i)), each weighted by its recency, / (n_i^.5 n_j^.2)
	kindLate         = "late"          // F(.9)(i,j), each weighted .9^(steps from j to the end of its sequence), / (n_i n_j)^d
	kindTogether     = "together"      // persons with both / √(persons with i · persons with j): cosine (Sarwar et al. 2001, section 3.1.1)
	kindRidge        = "ridge"         // ridge regression of "has j" on what else a person has (Steck 2019, eq. 8; here on a support, Ning & Karypis 2011)
	kindRidgeForward = "ridge-forward" // the same of "j follows" (Choi et al. 2021, SLIT, eq. 10)
	kindEase         = "ease"          // as ridge, of the sets as they are (Steck 2019, eq. 8)
	kindTwoHop       = "two-hop"       // forward, then together: evidence that a pair owes to a third item; its weight is mostly negative
)

// itemKinds are all of them, in the order of a pair's values.
var itemKinds = []string{
	kindForward, kindForwardRare, kindSoon, kindSoonRare, kindNext, kindTwice, kindBackward, kindBackwardRare, kindBefore,
	kindRecent, kindLate, kindTogether, kindRidge, kindRidgeForward, kindEase, kindTwoHop,
}

// ItemKinds returns the names of the kinds of item-to-item evidence.
func ItemKinds() []string { return slices.Clone(itemKinds) }

// Indexes of the kinds that are computed from others' rows.
var (
	atForward      = slices.Index(itemKinds, kindForward)
	atTogether     = slices.Index(itemKinds, kindTogether)
	atRidge        = slices.Index(itemKinds, kindRidge)
	atRidgeForward = slices.Index(itemKinds, kindRidgeForward)
	atEase         = slices.Index(itemKinds, kindEase)
	atTwoHop       = slices.Index(itemKinds, kindTwoHop)
)

// evidence holds the values of every kind for the pairs that enough persons support.
type evidence struct {
	kinds   int
	cols    [][]uint32  // by item: the items that it speaks for, ascending
	values  [][]float32 // by item: kinds values a pair, pair after pair
	support Support     // pairs seen, by persons
}

// pairsMost bounds the pairs that are kept before the blend, over all items: some 60 bytes each.
const pairsMost = 8_000_000

// pairsOfItem bounds those of one item, where not every item is a regressor of every other.
const pairsOfItem = 500

// buildEvidence counts all pairs and, where wanted says so, computes the kinds that need others' rows. Time O(events · (Window + the
// longest history looked at)); memory O(pairs).
func buildEvidence(ctx context.Context, c *counts, s Settings, wanted func(kind string) bool, progress func(done, total int64)) (*evidence, error) {
	n := len(c.order)
	ev := &evidence{kinds: len(itemKinds), cols: make([][]uint32, n), values: make([][]float32, n)}
	most := min(pairsOfItem, max(150, pairsMost/max(1, n)))
	if n <= denseItems {
		most = n
	}
	workers := make([]*pairBuilder, min(runtime.GOMAXPROCS(0), 8))
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range workers {
		workers[w] = newPairBuilder(c, s, most)
		wait.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				ev.cols[i], ev.values[i] = workers[w].row(i)
				if w == 0 {
					progress(int64(i), int64(n))
				}
			}
		})
	}
	wait.Wait()
	for _, w := range workers {
		ev.support.merge(w.support)
	}
	if ctx.Err() == nil && (wanted(kindRidge) || wanted(kindRidgeForward) || wanted(kindEase)) {
		ev.regress(ctx, c, s, wanted)
	}
	if ctx.Err() == nil && wanted(kindTwoHop) {
		ev.hop(ctx, c.cfg.MinPersons <= 1)
	}
	progress(int64(n), int64(n))
	return ev, ctx.Err()
}

// at returns the value of a kind for a pair, 0 where it is not kept.
func (ev *evidence) at(i int, j uint32, kind int) float32 {
	k, ok := slices.BinarySearch(ev.cols[i], j)
	if !ok {
		return 0
	}
	return ev.values[i][k*ev.kinds+kind]
}

// hop fills in two-hop: Σ_m forward(i,m)·together(m,j)/Σ together(m,·), over the strongest 80 m and their strongest 50 j (Cooper et al.
// 2014's random walk P³, one step of it directed). With wide, pairs that nobody has both of are added too.
func (ev *evidence) hop(ctx context.Context, wide bool) {
	n := len(ev.cols)
	first, second := make([][]cell, n), make([][]cell, n)
	each(ctx, n, func(_, i int) {
		first[i] = ev.strongestOf(i, atForward, 80)
		second[i] = ev.strongestOf(i, atTogether, 50)
		sum := 0.0
		for _, c := range second[i] {
			sum += math.Abs(c.weight)
		}
		for k := range second[i] {
			second[i][k].weight /= sum
		}
	})
	sums := make([][]float64, runtime.GOMAXPROCS(0))
	for w := range sums {
		sums[w] = make([]float64, n)
	}
	each(ctx, n, func(w, i int) {
		sum := sums[w]
		for _, m := range first[i] {
			for _, j := range second[m.col] {
				sum[j.col] += m.weight * j.weight
			}
		}
		if wide {
			ev.widen(i, sum, first[i], second)
		}
		for k, j := range ev.cols[i] {
			ev.values[i][k*ev.kinds+atTwoHop] = float32(sum[j])
		}
		for _, m := range first[i] {
			for _, j := range second[m.col] {
				sum[j.col] = 0
			}
		}
	})
}

// Items with fewer pairs than pairsFew get up to hopsMost more, which only two hops reach: what persons did is thin there. Not where
// Config.MinPersons asks for more than one person behind an edge, for behind these stand no persons with both.
const (
	pairsFew = 100
	hopsMost = 50
)

// widen adds to an item's pairs those that two hops alone reach, the strongest; sum has their values by item.
func (ev *evidence) widen(i int, sum []float64, first []cell, second [][]cell) {
	room := min(hopsMost, pairsFew-len(ev.cols[i]))
	if room <= 0 {
		return
	}
	var found []cell
	for _, m := range first {
		for _, j := range second[m.col] {
			if _, have := slices.BinarySearch(ev.cols[i], j.col); !have && int(j.col) != i {
				found = append(found, cell{j.col, sum[j.col]})
			}
		}
	}
	slices.SortFunc(found, func(a, b cell) int { return cmp.Compare(a.col, b.col) })
	found = strongest(slices.CompactFunc(found, func(a, b cell) bool { return a.col == b.col }), room)
	cols, values := ev.cols[i], ev.values[i]
	ev.cols[i], ev.values[i] = make([]uint32, 0, len(cols)+len(found)), make([]float32, 0, (len(cols)+len(found))*ev.kinds)
	for k := 0; k < len(cols) || len(found) > 0; {
		if k < len(cols) && (len(found) == 0 || cols[k] < found[0].col) {
			ev.cols[i] = append(ev.cols[i], cols[k])
			ev.values[i] = append(ev.values[i], values[k*ev.kinds:(k+1)*ev.kinds]...)
			k++
			continue
		}
		ev.cols[i] = append(ev.cols[i], found[0].col)
		ev.values[i] = append(ev.values[i], make([]float32, ev.kinds)...)
		found = found[1:]
	}
}

// strongestOf returns the strongest n cells of a kind in a row.
func (ev *evidence) strongestOf(i, kind, n int) []cell {
	var cells []cell
	for k, j := range ev.cols[i] {
		if v := ev.values[i][k*ev.kinds+kind]; v > 0 {
			cells = append(cells, cell{j, float64(v)})
		}
	}
	return slices.Clone(strongest(cells, n))
}

// each calls f for 0 to n−1 on all cores; w tells the workers apart.
func each(ctx context.Context, n int, f func(w, i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && ctx.Err() == nil; i = next.Add(1) - 1 {
				f(w, int(i))
			}
		})
	}
	wait.Wait()
}
