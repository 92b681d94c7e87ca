package data

// This file puts an event log into its order: person, time, order in the source.

import (
	"cmp"
	"slices"
)

// Sort orders the log by (Person, Time, present order). It takes time linear in the events but for the
// sort within each person, and memory for one more column and four bytes an event.
func (e *Events) Sort() {
	if e.sorted() {
		return
	}
	order := e.order()
	e.Person = permute(e.Person, order)
	e.Item = permute(e.Item, order)
	e.Type = permute(e.Type, order)
	e.Time = permute(e.Time, order)
	e.Offset = permute(e.Offset, order)
	e.Value = permute(e.Value, order)
	for i := range e.Context {
		e.Context[i].Cells = permute(e.Context[i].Cells, order)
	}
}

func (e *Events) sorted() bool {
	for i := 1; i < len(e.Person); i++ {
		if e.Person[i] < e.Person[i-1] || e.Person[i] == e.Person[i-1] && e.Time[i] < e.Time[i-1] {
			return false
		}
	}
	return true
}

// order returns the event indexes in their final order: a counting sort by person, then a sort by time of
// each person's stretch.
func (e *Events) order() []uint32 {
	start := e.starts()
	next := slices.Clone(start)
	order := make([]uint32, len(e.Person))
	for i, p := range e.Person {
		order[next[p]] = uint32(i)
		next[p]++
	}
	byTime := func(a, b uint32) int {
		return cmp.Or(cmp.Compare(e.Time[a], e.Time[b]), cmp.Compare(a, b))
	}
	for p := range len(start) - 1 {
		slices.SortFunc(order[start[p]:start[p+1]], byTime)
	}
	return order
}

// starts returns where each person's events begin in the final order, and the number of events last.
func (e *Events) starts() []uint32 {
	start := make([]uint32, len(e.Persons)+1)
	for _, p := range e.Person {
		start[p+1]++
	}
	for p := 1; p < len(start); p++ {
		start[p] += start[p-1]
	}
	return start
}

func permute[T any](column []T, order []uint32) []T {
	out := make([]T, len(order))
	for i, j := range order {
		out[i] = column[j]
	}
	return out
}
