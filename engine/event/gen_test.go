package event

import (
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/internal/wire"
)

// words are few, so that they recur, with some at the limits.
var words = rapid.SampledFrom([]string{"a", "b", "c", "view", "buy", "Größe", "日本", "\x00", string(make([]byte, MaxName))})

// genEvent draws a valid event; its refs may name events in the log or none.
func genEvent(t *rapid.T, refs []int64) Event {
	e := Event{Type: words.Draw(t, "type"), Time: rapid.Int64Range(-MaxTime, MaxTime).Draw(t, "time")}
	e.Offset = int32(rapid.IntRange(-MaxOffset, MaxOffset).Draw(t, "offset"))
	parts := rapid.IntRange(0, 31).Draw(t, "parts")
	if parts&1 != 0 {
		e.Item = words.Draw(t, "item")
	}
	if parts&2 != 0 {
		e.Query = rapid.StringN(0, 30, 90).Draw(t, "query")
	}
	if parts&4 != 0 {
		e.HasValue, e.Value = true, rapid.Int64Range(-MaxValue, MaxValue).Draw(t, "value")
	}
	if parts&8 != 0 {
		names := rapid.SliceOfNDistinct(words, 0, 4, rapid.ID[string]).Draw(t, "names")
		slices.Sort(names)
		for _, n := range names {
			value := ""
			if rapid.Bool().Draw(t, "has value") {
				value = words.Draw(t, "value")
			}
			e.Context = append(e.Context, Pair{n, value})
		}
	}
	if parts&16 != 0 && len(refs) > 0 {
		e.BasedOn = rapid.SliceOfN(rapid.SampledFrom(refs), 0, 4).Draw(t, "based on")
	}
	return e
}

// added is an event as a log took it.
type added struct {
	event    Event
	purposes uint32
	ref      int64
}

// genLog draws a log and returns what went into it.
func genLog(t *rapid.T) (*Log, []added) {
	l, refs := &Log{}, []int64{1, 1<<53 - 1}
	var all []added
	for range rapid.IntRange(0, 12).Draw(t, "records") {
		a := added{event: genEvent(t, refs), purposes: rapid.Uint32().Draw(t, "purposes")}
		require.NoError(t, a.event.Validate("e"))
		a.ref = l.Append(&a.event, a.purposes)
		refs, all = append(refs, a.ref), append(all, a)
	}
	return l, all
}

// same requires a record to say what an event said.
func same(t require.TestingT, want added, l *Log, r *Record) {
	e := &want.event
	require.Equal(t, []string{e.Type, e.Item, e.Query}, []string{l.Text(r.Type), l.Text(r.Item), l.Text(r.Query)})
	require.Equal(t, []int64{e.Time, int64(e.Offset), e.Value, want.ref}, []int64{r.Time, int64(r.Offset), r.Value, r.Ref})
	require.Equal(t, e.HasValue, r.HasValue)
	require.Equal(t, want.purposes, r.Purposes)
	require.Equal(t, len(e.Context), l.Pairs(r))
	for k := range e.Context {
		name, value := l.Context(r, k)
		require.Equal(t, e.Context[k], Pair{l.Text(name), l.Text(value)})
	}
	require.True(t, slices.Equal(e.BasedOn, l.BasedOn(r)))
}

func read(b []byte) (*Log, *wire.Reader) {
	r := &wire.Reader{B: b, Section: "log"}
	l := ReadLog(r)
	r.End()
	return l, r
}
