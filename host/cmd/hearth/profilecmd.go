package main

// This file is "hearth profile".

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/wasm/abi"
)

type profileCmd struct {
	heldFlags
	Last int `default:"0" placeholder:"K" help:"Print the last K events only (default: all)."`
}

// Help is printed below the one-line help.
func (*profileCmd) Help() string {
	return `Nothing that the device holds is left out. REF is the event's handle, for hearth forget. ` +
		`STRENGTH of an interest is what an item that consists of the attribute alone would be given for it.

Examples:

  hearth profile --device anna --pack shop.pack
  hearth profile --device anna --pack shop.pack --last 20
  hearth profile --device anna --pack shop.pack --json`
}

// Validate reports bad flags as faults of the command line.
func (c *profileCmd) Validate() error {
	if c.Last < 0 {
		return usagef("--last %d: want 0 or more", c.Last)
	}
	return c.check()
}

// Run prints all that the device holds.
func (c *profileCmd) Run(ctx context.Context, e *env) error {
	h, err := openHeld(ctx, e, &c.heldFlags)
	if err != nil {
		return err
	}
	defer h.close(ctx)
	profile, err := h.device.Profile(ctx)
	if err != nil {
		return err
	}
	raw, err := host.MarshalProfile(profile)
	if err != nil {
		return err
	}
	v := profileView{c.Device, h.file.pack.Catalogue(), h.now.Format(time.RFC3339), raw}
	return e.show(v, func() { h.printProfile(e, profile, c.Last) })
}

// profileView is the profile as JSON: its own keys are those of an export's.
type profileView struct {
	Device    string          `json:"device"`
	Catalogue string          `json:"catalogue"`
	At        string          `json:"at"`
	Profile   json.RawMessage `json:"profile"`
}

func (h *holder) printProfile(e *env, p *host.Profile, last int) {
	h.printEvents(e, p, last)
	printInterests(e, p)
	h.printOrders(e, p.Controls)
	printGrants(e, p)
	e.printf("%d bytes of log, %s in the ledger (see hearth audit)\n", p.Bytes, plural(len(p.Ledger), "decision"))
}

func (h *holder) printEvents(e *env, p *host.Profile, last int) {
	events := p.Events
	if last > 0 && len(events) > last {
		events = events[len(events)-last:]
	}
	e.printf("%s\n", heading(len(p.Events), len(events), "event"))
	t := table{indent: "  ", columns: []column{
		{title: "REF", right: true}, {title: "TIME"}, {title: "TYPE"}, {title: "WHAT", flex: true}, {title: "CATEGORY"}, {title: "PURPOSES"}, {title: "USED"},
	}}
	for i := range events {
		ev := &events[i]
		t.add(ev.Ref, eventTime(ev, h.now.Location()), ev.Type, h.what(ev), ev.Category, orNone(ev.Purposes), yes(ev.Used))
	}
	t.close(e)
}

// close ends a section: the rows, if there are any, and a blank line.
func (t *table) close(e *env) {
	if len(t.rows) > 0 {
		t.write(e.out, e.width)
	}
	e.printf("\n")
}

// heading counts things, of which some are shown.
func heading(all, shown int, thing string) string {
	if all == shown {
		return plural(all, thing)
	}
	return fmt.Sprintf("%s, the last %d", plural(all, thing), shown)
}

// eventTime is the time of an event where it happened.
func eventTime(ev *abi.Held, zone *time.Location) string {
	if ev.Offset != 0 {
		zone = time.FixedZone("", 60*int(ev.Offset))
	}
	return time.UnixMilli(ev.Time).In(zone).Format("2006-01-02 15:04")
}

// what says what an event was about: item, search text, value and context.
func (h *holder) what(ev *abi.Held) string {
	var parts []string
	if ev.Item != "" {
		parts = append(parts, itemRef{ev.Item, ev.Title}.String())
		if h.file.pack.Find(ev.Item) == noCell {
			parts = append(parts, "(no longer offered)")
		}
	}
	if ev.Query != "" {
		parts = append(parts, fmt.Sprintf("%q", ev.Query))
	}
	if ev.Value != nil {
		parts = append(parts, fmt.Sprintf("value %g", float64(*ev.Value)/1000))
	}
	for _, name := range sortedKeys(ev.Context) {
		parts = append(parts, name+"="+ev.Context[name])
	}
	return strings.Join(parts, " ")
}

func printInterests(e *env, p *host.Profile) {
	e.printf("%s, inferred from the events that ranking may use now\n", plural(len(p.Interests), "interest"))
	t := table{indent: "  ", columns: []column{{title: "FIELD"}, {title: "VALUE", flex: true}, {title: "STRENGTH", right: true}, {title: "EVENTS", right: true}}}
	for _, i := range p.Interests {
		t.add(i.Field, i.Value, i.Strength, len(i.Events))
	}
	t.close(e)
}

func (s *session) printOrders(e *env, controls []host.Control) {
	e.printf("%s of the person\n", plural(len(controls), "order"))
	t := table{indent: "  ", columns: []column{{title: "KIND"}, {title: "WHAT", flex: true}, {title: "AMOUNT", right: true}, {title: "SINCE"}}}
	for _, c := range controls {
		amount := "-"
		if c.Kind == host.ControlDial || c.Kind == host.ControlInterest {
			amount = fmt.Sprint(c.Amount)
		}
		about := dash(target(&c))
		if c.Kind == host.ControlBlock && c.Field == "" {
			about = itemRef{c.Value, s.title(c.Value)}.String()
		}
		t.add(c.Kind, about, amount, stampOf(c.Time))
	}
	t.close(e)
}

// target is what an order is about.
func target(c *host.Control) string {
	if c.Field == "" {
		return c.Value
	}
	return c.Field + "=" + c.Value
}

func printGrants(e *env, p *host.Profile) {
	e.printf("%s\n", plural(len(p.Purposes), "purpose"))
	t := table{indent: "  ", columns: []column{{title: "PURPOSE"}, {title: "STATE"}, {title: "HOLDS"}, {title: "SINCE"}}}
	for _, s := range p.Purposes {
		t.add(s.ID, s.State, yes(s.Holds), dash(stampOf(s.Since)))
	}
	t.close(e)
}

// stampOf is a time of the device in UTC, "" when there is none.
func stampOf(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339)
}
