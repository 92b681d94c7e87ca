package lambdarank

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func ndcg(rank int) float64 {
	if rank > 10 {
		return 0
	}
	return 1 / math.Log2(float64(rank)+1)
}

// reciprocal has no two ranks of equal worth.
func reciprocal(rank int) float64 { return 1 / float64(rank) }

// listOf makes a list from candidates' features, the targets first.
func listOf(targets int, rows ...[]float32) List {
	l := List{Targets: targets, N: len(rows)}
	for f := range rows[0] {
		for k := range rows {
			l.X = append(l.X, rows[k][f])
		}
	}
	return l
}

// made returns lists of n candidates, whose targets are those that true weights with some noise rank first.
func made(lists, n, targets int, truth []float64, noise float64, seed uint64) *Pool {
	r := rand.New(rand.NewPCG(seed, 9))
	p := &Pool{Features: len(truth)}
	for range lists {
		rows, scores := make([][]float32, n), make([]float64, n)
		for k := range rows {
			for f, w := range truth {
				v := float32(r.NormFloat64() * math.Pow(10, float64(f%3))) // units differ
				rows[k] = append(rows[k], v)
				scores[k] += w * float64(v)
			}
			scores[k] += noise * r.NormFloat64()
		}
		for t := range targets {
			best := t
			for k := t; k < n; k++ {
				if scores[k] > scores[best] {
					best = k
				}
			}
			rows[t], rows[best], scores[t], scores[best] = rows[best], rows[t], scores[best], scores[t]
		}
		p.Lists = append(p.Lists, listOf(targets, rows...))
	}
	return p
}

var truth = []float64{1, -.1, .005, 0, .05}

func TestScoreIsTheSum(t *testing.T) {
	p := made(7, 9, 2, truth, 0, 1)
	w := []float64{1, 2, 0, -1, .5}
	for range 2 { // scoring twice is scoring once
		p.Score(w)
		for _, l := range p.Lists {
			for k := range l.N {
				want := 0.0
				for f := range w {
					want += w[f] * float64(l.X[f*l.N+k])
				}
				require.InDelta(t, want, l.scores[k], 1e-3)
			}
		}
	}
}

func TestRanks(t *testing.T) {
	l := List{N: 5, Targets: 3, scores: []float32{2, 5, 1, 2, 1}}
	require.Equal(t, 3, l.rank(0), "a tie counts against a target")
	require.Equal(t, 1, l.rank(1))
	require.Equal(t, 5, l.rank(2))
	nan := List{N: 1, Targets: 1, scores: []float32{float32(math.NaN())}}
	require.Equal(t, 1, nan.rank(0))
}

func TestMeanByHand(t *testing.T) {
	p := &Pool{Features: 1, Lists: []List{
		listOf(1, []float32{3}, []float32{5}, []float32{1}), // rank 2 of ideally 1
		listOf(2, []float32{9}, []float32{1}, []float32{5}), // ranks 1 and 3
		{Targets: 1, Missed: 1, N: 2, X: []float32{2, 1}},   // rank 1, and one not there
		{Missed: 1}, // nothing there
		{},          // nothing asked
		listOf(1, []float32{0}, []float32{0}, []float32{0}, []float32{0}), // all tied: rank 4
	}}
	p.Score([]float64{1})
	want := (.5 + (1+1./3)/1.5 + 1/1.5 + 0 + 0 + .25) / 6
	require.InDelta(t, want, p.Mean(reciprocal), 1e-12)
	require.Zero(t, (&Pool{}).Mean(reciprocal))
}

func TestPart(t *testing.T) {
	p := made(6, 4, 1, truth, 0, 1)
	even := p.Part(func(i int) bool { return i%2 == 0 })
	require.Equal(t, 5, even.Features)
	require.Equal(t, []List{p.Lists[0], p.Lists[2], p.Lists[4]}, even.Lists)
}

// TestGradientEqualsTheFormula: word by word, for lists short enough that every wrong answer could matter.
func TestGradientEqualsTheFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := made(rapid.IntRange(1, 70).Draw(t, "lists"), rapid.IntRange(3, 30).Draw(t, "n"), rapid.IntRange(1, 3).Draw(t, "targets"), truth, 2, rapid.Uint64().Draw(t, "seed"))
		p.Lists = append(p.Lists, List{Missed: 1})
		w := []float64{.5, .1, -.01, .3, 0}
		p.Score(w)
		unit, heat := p.units(), p.temperatures()
		got := p.gradient(heat, unit, reciprocal)
		want := make([]float64, p.Features)
		for i, l := range p.Lists {
			for t := range l.Targets {
				for y := l.Targets; y < l.N; y++ {
					force := math.Abs(reciprocal(order(l, y)) - reciprocal(order(l, t)))
					force /= 1 + math.Exp(float64(l.scores[t]-l.scores[y])/float64(heat[i]))
					for f := range want {
						want[f] += force * float64(l.X[f*l.N+y]-l.X[f*l.N+t]) / float64(heat[i]) / unit[f] / float64(len(p.Lists))
					}
				}
			}
		}
		most := 0.0
		for f := range want {
			most = max(most, math.Abs(want[f]))
		}
		for f := range want {
			require.InDelta(t, want[f], got[f], 1e-4*most+1e-7)
		}
	})
}

