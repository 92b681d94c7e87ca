package engine

import (
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/rerank"
	"github.com/hearthrank/hearth/engine/scoring"
)

// Control is an order of the person: a hard rule, a declared or removed interest, the dial.
type Control = event.Control

// Order takes back the controls in lift, then adds those in set, all or, on an error, none. Until the person has said yes to some purpose, or remember
// is true in this call or an earlier one, they are kept in memory alone.
func (d *Device) Order(at At, set, lift []Control, remember bool) (purged uint32, err error) {
	for i := range set {
		set[i].Time = at.Now
		if err := set[i].Validate("set[" + fault.Itoa(int64(i)) + "]"); err != nil {
			return 0, err
		}
	}
	if purged, err = d.enter(at.Now, at.Offset); err != nil {
		return 0, err
	}
	next := d.controls.Clone()
	for i := range lift {
		next.Lift(&lift[i])
	}
	for i := range set {
		next.Set(&set[i])
	}
	if next.Len() > event.MaxControls {
		next.Wipe()
		return 0, fault.At(fault.Range, "set")
	}
	d.controls.Wipe()
	d.controls = next
	d.keep = d.keep || remember
	d.resolveOrders()
	return purged, nil
}

// Controls returns the number of orders that hold.
func (d *Device) Controls() int { return d.controls.Len() }

// Control returns one of the orders; its texts are views, valid until the next call.
func (d *Device) Control(i int) Control { return d.controls.At(i) }

// resolveOrders looks up what the controls, and the gate, say of the pack's items and attributes.
//
//go:noinline
func (d *Device) resolveOrders() {
	d.forgetOrders()
	o := &d.orders
	var blocks []event.Pair // field and value, views
	unit := int64(-1)
	for i := range d.controls.Len() {
		c := d.controls.At(i)
		switch c.Kind {
		case event.ControlBlock:
			blocks = flat.Append(blocks, event.Pair{Name: c.Field, Value: c.Value})
		case event.ControlInterest, event.ControlMute:
			a := d.pack.FindAttribute(c.Field, c.Value)
			if a == pack.None {
				continue
			}
			if c.Kind == event.ControlMute {
				o.Muted = flat.Append(o.Muted, a)
				continue
			}
			if unit < 0 {
				unit = scoring.Unit(d.pack)
			}
			o.Interests = flat.Append(o.Interests, scoring.Interest{Attribute: a, Score: unit * int64(c.Amount) / 100})
		}
	}
	if blocks != nil {
		o.Blocked = make([]uint8, d.pack.Items())
		rerank.MarkBlocked(d.pack, blocks, o.Blocked)
	}
	for item := uint32(0); d.sensitive && int(item) < d.pack.Items(); item++ {
		if kinds := d.pack.SensitiveSet(item); kinds != 0 && !d.gate.Pushes(kinds) {
			o.Shielded = flat.Append(o.Shielded, item)
		}
	}
}

// forgetOrders clears what was resolved.
func (w *workspace) forgetOrders() {
	o := &w.orders
	clear(o.Blocked)
	o.Blocked = nil
	o.Shielded, o.Interests, o.Muted = flat.Wipe(o.Shielded), flat.Wipe(o.Interests), flat.Wipe(o.Muted)
}

// dial returns how far the history may go, 0 to 100.
//
//go:noinline
func (d *Device) dial() int64 {
	if i := d.controls.Find(&Control{Kind: event.ControlDial}); i >= 0 {
		c := d.controls.At(i)
		return int64(c.Amount)
	}
	return 100
}

// language returns the context feature's value that the person ordered, "" when there is none.
func (d *Device) language() string {
	if i := d.controls.Find(&Control{Kind: event.ControlLanguage}); i >= 0 {
		c := d.controls.At(i)
		return c.Value
	}
	return ""
}
