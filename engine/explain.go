package engine

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/explain"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/profile"
	"github.com/hearthrank/hearth/engine/rerank"
	"github.com/hearthrank/hearth/engine/retrieval"
)

// Why an item is not eligible.
type Hidden uint8

// The reasons; Visible means that it is eligible.
const (
	Visible Hidden = iota
	HiddenUnknown
	HiddenUnavailable
	HiddenSeen
	HiddenExcluded
	HiddenBlocked // the person ordered so
)

// Explained is the standing of one item among all eligible ones.
type Explained struct {
	Item    uint32 // index in the pack, pack.None when it is unknown
	Hidden  Hidden
	Score   int64
	Above   uint32 // eligible other items with a higher score
	Tied    uint32 // eligible other items with the same score
	Reasons []Contribution
	Without []Without
}

// Without is where the item would stand without what the person did with another, or with the item itself.
type Without struct {
	Record      uint32 // of the log: the event left out, or one of the events on the item that was left out
	Hidden      Hidden
	Score       int64
	Above, Tied uint32
}

// Explain says for each id where the item stands among all items that Recommend would consider, and why.
// eligible is their number. An item that is itself hidden still has a score and a standing.
//
// For the history items behind an item's strongest reasons, at most counterfactuals of them, it also says where it would stand without any
// event on that item: as if these events, and those based on them, had been forgotten and the same request been asked again. With
// Request.Single it leaves out the events behind the reasons one at a time.
func (d *Device) Explain(q *Request, ids []string, counterfactuals int) (items []Explained, eligible int, err error) {
	if len(ids) > MaxExplain {
		return nil, 0, fault.At(fault.Range, "items")
	}
	if err := d.prepare(q); err != nil {
		return nil, 0, err
	}
	scores := d.scorer.Scores()
	visible := d.eligible(q, retrieval.All(d.pack))
	items = make([]Explained, len(ids))
	for i, id := range ids {
		items[i] = d.standing(id, scores, visible)
		if items[i].Item != pack.None {
			items[i].Reasons = d.reasons(items[i].Item, q.Reasons)
		}
	}
	eligible = len(visible)
	if counterfactuals > 0 {
		d.imagine(q, ids, items, counterfactuals)
	}
	return items, eligible, nil
}

// imagine fills in the counterfactuals of all items.
func (d *Device) imagine(q *Request, ids []string, items []Explained, most int) {
	for i := range items {
		if items[i].Item == pack.None {
			continue
		}
		for _, c := range explain.Strongest(d.scorer.Contributions(items[i].Item, nil), -1) {
			if len(items[i].Without) == most || !c.Kind.OfEvent() {
				continue
			}
			record := d.profile.Entries[c.Entry].Record
			if w := items[i].Without; !d.named(q, w, record) {
				items[i].Without = append(w, Without{Record: record})
			}
		}
	}
	var left []Without // one an item or event to leave out, whichever items it is behind
	for i := range items {
		for _, w := range items[i].Without {
			if !d.named(q, left, w.Record) {
				left = append(left, w)
			}
		}
	}
	for i := range left {
		d.without(q, ids, items, left[i].Record)
	}
	if left != nil {
		d.again(q)
	}
}

// named reports whether a counterfactual leaves a record out.
func (d *Device) named(q *Request, all []Without, record uint32) bool {
	for i := range all {
		if d.alike(q, all[i].Record, record) {
			return true
		}
	}
	return false
}

// alike reports whether two records are left out together: those of an item are, or equal events.
func (d *Device) alike(q *Request, a, b uint32) bool {
	x, y := d.log.At(int(a)), d.log.At(int(b))
	return x.Item == y.Item && (!q.Single || x.Ref == y.Ref)
}

// without answers the request on a scratch log that has no record like the one given, for all items that it is behind, and leaves the
// device as it was but for scorer and marks.
func (d *Device) without(q *Request, ids []string, items []Explained, record uint32) {
	doomed := make([]bool, d.log.Len())
	for i := range doomed {
		doomed[i] = d.alike(q, uint32(i), record)
	}
	d.spreadAll(doomed)
	scratch := d.log.Only(func(i int) bool { return !doomed[i] }, d.holdsPair)
	log, folded := d.log, d.profile
	d.log, d.profile = &scratch, profile.Profile{}
	d.profile.Fold(d.pack, d.log, d.gate)
	d.again(q)
	scores, visible := d.scorer.Scores(), d.eligible(q, retrieval.All(d.pack))
	d.log.Wipe()
	d.profile.Wipe()
	d.log, d.profile = log, folded
	for i := range items {
		for k := range items[i].Without {
			if w := &items[i].Without[k]; d.alike(q, w.Record, record) {
				x := d.standing(ids[i], scores, visible)
				w.Hidden, w.Score, w.Above, w.Tied = x.Hidden, x.Score, x.Above, x.Tied
			}
		}
	}
}

// again readies the scorer for the request of this call once more.
//
//go:noinline
func (d *Device) again(q *Request) {
	d.high = max(q.Now, d.clock.Mark)
	d.ready(q)
}

//go:noinline
func (d *Device) standing(id string, scores []int64, visible []uint32) Explained {
	item := d.pack.Find(id)
	if item == pack.None {
		return Explained{Item: item, Hidden: HiddenUnknown}
	}
	x := Explained{Item: item, Score: scores[item]}
	x.Above, x.Tied = explain.Standing(scores, visible, item)
	switch {
	case !d.pack.Available(item):
		x.Hidden = HiddenUnavailable
	case d.marks[item]&rerank.Blocked != 0:
		x.Hidden = HiddenBlocked
	case d.marks[item]&rerank.Excluded != 0:
		x.Hidden = HiddenExcluded
	case d.marks[item]&rerank.Seen != 0:
		x.Hidden = HiddenSeen
	}
	return x
}

// Past returns the event behind a contribution of kind item, return, used or habit: its ref, time, type and item, and the purposes that allow
// its use. The strings are views.
func (d *Device) Past(c *Contribution) (ref, time int64, eventType, item string, allowed consent.Set) {
	i := int(d.profile.Entries[c.Entry].Record)
	r := d.log.At(i)
	return r.Ref, r.Time, d.log.Text(r.Type), d.log.Text(r.Item), d.AllowedBy(i)
}
