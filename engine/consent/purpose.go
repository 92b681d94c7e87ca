// Package consent is what the person decided, and the one gate that says which records a stage may use.
//
// A purpose is a bit. Every record carries the set of purposes that were granted when it was made, and a stage may use
// it when one of those is granted now and serves that stage.
package consent

import (
	"unicode/utf8"

	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/fault"
)

// Set is a set of purposes, one bit each.
type Set uint32

// MaxPurposes is how many purposes a device can have.
const MaxPurposes = 32

// Limits of a purpose.
const (
	MaxID    = 64   // bytes of its id, of a-z 0-9 . _ -
	MaxText  = 4096 // bytes
	MaxDays  = 36_500
	MaxKinds = 32
)

// Stage is a part of the engine, or of what is built on it, that uses records.
type Stage uint8

// The stages.
const (
	StageRank     Stage = iota // candidate generation, scoring, re-ranking and explanations
	StageLearn                 // learning on the device
	StageReport                // private reports
	StageFederate              // learning together with other devices
	StageFairness              // measuring who is served well
	Stages        = int(StageFairness) + 1
)

var stageNames = [Stages]string{"rank", "learn", "report", "federate", "fairness"}

// String returns a stage's name.
func (s Stage) String() string { return stageNames[s] }

// StageNamed returns the stage of a name; ok is false when there is none.
func StageNamed(name string) (s Stage, ok bool) {
	for i := range stageNames {
		if stageNames[i] == name {
			return Stage(i), true
		}
	}
	return 0, false
}

// Purpose is what the person is asked to agree to. A new text is a new version, and a new version is a new purpose.
type Purpose struct {
	ID         string
	Version    uint32 // of the text, from 1
	Text       string // in plain words
	Stage      Stage
	Categories uint32   // bit k: events and context of event.Category k; 0: of every category
	Days       int32    // retention; 0: the device's own
	Limits     []int32  // by event.Category, or none: retention in days, where it is shorter; 0: Days
	Sensitive  []string // the kinds of sensitive items that it is for; none: it is for other items alone
}

// builtin is the purpose of packs and sites that declare none.
var builtin = []Purpose{{
	ID: "rank", Version: 1, Stage: StageRank,
	Text: "Remember on this device what I look at, and use it to put what fits me first.",
}}

// Has reports whether a purpose is for a category.
func (p *Purpose) Has(c event.Category) bool { return p.Categories == 0 || p.Categories>>c&1 == 1 }

// Covers reports whether a purpose is for items of a kind of sensitivity.
func (p *Purpose) Covers(kind string) bool {
	for i := range p.Sensitive {
		if p.Sensitive[i] == kind {
			return true
		}
	}
	return false
}

// DaysOf returns the retention of a category in days, 0 for the device's own.
func (p *Purpose) DaysOf(c event.Category) int32 {
	if len(p.Limits) == 0 {
		return p.Days
	}
	return narrower(p.Days, p.Limits[c])
}

// narrower returns the lower of two limits, where 0 is none.
func narrower(a, b int32) int32 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// Validate checks every limit; path names the purpose in the error.
func (p *Purpose) Validate(path string) error {
	code, field := p.check()
	if code == "" {
		return nil
	}
	return fault.At(code, path+"."+field)
}

func (p *Purpose) check() (fault.Code, string) {
	if !validID(p.ID) {
		return fault.Format, "id"
	}
	if p.Version == 0 || p.Version > 1<<31-1 {
		return fault.Range, "version"
	}
	if p.Text == "" {
		return fault.Missing, "text"
	}
	if len(p.Text) > MaxText {
		return fault.Range, "text"
	}
	if !utf8.ValidString(p.Text) {
		return fault.UTF8, "text"
	}
	if int(p.Stage) >= Stages {
		return fault.Range, "stage"
	}
	if p.Categories >= 1<<event.Categories {
		return fault.Range, "categories"
	}
	if n := len(p.Limits); n != 0 && n != event.Categories {
		return fault.Range, "limits"
	}
	for c := range p.Limits {
		if p.Limits[c] < 0 || p.Limits[c] > MaxDays {
			return fault.Range, "limits"
		}
	}
	if p.Days < 0 || p.Days > MaxDays {
		return fault.Range, "days"
	}
	if len(p.Sensitive) > MaxKinds {
		return fault.Range, "sensitive"
	}
	for i := range p.Sensitive {
		if !validID(p.Sensitive[i]) {
			return fault.Format, "sensitive"
		}
	}
	return "", ""
}

func validID(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= MaxID && s != All
}

// Merge returns the purposes that a pack and a site declare. Where both declare one the narrower holds: what is in both lists of categories, the
// shorter retention. Two texts, stages or lists of kinds for one version of a purpose are a conflict. Where neither declares any, the
// built-in one stands. Errors name site[i] as path[i].
func Merge(pack, site []Purpose, path string) ([]Purpose, error) {
	all := append([]Purpose{}, pack...)
	for i := range site {
		at := path + "[" + fault.Itoa(int64(i)) + "]"
		if err := site[i].Validate(at); err != nil {
			return nil, err
		}
		if find(site[:i], site[i].ID) >= 0 {
			return nil, fault.At(fault.Duplicate, at+".id")
		}
		k := find(pack, site[i].ID)
		if k < 0 {
			all = append(all, site[i])
			continue
		}
		if code, field := all[k].narrow(&site[i]); code != "" {
			return nil, fault.At(code, at+"."+field)
		}
	}
	if len(all) > MaxPurposes {
		return nil, fault.At(fault.Range, path)
	}
	if len(all) == 0 {
		return builtin, nil
	}
	return all, nil
}

// narrow takes what q says of the same purpose.
func (p *Purpose) narrow(q *Purpose) (fault.Code, string) {
	switch {
	case p.Version != q.Version:
		return fault.Conflict, "version"
	case p.Text != q.Text:
		return fault.Conflict, "text"
	case p.Stage != q.Stage:
		return fault.Conflict, "stage"
	case len(p.Sensitive) != len(q.Sensitive):
		return fault.Conflict, "sensitive"
	}
	for i := range q.Sensitive {
		if !p.Covers(q.Sensitive[i]) || !q.Covers(p.Sensitive[i]) { // both ways: a kind may be named twice
			return fault.Conflict, "sensitive"
		}
	}
	if p.Categories == 0 {
		p.Categories = q.Categories
	} else if q.Categories != 0 {
		if p.Categories &= q.Categories; p.Categories == 0 {
			return fault.Conflict, "categories"
		}
	}
	if len(q.Limits) > 0 { // of both days and limits the lower: so a purpose narrowed by itself is the same
		limits := append([]int32{}, q.Limits...)
		for c := range p.Limits {
			limits[c] = narrower(p.Limits[c], limits[c])
		}
		p.Limits = limits
	}
	p.Days = narrower(p.Days, q.Days)
	return "", ""
}

// find returns the place of a purpose, or -1.
func find(purposes []Purpose, id string) int {
	for i := range purposes {
		if purposes[i].ID == id {
			return i
		}
	}
	return -1
}
