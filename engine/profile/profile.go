// Package profile is the fold of pack, log and grants: the part of the log that ranking may use, resolved against the pack.
package profile

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/wire"
	"github.com/hearthrank/hearth/engine/pack"
)

// Entry is one usable event of an item that the pack offers.
type Entry struct {
	Time   int64
	Record uint32 // index in the log
	Item   uint32 // index in the pack
	Type   uint32 // index in the pack's types
	Down   bool   // its value is below the type's floor: evidence against the item
}

// Profile is the folded log. Folding record by record gives the same bytes as folding all at once.
type Profile struct {
	Entries []Entry // in the log's order
	Unknown uint32  // usable events whose item or type the pack does not have
	Masked  uint32  // events that no granted purpose allows
	items   []uint32
	types   []uint32
}

// Fold folds the whole log.
//
//go:noinline
func (f *Profile) Fold(p *pack.Pack, log *event.Log, gate consent.Gate) {
	f.Wipe()
	f.Entries = flat.Grow(f.Entries, log.Len())
	for i := range log.Len() {
		f.Add(p, log, gate, i)
	}
}

// Add folds record i, which follows all records folded so far.
//
//go:noinline
func (f *Profile) Add(p *pack.Pack, log *event.Log, gate consent.Gate, i int) {
	r := log.At(i)
	if !gate.Allows(consent.StageRank, consent.Set(r.Purposes)) {
		f.Masked++
		return
	}
	if r.Item == 0 {
		return
	}
	e := Entry{Time: r.Time, Record: uint32(i), Item: f.resolveItem(p, log, r.Item), Type: f.resolveType(p, log, r.Type)}
	if e.Item == pack.None || e.Type == pack.None {
		f.Unknown++
		return
	}
	e.Down = r.HasValue && r.Value < p.Types()[e.Type].Floor
	f.Entries = flat.Append(f.Entries, e)
}

// unresolved marks a dictionary entry that was not looked up yet; pack.None marks one that the pack does not have.
const unresolved = pack.None - 1

func (f *Profile) resolveItem(p *pack.Pack, log *event.Log, word uint32) uint32 {
	f.items = resized(f.items, log.Words())
	if f.items[word-1] == unresolved {
		f.items[word-1] = p.Find(log.Text(word))
	}
	return f.items[word-1]
}

func (f *Profile) resolveType(p *pack.Pack, log *event.Log, word uint32) uint32 {
	f.types = resized(f.types, log.Words())
	if f.types[word-1] == unresolved {
		f.types[word-1] = p.Type(log.Text(word))
	}
	return f.types[word-1]
}

// resized makes room for a word each.
//
//go:noinline
func resized(s []uint32, n int) []uint32 {
	s = flat.Grow(s, max(0, n-len(s)))
	for len(s) < n {
		s = append(s, unresolved)
	}
	return s
}

// Wipe clears the profile's memory and empties it.
func (f *Profile) Wipe() {
	f.Entries, f.items, f.types = flat.Wipe(f.Entries), flat.Wipe(f.items), flat.Wipe(f.types)
	f.Unknown, f.Masked = 0, 0
}

// AppendBinary appends the profile's canonical bytes: equal profiles, and only those, have equal bytes.
func (f *Profile) AppendBinary(b []byte) []byte {
	b = wire.Uvarint(wire.Uvarint(b, uint64(f.Unknown)), uint64(f.Masked))
	b = wire.Uvarint(b, uint64(len(f.Entries)))
	for i := range f.Entries {
		e := &f.Entries[i]
		b = wire.Uvarint(wire.Varint(b, e.Time), uint64(e.Record))
		b = wire.Uvarint(wire.Uvarint(b, uint64(e.Item)), uint64(e.Type)<<1|bit(e.Down))
	}
	return b
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
