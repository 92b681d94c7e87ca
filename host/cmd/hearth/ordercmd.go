package main

// This file is "hearth order".

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hearthrank/hearth/host"
)

type orderCmd struct {
	heldFlags
	Dial     *int     `placeholder:"N" help:"How far the history may go, 0 (it counts for nothing) to 100."`
	Block    []string `sep:"none" placeholder:"ITEM|FIELD=VALUE" help:"Never show an item (title or id), or any item with an attribute; repeat it."`
	Interest []string `sep:"none" placeholder:"FIELD=VALUE:N" help:"Declare an interest in an attribute, -100 to 100; repeat it."`
	Mute     []string `sep:"none" placeholder:"FIELD=VALUE" help:"Let what is inferred about an attribute count for nothing; repeat it."`
	Language string   `placeholder:"TAG" help:"Language, where a request has none."`
	Lift     []string `sep:"none" placeholder:"ORDER" help:"Take an order back: dial, language, block:ITEM, block:FIELD=VALUE, interest:FIELD=VALUE, mute:FIELD=VALUE, or all; repeat it."`
	Remember bool     `help:"Keep orders even before the person has said yes to a purpose."`
}

// Help is printed below the one-line help.
func (*orderCmd) Help() string {
	return `An order holds until it is lifted, and is no evidence of what the person likes. Before the first yes to a purpose orders are kept in memory alone, ` +
		`which for this command means until it ends: --remember keeps them. Without flags the orders that hold are listed.

Examples:

  hearth order --device anna --pack shop.pack --dial 40 --language de
  hearth order --device anna --pack shop.pack --block "River Novel" --block category=Garden
  hearth order --device anna --pack shop.pack --interest category=Books:60 --mute brand=Harbour
  hearth order --device anna --pack shop.pack --lift dial --lift block:category=Garden`
}

// Validate reports bad flags as faults of the command line.
func (c *orderCmd) Validate() error {
	if c.Dial != nil && (*c.Dial < 0 || *c.Dial > 100) {
		return usagef("--dial %d: want 0 to 100", *c.Dial)
	}
	for _, text := range c.Interest {
		if _, err := interestOf(text); err != nil {
			return err
		}
	}
	for _, text := range c.Mute {
		if _, _, ok := attributeOf(text); !ok {
			return usagef("--mute %q: want FIELD=VALUE", text)
		}
	}
	return c.check()
}

// orders reports whether there is anything to order.
func (c *orderCmd) orders() bool {
	return c.Dial != nil || len(c.Block)+len(c.Interest)+len(c.Mute)+len(c.Lift) > 0 || c.Language != "" || c.Remember
}

// Run gives the orders and prints those that hold.
func (c *orderCmd) Run(ctx context.Context, e *env) error {
	h, err := openHeld(ctx, e, &c.heldFlags)
	if err != nil {
		return err
	}
	defer h.close(ctx)
	orders, err := c.read(ctx, h)
	if err != nil {
		return err
	}
	h.remarkOrders(e, orders.Set)
	held, err := h.device.Order(ctx, orders)
	if err != nil {
		return err
	}
	if c.orders() {
		if err := h.save(ctx, e); err != nil {
			return err
		}
		if err := h.remarkUnkept(ctx, e, held); err != nil {
			return err
		}
	}
	v := ordersView{c.Device, []orderView{}}
	for _, c := range held {
		v.Orders = append(v.Orders, orderView{c.Kind, c.Field, c.Value, c.Amount, stampOf(c.Time)})
	}
	return e.show(v, func() { h.printOrders(e, held) })
}

// ordersView is what holds as JSON.
type ordersView struct {
	Device string      `json:"device"`
	Orders []orderView `json:"orders"`
}

type orderView struct {
	Kind   string `json:"kind"`
	Field  string `json:"field,omitempty"`
	Value  string `json:"value,omitempty"`
	Amount int32  `json:"amount"`
	Since  string `json:"since"`
}

// remarkUnkept says that orders are not kept before the first yes.
func (h *holder) remarkUnkept(ctx context.Context, e *env, held []host.Control) error {
	if len(held) == 0 {
		return nil
	}
	snapshot, err := h.device.Snapshot(ctx)
	if err != nil {
		return err
	}
	kept, err := h.keptOrders(ctx, snapshot)
	if err == nil && kept == 0 {
		e.note("the orders hold until this command ends: the person has said yes to no purpose; --remember keeps them")
	}
	return err
}

