// This file asks what has scores but no engine: a reference model of package baseline, or Hearth's own in floating point.

package eval

import (
	"cmp"
	"context"
	"slices"

	"github.com/hearthrank/hearth/bench/baseline"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// reference ranks with a model's scores, by the rules of the module: what is not available is never eligible, the history's items only
// with repeats, and ties count against a target.
type reference struct {
	set      *data.Set
	score    func(q *question, dst []float64) // fills dst by item
	scores   []float64
	eligible []bool
}

func newReference(set *data.Set, m baseline.Model) *reference {
	columns := columnsOf(&set.Events)
	return scoring(set, func(q *question, dst []float64) {
		history := make([]int32, len(q.history))
		for i, row := range q.history {
			history[i] = set.Events.Item[row]
		}
		m.Score(baseline.Query{History: history, Context: byName(columns.request(q))}, dst)
	})
}

// floats ranks with the same sum as a pack, in floating point.
func floats(set *data.Set, f *train.Floats) *reference {
	score := f.Scorer()
	return scoring(set, func(q *question, dst []float64) {
		score(&train.Question{History: q.history, Now: q.now, Person: q.person}, dst)
	})
}

func scoring(set *data.Set, score func(*question, []float64)) *reference {
	return &reference{set: set, score: score, scores: make([]float64, len(set.Items)), eligible: make([]bool, len(set.Items))}
}

func (r *reference) close(context.Context) error { return nil }

func (r *reference) ask(_ context.Context, q *question) (*answer, error) {
	r.score(q, r.scores)
	n := r.filter(q.history, q.repeats)
	out := unknown(len(q.items))
	for k, i := range q.items {
		if i != data.NoItem {
			out.scores[k] = r.scores[i]
			out.places[k] = r.standing(i)
			out.places[k].Eligible = n
		}
	}
	out.top = r.best(q.top)
	return out, nil
}

// filter marks the items that may be ranked after a history of rows, and returns their number.
func (r *reference) filter(history []int32, repeats bool) int32 {
	n := int32(0)
	for i := range r.eligible {
		r.eligible[i] = r.set.Items[i].Available
	}
	for _, row := range history {
		if i := r.set.Events.Item[row]; i != data.NoItem && !repeats {
			r.eligible[i] = false
		}
	}
	for _, ok := range r.eligible {
		if ok {
			n++
		}
	}
	return n
}

func (r *reference) standing(item int32) Standing {
	s := Standing{Missing: !r.eligible[item]}
	mine := r.scores[item]
	for i, v := range r.scores {
		switch {
		case !r.eligible[i] || int32(i) == item:
		case v > mine:
			s.Above++
		case v == mine:
			s.Tied++
		}
	}
	return s
}

// best returns the n best eligible items; of equal ones the first of the set.
func (r *reference) best(n int) []int32 {
	var list []int32
	for i, ok := range r.eligible {
		if !ok || n == 0 || len(list) == n && r.scores[i] <= r.scores[list[n-1]] {
			continue
		}
		at, _ := slices.BinarySearchFunc(list, int32(i), func(a, b int32) int {
			return cmp.Or(cmp.Compare(r.scores[b], r.scores[a]), cmp.Compare(a, b))
		})
		list = slices.Insert(list, at, int32(i))
		list = list[:min(n, len(list))]
	}
	return list
}
