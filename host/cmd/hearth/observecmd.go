package main

// This file is "hearth observe".

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host"
)

type observeCmd struct {
	heldFlags
	Type    string            `placeholder:"TYPE" help:"Event type (default view or, when the pack lacks it, its first type that counts in favour)."`
	Item    []string          `sep:"none" placeholder:"TITLE|ID" help:"Item of the event; repeat it for several events."`
	Value   *float64          `placeholder:"X" help:"Value in the type's unit, such as seconds or stars."`
	Query   string            `placeholder:"TEXT" help:"Search text of the event; such an event needs no item."`
	Context map[string]string `mapsep:"none" placeholder:"NAME=VALUE" help:"Context of the event, such as weekday=sat; repeat it. daypart and weekday come from the time when not given."`
	File    string            `placeholder:"FILE" help:"Events with one JSON object a line (keys type, item, time, value, query, context, based_on); - is standard input."`
}

// Help is printed below the one-line help.
func (*observeCmd) Help() string {
	return `An event that no granted purpose may record is left out, and the output says so. In a file "item" is an id, "time" is RFC 3339 or Unix ms ` +
		`(default: now), and an unknown item is kept.

Examples:

  hearth observe --device anna --pack shop.pack --item i0007
  hearth observe --device anna --pack shop.pack --type purchase --item "River Novel" --at 2025-12-20T20:00:00+01:00
  hearth observe --device anna --pack shop.pack --type search --query "field guide"
  hearth observe --device anna --pack shop.pack --file events.jsonl`
}

// Validate reports bad flags as faults of the command line.
func (c *observeCmd) Validate() error {
	byHand := len(c.Item) > 0 || c.Query != "" || c.Type != "" || c.Value != nil || len(c.Context) > 0
	switch {
	case c.File != "" && byHand:
		return usagef("--file: cannot be used with flags that describe an event")
	case c.File == "" && len(c.Item) == 0 && c.Query == "" && c.Type == "":
		return usagef("no event: give --item, --query or --file")
	}
	for name := range c.Context {
		if name == "" {
			return usagef("--context: want NAME=VALUE")
		}
	}
	return c.check()
}

// Run records the events.
func (c *observeCmd) Run(ctx context.Context, e *env) error {
	h, err := openHeld(ctx, e, &c.heldFlags)
	if err != nil {
		return err
	}
	defer h.close(ctx)
	events, err := c.events(e, h)
	if err != nil {
		return err
	}
	observed, err := h.device.Observe(ctx, events...)
	if err != nil {
		return err
	}
	if err := h.save(ctx, e); err != nil {
		return err
	}
	v := observedView{c.Device, observed.Recorded, len(events), observed.Purged, observed.Refs}
	return e.show(v, func() { v.print(e) })
}

// observedView is what was recorded as JSON. A ref of 0 is an event that was not recorded.
type observedView struct {
	Device   string  `json:"device"`
	Recorded int     `json:"recorded"`
	Of       int     `json:"of"`
	Purged   int     `json:"purged"`
	Refs     []int64 `json:"refs"`
}

func (v *observedView) print(e *env) {
	e.printf("%d of %s recorded\n", v.Recorded, plural(v.Of, "event"))
	if v.Recorded < v.Of {
		e.note("%s left out: no purpose that is granted may record it (see hearth consent)", plural(v.Of-v.Recorded, "event"))
	}
	if v.Purged > 0 {
		e.printf("%s removed by time and caps\n", plural(v.Purged, "older event"))
	}
}

// events returns those of the flags or of the file.
func (c *observeCmd) events(e *env, h *holder) ([]host.Event, error) {
	if c.File != "" {
		return c.fromFile(e)
	}
	kind := c.Type
	if kind == "" && c.Query != "" {
		kind = "search"
	} else if kind == "" {
		var err error
		if kind, err = h.eventType(""); err != nil {
			return nil, err
		}
	}
	event := host.Event{Type: kind, Value: c.Value, Query: c.Query, Context: c.Context}
	if len(c.Item) == 0 {
		return []host.Event{event}, nil
	}
	items, err := h.named(e, "", "", c.Item, "--item")
	if err != nil {
		return nil, err
	}
	events := make([]host.Event, len(items))
	for i, id := range h.ids(items) {
		events[i] = event
		events[i].Item = id
	}
	return events, nil
}

// fromFile reads one event a line.
func (c *observeCmd) fromFile(e *env) (events []host.Event, err error) {
	in := e.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, fmt.Errorf("--file: %w", err)
		}
		defer f.Close()
		in = f
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	n := 1
	for ; lines.Scan(); n++ {
		text := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(text) == 0 {
			continue
		}
		event, err := readEvent(text)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", c.File, n, err)
		}
		events = append(events, event)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: line %d: %w", c.File, n, err)
	}
	return events, nil
}

// eventLine is a line of a file of events.
type eventLine struct {
	Type    string            `json:"type"`
	Item    string            `json:"item"`
	Time    json.RawMessage   `json:"time"`
	Value   *float64          `json:"value"`
	Query   string            `json:"query"`
	Context map[string]string `json:"context"`
	BasedOn []int64           `json:"based_on"`
}

func readEvent(text []byte) (host.Event, error) {
	var l eventLine
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return host.Event{}, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	if d.Decode(new(any)) != io.EOF {
		return host.Event{}, errors.New("more than one value")
	}
	if l.Type == "" {
		return host.Event{}, errors.New("type: missing")
	}
	at, err := lineTime(l.Time)
	return host.Event{Type: l.Type, Item: l.Item, Time: at, Value: l.Value, Query: l.Query, Context: l.Context, BasedOn: l.BasedOn}, err
}

// lineTime reads RFC 3339 or Unix milliseconds; nothing is now.
func lineTime(raw json.RawMessage) (time.Time, error) {
	var ms int64
	if len(raw) == 0 {
		return time.Time{}, nil
	}
	if json.Unmarshal(raw, &ms) == nil {
		return time.UnixMilli(ms).UTC(), nil
	}
	var m moment
	if err := json.Unmarshal(raw, &m); err != nil {
		return time.Time{}, fmt.Errorf("time: %s: want RFC 3339 in quotes, or Unix ms", raw)
	}
	return m.Time, nil
}
