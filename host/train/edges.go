package train

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// cell is one real-valued entry of a matrix before quantisation.
type cell struct {
	col    uint32
	weight float64
}

// edges are the item-to-item evidence before quantisation, and how many persons are behind it.
type edges struct {
	rows    [][]cell
	support Support
}

// buildEdges computes e(i→j) of Settings row by row and keeps the strongest cfg.Edges of each row that enough persons support.
// Time O(events · Window); memory O(items) a worker besides the rows.
func buildEdges(ctx context.Context, c *counts, s Settings, progress func(done, total int64)) (edges, error) {
	n := len(c.order)
	out := edges{rows: make([][]cell, n)}
	workers := make([]*rowBuilder, min(runtime.GOMAXPROCS(0), 8))
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range workers {
		workers[w] = newRowBuilder(c, s)
		wait.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				out.rows[i] = workers[w].row(i)
				if w == 0 {
					progress(int64(i), int64(n))
				}
			}
		})
	}
	wait.Wait()
	for _, w := range workers {
		out.support.merge(w.support)
	}
	progress(int64(n), int64(n))
	return out, ctx.Err()
}

// rowBuilder holds the dense accumulators of one worker.
type rowBuilder struct {
	c       *counts
	s       Settings
	decay   []float64 // by distance, from 1, in whole units of 2⁻³⁰: sums below 2²³ are exact, in whatever order persons come
	forward []float64 // by item: F(row, item)
	back    []float64 // by item: F(item, row)
	persons []int32   // by item: distinct persons behind the directions that have a weight
	last    []int32   // by item: the person counted last, plus one
	touched []uint32
	cells   []cell    // of the present row
	damp    []float64 // n^Damp by item
	root    []float64 // n^½ by item
	support Support
}

func newRowBuilder(c *counts, s Settings) *rowBuilder {
	n := len(c.order)
	b := &rowBuilder{c: c, s: s, decay: make([]float64, s.Window+1),
		forward: make([]float64, n), back: make([]float64, n), persons: make([]int32, n), last: make([]int32, n),
		damp: make([]float64, n), root: make([]float64, n)}
	for d := 1; d <= s.Window; d++ {
		b.decay[d] = math.Round(math.Pow(s.Decay, float64(d-1))*(1<<30)) / (1 << 30)
	}
	for i, k := range c.n {
		b.damp[i], b.root[i] = math.Pow(float64(k), s.Damp), math.Sqrt(float64(k))
	}
	return b
}

// row returns the kept edges of an item, ascending by column.
func (b *rowBuilder) row(item int) []cell {
	for _, pos := range b.c.events(item) {
		b.walk(int(pos))
	}
	b.cells = b.cells[:0]
	for _, j := range b.touched {
		b.support.count(b.persons[j])
		if w := b.weight(item, j); w > 0 && b.c.enough(b.persons[j]) {
			b.cells = append(b.cells, cell{j, w})
		}
		b.forward[j], b.back[j], b.persons[j], b.last[j] = 0, 0, 0, 0
	}
	b.touched = b.touched[:0]
	return slices.Clone(strongest(b.cells, b.c.cfg.Edges))
}

// walk adds what stands within the window before and after a position of one person's sequence. A direction without a weight is not
// walked, so that who went that way is no support.
func (b *rowBuilder) walk(pos int) {
	if b.s.Forward > 0 {
		b.step(pos, 1, b.forward)
	}
	if b.s.Reverse > 0 || b.s.Related > 0 {
		b.step(pos, -1, b.back)
	}
}

// step walks one way from a position and adds to the sums of that direction.
func (b *rowBuilder) step(pos, way int, sums []float64) {
	from, person := b.c.item[pos], b.c.person[pos]
	for d := 1; d <= b.s.Window; d++ {
		q := pos + way*d
		if q < 0 || q >= len(b.c.item) || b.c.person[q] != person {
			return
		}
		if j := b.c.item[q]; j != from {
			b.touch(j, person)
			sums[j] += b.decay[d]
		}
	}
}

func (b *rowBuilder) touch(item, person int32) {
	if b.last[item] == person+1 {
		return
	}
	if b.last[item] == 0 {
		b.touched = append(b.touched, uint32(item))
	}
	b.last[item] = person + 1
	b.persons[item]++
}

func (b *rowBuilder) weight(i int, j uint32) float64 {
	s := &b.s
	damped := (s.Forward*b.forward[j] + s.Reverse*b.back[j]) / (b.damp[i] * b.damp[j])
	return damped + s.Related*b.back[j]/(b.root[i]*b.root[j])
}

// strongest keeps the n cells of largest absolute weight, ascending by column. It works in place.
func strongest(cells []cell, n int) []cell {
	if len(cells) > n {
		slices.SortFunc(cells, func(a, b cell) int {
			if x, y := math.Abs(a.weight), math.Abs(b.weight); x != y {
				return cmp.Compare(y, x)
			}
			return cmp.Compare(a.col, b.col)
		})
		cells = cells[:n]
	}
	slices.SortFunc(cells, func(a, b cell) int { return cmp.Compare(a.col, b.col) })
	return cells
}
