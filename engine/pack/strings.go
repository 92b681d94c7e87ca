package pack

import (
	"unicode/utf8"

	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// stringTable is a list of strings that lie in the pack's bytes.
type stringTable struct {
	ends  []uint32
	bytes []byte
}

func (t *stringTable) len() int { return len(t.ends) }

// at returns string i: a view of the pack's bytes.
func (t *stringTable) at(i uint32) string {
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return wire.View(t.bytes[start:t.ends[i]])
}

// readStrings reads at most count strings of least to most bytes of UTF-8.
//
//go:noinline
func readStrings(r *wire.Reader, count, least, most int) stringTable {
	n := r.Count(count)
	if r.Err != nil {
		return stringTable{}
	}
	t := stringTable{ends: make([]uint32, n)}
	end := uint32(0)
	for i := range t.ends {
		size := r.Uvarint(uint64(most))
		if r.Err == nil && size < uint64(least) {
			r.Fail(fault.Range)
		}
		if end += uint32(size); r.Err == nil && int(end) > r.Left() {
			r.Fail(fault.Truncated)
		}
		if r.Err != nil {
			return stringTable{}
		}
		t.ends[i] = end
	}
	base := r.Off
	t.bytes = r.Take(int(end))
	for i := range t.ends {
		if r.Err == nil && !utf8.ValidString(t.at(uint32(i))) {
			r.Off = base + int(t.ends[i])
			r.Fail(fault.UTF8)
		}
	}
	return t
}

// index finds strings of a table by open addressing: slots hold position+1, or 0.
type index []uint32

// newIndex indexes a table; ok is false when a string occurs twice, and twin says where.
//
//go:noinline
func newIndex(t *stringTable) (x index, twin int, ok bool) {
	size := 4
	for size < 2*t.len() {
		size *= 2
	}
	x = make(index, size)
	for i := range t.len() {
		slot, found := x.find(t, t.at(uint32(i)))
		if found {
			return nil, i, false
		}
		x[slot] = uint32(i + 1)
	}
	return x, 0, true
}

// find returns the slot of s, or the one where it belongs.
//
//go:noinline
func (x index) find(t *stringTable, s string) (slot uint32, found bool) {
	mask := uint32(len(x) - 1)
	slot = uint32(hash.Text(s)) & mask
	for x[slot] != 0 {
		if t.at(x[slot]-1) == s {
			return slot, true
		}
		slot = (slot + 1) & mask
	}
	return slot, false
}
