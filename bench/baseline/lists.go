package baseline

// This file lays sequences of items out flat, by person and by item.

import (
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
)

// lists are rows of small integers, flat: row r is cells[start[r]:start[r+1]].
type lists struct {
	start []int32 // one more than there are rows
	cells []int32
}

func (l *lists) rows() int { return len(l.start) - 1 }

func (l *lists) row(r int32) []int32 { return l.cells[l.start[r]:l.start[r+1]] }

// push ends a row.
func (l *lists) push(row []int32) {
	l.cells = append(l.cells, row...)
	l.start = append(l.start, int32(len(l.cells)))
}

// sequences returns the items of each person, oldest first; a person without such an event has an empty row.
func sequences(e *data.Events) lists {
	out := lists{start: make([]int32, 1, len(e.Persons)+1)}
	at := 0
	for p := range e.Persons {
		for ; at < e.Len() && int(e.Person[at]) == p; at++ {
			if e.Item[at] >= 0 {
				out.cells = append(out.cells, e.Item[at])
			}
		}
		out.start = append(out.start, int32(len(out.cells)))
	}
	return out
}

// distinct returns the rows as ascending sets.
func (l *lists) distinct() lists {
	out := lists{start: make([]int32, 1, len(l.start))}
	var set []int32
	for r := range l.rows() {
		set = append(set[:0], l.row(int32(r))...)
		slices.Sort(set)
		out.push(slices.Compact(set))
	}
	return out
}

// transpose returns, for each of n values, the rows that hold it, ascending, as often as they do.
func (l *lists) transpose(n int) lists {
	out := lists{start: make([]int32, n+1), cells: make([]int32, len(l.cells))}
	for _, v := range l.cells {
		out.start[v+1]++
	}
	for v := range n {
		out.start[v+1] += out.start[v]
	}
	next := slices.Clone(out.start)
	for r := range l.rows() {
		for _, v := range l.row(int32(r)) {
			out.cells[next[v]] = int32(r)
			next[v]++
		}
	}
	return out
}

// lengths returns the length of every row.
func (l *lists) lengths() []float64 {
	out := make([]float64, l.rows())
	for r := range out {
		out[r] = float64(l.start[r+1] - l.start[r])
	}
	return out
}

// itemCounts returns the number of events of each item.
func itemCounts(train *data.Set) []float64 {
	out := make([]float64, len(train.Items))
	for _, i := range train.Events.Item {
		if i >= 0 {
			out[i]++
		}
	}
	return out
}

// distinctItems returns the items of a history, each once, ascending, without data.NoItem.
func distinctItems(history []int32) []int32 {
	out := slices.Clone(history)
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > 0 && out[0] < 0 {
		out = out[1:]
	}
	return out
}
