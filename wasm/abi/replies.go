package abi

import (
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/scoring"
)

// ok begins a reply with status 0.
func (e *encoder) ok() {
	e.array(2)
	e.number(StatusOK)
}

// error writes a whole reply with status 1.
func (e *encoder) error(err *engine.Error) {
	e.array(2)
	e.number(StatusError)
	e.object(2 + count(err.Path != "", err.Section != ""))
	e.word("code", string(err.Code))
	e.field("offset", err.Offset)
	if err.Path != "" {
		e.word("path", err.Path)
	}
	if err.Section != "" {
		e.word("section", err.Section)
	}
}

func (e *encoder) packInfo(p *pack.Pack) {
	e.ok()
	e.object(9)
	e.field("attributes", int64(p.Attributes()))
	e.field("bytes", int64(p.Size()))
	e.word("catalogue", p.Catalogue())
	e.field("edges", int64(p.Edges()))
	e.text("features")
	e.array(p.Features())
	for f := range p.Features() {
		name, _ := p.Feature(f)
		e.text(name)
	}
	e.field("items", int64(p.Items()))
	e.field("sequence", int64(p.Sequence()))
	e.text("types")
	e.array(len(p.Types()))
	for i := range p.Types() {
		e.text(p.Types()[i].Name)
	}
	e.word("version", engine.Itoa(pack.Major)+"."+engine.Itoa(int64(p.FormatMinor())))
}

func (e *encoder) restored(s *engine.Stats, purged uint32) {
	e.ok()
	e.object(3)
	e.field("events", int64(s.Events))
	e.field("purged", int64(purged))
	e.field("unknown", int64(s.Unknown))
}

func (e *encoder) observed(refs []int64, purged uint32) {
	recorded := 0
	for _, ref := range refs {
		if ref != 0 {
			recorded++
		}
	}
	e.ok()
	e.object(3)
	e.field("purged", int64(purged))
	e.field("recorded", int64(recorded))
	e.text("refs")
	e.array(len(refs))
	for _, ref := range refs {
		e.number(ref)
	}
}

func (e *encoder) slate(p *pack.Pack, d *engine.Device, s *engine.Slate) {
	e.ok()
	e.object(3 + count(s.Unknown > 0, s.Generic != 0))
	e.field("eligible", int64(s.Eligible))
	e.optional("generic", generic[s.Generic])
	e.text("items")
	e.array(len(s.Items))
	for i := range s.Items {
		e.ranked(p, d, &s.Items[i])
	}
	e.text("personal")
	e.bool(s.Personal)
	if s.Unknown > 0 {
		e.field("unknown", int64(s.Unknown))
	}
}

// generic has the words for engine.Generic.
var generic = [...]string{"", GenericConsent, GenericDial, GenericHistory, GenericConfidence}

func (e *encoder) ranked(p *pack.Pack, d *engine.Device, r *engine.Ranked) {
	title := p.Title(r.Item)
	e.object(3 + count(len(r.Reasons) > 0, title != ""))
	e.word("id", p.ID(r.Item))
	e.field("propensity", r.Propensity)
	e.reasons(p, d, r.Reasons)
	e.field("score", r.Score)
	if title != "" {
		e.word("title", title)
	}
}

func (e *encoder) reasons(p *pack.Pack, d *engine.Device, all []engine.Contribution) {
	if len(all) == 0 {
		return
	}
	e.text("reasons")
	e.array(len(all))
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
	title := p.Title(p.Find(item))
	e.object(6 + count(c.Count != 0, feature != "", time != 0, title != "", feature != ""))
	if c.Count != 0 {
		e.field("count", int64(c.Count))
	}
	e.word("event", eventType)
	if feature != "" {
		e.word("field", feature)
	}
	e.word("item", item)
	e.word("kind", kind)
	e.words("purposes", d.PurposesOf(allowed))
	e.field("ref", ref)
	e.field("score", c.Score)
	if time != 0 {
		e.field("time", time)
	}
	if title != "" {
		e.word("title", title)
	}
	if feature != "" {
		e.word("value", value)
	}
}

// named writes a contribution of an attribute or a context feature.
func (e *encoder) named(c *engine.Contribution, kind, field, value string) {
	e.object(3 + count(value != ""))
	e.word("field", field)
	e.word("kind", kind)
	e.field("score", c.Score)
	if value != "" {
		e.word("value", value)
	}
}

func (e *encoder) plain(c *engine.Contribution, kind string) {
	e.object(2)
	e.word("kind", kind)
	e.field("score", c.Score)
}

// hidden has the words for engine.Hidden.
var hidden = [...]string{"", HiddenUnknown, HiddenUnavailable, HiddenSeen, HiddenExcluded, HiddenBlocked}

func (e *encoder) explained(p *pack.Pack, d *engine.Device, ids []string, items []engine.Explained, eligible int) {
	e.ok()
	e.object(2)
	e.field("eligible", int64(eligible))
	e.text("items")
	e.array(len(items))
	for i := range items {
		e.standing(p, d, ids[i], &items[i])
	}
}

func (e *encoder) standing(p *pack.Pack, d *engine.Device, id string, x *engine.Explained) {
	title := ""
	if x.Item != pack.None {
		title = p.Title(x.Item)
	}
	e.object(4 + count(x.Hidden != 0, len(x.Reasons) > 0, title != "", len(x.Without) > 0))
	e.field("above", int64(x.Above))
	if x.Hidden != 0 {
		e.word("hidden", hidden[x.Hidden])
	}
	e.word("id", id)
	e.reasons(p, d, x.Reasons)
	e.field("score", x.Score)
	e.field("tied", int64(x.Tied))
	if title != "" {
		e.word("title", title)
	}
	if len(x.Without) > 0 {
		e.list("without", len(x.Without))
	}
	for i := range x.Without {
		w := &x.Without[i]
		o := e.begin()
		e.field("above", int64(w.Above))
		e.optional("hidden", hidden[w.Hidden])
		e.word("item", d.Log().Text(d.Log().At(int(w.Record)).Item))
		e.field("score", w.Score)
		e.field("tied", int64(w.Tied))
		e.end(o)
	}
}

func (e *encoder) forgot(d *engine.Device, doomed []bool, purged uint32) {
	log, removed := d.Log(), 0
	for _, gone := range doomed {
		if gone {
			removed++
		}
	}
	e.ok()
	e.object(3)
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
}

func (e *encoder) snapshot(purged uint32, b []byte) {
	e.ok()
	e.object(2)
	e.field("purged", int64(purged))
	e.text("snapshot")
	e.bytes(b)
}

func (e *encoder) stats(s *engine.Stats) {
	e.ok()
	e.object(9)
	e.field("events", int64(s.Events))
	e.field("items", int64(s.Items))
	e.field("log_bytes", int64(s.LogBytes))
	e.field("mark", s.Mark)
	e.field("masked", int64(s.Masked))
	e.field("newest", s.Newest)
	e.field("oldest", s.Oldest)
	e.field("purged", int64(s.Purged))
	e.field("unknown", int64(s.Unknown))
}
