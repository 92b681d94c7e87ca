package host

// This file restores a device from an export, once it is sure that the export is what it says it is.

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hearthrank/hearth/wasm/abi"
)

// ImportConfig is what Import accepts beyond an export of the open pack's catalogue whose purposes are all declared here.
type ImportConfig struct {
	OtherCatalogue bool // the export was made with another catalogue: what this pack knows of its items is used, the rest is kept
	// DropPurposes takes an export with purposes that are not declared here, or whose text has another version here. They are withdrawn, and records that
	// no other purpose holds are removed.
	DropPurposes bool
}

// Import puts the state of an export in the place of the present one, byte for byte: at the export's time [Device.Snapshot] returns what the
// device that was exported returned. On an error nothing is changed. Besides those of [ReadExport] and of a snapshot the errors are ErrCatalogue
// and ErrPurpose, which the config can allow, and ErrContradiction when the readable part does not say what the snapshot holds: then what a person
// read is not what they would get.
func (d *Device) Import(ctx context.Context, b []byte, config ImportConfig) (*Restored, error) {
	x, err := ReadExport(b)
	if err != nil {
		return nil, err
	}
	rules, err := d.checkImport(ctx, x, config)
	if err != nil {
		return nil, err
	}
	return d.Restore(ctx, rules.WithSnapshot(x.Snapshot))
}

// checkImport restores the export on a device of its own and compares. It returns the rules of d.
func (d *Device) checkImport(ctx context.Context, x *Export, config ImportConfig) (DeviceConfig, error) {
	leave, err := d.enter(ctx, abi.OpRestore)
	if err != nil {
		return DeviceConfig{}, err
	}
	pack, info, rules := d.pack, d.info, d.config
	leave()
	if x.Catalogue != info.Catalogue && !config.OtherCatalogue {
		return rules, exportError("catalogue", ErrCatalogue, fmt.Sprintf("%q, want %q", x.Catalogue, info.Catalogue))
	}
	if len(x.Snapshot) == 0 {
		return rules, x.checkEmpty()
	}
	there := rules
	if config.DropPurposes { // compared as it was where it comes from; what is not declared here goes afterwards
		there = rules.WithPurposes(x.declared()...)
	}
	held, err := x.restored(ctx, d.module, pack, there)
	if err != nil {
		return rules, err
	}
	if err := x.undeclared(held); err != nil && !config.DropPurposes {
		return rules, err
	}
	return rules, x.compare(held)
}

// restored returns the profile of the snapshot at the time of the export, under rules that remove nothing for its age or number.
func (x *Export) restored(ctx context.Context, m *Module, pack Pack, rules DeviceConfig) (*Profile, error) {
	then := time.UnixMilli(x.Time).In(time.FixedZone("", 60*int(x.Offset)))
	rules = rules.WithMaxDays(NoCap).WithMaxEvents(NoCap).WithConsentDays(NoCap).WithGrants().WithClock(func() time.Time { return then })
	scratch, err := m.NewDevice(ctx, pack, rules.WithSnapshot(x.Snapshot))
	if err != nil {
		return nil, err
	}
	defer func() { _ = scratch.Close(context.WithoutCancel(ctx)) }() // it only frees memory
	return scratch.Profile(ctx)
}

// allCategories is the number of categories of data that there are.
const allCategories = 9

// declared returns the purposes that the export tells of.
func (x *Export) declared() (all []Purpose) {
	for _, s := range x.Profile.Purposes {
		p := Purpose{ID: s.ID, Version: s.Version, Text: s.Text, Stage: s.Stage, Days: s.Days, Limits: s.Limits, Sensitive: s.Sensitive}
		if len(s.Categories) < allCategories { // all of them are told as a list, and declared as none
			p.Categories = s.Categories
		}
		all = append(all, p)
	}
	return all
}

