package eval

import "math"

// Standing is where a target came out: Above eligible items scored higher, Tied others the same, of Eligible in all.
type Standing struct {
	Above, Tied, Eligible int
	Missing               bool // the target was no item of the pack, or not eligible: a miss under every metric
}

// Rank is the target's rank from 1. Ties count against it, or with optimistic for it.
func (s Standing) Rank(optimistic bool) int {
	if optimistic {
		return s.Above + 1
	}
	return s.Above + s.Tied + 1
}

// metric is a function of one target's standing; its mean over cases is the figure.
type metric struct {
	name string
	of   func(s Standing, optimistic bool) float64
}

// cutoffs are the K of recall, ndcg and mrr.
var cutoffs = []int{1, 5, 10, 20}

// metrics are computed for one relevant item a case:
//
//	recall@K = hr@K = [rank ≤ K]
//	ndcg@K   = [rank ≤ K] / log2(rank + 1)    (the ideal DCG is 1)
//	mrr@K    = [rank ≤ K] / rank
//	auc      = (eligible − rank) / (eligible − 1): the share of other items that the target beats, ties lost
var metrics = allMetrics()

func allMetrics() []metric {
	var all []metric
	for _, k := range cutoffs {
		in := func(s Standing, o bool) bool { return !s.Missing && s.Rank(o) <= k }
		hit := func(s Standing, o bool) float64 { return truth(in(s, o)) }
		all = append(all, metric{nameAt("recall", k), hit}, metric{nameAt("hr", k), hit},
			metric{nameAt("ndcg", k), func(s Standing, o bool) float64 { return truth(in(s, o)) / math.Log2(float64(s.Rank(o)+1)) }},
			metric{nameAt("mrr", k), func(s Standing, o bool) float64 { return truth(in(s, o)) / float64(s.Rank(o)) }})
	}
	return append(all, metric{"auc", auc})
}

func auc(s Standing, optimistic bool) float64 {
	if s.Missing || s.Eligible < 2 {
		return 0
	}
	return float64(s.Eligible-s.Rank(optimistic)) / float64(s.Eligible-1)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// summarise returns the mean of every metric over the cases, the optimistic figures and the share of tied targets.
func summarise(standings []Standing) map[string]float64 {
	out := map[string]float64{}
	if len(standings) == 0 {
		return out
	}
	n := float64(len(standings))
	for _, m := range metrics {
		for _, s := range standings {
			out[m.name] += m.of(s, false) / n
			out["optimistic_"+m.name] += m.of(s, true) / n
		}
	}
	for _, s := range standings {
		out["tied_targets"] += truth(s.Tied > 0) / n
	}
	return out
}
