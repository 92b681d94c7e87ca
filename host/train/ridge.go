package train

// This file is the regressions behind the evidence "ridge", "ridge-forward" and "ease".

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Limits of the regressions.
const (
	denseItems   = 2_500 // up to here every item is a regressor of every other
	ridgeFlops   = 40e9  // of all Cholesky factorisations together
	supportMost  = 300   // regressors of one item
	supportLeast = 40    //
	ridgeDamp    = .3    // both sides are scaled by persons^−ridgeDamp first
)

// regression is one system: persons' sets scaled by persons^−damp, λ, and the kinds that its solutions fill (−1: none).
type regression struct {
	damp, lambda   float64
	plain, forward int
}

// regress fills in ridge and ridge-forward, and ease. With G(a,b) the persons who have both a and b, scaled by (persons_a·persons_b)^−damp, the
// weights of the regressors S of item j are (G_SS + λI)⁻¹ G_Sj (Steck 2019, eq. 8, with a support as in Ning & Karypis 2011, section 4.3), and
// for ridge-forward (G_SS + λI)⁻¹ F_Sj with the directed counts F (Choi et al. 2021, eq. 10). S are the items most often together with j.
func (ev *evidence) regress(ctx context.Context, c *counts, s Settings, wanted func(string) bool) {
	jobs := []regression{{ridgeDamp, s.Ridge, -1, -1}, {0, s.Ease, -1, -1}}
	if wanted(kindRidge) {
		jobs[0].plain = atRidge
	}
	if wanted(kindRidgeForward) {
		jobs[0].forward = atRidgeForward
	}
	if wanted(kindEase) {
		jobs[1].plain = atEase
	}
	for _, r := range jobs {
		if r.plain >= 0 || r.forward >= 0 {
			ev.solve(ctx, c, s, r)
		}
	}
}

// solve fills in the kinds of one system.
func (ev *evidence) solve(ctx context.Context, c *counts, s Settings, r regression) {
	scale := make([]float64, len(c.order))
	for i, p := range c.persons {
		scale[i] = math.Pow(max(1, float64(p)), -r.damp)
	}
	if n := len(c.order); n <= denseItems {
		ev.regressDense(c, s, r, scale)
		return
	}
	size := int(math.Cbrt(3 * ridgeFlops / float64(len(c.order))))
	size = min(supportMost, max(supportLeast, size))
	into := ev.columns()
	each(ctx, len(c.order), func(_, j int) { ev.regressOne(c, s, r, scale, into[j], uint32(j), size) })
}

// gram returns G(a,b).
func (ev *evidence) gram(c *counts, scale []float64, a int, b uint32) float64 {
	together := float64(ev.at(a, b, atTogether)) * math.Sqrt(float64(c.persons[a])*float64(c.persons[b]))
	return together * scale[a] * scale[b]
}

// columns returns for each item the items with a pair that points to it, ascending.
func (ev *evidence) columns() [][]uint32 {
	into := make([][]uint32, len(ev.cols))
	for i, cols := range ev.cols {
		for _, j := range cols {
			into[j] = append(into[j], uint32(i))
		}
	}
	return into
}

