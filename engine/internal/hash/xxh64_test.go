package hash

import (
	"encoding/binary"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestText checks well-known digests of short texts with seed 0.
func TestText(t *testing.T) {
	for text, want := range map[string]uint64{
		"":     0xef46db3751d8e999,
		"a":    0xd24ec4f1a98c6e5b,
		"as":   0x1c330fb2d66be179,
		"asd":  0x631c37ce72a97393,
		"asdf": 0x415872f599cea71e,
		"abc":  0x44bc2cf5ad770999,
		"Call me Ishmael. Some years ago--never mind how long precisely-": 0x02a2e85470d6fd96,
	} {
		require.Equal(t, want, Text(text), text)
		require.Equal(t, want, Sum64([]byte(text)), text)
	}
}

// TestSanityBuffer checks the vectors that the reference implementation's own check (xxhsum) publishes for seed 0.
func TestSanityBuffer(t *testing.T) {
	buffer := make([]byte, 222)
	gen := uint64(2654435761)
	for i := range buffer {
		buffer[i] = byte(gen >> 56)
		gen *= 11400714785074694797
	}
	for n, want := range map[int]uint64{
		0: 0xef46db3751d8e999, 1: 0xe934a84adb052768, 4: 0x9136a0dca57457ee, 14: 0x8282dcc4994e35c8, 222: 0xb641ae8cb691c174,
	} {
		require.Equal(t, want, Sum64(buffer[:n]), n)
	}
}

// naive is the specification read line by line, one function for all lengths.
func naive(b []byte) uint64 {
	p1, p2, p3, p4, p5 := uint64(11400714785074694791), uint64(14029467366897019727), uint64(1609587929392839161),
		uint64(9650029242287828579), uint64(2870177450012600261)
	round := func(acc, lane uint64) uint64 { return bits.RotateLeft64(acc+lane*p2, 31) * p1 }
	total, acc := uint64(len(b)), p5
	if len(b) >= 32 {
		lanes := [4]uint64{p1 + p2, p2, 0, -p1}
		for len(b) >= 32 {
			for i := range lanes {
				lanes[i] = round(lanes[i], binary.LittleEndian.Uint64(b[8*i:]))
			}
			b = b[32:]
		}
		acc = bits.RotateLeft64(lanes[0], 1) + bits.RotateLeft64(lanes[1], 7) + bits.RotateLeft64(lanes[2], 12) + bits.RotateLeft64(lanes[3], 18)
		for _, lane := range lanes {
			acc = (acc^round(0, lane))*p1 + p4
		}
	}
	acc += total
	for len(b) > 0 {
		switch {
		case len(b) >= 8:
			acc, b = bits.RotateLeft64(acc^round(0, binary.LittleEndian.Uint64(b)), 27)*p1+p4, b[8:]
		case len(b) >= 4:
			acc, b = bits.RotateLeft64(acc^uint64(binary.LittleEndian.Uint32(b))*p1, 23)*p2+p3, b[4:]
		default:
			acc, b = bits.RotateLeft64(acc^uint64(b[0])*p5, 11)*p1, b[1:]
		}
	}
	acc = (acc ^ acc>>33) * p2
	acc = (acc ^ acc>>29) * p3
	return acc ^ acc>>32
}

func TestAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "b")
		require.Equal(t, naive(b), Sum64(b))
		require.Equal(t, naive(b), Text(string(b)))
	})
}