// order is a candidate's place, targets last among equals.
func order(l List, k int) int {
	place := 1
	for x, v := range l.scores {
		if v > l.scores[k] || v == l.scores[k] && x > k {
			place++
		}
	}
	return place
}

// TestGradientIsThatOfThePairwiseLoss: where no step changes the order, the direction is the slope of Σ force·ln(1+exp((s_y−s_t)/heat)).
func TestGradientIsThatOfThePairwiseLoss(t *testing.T) {
	p := made(20, 12, 2, truth, 2, 5)
	w := []float64{.5, .1, -.01, .3, 0}
	p.Score(w)
	unit, heat := []float64{1, 1, 1, 1, 1}, p.temperatures()
	var places [][]int
	for _, l := range p.Lists {
		var of []int
		for k := range l.N {
			of = append(of, order(l, k))
		}
		places = append(places, of)
	}
	loss := func(w []float64) float64 {
		sum := 0.0
		for i, l := range p.Lists {
			s := make([]float64, l.N)
			for k := range s {
				for f, v := range w {
					s[k] += v * float64(l.X[f*l.N+k])
				}
			}
			for t := range l.Targets {
				for y := l.Targets; y < l.N; y++ {
					d := math.Abs(reciprocal(places[i][y]) - reciprocal(places[i][t]))
					sum += d * math.Log1p(math.Exp((s[y]-s[t])/float64(heat[i]))) / float64(len(p.Lists))
				}
			}
		}
		return sum
	}
	got := p.gradient(heat, unit, reciprocal)
	for f := range w {
		up, down := append([]float64(nil), w...), append([]float64(nil), w...)
		const h = 1e-5
		up[f], down[f] = w[f]+h, w[f]-h
		slope := (loss(up) - loss(down)) / (2 * h)
		require.InDelta(t, slope, got[f], 2e-3*math.Abs(slope)+1e-4)
	}
}

// TestLearnFindsTheTruth: from a poor start the mean gain rises to nearly what the true weights have, on lists not learned from too.
func TestLearnFindsTheTruth(t *testing.T) {
	p, others := made(300, 40, 2, truth, .3, 1), made(300, 40, 2, truth, .3, 2)
	start := []float64{.1, .1, .001, .3, .01}
	gain := func(p *Pool, w []float64) float64 { p.Score(w); return p.Mean(ndcg) }
	w, err := p.Learn(context.Background(), start, Options{Gain: ndcg, Steps: 120, Rate: .6})
	require.NoError(t, err)
	before, after, best := gain(others, start), gain(others, w), gain(others, truth)
	t.Logf("%.3f to %.3f, the truth has %.3f", before, after, best)
	require.Less(t, before, .6)
	require.Greater(t, after, best-.05)
	require.Equal(t, []float64{.1, .1, .001, .3, .01}, start, "the start is left alone")
}

func TestLearnIsDeterministic(t *testing.T) {
	var want []float64
	for _, workers := range []int{1, 2, 5} {
		was := runtime.GOMAXPROCS(workers)
		w, err := made(200, 20, 2, truth, 1, 1).Learn(context.Background(), []float64{1, 0, 0, 0, 0}, Options{Gain: ndcg, Steps: 30, Rate: .6, Decay: .1})
		runtime.GOMAXPROCS(was)
		require.NoError(t, err)
		if want == nil {
			want = w
		}
		require.Equal(t, want, w)
	}
}

// TestCheckIsAsked every so many steps with the weights of that step.
func TestCheckIsAsked(t *testing.T) {
	var steps []int
	var last []float64
	p := made(20, 10, 1, truth, 1, 1)
	w, err := p.Learn(context.Background(), []float64{1, 0, 0, 0, 0}, Options{Gain: ndcg, Steps: 25, Rate: .6, Every: 5, Check: func(step int, w []float64) {
		steps, last = append(steps, step), append([]float64(nil), w...)
	}})
	require.NoError(t, err)
	require.Equal(t, []int{5, 10, 15, 20, 25}, steps)
	require.Equal(t, last, w)
}

