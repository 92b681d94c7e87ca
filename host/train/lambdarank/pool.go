// Package lambdarank learns the weights of a linear score so that it ranks well: LambdaRank (Burges, "From RankNet to LambdaRank to
// LambdaMART", MSR-TR-2010-82, section 4) with a linear model, and logistic regression for labelled rows.
package lambdarank

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// List is one question: candidates with their features, the right answers first.
type List struct {
	Targets int       // the first so many candidates are right
	Missed  int       // right answers that are not among the candidates
	N       int       // candidates
	X       []float32 // features × N: feature after feature, candidates in order
	scores  []float32
}

// Pool is what weights are learned from.
type Pool struct {
	Features int
	Lists    []List
}

// Score fills in the scores of all candidates under weights.
func (p *Pool) Score(w []float64) {
	parallel(len(p.Lists), func(_, i int) {
		l := &p.Lists[i]
		if l.scores == nil {
			l.scores = make([]float32, l.N)
		}
		clear(l.scores)
		for f, v := range w {
			if v != 0 {
				axpy(float32(v), l.X[f*l.N:(f+1)*l.N], l.scores)
			}
		}
	})
}

func axpy(a float32, x, y []float32) {
	y = y[:len(x)]
	for k, v := range x {
		y[k] += a * v
	}
}

// Gains returns each list's gain at the present scores: the sum of gain(rank) over its targets, over the best that
// could be.
func (p *Pool) Gains(gain func(rank int) float64) []float64 {
	gains := make([]float64, len(p.Lists))
	parallel(len(p.Lists), func(_, i int) {
		l := &p.Lists[i]
		got, ideal := 0.0, 0.0
		for t := range l.Targets {
			got += gain(l.rank(t))
		}
		for r := range l.Targets + l.Missed {
			ideal += gain(r + 1)
		}
		if ideal > 0 {
			gains[i] = got / ideal
		}
	})
	return gains
}

// Mean returns the mean of Gains.
func (p *Pool) Mean(gain func(rank int) float64) float64 {
	sum := 0.0
	for _, g := range p.Gains(gain) {
		sum += g
	}
	return sum / float64(max(1, len(p.Lists)))
}

// rank returns a target's rank: 1 plus the candidates with a score at least as high.
func (l *List) rank(t int) int {
	s, above := l.scores[t], 0
	for _, v := range l.scores {
		if v >= s {
			above++
		}
	}
	return max(1, above)
}

// Part returns the pool of the lists for which keep holds.
func (p *Pool) Part(keep func(i int) bool) *Pool {
	out := &Pool{Features: p.Features}
	for i := range p.Lists {
		if keep(i) {
			out.Lists = append(out.Lists, p.Lists[i])
		}
	}
	return out
}

// parallel calls f for 0 to n−1 on all cores.
func parallel(n int, f func(w, i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(w, int(i))
			}
		})
	}
	wait.Wait()
}
