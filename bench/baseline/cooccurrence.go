package baseline

// This file is plain counting of what follows what.

import (
	"context"
	"math"

	"github.com/hearthrank/hearth/host/train/data"
)

const (
	stepDecay = 0.8 // per step, between two events in training and back from the end of the history
	// stepWindow is how many steps are counted: what is left out weighs .8^50 = .00001 of a neighbour.
	stepWindow = 50
)

// cooccurrence scores by directed co-occurrence with distance decay,
//
//	F(i, j) = Σ over places where j follows i by d ≤ stepWindow steps in one person's sequence of stepDecay^(d−1)
//	score(j) = Σ over the history of stepDecay^(steps back) · F(i, j) / n_i
//
// with n_i the events of i, and 0 steps back for the latest: the conditional probability similarity of Deshpande & Karypis (TOIS 2004,
// equation 4, with α = 0), made directed and weighted by distance as in sequential rules (Ludewig & Jannach, "Evaluation of
// session-based recommendation algorithms", UMUAI 2018). The blind variant counts both directions, F(i, j) + F(j, i), and
// so does not use the order in which two items came.
type cooccurrence struct{ follows graph }

// newCooccurrence counts forward.
func newCooccurrence(ctx context.Context, train *data.Set) (scorer, error) {
	t := newTrail(train)
	g, err := countSteps(ctx, t, len(train.Items), t.after)
	return cooccurrence{g}, err
}

// newCooccurrenceBlind counts both directions.
func newCooccurrenceBlind(ctx context.Context, train *data.Set) (scorer, error) {
	t := newTrail(train)
	g, err := countSteps(ctx, t, len(train.Items), func(at int32, a *accumulator) {
		t.after(at, a)
		t.before(at, a)
	})
	return cooccurrence{g}, err
}

// countSteps sums what around adds for each place of an item, and divides by their number.
func countSteps(ctx context.Context, t *trail, items int, around func(at int32, a *accumulator)) (graph, error) {
	return buildGraph(ctx, items, 0, func(i int32, a *accumulator) []edge {
		places := t.at.row(i)
		for _, at := range places {
			around(at, a)
		}
		return a.take(func(_ int32, sum float64) float64 { return sum / float64(len(places)) })
	})
}

// after adds what follows a place in its person's sequence.
func (t *trail) after(at int32, a *accumulator) {
	weight := 1.0
	for q := at + 1; q < min(t.end[at], at+1+stepWindow); q++ {
		a.add(t.cells[q], weight)
		weight *= stepDecay
	}
}

// before adds what precedes a place in its person's sequence.
func (t *trail) before(at int32, a *accumulator) {
	weight := 1.0
	for q := at - 1; q >= max(t.begin[at], at-stepWindow); q-- {
		a.add(t.cells[q], weight)
		weight *= stepDecay
	}
}

func (m cooccurrence) Score(q Query, scores []float64) {
	clear(scores)
	for back := range q.History {
		m.follows.add(q.History[len(q.History)-1-back], math.Pow(stepDecay, float64(back)), scores)
	}
}
