package baseline

// This file is item-to-item nearest neighbours by cosine.

import (
	"context"
	"math"

	"github.com/hearthrank/hearth/host/train/data"
)

const (
	knnNeighbours = 100  // kept of each item
	knnShrink     = 10.0 // added to the cosine's denominator: on validation targets LastFM wants less, Beauty more
)

// itemKNN scores by item-to-item similarity over persons' sets of items,
//
//	sim(i, j) = c_ij / (√(c_i·c_j) + h),   score(j) = Σ_{i in history} sim(i, j)
//
// with c_i the persons who have i, c_ij those who have both, h = knnShrink and the knnNeighbours most similar j of each i kept: cosine
// (Sarwar et al., "Item-based collaborative filtering recommendation algorithms", WWW 2001), summed over the distinct
// items of the history (Deshpande & Karypis, "Item-based top-N recommendation algorithms", TOIS 2004), shrunk for small
// support (Bell & Koren, "Improved neighborhood-based collaborative filtering", KDD Cup 2007). It is blind to order.
type itemKNN struct {
	similar graph
	last    bool // look at the last item of the history only
}

// newItemKNN sums over the history.
func newItemKNN(ctx context.Context, train *data.Set) (scorer, error) {
	g, err := cosines(ctx, train)
	return itemKNN{similar: g}, err
}

// newItemKNNLast looks at the last item only, as is usual for sessions: Hidasi et al., "Session-based recommendations with recurrent
// neural networks" (ICLR 2016), whose baseline Item-KNN it is.
func newItemKNNLast(ctx context.Context, train *data.Set) (scorer, error) {
	g, err := cosines(ctx, train)
	return itemKNN{similar: g, last: true}, err
}

// cosines computes the similarities row by row. Time O(Σ over persons of their items squared).
func cosines(ctx context.Context, train *data.Set) (graph, error) {
	all := sequences(&train.Events)
	sets := all.distinct()
	persons := sets.transpose(len(train.Items))
	count := persons.lengths()
	return buildGraph(ctx, len(train.Items), knnNeighbours, func(i int32, a *accumulator) []edge {
		for _, p := range persons.row(i) {
			for _, j := range sets.row(p) {
				if j != i {
					a.add(j, 1)
				}
			}
		}
		return a.take(func(j int32, both float64) float64 { return both / (math.Sqrt(count[i]*count[j]) + knnShrink) })
	})
}

func (m itemKNN) Score(q Query, scores []float64) {
	clear(scores)
	history := q.History
	if m.last && len(history) > 1 {
		history = history[len(history)-1:]
	}
	for _, i := range distinctItems(history) {
		m.similar.add(i, 1, scores)
	}
}
