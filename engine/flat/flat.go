// Package flat grows and wipes slices that hold what a person did: no stale copy of their content is left behind.
package flat

// Grow returns s with room for n more entries. When it moves s, it clears the old place: append would leave it as garbage.
func Grow[T any](s []T, n int) []T {
	if cap(s)-len(s) >= n {
		return s
	}
	moved := make([]T, len(s), max(2*cap(s), len(s)+n, 16))
	copy(moved, s)
	clear(s)
	return moved
}

// Append appends v to s, wiping the old place when s moves.
func Append[T any](s []T, v ...T) []T { return append(Grow(s, len(v)), v...) }

// Wipe clears s over its whole capacity and returns it empty.
func Wipe[T any](s []T) []T {
	clear(s[:cap(s)])
	return s[:0]
}
