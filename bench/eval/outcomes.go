// This file turns answers into figures.

package eval

import (
	"cmp"
	"slices"
)

// outcomes are the answers to the questions of a split.
type outcomes struct {
	split     *Split
	questions []question
	answers   []*answer
	rows      []Row // labelled rows, whose answers stand one after another
}

func (x *outcomes) figures(o TestOptions) *Figures {
	f := &Figures{outcomes: x, Intervals: map[string]Interval{}}
	if x.split.Protocol == Labelled {
		x.rowFigures(f, o)
	} else {
		x.caseFigures(f, o)
	}
	if !o.Quick {
		f.Fingerprint = x.split.fingerprint(x.questions, x.rows)
	}
	return f
}

func (x *outcomes) caseFigures(f *Figures, o TestOptions) {
	cases, lists, person := x.cases()
	f.Persons, f.Cases = len(runs(person)), len(cases)
	f.Metrics = summarise(cases)
	if o.Quick {
		return
	}
	for name, v := range listMetrics(x.split.Train, lists) {
		f.Metrics[name] = v
	}
	f.PerCase = perCase(person, cases)
	f.caseIntervals(o.Seed)
}

func (f *Figures) caseIntervals(seed uint64) {
	for k, in := range bootstrap(f.PerCase.statistic(headlines()), seed) {
		f.Intervals[headline[k]] = in
	}
}

func (x *outcomes) cases() (cases [][]Standing, lists [][]int32, person []uint32) {
	for i, a := range x.answers {
		cases, lists, person = append(cases, a.places), append(lists, a.top), append(person, x.questions[i].person)
	}
	return cases, lists, person
}

func (x *outcomes) rowFigures(f *Figures, o TestOptions) {
	f.PerRow = perRow(x.rows, x.scores(), o.Sigmoid)
	f.Persons, f.Cases = len(f.PerRow.Persons), len(x.rows)
	s := f.PerRow.statistic()
	f.Metrics = map[string]float64{}
	for k, v := range s.of(once(s.persons())) {
		f.Metrics[pooledNames[k]] = v
	}
	if o.Quick {
		f.PerRow = nil
		return
	}
	for k, in := range bootstrap(s, o.Seed) {
		f.Intervals[pooledNames[k]] = in
	}
}

// scores are those of the labelled rows.
func (x *outcomes) scores() []float64 {
	var out []float64
	for _, a := range x.answers {
		out = append(out, a.scores...)
	}
	return out
}

// pool joins the figures of runs over several seeds: metrics are means over the seeds, and a person's cases of all seeds are
// drawn together.
func pool(all []*Figures, seed uint64) *Figures {
	type one struct {
		person uint32
		places []Standing
	}
	var joined []one
	out := *all[0]
	out.Metrics, out.Intervals, out.Cases, out.Checked = map[string]float64{}, map[string]Interval{}, 0, 0
	for _, f := range all {
		for name, v := range f.Metrics {
			out.Metrics[name] += v / float64(len(all))
		}
		for i, a := range f.outcomes.answers {
			joined = append(joined, one{f.outcomes.questions[i].person, a.places})
		}
		out.Cases, out.Checked = out.Cases+f.Cases, out.Checked+f.Checked
	}
	slices.SortStableFunc(joined, func(a, b one) int { return cmp.Compare(a.person, b.person) })
	var cases [][]Standing
	var person []uint32
	for _, j := range joined {
		cases, person = append(cases, j.places), append(person, j.person)
	}
	out.Fingerprint = joinFingerprints(all)
	out.PerCase, out.Persons = perCase(person, cases), len(runs(person))
	out.caseIntervals(seed)
	return &out
}
