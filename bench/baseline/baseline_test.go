package baseline

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestNames(t *testing.T) {
	require.Equal(t, []string{
		"co-occurrence", "co-occurrence-blind", "ease", "item-knn", "item-knn-last", "popularity", "popularity-in-context",
		"random", "used-before", "used-before-context", "vmis-knn", "vs-knn",
	}, Names())
}

func TestNewTellsNames(t *testing.T) {
	_, err := New(context.Background(), "bert", setOf(1))
	require.ErrorContains(t, err, `baseline: no model "bert": want one of co-occurrence, co-occurrence-blind, ease,`)
}

func TestNewNamesTheModel(t *testing.T) {
	for _, name := range Names() {
		m, err := New(context.Background(), name, setOf(2, []int32{0, 1}))
		require.NoError(t, err)
		require.Equal(t, name, m.Name())
	}
}

func TestNewEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, name := range []string{"co-occurrence", "co-occurrence-blind", "ease", "item-knn", "item-knn-last"} {
		_, err := New(ctx, name, setOf(2, []int32{0, 1}))
		require.ErrorIs(t, err, context.Canceled, name)
	}
}

// TestEveryModel: every score is overwritten and finite, only EASE goes below zero, and equal queries get equal scores.
func TestEveryModel(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *rapid.T, set *data.Set, q Query) {
				m, err := New(context.Background(), name, set)
				require.NoError(t, err)
				history := slices.Clone(q.History)
				first := ask(m, len(set.Items), q)
				for _, s := range first {
					require.False(t, math.IsNaN(s) || math.IsInf(s, 0), first)
					require.True(t, s >= 0 || name == "ease", first)
				}
				ask(m, len(set.Items), drawQuery(t, set))
				require.Equal(t, first, ask(m, len(set.Items), q))
				require.Equal(t, history, q.History, "the query is not written to")
			})
		})
	}
}

func TestEveryModelWithoutData(t *testing.T) {
	tests := []struct {
		name  string
		set   *data.Set
		query Query
	}{
		{"no items", setOf(0), Query{}},
		{"no events", setOf(3), Query{History: []int32{2, 0}}},
		{"only searches", setOf(3, []int32{data.NoItem, data.NoItem}), Query{History: []int32{data.NoItem}}},
		{"no history", setOf(3, []int32{0, 1}), Query{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, name := range Names() {
				require.Len(t, scoresOf(t, name, tt.set, tt.query), len(tt.set.Items), name)
			}
		})
	}
}

// TestEveryModelAtOnce asks from several goroutines; the race detector watches.
func TestEveryModelAtOnce(t *testing.T) {
	set := setOf(4, []int32{0, 1, 2}, []int32{1, 2, 3}, []int32{0, 3})
	for _, name := range Names() {
		m, err := New(context.Background(), name, set)
		require.NoError(t, err)
		got := make([][]float64, 40)
		var wait sync.WaitGroup
		for k := range got {
			wait.Go(func() { got[k] = ask(m, 4, Query{History: []int32{int32(k % 4), 1}}) })
		}
		wait.Wait()
		for k := range got {
			require.Equal(t, ask(m, 4, Query{History: []int32{int32(k % 4), 1}}), got[k], name)
		}
	}
}

func ExampleNew() {
	var train data.Set
	train.Items = []data.Item{{ID: "bread"}, {ID: "butter"}, {ID: "soap"}}
	train.Events.Persons = []string{"ann", "bob"}
	train.Events.Person = []uint32{0, 0, 1, 1, 1}
	train.Events.Item = []int32{0, 1, 2, 0, 1}
	train.Events.Time = []int64{0, 60_000, 0, 60_000, 120_000}
	m, err := New(context.Background(), "co-occurrence", &train)
	if err != nil {
		panic(err)
	}
	scores := make([]float64, len(train.Items))
	m.Score(Query{History: []int32{0}}, scores)
	fmt.Println(m.Name(), scores)
	// Output: co-occurrence [0 1 0]
}
