package abi

// This file encodes what the device holds about the person: the replies of consent, control and profile.

import (
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/pack"
)

func (e *encoder) decided(d *engine.Device, removed, purged uint32) {
	o := e.ok()
	e.field("purged", int64(purged))
	e.purposes(d)
	e.field("removed", int64(removed))
	e.flag("signal", d.Signalled())
	e.end(o)
}

//go:noinline
func (e *encoder) purposes(d *engine.Device) {
	all := d.Consent()
	e.list("purposes", len(all))
	for i := range all {
		s, p := &all[i], all[i].Purpose
		o := e.begin()
		e.list("categories", categories(p))
		for c := range event.Category(event.Categories) {
			if p.Has(c) {
				e.text(c.String())
			}
		}
		e.nonzero("days", int64(p.Days))
		e.flag("holds", s.Holds)
		e.word("id", p.ID)
		e.limits(p)
		if len(p.Sensitive) > 0 {
			e.words("sensitive", p.Sensitive)
		}
		e.nonzero("since", s.Since)
		e.word("stage", p.Stage.String())
		e.word("state", s.State.String())
		e.word("text", p.Text)
		e.field("version", int64(p.Version))
		e.end(o)
	}
}

// categories returns how many categories a purpose has.
func categories(p *consent.Purpose) (n int) {
	for c := range event.Category(event.Categories) {
		if p.Has(c) {
			n++
		}
	}
	return n
}

func (e *encoder) limits(p *consent.Purpose) {
	if len(p.Limits) == 0 {
		return
	}
	e.key("limits")
	o := e.begin()
	for _, name := range sortedCategories {
		c, _ := event.CategoryNamed(name)
		e.nonzero(name, int64(p.Limits[c]))
	}
	e.end(o)
}

// sortedCategories are the names of the categories, ascending.
var sortedCategories = [event.Categories]string{"browsing", "device", "feedback", "interests", "other", "place", "purchases", "search", "time"}

//go:noinline
func (e *encoder) controls(d *engine.Device) {
	e.list("controls", d.Controls())
	for i := range d.Controls() {
		c := d.Control(i)
		o := e.begin()
		e.nonzero("amount", int64(c.Amount))
		e.optional("field", c.Field)
		e.word("kind", c.Kind.String())
		e.nonzero("time", c.Time)
		e.optional("value", c.Value)
		e.end(o)
	}
}

func (e *encoder) profile(p *pack.Pack, d *engine.Device, s *engine.Stats, interests []engine.Interest) {
	o := e.ok()
	e.audit(d)
	e.field("bytes", int64(s.LogBytes))
	e.controls(d)
	e.list("events", d.Log().Len())
	for i := range d.Log().Len() {
		e.held(p, d, i)
	}
	e.interests(p, d, interests)
	e.ledger(d)
	e.purposes(d)
	e.flag("signal", d.Signalled())
	e.end(o)
}

func (e *encoder) audit(d *engine.Device) {
	all := d.Audited()
	e.list("audit", len(all))
	for i := range all {
		c := &all[i]
		o := e.begin()
		e.field("count", c.Count)
		e.word("kind", c.Kind.String())
		e.field("latest", c.Latest)
		e.optional("purpose", c.Purpose)
		e.end(o)
	}
}

func (e *encoder) held(p *pack.Pack, d *engine.Device, i int) {
	log := d.Log()
	r := log.At(i)
	item := log.Text(r.Item)
	o := e.begin()
	if based := log.BasedOn(r); len(based) > 0 {
		e.refs("based_on", based)
	}
	e.word("category", r.Category.String())
	if n := log.Pairs(r); n > 0 {
		e.key("context")
		e.object(n)
		for k := range n {
			name, value := log.Context(r, k)
			e.text(log.Text(name))
			e.text(log.Text(value))
		}
	}
	e.optional("item", item)
	e.nonzero("offset", int64(r.Offset))
	e.words("purposes", d.PurposesOf(consent.Set(r.Purposes)))
	e.optional("query", log.Text(r.Query))
	e.field("ref", r.Ref)
	e.field("time", r.Time)
	if k := p.Find(item); k != pack.None {
		e.optional("title", p.Title(k))
	}
	e.word("type", log.Text(r.Type))
	e.flag("used", d.Used(i))
	if r.HasValue {
		e.field("value", r.Value)
	}
	e.end(o)
}

func (e *encoder) interests(p *pack.Pack, d *engine.Device, all []engine.Interest) {
	e.list("interests", len(all))
	for i := range all {
		x := &all[i]
		field, value := p.Attribute(x.Attribute)
		o := e.begin()
		e.list("events", len(x.Records))
		for _, record := range x.Records {
			e.number(d.Log().At(int(record)).Ref)
		}
		e.word("field", field)
		e.field("strength", x.Strength)
		e.optional("value", value)
		e.end(o)
	}
}

func (e *encoder) ledger(d *engine.Device) {
	all := d.Ledger()
	e.list("ledger", len(all))
	for i := range all {
		x := &all[i]
		o := e.begin()
		e.word("act", x.Act.String())
		e.word("deed", x.Deed.String())
		e.optional("purpose", x.ID)
		if x.ID != "" {
			e.word("text", hex(x.Text))
		}
		e.field("time", x.Time)
		e.nonzero("version", int64(x.Version))
		e.end(o)
	}
}

// hex returns 16 hexadecimal digits.
func hex(v uint64) string {
	var b [16]byte
	for i := range b {
		b[i] = "0123456789abcdef"[v>>(60-4*i)&15]
	}
	return string(b[:])
}
