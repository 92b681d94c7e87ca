package event

import (
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// dictionary numbers distinct strings from 1 in order of first use; 0 is the empty string.
type dictionary struct {
	bytes []byte
	ends  []uint32 // end of entry i in bytes
	slots []uint32 // open addressing by hash: id or 0; the length is a power of two above twice the entries
}

//go:noinline
func (d *dictionary) text(id uint32) string {
	if id == 0 {
		return ""
	}
	start := uint32(0)
	if id > 1 {
		start = d.ends[id-2]
	}
	return wire.View(d.bytes[start:d.ends[id-1]])
}

// add returns the id of s, which it copies when it is new.
//
//go:noinline
func (d *dictionary) add(s string) uint32 {
	if s == "" {
		return 0
	}
	if 2*(len(d.ends)+1) > len(d.slots) {
		d.rehash(len(d.ends) + 1)
	}
	slot := d.slot(s)
	if d.slots[slot] == 0 {
		d.slots[slot] = d.push(s)
	}
	return d.slots[slot]
}

// find returns the id of s, 0 when there is none.
func (d *dictionary) find(s string) uint32 {
	if s == "" || len(d.slots) == 0 {
		return 0
	}
	return d.slots[d.slot(s)]
}

// push appends s, which must be new, and returns its id; the slots do not know it yet.
func (d *dictionary) push(s string) uint32 {
	d.bytes = append(flat.Grow(d.bytes, len(s)), s...)
	d.ends = flat.Append(d.ends, uint32(len(d.bytes)))
	return uint32(len(d.ends))
}

// slot returns where s is, or where it belongs.
func (d *dictionary) slot(s string) uint32 {
	mask := uint32(len(d.slots) - 1)
	i := uint32(hash.Text(s)) & mask
	for d.slots[i] != 0 && d.text(d.slots[i]) != s {
		i = (i + 1) & mask
	}
	return i
}

// rehash makes slots for n entries and as many again, and fills in the present ones.
func (d *dictionary) rehash(n int) {
	size := 16
	for size < 4*n {
		size *= 2
	}
	clear(d.slots)
	d.slots = make([]uint32, size)
	for id := uint32(1); id <= uint32(len(d.ends)); id++ {
		d.slots[d.slot(d.text(id))] = id
	}
}

func (d *dictionary) wipe() {
	d.bytes, d.ends = flat.Wipe(d.bytes), flat.Wipe(d.ends)
	clear(d.slots)
}
