package train

// This file blends the kinds of evidence into the pack's channels, one a reach, and cuts them to the edges that a pack may hold.

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/hearthrank/hearth/engine/pack"
)

// cell is one real-valued entry of a matrix before quantisation.
type cell struct {
	col    uint32
	weight float64
}

// blended are the channels before quantisation: rows by reach and item.
type blended struct {
	rows  [len(reachDecay)][][]cell
	asked int // edges an item that the cut was to keep
}

// weighed is the evidence with one weight an edge, before the cut. Edges may be four a pair: their strengths alone are held, and weights
// computed again for those that stay.
type weighed struct {
	ev        *evidence
	weights   [len(reachDecay)][]float64
	reach     [len(reachDecay)]float64
	often     []float64   // by item: the root of how often it is in a history
	chosen    []float64   // by item: how often it is chosen, to the power of s.Cut
	strengths [][]float32 // by item: of its edges, reach by reach
}

// weigh sums the kinds by their weights. The strength of an edge is how much its loss would change scores: its weight, times how much of a history
// the reach lets it speak for, times the root of how often its item is in a history, times, by s.Cut, how often the item that it speaks for is
// chosen: scores matter at the head of a ranking.
func (ev *evidence) weigh(ctx context.Context, c *counts, s Settings) *weighed {
	w := &weighed{ev: ev, reach: reachWeights(c), often: make([]float64, len(ev.cols)), chosen: make([]float64, len(ev.cols))}
	for r := range w.weights {
		w.weights[r] = make([]float64, ev.kinds)
		for k, kind := range itemKinds {
			w.weights[r][k] = s.Item[kind][r]
		}
	}
	for i, n := range c.n {
		w.often[i], w.chosen[i] = math.Sqrt(float64(n)), math.Pow(float64(n)+1, s.Cut)
	}
	w.strengths = make([][]float32, len(ev.cols))
	each(ctx, len(ev.cols), func(_, i int) {
		w.strengths[i] = make([]float32, 0, len(w.weights)*len(ev.cols[i]))
		for r := range w.weights {
			for k := range ev.cols[i] {
				if weight, strength := w.edge(r, i, k); weight != 0 {
					w.strengths[i] = append(w.strengths[i], strength)
				}
			}
		}
	})
	return w
}

// edge returns weight and strength of reach r for pair k of item i.
func (w *weighed) edge(r, i, k int) (weight float64, strength float32) {
	if weight = dot(w.weights[r], w.ev.values[i][k*w.ev.kinds:]); weight == 0 {
		return 0, 0
	}
	return weight, float32(math.Abs(weight) * w.reach[r] * w.often[i] * w.chosen[w.ev.cols[i][k]])
}

// cut keeps the strongest edges, n an item on average.
func (w *weighed) cut(ctx context.Context, n int) *blended {
	out := &blended{}
	for r := range out.rows {
		out.rows[r] = make([][]cell, len(w.strengths))
	}
	floor := threshold(w.strengths, n*len(w.strengths))
	each(ctx, len(w.strengths), func(_, i int) {
		for r := range w.weights {
			for k, j := range w.ev.cols[i] {
				if weight, strength := w.edge(r, i, k); weight != 0 && strength >= floor {
					out.rows[r][i] = append(out.rows[r][i], cell{j, weight})
				}
			}
		}
	})
	return out
}

// threshold returns the strength of which at most n edges have as much; 0 when there are no more than n. Strengths are not negative, so
// that their bits are in their order: they are counted by the upper half of these, then by the lower half.
func threshold(all [][]float32, n int) float32 {
	total := 0
	for _, row := range all {
		total += len(row)
	}
	if total <= n {
		return 0
	}
	const half = 16
	top, above := nth(all, n, func(bits uint32) (uint32, bool) { return bits >> half, true })
	low, _ := nth(all, n-above, func(bits uint32) (uint32, bool) { return bits & (1<<half - 1), bits>>half == top })
	return math.Nextafter32(math.Float32frombits(top<<half|low), math.MaxFloat32)
}

// nth returns the largest key such that more than n strengths have it or a larger one, and how many have a larger one.
func nth(all [][]float32, n int, key func(bits uint32) (uint32, bool)) (at uint32, above int) {
	counts := make([]int, 1<<16)
	for _, row := range all {
		for _, v := range row {
			if k, ok := key(math.Float32bits(v)); ok {
				counts[k]++
			}
		}
	}
	at = uint32(len(counts) - 1)
	for above+counts[at] <= n {
		above += counts[at]
		at--
	}
	return at, above
}

func dot(w []float64, v []float32) float64 {
	sum := 0.0
	for k, x := range w {
		sum += x * float64(v[k])
	}
	return sum
}

// reachWeights returns the root of the sum of squares of each reach's table over a history of mean length.
func reachWeights(c *counts) (w [len(reachDecay)]float64) {
	persons := 0
	for p := range len(c.first) - 1 {
		if c.first[p+1] > c.first[p] {
			persons++
		}
	}
	mean := max(1, len(c.item)/max(1, persons))
	for r, base := range reachDecay {
		for k := range mean {
			w[r] += math.Pow(base, float64(2*k))
		}
		w[r] = math.Sqrt(w[r])
	}
	return w
}

// channels quantises what has an edge.
func (b *blended) channels(scale float64) []pack.Channel {
	var out []pack.Channel
	for r, rows := range b.rows {
		if entries(rows) > 0 {
			out = append(out, pack.Channel{Name: reachNames[r], Position: position(reachDecay[r], maxHistory), Edges: quantise(rows, scale)})
		}
	}
	return out
}

// largest returns the largest absolute weight.
func (b *blended) largest() float64 {
	most := 0.0
	for _, rows := range b.rows {
		_, hi := magnitudes(rows)
		most = max(most, hi)
	}
	return most
}

// edges returns the number of edges of all reaches.
func (b *blended) edges() int {
	n := 0
	for _, rows := range b.rows {
		n += entries(rows)
	}
	return n
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
