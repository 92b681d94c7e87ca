package main

// This file is "hearth audit".

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host"
)

type auditCmd struct {
	heldFlags
}

// Help is printed below the one-line help.
func (*auditCmd) Help() string {
	return `The device counts what is done with the person's data, without saying with what: the report names no item, search or time of day. ` +
		`How often something was not recorded for want of consent is counted while a device is open, and not kept.

Examples:

  hearth audit --device anna --pack shop.pack
  hearth audit --device anna --pack shop.pack --json`
}

// Validate reports bad flags as faults of the command line.
func (c *auditCmd) Validate() error { return c.check() }

// Run prints the transparency report.
func (c *auditCmd) Run(ctx context.Context, e *env) error {
	h, err := openHeld(ctx, e, &c.heldFlags)
	if err != nil {
		return err
	}
	defer h.close(ctx)
	profile, err := h.device.Profile(ctx)
	if err != nil {
		return err
	}
	v := viewAudit(c.Device, profile)
	return e.show(v, func() { v.print(e) })
}

// auditView is the report as JSON.
type auditView struct {
	Device    string         `json:"device"`
	Events    int            `json:"events"`
	Bytes     uint32         `json:"bytes"`
	Counts    []countView    `json:"counts"`
	Decisions []decisionView `json:"decisions"`
	Signal    bool           `json:"signal"`
	Asked     int            `json:"purposes_declared"`
	Decided   int            `json:"purposes_decided"`
	Agreed    int            `json:"purposes_agreed"`
	Rate      float64        `json:"consent_rate"`
	OptOuts   int            `json:"opt_outs"`
}

// countView is how often something was done; its purposes have counts of their own, which may add up to more: an event can serve several.
type countView struct {
	Kind     string      `json:"kind"`
	Count    int64       `json:"count"`
	Latest   string      `json:"latest"`
	Purposes []countOfID `json:"purposes,omitempty"`
}

type countOfID struct {
	ID     string `json:"id"`
	Count  int64  `json:"count"`
	Latest string `json:"latest"`
}

type decisionView struct {
	Time    string `json:"time"`
	Deed    string `json:"deed"`
	Purpose string `json:"purpose,omitempty"`
	Version uint32 `json:"version,omitempty"`
	Act     string `json:"act"`
}

func viewAudit(device string, p *host.Profile) *auditView {
	n := host.CountDecisions(p)
	v := &auditView{
		Device: device, Events: len(p.Events), Bytes: p.Bytes, Counts: []countView{}, Decisions: []decisionView{}, Signal: p.Signal,
		Asked: n.Asked, Decided: n.Decided, Agreed: n.Agreed, Rate: n.Rate(), OptOuts: n.OptOuts,
	}
	for _, a := range p.Audit {
		day := time.UnixMilli(a.Latest).UTC().Format(time.DateOnly)
		switch {
		case a.Kind == "refused":
		case a.Purpose == "":
			v.Counts = append(v.Counts, countView{Kind: a.Kind, Count: a.Count, Latest: day})
		case len(v.Counts) > 0:
			last := &v.Counts[len(v.Counts)-1]
			last.Purposes = append(last.Purposes, countOfID{a.Purpose, a.Count, day})
		}
	}
	for _, d := range p.Ledger {
		v.Decisions = append(v.Decisions, decisionView{stampOf(d.Time), d.Deed, d.Purpose, d.Version, d.Act})
	}
	return v
}

// reports are the sentences about each kind of count, for one and for several; what follows is the last day, then the purposes.
var reports = []struct{ kind, none, one, many string }{
	{"recorded", "Nothing was ever recorded.", "1 event was recorded", "%d events were recorded"},
	{"used", "Your history was never used.", "Your history was used once, for a slate or its reasons", "Your history was used %d times, for slates and their reasons"},
	{"purged", "Nothing was removed for its age.", "1 record was removed because its time was up", "%d records were removed because their time was up"},
	{"withdrawn", "Nothing was removed because a purpose ended.", "1 record was removed because its purpose was withdrawn, lapsed or given up", "%d records were removed because their purpose was withdrawn, lapsed or given up"},
	{"forgotten", "You had nothing forgotten.", "1 record was forgotten because you said so", "%d records were forgotten because you said so"},
	{"exported", "Nothing was exported.", "Everything was exported once", "Everything was exported %d times"},
}

func (v *auditView) print(e *env) {
	e.printf("This device holds %s in %d bytes. Hearth sends none of it anywhere.\n\n", plural(v.Events, "event"), v.Bytes)
	for _, r := range reports {
		e.printf("%s\n", v.sentence(r.kind, r.none, r.one, r.many))
	}
	e.printf("\n")
	if len(v.Decisions) == 0 {
		e.printf("You have not decided anything yet, so nothing is recorded and nothing is kept.\n")
		return
	}
	e.printf("You agree to %d of %s, and have decided on %d. You opted out %s.\n", v.Agreed, plural(v.Asked, "purpose"), v.Decided, plural(v.OptOuts, "time"))
	e.printf("What you decided, in the order of time:\n")
	t := table{indent: "  ", columns: []column{{}, {flex: true}}}
	for i := range v.Decisions {
		t.add(v.Decisions[i].Time, v.Decisions[i].sentence())
	}
	t.write(e.out, e.width)
	if v.Signal {
		e.printf("\nYour signal (such as Global Privacy Control) is present: report and federate are off.\n")
	}
}

// sentence says how often something was done.
func (v *auditView) sentence(kind, none, single, many string) string {
	for _, c := range v.Counts {
		if c.Kind != kind {
			continue
		}
		text := single
		if c.Count != 1 {
			text = fmt.Sprintf(many, c.Count)
		}
		return text + ", the last on " + c.Latest + c.forPurposes() + "."
	}
	return none
}

// forPurposes lists the counts of single purposes.
func (c *countView) forPurposes() string {
	var parts []string
	for _, p := range c.Purposes {
		part := fmt.Sprintf("%d for %s", p.Count, p.ID)
		if p.Latest != c.Latest {
			part += " until " + p.Latest
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}

// sentence says what was decided, and how.
func (d *decisionView) sentence() string {
	purpose := fmt.Sprintf("%s, version %d", d.Purpose, d.Version)
	switch d.Deed + " " + d.Act {
	case "lapse lapse":
		return "Your yes to " + purpose + " grew too old. It counts for nothing until you renew it."
	case "withdraw lapse":
		return "Your yes to " + purpose + " was not renewed: what was recorded for it alone was removed."
	case "withdraw pack":
		return purpose + " was given up by the site: what was recorded for it alone was removed."
	}
	switch d.Deed {
	case "grant":
		return "You said yes to " + purpose + how(d.Act)
	case "deny":
		return "You said no to " + purpose + how(d.Act)
	case "withdraw":
		return "You withdrew " + purpose + how(d.Act) + " What was recorded for it alone was removed."
	case "signal on":
		return "Your signal (such as Global Privacy Control) came."
	}
	return "Your signal (such as Global Privacy Control) went."
}

// how says by which act.
func how(act string) string {
	switch act {
	case host.ActBanner:
		return ", asked by the site."
	case host.ActSettings:
		return ", in your settings."
	case host.ActSignal:
		return ", by a signal."
	}
	return ": the host decided that, not you."
}
