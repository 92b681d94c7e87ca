package engine

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/pack"
)

// Selection names records to forget: those that match any of its parts.
type Selection struct {
	All        bool
	Refs       []int64
	Items      []string
	Attributes []Pair  // field and value: events on items that have the attribute in the present pack, such as those of a category
	Sessions   []int64 // refs of events: all events of their sessions
	HasRange   bool    // From ≤ time < To
	From, To   int64
}

// SessionGap is the pause, in ms, that ends a session.
const SessionGap = 30 * 60 * 1000

// Forget removes the selected records and every record based on them, and leaves no trace of them in memory.
// removed counts them; purged counts the records that the caps removed besides.
func (d *Device) Forget(at At, s *Selection) (removed, purged uint32, err error) {
	doomed, purged, err := d.Select(at, s)
	if err != nil {
		return 0, 0, err
	}
	return d.Drop(at, doomed), purged, nil
}

// Drop removes the records that Select marked in a call of the same time, and returns their number.
func (d *Device) Drop(at At, doomed []bool) uint32 {
	return d.drop(doomed, AuditForgotten, at.Now)
}

// Select marks the records that Forget would remove, one mark a record of the log, and removes none of them.
func (d *Device) Select(at At, s *Selection) (doomed []bool, purged uint32, err error) {
	if !s.All && !s.HasRange && len(s.Refs) == 0 && len(s.Items) == 0 && len(s.Attributes) == 0 && len(s.Sessions) == 0 {
		return nil, 0, fault.New(fault.Missing)
	}
	if purged, err = d.enter(at.Now, at.Offset); err != nil {
		return nil, 0, err
	}
	c := d.chosen(s)
	doomed = make([]bool, d.log.Len())
	for i := range doomed {
		doomed[i] = c.has(d.log.At(i))
	}
	flat.Wipe(c.refs.slots)
	d.spreadAll(doomed)
	return doomed, purged, nil
}

// Log returns the log, for reading.
func (d *Device) Log() *event.Log { return d.log }

// choice is a selection looked up in the log, so that a record is tested in constant time however long the selection is.
type choice struct {
	*Selection
	refs  refSet
	words []bool // of the dictionary: the item is selected
}

func (d *Device) chosen(s *Selection) *choice {
	c := &choice{Selection: s, words: make([]bool, d.log.Words()+1)}
	for _, ref := range s.Refs {
		if ref > 0 {
			c.refs.add(ref)
		}
	}
	for _, item := range s.Items {
		c.words[d.log.Find(item)] = true
	}
	c.words[0] = false // where items are that the log does not know
	for i := range s.Attributes {
		d.choosesHolders(c, &s.Attributes[i])
	}
	for _, ref := range s.Sessions {
		d.choosesSession(c, ref)
	}
	return c
}

// choosesHolders selects the items that have an attribute.
func (d *Device) choosesHolders(c *choice, attribute *Pair) {
	a := d.pack.FindAttribute(attribute.Name, attribute.Value)
	for i := 0; i < d.log.Len() && a != pack.None; i++ {
		word := d.log.At(i).Item
		if item := d.pack.Find(d.log.Text(word)); word != 0 && item != pack.None && d.pack.HasAttribute(item, a) {
			c.words[word] = true
		}
	}
}

// choosesSession selects the refs of a session: the event of the ref, and all that lie before and after it without a pause of SessionGap.
func (d *Device) choosesSession(c *choice, ref int64) {
	for i := range d.log.Len() {
		if d.log.At(i).Ref != ref {
			continue
		}
		from, to := d.log.At(i).Time, d.log.At(i).Time
		for grown := true; grown; {
			grown = false
			for k := range d.log.Len() {
				t := d.log.At(k).Time
				if t < from && t > from-SessionGap {
					from, grown = t, true
				}
				if t > to && t < to+SessionGap {
					to, grown = t, true
				}
			}
		}
		for k := range d.log.Len() {
			if r := d.log.At(k); from <= r.Time && r.Time <= to {
				c.refs.add(r.Ref)
			}
		}
	}
}

func (c *choice) has(r *event.Record) bool {
	return c.All || c.HasRange && c.From <= r.Time && r.Time < c.To || c.words[r.Item] || c.refs.has(r.Ref)
}

// mark marks record i; marks are none so far where they are nil.
func (d *Device) mark(marks []bool, i int) []bool {
	if marks == nil {
		marks = make([]bool, d.log.Len())
	}
	marks[i] = true
	return marks
}

// markPairs makes marks, of no record if there were none, where a pair of a record's context is to go: then the log is rebuilt.
func (d *Device) markPairs(marks []bool, r *event.Record) []bool {
	for k := range d.log.Pairs(r) {
		if marks == nil && !d.holdsPair(r, k) {
			marks = make([]bool, d.log.Len())
		}
	}
	return marks
}

// holdsPair reports whether some purpose that a record carries is for its context pair k, and for that long.
//
//go:noinline
func (d *Device) holdsPair(r *event.Record, k int) bool {
	name, _ := d.log.Context(r, k)
	return d.gate.Holds(consent.Set(r.Purposes), event.FeatureCategory(d.log.Text(name)), d.clock.Mark-r.Time)
}

// remove removes the records that are marked and those based on a removed one, and folds again. It returns their number.
//
//go:noinline
func (d *Device) remove(gone []bool, why AuditKind, now int64) uint32 {
	if gone == nil {
		return 0
	}
	d.spreadAll(gone)
	return d.drop(gone, why, now)
}

// drop removes the records that are marked, counts them in the audit, and folds again.
//
//go:noinline
func (d *Device) drop(gone []bool, why AuditKind, now int64) uint32 {
	for i, g := range gone {
		if g {
			d.audit.count(why, consent.Set(d.log.At(i).Purposes), now)
		}
	}
	n := d.log.Retain(func(i int) bool { return !gone[i] }, d.holdsPair)
	d.workspace.wipe()
	d.refold()
	return uint32(n)
}

// spreadAll marks the records that go with those that are marked. A record goes when no event of a ref that it is based on is left, so equal events
// count as one.
func (d *Device) spreadAll(marks []bool) {
	if !d.log.AnyBased() {
		return
	}
	twice := d.twins()
	for d.spread(marks, &twice) {
	}
	clear(twice.slots)
}

// spread marks the records that are based on a marked one whose ref no unmarked record has; it reports whether there were any. twice has
// the refs of more than one record.
func (d *Device) spread(marks []bool, twice *refSet) bool {
	lost := refSet{}
	for i, m := range marks {
		if m {
			lost.add(d.log.At(i).Ref)
		}
	}
	for i, m := range marks {
		if !m {
			lost.drop(d.log.At(i).Ref)
		}
	}
	changed := false
	for i, m := range marks {
		if m || !d.basedOn(i, &lost) {
			continue
		}
		marks[i], changed = true, true
		if ref := d.log.At(i).Ref; !twice.has(ref) {
			lost.add(ref) // now, so that a chain in the log's order needs one pass
		}
	}
	clear(lost.slots)
	return changed
}

// twins returns the refs that more than one record has.
func (d *Device) twins() (twice refSet) {
	once := refSet{}
	for i := range d.log.Len() {
		if ref := d.log.At(i).Ref; once.has(ref) {
			twice.add(ref)
		} else {
			once.add(ref)
		}
	}
	clear(once.slots)
	return twice
}

func (d *Device) basedOn(i int, lost *refSet) bool {
	for _, ref := range d.log.BasedOn(d.log.At(i)) {
		if lost.has(ref) {
			return true
		}
	}
	return false
}
