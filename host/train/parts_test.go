package train

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParsePart(t *testing.T) {
	for _, p := range Parts() {
		got, err := ParsePart(string(p))
		require.NoError(t, err)
		require.Equal(t, p, got)
	}
	_, err := ParsePart("colour")
	require.EqualError(t, err, `part "colour": want one of [direction recency return attributes context]`)
}

// TestWithout: each part is gone and nothing else, and the original stays as it was.
func TestWithout(t *testing.T) {
	s := everything()
	require.Equal(t, s, s.Without())
	require.True(t, s.Without(PartDirection).OrderBlind)
	require.Equal(t, s.Item, s.Without(PartDirection).Item)
	require.Equal(t, Reaches{}, s.Without(PartAttributes).Attribute)
	none := s.Without(PartReturn)
	require.Equal(t, Places{}, none.Return)
	require.Equal(t, Steps{}, none.Used)
	none = s.Without(PartContext)
	require.Zero(t, none.contextWeight("weekday"))
	require.Empty(t, none.Habit)
	flat := s.Without(PartRecency)
	for _, kind := range itemKinds {
		w := s.Item[kind]
		require.Equal(t, Reaches{3: w[1]*.6*.6 + w[2]*.85*.85 + w[3]}, roundTo(flat.Item[kind], w))
	}
	for _, kind := range []string{popRecent, popLatest, popLate, popLateCount} {
		require.NotContains(t, flat.Popularity, kind)
	}
	require.Contains(t, flat.Popularity, popLog)
	require.Zero(t, flat.Return[0])
	require.NotZero(t, flat.Return[5])
	require.Equal(t, everything(), s)
}

// roundTo returns got with the last digits of what is computed by hand from w.
func roundTo(got, w Reaches) Reaches {
	want := w[1]*.6*.6 + w[2]*.85*.85 + w[3]
	if math.Abs(got[3]-want) < 1e-12 {
		got[3] = want
	}
	return got
}

// TestLearnWithout: what is left out has no weight after learning, whatever the start had.
func TestLearnWithout(t *testing.T) {
	set := shop(t, 40, 24)
	lesson := &Lesson{Full: set, Train: set, Questions: questionsOf(set)[:30], Progress: func(string, int64, int64) {}}
	for _, part := range Parts() {
		lesson.Without = []Part{part}
		got, _, err := Learn(context.Background(), lesson, one(), everything())
		require.NoError(t, err)
		require.NoError(t, got.Validate())
		switch part {
		case PartDirection:
			require.True(t, got.OrderBlind)
		case PartRecency:
			for kind, w := range got.Item {
				require.Equal(t, [3]float64{}, [3]float64(w[:3]), kind)
			}
		case PartReturn:
			require.Equal(t, Places{}, got.Return)
			require.Equal(t, Steps{}, got.Used)
		case PartAttributes:
			require.Equal(t, Reaches{}, got.Attribute)
		case PartContext:
			for name, w := range got.Context {
				require.Zero(t, w, name)
			}
			require.Empty(t, got.Habit)
		}
	}
}

// TestFloatsScoreAsTheExtractor: the scores are weights times features, of the edges that a pack would have.
func TestFloatsScoreAsTheExtractor(t *testing.T) {
	set := shop(t, 60, 30)
	s := everything()
	s.Habit = map[string][2]float64{"device": {.1, .05}}
	f, err := NewFloats(context.Background(), set, set, one().WithEdges(1000).WithBudget(0), s)
	require.NoError(t, err)
	score := f.Scorer()
	c := count(set, one())
	x := newExtractor(set, c, evidenceOf(t, c, s), s)
	page, w := x.page(), x.layout.vector(s)
	got := make([]float64, len(set.Items))
	for _, q := range questionsOf(set)[:20] {
		score(&q, got)
		want, room := sums(page, &q, w)
		for i := range want {
			require.InDelta(t, want[i], got[c.order[i]], 1e-4*(room[i]+1e-6))
		}
	}
	few, err := NewFloats(context.Background(), set, set, one().WithEdges(1), s)
	require.NoError(t, err)
	other := make([]float64, len(set.Items))
	few.Scorer()(&questionsOf(set)[10], other)
	score(&questionsOf(set)[10], got)
	require.NotEqual(t, got, other, "edges are cut")
}

// TestCutPrefersThePopular: item 2's edge is stronger, item 0 is chosen more often; with room for one edge an item, Cut decides.
func TestCutPrefersThePopular(t *testing.T) {
	ev := &evidence{kinds: len(itemKinds), cols: [][]uint32{{1, 2}, {0, 2}, nil}, values: make([][]float32, 3)}
	for i, weights := range [][2]float32{{3, 3}, {1, 1.2}} {
		ev.values[i] = make([]float32, 2*ev.kinds)
		ev.values[i][0], ev.values[i][ev.kinds] = weights[0], weights[1]
	}
	c := &counts{cfg: one().WithEdges(1), n: []int32{100, 4, 1}, item: []int32{0}, first: []int32{0, 1}} // room for three of four
	for cut, want := range map[float64][]uint32{0: {2}, .5: {0}} {
		s := Settings{Item: map[string]Reaches{itemKinds[0]: {1}}, Cut: cut}
		var got []uint32
		for _, e := range ev.weigh(context.Background(), c, s).cut(context.Background(), c.cfg.Edges).rows[0][1] {
			got = append(got, e.col)
		}
		require.Equal(t, want, got, "%g", cut)
	}
}

// TestChooseCut: the exponent chosen is the one whose cut model ranks best, or 0 where none ranks better by more than chance.
func TestChooseCut(t *testing.T) {
	set := shop(t, 60, 40)
	cfg := one().WithEdges(3)
	lesson := &Lesson{Full: set, Train: set, Questions: questionsOf(set), Progress: func(string, int64, int64) {}}
	got, story, err := Learn(context.Background(), lesson, cfg, settings())
	require.NoError(t, err)
	require.Contains(t, cuts, got.Cut)
	require.Regexp(t, `cut [\d.]+: gain [+-][\d.]+ against 0, standard error [\d.]+(: 0 kept)?$`, story)
	mean := func(cut float64) float64 {
		s := got
		s.Cut = cut
		c := count(set, cfg)
		x := newExtractor(set, c, evidenceOf(t, c, s), s)
		w := x.cut(context.Background(), s)
		pool, err := x.pool(context.Background(), lesson.Questions, w)
		require.NoError(t, err)
		pool.Score(w)
		return pool.Mean(gainNDCG)
	}
	if strings.HasSuffix(story, ": 0 kept") {
		require.Zero(t, got.Cut)
		return
	}
	for _, cut := range cuts {
		require.LessOrEqual(t, mean(cut), mean(got.Cut)+1e-6)
	}
}
