package baseline

// This file holds the models without item-to-item evidence: random, popularity, popularity in context.

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"

	"github.com/hearthrank/hearth/host/train/data"
)

// randomSeed makes the random model repeatable.
const randomSeed = 20260101

// random scores by chance, uniformly in [0, 1): a function of the seed and the history alone, so that no order of queries and no number
// of goroutines changes a figure.
type random struct{}

func newRandom(context.Context, *data.Set) (scorer, error) { return random{}, nil }

func (random) Score(q Query, scores []float64) {
	h := fnv.New64a()
	for _, i := range q.History {
		var b [4]byte
		binary.LittleEndian.PutUint32(b[:], uint32(i))
		h.Write(b[:])
	}
	r := rand.New(rand.NewPCG(randomSeed, h.Sum64()))
	for i := range scores {
		scores[i] = r.Float64()
	}
}

// popularity scores an item by its number of training events.
type popularity struct{ count []float64 }

func newPopularity(_ context.Context, train *data.Set) (scorer, error) {
	return popularity{itemCounts(train)}, nil
}

func (p popularity) Score(_ Query, scores []float64) { copy(scores, p.count) }

// contextPrior are the pseudo-counts that shrink a lift towards 1.
const contextPrior = 10.0

// contextual is popularity in context: the count of an item times a shrunk lift for each context value of the query,
//
//	score(i) = n_i · Π_f (n_{i,v} + α) / (n_i·n_v/N + α),   α = contextPrior
//
// with n_{i,v} the events of i under the query's value v of feature f, n_v those of all items and N all events. It is naive Bayes with
// the classes' conditional frequencies smoothed towards independence (m-estimate; Cestnik, "Estimating probabilities", ECAI 1990).
// Features count as independent: of two that say the same, both count.
type contextual struct {
	count   []float64
	columns []valueCounts // in the order of the set, so that products round alike in every call
}

// valueCounts are the events under each value of one feature.
type valueCounts struct {
	feature string
	under   map[string]*underValue
}

// underValue holds the events under one value of one feature.
type underValue struct {
	share float64 // n_v / N, in (0, 1]
	count map[int32]float64
}

func newContextual(_ context.Context, train *data.Set) (scorer, error) {
	c := &contextual{count: itemCounts(train)}
	total := 0.0
	for _, n := range c.count {
		total += n
	}
	for k := range train.Events.Context {
		column := &train.Events.Context[k]
		c.columns = append(c.columns, valueCounts{column.Name, countColumn(column, train.Events.Item, total)})
	}
	return c, nil
}

// countColumn counts the items under each value of a feature that is present.
func countColumn(c *data.Column, items []int32, total float64) map[string]*underValue {
	out := map[string]*underValue{}
	for row, i := range items {
		if i < 0 || c.Cells[row] == 0 {
			continue
		}
		u := out[c.Values[c.Cells[row]]]
		if u == nil {
			u = &underValue{count: map[int32]float64{}}
			out[c.Values[c.Cells[row]]] = u
		}
		u.count[i]++
		u.share += 1 / total
	}
	return out
}

func (c *contextual) Score(q Query, scores []float64) {
	copy(scores, c.count)
	for _, column := range c.columns {
		if u := column.under[q.Context[column.feature]]; u != nil {
			u.lift(c.count, scores)
		}
	}
}

// lift multiplies the scores by the lift of every item under the value.
func (u *underValue) lift(count, scores []float64) {
	for i, n := range count {
		scores[i] *= (u.count[int32(i)] + contextPrior) / (n*u.share + contextPrior)
	}
}
