package main

// This file is "hearth export" and "hearth import".

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hearthrank/hearth/host"
)

type exportCmd struct {
	heldFlags
}

// Help is printed below the one-line help.
func (*exportCmd) Help() string {
	return `The JSON has everything that the device holds, once to be read and once to be restored from; host/export.schema.json describes it. ` +
		`It is not sealed: who has the file reads the person's history.

Examples:

  hearth export --device anna --pack shop.pack > anna.json`
}

// Validate reports bad flags as faults of the command line.
func (c *exportCmd) Validate() error { return c.check() }

// Run prints the export. It is counted, so the device is written.
func (c *exportCmd) Run(ctx context.Context, e *env) error {
	h, err := openHeld(ctx, e, &c.heldFlags)
	if err != nil {
		return err
	}
	defer h.close(ctx)
	b, err := h.device.Export(ctx)
	if err != nil {
		return err
	}
	if err := h.save(ctx, e); err != nil {
		return err
	}
	_, err = e.out.Write(b)
	return err
}

type importCmd struct {
	heldFlags
	File           string `arg:"" help:"Export to restore; - is standard input."`
	OtherCatalogue bool   `help:"Take an export of another catalogue than the pack's."`
	DropPurposes   bool   `help:"Take an export with purposes that are not declared here, or with another text: they are withdrawn, and what they alone held is removed."`
	Yes            bool   `help:"Replace what the device holds."`
}

// Help is printed below the one-line help.
func (*importCmd) Help() string {
	return `The device then is, byte for byte, the one that was exported; what it held before is gone. ` +
		`A file whose readable part does not say what its sealed part holds is refused, and nothing changes.

Examples:

  hearth import --device anna --pack shop.pack anna.json
  hearth import --device anna --pack shop.pack --yes anna.json`
}

// Validate reports bad flags as faults of the command line.
func (c *importCmd) Validate() error { return c.check() }

// Run restores the export.
func (c *importCmd) Run(ctx context.Context, e *env) error {
	b, err := c.read(e)
	if err != nil {
		return err
	}
	h, err := openHeld(ctx, e, &c.heldFlags)
	if err != nil {
		return err
	}
	defer h.close(ctx)
	if err := c.mayReplace(ctx, h); err != nil {
		return err
	}
	restored, err := h.device.Import(ctx, b, host.ImportConfig{OtherCatalogue: c.OtherCatalogue, DropPurposes: c.DropPurposes})
	if err != nil {
		return fmt.Errorf("%s: %w%s", c.File, err, c.hint(err))
	}
	if err := h.save(ctx, e); err != nil {
		return err
	}
	v := importedView{c.Device, restored.Events, restored.Unknown, restored.Purged}
	return e.show(v, func() {
		e.printf("%s restored, %d of items that the pack does not offer\n", plural(v.Events, "event"), v.Unknown)
		if v.Purged > 0 {
			e.printf("%s of the file not kept: past their time, or held by no purpose\n", plural(v.Purged, "record"))
		}
	})
}

// importedView is what was restored as JSON.
type importedView struct {
	Device  string `json:"device"`
	Events  int    `json:"events"`
	Unknown int    `json:"unknown"`
	Purged  int    `json:"purged"`
}

func (c *importCmd) read(e *env) ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(e.in)
	}
	return os.ReadFile(c.File)
}

// mayReplace returns an error when the device holds something and --yes is not given.
func (c *importCmd) mayReplace(ctx context.Context, h *holder) error {
	profile, err := h.device.Profile(ctx)
	if err != nil {
		return err
	}
	if c.Yes || len(profile.Events)+len(profile.Ledger)+len(profile.Controls) == 0 {
		return nil
	}
	return fmt.Errorf("--device %s: it holds %s, %s and %s, which an import replaces: give --yes if that is wanted", c.Device,
		plural(len(profile.Events), "event"), plural(len(profile.Ledger), "decision"), plural(len(profile.Controls), "order"))
}

// hint says which flag allows what was refused.
func (c *importCmd) hint(err error) string {
	switch {
	case errors.Is(err, host.ErrCatalogue):
		return " (--other-catalogue takes it)"
	case errors.Is(err, host.ErrConflict):
		return " (--purposes declares it as it was)"
	case errors.Is(err, host.ErrPurpose):
		return " (--purposes declares it, --drop-purposes goes without)"
	}
	return ""
}
