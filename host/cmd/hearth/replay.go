package main

// This file is "hearth replay".

import (
	"context"
	"fmt"
	"math"
	"sort"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/host/train/data"
)

type replayCmd struct {
	deviceFlags
	dataFlags
	Person  string `required:"" placeholder:"NAME" help:"Person of the data set, as its files name them."`
	N       int    `name:"n" short:"n" default:"5" placeholder:"N" help:"Length of each slate, 1 to 100000 (default ${default})."`
	Last    int    `placeholder:"K" help:"Print the last K events only; all are fed (default: all)."`
	Seen    string `default:"type" enum:"hide,type,show" placeholder:"POLICY" help:"Items of the history: hide (all of them), type (hide those of event types that the pack marks as seen, as apps do by default) or show (default ${default})."`
	MaxDays int    `default:"90" placeholder:"DAYS" help:"Days that the device keeps an event; 0 is for ever (default ${default})."`
}

// Help is printed below the one-line help.
func (*replayCmd) Help() string {
	return `Before each event the device is asked, at that moment and in that context, for a slate; then the event is fed. ` +
		`"Place" is where the item of the event stood among all that could be shown. ` +
		`The pack may have been trained on these very events: this is to look at, "hearth eval" is to measure.

Examples:

  hearth replay --pack shop.pack --data sample: --person p00012
  hearth replay --pack films.pack --data movielens:ml-latest-small --person 7 --last 20 --n 10
  hearth replay --pack shop.pack --data csv:logs --person anna --json`
}

// Validate reports bad flags as faults of the command line.
func (c *replayCmd) Validate() error {
	switch {
	case c.N < 1 || c.N > maxSlate:
		return usagef("--n %d: want 1 to %d", c.N, maxSlate)
	case c.Last < 0:
		return usagef("--last %d: want 0 or more", c.Last)
	case c.MaxDays < 0:
		return usagef("--max-days %d: want 0 or more", c.MaxDays)
	}
	if err := c.dataFlags.check(); err != nil {
		return err
	}
	return c.trustFlags.check()
}

// replayView is the result as JSON.
type replayView struct {
	Pack      packView   `json:"pack"`
	Grants    []string   `json:"grants"`
	Data      string     `json:"data"`
	Synthetic bool       `json:"synthetic"`
	Person    string     `json:"person"`
	Seen      string     `json:"seen"`
	N         int        `json:"n"`
	Events    []stepView `json:"events"`
	Ranked    int        `json:"ranked"` // events whose item could be shown
	Hits      int        `json:"hits"`   // of these, on the slate
}

// stepView is one event and what would have been shown before it.
type stepView struct {
	Number  int               `json:"number"`
	Time    string            `json:"time"`
	Type    string            `json:"type"`
	Item    *itemRef          `json:"item,omitempty"`
	Value   *float64          `json:"value,omitempty"`
	Context map[string]string `json:"context,omitempty"`
	Place   int               `json:"place,omitempty"`  // from 1, ties counted against the item
	Hidden  string            `json:"hidden,omitempty"` // why the item could not be shown
	Of      int               `json:"of"`               // items that could be shown
	Slate   []itemView        `json:"slate"`
}

// Run replays the person's events.
func (c *replayCmd) Run(ctx context.Context, e *env) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	bar := e.progress()
	defer bar.end()
	set, err := c.open(cfg, bar)
	if err != nil {
		return err
	}
	from, to, err := eventsOf(set, c.Person)
	if err != nil {
		return err
	}
	s, err := openSession(ctx, e, &c.deviceFlags, momentOf(&set.Events, from), c.device())
	if err != nil {
		return err
	}
	defer s.close(ctx)
	bar.end()
	warn(e, set)
	v := replayView{
		Pack: s.file.view(), Grants: s.grants, Data: set.Name, Synthetic: set.Synthetic,
		Person: c.Person, Seen: c.Seen, N: c.N, Events: []stepView{},
	}
	v.begin(e)
	if err := c.steps(ctx, e, s, set, &v, from, to); err != nil {
		return err
	}
	return e.show(v, func() { v.end(e, to-from) })
}

// device returns the caps of the device.
func (c *replayCmd) device() host.DeviceConfig {
	if c.MaxDays == 0 {
		return host.NewDeviceConfig().WithMaxDays(host.NoCap)
	}
	return host.NewDeviceConfig().WithMaxDays(c.MaxDays)
}

