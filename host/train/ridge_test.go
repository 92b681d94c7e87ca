package train

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// gauss solves a·x = b by elimination with row pivots.
func gauss(a [][]float64, b []float64) []float64 {
	n := len(b)
	for k := range n {
		pivot := k
		for r := k; r < n; r++ {
			if math.Abs(a[r][k]) > math.Abs(a[pivot][k]) {
				pivot = r
			}
		}
		a[k], a[pivot], b[k], b[pivot] = a[pivot], a[k], b[pivot], b[k]
		for r := k + 1; r < n; r++ {
			f := a[r][k] / a[k][k]
			for c := k; c < n; c++ {
				a[r][c] -= f * a[k][c]
			}
			b[r] -= f * b[k]
		}
	}
	x := make([]float64, n)
	for k := n - 1; k >= 0; k-- {
		x[k] = b[k]
		for c := k + 1; c < n; c++ {
			x[k] -= a[k][c] * x[c]
		}
		x[k] /= a[k][k]
	}
	return x
}

// system is one regression from the numbers of persons and the directed counts, by pack item.
type system struct {
	g, f   [][]float64
	lambda float64
}

func systemOf(c *counts, ev *evidence, s Settings, damp, lambda float64) *system {
	n := len(c.order)
	x := &system{lambda: lambda}
	for i := range n {
		x.g, x.f = append(x.g, make([]float64, n)), append(x.f, make([]float64, n))
		for j := range n {
			pi, pj := float64(max(1, c.persons[i])), float64(max(1, c.persons[j]))
			scale := math.Pow(pi*pj, -damp)
			x.g[i][j] = math.Round(float64(ev.at(i, uint32(j), atTogether))*math.Sqrt(pi*pj)) * scale
			x.f[i][j] = float64(ev.at(i, uint32(j), atForward)) * math.Pow(float64(c.n[i])*float64(c.n[j]), s.Damp) * scale
		}
		x.g[i][i] = float64(c.persons[i]) * math.Pow(float64(max(1, c.persons[i])), -2*damp)
	}
	return x
}

// solve returns the weights of the regressors from for the target j.
func (x *system) solve(from []int, j int, rhs [][]float64) []float64 {
	var a [][]float64
	var b []float64
	for _, r := range from {
		row := make([]float64, len(from))
		for k, c := range from {
			row[k] = x.g[r][c]
			if r == c {
				row[k] += x.lambda
			}
		}
		a, b = append(a, row), append(b, rhs[r][j])
	}
	return gauss(a, b)
}

// TestRidgeEqualsElimination: every item is a regressor of every other; the weight of a kept pair is the solution's, whichever way it is solved.
func TestRidgeEqualsElimination(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, s := drawSet(t), drawSettings(t)
		c := count(set, one())
		ev := evidenceOf(t, c, s)
		ridge, ease := systemOf(c, ev, s, ridgeDamp, s.Ridge), systemOf(c, ev, s, 0, s.Ease)
		for j := range c.order {
			var others []int
			for i := range c.order {
				if i != j {
					others = append(others, i)
				}
			}
			for kind, want := range map[int][]float64{
				atRidge: ridge.solve(others, j, ridge.g), atRidgeForward: ridge.solve(others, j, ridge.f), atEase: ease.solve(others, j, ease.g),
			} {
				for k, i := range others {
					if ev.at(i, uint32(j), atTogether) > 0 {
						require.InDelta(t, want[k], ev.at(i, uint32(j), kind), 1e-5*(1+math.Abs(want[k])), itemKinds[kind])
					} else {
						require.Zero(t, ev.at(i, uint32(j), kind))
					}
				}
			}
		}
	})
}

// local solves each target on its own support.
func local(c *counts, ev *evidence, s Settings, r regression, damp float64, size int) {
	scale := make([]float64, len(c.order))
	for i, p := range c.persons {
		scale[i] = math.Pow(max(1, float64(p)), -damp)
	}
	into := ev.columns()
	for j := range c.order {
		ev.regressOne(c, s, r, scale, into[j], uint32(j), size)
	}
}

// TestRidgeOnASupport: with every item in the support the local solution is the dense one; with fewer it is the elimination's on those.
func TestRidgeOnASupport(t *testing.T) {
	s := everything()
	set := setOf(goods("a", "b", "c", "d", "e"), walks([]string{"a", "b", "c", "d", "e"}, []string{"b", "a", "e", "c"}, []string{"d", "e", "a", "b"}, []string{"a", "c", "d"}, []string{"e", "b"})...)
	c := count(set, one())
	dense, own := evidenceOf(t, c, s), evidenceOf(t, c, s)
	for i := range own.cols {
		require.Len(t, own.cols[i], 4, "everyone is a pair with everyone")
	}
	r := regression{ridgeDamp, s.Ridge, atRidge, atRidgeForward}
	local(c, own, s, r, ridgeDamp, 4)
	for i := range dense.values {
		for k := range dense.values[i] {
			require.InDelta(t, dense.values[i][k], own.values[i][k], 1e-6)
		}
	}

	cut := evidenceOf(t, c, s)
	for i := range cut.values {
		for k := range cut.cols[i] {
			cut.values[i][k*cut.kinds+atRidge] = 0
		}
	}
	local(c, cut, s, r, ridgeDamp, 2)
	x := systemOf(c, cut, s, ridgeDamp, s.Ridge)
	for j := range c.order {
		var from []int
		for i := range c.order {
			if cut.at(i, uint32(j), atRidge) != 0 {
				from = append(from, i)
			}
		}
		require.Len(t, from, 2)
		want := x.solve(from, j, x.g)
		for k, i := range from {
			require.InDelta(t, want[k], cut.at(i, uint32(j), atRidge), 1e-6)
		}
		for i := range c.order { // the others are no more often together with j
			if i != j && !slices.Contains(from, i) {
				require.LessOrEqual(t, x.g[i][j], min(x.g[from[0]][j], x.g[from[1]][j])+1e-6)
			}
		}
	}
}

// TestRidgeByHand: two items, three persons with a, two with b, two of them with both.
func TestRidgeByHand(t *testing.T) {
	set := setOf(goods("a", "b"), walks([]string{"a", "b"}, []string{"a", "b"}, []string{"a"})...)
	s := settings()
	s.Ease = 5
	ev := evidenceOf(t, count(set, one()), s)
	require.InDelta(t, 2.0/(3+5), ev.at(0, 1, atEase), 1e-6, "a says of b: G(a,b)/(G(a,a) + λ)")
	require.InDelta(t, 2.0/(2+5), ev.at(1, 0, atEase), 1e-6)
}

func TestRegressionsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := count(shop(t, 40, 24), one())
	_, err := buildEvidence(ctx, c, everything(), func(string) bool { return true }, func(int64, int64) {})
	require.ErrorIs(t, err, context.Canceled)
}