// regressOne solves for one target; from are its possible regressors.
func (ev *evidence) regressOne(c *counts, s Settings, r regression, scale []float64, from []uint32, j uint32, size int) {
	if len(from) == 0 {
		return
	}
	if len(from) > size {
		strength := make(map[uint32]float64, len(from))
		for _, i := range from {
			strength[i] = ev.gram(c, scale, int(i), j)
		}
		from = slices.Clone(from)
		slices.SortFunc(from, func(a, b uint32) int { return cmp.Or(cmp.Compare(strength[b], strength[a]), cmp.Compare(a, b)) })
		from = from[:size]
		slices.Sort(from)
	}
	k := len(from)
	g := mat.NewSymDense(k, nil)
	place := make(map[uint32]int, k)
	for x, a := range from {
		place[a] = x
	}
	for x, a := range from {
		g.SetSym(x, x, float64(c.persons[a])*scale[a]*scale[a]+r.lambda)
		for y, b := range ev.cols[a] {
			if z, ok := place[b]; ok && z > x {
				together := float64(ev.values[a][y*ev.kinds+atTogether]) * math.Sqrt(float64(c.persons[a])*float64(c.persons[b]))
				g.SetSym(x, z, together*scale[a]*scale[b])
			}
		}
	}
	var chol mat.Cholesky
	for !chol.Factorize(g) { // pruned pairs may cost the matrix its definiteness
		for x := range k {
			g.SetSym(x, x, 1.5*g.At(x, x))
		}
	}
	solve := func(kind int, target func(i uint32) float64) {
		rhs, w := mat.NewVecDense(k, nil), mat.NewVecDense(k, nil)
		for x, i := range from {
			rhs.SetVec(x, target(i))
		}
		if chol.SolveVecTo(w, rhs) != nil {
			return
		}
		for x, i := range from {
			ev.set(int(i), j, kind, w.AtVec(x))
		}
	}
	if r.plain >= 0 {
		solve(r.plain, func(i uint32) float64 { return ev.gram(c, scale, int(i), j) })
	}
	if r.forward >= 0 {
		undamp := func(i uint32) float64 { return math.Pow(float64(c.n[i])*float64(c.n[j]), s.Damp) }
		solve(r.forward, func(i uint32) float64 {
			return float64(ev.at(int(i), j, atForward)) * undamp(i) * scale[i] * scale[j]
		})
	}
}

// set sets the value of a kept pair.
func (ev *evidence) set(i int, j uint32, kind int, v float64) {
	if k, ok := slices.BinarySearch(ev.cols[i], j); ok {
		ev.values[i][k*ev.kinds+kind] = float32(v)
	}
}

// regressDense solves for all targets at once with P = (G + λI)⁻¹: the weight of i for j is −P_ij / P_jj (Steck 2019, eq. 8).
// Forward it is P·F less the part that the constraint B_jj = 0 takes away: B_ij = (PF)_ij − P_ij (PF)_jj / P_jj.
func (ev *evidence) regressDense(c *counts, s Settings, r regression, scale []float64) {
	n := len(ev.cols)
	g, f := mat.NewSymDense(n, nil), mat.NewDense(n, n, nil)
	for i := range n {
		g.SetSym(i, i, float64(c.persons[i])*scale[i]*scale[i]+r.lambda)
		for k, j := range ev.cols[i] {
			together := float64(ev.values[i][k*ev.kinds+atTogether]) * math.Sqrt(float64(c.persons[i])*float64(c.persons[j]))
			if int(j) > i {
				g.SetSym(i, int(j), together*scale[i]*scale[j])
			}
			undamp := math.Pow(float64(c.n[i])*float64(c.n[j]), s.Damp)
			f.Set(i, int(j), float64(ev.values[i][k*ev.kinds+atForward])*undamp*scale[i]*scale[j])
		}
	}
	var chol mat.Cholesky
	for !chol.Factorize(g) {
		for i := range n {
			g.SetSym(i, i, 1.5*g.At(i, i))
		}
	}
	var p mat.SymDense
	if chol.InverseTo(&p) != nil {
		return
	}
	for i := range n {
		for k, j := range ev.cols[i] {
			if r.plain >= 0 {
				ev.values[i][k*ev.kinds+r.plain] = float32(-p.At(i, int(j)) / p.At(int(j), int(j)))
			}
		}
	}
	if r.forward < 0 {
		return
	}
	var pf mat.Dense
	pf.Mul(&p, f)
	for i := range n {
		for k, j := range ev.cols[i] {
			jj := int(j)
			ev.values[i][k*ev.kinds+r.forward] = float32(pf.At(i, jj) - p.At(i, jj)*pf.At(jj, jj)/p.At(jj, jj))
		}
	}
}
