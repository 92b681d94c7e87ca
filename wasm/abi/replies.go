package abi

import (
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/scoring"
)

// ok begins a reply with status 0, a map; end closes it.
func (e *encoder) ok() opened {
	e.array(2)
	e.number(StatusOK)
	return e.begin()
}

// error writes a whole reply with status 1.
func (e *encoder) error(err *engine.Error) {
	e.array(2)
	e.number(StatusError)
	o := e.begin()
	e.word("code", string(err.Code))
	e.field("offset", err.Offset)
	e.optional("path", err.Path)
	e.optional("section", err.Section)
	e.end(o)
}

func (e *encoder) packInfo(p *pack.Pack) {
	o := e.ok()
	e.field("attributes", int64(p.Attributes()))
	e.field("bytes", int64(p.Size()))
	e.word("catalogue", p.Catalogue())
	e.field("edges", int64(p.Edges()))
	e.list("features", p.Features())
	for f := range p.Features() {
		name, _ := p.Feature(f)
		e.text(name)
	}
	e.field("items", int64(p.Items()))
	e.field("sequence", int64(p.Sequence()))
	e.list("types", len(p.Types()))
	for i := range p.Types() {
		e.text(p.Types()[i].Name)
	}
	e.word("version", engine.Itoa(pack.Major)+"."+engine.Itoa(int64(p.FormatMinor())))
	e.end(o)
}

func (e *encoder) restored(s *engine.Stats, purged uint32) {
	o := e.ok()
	e.field("events", int64(s.Events))
	e.field("purged", int64(purged))
	e.field("unknown", int64(s.Unknown))
	e.end(o)
}

func (e *encoder) observed(refs []int64, purged uint32) {
	recorded := 0
	for _, ref := range refs {
		if ref != 0 {
			recorded++
		}
	}
	o := e.ok()
	e.field("purged", int64(purged))
	e.field("recorded", int64(recorded))
	e.refs("refs", refs)
	e.end(o)
}

func (e *encoder) slate(p *pack.Pack, d *engine.Device, s *engine.Slate) {
	o := e.ok()
	e.field("eligible", int64(s.Eligible))
	e.optional("generic", generic[s.Generic])
	e.list("items", len(s.Items))
	for i := range s.Items {
		e.ranked(p, d, &s.Items[i])
	}
	e.flag("personal", s.Personal)
	e.nonzero("unknown", int64(s.Unknown))
	e.end(o)
}

// generic has the words for engine.Generic.
var generic = [...]string{"", GenericConsent, GenericDial, GenericHistory, GenericConfidence}

func (e *encoder) ranked(p *pack.Pack, d *engine.Device, r *engine.Ranked) {
	o := e.begin()
	e.word("id", p.ID(r.Item))
	e.field("propensity", r.Propensity)
	e.reasons(p, d, r.Reasons)
	e.field("score", r.Score)
	e.optional("title", p.Title(r.Item))
	e.end(o)
}

func (e *encoder) reasons(p *pack.Pack, d *engine.Device, all []engine.Contribution) {
	if len(all) == 0 {
		return
	}
	e.list("reasons", len(all))
	for i := range all {
		switch c := &all[i]; c.Kind {
		case scoring.KindItem:
			e.because(p, d, c, KindItem, "", "")
		case scoring.KindReturn:
			e.because(p, d, c, KindReturn, "", "")
		case scoring.KindUsed:
			e.because(p, d, c, KindUsed, "", "")
		case scoring.KindHabit:
			feature, value := p.CellName(c.Index)
			e.because(p, d, c, KindHabit, feature, value)
		case scoring.KindAttribute:
			field, value := p.Attribute(c.Index)
			e.named(c, KindAttribute, field, value)
		case scoring.KindInterest:
			field, value := p.Attribute(c.Index)
			e.named(c, KindInterest, field, value)
		case scoring.KindContext:
			feature, value := p.CellName(c.Index)
			e.named(c, KindContext, feature, value)
		case scoring.KindPopularity:
			e.plain(c, KindPopularity)
		case scoring.KindFreshness:
			e.plain(c, KindFreshness)
		}
	}
}

