// This file compares two runs on the same cases.

package eval

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Comparison is one run minus another, metric by metric, with intervals of the difference.
type Comparison struct {
	Other       string              `json:"other,omitempty"` // what the other was
	Differences map[string]float64  `json:"differences"`
	Intervals   map[string]Interval `json:"intervals"`
}

// Other is what "hearth eval --json" printed, as far as a comparison needs it.
type Other struct {
	Data     string `json:"data"`
	Protocol string `json:"protocol"`
	Model    string `json:"model"`
	Figures
}

// ReadOther reads what "hearth eval --json" printed.
func ReadOther(b []byte) (*Other, error) {
	o := new(Other)
	if err := json.Unmarshal(b, o); err != nil {
		return nil, fmt.Errorf("not the output of \"hearth eval --json\": %w", err)
	}
	if o.Fingerprint == "" || o.PerCase == nil && o.PerRow == nil {
		return nil, errors.New("no fingerprint or no cases in it: it is not the output of this version's \"hearth eval --json\"")
	}
	return o, errors.Join(checkIf(o.PerCase), checkIf(o.PerRow))
}

func checkIf[T any, P interface {
	*T
	check() error
}](c P) error {
	if c == nil {
		return nil
	}
	return c.check()
}

// CompareTo says how the run differs from another on the same cases, and keeps it in Against.
func (r *Result) CompareTo(o *Other, seed uint64) error {
	if r.Protocol != o.Protocol {
		return fmt.Errorf("this run is %s, the other %s: nothing to compare", r.Protocol, o.Protocol)
	}
	c, err := compare(&r.Figures, &o.Figures, seed)
	if err != nil {
		return err
	}
	c.Other = o.Model + " on " + o.Data
	r.Against = c
	return nil
}

// compare draws the difference of the two runs' figures, both from the same persons (paired bootstrap).
func compare(a, b *Figures, seed uint64) (*Comparison, error) {
	if a.Fingerprint != b.Fingerprint {
		return nil, fmt.Errorf("the two runs were asked different questions (fingerprints %s and %s): other data, protocol, share or seed",
			a.Fingerprint, b.Fingerprint)
	}
	names, d, err := paired(a, b)
	if err != nil {
		return nil, err
	}
	out := &Comparison{Differences: map[string]float64{}, Intervals: map[string]Interval{}}
	intervals := bootstrap(d, seed)
	for k, v := range d.of(once(d.persons())) {
		out.Differences[names[k]], out.Intervals[names[k]] = v, intervals[k]
	}
	return out, nil
}

// paired returns the difference of the headline figures, and their names.
func paired(a, b *Figures) ([]string, statistic, error) {
	switch {
	case a.PerRow != nil && b.PerRow != nil && len(a.PerRow.Persons) == len(b.PerRow.Persons):
		return pooledNames, difference{a.PerRow.statistic(), b.PerRow.statistic()}, nil
	case a.PerCase != nil && b.PerCase != nil && len(a.PerCase.Persons) == len(b.PerCase.Persons):
		return headline, difference{a.PerCase.statistic(headlines()), b.PerCase.statistic(headlines())}, nil
	}
	return nil, nil, errors.New("the two runs do not have the same cases")
}
