// Command ablation measures what each part of the model is worth and what edges buy: it tunes once on validation targets, tests, then tests
// models without one part each (tuned anew without it; with -settings, nothing is tuned and the parts only dropped), the same sum in floating point, and packs of other sizes. It writes a Markdown
// table and, with -chart, a chart of accuracy against pack bytes (SVG).
//
//	go run ./bench/ablation -data s3rec:../shared/data/s3rec/Beauty -chart docs/beauty.svg
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/bench/eval"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// edges are the pack sizes tried, in edges an item on average.
var edges = []int{10, 20, 35, 50, 75, 100, 200}

func main() {
	spec := flag.String("data", "sample:", "data set")
	settings := flag.String("settings", "", "file that \"hearth tune\" wrote; without, the settings are tuned here")
	chart := flag.String("chart", "", "file for the chart (SVG)")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *spec, *settings, *chart); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, spec, settings, chart string) error {
	set, err := dataset.Open(spec, dataset.Options{})
	if err != nil {
		return err
	}
	var start *train.Settings
	if settings != "" {
		b, err := os.ReadFile(settings)
		if err != nil {
			return err
		}
		given, err := train.ParseSettings(settings, b)
		if err != nil {
			return err
		}
		start = &given
	}
	rows, err := measure(ctx, set, start)
	if err != nil {
		return err
	}
	if err := table(out, rows); err != nil || chart == "" {
		return err
	}
	return drawChart(chart, rows)
}

// row is one model measured.
type row struct {
	name   string
	edges  int // an item on average, of rows that differ in it only
	brotli float64
	result *eval.Result
}

// measure returns the full model first.
func measure(ctx context.Context, set *data.Set, settings *train.Settings) ([]row, error) {
	cfg := train.DefaultConfig().WithMinPersons(1)
	o := eval.Options{SplitOptions: eval.SplitOptions{Seed: 1}, Seeds: 1, Engine: eval.EngineNative, Settings: settings, Tune: settings == nil}
	full, err := eval.Run(ctx, set, cfg, o)
	if err != nil {
		return nil, err
	}
	rows := []row{{"full model", cfg.Edges, perItem(full.Pack), full}}
	whole := &eval.Other{Data: full.Data, Protocol: full.Protocol, Model: full.Model, Figures: full.Figures}
	add := func(name string, edges int, cfg train.Config, o eval.Options) error {
		r, err := eval.Run(ctx, set, cfg, o)
		if err == nil {
			err = r.CompareTo(whole, 1)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		rows = append(rows, row{name, edges, perItem(r.Pack), r})
		return nil
	}
	for _, part := range train.Parts() {
		without := o
		without.Without = []train.Part{part}
		if err := add("no "+string(part), 0, cfg, without); err != nil {
			return nil, err
		}
	}
	o.Settings, o.Tune = full.Settings, false
	if full.Protocol != eval.Labelled {
		floats := o
		floats.Engine = eval.EngineFloats
		if err := add("float weights in place of int8 codes", 0, cfg, floats); err != nil {
			return nil, err
		}
	}
	for _, n := range edges {
		if n == cfg.Edges {
			continue
		}
		if err := add(fmt.Sprintf("%d edges an item", n), n, cfg.WithEdges(n).WithBudget(0), o); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// headline returns the two metrics that the field reports for a protocol.
func headline(protocol string) [2]string {
	switch protocol {
	case eval.NextItem:
		return [2]string{"hr@20", "mrr@20"}
	case eval.Labelled:
		return [2]string{"auc", "logloss"}
	}
	return [2]string{"recall@10", "ndcg@10"}
}
