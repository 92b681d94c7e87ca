package abi

import (
	"unicode/utf8"
	"unsafe"

	"github.com/hearthrank/hearth/engine"
)

// maxDepth is how deep a message may nest.
const maxDepth = 16

// maxList is how many entries a list may have where nothing else limits it: more would cost memory before anything is checked.
const maxList = 1 << 20

// maxInt is the largest absolute value of an integer that crosses the boundary.
const maxInt = 1<<53 - 1

// step is one part of the path to the field being read: a key, or an index when key is "".
type step struct {
	key   string
	index int
}

// decoder reads a MessagePack message with a sticky error. Strings and bytes are views of the message.
//
// Source: the MessagePack specification, github.com/msgpack/msgpack/blob/master/spec.md, "Formats".
type decoder struct {
	b     []byte
	off   int
	path  [maxDepth]step
	depth int
	err   *engine.Error

	events []engine.Event // what was decoded and is no view of b, for wipe
	lists  [][]int64
}

// wipe clears what was decoded into memory of its own: it would stay as garbage, with times and refs of events in it.
func (d *decoder) wipe() {
	clear(d.events)
	for _, list := range d.lists {
		clear(list)
	}
}

// fail records the first error, at the present path and offset.
//
//go:noinline
func (d *decoder) fail(code engine.Code) {
	if d.err == nil {
		d.err = &engine.Error{Code: code, Offset: int64(d.off), Path: d.where()}
	}
}

// where formats the path, such as "events[2].item".
func (d *decoder) where() string {
	s := ""
	for _, p := range d.path[:d.depth] {
		switch {
		case p.key == "":
			s += "[" + engine.Itoa(int64(p.index)) + "]"
		case s == "":
			s = string([]byte(p.key)) // a copy: the key is a view
		default:
			s += "." + p.key
		}
	}
	return s
}

// push enters a key or an element; it reports whether that is still allowed.
//
//go:noinline
func (d *decoder) push(p step) bool {
	if d.depth == maxDepth {
		d.fail(engine.CodeDepth)
	}
	if d.err != nil {
		return false
	}
	d.path[d.depth] = p
	d.depth++
	return true
}

func (d *decoder) pop() { d.depth-- }

func (d *decoder) byte() byte {
	if d.err != nil || d.off >= len(d.b) {
		d.fail(engine.CodeTruncated)
		return 0
	}
	c := d.b[d.off]
	d.off++
	return c
}

// uint reads a big-endian integer of size bytes.
//
//go:noinline
func (d *decoder) uint(size int) uint64 {
	b := d.take(uint64(size))
	v := uint64(0)
	for _, c := range b {
		v = v<<8 | uint64(c)
	}
	return v
}

//go:noinline
func (d *decoder) take(n uint64) []byte {
	if d.err != nil || n > uint64(len(d.b)-d.off) {
		d.fail(engine.CodeTruncated)
		return nil
	}
	b := d.b[d.off : d.off+int(n)]
	d.off += int(n)
	return b
}

// null reads a nil if one comes next.
//
//go:noinline
func (d *decoder) null() bool {
	if d.err == nil && d.off < len(d.b) && d.b[d.off] == 0xc0 {
		d.off++
		return true
	}
	return false
}

// int reads an integer from least to most in any form.
//
//go:noinline
func (d *decoder) int(least, most int64) int64 {
	start := d.off
	v, ok := d.anyInt(d.byte())
	if d.err == nil && !ok {
		d.off = start
		d.fail(engine.CodeType)
	}
	if d.err == nil && (v < least || v > most) {
		d.off = start
		d.fail(engine.CodeRange)
	}
	if d.err != nil {
		return 0
	}
	return v
}

func (d *decoder) anyInt(c byte) (v int64, ok bool) {
	switch {
	case c < 0x80:
		return int64(c), true
	case c >= 0xe0:
		return int64(int8(c)), true
	case c >= 0xcc && c <= 0xcf:
		u := d.uint(1 << (c - 0xcc))
		if u > maxInt {
			d.fail(engine.CodeRange)
		}
		return int64(u), true
	case c >= 0xd0 && c <= 0xd3:
		size := 1 << (c - 0xd0)
		shift := uint(64 - 8*size)
		return int64(d.uint(size)<<shift) >> shift, true
	}
	return 0, false
}