// checkEmpty is for an export without a snapshot: of a device on which nothing was decided. There are no records then.
func (x *Export) checkEmpty() error {
	n := len(x.Profile.Events)
	for i := range x.Profile.Ledger {
		if x.Profile.Ledger[i].Purpose != "" { // a signal alone is no decision
			n++
		}
	}
	if n > 0 {
		return exportError("snapshot", ErrContradiction, fmt.Sprintf("it is empty, and profile has %d events and decisions", n))
	}
	return nil
}

// undeclared returns an error when a purpose on which something was decided is not declared on this device.
func (x *Export) undeclared(here *Profile) error {
	for _, p := range x.Profile.Purposes {
		if p.State == abi.StateUndecided {
			continue
		}
		at := slices.IndexFunc(here.Purposes, func(q PurposeStatus) bool { return q.ID == p.ID })
		switch {
		case at < 0:
			return exportError("profile.purposes", ErrPurpose, fmt.Sprintf("%q is not declared here", p.ID))
		case here.Purposes[at].Version != p.Version:
			return exportError("profile.purposes", ErrPurpose, fmt.Sprintf("%q has version %d, here it is %d", p.ID, p.Version, here.Purposes[at].Version))
		}
	}
	return nil
}

// compare returns an error when the readable part differs from what the snapshot holds.
func (x *Export) compare(held *Profile) error {
	if at := differ(x.Profile.Ledger, held.Ledger, func(a, b *LedgerEntry) bool { return *a == *b }); at >= 0 {
		return contradiction("ledger", at)
	}
	if at := differ(x.Profile.Events, held.Events, sameEvent); at >= 0 {
		return contradiction("events", at)
	}
	if x.Profile.Signal != held.Signal {
		return exportError("profile.signal", ErrContradiction, "")
	}
	if at := slices.IndexFunc(x.Profile.Purposes, func(p PurposeStatus) bool { return !stands(&p, held) }); at >= 0 {
		return contradiction("purposes", at)
	}
	if len(held.Controls) == 0 && !x.agreed() {
		return nil // orders that were kept in memory alone
	}
	if at := differ(x.Profile.Controls, held.Controls, func(a, b *Control) bool { return *a == *b }); at >= 0 {
		return contradiction("controls", at)
	}
	return nil
}

// stands reports whether a purpose stands as a profile says. One that is not declared there has to be undecided.
func stands(p *PurposeStatus, held *Profile) bool {
	for i := range held.Purposes {
		if q := &held.Purposes[i]; q.ID == p.ID && q.Version == p.Version {
			return p.State == q.State && p.Since == q.Since
		}
	}
	return p.State == abi.StateUndecided
}

// agreed reports whether the person ever said yes to a purpose.
func (x *Export) agreed() bool {
	return slices.ContainsFunc(x.Profile.Ledger, func(e LedgerEntry) bool { return e.Deed == "grant" })
}

func contradiction(list string, at int) *Error {
	return exportError(fmt.Sprintf("profile.%s[%d]", list, at), ErrContradiction, "")
}

// differ returns the first place at which two lists differ, -1 when they do not.
func differ[T any](a, b []T, same func(a, b *T) bool) int {
	for i := range min(len(a), len(b)) {
		if !same(&a[i], &b[i]) {
			return i
		}
	}
	if len(a) != len(b) {
		return min(len(a), len(b))
	}
	return -1
}

// sameEvent compares what the log holds of an event, and not what the open pack says of it.
func sameEvent(a, b *abi.Held) bool {
	return a.Ref == b.Ref && a.Time == b.Time && a.Offset == b.Offset && a.Type == b.Type && a.Item == b.Item && a.Query == b.Query &&
		a.Category == b.Category && (a.Value == nil) == (b.Value == nil) && (a.Value == nil || *a.Value == *b.Value) &&
		maps.Equal(a.Context, b.Context) && slices.Equal(a.BasedOn, b.BasedOn) && slices.Equal(a.Purposes, b.Purposes)
}
