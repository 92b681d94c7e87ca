package engine

import (
	"github.com/hearthrank/hearth/engine/explain"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/pack"
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
)

// Explained is the standing of one item among all eligible ones.
type Explained struct {
	Item    uint32 // index in the pack, pack.None when it is unknown
	Hidden  Hidden
	Score   int64
	Above   uint32 // eligible other items with a higher score
	Tied    uint32 // eligible other items with the same score
	Reasons []Contribution
}

// Explain says for each id where the item stands among all items that Recommend would consider, and why.
// eligible is their number. An item that is itself hidden still has a score and a standing.
func (d *Device) Explain(q *Request, ids []string) (items []Explained, eligible int, err error) {
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
	return items, len(visible), nil
}

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
	case d.marks[item]&rerank.Excluded != 0:
		x.Hidden = HiddenExcluded
	case d.marks[item]&rerank.Seen != 0:
		x.Hidden = HiddenSeen
	}
	return x
}

// Past returns the event behind a contribution of kind item, return, used or habit: its ref, time, type and item. The strings are views.
func (d *Device) Past(c *Contribution) (ref, time int64, eventType, item string) {
	r := d.log.At(int(d.profile.Entries[c.Entry].Record))
	return r.Ref, r.Time, d.log.Text(r.Type), d.log.Text(r.Item)
}
