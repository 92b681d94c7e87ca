package lambdarank

// This file fits the convex start of the climb: a conditional logit.

import (
	"context"
	"math"
	"runtime"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Limits of Newton's method.
const (
	newtonSteps  = 8
	newtonLeast  = 1e-4 // share of the loss that a step must take away for another to follow
	likely       = 4e-3 // probability of a candidate from which it counts for the Hessian
	hessianLists = 2000 // lists that the Hessian is taken from; of more, every so-manieth
	repairs      = 50
	damping      = 1e-6 // of the free direction, for a matrix that can be inverted
)

// Softmax returns, for each ridge, the weights that minimise the cross entropy of the targets under the softmax of a list's scores (McFadden 1974;
// Cao et al. 2007, ListNet, eq. 4 with top one), with ridge·|θ⊥|²/2 on what of the scaled weights θ is orthogonal to those of around: the direction
// of around costs nothing. Newton's method begins at around, then for each ridge where the one before it ended: give the strongest first. Scores are
// taken over each list's temperature under around, as in Learn.
func (p *Pool) Softmax(ctx context.Context, around []float64, ridges ...float64) ([][]float64, error) {
	f := p.newFit(around)
	path, at := make([][]float64, len(ridges)), around
	for i, ridge := range ridges {
		f.lambda = ridge / f.length
		theta := f.scaled(at)
		loss := p.entropy(f.heat) + f.penalty(theta)
		for range newtonSteps {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			next, l := f.descend(theta, loss)
			enough := loss-l > newtonLeast*loss
			theta, loss = next, l
			if !enough {
				break
			}
		}
		at = f.weights(theta)
		path[i] = at
	}
	return path, nil
}

// fit is what stays the same from step to step.
type fit struct {
	p      *Pool
	unit   []float64 // see units
	heat   []float32 // see temperatures
	free   []float64 // the direction that costs nothing, of length 1
	length float64   // of around, scaled and squared
	lambda float64   // of the ridge at hand
}

// newFit leaves the pool with the scores of around.
func (p *Pool) newFit(around []float64) *fit {
	f := &fit{p: p, unit: p.units(), length: 1e-12}
	p.Score(around)
	f.heat = p.temperatures()
	f.free = f.scaled(around)
	for _, v := range f.free {
		f.length += v * v
	}
	for k := range f.free {
		f.free[k] /= math.Sqrt(f.length)
	}
	return f
}

func (f *fit) scaled(w []float64) []float64 {
	theta := make([]float64, len(w))
	for k, v := range w {
		theta[k] = v * f.unit[k]
	}
	return theta
}

// weights undoes the scaling.
func (f *fit) weights(theta []float64) []float64 {
	w := make([]float64, len(theta))
	for k, v := range theta {
		w[k] = v / f.unit[k]
	}
	return w
}

// along returns the part of θ in the free direction.
func (f *fit) along(theta []float64) float64 {
	sum := 0.0
	for k, v := range theta {
		sum += v * f.free[k]
	}
	return sum
}

func (f *fit) penalty(theta []float64) float64 {
	sum := 0.0
	for _, v := range theta {
		sum += v * v
	}
	along := f.along(theta)
	return f.lambda / 2 * (sum - along*along)
}

// descend takes one step of Newton's method, halved until the loss falls. The pool's scores are those of θ before and of what it returns after.
func (f *fit) descend(theta []float64, loss float64) ([]float64, float64) {
	g, h := f.p.curvature(f.heat, f.unit)
	along, n := f.along(theta), len(theta)
	for k := range g {
		g[k] += f.lambda * (theta[k] - along*f.free[k])
		for m := k; m < n; m++ {
			h.SetSym(k, m, h.At(k, m)-f.lambda*f.free[k]*f.free[m])
		}
		h.SetSym(k, k, h.At(k, k)+f.lambda*(1+damping))
	}
	var chol mat.Cholesky
	for try := 0; !chol.Factorize(h); try++ { // the Hessian of a sample of lists may be singular to rounding
		if try == repairs {
			return theta, loss
		}
		for k := range n {
			h.SetSym(k, k, h.At(k, k)*1.01+f.lambda)
		}
	}
	d := mat.NewVecDense(n, nil)
	if chol.SolveVecTo(d, mat.NewVecDense(n, g)) != nil {
		return theta, loss
	}
	for rate := 1.0; rate > .01; rate /= 2 {
		next := slices.Clone(theta)
		for k := range next {
			next[k] -= rate * d.AtVec(k)
		}
		f.p.Score(f.weights(next))
		if l := f.p.entropy(f.heat) + f.penalty(next); l < loss {
			return next, l
		}
	}
	f.p.Score(f.weights(theta))
	return theta, loss
}

// entropy returns the mean cross entropy of the lists at the present scores.
func (p *Pool) entropy(heat []float32) float64 {
	sums := make([]float64, len(p.Lists))
	parallel(len(p.Lists), func(_, i int) {
		if l := &p.Lists[i]; l.N > 0 && l.Targets > 0 {
			prob := l.softmax(heat[i], nil)
			for t := range l.Targets {
				sums[i] -= math.Log(max(1e-30, float64(prob[t]))) / float64(l.Targets)
			}
		}
	})
	sum := 0.0
	for _, v := range sums {
		sum += v
	}
	return sum / float64(max(1, len(p.Lists)))
}

// softmax returns the candidates' probabilities at the present scores.
func (l *List) softmax(heat float32, prob []float32) []float32 {
	prob = append(prob[:0], l.scores...)
	most, sum := slices.Max(prob), float32(0)
	for k, s := range prob {
		prob[k] = float32(math.Exp(float64((s - most) / heat)))
		sum += prob[k]
	}
	for k := range prob {
		prob[k] /= sum
	}
	return prob
}

// curvature returns gradient and Hessian of entropy at the present scores, in scaled weights. Fixed blocks are added in order, so that the
// sums do not depend on which worker was quicker.
func (p *Pool) curvature(heat []float32, unit []float64) ([]float64, *mat.SymDense) {
	n, workers := p.Features, runtime.GOMAXPROCS(0)
	stride := max(1, len(p.Lists)/hessianLists)
	grads, parts, work := make([][]float32, len(p.Lists)), make([][]float32, hessianParts), make([]bend, workers)
	parallel(hessianParts, func(w, b int) {
		parts[b] = make([]float32, n*n)
		for i := b; i < len(p.Lists); i += hessianParts {
			l := &p.Lists[i]
			if l.N == 0 || l.Targets == 0 {
				continue
			}
			work[w].prob = l.softmax(heat[i], work[w].prob)
			if i/hessianParts%stride == 0 {
				work[w].hessian(l, n, heat[i], parts[b])
			}
			grads[i] = work[w].gradient(l, n, heat[i])
		}
	})
	g, h := make([]float64, n), mat.NewSymDense(n, nil)
	for _, part := range grads {
		for f, v := range part {
			g[f] += float64(v) / unit[f] / float64(len(p.Lists))
		}
	}
	for f := range n {
		for k := f; k < n; k++ {
			sum := 0.0
			for _, part := range parts {
				sum += float64(part[f*n+k])
			}
			h.SetSym(f, k, sum*float64(stride)/float64(len(p.Lists))/(unit[f]*unit[k]))
		}
	}
	return g, h
}

// hessianParts are summed apart.
const hessianParts = 16

// bend is one worker's memory.
type bend struct {
	prob, root, rows []float32
	keep, at         []int
}

// hessian adds Σ p (x − x̄)(x − x̄)ᵀ/heat² over the likely candidates.
func (s *bend) hessian(l *List, n int, heat float32, to []float32) {
	s.keep, s.root, s.at = s.keep[:0], s.root[:0], s.at[:0]
	for k, p := range s.prob {
		if p > likely {
			s.keep, s.root = append(s.keep, k), append(s.root, float32(math.Sqrt(float64(p)))/heat)
		}
	}
	m := len(s.keep)
	s.rows = slices.Grow(s.rows[:0], n*m)[:n*m]
	for f := range n {
		x, mean, any := l.X[f*l.N:(f+1)*l.N], float32(0), false
		for _, k := range s.keep {
			mean += s.prob[k] * x[k]
			any = any || x[k] != 0
		}
		if !any {
			continue
		}
		row := s.rows[len(s.at)*m:][:m]
		for c, k := range s.keep {
			row[c] = s.root[c] * (x[k] - mean)
		}
		s.at = append(s.at, f)
	}
	for a, f := range s.at {
		for b := a; b < len(s.at); b++ {
			to[f*n+s.at[b]] += inner(s.rows[a*m:][:m], s.rows[b*m:][:m])
		}
	}
}

// gradient returns Σ (p − y) x/heat; it uses up the probabilities.
func (s *bend) gradient(l *List, n int, heat float32) []float32 {
	for t := range l.Targets {
		s.prob[t] -= 1 / float32(l.Targets)
	}
	g := make([]float32, n)
	for f := range g {
		g[f] = inner(s.prob, l.X[f*l.N:(f+1)*l.N]) / heat
	}
	return g
}

func inner(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	k := 0
	for ; k+4 <= len(a); k += 4 {
		s0 += a[k] * b[k]
		s1 += a[k+1] * b[k+1]
		s2 += a[k+2] * b[k+2]
		s3 += a[k+3] * b[k+3]
	}
	for ; k < len(a); k++ {
		s0 += a[k] * b[k]
	}
	return s0 + s1 + s2 + s3
}