// TestDecayHoldsTheStart: the stronger the pull, the nearer the weights stay.
func TestDecayHoldsTheStart(t *testing.T) {
	start := []float64{1, 0, 0, 1, 0}
	away := func(decay float64) float64 {
		p := made(200, 20, 1, truth, .3, 1)
		w, err := p.Learn(context.Background(), start, Options{Gain: ndcg, Steps: 100, Rate: .6, Decay: decay})
		require.NoError(t, err)
		sum := 0.0
		for f, u := range p.units() {
			sum += math.Pow((w[f]-start[f])*u, 2)
		}
		return math.Sqrt(sum)
	}
	require.Less(t, away(10), away(.1))
	require.Less(t, away(.1), away(0))
}

// TestDegeneratePools: nothing to learn from leaves finite weights.
func TestDegeneratePools(t *testing.T) {
	for name, p := range map[string]*Pool{
		"no lists":       {Features: 2},
		"only misses":    {Features: 2, Lists: []List{{Missed: 2}}},
		"only targets":   {Features: 2, Lists: []List{listOf(2, []float32{1, 2}, []float32{2, 1})}},
		"all equal":      {Features: 2, Lists: []List{listOf(1, []float32{1, 1}, []float32{1, 1})}},
		"all zero":       {Features: 2, Lists: []List{listOf(1, []float32{0, 0}, []float32{0, 0})}},
		"no start":       {Features: 2, Lists: []List{listOf(1, []float32{1, 0}, []float32{0, 1})}},
		"one is missing": {Features: 2, Lists: []List{listOf(1, []float32{1, 0}, []float32{0, 1}), {Missed: 1}}},
	} {
		start := []float64{1, -1}
		if name == "no start" {
			start = []float64{0, 0}
		}
		w, err := p.Learn(context.Background(), start, Options{Gain: ndcg, Steps: 10, Rate: .6, Decay: .1})
		require.NoError(t, err)
		for _, v := range w {
			require.False(t, math.IsNaN(v) || math.IsInf(v, 0), name)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := made(3, 4, 1, truth, 0, 1).Learn(ctx, truth, Options{Gain: ndcg, Steps: 3, Rate: .1})
	require.ErrorIs(t, err, context.Canceled)
	_, _, err = Logistic(ctx, 1, []float32{1}, []bool{true}, 0, 3)
	require.ErrorIs(t, err, context.Canceled)
}

// coins returns rows and labels drawn with the logistic probability of true weights.
func coins(n int, w []float64, intercept float64) (x []float32, labels []bool) {
	r := rand.New(rand.NewPCG(4, 4))
	for range n {
		s := intercept
		for f, v := range w {
			u := float32(r.NormFloat64() * math.Pow(10, float64(f)))
			x = append(x, u)
			s += v * float64(u)
		}
		labels = append(labels, r.Float64() < 1/(1+math.Exp(-s)))
	}
	return x, labels
}

func TestLogisticRecoversWeights(t *testing.T) {
	want := []float64{1.5, -.1, 0, .0005}
	x, labels := coins(20_000, want, -1)
	w, intercept, err := Logistic(context.Background(), 4, x, labels, 1e-6, 400)
	require.NoError(t, err)
	for f := range want {
		scale := math.Pow(10, float64(f))
		require.InDelta(t, want[f]*scale, w[f]*scale, .08)
	}
	require.InDelta(t, -1, intercept, .08)

	was := runtime.GOMAXPROCS(1)
	again, _, err := Logistic(context.Background(), 4, x, labels, 1e-6, 400)
	runtime.GOMAXPROCS(was)
	require.NoError(t, err)
	require.Equal(t, w, again)
}

func TestLogisticPenalty(t *testing.T) {
	x, labels := coins(2000, []float64{2}, 0)
	free, _, err := Logistic(context.Background(), 1, x, labels, 0, 300)
	require.NoError(t, err)
	held, _, err := Logistic(context.Background(), 1, x, labels, 1, 300)
	require.NoError(t, err)
	require.Less(t, held[0], free[0]/2)
	w, intercept, err := Logistic(context.Background(), 2, nil, nil, .1, 10)
	require.NoError(t, err)
	require.Equal(t, []float64{0, 0}, w)
	require.Zero(t, intercept)
	w, _, err = Logistic(context.Background(), 2, []float32{1, 0, -1, 0}, []bool{true, false}, .1, 50)
	require.NoError(t, err)
	require.Zero(t, w[1], "a feature that is always 0")
	require.Positive(t, w[0])
}
