// Package eval measures ranking: it splits a data set by a protocol, trains on the training part, chooses settings on
// validation targets, and tests once. The ranking under test is the module's own, or a reference model's.
package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hearthrank/hearth/bench/baseline"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// Hearth is the name of the model under test; all others are those of package baseline.
const Hearth = "hearth"

// Models returns the names of all models.
func Models() []string { return append([]string{Hearth}, baseline.Names()...) }

// Options of a run.
type Options struct {
	SplitOptions
	Seeds    int             // Random only: splits drawn, with Seed, Seed+1 …; 0: DefaultSeeds
	Model    string          // Hearth (default) or one of baseline.Names
	Tune     bool            // choose settings on validation targets; otherwise Settings
	Settings *train.Settings // nil: the data set's defaults
	Without  []train.Part    // parts that get no weight
	Engine   string          // EngineWasm (default), EngineNative or EngineFloats
	Check    int             // see TestOptions
	Progress func(stage string, done, total int64)
}

// DefaultSeeds returns the number of splits that a protocol draws.
func DefaultSeeds(protocol string) int {
	if protocol == Random {
		return 5
	}
	return 1
}

// Result is what a run prints. Settings, Train, Pack and PackBytes are those of the first split, and absent with a reference model.
type Result struct {
	Data      string          `json:"data"`
	Synthetic bool            `json:"synthetic,omitempty"`
	Protocol  string          `json:"protocol"`
	About     string          `json:"about"`
	Seeds     int             `json:"seeds,omitempty"`
	Model     string          `json:"model"`
	Engine    string          `json:"engine,omitempty"`
	Device    string          `json:"device,omitempty"`
	Without   []train.Part    `json:"without,omitempty"`
	Settings  *train.Settings `json:"settings,omitempty"`
	Chosen    string          `json:"settings_chosen,omitempty"`
	Train     *train.Report   `json:"train,omitempty"`
	Pack      []byte          `json:"-"`
	PackBytes int             `json:"pack_bytes,omitempty"`
	Figures
	PerSeed []map[string]float64 `json:"per_seed,omitempty"`
	// Of context-ranking: the metrics of requests without a context, and what the context brought.
	Bare    map[string]float64 `json:"metrics_without_context,omitempty"`
	Context *Comparison        `json:"with_minus_without_context,omitempty"`
	Against *Comparison        `json:"against,omitempty"`
}

// Run evaluates a model on a set. Devices are opened as Grants says.
func Run(ctx context.Context, set *data.Set, cfg train.Config, o Options) (*Result, error) {
	if err := o.complete(set); err != nil {
		return nil, err
	}
	r := &Result{Data: dataName(set.Name), Synthetic: set.Synthetic, Model: o.Model}
	var all []*Figures
	for range o.Seeds {
		f, err := r.once(ctx, set, cfg, o)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
		o.Seed++
	}
	r.Figures = *all[0]
	if len(all) > 1 {
		r.Figures, r.Seeds = *pool(all, o.Seed), len(all)
		for _, f := range all {
			r.PerSeed = append(r.PerSeed, f.Metrics)
		}
	}
	return r, nil
}

// dataName strips the folders from a data spec.
func dataName(spec string) string {
	prefix, rest, found := strings.Cut(spec, ":")
	if !found || rest == "" {
		return spec
	}
	return prefix + ":" + filepath.Base(rest)
}

// Validate returns an error for options that are wrong whatever the data.
func (o Options) Validate() error {
	t := TestOptions{Engine: o.Engine, Check: o.Check}
	if t.Engine == EngineFloats {
		t.Engine = EngineNative
	}
	switch {
	case o.Protocol != "" && !slices.Contains(Protocols(), o.Protocol):
		return fmt.Errorf("protocol %q: want one of %s", o.Protocol, strings.Join(Protocols(), ", "))
	case !(o.Share >= 0 && o.Share < 1):
		return fmt.Errorf("test share %v: want above 0 and below 1", o.Share)
	case o.Model != "" && !slices.Contains(Models(), o.Model):
		return fmt.Errorf("model %q: want one of %s", o.Model, strings.Join(Models(), ", "))
	case o.Model != "" && o.Model != Hearth && o.Tune:
		return errors.New("tune: only settings of " + Hearth + " are chosen on validation targets")
	case o.Model != "" && o.Model != Hearth && len(o.Without) > 0:
		return errors.New("without: only " + Hearth + " has parts to leave out")
	case o.Seeds < 0 || o.Seeds > 100:
		return fmt.Errorf("%d seeds: want 1 to 100", o.Seeds)
	}
	return t.check()
}

