package engine

import "github.com/hearthrank/hearth/engine/consent"

// Stats counts what the device holds; it names nothing.
type Stats struct {
	Events, Items, LogBytes, Masked, Unknown, Purged uint32
	Mark, Newest, Oldest                             int64
}

// AllowedBy returns the purposes for which ranking may use record i now, its age aside.
//
//go:noinline
func (d *Device) AllowedBy(i int) consent.Set {
	r := d.log.At(i)
	return d.gate.Allowed(consent.StageRank, consent.Set(r.Purposes), r.Category, d.kindsOf(r))
}

// Stats counts.
func (d *Device) Stats(at At) (Stats, error) {
	purged, err := d.enter(at.Now, at.Offset)
	if err != nil {
		return Stats{}, err
	}
	s := Stats{Events: uint32(d.log.Len()), Masked: d.profile.Masked, Unknown: d.profile.Unknown, Purged: purged, Mark: d.clock.Mark}
	s.LogBytes = uint32(d.log.Size())
	items := make([]bool, d.log.Words()+1)
	for i := range d.log.Len() {
		r := d.log.At(i)
		if i == 0 {
			s.Newest, s.Oldest = r.Time, r.Time
		}
		s.Newest, s.Oldest = max(s.Newest, r.Time), min(s.Oldest, r.Time)
		if r.Item != 0 && !items[r.Item] {
			items[r.Item] = true
			s.Items++
		}
		if allowed := d.AllowedBy(i); allowed != 0 && r.Time+d.gate.Life(allowed, r.Category) < d.high {
			s.Masked++
		}
	}
	return s, nil
}
