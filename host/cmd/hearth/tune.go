package main

// This file is "hearth tune", and the settings that train and eval take from it.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/hearthrank/hearth/bench/eval"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

type tuneCmd struct {
	dataFlags
	modelFlags
	Protocol string `placeholder:"NAME" enum:",leave-one-out,temporal,next-item,random,labelled,context-ranking" default:"" help:"How the data is split, as in \"hearth eval\". Without, chosen by the form of the data."`
	Seed     uint64 `default:"1" placeholder:"N" help:"Seed of splits and samples (default ${default})."`
	Out      string `placeholder:"FILE" help:"Where the settings go, as JSON; without, they are printed."`
}

// Help is printed below the one-line help.
func (*tuneCmd) Help() string {
	return `Learns the model's weights from targets held out of the data's training part; test targets are not looked at. ` +
		`The same data and seed give the same settings. "hearth train --settings" and "hearth eval --settings" read them; ` +
		`"hearth train --tune" and "hearth eval --tune" do both steps at once.

Examples:

  hearth tune --data sample: --out settings.json
  hearth tune --data csv:logs --config site.yaml --protocol temporal --json`
}

// Validate reports bad flags as faults of the command line.
func (c *tuneCmd) Validate() error {
	if err := c.check(); err != nil {
		return err
	}
	return asFlag(c.apply(train.DefaultConfig()).Validate())
}

// tuned is the result of "hearth tune".
type tuned struct {
	Data     string         `json:"data"`
	Protocol string         `json:"protocol"`
	About    string         `json:"about"`
	Chosen   string         `json:"settings_chosen"`
	Settings train.Settings `json:"settings"`
}

// Run chooses settings and writes them.
func (c *tuneCmd) Run(ctx context.Context, e *env) error {
	cfg, err := c.config()
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
	result, err := chooseSettings(ctx, set, c.apply(cfg), eval.SplitOptions{Protocol: c.Protocol, Seed: c.Seed}, bar)
	if err != nil {
		return err
	}
	bar.end()
	text, err := json.MarshalIndent(result.Settings, "", "  ")
	if err != nil {
		return err
	}
	if out != nil {
		if err := out.commit(append(text, '\n')); err != nil {
			return err
		}
	}
	return e.show(result, func() {
		if out == nil {
			e.printf("%s\n", text)
			return
		}
		e.printf("protocol   %s\nsettings   %s\nwritten    %s\n", result.About, result.Chosen, c.Out)
	})
}

// chooseSettings learns settings from a data set's validation part.
func chooseSettings(ctx context.Context, set *data.Set, cfg train.Config, o eval.SplitOptions, bar *progress) (*tuned, error) {
	split, err := eval.NewSplit(set, cfg, o)
	if err != nil {
		return nil, err
	}
	s, story, err := eval.Tune(ctx, split, cfg, train.DefaultSettings(split.TuneTrain), eval.Options{SplitOptions: o, Progress: bar.report})
	if err != nil {
		return nil, err
	}
	return &tuned{Data: set.Name, Protocol: split.Protocol, About: split.About, Chosen: story, Settings: s}, nil
}

// readSettings reads what "hearth tune" wrote.
func readSettings(path string) (train.Settings, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return train.Settings{}, fmt.Errorf("%s: %w", path, cause(err))
	}
	return train.ParseSettings(path, text)
}
