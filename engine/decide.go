package engine

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/internal/fault"
)

// Decision is what the person, or a signal, decides in one call.
type Decision struct {
	Grant, Deny, Withdraw []string // ids of purposes; "all" names every one. Of a purpose in several, the strictest holds
	Act                   consent.Act
	HasSignal             bool
	Signal                bool // a signal such as Global Privacy Control is present
}

// Decide takes a decision, which acts within the call: Grant lets what is recorded from now on serve a purpose; Deny stops that and masks what was
// recorded for it; Withdraw takes the purpose from every record and removes those that no other purpose holds. removed counts these.
func (d *Device) Decide(at At, q *Decision) (removed, purged uint32, err error) {
	var sets [3]consent.Set
	for i, ids := range [3][]string{q.Grant, q.Deny, q.Withdraw} {
		if sets[i], err = d.book.Parse(ids, [3]string{"grant", "deny", "withdraw"}[i]); err != nil {
			return 0, 0, err
		}
	}
	if int(q.Act) >= consent.Acts || q.Act == consent.ActSignal && len(q.Grant) > 0 { // a signal switches nothing on
		return 0, 0, fault.At(fault.Range, "act")
	}
	if purged, err = d.enter(at.Now, at.Offset); err != nil {
		return 0, 0, err
	}
	when := d.high // not at.Now: under a clock that went back a yes would lapse as soon as it is right again
	if q.HasSignal {
		d.book.Signal(q.Signal, when)
	}
	d.book.Decide(consent.DeedGrant, sets[0]&^sets[1]&^sets[2], q.Act, when)
	d.book.Decide(consent.DeedDeny, sets[1]&^sets[2], q.Act, when)
	d.book.Decide(consent.DeedWithdraw, sets[2], q.Act, when)
	d.keep = d.keep || sets[0]&^sets[1]&^sets[2] != 0
	removed = d.settle(sets[2])
	return removed, purged, nil
}

// Consent returns where every declared purpose stands now.
func (d *Device) Consent() []consent.Status { return d.book.Status(d.gate.Granted) }

// PurposesOf returns the ids of a set of purposes.
func (d *Device) PurposesOf(s consent.Set) []string { return d.book.IDs(s) }

// Signalled reports whether a signal such as Global Privacy Control is present.
func (d *Device) Signalled() bool { return d.book.Signalled() }

// Ledger returns every decision, first to last: a view.
func (d *Device) Ledger() []consent.Entry { return d.book.Ledger() }

// copied returns purposes whose strings are their own.
func copied(purposes []consent.Purpose) []consent.Purpose {
	out := make([]consent.Purpose, len(purposes))
	for i := range purposes {
		p := purposes[i]
		p.ID, p.Text = string([]byte(p.ID)), string([]byte(p.Text))
		kinds := make([]string, len(p.Sensitive))
		for k := range kinds {
			kinds[k] = string([]byte(p.Sensitive[k]))
		}
		p.Sensitive = kinds
		out[i] = p
	}
	return out
}
