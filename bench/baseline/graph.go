package baseline

// This file holds the sparse item-to-item weights that item-kNN and co-occurrence share.

import (
	"cmp"
	"context"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
)

// edge is a weighted way from one item to another.
type edge struct {
	to     int32
	weight float64 // above 0
}

// graph holds the edges of every item, each row ascending by target.
type graph [][]edge

// add adds factor times the row of an item to scores; data.NoItem has no row.
func (g graph) add(item int32, factor float64, scores []float64) {
	if item < 0 {
		return
	}
	for _, e := range g[item] {
		scores[e.to] += factor * e.weight
	}
}

// accumulator is a sparse vector over items under construction.
type accumulator struct {
	sum     []float64
	touched []int32
}

// add adds a positive weight.
func (a *accumulator) add(item int32, weight float64) {
	if a.sum[item] == 0 {
		a.touched = append(a.touched, item)
	}
	a.sum[item] += weight
}

// take returns weigh(item, sum) of all items that were added, and empties the accumulator.
func (a *accumulator) take(weigh func(item int32, sum float64) float64) []edge {
	out := make([]edge, 0, len(a.touched))
	for _, i := range a.touched {
		out = append(out, edge{i, weigh(i, a.sum[i])})
		a.sum[i] = 0
	}
	a.touched = a.touched[:0]
	return out
}

// buildGraph calls row for every item and keeps its keep strongest edges; 0 keeps all.
func buildGraph(ctx context.Context, items, keep int, row func(item int32, a *accumulator) []edge) (graph, error) {
	g, a := make(graph, items), &accumulator{sum: make([]float64, items)}
	for i := range g {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g[i] = strongest(row(int32(i), a), keep)
	}
	return g, nil
}

// strongest keeps the n edges of largest weight, of equal ones the lowest targets, ascending by target; 0 keeps all.
func strongest(edges []edge, n int) []edge {
	if n > 0 && len(edges) > n {
		slices.SortFunc(edges, func(a, b edge) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.to, b.to))
		})
		edges = slices.Clone(edges[:n])
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.to, b.to) })
	return edges
}

// trail is the sequences of all persons, with the places of each item.
type trail struct {
	lists
	end   []int32 // by place: where the person's row ends
	begin []int32 // by place: where it begins
	at    lists   // item → places, ascending
}

// newTrail indexes the sequences of a set.
func newTrail(train *data.Set) *trail {
	t := &trail{lists: sequences(&train.Events)}
	for p := range t.rows() {
		for range t.row(int32(p)) {
			t.begin, t.end = append(t.begin, t.start[p]), append(t.end, t.start[p+1])
		}
	}
	places := lists{start: make([]int32, 1, len(t.cells)+1)}
	for _, i := range t.cells {
		places.push([]int32{i})
	}
	t.at = places.transpose(len(train.Items))
	return t
}
