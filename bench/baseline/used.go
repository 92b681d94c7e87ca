package baseline

// This file puts what the person used before first.

import (
	"context"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
)

// usedBefore ranks the items of the history first, more uses before fewer, and the rest after them; a base model breaks ties in both.
// On sets where people come back and negatives are drawn from what a person never used (Frappe) this alone is a strong model, which is
// what it is here to show.
type usedBefore struct{ base scorer }

// newUsedBefore breaks ties by popularity.
func newUsedBefore(ctx context.Context, train *data.Set) (scorer, error) {
	base, err := newPopularity(ctx, train)
	return usedBefore{base}, err
}

// newUsedBeforeInContext breaks ties by popularity in context.
func newUsedBeforeInContext(ctx context.Context, train *data.Set) (scorer, error) {
	base, err := newContextual(ctx, train)
	return usedBefore{base}, err
}

// Score is the number of uses plus the base score scaled into [0, 1).
func (m usedBefore) Score(q Query, scores []float64) {
	m.base.Score(q, scores)
	top := 0.0
	if len(scores) > 0 {
		top = slices.Max(scores)
	}
	for i := range scores {
		scores[i] /= top + 1
	}
	for _, i := range q.History {
		if i >= 0 {
			scores[i]++
		}
	}
}
