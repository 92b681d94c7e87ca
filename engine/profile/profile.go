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
	Until  int64  // ms: after it no purpose that allows the event may use it any more
	Record uint32 // index in the log
	Item   uint32 // index in the pack
	Type   uint32 // index in the pack's types
	Down   bool   // its value is below the type's floor: evidence against the item
}

// Cell is what an event's context says of a feature.
type Cell struct {
	Until int64  // ms: after it no purpose that allows the event may use it any more
	Row   uint32 // of the pack's Cells, or pack.None
}

// Profile is the folded log. Folding record by record gives the same bytes as folding all at once.
type Profile struct {
	Entries []Entry // in the log's order
	Cells   []Cell  // the entries' own context: one an entry for each of the pack's Habits
	Unknown uint32  // usable events whose item or type the pack does not have
	Masked  uint32  // events that no granted purpose allows
	items   []uint32
	types   []uint32
	values  []uint32 // of context features: the latest row of the pack's Cells that a word was found to be
}

// Fold folds the whole log.
//
//go:noinline
func (f *Profile) Fold(p *pack.Pack, log *event.Log, gate *consent.Gate) {
	f.Wipe()
	f.Entries = flat.Grow(f.Entries, log.Len())
	f.Cells = flat.Grow(f.Cells, log.Len()*len(p.Habits()))
	for i := range log.Len() {
		f.Add(p, log, gate, i)
	}
}

// Add folds record i, which follows all records folded so far.
//
//go:noinline
func (f *Profile) Add(p *pack.Pack, log *event.Log, gate *consent.Gate, i int) {
	r := log.At(i)
	item := f.resolveItem(p, log, r.Item)
	allowed := gate.Allowed(consent.StageRank, consent.Set(r.Purposes), r.Category, p.SensitiveSet(item))
	if allowed == 0 {
		f.Masked++
		return
	}
	if r.Item == 0 {
		return
	}
	e := Entry{
		Time: r.Time, Until: r.Time + gate.Life(allowed, r.Category),
		Record: uint32(i), Item: item, Type: f.resolveType(p, log, r.Type),
	}
	if e.Item == pack.None || e.Type == pack.None {
		f.Unknown++
		return
	}
	e.Down = r.HasValue && r.Value < p.Types()[e.Type].Floor
	f.Entries = flat.Append(f.Entries, e)
	for k := range p.Habits() {
		f.Cells = flat.Append(f.Cells, f.cell(p, log, r, &p.Habits()[k], gate, allowed))
	}
}

// cell returns what r says of a feature, and how long the allowed purposes may use that: by the category of the feature, not of the event.
func (f *Profile) cell(p *pack.Pack, log *event.Log, r *event.Record, h *pack.Habit, gate *consent.Gate, allowed consent.Set) Cell {
	feature, _ := p.Feature(h.Feature)
	life := gate.Life(allowed, event.FeatureCategory(feature))
	if life < 0 {
		return Cell{Row: pack.None}
	}
	return Cell{r.Time + life, f.resolveCell(p, log, r, h, feature)}
}

// resolveCell returns the row of the pack's Cells that a feature had when r was recorded, or pack.None.
//
//go:noinline
func (f *Profile) resolveCell(p *pack.Pack, log *event.Log, r *event.Record, h *pack.Habit, feature string) uint32 {
	for k := range log.Pairs(r) {
		if name, value := log.Context(r, k); log.Text(name) == feature {
			return f.resolveValue(p, log, value, h)
		}
	}
	return p.Cell(h.Feature, event.Computed(feature, r.Time, int32(r.Offset)))
}

// resolveValue looks a feature's value up. One word can be a value of several features: the table has the row it was last found in.
func (f *Profile) resolveValue(p *pack.Pack, log *event.Log, word uint32, h *pack.Habit) uint32 {
	if word == 0 {
		return pack.None
	}
	f.values = resized(f.values, log.Words())
	if !h.Has(f.values[word-1]) {
		cell := p.Cell(h.Feature, log.Text(word))
		if cell == pack.None {
			return cell
		}
		f.values[word-1] = cell
	}
	return f.values[word-1]
}

// unresolved marks a dictionary entry that was not looked up yet; pack.None marks one that the pack does not have.
const unresolved = pack.None - 1

func (f *Profile) resolveItem(p *pack.Pack, log *event.Log, word uint32) uint32 {
	if word == 0 {
		return pack.None
	}
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
	f.Entries, f.Cells = flat.Wipe(f.Entries), flat.Wipe(f.Cells)
	f.items, f.types, f.values = flat.Wipe(f.items), flat.Wipe(f.types), flat.Wipe(f.values)
	f.Unknown, f.Masked = 0, 0
}

// AppendBinary appends the profile's canonical bytes: equal profiles, and only those, have equal bytes.
func (f *Profile) AppendBinary(b []byte) []byte {
	b = wire.Uvarint(wire.Uvarint(b, uint64(f.Unknown)), uint64(f.Masked))
	b = wire.Uvarint(b, uint64(len(f.Entries)))
	for i := range f.Entries {
		e := &f.Entries[i]
		b = wire.Uvarint(wire.Varint(wire.Varint(b, e.Time), e.Until), uint64(e.Record))
		b = wire.Uvarint(wire.Uvarint(b, uint64(e.Item)), uint64(e.Type)<<1|bit(e.Down))
	}
	b = wire.Uvarint(b, uint64(len(f.Cells)))
	for _, cell := range f.Cells {
		b = wire.Varint(wire.Uvarint(b, uint64(cell.Row+1)), cell.Until) // 0 for none
	}
	return b
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
