// This file is the metrics of a ranked list with known right answers.

package eval

import (
	"fmt"
	"math"
	"slices"
)

// ranked is the outcome of one case: the ranks of its targets.
type ranked struct {
	ranks    []int // ascending, from 1, of the targets that are eligible
	relevant int   // targets, missing ones included; at least 1
	eligible int   // items ranked
}

// rankedOf sorts out a case's standings. Counted against the targets, a rank is the number of other eligible items whose score is at
// least the target's, plus 1: two targets with one score have one rank, the worse. Counted for them, equal targets stand one
// after another before all others of their score.
func rankedOf(places []Standing, optimistic bool) ranked {
	out := ranked{relevant: len(places)}
	for _, s := range places {
		out.eligible = max(out.eligible, int(s.Eligible))
		if !s.Missing {
			out.ranks = append(out.ranks, s.Rank(optimistic))
		}
	}
	slices.Sort(out.ranks)
	for i := 1; optimistic && i < len(out.ranks); i++ {
		out.ranks[i] = max(out.ranks[i], out.ranks[i-1]+1)
	}
	return out
}

// metric is a function of one case; its mean over cases is the figure.
type metric struct {
	name string
	of   func(r *ranked) float64
}

// cutoffs are the K of the metrics that have one.
var cutoffs = []int{1, 5, 10, 20}

// metrics are, for the R targets of a case (missing ones included) with ranks r₁ ≤ r₂ ≤ …:
//
//	recall@K    = #{rᵢ ≤ K} / R
//	hr@K        = [r₁ ≤ K]                                    what the session literature calls P@K
//	precision@K = #{rᵢ ≤ K} / K
//	ndcg@K      = Σ_{rᵢ ≤ K} 1/log2(rᵢ+1) / Σ_{j ≤ min(R,K)} 1/log2(j+1)    (Järvelin & Kekäläinen 2002, gain 1)
//	mrr@K       = [r₁ ≤ K] / r₁
//	map@K       = Σ_{rᵢ ≤ K} i/rᵢ / min(R,K)
//	map         = Σ i/rᵢ / R
//	auc         = the share of pairs of a target and another eligible item that the target wins, ties lost
var metrics = allMetrics()

func allMetrics() []metric {
	var all []metric
	for _, k := range cutoffs {
		for _, m := range []struct {
			name string
			of   func(r *ranked, k int) float64
		}{{"recall", recall}, {"hr", hitRate}, {"precision", precision}, {"ndcg", ndcg}, {"mrr", reciprocal}, {"map", averagePrecision}} {
			all = append(all, metric{nameAt(m.name, k), func(r *ranked) float64 { return m.of(r, k) }})
		}
	}
	whole := func(r *ranked) float64 { return averagePrecision(r, math.MaxInt) }
	return append(all, metric{"map", whole}, metric{"auc", auc})
}

func nameAt(metric string, k int) string { return fmt.Sprintf("%s@%d", metric, k) }

// within counts the targets among the first k.
func (r *ranked) within(k int) int {
	n := 0
	for n < len(r.ranks) && r.ranks[n] <= k {
		n++
	}
	return n
}

func recall(r *ranked, k int) float64    { return float64(r.within(k)) / float64(r.relevant) }
func hitRate(r *ranked, k int) float64   { return truth(r.within(k) > 0) }
func precision(r *ranked, k int) float64 { return float64(r.within(k)) / float64(k) }

func ndcg(r *ranked, k int) float64 {
	gain, ideal := 0.0, 0.0
	for _, rank := range r.ranks[:r.within(k)] {
		gain += 1 / math.Log2(float64(rank+1))
	}
	for place := 1; place <= min(r.relevant, k); place++ {
		ideal += 1 / math.Log2(float64(place+1))
	}
	return gain / ideal
}

func reciprocal(r *ranked, k int) float64 {
	if r.within(k) == 0 {
		return 0
	}
	return 1 / float64(r.ranks[0])
}

func averagePrecision(r *ranked, k int) float64 {
	sum := 0.0
	for i, rank := range r.ranks[:r.within(k)] {
		sum += float64(i+1) / float64(rank)
	}
	return sum / float64(min(r.relevant, k))
}

// auc counts, for each target, the items at or above it that are no targets.
func auc(r *ranked) float64 {
	others := r.eligible - len(r.ranks)
	if others < 1 {
		return 0
	}
	sum := 0.0
	for _, rank := range r.ranks {
		lost := rank - r.within(rank) // the target itself is within
		sum += float64(others-lost) / float64(others)
	}
	return sum / float64(r.relevant)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// summarise returns the mean of every metric over the cases, the optimistic figures and the share of tied targets.
func summarise(cases [][]Standing) map[string]float64 {
	out := map[string]float64{}
	tied, targets := 0.0, 0
	for _, places := range cases {
		strict, kind := rankedOf(places, false), rankedOf(places, true)
		for _, m := range metrics {
			out[m.name] += m.of(&strict) / float64(len(cases))
			out["optimistic_"+m.name] += m.of(&kind) / float64(len(cases))
		}
		for _, s := range places {
			tied += truth(!s.Missing && s.Tied > 0)
		}
		targets += len(places)
	}
	if targets > 0 {
		out["tied_targets"] = tied / float64(targets)
	}
	return out
}
