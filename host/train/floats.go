package train

// This file ranks without a pack: the sum in floating point, its weights not rounded to codes. It is for measuring what rounding costs.

import (
	"context"

	"github.com/hearthrank/hearth/host/train/data"
)

// Floats is a model whose weights were not quantised; its edges are cut as a pack's are.
type Floats struct {
	x *extractor
	w []float64
}

// NewFloats counts a training set and blends it by settings, as Train does. Questions are of full.
func NewFloats(ctx context.Context, full, set *data.Set, cfg Config, s Settings) (*Floats, error) {
	c := count(set, cfg)
	ev, err := buildEvidence(ctx, c, s, func(kind string) bool { return s.Item[kind] != Reaches{} }, func(int64, int64) {})
	if err != nil {
		return nil, err
	}
	x := newExtractor(full, c, ev, s)
	w := x.cut(ctx, s)
	return &Floats{x, w}, nil
}

// cut puts the blend in the place of the evidence, with as many edges as a pack has, and returns the weights that go with it.
func (x *extractor) cut(ctx context.Context, s Settings) []float64 {
	x.ev = x.ev.weigh(ctx, x.c, s).cut(ctx, x.c.cfg.firstEdges()).evidence()
	w := x.layout.vector(s)
	for k := range len(itemKinds) * len(reachDecay) {
		w[k] = oneIf(k%len(itemKinds) == k/len(itemKinds)) // of each reach the kind of its own number
	}
	return w
}

// evidence returns the blend as evidence: the kind of number r is the blended weight of reach r.
func (b *blended) evidence() *evidence {
	n := len(b.rows[0])
	ev := &evidence{kinds: len(itemKinds), cols: make([][]uint32, n), values: make([][]float32, n)}
	at := make([]int, n) // by column: its place in the row, plus one
	for i := range n {
		for r := range b.rows {
			for _, c := range b.rows[r][i] {
				if at[c.col] == 0 {
					ev.cols[i] = append(ev.cols[i], c.col)
					ev.values[i] = append(ev.values[i], make([]float32, ev.kinds)...)
					at[c.col] = len(ev.cols[i])
				}
				ev.values[i][(at[c.col]-1)*ev.kinds+r] = float32(c.weight)
			}
		}
		for _, j := range ev.cols[i] {
			at[j] = 0
		}
	}
	return ev
}

// Scorer returns a function, for one goroutine, that fills dst, by item of the set, with the scores of a question.
func (f *Floats) Scorer() func(q *Question, dst []float64) {
	p := f.x.page()
	p.weigh(f.w)
	return func(q *Question, dst []float64) {
		p.read(q)
		p.rank(f.w, q.Now)
		for i, set := range f.x.c.order {
			dst[set] = float64(p.score[i])
		}
	}
}
