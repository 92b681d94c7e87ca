package consent

import (
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// AppendBinary appends what a snapshot keeps of the book: whether a signal is present, the table bit → (purpose id, text version, hash of the text,
// state, act, since) and the ledger.
func (b *Book) AppendBinary(dst []byte) []byte {
	dst = wire.Flag(flat.Grow(dst, 16), b.signal)
	dst = wire.Uvarint(dst, uint64(len(b.slots)))
	for i := range b.slots {
		s := &b.slots[i]
		dst = appendText(flat.Grow(dst, 100), s.id, s.version, s.text)
		dst = wire.Varint(append(dst, byte(s.state), byte(s.act)), s.since)
	}
	dst = wire.Uvarint(dst, uint64(len(b.entries)))
	for i := range b.entries {
		e := &b.entries[i]
		dst = appendText(flat.Grow(dst, 100), e.ID, e.Version, e.Text)
		dst = wire.Varint(append(dst, byte(e.Deed), byte(e.Act)), e.Time)
	}
	return dst
}

func appendText(b []byte, id string, version uint32, text uint64) []byte {
	return wire.U64(wire.Uvarint(wire.Text(b, id), uint64(version)), text)
}

// ReadBook reads what AppendBinary wrote, and returns the bits that stand for something.
func ReadBook(r *wire.Reader) (b Book, known Set) {
	b.signal = r.Below(2) == 1
	n := r.Count(MaxPurposes)
	for bit := 0; bit < n && r.Err == nil; bit++ {
		s := slot{}
		s.id, s.version, s.text = readText(r)
		s.state, s.act, s.since = State(r.Below(byte(States))), Act(r.Below(byte(Acts))), r.Varint(event.MaxTime)
		if r.Err == nil && (s.id == "" && s != slot{} || s.id != "" && b.slotOf(s.id) >= 0) {
			r.Fail(fault.Conflict)
		}
		b.slots = append(b.slots, s)
		if s.id != "" {
			known |= 1 << bit
		}
	}
	n = r.Count(MaxEntries)
	for i := 0; i < n && r.Err == nil; i++ {
		e := Entry{}
		e.ID, e.Version, e.Text = readText(r)
		e.Deed, e.Act, e.Time = Deed(r.Below(byte(Deeds))), Act(r.Below(byte(Acts))), r.Varint(event.MaxTime)
		b.entries = append(b.entries, e)
	}
	if r.Err == nil && !b.proven() {
		r.Fail(fault.Conflict)
	}
	return b, known
}

// proven reports whether every purpose stands as its last line in the ledger says: a yes without a line is none. A ledger that is full may have
// lost lines.
func (b *Book) proven() bool {
	for bit := range b.slots {
		s := &b.slots[bit]
		state := Undecided
		for i := range b.entries {
			if e := &b.entries[i]; s.id != "" && e.ID == s.id && e.Version == s.version && e.Text == s.text {
				state = [Deeds]State{DeedGrant: Granted, DeedDeny: Denied, DeedWithdraw: Withdrawn, DeedLapse: Lapsed}[e.Deed]
				if e.Act == ActPack {
					state = Undecided // it was given up, and is declared again
				}
			}
		}
		if s.state != state && len(b.entries) < MaxEntries {
			return false
		}
	}
	return true
}

// ReadTable reads the table of a snapshot of version 1, which knew neither decisions nor a ledger: all is undecided.
func ReadTable(r *wire.Reader) (b Book, known Set) {
	n := r.Count(MaxPurposes)
	for bit := 0; bit < n && r.Err == nil; bit++ {
		s := slot{}
		s.id, s.version, s.text = readText(r)
		if s.text == hash.Text(builtin[0].Text) {
			s.text = textHash(&builtin[0]) // version 1 hashed the text alone, and had this purpose alone
		}
		if r.Err == nil && (s.id == "" || b.slotOf(s.id) >= 0) {
			r.Fail(fault.Conflict)
		}
		b.slots = append(b.slots, s)
		known |= 1 << bit
	}
	return b, known
}

// readText reads the id, the version and the hash of a purpose's text. The id is copied: what it was read from will be wiped.
func readText(r *wire.Reader) (id string, version uint32, text uint64) {
	view := r.Text(MaxID)
	if r.Err == nil && view != "" && !validID(view) {
		r.Fail(fault.Format)
	}
	return string([]byte(view)), uint32(r.Uvarint(1<<31 - 1)), r.U64()
}

// AppendPurposes appends purposes as a pack has them: a count, then each its id, version, text, stage (byte), categories (uvarint), days
// (uvarint), limits (count 0 or one a category, uvarints), and its kinds (count, texts).
func AppendPurposes(b []byte, purposes []Purpose) []byte {
	b = wire.Uvarint(b, uint64(len(purposes)))
	for i := range purposes {
		b = appendPurpose(b, &purposes[i])
	}
	return b
}

func appendPurpose(b []byte, p *Purpose) []byte {
	b = wire.Text(wire.Uvarint(wire.Text(b, p.ID), uint64(p.Version)), p.Text)
	b = wire.Uvarint(wire.Uvarint(append(b, byte(p.Stage)), uint64(p.Categories)), uint64(p.Days))
	b = wire.Uvarint(b, uint64(len(p.Limits)))
	for _, days := range p.Limits {
		b = wire.Uvarint(b, uint64(days))
	}
	b = wire.Uvarint(b, uint64(len(p.Sensitive)))
	for _, kind := range p.Sensitive {
		b = wire.Text(b, kind)
	}
	return b
}

// ReadPurposes reads and validates what AppendPurposes wrote; strings are views.
func ReadPurposes(r *wire.Reader) []Purpose {
	n := r.Count(MaxPurposes)
	all := make([]Purpose, 0, n)
	for i := 0; i < n && r.Err == nil; i++ {
		p := readPurpose(r)
		if code, _ := p.check(); r.Err == nil && code != "" {
			r.Fail(code)
		}
		if r.Err == nil && find(all, p.ID) >= 0 {
			r.Fail(fault.Duplicate)
		}
		all = append(all, p)
	}
	return all
}

func readPurpose(r *wire.Reader) Purpose {
	p := Purpose{ID: r.Text(MaxID), Version: uint32(r.Uvarint(1<<31 - 1)), Text: r.Text(MaxText)}
	p.Stage, p.Categories, p.Days = Stage(r.Byte()), uint32(r.Uvarint(1<<32-1)), int32(r.Uvarint(MaxDays))
	for range r.Count(event.Categories) {
		p.Limits = append(p.Limits, int32(r.Uvarint(MaxDays)))
	}
	for range r.Count(MaxKinds) {
		p.Sensitive = append(p.Sensitive, r.Text(MaxID))
	}
	return p
}
