package engine

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// AuditKind is what the audit counts.
type AuditKind uint8

// The kinds.
const (
	AuditRecorded  AuditKind = iota // events recorded, by purpose
	AuditPurged                     // records that time and the caps removed, by the purposes that they had
	AuditForgotten                  // records that the person removed, by the purposes that they had
	AuditWithdrawn                  // records removed because a purpose was withdrawn, lapsed, or is no longer declared, by the purposes that they had
	AuditExported                   // exports
	AuditUsed                       // slates and explanations that history took part in, by purpose
	AuditRefused                    // events that no granted purpose may record, since the device was opened: how often somebody came who said no is not for keeping
	AuditKinds     = int(AuditRefused) + 1
)

var auditNames = [AuditKinds]string{"recorded", "purged", "forgotten", "withdrawn", "exported", "used", "refused"}

// String returns a kind's name.
func (k AuditKind) String() string { return auditNames[k] }

// Tally is a count and the day of the latest of what it counts, as the ms at which that day began in UTC: the time itself could be that of an event
// that is to leave no trace.
type Tally struct{ Count, Latest int64 }

// Audit counts what was done with the person's data: how often and when last, never with what. Row 0 of a kind is of all purposes together,
// row k+1 of the purpose of bit k. Its size is fixed.
type Audit struct {
	rows []Tally // auditRows a kind; nil until something is counted
}

const auditRows = consent.MaxPurposes + 1

// count adds one to a kind, for all and for each of the purposes.
//
//go:noinline
func (a *Audit) count(k AuditKind, purposes consent.Set, now int64) {
	a.open()
	for i := range auditRows {
		if t := &a.rows[int(k)*auditRows+i]; (uint64(purposes)<<1|1)>>i&1 == 1 {
			t.Count, t.Latest = min(t.Count+1, event.MaxTime), now-now%event.Day
		}
	}
}

func (a *Audit) open() {
	if a.rows == nil {
		a.rows = make([]Tally, AuditKinds*auditRows)
	}
}

// drop removes the rows of purposes whose bits are free again.
func (a *Audit) drop(purposes consent.Set) {
	for at := range a.rows {
		if i := at % auditRows; i > 0 && purposes>>(i-1)&1 == 1 {
			a.rows[at] = Tally{}
		}
	}
}

// writtenRows is where the rows begin that a snapshot does not keep.
const writtenRows = int(AuditRefused) * auditRows

// filled returns how many of the first rows are not zero.
func (a *Audit) filled(rows int) (n int) {
	for at := range a.rows[:min(rows, len(a.rows))] {
		if a.rows[at].Count > 0 {
			n++
		}
	}
	return n
}

// appendBinary appends the number of rows that are not zero, then each its place, count and time.
func (a *Audit) appendBinary(b []byte) []byte {
	b = wire.Uvarint(b, uint64(a.filled(writtenRows)))
	for at := range a.rows[:min(writtenRows, len(a.rows))] {
		if t := &a.rows[at]; t.Count > 0 {
			b = wire.Varint(wire.Uvarint(wire.Uvarint(b, uint64(at)), uint64(t.Count)), t.Latest)
		}
	}
	return b
}

func (a *Audit) read(r *wire.Reader) {
	last := -1
	for range r.Count(writtenRows) {
		at := int(r.Uvarint(uint64(writtenRows) - 1))
		t := Tally{int64(r.Uvarint(event.MaxTime)), r.Varint(event.MaxTime)}
		if r.Err == nil && (at <= last || t.Count == 0) {
			r.Fail(fault.Order)
		}
		if r.Err != nil {
			return
		}
		a.open()
		a.rows[at], last = t, at
	}
}

// Counted is one count of the audit.
type Counted struct {
	Kind    AuditKind
	Purpose string // "": of all purposes together
	Tally
}

// Audited returns every count of the audit that is not 0.
func (d *Device) Audited() []Counted {
	all := make([]Counted, 0, d.audit.filled(len(d.audit.rows)))
	for at, t := range d.audit.rows {
		if t.Count == 0 {
			continue
		}
		c := Counted{Kind: AuditKind(at / auditRows), Tally: t}
		if row := at % auditRows; row > 0 {
			c.Purpose = d.book.ID(row - 1)
		}
		all = append(all, c)
	}
	return all
}
