package abi

import "github.com/hearthrank/hearth/engine/flat"

// encoder appends MessagePack in its shortest form. Replies can name what a person did, so the buffer is wiped when it moves.
type encoder struct {
	b    []byte
	keys int // of the map that begin opened last
}

// number appends an integer.
//
//go:noinline
func (e *encoder) number(v int64) {
	switch {
	case v >= 0:
		e.unsigned(uint64(v))
	case v >= -32:
		e.put(byte(v))
	case v >= -1<<7:
		e.sized(0xd0, uint64(v), 1)
	case v >= -1<<15:
		e.sized(0xd1, uint64(v), 2)
	case v >= -1<<31:
		e.sized(0xd2, uint64(v), 4)
	default:
		e.sized(0xd3, uint64(v), 8)
	}
}

func (e *encoder) unsigned(v uint64) {
	switch {
	case v < 1<<7:
		e.put(byte(v))
	case v < 1<<8:
		e.sized(0xcc, v, 1)
	case v < 1<<16:
		e.sized(0xcd, v, 2)
	case v < 1<<32:
		e.sized(0xce, v, 4)
	default:
		e.sized(0xcf, v, 8)
	}
}

//go:noinline
func (e *encoder) put(c byte) { e.b = append(flat.Grow(e.b, 1), c) }

// sized appends a format byte and the low size bytes of v, big-endian.
//
//go:noinline
func (e *encoder) sized(format byte, v uint64, size int) {
	e.b = append(flat.Grow(e.b, size+1), format)
	for i := size - 1; i >= 0; i-- {
		e.b = append(e.b, byte(v>>(8*i)))
	}
}

// header appends the length of a string, array or map: in the fixed form up to mask, else in the forms of 1 (0: none), 2 or 4 bytes.
//
//go:noinline
func (e *encoder) header(n int, fix, mask byte, forms [3]byte) {
	switch {
	case n <= int(mask):
		e.put(fix | byte(n))
	case n < 1<<8 && forms[0] != 0:
		e.sized(forms[0], uint64(n), 1)
	case n < 1<<16:
		e.sized(forms[1], uint64(n), 2)
	default:
		e.sized(forms[2], uint64(n), 4)
	}
}

//go:noinline
func (e *encoder) text(s string) {
	e.header(len(s), 0xa0, 0x1f, [3]byte{0xd9, 0xda, 0xdb})
	e.b = append(flat.Grow(e.b, len(s)), s...)
}

//go:noinline
func (e *encoder) bytes(b []byte) {
	switch n := uint64(len(b)); {
	case n < 1<<8:
		e.sized(0xc4, n, 1)
	case n < 1<<16:
		e.sized(0xc5, n, 2)
	default:
		e.sized(0xc6, n, 4)
	}
	e.b = append(flat.Grow(e.b, len(b)), b...)
}

func (e *encoder) array(n int)  { e.header(n, 0x90, 0x0f, [3]byte{0, 0xdc, 0xdd}) }
func (e *encoder) object(n int) { e.header(n, 0x80, 0x0f, [3]byte{0, 0xde, 0xdf}) }

func (e *encoder) bool(v bool) {
	if v {
		e.put(0xc3)
	} else {
		e.put(0xc2)
	}
}

// field appends a key and an integer.
//
//go:noinline
func (e *encoder) field(key string, v int64) {
	e.key(key)
	e.number(v)
}

// word appends a key and a string.
//
//go:noinline
func (e *encoder) word(key, s string) {
	e.key(key)
	e.text(s)
}

// key appends a key of the map that begin opened.
//
//go:noinline
func (e *encoder) key(key string) {
	e.text(key)
	e.keys++
}

// optional appends a key and a string, unless that is empty.
//
//go:noinline
func (e *encoder) optional(key, s string) {
	if s != "" {
		e.word(key, s)
	}
}

// nonzero appends a key and an integer, unless that is 0.
//
//go:noinline
func (e *encoder) nonzero(key string, v int64) {
	if v != 0 {
		e.field(key, v)
	}
}

// flag appends a key and a truth value.
//
//go:noinline
func (e *encoder) flag(key string, v bool) {
	e.key(key)
	e.bool(v)
}

// list appends a key and the header of an array.
//
//go:noinline
func (e *encoder) list(key string, n int) {
	e.key(key)
	e.array(n)
}

// words appends a key and strings.
//
//go:noinline
func (e *encoder) words(key string, all []string) {
	e.list(key, len(all))
	for _, s := range all {
		e.text(s)
	}
}

// refs appends a key and the refs of events.
func (e *encoder) refs(key string, refs []int64) {
	e.list(key, len(refs))
	for _, ref := range refs {
		e.number(ref)
	}
}

// opened is a map whose keys are not counted yet, and the count of the one around it.
type opened struct{ at, outer int }

// begin opens a map of at most 15 keys; end closes it.
//
//go:noinline
func (e *encoder) begin() opened {
	o := opened{len(e.b), e.keys}
	e.keys = 0
	e.put(0x80)
	return o
}

//go:noinline
func (e *encoder) end(o opened) {
	e.b[o.at] |= byte(e.keys)
	e.keys = o.outer
}
