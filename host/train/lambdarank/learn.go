package lambdarank

// This file is the gradient and the ascent.

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
)

// Options of Learn.
type Options struct {
	Gain  func(rank int) float64 // what a target at a rank is worth, from 1, not rising
	Steps int                    // of gradient ascent
	Rate  float64                // of the first step, as a share of the weights' length; it falls to a hundredth
	Decay float64                // pull towards the start weights, ≥ 0
	Every int                    // Check is asked after so many steps
	Check func(step int, w []float64)
}

// Learn climbs from start and returns the weights after the last step. Features are scaled to unit root mean square first; the pairs'
// temperature is a third of the spread of a list's twenty best scores at the start. Deterministic.
func (p *Pool) Learn(ctx context.Context, start []float64, o Options) ([]float64, error) {
	unit := p.units()
	p.Score(start)
	heat := p.temperatures()
	theta, length := make([]float64, p.Features), 0.0
	for f := range theta {
		theta[f] = start[f] * unit[f]
		length += theta[f] * theta[f]
	}
	length = math.Sqrt(length) + 1e-12
	from := slices.Clone(theta)
	a := newAdam(p.Features)
	w := slices.Clone(start)
	for t := 1; t <= o.Steps; t++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g := p.gradient(heat, unit, o.Gain)
		for f := range g {
			g[f] += o.Decay * (theta[f] - from[f]) / (length * length)
		}
		a.step(theta, g, o.Rate*length*math.Pow(.01, float64(t)/float64(o.Steps))/math.Sqrt(float64(p.Features)))
		for f := range w {
			w[f] = theta[f] / unit[f]
		}
		p.Score(w)
		if o.Check != nil && t%o.Every == 0 {
			o.Check(t, w)
		}
	}
	return w, nil
}

// units returns the root mean square of each feature over all candidates; 1 for features that are always 0.
func (p *Pool) units() []float64 {
	sums, n := make([]float64, p.Features), 0.0
	for i := range p.Lists {
		l := &p.Lists[i]
		n += float64(l.N)
		for f := range sums {
			for _, v := range l.X[f*l.N : (f+1)*l.N] {
				sums[f] += float64(v) * float64(v)
			}
		}
	}
	for f := range sums {
		if sums[f] = math.Sqrt(sums[f] / max(1, n)); sums[f] < 1e-9 {
			sums[f] = 1
		}
	}
	return sums
}

// temperatures returns for each list the score difference that counts as one.
func (p *Pool) temperatures() []float32 {
	heat := make([]float32, len(p.Lists))
	parallel(len(p.Lists), func(_, i int) {
		s := slices.Clone(p.Lists[i].scores)
		if len(s) == 0 {
			return
		}
		slices.SortFunc(s, func(a, b float32) int { return cmp.Compare(b, a) })
		heat[i] = max((s[0]-s[min(20, len(s)-1)])/3, 1e-3*max(s[0], -s[0])) + 1e-9
	})
	return heat
}

// gradient returns the descent direction of each scaled weight: for every target t and wrong answer y among those that could matter,
// |gain(rank y) − gain(rank t)| · σ((s_y − s_t)/heat) · (x_y − x_t) (Burges 2010, section 4.1).
func (p *Pool) gradient(heat []float32, unit []float64, gain func(int) float64) []float64 {
	sums := make([][]float64, runtime.GOMAXPROCS(0))
	work := make([]scratch, len(sums))
	for w := range sums {
		sums[w] = make([]float64, p.Features)
	}
	// Fixed blocks, added in order, so that the sum does not depend on which worker was quicker.
	const block = 64
	blocks := (len(p.Lists) + block - 1) / block
	parts := make([][]float64, blocks)
	parallel(blocks, func(w, b int) {
		g := make([]float64, p.Features)
		for i := b * block; i < min(len(p.Lists), (b+1)*block); i++ {
			l := &p.Lists[i]
			if l.N == 0 || l.Targets == 0 || !work[w].lambdas(l, heat[i], gain) {
				continue
			}
			for f := range g {
				x, sum := l.X[f*l.N:(f+1)*l.N], float32(0)
				for k, v := range work[w].lambda[:len(x)] {
					sum += v * x[k]
				}
				g[f] += float64(sum/heat[i]) / unit[f]
			}
		}
		parts[b] = g
	})
	total := make([]float64, p.Features)
	for _, g := range parts {
		for f, v := range g {
			total[f] += v / float64(len(p.Lists))
		}
	}
	return total
}

// scratch is one worker's memory.
type scratch struct {
	lambda []float32
	order  []int
}

// near bounds the wrong answers that a target is compared with: those above it and so many places below.
const near = 40

// lambdas fills in the force on each candidate.
func (s *scratch) lambdas(l *List, heat float32, gain func(int) float64) bool {
	s.lambda = append(s.lambda[:0], make([]float32, l.N)...)
	s.order = s.order[:0]
	for k := range l.N {
		s.order = append(s.order, k)
	}
	slices.SortFunc(s.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(l.scores[b], l.scores[a]), cmp.Compare(b, a)) // targets last among equals
	})
	any := false
	for r, t := range s.order {
		if t >= l.Targets {
			continue
		}
		own, ts := gain(r+1), l.scores[t]
		for q, y := range s.order[:min(l.N, max(near, r+5))] {
			if y < l.Targets {
				continue
			}
			if d := math.Abs(gain(q+1) - own); d > 0 {
				force := float32(d / (1 + math.Exp(float64((ts-l.scores[y])/heat))))
				s.lambda[y] += force
				s.lambda[t] -= force
				any = true
			}
		}
	}
	return any
}

// adam is the optimiser of Kingma & Ba 2015, algorithm 1.
type adam struct {
	m, v []float64
	t    float64
}

func newAdam(n int) *adam { return &adam{m: make([]float64, n), v: make([]float64, n)} }

func (a *adam) step(theta, g []float64, rate float64) {
	const beta1, beta2 = .9, .98
	a.t++
	for f := range theta {
		a.m[f] = beta1*a.m[f] + (1-beta1)*g[f]
		a.v[f] = beta2*a.v[f] + (1-beta2)*g[f]*g[f]
		m, v := a.m[f]/(1-math.Pow(beta1, a.t)), a.v[f]/(1-math.Pow(beta2, a.t))
		theta[f] -= rate * m / (math.Sqrt(v) + 1e-12)
	}
}
