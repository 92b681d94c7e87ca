package wire

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/internal/fault"
)

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := rapid.Uint16().Draw(t, "u16"), rapid.Uint32().Draw(t, "u32"), rapid.Uint64().Draw(t, "u64")
		u, v := rapid.Uint64().Draw(t, "uvarint"), rapid.Int64Min(-math.MaxInt64).Draw(t, "varint")
		s := rapid.StringN(0, 40, 120).Draw(t, "text")
		enc := Text(Varint(Uvarint(U64(U32(U16([]byte{7}, a), b), c), u), v), s)
		r := &Reader{B: enc}
		require.Equal(t, byte(7), r.Byte())
		require.Equal(t, a, r.U16())
		require.Equal(t, b, r.U32())
		require.Equal(t, c, r.U64())
		require.Equal(t, u, r.Uvarint(math.MaxUint64))
		require.Equal(t, v, r.Varint(math.MaxInt64))
		require.Equal(t, s, r.Text(1<<20))
		r.End()
		require.Nil(t, r.Err)
	})
}

// TestCanonical says that what a varint decodes to encodes to the same bytes again.
func TestCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "b")
		r := &Reader{B: b}
		if v := r.Uvarint(math.MaxUint64); r.Err == nil {
			require.Equal(t, b[:r.Off], Uvarint(nil, v))
		}
		r = &Reader{B: b}
		if v := r.Varint(math.MaxInt64); r.Err == nil {
			require.Equal(t, b[:r.Off], Varint(nil, v))
		}
	})
}

func TestErrors(t *testing.T) {
	ten := []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}
	for name, c := range map[string]struct {
		in   []byte
		read func(r *Reader)
		code fault.Code
		at   int64
	}{
		"byte of nothing":       {nil, func(r *Reader) { r.Byte() }, fault.Truncated, 0},
		"u16 of one":            {[]byte{1}, func(r *Reader) { r.U16() }, fault.Truncated, 0},
		"u32 of three":          {[]byte{1, 2, 3}, func(r *Reader) { r.U32() }, fault.Truncated, 2},
		"u64 of seven":          {make([]byte, 7), func(r *Reader) { r.U64() }, fault.Truncated, 6},
		"take a negative":       {make([]byte, 7), func(r *Reader) { r.Take(-1) }, fault.Truncated, 0},
		"varint without end":    {[]byte{0x80}, func(r *Reader) { r.Uvarint(9) }, fault.Truncated, 1},
		"not the shortest":      {[]byte{0x81, 0x00}, func(r *Reader) { r.Uvarint(9) }, fault.Format, 0},
		"zero in two bytes":     {[]byte{0x80, 0x00}, func(r *Reader) { r.Uvarint(9) }, fault.Format, 0},
		"more than 64 bits":     {append(ten[:9:9], 0x02), func(r *Reader) { r.Uvarint(9) }, fault.Format, 0},
		"eleven bytes":          {append(ten[:9:9], 0x81, 0), func(r *Reader) { r.Uvarint(9) }, fault.Format, 0},
		"above the limit":       {[]byte{0x0a}, func(r *Reader) { r.Uvarint(9) }, fault.Range, 0},
		"signed above":          {[]byte{0x14}, func(r *Reader) { r.Varint(9) }, fault.Range, 0},
		"signed below":          {[]byte{0x13}, func(r *Reader) { r.Varint(9) }, fault.Range, 0},
		"lowest int64":          {ten, func(r *Reader) { r.Varint(math.MaxInt64) }, fault.Range, 0},
		"more than is left":     {[]byte{0x03, 1, 1}, func(r *Reader) { r.Count(9) }, fault.Truncated, 0},
		"text too short":        {[]byte{0x03, 'a'}, func(r *Reader) { r.Text(9) }, fault.Truncated, 0},
		"text too long":         {[]byte{0x0a, 'a'}, func(r *Reader) { r.Text(9) }, fault.Range, 0},
		"text not UTF-8":        {[]byte{0x02, 'a', 0xff}, func(r *Reader) { r.Text(9) }, fault.UTF8, 1},
		"bytes after the end":   {[]byte{0x02, 'a', 'b', 1}, func(r *Reader) { r.Text(9); r.End() }, fault.Trailing, 3},
		"only the first counts": {[]byte{0x80, 0, 0x80}, func(r *Reader) { r.Uvarint(9); r.Text(3); r.End() }, fault.Format, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := &Reader{B: c.in, Base: 100, Section: "here"}
			c.read(r)
			require.Equal(t, &fault.Error{Code: c.code, Section: "here", Offset: 100 + c.at}, r.Err)
			require.Zero(t, r.Byte()) // sticky: nothing more is read
			require.Zero(t, r.U64())
			require.Zero(t, r.Varint(9))
			require.Zero(t, r.Count(9))
			require.Empty(t, r.Text(9))
		})
	}
}

// TestReaderNeverPanics reads at random from random bytes.
func TestReaderNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &Reader{B: rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "b")}
		for _, op := range rapid.SliceOfN(rapid.IntRange(0, 8), 0, 30).Draw(t, "ops") {
			before := r.Off
			read := [...]func(){
				func() { r.Byte() }, func() { r.U16() }, func() { r.U32() }, func() { r.U64() }, func() { r.Uvarint(1 << 20) },
				func() { r.Varint(1 << 20) }, func() { require.LessOrEqual(t, r.Count(1<<20), r.Left()) }, func() { r.Text(9) }, func() { r.Take(2) },
			}
			read[op]()
			require.True(t, r.Off <= len(r.B) && (r.Err != nil || r.Off > before))
		}
	})
}

func TestView(t *testing.T) {
	require.Empty(t, View(nil))
	require.Empty(t, View([]byte{}))
	b := []byte("abc")
	s := View(b)
	b[0] = 'x'
	require.Equal(t, "xbc", s)
}
