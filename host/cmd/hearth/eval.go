package main

// This file is "hearth eval".

import (
	"context"
	"fmt"

	"github.com/hearthrank/hearth/bench/eval"
	"github.com/hearthrank/hearth/host/train"
)

type evalCmd struct {
	dataFlags
	modelFlags
	Tune   bool   `help:"Choose the settings on validation targets first; without, the defaults for the data set."`
	Engine string `default:"wasm" enum:"wasm,native" help:"What ranks: wasm, the module, or native, the same source compiled into this command, which is quicker (default ${default})."`
	Seed   uint64 `default:"1" placeholder:"N" help:"Seed of samples and intervals (default ${default})."`
}

// Help is printed below the one-line help.
func (*evalCmd) Help() string {
	return `Leave-one-out: the last event of each person is the test target, the one before it the validation target, the rest is trained on. ` +
		`Settings are chosen on validation targets only, and the test is run once. Every item that the person has not had is ranked; ` +
		`ties count against the target. The devices are opened with all purposes granted and without caps.

Examples:

  hearth eval --data sample:
  hearth eval --data movielens:ml-latest-small --tune --json > films.json
  hearth eval --data s3rec:s3rec/Beauty --min-persons 1 --json`
}

// Validate reports bad flags as faults of the command line.
func (c *evalCmd) Validate() error {
	if err := c.check(); err != nil {
		return err
	}
	return c.apply(train.DefaultConfig()).Validate()
}

// Run evaluates and prints the figures.
func (c *evalCmd) Run(ctx context.Context, e *env) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	bar := e.progress()
	defer bar.end()
	set, err := c.open(cfg, bar)
	if err != nil {
		return err
	}
	result, err := eval.Run(ctx, set, c.apply(cfg), eval.Options{Tune: c.Tune, Engine: c.Engine, Seed: c.Seed, Progress: bar.report})
	if err != nil {
		return err
	}
	bar.end()
	warn(e, set)
	return e.show(result, func() { printResult(e, result) })
}

func printResult(e *env, r *eval.Result) {
	about := table{columns: []column{{}, {}}}
	name := r.Data
	if r.Synthetic {
		name += " (synthetic behaviour)"
	}
	about.add("data", name)
	about.add("protocol", r.Protocol)
	about.add("engine", fmt.Sprintf("%s; scores of native and wasm equal on %d cases", r.Engine, r.Checked))
	about.add("device", r.Device)
	about.add("persons", r.Persons)
	about.add("settings", r.Chosen)
	about.add("pack", fmt.Sprintf("%d bytes, %d items, %d edges", r.PackBytes, r.Train.Items, r.Train.Edges))
	about.write(e.out, 0)
	e.printf("\n")
	t := table{columns: []column{{title: "METRIC"}, {title: "VALUE", right: true}, {title: "95 % INTERVAL"}}}
	for _, name := range sortedKeys(r.Metrics) {
		interval := ""
		if i, ok := r.Intervals[name]; ok {
			interval = fmt.Sprintf("%.4f to %.4f", i.Low, i.High)
		}
		t.add(name, fmt.Sprintf("%.4f", r.Metrics[name]), interval)
	}
	t.write(e.out, e.width)
}
