package main

// This file is the attacker: a logistic probe, judged on persons it did not see.

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
)

// folds is the number of parts that persons are divided into; each part is judged by a probe that learned from the others.
const folds = 5

// penalties are the ridge penalties that each probe chooses among, on a fifth of its own persons.
var penalties = []float64{1e-4, 1e-3, 1e-2}

// epochs is how often the probe goes through its persons.
const epochs = 12

// examine returns how well a probe tells the trait from views, on persons held out: the mean over the folds of the area under the ROC
// curve, with the variances of DeLong et al. (1988). The folds' probes share persons that they learned from; the interval does not
// count that.
func examine(views []view, width int, trait []bool, seed uint64) estimate {
	parts := make([]estimate, folds)
	fold := divide(len(views), folds, seed)
	limit := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for k := range parts {
		wg.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			var learn, held []int
			for i, f := range fold {
				if f == k {
					held = append(held, i)
				} else {
					learn = append(learn, i)
				}
			}
			p := choose(views, width, trait, learn, seed+uint64(k))
			parts[k] = p.judge(views, trait, held)
		})
	}
	wg.Wait()
	return together(parts)
}

// divide returns a part, drawn evenly, for each of n persons.
func divide(n, parts int, seed uint64) []int {
	fold := make([]int, n)
	for k, i := range rand.New(rand.NewPCG(seed, 1)).Perm(n) {
		fold[i] = k % parts
	}
	return fold
}

// choose learns with every penalty from four fifths of the persons, and with the best on the last fifth from all.
func choose(views []view, width int, trait []bool, persons []int, seed uint64) *probe {
	cut := len(persons) * 4 / 5 // persons is in order of generation, which says nothing
	best, most := penalties[0], -1.
	for _, penalty := range penalties {
		if a := learn(views, width, trait, persons[:cut], penalty, seed).judge(views, trait, persons[cut:]); a.auc > most {
			best, most = penalty, a.auc
		}
	}
	return learn(views, width, trait, persons, best, seed)
}

// probe is a logistic regression on scaled features.
type probe struct {
	weight    []float64
	scale     []float64 // by feature: 1 / its root mean square
	intercept float64
}

// learn minimises the logistic loss with a ridge penalty by stochastic gradient descent, the step of each weight by AdaGrad (Duchi et al.
// 2011). The penalty acts on a weight when its feature is met.
func learn(views []view, width int, trait []bool, persons []int, penalty float64, seed uint64) *probe {
	p := &probe{weight: make([]float64, width), scale: scales(views, width, persons)}
	seen := make([]float64, width)
	for f := range seen {
		seen[f] = 1
	}
	r := rand.New(rand.NewPCG(seed, 2))
	total := 1.
	for range epochs {
		for _, k := range r.Perm(len(persons)) {
			v := &views[persons[k]]
			e := 1 / (1 + math.Exp(-p.score(v)))
			if trait[persons[k]] {
				e--
			}
			total += e * e
			p.intercept -= rate * e / math.Sqrt(total)
			for j, f := range v.at {
				g := e*float64(v.value[j])*p.scale[f] + penalty*p.weight[f]
				seen[f] += g * g
				p.weight[f] -= rate * g / math.Sqrt(seen[f])
			}
		}
	}
	return p
}

// rate is AdaGrad's step.
const rate = .05

func scales(views []view, width int, persons []int) []float64 {
	s := make([]float64, width)
	for _, i := range persons {
		for j, f := range views[i].at {
			s[f] += float64(views[i].value[j]) * float64(views[i].value[j])
		}
	}
	for f := range s {
		if s[f] > 0 {
			s[f] = 1 / math.Sqrt(s[f]/float64(len(persons)))
		}
		s[f] = min(s[f], 10) // a feature of few persons is no louder than others
	}
	return s
}

func (p *probe) score(v *view) float64 {
	s := p.intercept
	for j, f := range v.at {
		s += p.weight[f] * p.scale[f] * float64(v.value[j])
	}
	return s
}

func (p *probe) judge(views []view, trait []bool, persons []int) estimate {
	var with, without []float64
	for _, i := range persons {
		if s := p.score(&views[i]); trait[i] {
			with = append(with, s)
		} else {
			without = append(without, s)
		}
	}
	return deLong(with, without)
}