// keptOrders counts the orders in a snapshot.
func (h *holder) keptOrders(ctx context.Context, snapshot []byte) (int, error) {
	if len(snapshot) == 0 {
		return 0, nil
	}
	config := host.NewDeviceConfig().WithPurposes(h.site.purposes()...).WithClock(h.clock).WithSnapshot(snapshot)
	if _, err := h.device.Restore(ctx, config); err != nil {
		return 0, err
	}
	profile, err := h.device.Profile(ctx)
	if err != nil {
		return 0, err
	}
	return len(profile.Controls), nil
}

// read makes the orders of the flags.
func (c *orderCmd) read(ctx context.Context, h *holder) (o host.Orders, err error) {
	o.Remember = c.Remember
	if o.Lift, err = c.lifts(ctx, h); err != nil {
		return o, err
	}
	if c.Dial != nil {
		o.Set = append(o.Set, host.Control{Kind: host.ControlDial, Amount: int32(*c.Dial)})
	}
	if c.Language != "" {
		o.Set = append(o.Set, host.Control{Kind: host.ControlLanguage, Value: c.Language})
	}
	for _, text := range c.Block {
		block, err := h.blockOf(text)
		if err != nil {
			return o, fmt.Errorf("--block: %w", err)
		}
		o.Set = append(o.Set, block)
	}
	for _, text := range c.Interest {
		interest, _ := interestOf(text) // Validate has read it
		o.Set = append(o.Set, interest)
	}
	for _, text := range c.Mute {
		field, value, _ := attributeOf(text) // as above
		o.Set = append(o.Set, host.Control{Kind: host.ControlMute, Field: field, Value: value})
	}
	return o, nil
}

// attributeOf splits FIELD=VALUE.
func attributeOf(text string) (field, value string, ok bool) {
	field, value, ok = strings.Cut(text, "=")
	return field, value, ok && field != "" && value != ""
}

// interestOf reads FIELD=VALUE:N. A value may have colons of its own.
func interestOf(text string) (host.Control, error) {
	at := strings.LastIndexByte(text, ':')
	field, value, ok := attributeOf(text[:max(at, 0)])
	amount, err := strconv.ParseInt(text[at+1:], 10, 32)
	if at < 0 || !ok || err != nil {
		return host.Control{}, usagef("--interest %q: want FIELD=VALUE:N, such as category=Books:60", text)
	}
	if amount < -100 || amount > 100 {
		return host.Control{}, usagef("--interest %q: want -100 to 100", text)
	}
	return host.Control{Kind: host.ControlInterest, Field: field, Value: value, Amount: int32(amount)}, nil
}

// blockOf makes a block of an item, by id or title, or else of an attribute.
func (h *holder) blockOf(text string) (host.Control, error) {
	item, err := h.matcher.one(text)
	if err == nil {
		return host.Control{Kind: host.ControlBlock, Value: h.file.pack.ID(item)}, nil
	}
	if field, value, ok := attributeOf(text); ok {
		return host.Control{Kind: host.ControlBlock, Field: field, Value: value}, nil
	}
	return host.Control{}, err
}

// lifts makes the orders to take back.
func (c *orderCmd) lifts(ctx context.Context, h *holder) (lift []host.Control, err error) {
	if len(c.Lift) == 0 {
		return nil, nil
	}
	profile, err := h.device.Profile(ctx)
	if err != nil {
		return nil, err
	}
	for _, text := range c.Lift {
		found, err := h.matching(profile.Controls, text)
		if err != nil {
			return nil, err
		}
		lift = append(lift, found...)
	}
	return lift, nil
}

// matching returns the orders that a --lift names.
func (h *holder) matching(held []host.Control, text string) (found []host.Control, err error) {
	kind, about, _ := strings.Cut(text, ":")
	if kind == host.ControlBlock {
		if block, err := h.blockOf(about); err == nil {
			about = target(&block)
		}
	}
	var known []string
	for _, c := range held {
		name := c.Kind
		if c.Kind != host.ControlDial && c.Kind != host.ControlLanguage {
			name += ":" + target(&c)
		}
		known = append(known, name)
		if text == "all" || c.Kind == kind && (about == target(&c) || name == text) {
			found = append(found, c)
		}
	}
	if len(found) == 0 && text != "all" {
		return nil, fmt.Errorf("--lift %q: no such order; there is %s", text, orNone(known))
	}
	return found, nil
}

// remarkOrders says which attributes the pack does not know: it changes nothing, which may be a typing error.
func (h *holder) remarkOrders(e *env, orders []host.Control) {
	for _, c := range orders {
		if c.Field != "" && h.file.pack.FindAttribute(c.Field, c.Value) == noCell {
			e.note("%s %s: no effect with this pack: no item of it has this attribute", c.Kind, target(&c))
		}
	}
}
