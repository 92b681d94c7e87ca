package engine

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

const (
	snapshotMagic   = "HEARTHSN"
	snapshotVersion = 2
)

// Snapshot appends the person's state to b: what Restore needs, whatever the pack. Equal states give equal bytes.
//
//	magic "HEARTHSN", version uvarint, mark varint, suspect varint, flags byte,
//	book, controls, audit, log, XXH64 of all before (uint64)
//
// It holds no settings: the host gives those at every Restore. Until the person has decided something or has said that what they ordered is to be
// remembered it is empty, and until then or the first yes it holds no controls: nothing is there to be written. With volatile it holds all that the
// device has, for a host that moves a person from one instance to another in memory and writes nothing.
func (d *Device) Snapshot(at At, b []byte, volatile bool) (snapshot []byte, purged uint32, err error) {
	if purged, err = d.enter(at.Now, at.Offset); err != nil {
		return nil, 0, err
	}
	if !volatile && !d.keep && !d.book.Decided() {
		return b, purged, nil
	}
	start := len(b)
	b = append(flat.Grow(b, 64), snapshotMagic...)
	b = wire.Uvarint(b, snapshotVersion)
	b = wire.Varint(wire.Varint(b, d.clock.Mark), d.clock.Suspect)
	b = wire.Flag(b, d.keep)
	b = d.book.AppendBinary(b)
	controls, audit := &d.controls, &d.audit
	if !d.keep && !volatile {
		controls, audit = &event.Controls{}, &Audit{}
	}
	b = controls.AppendBinary(b)
	b = audit.appendBinary(flat.Grow(b, 32*AuditKinds*auditRows))
	b = d.log.AppendBinary(b)
	return wire.U64(flat.Grow(b, 8), hash.Sum64(b[start:])), purged, nil
}

// Restore returns a device with the state of a snapshot, or without history when it is empty, its caps held at once; purged counts
// what they removed, and what no purpose holds that pack and site declare. A snapshot of a newer format is refused.
func Restore(p *Pack, snapshot []byte, at At, o Options) (d *Device, purged uint32, err error) {
	d, gone, err := load(p, snapshot, at, o)
	if err != nil {
		return nil, 0, err
	}
	return d, d.begin(newWorkspace(p), at, gone), nil
}

// Replace ends the person's state, wipes it from memory and returns another's, as Restore does, in the same workspace.
// On an error the device is as before.
func (d *Device) Replace(snapshot []byte, at At, o Options) (next *Device, purged uint32, err error) {
	next, gone, err := load(d.pack, snapshot, at, o)
	if err != nil {
		return d, 0, err
	}
	w := d.workspace
	d.Wipe()
	return next, next.begin(w, at, gone), nil
}

// load reads a snapshot into a device that has no workspace yet, and settles what it says of purposes with what pack and site declare. gone are
// the bits that are declared no more. The request's time is checked here too.
func load(p *Pack, snapshot []byte, at At, o Options) (d *Device, gone consent.Set, err error) {
	d = &Device{log: &event.Log{}}
	if gone, err = d.load(p, snapshot, at, o); err != nil {
		d.log.Wipe()
		d.controls.Wipe()
		return nil, 0, err
	}
	return d, gone, nil
}

func (d *Device) load(p *Pack, snapshot []byte, at At, o Options) (gone consent.Set, err error) {
	if err := d.configure(at, o); err != nil {
		return 0, err
	}
	if len(snapshot) > 0 {
		if err := d.read(snapshot); err != nil {
			return 0, err
		}
	}
	d.book.Switched = o.SignalStages
	all, err := consent.Merge(p.Purposes(), d.site, "purposes")
	if err != nil {
		return 0, err
	}
	now := at.Now
	if d.clock.Set {
		now = max(now, d.clock.Mark) // as in tick
	}
	if gone, err = d.book.Declare(all, d.holds, now); err != nil {
		return 0, err
	}
	granted, err := d.book.Parse(o.Grants, "grants")
	if err != nil {
		return 0, err
	}
	granted &= d.book.Undecided()
	d.book.Decide(consent.DeedGrant, granted, consent.ActHost, now)
	d.keep = d.keep || granted != 0
	return gone, nil
}

// read reads a snapshot.
func (d *Device) read(snapshot []byte) error {
	r := &wire.Reader{B: snapshot, Section: "snapshot: header"}
	version := d.readHeader(r)
	if r.Err != nil {
		return r.Err
	}
	known := consent.Set(0)
	if version == 1 {
		r.Section = "snapshot: purposes"
		d.book, known = consent.ReadTable(r)
	} else {
		known = d.readDecisions(r)
	}
	r.Section = "snapshot: log"
	d.log = event.ReadLog(r)
	r.End()
	d.checkPurposes(r, known)
	if r.Err != nil {
		return r.Err
	}
	return nil
}

// readDecisions reads what stands between header and log since version 2.
func (d *Device) readDecisions(r *wire.Reader) (known consent.Set) {
	d.keep = r.Below(2) == 1
	r.Section = "snapshot: purposes"
	d.book, known = consent.ReadBook(r)
	r.Section = "snapshot: controls"
	d.controls = event.ReadControls(r)
	r.Section = "snapshot: audit"
	d.audit.read(r)
	return known
}

// checkPurposes fails when a record serves no purpose, or one that the snapshot's own table does not have.
func (d *Device) checkPurposes(r *wire.Reader, known consent.Set) {
	for i := range d.log.Len() {
		if p := consent.Set(d.log.At(i).Purposes); r.Err == nil && (p == 0 || p&^known != 0) {
			r.Fail(fault.Conflict)
		}
	}
}

// begin folds the log in a workspace and holds the caps.
func (d *Device) begin(w *workspace, at At, gone consent.Set) (purged uint32) {
	d.workspace = w
	purged = d.settle(gone | d.tick(at.Now))
	d.audit.drop(gone)
	return purged + d.hold()
}

// readHeader checks magic, version and checksum, reads the clock and leaves r at the purpose table, without the checksum.
func (d *Device) readHeader(r *wire.Reader) (version uint64) {
	if string(r.Take(len(snapshotMagic))) != snapshotMagic {
		r.Err, r.Off = nil, 0
		r.Fail(fault.Magic)
		return 0
	}
	if version = r.Uvarint(1 << 31); r.Err == nil && (version < 1 || version > snapshotVersion) {
		r.Fail(fault.Version)
		return 0
	}
	end := len(r.B) - 8
	if end < r.Off {
		r.Fail(fault.Truncated)
		return 0
	}
	sum := wire.Reader{B: r.B, Off: end}
	if sum.U64() != hash.Sum64(r.B[:end]) {
		r.Off = end
		r.Fail(fault.Checksum)
		return 0
	}
	r.B = r.B[:end]
	d.clock = event.Clock{Mark: r.Varint(event.MaxTime), Suspect: r.Varint(event.MaxTime), Set: true}
	return version
}
