package train

// This file counts pairs: for one item, what stands near it in the sequences of its persons.

import (
	"cmp"
	"math"
	"slices"
)

// raw are the counts of one pair.
type raw struct {
	forward, soon, next, late float64
	backward, before, recent  float64
	near, together            float64 // distinct persons: within the window, and anywhere in the sequence
}

// pairBuilder holds the dense accumulators of one worker.
type pairBuilder struct {
	c       *counts
	s       Settings
	most    int
	decay   [3][]float64 // .9, .5, .6 by distance
	late    []float64    // .9 by steps from the end
	sums    []raw        // by item
	last    []int32      // by item: the person counted last within the window, plus one
	beside  []int32      // by item: the person counted last anywhere, plus one
	touched []uint32
	support Support
}

// historyMost bounds how far apart two events of one person may stand to count as together.
const historyMost = 1000

// whole rounds a weight to whole units of 2⁻³⁰: sums below 2²³ are exact, in whatever order persons come.
func whole(v float64) float64 { return math.Round(v*(1<<30)) / (1 << 30) }

func newPairBuilder(c *counts, s Settings, most int) *pairBuilder {
	n := len(c.order)
	b := &pairBuilder{c: c, s: s, most: most, sums: make([]raw, n), last: make([]int32, n), beside: make([]int32, n)}
	for k, base := range []float64{.9, .5, .6} {
		b.decay[k] = make([]float64, s.Window+1)
		for d := 1; d <= s.Window; d++ {
			b.decay[k][d] = whole(math.Pow(base, float64(d-1)))
		}
	}
	for d := range 64 {
		b.late = append(b.late, whole(math.Pow(.9, float64(d))))
	}
	return b
}

// row returns the pairs of an item and their values.
func (b *pairBuilder) row(item int) ([]uint32, []float32) {
	for _, pos := range b.c.events(item) {
		b.walk(int(pos))
	}
	cols := make([]uint32, 0, len(b.touched))
	for _, j := range b.touched {
		b.support.count(int32(b.sums[j].together))
		if b.c.enough(int32(b.sums[j].together)) {
			cols = append(cols, j)
		}
	}
	cols = b.prune(item, cols)
	values := make([]float32, len(cols)*len(itemKinds))
	for k, j := range cols {
		b.value(item, j, values[k*len(itemKinds):])
	}
	for _, j := range b.touched {
		b.sums[j], b.last[j], b.beside[j] = raw{}, 0, 0
	}
	b.touched = b.touched[:0]
	return cols, values
}

// prune keeps the pairs most likely to matter, ascending.
func (b *pairBuilder) prune(item int, cols []uint32) []uint32 {
	if len(cols) > b.most {
		strength := func(j uint32) float64 {
			r := &b.sums[j]
			return (r.forward + r.backward + r.together/4) / math.Sqrt(float64(b.c.n[j]))
		}
		slices.SortFunc(cols, func(x, y uint32) int {
			return cmp.Or(cmp.Compare(strength(y), strength(x)), cmp.Compare(x, y))
		})
		cols = slices.Clone(cols[:b.most])
	}
	slices.Sort(cols)
	return cols
}

// walk adds what stands around a position in its person's sequence.
func (b *pairBuilder) walk(pos int) {
	from, person := b.c.item[pos], b.c.person[pos]
	first, last := int(b.c.first[person]), int(b.c.first[person+1])
	for q := max(first, pos-historyMost); q < min(last, pos+historyMost+1); q++ {
		j := b.c.item[q]
		if j == from {
			continue
		}
		b.meet(uint32(j), person)
		switch d := q - pos; {
		case d > 0 && d <= b.s.Window:
			b.ahead(&b.sums[j], d, last-1-q, b.c.recency[q])
			b.close(j, person)
		case d < 0 && -d <= b.s.Window:
			b.behind(&b.sums[j], -d, last-1-pos, b.c.recency[pos])
			b.close(j, person)
		}
	}
}

// meet counts a person who has both.
func (b *pairBuilder) meet(j uint32, person int32) {
	if b.beside[j] == person+1 {
		return
	}
	if b.beside[j] == 0 {
		b.touched = append(b.touched, j)
	}
	b.beside[j] = person + 1
	b.sums[j].together++
}

// close counts a person who has both within the window.
func (b *pairBuilder) close(j, person int32) {
	if b.last[j] != person+1 {
		b.last[j] = person + 1
		b.sums[j].near++
	}
}

// ahead adds a pair whose second item comes d steps later; left steps follow it.
func (b *pairBuilder) ahead(r *raw, d, left int, recency float64) {
	late := 0.0
	if left < len(b.late) {
		late = b.late[left]
	}
	r.recent += whole(b.decay[2][d] * recency)
	if b.s.OrderBlind {
		b.both(r, d, late)
		return
	}
	r.forward += b.decay[0][d]
	r.soon += b.decay[1][d]
	r.late += whole(b.decay[0][d] * late)
	if d == 1 {
		r.next++
	}
}

// behind adds a pair whose second item comes d steps earlier.
func (b *pairBuilder) behind(r *raw, d, left int, recency float64) {
	late := 0.0
	if left < len(b.late) {
		late = b.late[left]
	}
	r.recent += whole(b.decay[2][d] * recency)
	if b.s.OrderBlind {
		b.both(r, d, late)
		return
	}
	r.backward += b.decay[0][d]
	r.before += b.decay[1][d]
}

// both adds half a pair in either direction.
func (b *pairBuilder) both(r *raw, d int, late float64) {
	r.forward += b.decay[0][d] / 2
	r.backward += b.decay[0][d] / 2
	r.soon += b.decay[1][d] / 2
	r.before += b.decay[1][d] / 2
	r.late += whole(b.decay[0][d]*late) / 2
	if d == 1 {
		r.next += .5
	}
}

// value fills in the kinds that are computed from a pair's own counts. Those within the window need enough persons there.
func (b *pairBuilder) value(i int, j uint32, v []float32) {
	r, d := b.sums[j], b.s.Damp
	ni, nj := float64(b.c.n[i]), float64(b.c.n[j])
	pi, pj := float64(b.c.persons[i]), float64(b.c.persons[j])
	v[atTogether] = float32(r.together / math.Sqrt(pi*pj))
	if !b.c.enough(int32(r.near)) || r.near == 0 {
		return
	}
	once, twice := math.Pow(ni*nj, d), math.Pow(ni*nj, 2*d)
	for k, x := range [11]float64{
		r.forward / once, r.forward / twice, r.soon / math.Pow(ni, .8), r.soon / (math.Pow(ni, .5) * math.Pow(nj, .3)),
		r.next / (math.Pow(ni, .5) * math.Pow(nj, .2)), max(0, r.forward-1) / once, r.backward / once, r.backward / twice,
		r.before / math.Pow(ni, .8), r.recent / (math.Pow(ni, .5) * math.Pow(nj, .2)), r.late / once,
	} {
		v[k] = float32(x)
	}
}
