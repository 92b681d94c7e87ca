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

// Restore returns a device with the state of a snapshot, its caps held at once; purged counts what they removed.
// A snapshot of a newer format is refused.
func Restore(p *Pack, snapshot []byte, at At, o Options) (d *Device, purged uint32, err error) {
	if err := checkTime(at.Now, at.Offset); err != nil {
		return nil, 0, err
	}
	d = &Device{}
	if err := d.configure(at.Now, o); err != nil {
		return nil, 0, err
	}
	r := &wire.Reader{B: snapshot, Section: "snapshot: header"}
	d.readHeader(r)
	if r.Err != nil {
		return nil, 0, r.Err
	}
	r.Section = "snapshot: purposes"
	consent.ReadTable(r)
	r.Section = "snapshot: log"
	d.log = event.ReadLog(r)
	r.End()
	if r.Err != nil {
		d.log.Wipe()
		return nil, 0, r.Err
	}
	d.use(p)
	purged, err = d.enter(at.Now, at.Offset)
	return d, purged, err
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
