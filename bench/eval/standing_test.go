package eval

import (
	"cmp"
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/host/train/data"
)

// drawQuestion makes a catalogue with some items off the shelf, a model's scores with ties, and a question.
func drawQuestion(t *rapid.T) (*data.Set, stub, *question) {
	n := rapid.IntRange(1, 12).Draw(t, "items")
	var steps []step
	for range rapid.IntRange(0, 5).Draw(t, "history") {
		steps = append(steps, step{0, rapid.IntRange(-1, n-1).Draw(t, "item"), "view", 0})
	}
	set := setOf(n, append(steps, step{0, 0, "view", 0})...)
	var scores stub
	for i := range n {
		set.Items[i].Available = rapid.IntRange(0, 4).Draw(t, "available") > 0
		scores = append(scores, float64(rapid.IntRange(-2, 3).Draw(t, "score")))
	}
	q := &question{now: int32(len(steps)), repeats: rapid.Bool().Draw(t, "repeats"), top: rapid.IntRange(0, 14).Draw(t, "top")}
	for row := range steps {
		q.history = append(q.history, int32(row))
	}
	q.items = rapid.SliceOfN(rapid.Int32Range(-1, int32(n-1)), 1, 6).Draw(t, "asked")
	return set, scores, q
}

// plainAnswer sorts the whole catalogue.
func plainAnswer(set *data.Set, scores []float64, q *question) *answer {
	hidden := map[int32]bool{}
	for _, row := range q.history {
		hidden[set.Events.Item[row]] = !q.repeats
	}
	var list []int32
	for i := range set.Items {
		if set.Items[i].Available && !hidden[int32(i)] {
			list = append(list, int32(i))
		}
	}
	out := &answer{}
	for _, i := range q.items {
		if i == data.NoItem {
			out.places, out.scores = append(out.places, Standing{Missing: true}), append(out.scores, 0)
			continue
		}
		s := Standing{Eligible: int32(len(list)), Missing: !slices.Contains(list, i)}
		for _, j := range list {
			s.Above += int32(truth(scores[j] > scores[i]))
			s.Tied += int32(truth(scores[j] == scores[i] && j != i))
		}
		out.places, out.scores = append(out.places, s), append(out.scores, scores[i])
	}
	slices.SortStableFunc(list, func(a, b int32) int { return cmp.Compare(scores[b], scores[a]) })
	out.top = list[:min(q.top, len(list))]
	return out
}

// TestReferenceEqualsASort: standings and lists of a model are those of a plain sort of the catalogue.
func TestReferenceEqualsASort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, scores, q := drawQuestion(t)
		want := plainAnswer(set, scores, q)
		r := newReference(set, scores)
		for range 2 {
			got, err := r.ask(context.Background(), q)
			require.NoError(t, err)
			require.Equal(t, want.places, got.places)
			require.Equal(t, want.scores, got.scores)
			require.Equal(t, append([]int32{}, want.top...), append([]int32{}, got.top...))
		}
	})
}

// TestRecountAcceptsTheTruth: an answer that a plain sort gives is never refused, whatever the ties.
func TestRecountAcceptsTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, scores, q := drawQuestion(t)
		q.top = len(set.Items)
		a := plainAnswer(set, scores, q)
		var all []placed
		for _, i := range a.top {
			all = append(all, placed{set.Items[i].ID, int64(scores[i])})
		}
		for k := range q.items {
			if a.places[k].Missing {
				q.items[k] = data.NoItem // hidden items are told apart by their score, which another may share
			}
		}
		require.NoError(t, recount(set, q, a, all))
	})
}

func TestStandingRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Standing{Above: rapid.Int32Range(0, 1e6).Draw(t, "above"), Tied: rapid.Int32Range(0, 1e6).Draw(t, "tied")}
		require.EqualValues(t, s.Tied, s.Rank(false)-s.Rank(true))
		require.EqualValues(t, 1+s.Above, s.Rank(true))
	})
}

func TestValue(t *testing.T) {
	nan := float32(math.NaN())
	set := setOf(1, step{0, 0, "view", 1.5}, step{0, 0, "view", nan}, step{0, 0, "view", .0006}, step{0, 0, "view", -2.0014}, step{0, 0, "view", 0})
	tests := []struct {
		want int64
		has  bool
	}{{1500, true}, {0, false}, {1, true}, {-2001, true}, {0, true}}
	for row, tt := range tests {
		v, ok := value(&set.Events, int32(row))
		require.Equal(t, tt.has, ok, "row %d", row)
		require.Equal(t, tt.want, v, "thousandths, row %d", row)
	}
}

// TestLocal: the instant is the row's, and the clock on the wall is that of its offset.
func TestLocal(t *testing.T) {
	set := walks(1, []int{0, 0, 0})
	set.Events.Time, set.Events.Offset = []int64{1740816000123, 1740816000123, 0}, []int16{0, -210, 840}
	for row, want := range []string{"2025-03-01T08:00:00.123Z", "2025-03-01T04:30:00.123-03:30", "1970-01-01T14:00:00+14:00"} {
		at := local(&set.Events, int32(row))
		require.Equal(t, set.Events.Time[row], at.UnixMilli())
		parsed, err := time.Parse(time.RFC3339Nano, want)
		require.NoError(t, err)
		require.True(t, parsed.Equal(at))
		require.Equal(t, parsed.Hour(), at.Hour())
		require.Equal(t, parsed.Minute(), at.Minute())
	}
}

// TestNames: what the catalogue lacks is not asked for, and answers find their way back.
func TestNames(t *testing.T) {
	set := walks(4)
	asked, at := names(set, []int32{3, data.NoItem, 0, 3})
	require.Equal(t, []string{"i3", "i0", "i3"}, asked)
	require.Equal(t, []int{0, 2, 3}, at)
	asked, at = names(set, []int32{data.NoItem})
	require.Empty(t, asked)
	require.Empty(t, at)
	index := indexOf(set)
	for i, id := range ids(set) {
		require.EqualValues(t, i, index[id])
	}
}

func TestSeenPolicy(t *testing.T) {
	require.Equal(t, host.SeenShow, seenPolicy(&question{repeats: true}))
	require.Equal(t, host.SeenHide, seenPolicy(&question{}))
}
