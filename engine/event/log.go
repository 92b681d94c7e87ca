package event

import (
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// Record is one event in the log. Strings are dictionary entries: 0 is none, k is entry k-1.
type Record struct {
	Time     int64
	Value    int64
	Ref      int64 // 53-bit hash of the content, never 0; equal events have equal refs
	Type     uint32
	Item     uint32
	Query    uint32
	Purposes uint32
	pairs    uint32 // first of its context in Log.pairs
	based    uint32 // first of its refs in Log.based
	nPairs   uint16
	nBased   uint16
	Offset   int16
	Category Category // follows from type, item and query
	HasValue bool
}

// Log holds records in order of arrival, and the dictionary of their strings in order of first use. Its content lies in
// pointer-free slices that are wiped when they move or are dropped.
type Log struct {
	recs  []Record
	pairs [][2]uint32
	based []int64
	dict  dictionary
	tmp   []byte
}

// Len returns the number of records.
func (l *Log) Len() int { return len(l.recs) }

// At returns record i.
func (l *Log) At(i int) *Record { return &l.recs[i] }

// Text returns a record's string: a view, valid until the log changes.
//
//go:noinline
func (l *Log) Text(id uint32) string { return l.dict.text(id) }

// Find returns the dictionary entry of a string, 0 when the log does not have it.
func (l *Log) Find(s string) uint32 { return l.dict.find(s) }

// Words returns how many strings the dictionary has.
func (l *Log) Words() int { return len(l.dict.ends) }

// Context returns name and value of pair k of a record, 0 ≤ k < Pairs(r).
func (l *Log) Context(r *Record, k int) (name, value uint32) {
	p := l.pairs[int(r.pairs)+k]
	return p[0], p[1]
}

// Pairs returns the number of context pairs of a record.
func (l *Log) Pairs(r *Record) int { return int(r.nPairs) }

// BasedOn returns the refs that a record was based on: a view.
func (l *Log) BasedOn(r *Record) []int64 {
	return l.based[r.based : int(r.based)+int(r.nBased)]
}

// AnyBased reports whether any record is based on another.
func (l *Log) AnyBased() bool { return len(l.based) > 0 }

// Append records a valid event with the purposes it may serve and returns its ref.
//
//go:noinline
func (l *Log) Append(e *Event, purposes uint32) int64 {
	r := Record{
		Time: e.Time, Value: e.Value, Purposes: purposes, Offset: int16(e.Offset), HasValue: e.HasValue,
		pairs: uint32(len(l.pairs)), nPairs: uint16(len(e.Context)),
		based: uint32(len(l.based)), nBased: uint16(len(e.BasedOn)),
	}
	r.Type, r.Item, r.Query = l.dict.add(e.Type), l.dict.add(e.Item), l.dict.add(e.Query)
	for i := range e.Context {
		l.pairs = flat.Append(l.pairs, [2]uint32{l.dict.add(e.Context[i].Name), l.dict.add(e.Context[i].Value)})
	}
	l.based = flat.Append(l.based, e.BasedOn...)
	l.finish(&r)
	l.recs = flat.Append(l.recs, r)
	return r.Ref
}

// finish sets what follows from a record's content.
func (l *Log) finish(r *Record) {
	r.Category = CategoryOf(l.Text(r.Type), r.Item != 0, r.Query != 0)
	r.Ref = l.ref(r)
}

// ref hashes what the event says; purposes and context are left out, so that a change of consent, which can take pairs away, does not rename events.
//
//go:noinline
func (l *Log) ref(r *Record) int64 {
	b := append(flat.Grow(l.tmp[:0], 2), r.parts()&^partExtras, byte(r.nBased)) // says which parts follow: no two events write the same bytes
	for _, id := range [3]uint32{r.Type, r.Item, r.Query} {
		b = flat.Grow(b, MaxQuery+10)
		b = wire.Text(b, l.Text(id))
	}
	b = flat.Grow(b, 40)
	b = wire.Varint(wire.Varint(b, r.Time), int64(r.Offset))
	if r.HasValue {
		b = wire.Varint(b, r.Value)
	}
	for _, ref := range l.BasedOn(r) {
		b = wire.U64(flat.Grow(b, 8), uint64(ref))
	}
	h := hash.Sum64(b) >> 11
	l.tmp = flat.Wipe(b)
	return int64(max(h, 1))
}

// Retain keeps the records whose index keep accepts, and of their context the pairs k that pair accepts, and rebuilds everything from them, so that
// nothing else is left; it returns how many records went. The old content is wiped.
//
//go:noinline
func (l *Log) Retain(keep func(i int) bool, pair func(r *Record, k int) bool) int {
	kept := l.Only(keep, pair)
	gone := len(l.recs) - len(kept.recs)
	l.Wipe()
	*l = kept
	return gone
}

// Only returns a log of what keep and pair accept: what a log would be that never had the rest. Time is linear in the log,
// without hashing a string twice.
//
//go:noinline
func (l *Log) Only(keep func(i int) bool, pair func(r *Record, k int) bool) Log {
	m := mover{from: l, pair: pair, words: make([]uint32, l.Words()+1)}
	m.reserve(keep)
	for i := range l.recs {
		if keep(i) {
			m.record(&l.recs[i])
		}
	}
	m.to.dict.rehash(len(m.to.dict.ends))
	return m.to
}

// mover copies records of one log into another.
type mover struct {
	from  *Log
	to    Log
	pair  func(r *Record, k int) bool
	words []uint32 // word of from → word of to, 0 when it was not copied yet
}

// reserve makes room for just what is kept: a log that someone forgets may fill most of the memory.
func (m *mover) reserve(keep func(i int) bool) {
	kept, size := 0, 0
	for i := range m.from.recs {
		if keep(i) {
			kept++
			size += m.measure(&m.from.recs[i])
		}
	}
	clear(m.words)
	m.to.recs, m.to.dict.bytes = make([]Record, 0, kept), make([]byte, 0, size)
}

// measure returns the length of a record's words that were not measured yet.
func (m *mover) measure(r *Record) (size int) {
	size = m.first(r.Type) + m.first(r.Item) + m.first(r.Query)
	for k := range m.from.Pairs(r) {
		if name, value := m.from.Context(r, k); m.pair(r, k) {
			size += m.first(name) + m.first(value)
		}
	}
	return size
}

// first returns the length of a word that was not measured yet, else 0.
//
//go:noinline
func (m *mover) first(id uint32) int {
	if m.words[id] != 0 {
		return 0
	}
	m.words[id] = 1
	return len(m.from.Text(id))
}

// word copies a dictionary entry on its first use.
func (m *mover) word(id uint32) uint32 {
	if id != 0 && m.words[id] == 0 {
		m.words[id] = m.to.dict.push(m.from.Text(id))
	}
	return m.words[id]
}

//go:noinline
func (m *mover) record(r *Record) {
	c := *r
	c.Type, c.Item, c.Query = m.word(r.Type), m.word(r.Item), m.word(r.Query)
	c.pairs, c.based = uint32(len(m.to.pairs)), uint32(len(m.to.based))
	c.nPairs = 0
	for k := range m.from.Pairs(r) {
		if name, value := m.from.Context(r, k); m.pair(r, k) {
			m.to.pairs = flat.Append(m.to.pairs, [2]uint32{m.word(name), m.word(value)})
			c.nPairs++
		}
	}
	m.to.based = flat.Append(m.to.based, m.from.BasedOn(r)...)
	m.to.recs = append(m.to.recs, c)
}

// Wipe clears every byte of the log's memory and empties it.
//
//go:noinline
func (l *Log) Wipe() {
	l.recs, l.pairs, l.based, l.tmp = flat.Wipe(l.recs), flat.Wipe(l.pairs), flat.Wipe(l.based), flat.Wipe(l.tmp)
	l.dict.wipe()
}
