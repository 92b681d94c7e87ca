package engine

import (
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/fault"
)

// Selection names records to forget: those that match any of its parts.
type Selection struct {
	All      bool
	Refs     []int64
	Items    []string
	HasRange bool // From ≤ time < To
	From, To int64
}

// Forget removes the selected records and every record based on them, and leaves no trace of them in memory.
// removed counts them; purged counts the records that the caps removed besides.
func (d *Device) Forget(at At, s *Selection) (removed, purged uint32, err error) {
	if !s.All && !s.HasRange && len(s.Refs) == 0 && len(s.Items) == 0 {
		return 0, 0, fault.New(fault.Missing)
	}
	if purged, err = d.enter(at.Now, at.Offset); err != nil {
		return 0, 0, err
	}
	c := d.chosen(s)
	removed = d.remove(func(i int) bool { return c.has(d.log.At(i)) })
	flat.Wipe(c.refs.slots)
	return removed, purged, nil
}

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
	return c
}

func (c *choice) has(r *event.Record) bool {
	return c.All || c.HasRange && c.From <= r.Time && r.Time < c.To || c.words[r.Item] || c.refs.has(r.Ref)
}

// remove removes the records that gone names and those based on a removed one, and folds again. It returns their number.
func (d *Device) remove(gone func(i int) bool) uint32 {
	doomed := d.doomed(gone)
	if doomed == nil {
		return 0
	}
	n := d.log.Retain(func(i int) bool { return !doomed[i] })
	d.workspace.wipe()
	d.profile.Fold(d.pack, d.log, d.gate)
	return uint32(n)
}

// doomed marks the records to remove, or returns nil when there is none. A record goes when no event of a ref that it
// is based on is left, so equal events count as one.
func (d *Device) doomed(gone func(i int) bool) []bool {
	var marks []bool
	for i := range d.log.Len() {
		if gone(i) {
			if marks == nil {
				marks = make([]bool, d.log.Len())
			}
			marks[i] = true
		}
	}
	if marks == nil {
		return nil
	}
	twice := d.twins()
	for d.spread(marks, &twice) {
	}
	clear(twice.slots)
	return marks
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
