package main

// This file is "hearth consent".

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hearthrank/hearth/host"
)

type consentCmd struct {
	heldFlags
	Grant    []string `placeholder:"PURPOSE" help:"Say yes to purposes; all names every one."`
	Deny     []string `placeholder:"PURPOSE" help:"Say no to purposes: nothing is recorded for them from now on, and what was is used no more."`
	Withdraw []string `placeholder:"PURPOSE" help:"Withdraw purposes: what was recorded for them alone is removed."`
	Act      string   `default:"settings" enum:"banner,settings,signal" placeholder:"HOW" help:"How the decision came about: banner, settings or signal (default ${default})."`
	Signal   string   `default:"" enum:",on,off" placeholder:"on|off" help:"Whether a signal such as Global Privacy Control is present; while it is, report and federate are off."`
	Record   bool     `help:"Print the consent record instead: JSON-LD in the shape of ISO/IEC TS 27560."`
}

// Help is printed below the one-line help.
func (*consentCmd) Help() string {
	return `Before the person has decided anything nothing is recorded and nothing is written. A purpose named in several flags gets the strictest. ` +
		`Where neither pack nor --purposes declare any there is the one purpose "rank".

Examples:

  hearth consent --device anna --pack shop.pack
  hearth consent --device anna --pack shop.pack --grant rank
  hearth consent --device anna --pack shop.pack --purposes site.yaml --grant rank --deny report --act banner
  hearth consent --device anna --pack shop.pack --withdraw rank
  hearth consent --device anna --pack shop.pack --record > record.jsonld`
}

// Validate reports bad flags as faults of the command line.
func (c *consentCmd) Validate() error {
	for _, list := range [][]string{c.Grant, c.Deny, c.Withdraw} {
		if slices.Contains(list, "") {
			return usagef("a purpose without a name in --grant, --deny or --withdraw")
		}
	}
	if c.Record && c.decides() {
		return usagef("--record: prints what was decided; decide in a call of its own")
	}
	if c.Act == host.ActSignal && len(c.Grant) > 0 {
		return usagef("--act signal: a signal switches nothing on; leave out --grant")
	}
	return c.check()
}

// decides reports whether a decision is given.
func (c *consentCmd) decides() bool {
	return len(c.Grant)+len(c.Deny)+len(c.Withdraw) > 0 || c.Signal != ""
}

// Run decides and prints where the purposes stand.
func (c *consentCmd) Run(ctx context.Context, e *env) error {
	h, err := openHeld(ctx, e, &c.heldFlags)
	if err != nil {
		return err
	}
	defer h.close(ctx)
	if c.Record {
		return h.printRecord(ctx, e)
	}
	consent, err := h.decide(ctx, c)
	if err != nil {
		return err
	}
	if c.decides() {
		if err := h.save(ctx, e); err != nil {
			return err
		}
	}
	profile, err := h.device.Profile(ctx)
	if err != nil {
		return err
	}
	v := viewConsent(c.Device, consent, profile)
	return e.show(v, func() { v.print(e, len(c.Withdraw) > 0) })
}

// decide takes the decision of the flags; without one it asks where the purposes stand.
func (h *holder) decide(ctx context.Context, c *consentCmd) (*host.Consent, error) {
	q := host.Decision{Grant: c.Grant, Deny: c.Deny, Withdraw: c.Withdraw, Act: c.Act}
	if c.Signal != "" {
		q.Signal = new(c.Signal == "on")
	}
	consent, err := h.device.Decide(ctx, q)
	if !errors.Is(err, host.ErrPurpose) {
		return consent, err
	}
	known, asked := h.device.Decide(ctx, host.Decision{})
	if asked != nil {
		return nil, err
	}
	var ids []string
	for _, p := range known.Purposes {
		ids = append(ids, p.ID)
	}
	return nil, usagef("%w: want all, or of %s", err, strings.Join(ids, ", "))
}

// printRecord prints the consent record.
func (h *holder) printRecord(ctx context.Context, e *env) error {
	info := h.site.info()
	if info.Controller == "" {
		return errors.New("--record: who asks for consent is not known: give --purposes with a controller (name, address, contact, notice)")
	}
	record, err := h.device.ConsentRecord(ctx, info)
	if err != nil {
		return err
	}
	_, err = e.out.Write(record)
	return err
}

// consentView is where the purposes stand as JSON.
type consentView struct {
	Device   string        `json:"device"`
	Purposes []purposeView `json:"purposes"`
	Signal   bool          `json:"signal"`
	Removed  int           `json:"removed"`
	Purged   int           `json:"purged"`
}

type purposeView struct {
	ID         string           `json:"id"`
	Version    uint32           `json:"version"`
	Text       string           `json:"text"`
	Stage      string           `json:"stage"`
	State      string           `json:"state"`
	Holds      bool             `json:"holds"`
	Since      string           `json:"since,omitempty"`
	Days       int32            `json:"days,omitempty"`
	Limits     map[string]int32 `json:"limits,omitempty"`
	Categories []string         `json:"categories"`
	Sensitive  []string         `json:"sensitive,omitempty"`
	Events     int              `json:"events"`
}

func viewConsent(device string, consent *host.Consent, profile *host.Profile) *consentView {
	v := &consentView{Device: device, Purposes: []purposeView{}, Signal: consent.Signal, Removed: consent.Removed, Purged: consent.Purged}
	for _, p := range consent.Purposes {
		events := 0
		for i := range profile.Events {
			events += one(slices.Contains(profile.Events[i].Purposes, p.ID))
		}
		v.Purposes = append(v.Purposes, purposeView{
			p.ID, p.Version, p.Text, p.Stage, p.State, p.Holds, stampOf(p.Since), p.Days, p.Limits, p.Categories, p.Sensitive, events,
		})
	}
	return v
}

// print prints a table of the purposes and their texts.
func (v *consentView) print(e *env, withdrawn bool) {
	t := table{columns: []column{
		{title: "PURPOSE"}, {title: "VERSION", right: true}, {title: "STAGE"}, {title: "STATE"}, {title: "HOLDS"}, {title: "SINCE"},
		{title: "DAYS", right: true}, {title: "EVENTS", right: true}, {title: "USES", flex: true},
	}}
	for _, p := range v.Purposes {
		days := "-"
		if p.Days > 0 {
			days = fmt.Sprint(p.Days)
		}
		t.add(p.ID, p.Version, p.Stage, p.State, yes(p.Holds), dash(p.Since), days, p.Events, uses(&p))
	}
	t.write(e.out, e.width)
	e.printf("\n")
	for _, p := range v.Purposes {
		e.printf("%s: %s\n", p.ID, oneLine(p.Text)) // in full, however long: it is what is agreed to
	}
	if v.Signal {
		e.printf("\nA signal such as Global Privacy Control is present: report and federate are off.\n")
	}
	if withdrawn || v.Removed > 0 {
		e.printf("\n%s removed.\n", plural(v.Removed, "event"))
	}
}

// uses says which data a purpose uses, and for how long what it keeps shorter.
func uses(p *purposeView) string {
	const all = 9
	text := strings.Join(p.Categories, ", ")
	if len(p.Categories) == all {
		text = "all data"
	}
	for _, category := range sortedKeys(p.Limits) {
		text += fmt.Sprintf("; %s %d days", category, p.Limits[category])
	}
	if len(p.Sensitive) > 0 {
		text += "; sensitive: " + strings.Join(p.Sensitive, ", ")
	}
	return text
}

// plural counts things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
