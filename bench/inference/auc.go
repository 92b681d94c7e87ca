package main

// This file is the area under the ROC curve and its error.

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// estimate is an area under the ROC curve and its variance.
type estimate struct{ auc, variance float64 }

// upper returns the upper end of the two-sided 95 % interval, which is also a one-sided bound of 97.5 %.
func (e estimate) upper() float64 { return e.auc + 1.96*math.Sqrt(e.variance) }

// lower returns the lower end.
func (e estimate) lower() float64 { return e.auc - 1.96*math.Sqrt(e.variance) }

func (e estimate) String() string {
	return fmt.Sprintf("%.3f | %.3f to %.3f", e.auc, e.lower(), e.upper())
}

// deLong returns the probability that a score of the first group is above one of the second, ties half, and its variance by DeLong, DeLong &
// Clarke-Pearson (1988), equations 4 to 6: with V10 the share of the second group below each of the first, and V01 the share of the first
// above each of the second, var V10 / m + var V01 / n.
func deLong(with, without []float64) estimate {
	if len(with) < 2 || len(without) < 2 {
		return estimate{.5, .25}
	}
	slices.Sort(with)
	slices.Sort(without)
	m10, v10 := spread(with, without)
	_, v01 := spread(without, with)
	return estimate{m10, v10/float64(len(with)) + v01/float64(len(without))}
}

// spread returns mean and variance, over a, of the share of b below, ties half. b is sorted.
func spread(a, b []float64) (mean, variance float64) {
	share := make([]float64, len(a))
	for i, x := range a {
		low := sort.SearchFloat64s(b, x)
		high := low + sort.Search(len(b)-low, func(k int) bool { return b[low+k] > x })
		share[i] = float64(low+high) / 2 / float64(len(b))
		mean += share[i] / float64(len(a))
	}
	for _, s := range share {
		variance += (s - mean) * (s - mean) / float64(len(a)-1)
	}
	return mean, variance
}

// together averages the estimates of parts that share no person.
func together(parts []estimate) (e estimate) {
	n := float64(len(parts))
	for _, p := range parts {
		e.auc += p.auc / n
		e.variance += p.variance / (n * n)
	}
	return e
}
