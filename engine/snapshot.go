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
	snapshotVersion = 1
)

// Snapshot appends the person's state to b: what Restore needs, whatever the pack. Equal states give equal bytes.
//
//	magic "HEARTHSN", version uvarint, mark varint, suspect varint,
//	purpose table, log, XXH64 of all before (uint64)
//
// It holds neither grants nor caps: the host gives those at every Restore.
func (d *Device) Snapshot(at At, b []byte) (snapshot []byte, purged uint32, err error) {
	if purged, err = d.enter(at.Now, at.Offset); err != nil {
		return nil, 0, err
	}
	start := len(b)
	b = append(flat.Grow(b, 64), snapshotMagic...)
	b = wire.Uvarint(b, snapshotVersion)
	b = wire.Varint(wire.Varint(b, d.clock.Mark), d.clock.Suspect)
	b = consent.AppendTable(b)
	b = d.log.AppendBinary(b)
	return wire.U64(flat.Grow(b, 8), hash.Sum64(b[start:])), purged, nil
}

// Restore returns a device with the state of a snapshot, or without history when it is empty, its caps held at once; purged counts
// what they removed. A snapshot of a newer format is refused.
func Restore(p *Pack, snapshot []byte, at At, o Options) (d *Device, purged uint32, err error) {
	d, err = load(snapshot, at, o)
	if err != nil {
		return nil, 0, err
	}
	return d, d.begin(newWorkspace(p), at), nil
}

// Replace ends the person's state, wipes it from memory and begins another's, as Restore does, in the same workspace.
// On an error the device is as before.
func (d *Device) Replace(snapshot []byte, at At, o Options) (purged uint32, err error) {
	next, err := load(snapshot, at, o)
	if err != nil {
		return 0, err
	}
	d.Wipe()
	purged = next.begin(d.workspace, at)
	*d = *next
	return purged, nil
}

// load reads a snapshot into a device that has no workspace yet. The request's time is checked here too.
func load(snapshot []byte, at At, o Options) (*Device, error) {
	d := &Device{log: &event.Log{}}
	if err := d.configure(at, o); err != nil {
		return nil, err
	}
	if len(snapshot) == 0 {
		return d, nil
	}
	r := &wire.Reader{B: snapshot, Section: "snapshot: header"}
	d.readHeader(r)
	if r.Err != nil {
		return nil, r.Err
	}
	r.Section = "snapshot: purposes"
	known := consent.ReadTable(r)
	r.Section = "snapshot: log"
	d.log = event.ReadLog(r)
	r.End()
	d.checkPurposes(r, known)
	if r.Err != nil {
		d.log.Wipe()
		return nil, r.Err
	}
	return d, nil
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
func (d *Device) begin(w *workspace, at At) (purged uint32) {
	d.workspace = w
	d.profile.Fold(w.pack, d.log, d.gate)
	d.clock.Advance(at.Now, d.log.Len() == 0)
	return d.hold(at.Now)
}

// readHeader checks magic, version and checksum, reads the clock and leaves r at the purpose table, without the checksum.
func (d *Device) readHeader(r *wire.Reader) {
	if string(r.Take(len(snapshotMagic))) != snapshotMagic {
		r.Err, r.Off = nil, 0
		r.Fail(fault.Magic)
		return
	}
	if v := r.Uvarint(1 << 31); r.Err == nil && v != snapshotVersion {
		r.Fail(fault.Version)
		return
	}
	end := len(r.B) - 8
	if end < r.Off {
		r.Fail(fault.Truncated)
		return
	}
	sum := wire.Reader{B: r.B, Off: end}
	if sum.U64() != hash.Sum64(r.B[:end]) {
		r.Off = end
		r.Fail(fault.Checksum)
		return
	}
	r.B = r.B[:end]
	d.clock = event.Clock{Mark: r.Varint(event.MaxTime), Suspect: r.Varint(event.MaxTime), Set: true}
}
