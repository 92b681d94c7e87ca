package event

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
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

// TestRoundTrip appends, encodes and decodes random logs.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, all := genLog(t)
		require.Equal(t, len(all), l.Len())
		b := l.AppendBinary([]byte("before"))[6:]
		decoded, r := read(b)
		require.Nil(t, r.Err)
		for i := range all {
			same(t, all[i], l, l.At(i))
			same(t, all[i], decoded, decoded.At(i))
			require.True(t, l.At(i).Ref > 0 && l.At(i).Ref < 1<<53)
		}
		require.Equal(t, b, decoded.AppendBinary(nil), "the encoding is canonical")
	})
}

// TestRetain keeps random records: what is left is, byte for byte, a log that never had the others, and the old memory is wiped.
func TestRetain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, all := genLog(t)
		keep := rapid.SliceOfN(rapid.Bool(), len(all), len(all)).Draw(t, "keep")
		old := *l
		want, kept := &Log{}, 0
		for i := range all {
			if keep[i] {
				require.Equal(t, all[i].ref, want.Append(&all[i].event, all[i].purposes), "refs do not depend on the log")
				kept++
			}
		}
		require.Equal(t, len(all)-kept, l.Retain(func(i int) bool { return keep[i] }, every))
		require.Equal(t, want.AppendBinary(nil), l.AppendBinary(nil))
		requireWiped(t, &old)
		require.Equal(t, []int{kept, len(l.dict.bytes)}, []int{cap(l.recs), cap(l.dict.bytes)}, "no more is reserved than is kept")
		for i := range l.Len() {
			require.Equal(t, want.At(i), l.At(i))
		}
		a := added{event: genEvent(t, nil)}
		a.ref = l.Append(&a.event, 0)
		same(t, a, l, l.At(kept))
	})
}

// requireWiped requires every slice of a log to be zero over its whole capacity.
func requireWiped(t require.TestingT, l *Log) {
	for _, b := range l.dict.bytes[:cap(l.dict.bytes)] {
		require.Zero(t, b)
	}
	for _, b := range l.tmp[:cap(l.tmp)] {
		require.Zero(t, b)
	}
	for _, b := range l.based[:cap(l.based)] {
		require.Zero(t, b)
	}
	for _, s := range [][]uint32{l.dict.ends[:cap(l.dict.ends)], l.dict.slots} {
		for _, v := range s {
			require.Zero(t, v)
		}
	}
	for _, p := range l.pairs[:cap(l.pairs)] {
		require.Zero(t, p)
	}
	for _, r := range l.recs[:cap(l.recs)] {
		require.Zero(t, r)
	}
}

func TestWipe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, all := genLog(t)
		l.Wipe()
		requireWiped(t, l)
		require.Zero(t, l.Len()+l.Words())
		require.Equal(t, (&Log{}).AppendBinary(nil), l.AppendBinary(nil))
		for _, a := range all { // a wiped log is as good as a new one
			require.Equal(t, a.ref, l.Append(&a.event, a.purposes))
		}
	})
}

// TestRefs says what a ref depends on: all that the event says, but its context and its purposes.
func TestRefs(t *testing.T) {
	l := &Log{}
	base := Event{Type: "view", Item: "a", Time: 5}
	seen := map[int64]bool{l.Append(&base, 1): true}
	require.True(t, seen[l.Append(&base, 6)], "purposes do not matter")
	under := base
	under.Context = []Pair{{"x", "y"}}
	require.True(t, seen[l.Append(&under, 1)], "nor does the context, which can go with its purpose")
	for name, edit := range map[string]func(e *Event){
		"type":          func(e *Event) { e.Type = "buy" },
		"item":          func(e *Event) { e.Item = "b" },
		"no item":       func(e *Event) { e.Item = "" },
		"item as query": func(e *Event) { e.Item, e.Query = "", "a" },
		"query":         func(e *Event) { e.Query = "q" },
		"time":          func(e *Event) { e.Time = 6 },
		"offset":        func(e *Event) { e.Offset = 60 },
		"value of zero": func(e *Event) { e.HasValue = true },
		"value":         func(e *Event) { e.HasValue, e.Value = true, 1 },
		"based on":      func(e *Event) { e.BasedOn = []int64{7} },
		"on two":        func(e *Event) { e.BasedOn = []int64{7, 8} },
	} {
		e := base
		edit(&e)
		ref := l.Append(&e, 1)
		require.False(t, seen[ref], name)
		seen[ref] = true
	}
}

func TestDictionary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d dictionary
		var order []string
		for _, s := range rapid.SliceOfN(rapid.StringN(0, 3, -1), 0, 200).Draw(t, "s") {
			id := d.add(s)
			at := slices.Index(order, s)
			if s != "" && at < 0 {
				order = append(order, s)
				at = len(order) - 1
			}
			require.EqualValues(t, at+1, id)
			require.Equal(t, s, d.text(id))
		}
		for i, s := range order {
			require.Equal(t, s, d.text(uint32(i+1)))
		}
	})
}

// every accepts every pair.
func every(*Record, int) bool { return true }
