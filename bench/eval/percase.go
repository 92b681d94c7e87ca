// This file is what a result keeps of each case, compact, so that two runs can be compared person by person.

package eval

import (
	"errors"
	"slices"
)

// PerCase has the outcomes of all cases, those of one person after another.
type PerCase struct {
	Persons  []int `json:"persons"`           // cases of each person
	Targets  []int `json:"targets,omitempty"` // of each case; none when each has one
	Ranks    []int `json:"ranks"`             // of all targets, from 1, ties against them; 0: a miss
	Eligible []int `json:"eligible"`          // items ranked in each case
}

// perCase packs outcomes; person[i] is the person of case i.
func perCase(person []uint32, cases [][]Standing) *PerCase {
	out := &PerCase{Persons: runs(person)}
	for _, places := range cases {
		out.Targets = append(out.Targets, len(places))
		r := rankedOf(places, false)
		out.Eligible = append(out.Eligible, r.eligible)
		out.Ranks = append(append(out.Ranks, r.ranks...), make([]int, len(places)-len(r.ranks))...)
	}
	if len(out.Ranks) == len(cases) {
		out.Targets = nil
	}
	return out
}

// runs returns the lengths of stretches of equal persons.
func runs(person []uint32) []int {
	var out []int
	for i := range person {
		if i == 0 || person[i] != person[i-1] {
			out = append(out, 0)
		}
		out[len(out)-1]++
	}
	return out
}

// check returns an error for numbers that do not fit together, as those of an edited file may not.
func (c *PerCase) check() error {
	cases, ranks := len(c.Eligible), len(c.Eligible)
	ok := cases > 0 && fits(c.Persons, cases)
	if c.Targets != nil {
		ranks = len(c.Ranks)
		ok = ok && len(c.Targets) == cases && fits(c.Targets, ranks)
	}
	if !ok || len(c.Ranks) != ranks || ranks > 0 && slices.Min(c.Ranks) < 0 {
		return errors.New("its cases do not fit together")
	}
	return nil
}

// fits reports whether parts, each at least 1, make up a whole.
func fits(parts []int, whole int) bool {
	for _, n := range parts {
		if n < 1 || n > whole {
			return false
		}
		whole -= n
	}
	return whole == 0
}

func sum(list []int) int {
	total := 0
	for _, n := range list {
		total += n
	}
	return total
}

// statistic returns the means of metrics.
func (c *PerCase) statistic(of []metric) *means {
	m := &means{sums: make([][]float64, len(of)), cases: make([]float64, len(c.Persons))}
	for k := range m.sums {
		m.sums[k] = make([]float64, len(c.Persons))
	}
	next, at := 0, 0
	for p, n := range c.Persons {
		m.cases[p] = float64(n)
		for range n {
			r := c.ranked(next, &at)
			for k := range of {
				m.sums[k][p] += of[k].of(&r)
			}
			next++
		}
	}
	return m
}

// ranked unpacks case i, whose ranks begin at *at, and moves on.
func (c *PerCase) ranked(i int, at *int) ranked {
	n := 1
	if c.Targets != nil {
		n = c.Targets[i]
	}
	r := ranked{relevant: n, eligible: c.Eligible[i]}
	for _, rank := range c.Ranks[*at : *at+n] {
		if rank > 0 {
			r.ranks = append(r.ranks, rank)
		}
	}
	*at += n
	return r
}

// headline are the metrics that get intervals.
var headline = []string{"recall@10", "ndcg@10", "mrr@10", "map@10", "hr@20", "mrr@20", "auc"}

// headlines returns those metrics.
func headlines() []metric {
	var out []metric
	for _, name := range headline {
		i := slices.IndexFunc(metrics, func(m metric) bool { return m.name == name })
		out = append(out, metrics[i])
	}
	return out
}
