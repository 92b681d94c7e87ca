package train

// This file is what a site asks the person for: the purposes of the configuration.

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
)

// purposeFile is the form of a purpose in the file.
type purposeFile struct {
	ID         string           `yaml:"id"`
	Version    uint32           `yaml:"version"`
	Text       string           `yaml:"text"`
	Stage      string           `yaml:"stage"`
	Categories []string         `yaml:"categories"`
	Days       int32            `yaml:"days"`
	Limits     map[string]int32 `yaml:"limits"`
	Sensitive  []string         `yaml:"sensitive"`
}

// purposesOf converts the purposes of a file; nil when there are none.
func purposesOf(list []purposeFile) ([]consent.Purpose, error) {
	var all []consent.Purpose
	for i := range list {
		p, err := list[i].purpose()
		if err != nil {
			err.path = append([]string{"purposes", index(i)}, err.path...)
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// purpose looks up the names. The ranges are Validate's.
func (f *purposeFile) purpose() (consent.Purpose, *fieldError) {
	p := consent.Purpose{ID: f.ID, Version: f.Version, Text: f.Text, Days: f.Days, Sensitive: f.Sensitive}
	var ok bool
	if p.Stage, ok = consent.StageNamed(f.Stage); !ok {
		return p, &fieldError{[]string{"stage"}, fmt.Sprintf("%q: want one of %s", f.Stage, stageNames())}
	}
	for i, name := range f.Categories {
		c, ok := event.CategoryNamed(name)
		if !ok {
			return p, noCategory(name, "categories", index(i))
		}
		p.Categories |= 1 << c
	}
	if len(f.Limits) > 0 {
		p.Limits = make([]int32, event.Categories)
	}
	for name, days := range f.Limits {
		c, ok := event.CategoryNamed(name)
		if !ok {
			return p, noCategory(name, "limits", name)
		}
		p.Limits[c] = days
	}
	return p, nil
}

func noCategory(name string, path ...string) *fieldError {
	return &fieldError{path, fmt.Sprintf("no data category %q: want %s", name, categoryNames())}
}

func categoryNames() string {
	var names []string
	for c := range event.Category(event.Categories) {
		names = append(names, c.String())
	}
	return strings.Join(names, ", ")
}

func stageNames() string {
	var names []string
	for s := range consent.Stage(consent.Stages) {
		names = append(names, s.String())
	}
	return strings.Join(names, ", ")
}

// purposeWants says what each field of a purpose has to be.
var purposeWants = map[string]string{
	"id":         "want 1 to 64 of a-z 0-9 . _ -, not \"all\", and no purpose twice",
	"version":    "want 1 to 2147483647",
	"text":       "want what the person is asked, 1 to 4096 bytes of UTF-8",
	"stage":      "want a stage",
	"categories": "want data categories",
	"days":       "want 0 to 36500 days",
	"limits":     "want 0 to 36500 days for each data category",
	"sensitive":  "want at most 32 kinds, each 1 to 64 of a-z 0-9 . _ - and not \"all\"",
	"purposes":   "want at most 32 purposes",
}

// validatePurposes holds the purposes to the engine's own rules.
func (c Config) validatePurposes() error {
	if len(c.Purposes) == 0 {
		return nil
	}
	_, err := consent.Merge(nil, c.Purposes, "purposes") // it validates each
	var fault *engine.Error
	if !errors.As(err, &fault) {
		return err
	}
	path := strings.Split(strings.ReplaceAll(fault.Path, "[", ".["), ".")
	return &fieldError{path, purposeWants[path[len(path)-1]]}
}

// index is the step of a path to an element of a list.
func index(i int) string { return fmt.Sprintf("[%d]", i) }

// Asked is a purpose in a report.
type Asked struct {
	ID        string   `json:"id"`
	Version   uint32   `json:"version"`
	Stage     string   `json:"stage"`
	Days      int32    `json:"days,omitempty"` // retention; 0: the device's own
	Sensitive []string `json:"sensitive,omitempty"`
}

func asked(purposes []consent.Purpose) []Asked {
	var all []Asked
	for i := range purposes {
		p := &purposes[i]
		all = append(all, Asked{p.ID, p.Version, p.Stage.String(), p.Days, p.Sensitive})
	}
	return all
}

// String tells a purpose in a few words.
func (a Asked) String() string {
	s := fmt.Sprintf("%s, version %d, for stage %s", a.ID, a.Version, a.Stage)
	if a.Days > 0 {
		s += fmt.Sprintf(", at most %d days", a.Days)
	}
	if len(a.Sensitive) > 0 {
		s += ", for sensitive items: " + strings.Join(a.Sensitive, ", ")
	}
	return s
}
