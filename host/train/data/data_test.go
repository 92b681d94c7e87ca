package data_test

import (
	"math"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

type row struct {
	person uint32
	time   int64
	source int
}

// drawLog makes a random log; the item column carries the order in the source.
func drawLog(t *rapid.T) (data.Events, []row) {
	persons := rapid.IntRange(1, 6).Draw(t, "persons")
	n := rapid.IntRange(0, 60).Draw(t, "events")
	e := data.Events{Persons: make([]string, persons), Context: []data.Column{{Name: "c"}}}
	rows := make([]row, n)
	for i := range rows {
		p := uint32(rapid.IntRange(0, persons-1).Draw(t, "person"))
		rows[i] = row{p, int64(rapid.IntRange(-3, 3).Draw(t, "time")), i}
		e.Person = append(e.Person, p)
		e.Time = append(e.Time, rows[i].time)
		e.Item = append(e.Item, int32(i))
		e.Type = append(e.Type, uint8(i))
		e.Offset = append(e.Offset, int16(i))
		e.Value = append(e.Value, float32(i))
		e.Context[0].Cells = append(e.Context[0].Cells, uint16(i))
	}
	return e, rows
}

func TestSortEqualsStableReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, want := drawLog(t)
		sort.SliceStable(want, func(i, j int) bool {
			a, b := want[i], want[j]
			return a.person < b.person || a.person == b.person && a.time < b.time
		})
		e.Sort()
		require.Equal(t, len(want), e.Len())
		for i, w := range want {
			got := row{e.Person[i], e.Time[i], int(e.Item[i])}
			require.Equal(t, w, got, "event %d", i)
			require.EqualValues(t, w.source, e.Type[i])
			require.EqualValues(t, w.source, e.Offset[i])
			require.EqualValues(t, w.source, e.Value[i])
			require.EqualValues(t, w.source, e.Context[0].Cells[i])
		}
	})
}

func TestSortKeepsSortedColumns(t *testing.T) {
	e := data.Events{
		Persons: []string{"a", "b"}, Person: []uint32{0, 0, 1}, Time: []int64{1, 1, 0},
		Item: []int32{7, 8, 9}, Type: []uint8{0, 0, 0}, Offset: []int16{0, 0, 0},
		Value: []float32{1, 2, float32(math.NaN())},
	}
	before := &e.Item[0]
	e.Sort()
	require.Same(t, before, &e.Item[0], "a sorted log is left where it is")
}

func TestClockString(t *testing.T) {
	require.Equal(t, "real", data.ClockReal.String())
	require.Equal(t, "day", data.ClockDay.String())
	require.Equal(t, "synthetic", data.ClockSynthetic.String())
	require.Equal(t, "clock 9", data.Clock(9).String())
}

func TestProblemString(t *testing.T) {
	require.Equal(t, "e.csv: line 3: empty person", data.Problem{File: "e.csv", Line: 3, Reason: "empty person"}.String())
	require.Equal(t, "e.csv: missing", data.Problem{File: "e.csv", Reason: "missing"}.String())
}

func TestSummaryBoundsProblemsButCountsAll(t *testing.T) {
	var s data.Summary
	for i := range data.MaxProblems + 30 {
		s.Refuse("unknown item", data.Problem{File: "e.csv", Line: i, Reason: "unknown item"})
	}
	s.Remark("unknown field", data.Problem{File: "i.jsonl", Line: 1, Reason: "unknown field"})
	require.Len(t, s.Problems, data.MaxProblems)
	require.Equal(t, map[string]int{"unknown item": data.MaxProblems + 30, "unknown field": 1}, s.ByReason)
	require.Equal(t, data.MaxProblems+30, s.Bad, "a remark refuses nothing")
}

func TestSummaryString(t *testing.T) {
	clean := data.Summary{Rows: 3, Persons: 1, Items: 2, Events: 3, TimeUnit: "s"}
	require.Equal(t, "1 persons, 2 items, 3 events from 3 rows\ntimes: s, clock real", clean.String())

	bad := data.Summary{
		Rows: 5, Persons: 1, Items: 2, Events: 3, TimeUnit: "ms", Guessed: true,
		Synthetic: true, Clock: data.ClockSynthetic, Notes: []string{"no catalogue"},
	}
	bad.Refuse("unknown item", data.Problem{File: "e.csv", Line: 4, Reason: `unknown item "x"`})
	bad.Refuse("empty person", data.Problem{File: "e.csv", Line: 5, Reason: "empty person"})
	require.Equal(t, `1 persons, 2 items, 3 events from 5 rows
synthetic: the behaviour was made by a generator
times: ms (guessed), clock synthetic (only the order means something)
refused: 2 rows or items
  1 × empty person
  1 × unknown item
  e.csv: line 4: unknown item "x"
  e.csv: line 5: empty person
note: no catalogue`, bad.String())

	require.Contains(t, (&data.Summary{Clock: data.ClockDay}).String(), "times: none, clock day (order within a day unknown)")
}

func TestCategories(t *testing.T) {
	it := data.Item{Attributes: map[string][]string{"category": {"a", "b"}}}
	require.Equal(t, []string{"a", "b"}, it.Categories())
	require.Empty(t, (&data.Item{}).Categories())
}
