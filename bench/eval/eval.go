// Package eval measures ranking: it splits a data set by a protocol, trains on the training part, chooses settings on
// validation targets, and tests once. The ranking under test is the module's own.
package eval

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// Engines under test.
const (
	EngineWasm   = "wasm"   // engine.wasm under wazero
	EngineNative = "native" // the same source in this process
)

// Options of a run.
type Options struct {
	Tune     bool   // choose settings on validation targets; otherwise the data set's defaults
	Engine   string // EngineWasm (default) or EngineNative
	Seed     uint64 // of samples and intervals
	Progress func(stage string, done, total int64)
}

// Result is what a run prints.
type Result struct {
	Data      string              `json:"data"`
	Synthetic bool                `json:"synthetic,omitempty"`
	Protocol  string              `json:"protocol"`
	Engine    string              `json:"engine"`
	Device    string              `json:"device"`
	Persons   int                 `json:"persons"`
	Settings  train.Settings      `json:"settings"`
	Chosen    string              `json:"settings_chosen"`
	Train     *train.Report       `json:"train"`
	PackBytes int                 `json:"pack_bytes"`
	Checked   int                 `json:"engines_agree_on"` // cases whose scores were equal in both engines
	Metrics   map[string]float64  `json:"metrics"`
	Intervals map[string]Interval `json:"intervals"`
}

// checked is how many cases are put to both engines in every run.
const checked = 50

// Run evaluates by leave-one-out with full ranking: every item of the catalogue is ranked, those of the person's history left out
// unless the training part shows that people come back to items.
func Run(ctx context.Context, set *data.Set, cfg train.Config, o Options) (*Result, error) {
	if o.Engine == "" {
		o.Engine = EngineWasm
	}
	if o.Engine != EngineWasm && o.Engine != EngineNative {
		return nil, fmt.Errorf("engine %q: want %q or %q", o.Engine, EngineWasm, EngineNative)
	}
	if o.Progress == nil {
		o.Progress = func(string, int64, int64) {}
	}
	split := splitLeaveOneOut(set, cfg)
	if len(split.Test) == 0 {
		return nil, errors.New("leave-one-out needs persons with at least three events that speak for an item; there are none")
	}
	settings, chosen := train.DefaultSettings(split.Train), "defaults, found on validation targets of s3rec Beauty"
	if o.Tune {
		var err error
		if settings, chosen, err = tune(ctx, set, split, cfg, settings, o); err != nil {
			return nil, err
		}
	}
	b, report, err := train.Train(ctx, split.Train, cfg, settings, o.Progress)
	if err != nil {
		return nil, err
	}
	standings, err := stand(ctx, set, b, split.Test, o.Engine, func(done, total int64) { o.Progress("testing", done, total) })
	if err != nil {
		return nil, err
	}
	agreed, err := agree(ctx, set, b, split.Test)
	if err != nil {
		return nil, err
	}
	return &Result{
		Data: report.Data, Synthetic: set.Synthetic, Protocol: split.protocol(),
		Engine: o.Engine, Device: Grants, Persons: len(split.Test), Settings: settings, Chosen: chosen, Train: report, PackBytes: len(b),
		Checked: agreed, Metrics: summarise(standings), Intervals: intervals(standings, o.Seed),
	}, nil
}

// stand answers all cases on all cores, in their order.
func stand(ctx context.Context, set *data.Set, b []byte, cases []Case, engine string, progress func(done, total int64)) ([]Standing, error) {
	out := make([]Standing, len(cases))
	workers := runtime.GOMAXPROCS(0)
	errs := make([]error, workers)
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() { errs[w] = work(ctx, set, b, cases, engine, &next, out, progress) })
	}
	wait.Wait()
	return out, errors.Join(errs...)
}

// work answers the cases that one worker takes.
func work(ctx context.Context, set *data.Set, b []byte, cases []Case, engine string, next *atomic.Int64, out []Standing, progress func(done, total int64)) error {
	r, err := newRanker(ctx, engine, set, b)
	if err != nil {
		return err
	}
	for {
		i := next.Add(1) - 1
		if i >= int64(len(cases)) || ctx.Err() != nil {
			return errors.Join(ctx.Err(), r.close(ctx))
		}
		if out[i], _, err = r.standing(ctx, &cases[i]); err != nil {
			return errors.Join(fmt.Errorf("person %q: %w", set.Events.Persons[cases[i].Person], err), r.close(ctx))
		}
		if i%256 == 0 {
			progress(i, int64(len(cases)))
		}
	}
}

// agree puts a sample of cases, evenly spread, to both engines and fails when a score or a standing differs.
func agree(ctx context.Context, set *data.Set, b []byte, cases []Case) (int, error) {
	n, err := newNative(set, b)
	if err != nil {
		return 0, err
	}
	w, err := newModule(ctx, set, b)
	if err != nil {
		return 0, err
	}
	step := max(1, len(cases)/checked)
	count := 0
	for i := 0; i < len(cases) && count < checked; i += step {
		here, hereScore, err1 := n.standing(ctx, &cases[i])
		there, thereScore, err2 := w.standing(ctx, &cases[i])
		if err := errors.Join(err1, err2); err != nil {
			return count, errors.Join(err, w.close(ctx))
		}
		if here != there || hereScore != thereScore {
			return count, errors.Join(fmt.Errorf("person %q: native scores %d %+v, wasm %d %+v",
				set.Events.Persons[cases[i].Person], hereScore, here, thereScore, there), w.close(ctx))
		}
		count++
	}
	return count, w.close(ctx)
}
