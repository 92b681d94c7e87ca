// Package hash is XXH64, the one hash function of the engine: checksums, id tables, event refs and tie-breaks.
//
// Source: Yann Collet, "XXH fast digest algorithm", specification 0.1.1, section "XXH64 Algorithm Description".
package hash

import (
	"math/bits"
	"unsafe"
)

// The five primes of the specification; variables, because sums of them overflow as constants.
var (
	prime1 uint64 = 0x9E3779B185EBCA87
	prime2 uint64 = 0xC2B2AE3D27D4EB4F
	prime3 uint64 = 0x165667B19E3779F9
	prime4 uint64 = 0x85EBCA77C2B2AE63
	prime5 uint64 = 0x27D4EB2F165667C5
)

// Sum64 returns the XXH64 of b with seed 0.
//
//go:noinline
func Sum64(b []byte) uint64 {
	n := uint64(len(b))
	var h uint64
	if len(b) >= 32 {
		h, b = stripes(b)
	} else {
		h = prime5
	}
	h += n
	for ; len(b) >= 8; b = b[8:] {
		h = bits.RotateLeft64(h^round(0, le64(b)), 27)*prime1 + prime4
	}
	if len(b) >= 4 {
		h = bits.RotateLeft64(h^uint64(le32(b))*prime1, 23)*prime2 + prime3
		b = b[4:]
	}
	for _, c := range b {
		h = bits.RotateLeft64(h^uint64(c)*prime5, 11) * prime1
	}
	return avalanche(h)
}

// stripes digests whole 32-byte stripes and returns the merged accumulators and the rest.
func stripes(b []byte) (uint64, []byte) {
	v1, v2, v3, v4 := prime1+prime2, prime2, uint64(0), -prime1
	for ; len(b) >= 32; b = b[32:] {
		v1 = round(v1, le64(b))
		v2 = round(v2, le64(b[8:]))
		v3 = round(v3, le64(b[16:]))
		v4 = round(v4, le64(b[24:]))
	}
	h := bits.RotateLeft64(v1, 1) + bits.RotateLeft64(v2, 7) + bits.RotateLeft64(v3, 12) + bits.RotateLeft64(v4, 18)
	for _, v := range [4]uint64{v1, v2, v3, v4} {
		h = (h^round(0, v))*prime1 + prime4
	}
	return h, b
}

func round(acc, lane uint64) uint64 { return bits.RotateLeft64(acc+lane*prime2, 31) * prime1 }

func avalanche(h uint64) uint64 {
	h = (h ^ h>>33) * prime2
	h = (h ^ h>>29) * prime3
	return h ^ h>>32
}

func le32(b []byte) uint32 {
	_ = b[3]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func le64(b []byte) uint64 {
	_ = b[7]
	return uint64(le32(b)) | uint64(le32(b[4:]))<<32
}

// Text returns the XXH64 of a string's bytes with seed 0.
func Text(s string) uint64 {
	if s == "" {
		return Sum64(nil)
	}
	return Sum64(unsafe.Slice(unsafe.StringData(s), len(s)))
}