//go:noinline
func (d *decoder) bool() bool {
	c := d.byte()
	if d.err == nil && c != 0xc2 && c != 0xc3 {
		d.off--
		d.fail(engine.CodeType)
	}
	return c == 0xc3
}

// length reads the header of a string, binary, array or map: the fixed form has its length in the low bits of
// bytes fix to fix|mask; the others have 1, 2 and 4 bytes from form first on (first is 0 where there is no such form).
//
//go:noinline
func (d *decoder) length(fix, mask byte, forms [3]byte) uint64 {
	c := d.byte()
	switch {
	case d.err != nil:
		return 0
	case mask != 0 && c&^mask == fix:
		return uint64(c & mask)
	case c == forms[0] && forms[0] != 0:
		return d.uint(1)
	case c == forms[1]:
		return d.uint(2)
	case c == forms[2]:
		return d.uint(4)
	}
	d.off--
	d.fail(engine.CodeType)
	return 0
}

// text reads a string.
//
//go:noinline
func (d *decoder) text() string {
	start := d.off
	b := d.take(d.length(0xa0, 0x1f, [3]byte{0xd9, 0xda, 0xdb}))
	if d.err == nil && !utf8.Valid(b) {
		d.off = start
		d.fail(engine.CodeUTF8)
	}
	if len(b) == 0 || d.err != nil {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}

// bytes reads a binary.
func (d *decoder) bytes() []byte {
	return d.take(d.length(0, 0, [3]byte{0xc4, 0xc5, 0xc6}))
}

// array reads an array's header and returns its length, which is at most what the rest of the message can hold.
//
//go:noinline
func (d *decoder) array() int { return d.entries(d.length(0x90, 0x0f, [3]byte{0, 0xdc, 0xdd})) }

// object reads a map's header.
//
//go:noinline
func (d *decoder) object() int { return d.entries(d.length(0x80, 0x0f, [3]byte{0, 0xde, 0xdf})) }

func (d *decoder) entries(n uint64) int {
	if d.err == nil && n > uint64(len(d.b)-d.off) {
		d.fail(engine.CodeTruncated)
	}
	if d.err != nil {
		return 0
	}
	return int(n)
}

// fields reads a map: each is called with every key that does not map to nil and reads its value. Unknown and repeated keys are errors.
//
//go:noinline
func (d *decoder) fields(known []string, each func(key string)) {
	n := d.object()
	seen := uint32(0)
	for i := 0; i < n && d.err == nil; i++ {
		key := d.text()
		if !d.push(step{key: key}) {
			return
		}
		switch k := position(known, key); {
		case k < 0:
			d.fail(engine.CodeUnknownField)
		case seen>>k&1 == 1:
			d.fail(engine.CodeDuplicate)
		default:
			seen |= 1 << k
			if !d.null() {
				each(key)
			}
		}
		d.pop()
	}
}

// require fails when a required field of the message is absent.
//
//go:noinline
func (d *decoder) require(present bool, key string) {
	if d.err == nil && !present && d.push(step{key: key}) {
		d.fail(engine.CodeMissing)
		d.err.Offset = -1
		d.pop()
	}
}

// elements reads an array of at most most entries: each is called for every one and reads it.
//
//go:noinline
func (d *decoder) elements(most int, start func(n int), each func(i int)) {
	n := d.array()
	if n > most {
		d.fail(engine.CodeRange)
	}
	if d.err != nil {
		return
	}
	start(n)
	for i := 0; i < n && d.err == nil; i++ {
		if !d.push(step{index: i}) {
			return
		}
		each(i)
		d.pop()
	}
}

// texts reads an array of at most most strings.
//
//go:noinline
func (d *decoder) texts(most int) (s []string) {
	d.elements(most, func(n int) { s = make([]string, n) }, func(i int) { s[i] = d.text() })
	return s
}

// refs reads an array of event refs.
func (d *decoder) refs() (s []int64) {
	start := func(n int) {
		s = make([]int64, n)
		d.lists = append(d.lists, s)
	}
	d.elements(maxList, start, func(i int) { s[i] = d.int(1, maxInt) })
	return s
}

// end fails unless the whole message was read.
//
//go:noinline
func (d *decoder) end() {
	if d.err == nil && d.off < len(d.b) {
		d.fail(engine.CodeTrailing)
	}
}

func position(list []string, s string) int {
	for i := range list {
		if list[i] == s {
			return i
		}
	}
	return -1
}
