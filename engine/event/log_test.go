package event

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRefsAreOfTheWholeEvent has two different events whose parts, written one after the other, are the same bytes.
func TestRefsAreOfTheWholeEvent(t *testing.T) {
	l := &Log{}
	pair := Event{Type: "view", Time: 9, Context: []Pair{{Name: "c", Value: "abcde\x01\x00"}}}
	value := Event{Type: "view", Time: 9, HasValue: true, Value: -'c'/2 - 1, BasedOn: []int64{'\x07' | 'a'<<8 | 'b'<<16 | 'c'<<24 | 'd'<<32 | 'e'<<40 | 1<<48}}
	require.NoError(t, pair.Validate("e"))
	require.NoError(t, value.Validate("e"))
	require.NotEqual(t, l.Append(&pair, 1), l.Append(&value, 1))
}

// TestBasedOnRefs refuses what no event has as its ref; the log could not be read again.
func TestBasedOnRefs(t *testing.T) {
	for _, ref := range []int64{0, -1, 1 << 53} {
		e := Event{Type: "view", BasedOn: []int64{5, ref}}
		require.EqualError(t, e.Validate("e"), "e.based_on[1]: range")
	}
}
