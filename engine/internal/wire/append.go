package wire

// Flag appends v as a byte, 1 for true.
//
//go:noinline
func Flag(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

// U16 appends v little-endian.
//
//go:noinline
func U16(b []byte, v uint16) []byte { return append(b, byte(v), byte(v>>8)) }

// U32 appends v little-endian.
//
//go:noinline
func U32(b []byte, v uint32) []byte { return U16(U16(b, uint16(v)), uint16(v>>16)) }

// U64 appends v little-endian.
//
//go:noinline
func U64(b []byte, v uint64) []byte { return U32(U32(b, uint32(v)), uint32(v>>32)) }

// Uvarint appends v as unsigned LEB128.
//
//go:noinline
func Uvarint(b []byte, v uint64) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

// Varint appends v as zigzag LEB128.
//
//go:noinline
func Varint(b []byte, v int64) []byte { return Uvarint(b, uint64(v)<<1^uint64(v>>63)) }

// Text appends the length of s and its bytes.
//
//go:noinline
func Text(b []byte, s string) []byte { return append(Uvarint(b, uint64(len(s))), s...) }