// steps feeds events from to to.
func (c *replayCmd) steps(ctx context.Context, e *env, s *session, set *data.Set, v *replayView, from, to int) error {
	for i := from; i < to; i++ {
		event := eventAt(set, i)
		s.now = momentOf(&set.Events, i)
		step, err := c.before(ctx, s, &event)
		if err != nil {
			return fmt.Errorf("event %d: %w", i-from+1, err)
		}
		if _, err := s.device.Observe(ctx, event); err != nil {
			return fmt.Errorf("event %d: %w", i-from+1, err)
		}
		step.Number = i - from + 1
		v.count(step)
		switch {
		case c.Last > 0 && i < to-c.Last:
		case e.json:
			v.Events = append(v.Events, *step)
		default:
			step.print(e)
		}
	}
	return nil
}

// before asks the device, at the moment of an event, what it would show and where the event's item stands.
func (c *replayCmd) before(ctx context.Context, s *session, event *host.Event) (*stepView, error) {
	slate, err := s.device.Recommend(ctx, host.RecommendRequest{N: c.N, Context: event.Context, Seen: host.Seen(c.Seen)})
	if err != nil {
		return nil, err
	}
	step := &stepView{
		Time: s.now.Format(time.RFC3339), Type: event.Type, Value: event.Value, Context: event.Context,
		Of: slate.Eligible, Slate: viewItems(slate.Items),
	}
	if event.Item == "" {
		return step, nil
	}
	standing, err := s.device.Explain(ctx, host.ExplainRequest{Items: []string{event.Item}, Context: event.Context, Seen: host.Seen(c.Seen)})
	if err != nil {
		return nil, err
	}
	it := &standing.Items[0]
	step.Item, step.Hidden = &itemRef{it.ID, it.Title}, it.Hidden
	if it.Hidden == "" {
		step.Place = it.Rank()
	}
	return step, nil
}

// count takes a step into the sum.
func (v *replayView) count(step *stepView) {
	if step.Place > 0 {
		v.Ranked++
		v.Hits += one(step.Place <= v.N)
	}
}

func (v *replayView) begin(e *env) {
	e.note("pack %s; grants: %s", v.Pack, strings.Join(v.Grants, ", "))
	if v.Synthetic {
		e.note("the behaviour of %s is synthetic", v.Data)
	}
}

func (s *stepView) print(e *env) {
	item := ""
	if s.Item != nil {
		item = "  " + s.Item.String()
	}
	e.printf("%4d. %s  %s%s\n", s.Number, s.Time, oneLine(s.Type), item)
	switch {
	case s.Place > 0:
		e.printf("      at place %d of %d before\n", s.Place, s.Of)
	case s.Hidden != "":
		e.printf("      could not be shown before: %s\n", s.Hidden)
	}
	printItems(e, s.Slate, "      ")
	e.printf("\n")
}

func (v *replayView) end(e *env, events int) {
	e.printf("%d events of person %s; %d of items that could be shown", events, oneLine(v.Person), v.Ranked)
	if v.Ranked > 0 {
		e.printf(", %d of them (%.0f %%) on the slate of %d", v.Hits, 100*float64(v.Hits)/float64(v.Ranked), v.N)
	}
	e.printf("\n")
}

// eventsOf returns the range of a person's events.
func eventsOf(set *data.Set, name string) (from, to int, err error) {
	log := &set.Events
	for p, n := range log.Persons {
		if n != name {
			continue
		}
		from = sort.Search(log.Len(), func(i int) bool { return log.Person[i] >= uint32(p) })
		to = sort.Search(log.Len(), func(i int) bool { return log.Person[i] > uint32(p) })
		if from == to {
			return 0, 0, fmt.Errorf("person %q has no events", name)
		}
		return from, to, nil
	}
	var near []string
	for _, i := range nearestTexts(log.Persons, name, shownNearest) {
		near = append(near, log.Persons[i])
	}
	return 0, 0, fmt.Errorf("no person %q among the %d of %s; nearest: %s", name, len(log.Persons), set.Name, orNone(near))
}

// momentOf returns an event's time with its offset.
func momentOf(log *data.Events, i int) time.Time {
	return time.UnixMilli(log.Time[i]).In(time.FixedZone("", int(log.Offset[i])*60))
}

// eventAt converts an event of the log; its time is the device's clock.
func eventAt(set *data.Set, i int) host.Event {
	log := &set.Events
	event := host.Event{Type: log.Types[log.Type[i]]}
	if log.Item[i] != data.NoItem {
		event.Item = set.Items[log.Item[i]].ID
	}
	if value := float64(log.Value[i]); !math.IsNaN(value) {
		event.Value = &value
	}
	for _, column := range log.Context {
		if value := column.Values[column.Cells[i]]; value != "" {
			if event.Context == nil {
				event.Context = map[string]string{}
			}
			event.Context[column.Name] = value
		}
	}
	return event
}
