package lambdarank

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// penalised is what Softmax minimises, from its definition.
func penalised(p *Pool, around, w []float64, ridge float64) float64 {
	unit := p.units()
	p.Score(around)
	heat := p.temperatures()
	sum, n := 0.0, float64(len(p.Lists))
	for i, l := range p.Lists {
		if l.Targets == 0 {
			continue
		}
		all, right := 0.0, 0.0
		for k := range l.N {
			s := 0.0
			for f := range w {
				s += w[f] * float64(l.X[f*l.N+k]) / float64(heat[i])
			}
			all += math.Exp(s)
			if k < l.Targets {
				right += s / float64(l.Targets)
			}
		}
		sum += (math.Log(all) - right) / n
	}
	length, along, square := 0.0, 0.0, 0.0
	for f := range w {
		length += around[f] * around[f] * unit[f] * unit[f]
		along += w[f] * around[f] * unit[f] * unit[f]
		square += w[f] * w[f] * unit[f] * unit[f]
	}
	return sum + ridge/length/2*(square-along*along/length)
}

// TestSoftmaxFindsTheMinimum: no weight can be changed for the better, within what the last step is allowed to leave.
func TestSoftmaxFindsTheMinimum(t *testing.T) {
	p := made(300, 20, 2, truth, .3, 5)
	around := []float64{1, .1, .1, .1, .1}
	for _, ridge := range []float64{10, .1, 1e-3} {
		path, err := p.Softmax(context.Background(), around, ridge)
		require.NoError(t, err)
		w := path[0]
		least := penalised(p, around, w, ridge)
		require.Less(t, least, penalised(p, around, around, ridge))
		for f := range w {
			for _, by := range []float64{.8, .97, 1.03, 1.25} {
				other := append([]float64(nil), w...)
				other[f] *= by
				require.Greater(t, penalised(p, around, other, ridge), least-2*newtonLeast*least, "%g: weight %d by %g", ridge, f, by)
			}
		}
	}
}

// TestSoftmaxPenalty: a strong penalty leaves the direction, a weak one lets the ranking become better than around's.
func TestSoftmaxPenalty(t *testing.T) {
	p := made(400, 20, 1, truth, .1, 7)
	around := []float64{1, .5, 0, 0, 0}
	unit := p.units()
	cosine := func(w []float64) float64 {
		ab, aa, bb := 0.0, 0.0, 0.0
		for f := range w {
			a, b := w[f]*unit[f], around[f]*unit[f]
			ab, aa, bb = ab+a*b, aa+a*a, bb+b*b
		}
		return ab / math.Sqrt(aa*bb)
	}
	gain := func(rank int) float64 { return 1 / float64(rank) }
	p.Score(around)
	before := p.Mean(gain)
	path, err := p.Softmax(context.Background(), around, 1e6)
	require.NoError(t, err)
	require.InDelta(t, 1, math.Abs(cosine(path[0])), 1e-3) // the direction is free to turn round
	path, err = p.Softmax(context.Background(), around, 1e-3)
	require.NoError(t, err)
	w := path[0]
	require.Less(t, math.Abs(cosine(w)), .999)
	p.Score(w)
	require.Greater(t, p.Mean(gain), before)
}

// TestSoftmaxOfNothing: without a list to learn from, or with weights that tell nothing apart, the start comes back and no step runs for ever.
func TestSoftmaxOfNothing(t *testing.T) {
	start := []float64{1, 0}
	for name, p := range map[string]*Pool{
		"no lists":     {Features: 2},
		"empty":        {Features: 2, Lists: []List{{Missed: 1}}},
		"all the same": {Features: 2, Lists: []List{listOf(1, []float32{1, 1}, []float32{1, 1})}},
		"all nothing":  {Features: 2, Lists: []List{listOf(1, []float32{0, 0}, []float32{0, 0})}},
	} {
		for _, w := range [][]float64{start, {0, 0}} {
			path, err := p.Softmax(context.Background(), w, 1)
			require.NoError(t, err, name)
			for _, v := range path[0] {
				require.False(t, math.IsNaN(v) || math.IsInf(v, 0), name)
			}
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := made(5, 5, 1, truth, 0, 1).Softmax(ctx, truth, 1)
	require.ErrorIs(t, err, context.Canceled)
}
