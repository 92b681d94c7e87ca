// Command guest is the small module that selftest.sh builds and calls: it allocates, sorts, fails and traps.
package main

import (
	"errors"
	"slices"
)

type item struct {
	id    uint32
	score int64
}

var (
	items    []*item
	scratch  []byte
	last     error
	errEmpty = errors.New("guest: no items")
	squares  = makeSquares() // run-time initialisation: zero unless _initialize ran
)

func makeSquares() []uint32 {
	out := make([]uint32, 100)
	for i := range out {
		out[i] = uint32(i * i)
	}
	return out
}

//go:wasmexport hearth_square
func square(i uint32) uint32 { return squares[i] }

//go:wasmexport hearth_add
func add(id uint32, score int64) uint32 {
	items = append(items, &item{id: id, score: score})
	return uint32(len(items))
}

//go:wasmexport hearth_best
func best() uint32 {
	if len(items) == 0 {
		last = errEmpty
		return 0
	}
	slices.SortFunc(items, byScore)
	return items[0].id
}

func byScore(a, b *item) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return int(a.id) - int(b.id)
}

//go:wasmexport hearth_failed
func failed() uint32 {
	if last == nil {
		return 0
	}
	return uint32(len(last.Error()))
}

//go:wasmexport hearth_reserve
func reserve(n uint32) uint32 {
	scratch = make([]byte, n)
	scratch[n-1] = 1 // a buffer that nobody touches is optimised away
	return uint32(len(scratch))
}

//go:wasmexport hearth_at
func at(i uint32) uint32 { return items[i].id }

//go:wasmexport hearth_nil
func nilItem() uint32 {
	var p *item
	if len(items) > 0 {
		p = items[0]
	}
	return p.id
}

//go:wasmexport hearth_panic
func panics() { panic(errEmpty) }

//go:wasmexport hearth_recurse
func recurse(n uint32) uint32 { return descend(n, 1) }

// descend takes some 64 bytes of stack a level.
//
//go:noinline
func descend(n, x uint32) uint32 {
	var frame [16]uint32
	frame[n&15] = x
	if n == 0 {
		return frame[0]
	}
	return descend(n-1, x*3+frame[(n+1)&15]) + frame[x&15]
}

func main() {}
