package host

import "github.com/tetratelabs/wazero/experimental"

// linearMemory is the memory of one instance. It knows when the limit was the reason for a failed growth, and zeroes what it gives
// back: neither a growth nor the end of the instance leaves a person's bytes behind on the heap.
type linearMemory struct {
	limit   uint64
	buf     []byte
	refused bool // a growth was refused since the flag was last cleared
}

var _ experimental.LinearMemory = (*linearMemory)(nil)

// Allocate implements experimental.MemoryAllocator for the one memory that the module has.
func (m *linearMemory) Allocate(_, _ uint64) experimental.LinearMemory {
	return m
}

// Reallocate returns the memory at its new size, or nil above the limit.
func (m *linearMemory) Reallocate(size uint64) []byte {
	if size > m.limit {
		m.refused = true
		return nil
	}
	if size > uint64(cap(m.buf)) {
		grown := make([]byte, size)
		copy(grown, m.buf)
		clear(m.buf)
		m.buf = grown
	}
	m.buf = m.buf[:size]
	return m.buf
}

// Free zeroes the memory and lets it go. Further calls do nothing.
func (m *linearMemory) Free() {
	clear(m.buf)
	m.buf = nil
}