// because writes a contribution that one event of the history makes, or a number of them of which this is the latest; feature is that of a
// habit, else "". A feature's values are not empty.
func (e *encoder) because(p *pack.Pack, d *engine.Device, c *engine.Contribution, kind, feature, value string) {
	ref, time, eventType, item, allowed := d.Past(c)
	o := e.begin()
	e.nonzero("count", int64(c.Count))
	e.word("event", eventType)
	e.optional("field", feature)
	e.word("item", item)
	e.word("kind", kind)
	e.words("purposes", d.PurposesOf(allowed))
	e.field("ref", ref)
	e.field("score", c.Score)
	e.nonzero("time", time)
	e.optional("title", p.Title(p.Find(item)))
	e.optional("value", value)
	e.end(o)
}

// named writes a contribution of an attribute or a context feature.
func (e *encoder) named(c *engine.Contribution, kind, field, value string) {
	o := e.begin()
	e.word("field", field)
	e.word("kind", kind)
	e.field("score", c.Score)
	e.optional("value", value)
	e.end(o)
}

func (e *encoder) plain(c *engine.Contribution, kind string) {
	o := e.begin()
	e.word("kind", kind)
	e.field("score", c.Score)
	e.end(o)
}

// hidden has the words for engine.Hidden.
var hidden = [...]string{"", HiddenUnknown, HiddenUnavailable, HiddenSeen, HiddenExcluded, HiddenBlocked}

func (e *encoder) explained(p *pack.Pack, d *engine.Device, ids []string, items []engine.Explained, eligible int) {
	o := e.ok()
	e.field("eligible", int64(eligible))
	e.list("items", len(items))
	for i := range items {
		e.standing(p, d, ids[i], &items[i])
	}
	e.end(o)
}

func (e *encoder) standing(p *pack.Pack, d *engine.Device, id string, x *engine.Explained) {
	title := ""
	if x.Item != pack.None {
		title = p.Title(x.Item)
	}
	o := e.begin()
	e.field("above", int64(x.Above))
	e.optional("hidden", hidden[x.Hidden])
	e.word("id", id)
	e.reasons(p, d, x.Reasons)
	e.field("score", x.Score)
	e.field("tied", int64(x.Tied))
	e.optional("title", title)
	if len(x.Without) > 0 {
		e.list("without", len(x.Without))
	}
	for i := range x.Without {
		w := &x.Without[i]
		o := e.begin()
		e.field("above", int64(w.Above))
		e.optional("hidden", hidden[w.Hidden])
		r := d.Log().At(int(w.Record))
		e.word("item", d.Log().Text(r.Item))
		e.field("ref", r.Ref)
		e.field("score", w.Score)
		e.field("tied", int64(w.Tied))
		e.end(o)
	}
	e.end(o)
}

func (e *encoder) forgot(d *engine.Device, doomed []bool, purged uint32) {
	log, removed := d.Log(), 0
	for _, gone := range doomed {
		if gone {
			removed++
		}
	}
	o := e.ok()
	e.field("purged", int64(purged))
	e.list("records", removed)
	for i, gone := range doomed {
		if gone {
			r := log.At(i)
			o := e.begin()
			e.optional("item", log.Text(r.Item))
			e.field("ref", r.Ref)
			e.field("time", r.Time)
			e.word("type", log.Text(r.Type))
			e.end(o)
		}
	}
	e.field("removed", int64(removed))
	e.end(o)
}

func (e *encoder) snapshot(purged uint32, b []byte) {
	o := e.ok()
	e.field("purged", int64(purged))
	e.key("snapshot")
	e.bytes(b)
	e.end(o)
}

func (e *encoder) stats(s *engine.Stats) {
	o := e.ok()
	e.field("events", int64(s.Events))
	e.field("items", int64(s.Items))
	e.field("log_bytes", int64(s.LogBytes))
	e.field("mark", s.Mark)
	e.field("masked", int64(s.Masked))
	e.field("newest", s.Newest)
	e.field("oldest", s.Oldest)
	e.field("purged", int64(s.Purged))
	e.field("unknown", int64(s.Unknown))
	e.end(o)
}
