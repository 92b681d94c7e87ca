package main

// This file is "hearth forget".

import (
	"context"
	"fmt"

	"github.com/hearthrank/hearth/host"
)

type forgetCmd struct {
	heldFlags
	Item     []string `sep:"none" placeholder:"TITLE|ID" help:"Forget what was recorded of an item; repeat it."`
	Event    []int64  `placeholder:"REF" help:"Forget single events, by the REF of hearth profile."`
	Category []string `sep:"none" placeholder:"FIELD=VALUE" help:"Forget what was recorded of items with an attribute, such as category=Books; repeat it."`
	From     moment   `placeholder:"TIME" help:"Forget what was recorded at this time or later, RFC 3339."`
	To       moment   `placeholder:"TIME" help:"Forget what was recorded before this time, RFC 3339. With --from: between the two."`
	Session  []int64  `placeholder:"REF" help:"Forget the session of an event: all events around it without a pause of 30 minutes."`
	All      bool     `help:"Forget every event. Orders and decisions stay: see hearth order --lift, hearth consent and hearth erase."`
	Preview  bool     `help:"Say what would go, and remove nothing."`
}

// Help is printed below the one-line help.
func (*forgetCmd) Help() string {
	return `What matches any of the flags goes, and impressions that were based on it. It goes from the sealed files too, the older generation included.

Examples:

  hearth forget --device anna --pack shop.pack --item "River Novel" --preview
  hearth forget --device anna --pack shop.pack --item i0007,i0031
  hearth forget --device anna --pack shop.pack --category category=Garden
  hearth forget --device anna --pack shop.pack --from 2025-12-01T00:00:00+01:00 --to 2025-12-02T00:00:00+01:00
  hearth forget --device anna --pack shop.pack --all`
}

// Validate reports bad flags as faults of the command line.
func (c *forgetCmd) Validate() error {
	if !c.All && len(c.Item)+len(c.Event)+len(c.Category)+len(c.Session) == 0 && c.From.IsZero() && c.To.IsZero() {
		return usagef("nothing to forget: give --item, --event, --category, --from, --to, --session or --all")
	}
	if !c.From.IsZero() && !c.To.IsZero() && !c.From.Before(c.To.Time) {
		return usagef("--from: not before --to")
	}
	for _, text := range c.Category {
		if _, _, ok := attributeOf(text); !ok {
			return usagef("--category %q: want FIELD=VALUE", text)
		}
	}
	return c.check()
}

// Run forgets and prints what went.
func (c *forgetCmd) Run(ctx context.Context, e *env) error {
	h, err := openHeld(ctx, e, &c.heldFlags)
	if err != nil {
		return err
	}
	defer h.close(ctx)
	request, err := c.request(ctx, h)
	if err != nil {
		return err
	}
	forgotten, err := h.device.Forget(ctx, request)
	if err != nil {
		return err
	}
	if !c.Preview && forgotten.Removed+forgotten.Purged > 0 {
		if err := h.save(ctx, e); err != nil {
			return err
		}
	}
	v := c.view(h, forgotten)
	return e.show(v, func() { v.print(e) })
}

// request makes the request of the flags.
func (c *forgetCmd) request(ctx context.Context, h *holder) (host.ForgetRequest, error) {
	r := host.ForgetRequest{All: c.All, Events: c.Event, Sessions: c.Session, Preview: c.Preview, From: c.From.Time, To: c.To.Time}
	for _, text := range c.Category {
		field, value, _ := attributeOf(text) // Validate has read it
		r.Attributes = append(r.Attributes, host.Attribute{Field: field, Value: value})
	}
	profile, err := h.device.Profile(ctx)
	if err != nil {
		return r, err
	}
	for _, text := range c.Item {
		ids, err := h.recorded(profile, text)
		if err != nil {
			return r, fmt.Errorf("--item: %w", err)
		}
		r.Items = append(r.Items, ids...)
	}
	return r, nil
}

// recorded returns the items that a text names: one of the log, which the pack need not offer any more, or those of the pack.
func (h *holder) recorded(p *host.Profile, text string) ([]string, error) {
	for i := range p.Events {
		if p.Events[i].Item == text {
			return []string{text}, nil
		}
	}
	items, err := h.matcher.list(text)
	return h.ids(items), err
}

// forgottenView is what went, or would go, as JSON.
type forgottenView struct {
	Device  string        `json:"device"`
	Preview bool          `json:"preview"`
	Removed int           `json:"removed"`
	Purged  int           `json:"purged"`
	Records []removedView `json:"records"`
}

type removedView struct {
	Ref   int64  `json:"ref"`
	Time  string `json:"time"`
	Type  string `json:"type"`
	Item  string `json:"item,omitempty"`
	Title string `json:"title,omitempty"`
}

func (c *forgetCmd) view(h *holder, f *host.Forgotten) *forgottenView {
	v := &forgottenView{c.Device, c.Preview, f.Removed, f.Purged, []removedView{}}
	for _, r := range f.Records {
		view := removedView{Ref: r.Ref, Time: stampOf(r.Time.UnixMilli()), Type: r.Type, Item: r.Item}
		if item := h.file.pack.Find(r.Item); r.Item != "" && item != noCell {
			view.Title = h.file.pack.Title(item)
		}
		v.Records = append(v.Records, view)
	}
	return v
}

func (v *forgottenView) print(e *env) {
	done := "removed"
	if v.Preview {
		done = "would be removed"
	}
	t := table{columns: []column{{title: "REF", right: true}, {title: "TIME"}, {title: "TYPE"}, {title: "ITEM", flex: true}}}
	for _, r := range v.Records {
		t.add(r.Ref, r.Time, r.Type, dash(itemRef{r.Item, r.Title}.String()))
	}
	if len(v.Records) > 0 {
		t.close(e)
	}
	e.printf("%s %s\n", plural(v.Removed, "record"), done)
	if v.Purged > 0 {
		e.printf("%s removed by time and caps besides\n", plural(v.Purged, "record"))
	}
}
