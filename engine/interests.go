package engine

import (
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/scoring"
)

// Interest is what the history says about an attribute.
type Interest struct {
	Attribute uint32   // index in the pack
	Strength  int64    // score to an item that consists of the attribute alone, the dial aside
	Records   []uint32 // of the log: the events behind it, latest first
}

// Interests returns what the device infers at a time, by attribute in the order of the pack; muted ones are left out.
func (d *Device) Interests(at At) ([]Interest, error) {
	if _, err := d.enter(at.Now, at.Offset); err != nil {
		return nil, err
	}
	q := d.request(&Request{At: at})
	q.Dial = scoring.OneDial // what is inferred is told, however far it may go
	d.scorer.Prepare(&d.profile, q)
	var all []Interest
	for a := range uint32(d.pack.Attributes()) {
		strength := d.scorer.Affinity(a)
		if strength == 0 {
			continue
		}
		x := Interest{Attribute: a, Strength: strength}
		d.scorer.EachPast(func(entry uint32) {
			if e := &d.profile.Entries[entry]; d.pack.HasAttribute(e.Item, a) {
				x.Records = append(x.Records, e.Record)
			}
		})
		all = append(all, x)
	}
	return all, nil
}

// Used reports whether record i of the log may take part in ranking now.
func (d *Device) Used(i int) bool {
	r := d.log.At(i)
	allowed := d.AllowedBy(i)
	return allowed != 0 && r.Time+d.gate.Life(allowed, r.Category) >= d.high && d.pack.Find(d.log.Text(r.Item)) != pack.None
}

// Export counts an export in the audit.
func (d *Device) Export(now int64) { d.audit.count(AuditExported, 0, now) }
