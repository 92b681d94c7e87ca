package baseline

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// setOf returns a set of items 0 to items-1 in which person p does sequences[p], a millisecond apart, beginning at p.
func setOf(items int, sequences ...[]int32) *data.Set {
	set := &data.Set{Items: make([]data.Item, items)}
	e := &set.Events
	for p, sequence := range sequences {
		e.Persons = append(e.Persons, fmt.Sprint("person ", p))
		for k, i := range sequence {
			e.Person, e.Item, e.Time = append(e.Person, uint32(p)), append(e.Item, i), append(e.Time, int64(p+k))
		}
	}
	return set
}

// inContext adds a context feature to a set: one value per event, "" for none.
func inContext(set *data.Set, name string, values ...string) *data.Set {
	c := data.Column{Name: name, Values: []string{""}}
	index := map[string]uint16{"": 0}
	for _, v := range values {
		if _, ok := index[v]; !ok {
			index[v] = uint16(len(c.Values))
			c.Values = append(c.Values, v)
		}
		c.Cells = append(c.Cells, index[v])
	}
	set.Events.Context = append(set.Events.Context, c)
	return set
}

// drawItems draws a sequence of items below n; now and then one is data.NoItem.
func drawItems(t *rapid.T, n, atMost int, label string) []int32 {
	return rapid.SliceOfN(rapid.Int32Range(-1, int32(n)-1), 0, atMost).Draw(t, label)
}

// drawSet draws a small set with one context feature.
func drawSet(t *rapid.T) *data.Set {
	n := rapid.IntRange(1, 8).Draw(t, "items")
	sequences := make([][]int32, rapid.IntRange(0, 8).Draw(t, "persons"))
	for p := range sequences {
		sequences[p] = drawItems(t, n, 8, "sequence")
	}
	set := setOf(n, sequences...)
	values := make([]string, set.Events.Len())
	for k := range values {
		values[k] = rapid.SampledFrom([]string{"", "rain", "sun"}).Draw(t, "weather")
	}
	for k := range set.Events.Time {
		set.Events.Time[k] += rapid.Int64Range(0, 1).Draw(t, "later") * 5
	}
	return inContext(set, "weather", values...)
}

// drawQuery draws what a model may be asked about the set.
func drawQuery(t *rapid.T, set *data.Set) Query {
	q := Query{History: drawItems(t, len(set.Items), 12, "history")}
	if rapid.Bool().Draw(t, "has context") {
		q.Context = map[string]string{"weather": rapid.SampledFrom([]string{"", "rain", "sun", "snow"}).Draw(t, "now")}
	}
	return q
}

// scoresOf returns the scores of a new model; what was in the slice before must not show.
func scoresOf(t require.TestingT, name string, set *data.Set, q Query) []float64 {
	m, err := New(context.Background(), name, set)
	require.NoError(t, err)
	return ask(m, len(set.Items), q)
}

func ask(m scorer, items int, q Query) []float64 {
	scores := make([]float64, items)
	for i := range scores {
		scores[i] = math.NaN()
	}
	m.Score(q, scores)
	return scores
}

// requireClose compares scores up to rounding.
func requireClose(t require.TestingT, want, got []float64, tolerance float64) {
	require.Len(t, got, len(want))
	for i := range want {
		require.InDelta(t, want[i], got[i], tolerance, "item %d: want %v, got %v", i, want, got)
	}
}

// people returns the items of each person, without data.NoItem, straight from the rows.
func people(set *data.Set) [][]int32 {
	out := make([][]int32, len(set.Events.Persons))
	for row, p := range set.Events.Person {
		if i := set.Events.Item[row]; i != data.NoItem {
			out[p] = append(out[p], i)
		}
	}
	return out
}

// each runs a test on drawn sets and queries.
func each(t *testing.T, check func(t *rapid.T, set *data.Set, q Query)) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		check(t, set, drawQuery(t, set))
	})
}
