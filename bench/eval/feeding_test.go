package eval

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/host/train/data"
)

// This file tests what a device is told: every event of the history in its own context, and the context of a request only with it.

// inPlaces gives every event of a set one of these places, and every other one a weather.
func inPlaces(set *data.Set, places ...string) *data.Set {
	place := data.Column{Name: "place", Values: append([]string{""}, places...)}
	weather := data.Column{Name: "air", Values: []string{"", "wet"}}
	for i := range set.Events.Len() {
		place.Cells = append(place.Cells, uint16(1+i%len(places)))
		weather.Cells = append(weather.Cells, uint16(i%2))
	}
	set.Events.Context = []data.Column{place, weather}
	return set
}

func TestColumns(t *testing.T) {
	set := inPlaces(walks(5, []int{0, 1, 2}), "home", "work")
	c := columnsOf(&set.Events)
	require.Equal(t, []engine.Pair{{Name: "place", Value: "home"}}, c.of(0), "what is absent is left out")
	require.Equal(t, []engine.Pair{{Name: "air", Value: "wet"}, {Name: "place", Value: "work"}}, c.of(1), "ascending by name")
	require.Equal(t, map[string]string{"air": "wet", "place": "work"}, byName(c.request(&question{now: 1})))
	require.Empty(t, c.request(&question{now: 1, bare: true}))
	require.Empty(t, columnsOf(&walks(2, []int{0}).Events).of(0))
}

// one is what a device holds that was told the history of a question event by event, in the plainest way.
func one(t require.TestingT, s *Split, b []byte, q *question) []byte {
	e := &s.Full.Events
	p, err := engine.OpenPack(b)
	require.NoError(t, err)
	d, err := engine.NewDevice(p, 0, engine.Options{Grants: []string{"all"}, MaxEvents: engine.NoCap, MaxDays: engine.NoCap})
	require.NoError(t, err)
	at := engine.At{Now: e.Time[q.now], Offset: int32(e.Offset[q.now])}
	for _, row := range q.history {
		event := engine.Event{Type: e.Types[e.Type[row]], Item: itemOf(s.Full, row), Time: e.Time[row], Offset: int32(e.Offset[row])}
		event.Value, event.HasValue = value(e, row)
		for _, name := range e.ContextNames() {
			if c := e.Column(name); c.Cells[row] != 0 {
				event.Context = append(event.Context, engine.Pair{Name: name, Value: c.Values[c.Cells[row]]})
			}
		}
		_, _, err := d.Observe(at, []engine.Event{event})
		require.NoError(t, err)
	}
	return d.Log().AppendBinary(nil)
}

// logIn returns the log in a snapshot: the rest of it says when the device was opened.
func logIn(t require.TestingT, b, snapshot []byte) []byte {
	p, err := engine.OpenPack(b)
	require.NoError(t, err)
	d, _, err := engine.Restore(p, snapshot, engine.At{}, engine.Options{MaxEvents: engine.NoCap, MaxDays: engine.NoCap})
	require.NoError(t, err)
	return d.Log().AppendBinary(nil)
}

// TestHistoryKeepsItsContext: whatever is asked, with a context or bare, one after another, each device holds what one would that was
// told event by event.
func TestHistoryKeepsItsContext(t *testing.T) {
	for _, protocol := range []string{LeaveOneOut, NextItem, ContextRanking} {
		t.Run(protocol, func(t *testing.T) {
			set := shop(t, 30, 30)
			if protocol == ContextRanking {
				set = labelledSet(t, 30, 30)
			}
			s := split(t, set, SplitOptions{Protocol: protocol, Share: DefaultShare(protocol) * 2})
			b := trained(t, s)
			n, err := newNative(s.Full, b)
			require.NoError(t, err)
			w, err := newModule(context.Background(), s.Full, b)
			require.NoError(t, err)
			qs := append(s.questions(TestOptions{}), s.questions(TestOptions{Bare: true})...)
			told := false
			for k := 0; k < len(qs); k += 1 + len(qs)/40 {
				q := &qs[k]
				_, err := n.ask(context.Background(), q)
				require.NoError(t, err)
				_, err = w.ask(context.Background(), q)
				require.NoError(t, err)
				want := one(t, s, b, q)
				here, _, err := n.d.Snapshot(engine.At{Now: s.Full.Events.Time[q.now], Offset: int32(s.Full.Events.Offset[q.now])}, nil, false)
				require.NoError(t, err)
				there, err := w.d.Snapshot(context.Background())
				require.NoError(t, err)
				require.Equal(t, want, logIn(t, b, here), "native")
				require.Equal(t, want, logIn(t, b, there), "wasm")
				for _, row := range q.history {
					told = told || len(n.columns.of(row)) > 0
				}
			}
			require.True(t, told, "some history has a context")
			require.NoError(t, w.close(context.Background()))
		})
	}
}

// TestFedAsksForWhatIsNew: rows told add up to the history, whatever was asked before; a device is made anew only when it holds
// something that the history does not begin with.
func TestFedAsksForWhatIsNew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f fed
		var held []int32
		var before *question
		for range rapid.IntRange(1, 12).Draw(t, "questions") {
			person := uint32(rapid.IntRange(0, 1).Draw(t, "person"))
			q := &question{person: person, history: rapid.SliceOfN(rapid.Int32Range(0, 1), 0, 3).Draw(t, "history")}
			rows, fresh := f.more(q)
			if fresh {
				held = nil
			}
			held = append(held, rows...)
			require.Equal(t, len(q.history), len(held))
			for i := range held {
				require.Equal(t, q.history[i], held[i])
			}
			goesOn := before != nil && before.person == person && len(before.history) <= len(q.history)
			for i := 0; goesOn && i < len(before.history); i++ {
				goesOn = before.history[i] == q.history[i]
			}
			require.Equal(t, !goesOn, fresh)
			before = q
		}
	})
}
