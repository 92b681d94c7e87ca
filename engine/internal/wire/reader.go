// Package wire reads and appends the little-endian integers, varints and strings of packs and snapshots.
package wire

import (
	"unicode/utf8"
	"unsafe"

	"github.com/hearthrank/hearth/engine/internal/fault"
)

// Reader decodes from B with a sticky error: after the first failure every call returns zero values, so that callers check once.
type Reader struct {
	B       []byte
	Off     int
	Base    int64  // offset of B in the whole input, for errors
	Section string // for errors
	Err     *fault.Error
}

// Fail records the first error, at the present offset.
//
//go:noinline
func (r *Reader) Fail(code fault.Code) {
	if r.Err == nil {
		r.Err = &fault.Error{Code: code, Section: r.Section, Offset: r.Base + int64(r.Off)}
	}
}

// Left returns how many bytes are unread.
func (r *Reader) Left() int { return len(r.B) - r.Off }

// Byte reads one byte.
//
//go:noinline
func (r *Reader) Byte() byte {
	if r.Err != nil || r.Off >= len(r.B) {
		r.Fail(fault.Truncated)
		return 0
	}
	c := r.B[r.Off]
	r.Off++
	return c
}

// Below reads one byte that is less than limit.
//
//go:noinline
func (r *Reader) Below(limit byte) byte {
	v := r.Byte()
	if r.Err == nil && v >= limit {
		r.Fail(fault.Range)
	}
	return v
}

// Take returns the next n bytes as a view.
//
//go:noinline
func (r *Reader) Take(n int) []byte {
	if r.Err != nil || n < 0 || n > r.Left() {
		r.Fail(fault.Truncated)
		return nil
	}
	b := r.B[r.Off : r.Off+n : r.Off+n]
	r.Off += n
	return b
}

// U16 reads a little-endian uint16.
//
//go:noinline
func (r *Reader) U16() uint16 {
	b := r.Take(2)
	if b == nil {
		return 0
	}
	return uint16(b[0]) | uint16(b[1])<<8
}

// U32 reads a little-endian uint32.
//
//go:noinline
func (r *Reader) U32() uint32 {
	lo := r.U16()
	return uint32(lo) | uint32(r.U16())<<16
}

// U64 reads a little-endian uint64.
//
//go:noinline
func (r *Reader) U64() uint64 {
	lo := r.U32()
	return uint64(lo) | uint64(r.U32())<<32
}

// Uvarint reads an unsigned LEB128 number of at most limit, in its shortest form.
//
//go:noinline
func (r *Reader) Uvarint(limit uint64) uint64 {
	start := r.Off
	var v uint64
	for shift := uint(0); shift < 64; shift += 7 {
		c := r.Byte()
		if r.Err != nil {
			return 0
		}
		if shift == 63 && c > 1 {
			break
		}
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			if c == 0 && shift > 0 {
				break
			}
			if v > limit {
				r.Off = start
				r.Fail(fault.Range)
				return 0
			}
			return v
		}
	}
	r.Off = start
	r.Fail(fault.Format)
	return 0
}

// Varint reads a zigzag LEB128 number with absolute value of at most limit.
//
//go:noinline
func (r *Reader) Varint(limit int64) int64 {
	start := r.Off
	u := r.Uvarint(1<<64 - 1)
	v := int64(u>>1) ^ -int64(u&1)
	if v > limit || v < -limit {
		r.Off = start
		r.Fail(fault.Range)
		return 0
	}
	return v
}

// Count reads a number of entries of at least one byte each: at most limit and at most what is left, so that
// what a caller allocates is bounded by the input.
//
//go:noinline
func (r *Reader) Count(limit int) int {
	start := r.Off
	n := int(r.Uvarint(uint64(limit)))
	if r.Err == nil && n > r.Left() {
		r.Off = start
		r.Fail(fault.Truncated)
		return 0
	}
	return n
}

// Text reads a length of at most limit and that many bytes of UTF-8, as a view.
//
//go:noinline
func (r *Reader) Text(limit int) string {
	n := r.Count(limit)
	b := r.Take(n)
	if !utf8.Valid(b) {
		r.Off -= n
		r.Fail(fault.UTF8)
		return ""
	}
	return View(b)
}

// End fails unless everything was read.
//
//go:noinline
func (r *Reader) End() {
	if r.Err == nil && r.Left() > 0 {
		r.Fail(fault.Trailing)
	}
}

// View returns b as a string that shares its memory: it must not outlive b, and b must not change under it.
func View(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}
