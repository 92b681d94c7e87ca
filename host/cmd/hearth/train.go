package main

// This file is "hearth train".

import (
	"context"
	"strings"

	"github.com/hearthrank/hearth/bench/eval"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

type trainCmd struct {
	dataFlags
	Out string `placeholder:"FILE" help:"Pack to write; it replaces a former one only when it is complete. With --proxies the list to write, whose name ends in .yaml or .csv; without, it is printed only."`
	modelFlags
	Tune      bool    `xor:"settings" help:"Choose the model's settings on validation targets of the data first (hearth tune); then train on all of it."`
	Settings  string  `xor:"settings" placeholder:"FILE" help:"Settings that \"hearth tune\" wrote."`
	Catalogue string  `placeholder:"ID" help:"Catalogue id, 1 to 64 of a-z 0-9 . _ -; devices refuse a pack of another catalogue. Without, made from the data's name."`
	Sequence  *uint64 `placeholder:"N" help:"Sequence number, from 1; devices refuse a lower one than they have."`
	NoTitles  bool    `help:"Leave titles out: a smaller pack, for sites that show their own."`
	proxyFlags
}

// modelFlags override what the configuration says of the model.
type modelFlags struct {
	MinPersons *int `placeholder:"K" help:"Distinct persons behind every edge, attribute weight and context cell, 1 to 1000 (default 3; 1 in eval without --config)."`
	Edges      *int `placeholder:"N" help:"Item-to-item edges stored an item on average, 0 to 1000 (default 75; in eval without --config as many as the budget allows)."`
	Budget     *int `placeholder:"BYTES" help:"Bytes an item, compressed by brotli, that the pack may take besides ids and titles: edges are left out until it fits; 0 is no budget (default 150)."`
}

// Help is printed below the one-line help.
func (*trainCmd) Help() string {
	return `The pack holds the catalogue and what the log says about items: statistics with at least K persons behind each, never rows of a person. ` +
		`Sign it ("hearth pack sign") before you publish it.

Examples:

  hearth train --data sample: --out shop.pack
  hearth train --data csv:logs --config site.yaml --out site.pack --sequence 42
  hearth train --data movielens:ml-latest-small --out films.pack
  hearth train --data csv:logs --out site.pack --tune
  hearth train --data csv:logs --out site.pack --strict
  hearth train --data csv:logs --config site.yaml --proxies --out review.yaml
  hearth train --data csv:logs --config site.yaml --approve-proxies review.yaml --out site.pack`
}

// Validate reports bad flags as faults of the command line.
func (c *trainCmd) Validate() error {
	if c.Out == "" && !c.Proxies {
		return usagef("missing flags: %s--out=FILE", map[bool]string{true: "--data=SPEC, "}[c.Data == ""])
	}
	if err := c.check(); err != nil {
		return err
	}
	if err := c.checkProxies(c.Out); err != nil {
		return err
	}
	return asFlag(c.override(train.DefaultConfig()).Validate())
}

// asFlag gives a fault of the configuration the name of its flag, where the two differ in hyphens only.
func asFlag(err error) error {
	if err == nil {
		return nil
	}
	key, reason, _ := strings.Cut(err.Error(), ": ")
	return usagef("--%s %s", strings.ReplaceAll(key, "_", "-"), reason)
}

func (f *modelFlags) apply(cfg train.Config) train.Config {
	if f.MinPersons != nil {
		cfg = cfg.WithMinPersons(*f.MinPersons)
	}
	if f.Edges != nil {
		cfg = cfg.WithEdges(*f.Edges)
	}
	if f.Budget != nil {
		cfg = cfg.WithBudget(*f.Budget)
	}
	return cfg
}

// override puts the flags in the place of what the configuration says.
func (c *trainCmd) override(cfg train.Config) train.Config {
	cfg = c.apply(cfg)
	if c.Catalogue != "" {
		cfg = cfg.WithCatalogue(c.Catalogue)
	}
	if c.Sequence != nil {
		cfg = cfg.WithSequence(*c.Sequence)
	}
	if c.NoTitles {
		cfg = cfg.WithTitles(false)
	}
	return cfg
}

// trained is the result of "hearth train".
type trained struct {
	Pack    string        `json:"pack"`
	Bytes   int           `json:"bytes"`
	Summary summaryView   `json:"summary"`
	Report  *train.Report `json:"report"`
}

// Run trains and writes the pack, or lists proxies.
func (c *trainCmd) Run(ctx context.Context, e *env) error {
	cfg, err := c.config()
	if err == nil {
		cfg, err = c.approve(c.override(cfg))
	}
	if err != nil {
		return err
	}
	var out *output
	if c.Out != "" {
		if out, err = createOutput(c.Out); err != nil {
			return err
		}
		defer out.discard()
	}
	bar := e.progress()
	defer bar.end()
	set, err := c.open(cfg, bar)
	if err != nil {
		return err
	}
	if c.Proxies {
		bar.end()
		return c.list(e, set, cfg, out)
	}
	return c.train(ctx, e, set, cfg, bar, out)
}

// train builds the pack and writes it.
func (c *trainCmd) train(ctx context.Context, e *env, set *data.Set, cfg train.Config, bar *progress, out *output) error {
	settings, err := c.settings(ctx, set, cfg, bar)
	if err != nil {
		return err
	}
	pack, report, err := train.Train(ctx, set, cfg, settings, bar.report)
	if err != nil {
		return err
	}
	bar.end()
	if err := out.commit(pack); err != nil {
		return err
	}
	return e.show(trained{c.Out, len(pack), viewSummary(set), report}, func() {
		e.printf("%s\n\n%swritten    %s\n", clean(set.Summary.String()), clean(report.String()), c.Out)
	})
}

// settings returns those to train with: chosen, read or the defaults.
func (c *trainCmd) settings(ctx context.Context, set *data.Set, cfg train.Config, bar *progress) (train.Settings, error) {
	switch {
	case c.Tune:
		t, err := chooseSettings(ctx, set, cfg, eval.SplitOptions{Seed: 1}, bar)
		if err != nil {
			return train.Settings{}, err
		}
		return t.Settings, nil
	case c.Settings != "":
		return readSettings(c.Settings)
	}
	return train.DefaultSettings(set), nil
}
