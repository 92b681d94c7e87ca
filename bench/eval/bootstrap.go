// This file draws confidence intervals: persons are what is resampled, with all their cases.

package eval

import (
	"math/rand/v2"
	"slices"
)

// resamples is the number of bootstrap samples behind an interval.
const resamples = 1000

// Interval is a 95 % percentile bootstrap interval (Efron 1979) over persons: a resample draws as many persons as there are, with
// replacement, each with all cases of theirs.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Excludes0 reports whether the interval lies on one side of 0.
func (i Interval) Excludes0() bool { return i.Low > 0 || i.High < 0 }

// statistic is a list of figures of a sample of persons.
type statistic interface {
	// persons is their number.
	persons() int
	// of returns the figures when person p is taken weight[p] times.
	of(weight []int32) []float64
}

// bootstrap returns the interval of each figure.
func bootstrap(s statistic, seed uint64) []Interval {
	n := s.persons()
	weight := make([]int32, n)
	r := rand.New(rand.NewPCG(seed, 0x626f6f74))
	var draws [][]float64 // by figure
	for range resamples {
		clear(weight)
		for range n {
			weight[r.IntN(n)]++
		}
		for k, v := range s.of(weight) {
			if k == len(draws) {
				draws = append(draws, nil)
			}
			draws[k] = append(draws[k], v)
		}
	}
	out := make([]Interval, len(draws))
	for k, values := range draws {
		slices.Sort(values)
		out[k] = Interval{Low: values[resamples*25/1000], High: values[resamples*975/1000]}
	}
	return out
}

// difference is a statistic minus another of the same persons: paired, for both are drawn together.
type difference struct{ a, b statistic }

func (d difference) persons() int { return d.a.persons() }

func (d difference) of(weight []int32) []float64 {
	a, b := d.a.of(weight), d.b.of(weight)
	for k := range a {
		a[k] -= b[k]
	}
	return a
}

// means are the means over cases of several values.
type means struct {
	sums  [][]float64 // by value, by person: over the person's cases
	cases []float64   // by person
}

func (m *means) persons() int { return len(m.cases) }

func (m *means) of(weight []int32) []float64 {
	total := 0.0
	for p, w := range weight {
		total += float64(w) * m.cases[p]
	}
	out := make([]float64, len(m.sums))
	for k, sums := range m.sums {
		for p, w := range weight {
			out[k] += float64(w) * sums[p]
		}
		out[k] /= total
	}
	return out
}

// once weighs every person once.
func once(n int) []int32 { return slices.Repeat([]int32{1}, n) }
