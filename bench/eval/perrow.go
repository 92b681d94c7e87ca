// This file is the figures of pooled labelled rows: AUC and log loss.

package eval

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
)

// PerRow has the outcomes of all labelled rows, those of one person after another.
type PerRow struct {
	Persons []int     `json:"persons"` // rows of each person
	Scores  []float64 `json:"scores"`
	Labels  string    `json:"labels"` // "1" or "0" a row
	Sigmoid Sigmoid   `json:"sigmoid"`
}

// perRow packs outcomes.
func perRow(rows []Row, scores []float64, s Sigmoid) *PerRow {
	out := &PerRow{Scores: scores, Sigmoid: s}
	var labels strings.Builder
	person := make([]uint32, len(rows))
	for i, r := range rows {
		person[i] = r.Person
		labels.WriteByte("01"[int(truth(r.Label))])
	}
	out.Persons, out.Labels = runs(person), labels.String()
	return out
}

func (c *PerRow) check() error {
	if n := len(c.Scores); n == 0 || !fits(c.Persons, n) || len(c.Labels) != n || strings.Trim(c.Labels, "01") != "" {
		return errors.New("its rows do not fit together")
	}
	return nil
}

// pooled are the figures of all rows together:
//
//	auc            = P(score of a positive > score of a negative) + ½ P(equal)     (Mann–Whitney; as the literature counts ties)
//	strict_auc     = P(score of a positive > score of a negative)
//	optimistic_auc = P(score of a positive ≥ score of a negative)
//	logloss        = −mean(y ln p + (1−y) ln(1−p)), natural logarithm, p by the Sigmoid
type pooled struct {
	order  []int32 // rows by ascending score
	person []int32 // of each row
	rows   *PerRow
	loss   means
}

// pooledNames are the figures of a pooled statistic, in its order.
var pooledNames = []string{"auc", "strict_auc", "optimistic_auc", "logloss"}

func (c *PerRow) statistic() *pooled {
	s := &pooled{rows: c, order: make([]int32, len(c.Scores))}
	s.loss = means{sums: [][]float64{make([]float64, len(c.Persons))}, cases: make([]float64, len(c.Persons))}
	for p, n := range c.Persons {
		s.loss.cases[p] = float64(n)
		for range n {
			i := len(s.person)
			s.loss.sums[0][p] += c.Sigmoid.loss(c.Scores[i], c.Labels[i] == '1')
			s.order[i] = int32(i)
			s.person = append(s.person, int32(p))
		}
	}
	slices.SortFunc(s.order, func(a, b int32) int { return cmp.Compare(c.Scores[a], c.Scores[b]) })
	return s
}

func (s *pooled) persons() int { return len(s.loss.cases) }

func (s *pooled) of(weight []int32) []float64 {
	below, positives, won, tied := 0.0, 0.0, 0.0, 0.0
	for i := 0; i < len(s.order); {
		yes, no := 0.0, 0.0 // weight of positives and negatives of one score
		for score := s.rows.Scores[s.order[i]]; i < len(s.order) && s.rows.Scores[s.order[i]] == score; i++ {
			w := float64(weight[s.person[s.order[i]]])
			if s.rows.Labels[s.order[i]] == '1' {
				yes += w
			} else {
				no += w
			}
		}
		won, tied = won+yes*below, tied+yes*no
		below, positives = below+no, positives+yes
	}
	pairs := positives * below
	if pairs == 0 {
		return []float64{0, 0, 0, s.loss.of(weight)[0]}
	}
	return []float64{(won + tied/2) / pairs, won / pairs, (won + tied) / pairs, s.loss.of(weight)[0]}
}

// Sigmoid turns a score into a probability: p = 1 / (1 + e^−(Slope·score + Intercept)) (Platt 1999).
type Sigmoid struct {
	Slope     float64 `json:"slope"`
	Intercept float64 `json:"intercept"`
}

// loss is −ln of the probability given to what was so.
func (s Sigmoid) loss(score float64, label bool) float64 {
	x := s.Slope*score + s.Intercept
	if label {
		x = -x
	}
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

// fitSigmoid finds the sigmoid of least log loss on standardised scores by Newton's method, with a slight pull of the slope to 0 so that
// separable rows have an end. A step that makes it worse is halved until it does not.
func fitSigmoid(scores []float64, labels []bool) Sigmoid {
	f := newFit(scores, labels)
	at := Sigmoid{}
	for range 100 {
		da, db := f.step(at)
		before, next := f.loss(at), at
		for try := 1.0; try > 1e-9; try /= 2 {
			if next = (Sigmoid{at.Slope - try*da, at.Intercept - try*db}); f.loss(next) < before {
				break
			}
			next = at
		}
		if next == at {
			break
		}
		at = next
	}
	slope := at.Slope / f.sd
	return Sigmoid{Slope: slope, Intercept: at.Intercept - slope*f.mean}
}

// fit is the rows that a sigmoid is fitted to, their scores standardised.
type fit struct {
	z        []float64
	labels   []bool
	mean, sd float64
}

// pull is the penalty on the squared slope.
const pull = 1e-6

func newFit(scores []float64, labels []bool) *fit {
	f := &fit{labels: labels, z: make([]float64, len(scores))}
	f.mean, f.sd = moments(scores)
	for i, v := range scores {
		f.z[i] = (v - f.mean) / f.sd
	}
	return f
}

func (f *fit) loss(s Sigmoid) float64 {
	sum := 0.0
	for i, z := range f.z {
		sum += s.loss(z, f.labels[i])
	}
	return sum/float64(len(f.z)) + pull*s.Slope*s.Slope/2
}

// step is the Newton step at a sigmoid.
func (f *fit) step(s Sigmoid) (da, db float64) {
	n := float64(len(f.z))
	ga, gb, haa, hab, hbb := pull*s.Slope, 0.0, pull, 0.0, 1e-12
	for i, z := range f.z {
		p := 1 / (1 + math.Exp(-(s.Slope*z + s.Intercept)))
		d, h := (p-truth(f.labels[i]))/n, p*(1-p)/n
		ga, gb = ga+d*z, gb+d
		haa, hab, hbb = haa+h*z*z, hab+h*z, hbb+h
	}
	det := haa*hbb - hab*hab
	if det <= 0 {
		return ga, gb
	}
	return (hbb*ga - hab*gb) / det, (haa*gb - hab*ga) / det
}

// moments returns mean and standard deviation; the latter is 1 for equal values.
func moments(values []float64) (mean, sd float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		sd += (v - mean) * (v - mean) / float64(len(values))
	}
	if sd == 0 {
		return mean, 1
	}
	return mean, math.Sqrt(sd)
}
