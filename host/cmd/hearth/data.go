package main

// This file opens the data set and the configuration that a command names.

import (
	"slices"
	"strings"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// dataFlags name a data set and how to read it.
type dataFlags struct {
	Data   string `required:"" placeholder:"SPEC" help:"Data set, as PREFIX:REST: csv:DIR (items.jsonl and events.csv or .jsonl), movielens:DIR, s3rec:PREFIX, sessions:DIR, libfm:DIR, obd:DIR, or sample: (a generated shop; sample:persons=2000,items=400,days=365,sessions=8,seed=1)."`
	Config string `placeholder:"FILE" help:"Configuration (YAML): event types with weights and half-lives, time unit, time zone, limits. Without, the defaults."`
	Strict bool   `help:"Stop at the first bad row, unknown column or duplicate id instead of counting it."`
}

// check reports a spec that names no loader. One that is missing is reported as any missing flag is.
func (f *dataFlags) check() error {
	if f.Data == "" {
		return nil
	}
	prefix, _, found := strings.Cut(f.Data, ":")
	if !found || !slices.Contains(dataset.Prefixes(), prefix) {
		return usagef("--data %q: want PREFIX:REST, with PREFIX one of %s", f.Data, strings.Join(dataset.Prefixes(), ", "))
	}
	return nil
}

// config reads the configuration file, if any.
func (f *dataFlags) config() (train.Config, error) {
	if f.Config == "" {
		return train.DefaultConfig(), nil
	}
	return train.LoadConfig(f.Config)
}

// open loads the data set.
func (f *dataFlags) open(cfg train.Config, p *progress) (*data.Set, error) {
	zone, err := cfg.Location()
	if err != nil {
		return nil, err
	}
	return dataset.Open(f.Data, dataset.Options{
		TimeUnit: cfg.TimeUnit, Timezone: zone, Strict: f.Strict,
		Types: cfg.Types(), NoItemTypes: cfg.NoItemTypes(), Progress: p.of("reading"),
	})
}

// summaryView is a loader's account as JSON.
type summaryView struct {
	Data      string         `json:"data"`
	Files     []string       `json:"files,omitempty"`
	Rows      int            `json:"rows"`
	Persons   int            `json:"persons"`
	Items     int            `json:"items"`
	Events    int            `json:"events"`
	Bad       int            `json:"bad"`
	ByReason  map[string]int `json:"by_reason,omitempty"`
	Problems  []problemView  `json:"problems,omitempty"`
	TimeUnit  string         `json:"time_unit,omitempty"`
	Guessed   bool           `json:"time_unit_guessed,omitempty"`
	Clock     string         `json:"clock"`
	Synthetic bool           `json:"synthetic"`
	Notes     []string       `json:"notes,omitempty"`
}

type problemView struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Reason string `json:"reason"`
}

func viewSummary(set *data.Set) summaryView {
	s := &set.Summary
	v := summaryView{
		Data: set.Name, Files: s.Files, Rows: s.Rows, Persons: s.Persons, Items: s.Items, Events: s.Events,
		Bad: s.Bad, ByReason: s.ByReason, TimeUnit: s.TimeUnit, Guessed: s.Guessed,
		Clock: s.Clock.String(), Synthetic: s.Synthetic, Notes: s.Notes,
	}
	for _, p := range s.Problems {
		v.Problems = append(v.Problems, problemView(p))
	}
	return v
}

// warn remarks on rows that were refused, for commands that do not print the whole summary.
func warn(e *env, set *data.Set) {
	if set.Summary.Bad > 0 {
		e.note("%d rows or items of %s were refused; \"hearth train\" says which", set.Summary.Bad, set.Name)
	}
}
