// This file is what is asked of a ranker, whatever ranks, and what it answers.

package eval

import (
	"context"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
)

// question asks for the standing of items among all items, for a person at a moment.
type question struct {
	person  uint32
	history []int32 // rows of the set, oldest first
	now     int32   // row whose time, offset and context the request has
	items   []int32 // of the set, or data.NoItem
	repeats bool    // items of the history stay eligible
	bare    bool    // the request has no context
	top     int     // length of the list wanted besides
}

// answer has one place and one score an item asked for.
type answer struct {
	places []Standing
	scores []float64 // exact: a module's scores lie within ±2⁵³; 0 for what the ranker does not know
	top    []int32   // the best eligible items, best first
}

// ranker answers questions. It is not safe for concurrent use.
type ranker interface {
	ask(ctx context.Context, q *question) (*answer, error)
	close(ctx context.Context) error
}

// Standing is where a target came out: Above eligible items scored higher, Tied others the same, of Eligible in all.
type Standing struct {
	Above, Tied, Eligible int32
	Missing               bool // the target was no item of the pack, or not eligible: a miss under every metric
}

// Rank is the target's rank from 1. Ties count against it, or with optimistic for it.
func (s Standing) Rank(optimistic bool) int {
	if optimistic {
		return int(s.Above) + 1
	}
	return int(s.Above+s.Tied) + 1
}

// fed keeps account of which history a device holds, so that the next prefix of the same history needs only what is new.
type fed struct {
	person uint32
	rows   []int32
	any    bool
}

// more returns the rows to observe for a question, on a fresh device or on the present one.
func (f *fed) more(q *question) (rows []int32, fresh bool) {
	n := len(f.rows)
	if f.any && f.person == q.person && n <= len(q.history) && slices.Equal(f.rows, q.history[:n]) {
		rows = q.history[n:]
	} else {
		rows, fresh = q.history, true
	}
	f.person, f.rows, f.any = q.person, q.history, true
	return rows, fresh
}

// names are the strings by which a ranker is asked for items.
func names(set *data.Set, items []int32) (ids []string, at []int) {
	for k, i := range items {
		if i != data.NoItem {
			ids, at = append(ids, set.Items[i].ID), append(at, k)
		}
	}
	return ids, at
}

// unknown returns an answer in which every item is missing.
func unknown(n int) *answer {
	return &answer{places: slices.Repeat([]Standing{{Missing: true}}, n), scores: make([]float64, n)}
}

// indexOf returns the set's items by id.
func indexOf(set *data.Set) map[string]int32 {
	index := make(map[string]int32, len(set.Items))
	for i := range set.Items {
		index[set.Items[i].ID] = int32(i)
	}
	return index
}
