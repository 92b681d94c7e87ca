package main

// This file is "hearth eval".

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hearthrank/hearth/bench/eval"
	"github.com/hearthrank/hearth/host/train"
)

type evalCmd struct {
	dataFlags
	modelFlags
	Tune   bool   `help:"Choose the settings on validation targets first; without, the defaults for the data set."`
	Engine string `default:"wasm" enum:"wasm,native" placeholder:"ENGINE" help:"What ranks: wasm, the module, or native, the same source compiled into this command, which is quicker (default ${default})."`
	Seed   uint64 `default:"1" placeholder:"N" help:"Seed of samples and intervals (default ${default})."`
}

// Help is printed below the one-line help.
func (*evalCmd) Help() string {
	return `Leave-one-out: the last event of each person is the test target, the one before it the validation target, the rest is trained on. ` +
		`Settings are chosen on validation targets only, and the test is run once. Every item is ranked but those of the history, which stay where people come back to items; ` +
		`ties count against the target. The devices are opened with all purposes granted and without caps. ` +
		`Without --min-persons and --config, one person behind an edge is enough, as in the published figures that one compares with.

Examples:

  hearth eval --data sample:
  hearth eval --data movielens:ml-latest-small --tune --json > films.json
  hearth eval --data s3rec:s3rec/Beauty --min-persons 3 --json`
}

// Validate reports bad flags as faults of the command line.
func (c *evalCmd) Validate() error {
	if err := c.check(); err != nil {
		return err
	}
	return asFlag(c.apply(train.DefaultConfig()).Validate())
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
	if c.Config == "" {
		cfg = cfg.WithMinPersons(1)
	}
	result, err := eval.Run(ctx, set, c.apply(cfg), eval.Options{SplitOptions: eval.SplitOptions{Seed: c.Seed}, Tune: c.Tune, Engine: c.Engine, Progress: bar.report})
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
	about.add("pack", fmt.Sprintf("%d bytes, %d items, %d edges, at least %d persons behind each",
		r.PackBytes, r.Train.Items, r.Train.Edges, r.Train.MinPersons))
	about.write(e.out, 0)
	e.printf("\n")
	printCutoffs(e, r)
	printOthers(e, r)
}

// printCutoffs prints the metrics named "name@k": a row a name, a column a k. Those that count ties for the target are
// left out where they are equal to the others.
func printCutoffs(e *env, r *eval.Result) {
	names, cuts := cutoffs(r.Metrics)
	t := table{columns: []column{{title: "METRIC"}}}
	for _, k := range cuts {
		t.columns = append(t.columns, column{title: fmt.Sprintf("@%d", k), right: true})
	}
	for _, name := range names {
		if strict, ok := strings.CutPrefix(name, optimistic); ok && rowText(r, strict, cuts) == rowText(r, name, cuts) {
			continue
		}
		cells := []any{name}
		for _, text := range strings.Fields(rowText(r, name, cuts)) {
			cells = append(cells, text)
		}
		t.add(cells...)
	}
	t.write(e.out, e.width)
}

const optimistic = "optimistic_"

// cutoffs returns the names before "@" and the numbers after it.
func cutoffs(metrics map[string]float64) (names []string, cuts []int) {
	for _, metric := range sortedKeys(metrics) {
		name, cut, found := strings.Cut(metric, "@")
		k, err := strconv.Atoi(cut)
		if !found || err != nil {
			continue
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		if !slices.Contains(cuts, k) {
			cuts = append(cuts, k)
		}
	}
	slices.Sort(cuts)
	return names, cuts
}

// rowText returns a metric at each cut, separated by spaces.
func rowText(r *eval.Result, name string, cuts []int) string {
	var row []string
	for _, k := range cuts {
		value, ok := r.Metrics[fmt.Sprintf("%s@%d", name, k)]
		text := "-"
		if ok {
			text = fmt.Sprintf("%.4f", value)
		}
		row = append(row, text)
	}
	return strings.Join(row, " ")
}

// printOthers prints the intervals and the metrics without a cut-off.
func printOthers(e *env, r *eval.Result) {
	t := table{columns: []column{{}, {right: true}, {}}}
	for _, name := range sortedKeys(r.Metrics) {
		i, ok := r.Intervals[name]
		switch {
		case ok:
			t.add(name, fmt.Sprintf("%.4f", r.Metrics[name]), fmt.Sprintf("95 %% interval %.4f to %.4f", i.Low, i.High))
		case !strings.Contains(name, "@") && !strings.HasPrefix(name, optimistic):
			t.add(name, fmt.Sprintf("%.4f", r.Metrics[name]), "")
		}
	}
	e.printf("\n")
	t.write(e.out, e.width)
}
