package pack_test

import (
	"encoding/binary"
	"strings"

	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/pack"
)

// file is a pack taken apart, so that tests can break any part of it and put it together again with a right checksum.
type file struct {
	magic        string
	major, minor uint16
	count        int // of sections, as the header says; -1: as many as there are
	size         int // as the header says; -1: as it is
	sequence     uint64
	name         [72]byte
	sections     []body
	sumless      bool // leave a wrong checksum
}

type body struct {
	kind    uint32
	bytes   []byte
	shifted uint32 // added to the offset in the table
	longer  uint32 // added to the size in the table
}

// takeApart reads a valid pack.
func takeApart(b []byte) *file {
	le := binary.LittleEndian
	f := &file{magic: string(b[:8]), major: le.Uint16(b[8:]), minor: le.Uint16(b[10:]), count: -1, size: -1, sequence: le.Uint64(b[24:])}
	copy(f.name[:], b[32:104])
	for i := range int(le.Uint32(b[12:])) {
		e := b[104+12*i:]
		at := le.Uint32(e[4:])
		f.sections = append(f.sections, body{kind: le.Uint32(e), bytes: append([]byte{}, b[at:at+le.Uint32(e[8:])]...)})
	}
	return f
}

// bytes puts the file together as the format says.
func (f *file) bytes() []byte {
	le := binary.LittleEndian
	at := 104 + 12*len(f.sections)
	total := at + 8
	for _, s := range f.sections {
		total += len(s.bytes)
	}
	count, size := f.count, f.size
	if count < 0 {
		count = len(f.sections)
	}
	if size < 0 {
		size = total
	}
	b := le.AppendUint32(le.AppendUint16(le.AppendUint16([]byte(f.magic), f.major), f.minor), uint32(count))
	b = append(le.AppendUint64(le.AppendUint64(b, uint64(size)), f.sequence), f.name[:]...)
	for _, s := range f.sections {
		b = le.AppendUint32(le.AppendUint32(le.AppendUint32(b, s.kind), uint32(at)+s.shifted), uint32(len(s.bytes))+s.longer)
		at += len(s.bytes)
	}
	for _, s := range f.sections {
		b = append(b, s.bytes...)
	}
	if f.sumless {
		return append(b, 1, 2, 3, 4, 5, 6, 7, 8)
	}
	return le.AppendUint64(b, hash.Sum64(b))
}

// at returns the section of a kind; it exists.
func (f *file) at(kind uint32) *body {
	for i := range f.sections {
		if f.sections[i].kind == kind {
			return &f.sections[i]
		}
	}
	panic("no section of that kind")
}

// without drops the section of a kind.
func (f *file) without(kind uint32) {
	for i := range f.sections {
		if f.sections[i].kind == kind {
			f.sections = append(f.sections[:i], f.sections[i+1:]...)
			return
		}
	}
}

// put replaces n bytes at an offset of the section by others.
func (s *body) put(at, n int, with ...byte) {
	s.bytes = append(append(append([]byte{}, s.bytes[:at]...), with...), s.bytes[at+n:]...)
}

// text is a length and that many letters.
func text(n int) []byte {
	return append(binary.AppendUvarint(nil, uint64(n)), strings.Repeat("x", n)...)
}

// two is the smallest shop with something in every section: items a and b.
func two() *pack.Model {
	return &pack.Model{
		Catalogue: "c", Sequence: 1, Provenance: []byte("{}"),
		IDs: []string{"a", "b"}, Titles: []string{"A", "B"}, Available: []bool{true, true}, Prices: []int64{1, 2}, Published: []int32{3, 4},
		Kinds: []string{"k"}, Sensitive: []uint32{0, 1},
		Fields: []string{"f"}, Attributes: []pack.Attribute{{Field: 0, Value: "v"}},
		Vectors:    pack.Matrix{Book: []int32{7}, Rows: [][]pack.Entry{{{Col: 0, Code: 1}}, {}}},
		Types:      []pack.EventType{{Name: "t", Weight: 1, HalfLife: 1, Seen: true}},
		Channels:   []pack.Channel{{Name: "n", Position: []int32{1}, Edges: pack.Matrix{Book: []int32{7}, Rows: [][]pack.Entry{{{Col: 1, Code: 1}}, {}}}}},
		Popularity: []int32{1, 2},
		Features:   []pack.Feature{{Name: "x", Values: []string{"y"}, Habit: []int32{3}}},
		Cells:      pack.Matrix{Book: []int32{7}, Rows: [][]pack.Entry{{{Col: 0, Code: -1}}}},
		Affinity:   pack.Term{Scale: 1, Position: []int32{1}}, Return: pack.Term{Scale: 1, Position: []int32{1}}, Freshness: []int32{1},
		Used: []int32{-4},
	}
}
