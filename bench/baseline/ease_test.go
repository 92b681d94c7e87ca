package baseline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// definite returns a random symmetric positive definite matrix with a condition number of some hundreds, row-major.
func definite(n int, seed uint64) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	x := mat.NewDense(n, n, nil)
	x.Apply(func(_, _ int, _ float64) float64 { return truth(r.IntN(10) == 0) }, x)
	var g mat.Dense
	g.Mul(x.T(), x)
	out := make([]float32, n*n)
	for k := range out {
		out[k] = float32(g.At(k/n, k%n) + 2*truth(k/n == k%n))
	}
	return out
}

// TestInvert compares with gonum's inverse in double precision, at sizes around those of the blocks and strips.
func TestInvert(t *testing.T) {
	for _, n := range []int{1, 2, 7, sweepBlock - 1, sweepBlock, sweepBlock + 1, 2*sweepBlock + 40, sweepStrip + 3} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			a := definite(n, uint64(n))
			dense := mat.NewDense(n, n, nil)
			dense.Apply(func(i, j int, _ float64) float64 { return float64(a[i*n+j]) }, dense)
			var want mat.Dense
			require.NoError(t, want.Inverse(dense))
			require.NoError(t, invert(context.Background(), a, n))
			for k, v := range a {
				require.InDelta(t, want.At(k/n, k%n), v, 2e-5, "%d, %d", k/n, k%n)
			}
		})
	}
}

func TestInvertReadsTheLowerTriangle(t *testing.T) {
	n := sweepBlock + 9
	want, got := definite(n, 3), definite(n, 3)
	for k := range got {
		if k%n > k/n {
			got[k] = -77
		}
	}
	require.NoError(t, invert(context.Background(), want, n))
	require.NoError(t, invert(context.Background(), got, n))
	require.Equal(t, want, got)
}

func TestInvertRefuses(t *testing.T) {
	tests := []struct {
		name string
		a    []float32
	}{
		{"zero", []float32{0}},
		{"negative", []float32{1, 0, 0, -1}},
		{"indefinite", []float32{1, 2, 2, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := map[int]int{1: 1, 4: 2}[len(tt.a)]
			require.ErrorIs(t, invert(context.Background(), tt.a, n), errNotDefinite)
		})
	}
}

// TestEaseOfTwo computes B by hand: with G = XᵀX + λI = (a c; c b), P is (b −c; −c a)/det, so that B_01 = c/a and B_10 = c/b.
func TestEaseOfTwo(t *testing.T) {
	set := setOf(2, []int32{0, 1, 0}, []int32{1, 0}, []int32{1})
	a, b, c := 2+easeLambda, 3+easeLambda, 2.0
	requireClose(t, []float64{0, c / a}, scoresOf(t, "ease", set, Query{History: []int32{0}}), 1e-7)
	requireClose(t, []float64{c / b, 0}, scoresOf(t, "ease", set, Query{History: []int32{1, data.NoItem, 1}}), 1e-7)
}

// naiveEase solves one ridge regression for each item, of its column of X on all others: the problem that EASE has in closed form.
func naiveEase(t require.TestingT, set *data.Set, history []int32, lambda float64) []float64 {
	n := len(set.Items)
	g := mat.NewDense(n, n, nil)
	for _, items := range people(set) {
		for i := range n {
			for j := range n {
				g.Set(i, j, g.At(i, j)+truth(slices.Contains(items, int32(i)) && slices.Contains(items, int32(j))))
			}
		}
	}
	scores := make([]float64, n)
	for j := range n {
		left, right := mat.DenseCopyOf(g), mat.VecDenseCopyOf(g.ColView(j))
		for i := range n {
			left.Set(i, i, left.At(i, i)+lambda)
			left.Set(i, j, truth(i == j)) // the weight of j itself is held at 0
			left.Set(j, i, truth(i == j))
		}
		right.SetVec(j, 0)
		var b mat.VecDense
		require.NoError(t, b.SolveVec(left, right))
		for i := range n {
			scores[j] += b.AtVec(i) * truth(slices.Contains(history, int32(i)))
		}
	}
	return scores
}

func TestEaseAgainstRegressions(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, q Query) {
		lambda := rapid.Float32Range(.5, 300).Draw(t, "lambda")
		m, err := easeWith(context.Background(), set, lambda)
		require.NoError(t, err)
		requireClose(t, naiveEase(t, set, q.History, float64(lambda)), ask(m, len(set.Items), q), 1e-4)
	})
}

func TestEaseRefusesLargeCatalogues(t *testing.T) {
	_, err := New(context.Background(), "ease", setOf(easeMaxItems+1))
	require.EqualError(t, err, "baseline: ease: 20001 items: it inverts a dense matrix of items by items, and takes at most 20000 (1.6 GB)")
}

func BenchmarkInvert(b *testing.B) {
	const n = 1500
	a := definite(n, 1)
	for b.Loop() {
		require.NoError(b, invert(context.Background(), slices.Clone(a), n))
	}
	b.ReportMetric(float64(b.N)*n*n*n/b.Elapsed().Seconds()/1e9, "GFLOPS")
}