// complete fills in defaults.
func (o *Options) complete(set *data.Set) error {
	if err := o.Validate(); err != nil {
		return err
	}
	o.Protocol = cmp.Or(o.Protocol, DefaultProtocol(set))
	o.Model, o.Engine = cmp.Or(o.Model, Hearth), cmp.Or(o.Engine, EngineWasm)
	if o.Share != 0 && DefaultShare(o.Protocol) == 0 {
		return fmt.Errorf("test share %v: %s leaves no choice of it", o.Share, o.Protocol)
	}
	o.Seeds = cmp.Or(o.Seeds, DefaultSeeds(o.Protocol))
	if o.Seeds > 1 && o.Protocol != Random {
		return fmt.Errorf("%d seeds: %s draws nothing that more than one would even out", o.Seeds, o.Protocol)
	}
	if o.Progress == nil {
		o.Progress = func(string, int64, int64) {}
	}
	return nil
}

// once splits, trains and tests with one seed. The first call fills in what the result tells of training.
func (r *Result) once(ctx context.Context, set *data.Set, cfg train.Config, o Options) (*Figures, error) {
	split, err := NewSplit(set, cfg, o.SplitOptions)
	if err != nil {
		return nil, err
	}
	t := TestOptions{Engine: o.Engine, Check: o.Check, Seed: o.Seed, Progress: func(done, total int64) { o.Progress("testing", done, total) }}
	test, err := r.model(ctx, split, cfg, o, &t)
	if err != nil {
		return nil, err
	}
	f, err := test(t)
	if err != nil || split.Protocol != ContextRanking {
		return f, err
	}
	t.Bare = true
	bare, err := test(t)
	if err != nil {
		return nil, err
	}
	r.Bare = bare.Metrics
	r.Context, err = compare(f, bare, o.Seed)
	return f, err
}

// tester puts one trained model to the test.
type tester func(TestOptions) (*Figures, error)

// model trains the model, and fits what the test options need.
func (r *Result) model(ctx context.Context, split *Split, cfg train.Config, o Options, t *TestOptions) (tester, error) {
	first := r.About == ""
	r.Protocol, r.About = split.Protocol, split.About
	if o.Model != Hearth {
		return r.reference(ctx, split, o.Model, t)
	}
	settings, chosen, err := o.settings(ctx, split, cfg)
	if err != nil {
		return nil, err
	}
	if first {
		r.Engine, r.Without, r.Settings, r.Chosen = o.Engine, o.Without, &settings, chosen
	}
	if o.Engine == EngineFloats {
		return floatTester(ctx, split, cfg, settings)
	}
	b, report, err := train.Train(ctx, split.Train, cfg, settings, o.Progress)
	if err != nil {
		return nil, err
	}
	if first {
		r.Device, r.Train, r.Pack, r.PackBytes = Grants, report, b, len(b)
	}
	if split.Protocol == Labelled {
		if t.Sigmoid, err = Calibrate(ctx, split, cfg, settings, b); err != nil {
			return nil, err
		}
	}
	return func(t TestOptions) (*Figures, error) { return Test(ctx, split, b, t) }, nil
}

// floatTester makes the model without a pack.
func floatTester(ctx context.Context, split *Split, cfg train.Config, settings train.Settings) (tester, error) {
	if split.Protocol == Labelled {
		return nil, errors.New("engine floats: labelled rows need a pack's scores")
	}
	f, err := train.NewFloats(ctx, split.Full, split.Train, cfg, settings)
	if err != nil {
		return nil, err
	}
	return func(t TestOptions) (*Figures, error) {
		return test(ctx, split, t, func() (ranker, error) { return floats(split.Full, f), nil })
	}, nil
}

// settings returns those to train with, and where they come from.
func (o *Options) settings(ctx context.Context, split *Split, cfg train.Config) (train.Settings, string, error) {
	settings, chosen := train.DefaultSettings(split.Train), "defaults, found on validation targets of s3rec Beauty"
	if o.Settings != nil {
		settings, chosen = *o.Settings, "given"
	}
	if !o.Tune {
		return settings.Without(o.Without...), chosen, nil
	}
	return Tune(ctx, split, cfg, settings, *o)
}

// reference trains a reference model.
func (r *Result) reference(ctx context.Context, split *Split, name string, t *TestOptions) (tester, error) {
	m, err := baseline.New(ctx, name, split.Train)
	if err != nil {
		return nil, err
	}
	if split.Protocol == Labelled {
		tuned, err := baseline.New(ctx, name, split.TuneTrain)
		if err != nil {
			return nil, err
		}
		open := func(m baseline.Model) func() (ranker, error) {
			return func() (ranker, error) { return newReference(split.Full, m), nil }
		}
		if t.Sigmoid, err = calibrate(ctx, split, open(tuned), open(m)); err != nil {
			return nil, err
		}
	}
	return func(t TestOptions) (*Figures, error) { return TestModel(ctx, split, m, t) }, nil
}

// Calibrate finds the sigmoid for the scores of a pack that was trained with these settings on the whole training part.
func Calibrate(ctx context.Context, s *Split, cfg train.Config, settings train.Settings, pack []byte) (Sigmoid, error) {
	tuned, _, err := train.Train(ctx, s.TuneTrain, cfg, settings, nil)
	if err != nil {
		return Sigmoid{}, err
	}
	return calibrate(ctx, s, opener(ctx, s.Full, EngineNative, tuned), opener(ctx, s.Full, EngineNative, pack))
}
