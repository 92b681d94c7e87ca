package main

// This file is "hearth eval".

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/hearthrank/hearth/bench/eval"
	"github.com/hearthrank/hearth/host/train"
)

type evalCmd struct {
	dataFlags
	modelFlags
	Protocol  string       `placeholder:"NAME" enum:",leave-one-out,temporal,next-item,random,labelled,context-ranking" default:"" help:"How the data is split and what is asked: leave-one-out, temporal, next-item, random, labelled or context-ranking. Without, chosen by the form of the data."`
	TestShare float64      `placeholder:"X" help:"Share of events (temporal), sessions (next-item without a published test part) or a person's items (random) tested on (default 0.1, 0.1, 0.25)."`
	Seeds     int          `placeholder:"N" help:"Splits that the random protocol draws and averages over (default 5)."`
	Model     string       `default:"hearth" placeholder:"NAME" help:"What is measured: ${default}, the module's own ranking, or a reference model such as popularity, item-knn or vmis-knn; an unknown name lists them all."`
	Tune      bool         `help:"Choose the settings on validation targets first; without, the defaults for the data set."`
	Settings  string       `placeholder:"FILE" help:"Settings that \"hearth tune\" wrote; with --tune, where the search begins."`
	Without   []train.Part `placeholder:"PART" help:"Parts of the model that get no weight, by commas: direction (an order-blind model), recency, return, attributes, context. With --tune the rest is learned without them."`
	Engine    string       `default:"wasm" enum:"wasm,native,floats" placeholder:"ENGINE" help:"What ranks: wasm, the module; native, the same source compiled into this command, which is quicker; or floats, the same sum in floating point, its weights not rounded to the pack's codes (default ${default})."`
	Check     int          `placeholder:"N" help:"Requests put to both engines and compared, score by score, with Rank over the whole catalogue, from which their standings are counted anew (default 50)."`
	Seed      uint64       `default:"1" placeholder:"N" help:"Seed of splits, samples and intervals (default ${default})."`
	Against   string       `placeholder:"FILE" help:"What \"hearth eval --json\" printed of another run on the same cases: print the differences, with paired intervals."`
}

// Help is printed below the one-line help.
func (*evalCmd) Help() string {
	return `Settings are chosen on validation targets only, and the test is run once. Every item of the catalogue is ranked, no sample of them; ties count against the target. ` +
		`The devices are opened with all purposes granted and without caps. ` +
		`Without --min-persons and --config, one person behind an edge is enough, as in the published figures that one compares with. ` +
		`Intervals are drawn over persons. docs/EVALUATION.md describes protocols, metrics and their traps.

Without --protocol: labelled rows for libfm:, next-item for sessions:, random for ml-100k's form of movielens:, leave-one-out for all else.

Examples:

  hearth eval --data sample:
  hearth eval --data movielens:ml-latest-small --tune --json > films.json
  hearth eval --data s3rec:s3rec/Beauty --min-persons 3 --json
  hearth eval --data sample: --protocol temporal --model popularity --json > popular.json
  hearth eval --data sample: --protocol temporal --against popular.json`
}

// Validate reports bad flags as faults of the command line.
func (c *evalCmd) Validate() error {
	if err := c.check(); err != nil {
		return err
	}
	if err := c.options().Validate(); err != nil {
		return usageError{err}
	}
	return asFlag(c.apply(train.DefaultConfig()).Validate())
}

// options returns what the flags ask for.
func (c *evalCmd) options() eval.Options {
	return eval.Options{
		Without:      c.Without,
		SplitOptions: eval.SplitOptions{Protocol: c.Protocol, Share: c.TestShare, Seed: c.Seed},
		Seeds:        c.Seeds, Model: c.Model, Tune: c.Tune, Engine: c.Engine, Check: c.Check,
	}
}

// Run evaluates and prints the figures.
func (c *evalCmd) Run(ctx context.Context, e *env) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	other, err := c.other()
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
		cfg = cfg.WithMinPersons(1).Filled()
	}
	o := c.options()
	o.Progress = bar.report
	if c.Settings != "" {
		settings, err := readSettings(c.Settings)
		if err != nil {
			return err
		}
		o.Settings = &settings
	}
	result, err := eval.Run(ctx, set, c.apply(cfg), o)
	if err != nil {
		return err
	}
	if other != nil {
		if err := result.CompareTo(other, c.Seed); err != nil {
			return fmt.Errorf("--against %s: %w", c.Against, err)
		}
	}
	bar.end()
	warn(e, set)
	return e.show(result, func() { printResult(e, result) })
}

// other reads the run to compare with, if any.
func (c *evalCmd) other() (*eval.Other, error) {
	if c.Against == "" {
		return nil, nil
	}
	b, err := os.ReadFile(c.Against)
	if err != nil {
		return nil, err
	}
	o, err := eval.ReadOther(b)
	if err != nil {
		return nil, fmt.Errorf("--against %s: %w", c.Against, err)
	}
	return o, nil
}

func printResult(e *env, r *eval.Result) {
	about := table{columns: []column{{}, {}}}
	name := r.Data
	if r.Synthetic {
		name += " (synthetic behaviour)"
	}
	about.add("data", name)
	about.add("protocol", r.About)
	about.add("model", r.Model)
	about.add("cases", fmt.Sprintf("%d of %d persons", r.Cases, r.Persons))
	if r.Seeds > 1 {
		about.add("seeds", fmt.Sprintf("%d splits, figures are means over them", r.Seeds))
	}
	if r.Train != nil {
		about.add("engine", fmt.Sprintf("%s; scores of all items equal in native and wasm on %d requests", r.Engine, r.Checked))
		about.add("device", r.Device)
		about.add("settings", r.Chosen)
		about.add("pack", fmt.Sprintf("%d bytes, %d items, %d edges, at least %d persons behind each",
			r.PackBytes, r.Train.Items, r.Train.Edges, r.Train.MinPersons))
	}
	about.write(e.out, 0)
	e.printf("\n")
	printCutoffs(e, r)
	printOthers(e, r)
	printComparison(e, "what the context of the request brings", r.Context)
	if r.Against != nil {
		printComparison(e, "this run minus "+r.Against.Other, r.Against)
	}
}

// printComparison prints differences of two runs with their intervals.
func printComparison(e *env, title string, c *eval.Comparison) {
	if c == nil {
		return
	}
	e.printf("\n%s\n\n", title)
	t := table{columns: []column{{}, {right: true}, {}, {}}}
	for _, name := range sortedKeys(c.Differences) {
		i := c.Intervals[name]
		verdict := "may be chance"
		if i.Excludes0() {
			verdict = "excludes 0"
		}
		t.add(name, fmt.Sprintf("%+.4f", c.Differences[name]), fmt.Sprintf("95 %% interval %+.4f to %+.4f", i.Low, i.High), verdict)
	}
	t.write(e.out, e.width)
}

// printCutoffs prints the metrics named "name@k": a row a name, a column a k. Those that count ties for the target are
// left out where they are equal to the others.
func printCutoffs(e *env, r *eval.Result) {
	names, cuts := cutoffs(r.Metrics)
	if len(names) == 0 {
		return
	}
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
	e.printf("\n")
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
	t.write(e.out, e.width)
}
