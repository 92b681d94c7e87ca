// This file is the next-item protocol for sessions.

package eval

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// splitNextItem asks for the next item after every prefix of a test session; a session is what the set calls a person. Repeats are
// legal targets. A target that no training event names is data.NoItem, a miss; a history's unknown items are left out. Test sessions are
// those of the published holdout, whose times are put after the training part's, or without one the last of the set by their
// first event. Settings are chosen on the last of the training sessions, with the others as training data: o.Share of them, in the
// order of their first events, which for a file without times is the order of the file.
func splitNextItem(set *data.Set, cfg train.Config, o SplitOptions) (*Split, error) {
	out := &Split{Full: set}
	about := "published test sessions"
	pool := make([]bool, len(set.Events.Persons)) // persons trained on
	if h := set.Holdout; h != nil && len(h.Sessions) > 0 {
		out.Full, out.Test = withSessions(set)
		markPersons(&set.Events, pool)
	} else {
		about = fmt.Sprintf("last %.3g %% of sessions", 100*o.Share)
		markPersons(&set.Events, pool)
		out.Test = takeLast(set, cfg, pool, o.Share)
	}
	if len(out.Test) == 0 {
		return nil, errors.New("no session to test on has two events")
	}
	out.Train = ofPersons(set, pool)
	out.Validation = takeLast(set, cfg, pool, o.Share)
	out.TuneTrain = ofPersons(set, pool)
	allow(true, out.Validation, out.Test)
	out.About = "next item after every prefix, " + about + ", full ranking, repeats eligible, ties against the target"
	return out, nil
}

func markPersons(e *data.Events, pool []bool) {
	for _, p := range e.Person {
		pool[p] = true
	}
}

func ofPersons(set *data.Set, pool []bool) *data.Set {
	return set.Select(func(row int) bool { return pool[set.Events.Person[row]] })
}

// takeLast removes from the pool the share of its persons who began last, and asks for all targets in their events.
func takeLast(set *data.Set, cfg train.Config, pool []bool, share float64) []Case {
	last := latest(&set.Events, pool, share)
	var cases []Case
	eachPerson(set, cfg, func(person uint32, rows []int32) {
		if !last[person] {
			return
		}
		for _, k := range targets(set, rows) {
			cases = append(cases, nextCase(set, person, rows[:k+1]))
		}
	})
	for p := range pool {
		pool[p] = pool[p] && !last[p]
	}
	return cases
}

// latest marks the share of the pool, rounded, whose first events are the latest; of equal ones those later in the set.
func latest(e *data.Events, pool []bool, share float64) []bool {
	var first []int32
	for i := range e.Len() {
		if pool[e.Person[i]] && (i == 0 || e.Person[i] != e.Person[i-1]) {
			first = append(first, int32(i))
		}
	}
	slices.SortStableFunc(first, func(a, b int32) int { return cmp.Compare(e.Time[a], e.Time[b]) })
	out := make([]bool, len(pool))
	for _, row := range first[len(first)-int(math.Round(share*float64(len(first)))):] {
		out[e.Person[row]] = true
	}
	return out
}

// withSessions returns the set with the sessions of its holdout as further persons, and the cases they pose.
func withSessions(set *data.Set) (*data.Set, []Case) {
	w := &appender{full: extended(set), last: lastTime(&set.Events)}
	h := set.Holdout
	for i := 0; i < len(h.Sessions); {
		n := chain(h, i)
		var times []int64
		if h.Times != nil {
			times = h.Times[i]
		}
		w.session(whole(h, i), times, n)
		i += n
	}
	return w.full, w.cases
}

// whole is a session with its target, if it has one of its own.
func whole(h *data.Holdout, i int) []int32 {
	if h.Targets == nil {
		return h.Sessions[i]
	}
	return append(slices.Clone(h.Sessions[i]), h.Targets[i])
}

// chain counts the entries from i on that are one session: prefixes with a target, each a step shorter than the one before, as SR-GNN
// writes them. Cases of one session are not independent, and intervals are drawn over sessions. Without targets it is 1.
func chain(h *data.Holdout, i int) int {
	n := 1
	for h.Targets != nil && i+n < len(h.Sessions) && slices.Equal(whole(h, i+n), h.Sessions[i+n-1]) {
		n++
	}
	return n
}

// appender adds sessions to a set.
type appender struct {
	full     *data.Set
	last     int64 // time of the latest event added
	sessions int
	cases    []Case
}

// session adds a person with these items, at their times or, without any, a minute apart after all else, and asks for the last n of them, or without
// targets of its own for all but the first.
func (w *appender) session(items []int32, times []int64, n int) {
	e := &w.full.Events
	person := uint32(len(e.Persons))
	w.sessions++
	e.Persons = append(e.Persons, fmt.Sprintf("holdout %d", w.sessions))
	var rows []int32
	for k, item := range items {
		w.last += minute
		at := w.last
		if times != nil {
			at = times[k]
		}
		row := appendRow(e, person, item, at)
		if first := w.full.Holdout.Targets != nil && k < len(items)-n; k > 0 && !first {
			w.cases = append(w.cases, Case{Person: person, History: rows[:len(rows):len(rows)], Now: row, Targets: []int32{item}})
		}
		if item != data.NoItem {
			rows = append(rows, row)
		}
	}
}

const minute = 60_000 // ms

// extended returns a copy of a set to whose events rows can be added.
func extended(set *data.Set) *data.Set {
	out := *set
	e := &out.Events
	e.Persons, e.Person, e.Item, e.Type = clip(e.Persons), clip(e.Person), clip(e.Item), clip(e.Type)
	e.Time, e.Offset, e.Value, e.Context = clip(e.Time), clip(e.Offset), clip(e.Value), slices.Clone(e.Context)
	for i := range e.Context {
		e.Context[i].Cells = clip(e.Context[i].Cells)
	}
	if len(e.Types) == 0 {
		e.Types = []string{"click"}
	}
	return &out
}

func clip[T any](s []T) []T { return s[:len(s):len(s)] }

// appendRow adds an event of the set's first type without a value or a context, at the offset of the last event.
func appendRow(e *data.Events, person uint32, item int32, at int64) int32 {
	row := int32(e.Len())
	offset := int16(0)
	if row > 0 {
		offset = e.Offset[row-1]
	}
	e.Person, e.Item, e.Type = append(e.Person, person), append(e.Item, item), append(e.Type, 0)
	e.Time, e.Offset, e.Value = append(e.Time, at), append(e.Offset, offset), append(e.Value, float32(math.NaN()))
	for i := range e.Context {
		e.Context[i].Cells = append(e.Context[i].Cells, 0)
	}
	return row
}

func lastTime(e *data.Events) int64 {
	if e.Len() == 0 {
		return 0
	}
	return slices.Max(e.Time)
}
