package train

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/host/train/data"
)

// questionsOf asks for the last event of each person with at least three events, all of the events before as history.
func questionsOf(set *data.Set) []Question {
	var qs []Question
	e := &set.Events
	for first, i := 0, 0; i < e.Len(); i++ {
		if i+1 < e.Len() && e.Person[i+1] == e.Person[i] {
			continue
		}
		if i-first >= 2 {
			q := Question{Now: int32(i), Targets: []int32{e.Item[i]}, Person: e.Person[i], Repeats: i%2 == 0}
			for row := first; row < i; row++ {
				q.History = append(q.History, int32(row))
			}
			qs = append(qs, q)
		}
		first = i + 1
	}
	return qs
}

// pairsAt returns the context of a row.
func pairsAt(e *data.Events, row int32) []engine.Pair {
	var out []engine.Pair
	for _, name := range e.ContextNames() {
		if col := e.Column(name); col.Cells[row] != 0 {
			out = append(out, engine.Pair{Name: name, Value: col.Values[col.Cells[row]]})
		}
	}
	return out
}

// engineScores asks the native engine for the score of every item of the set.
func engineScores(t *testing.T, set *data.Set, p *engine.Pack, q *Question) []float64 {
	e := &set.Events
	d, err := engine.NewDevice(p, 0, engine.Options{Grants: []string{"all"}, MaxEvents: engine.NoCap, MaxDays: engine.NoCap})
	require.NoError(t, err)
	at := engine.At{Now: e.Time[q.Now], Offset: int32(e.Offset[q.Now]), Context: pairsAt(e, q.Now)}
	var events []engine.Event
	for _, row := range q.History {
		x := engine.Event{Type: e.Types[e.Type[row]], Time: e.Time[row], Offset: int32(e.Offset[row]), Context: pairsAt(e, row)}
		if e.Item[row] >= 0 {
			x.Item = set.Items[e.Item[row]].ID
		}
		if v := float64(e.Value[row]); !math.IsNaN(v) && v != 0 {
			x.Value, x.HasValue = int64(math.Round(v*1000)), true
		}
		events = append(events, x)
	}
	_, _, err = d.Observe(at, events)
	require.NoError(t, err)
	var ids []string
	for i := range set.Items {
		ids = append(ids, set.Items[i].ID)
	}
	items, _, err := d.Explain(&engine.Request{At: at}, ids, 0)
	require.NoError(t, err)
	scores := make([]float64, len(items))
	for i := range items {
		scores[i] = float64(items[i].Score)
	}
	return scores
}

// TestEngineScoresAreWeightsTimesFeatures: for all items and many moments, the score of the engine is the sum that is learned from, but for
// what quantising does: 3.4 % of an edge, of a lift and of an attribute, and a little of what is next to nothing.
func TestEngineScoresAreWeightsTimesFeatures(t *testing.T) {
	set := ordinary(shop(t, 80, 40))
	for name, s := range map[string]Settings{"everything": everything(), "defaults": DefaultSettings(set)} {
		t.Run(name, func(t *testing.T) {
			if name == "everything" {
				s.Habit = map[string][2]float64{"device": {.1, .05}, "weekday": {-.05, .1}}
			}
			cfg := one().WithEdges(1000)
			for name, e := range cfg.Events { // what is against an item is no sum: the engine lets it speak for nothing
				e.Weight = max(0, e.Weight)
				cfg.Events[name] = e
			}
			c := count(set, cfg)
			x := newExtractor(set, c, evidenceOf(t, c, s), s)
			w := x.layout.vector(s)
			p := packOf(t, set, cfg, s)
			page := x.page()
			page.weigh(w)
			qs := questionsOf(set)
			require.Greater(t, len(qs), 40)
			scale, largest := 0.0, 0.0
			for _, q := range qs[:25] {
				got := engineScores(t, set, p, &q)
				want, room := sums(page, &q, w)
				page.rank(w, q.Now)
				for i := range want {
					require.InDelta(t, want[i], page.score[i], 1e-4*(room[i]+1e-6), "rank adds up the same features")
				}
				if scale == 0 { // the pack says of a power of two only how large its weights are
					for i := range want {
						if want[i] > largest {
							largest, scale = want[i], math.Exp2(math.Round(math.Log2(got[c.order[i]]/want[i])))
						}
					}
				}
				for i := range want {
					require.InDelta(t, want[i], got[c.order[i]]/scale, .07*room[i]+2e-4*slices.Max(room), "item %d", i)
				}
			}
		})
	}
}

// sums returns weights times features by pack item, and the sum of the terms' magnitudes.
func sums(p *page, q *Question, w []float64) (sum, room []float64) {
	n := len(p.score)
	p.read(q)
	x := make([]float32, len(w)*n)
	for i := range n {
		p.features(int32(i), q.Now, x, i, n)
	}
	sum, room = make([]float64, n), make([]float64, n)
	for f := range w {
		for i := range n {
			v := w[f] * float64(x[f*n+i])
			sum[i] += v
			room[i] += math.Abs(v)
		}
	}
	return sum, room
}

// extractorOf returns an extractor of a set on itself with one person enough.
func extractorOf(t *testing.T, set *data.Set, s Settings) *extractor {
	c := count(set, one())
	return newExtractor(set, c, evidenceOf(t, c, s), s)
}

// TestFeaturesByHand: one question of a small log, feature by feature.
func TestFeaturesByHand(t *testing.T) {
	acts := []act{
		{person: "q", item: "b", ctx: "calm"}, {person: "q", item: "a", ctx: "keen"},
		{person: "r", item: "a", ctx: "calm"}, {person: "r", item: "b", ctx: "keen"}, {person: "r", item: "a", ctx: "calm"}, {person: "r", item: "c", ctx: "calm"},
	}
	set := setOf(goods("a", "b", "c"), acts...)
	x := extractorOf(t, set, settings())
	p, l := x.page(), &x.layout
	q := Question{History: []int32{2, 3, 4}, Now: 5} // r: a b a, then calm
	p.read(&q)
	features := func(item int) []float32 {
		dst := make([]float32, l.size)
		p.features(x.c.index[item], q.Now, dst, 0, 1)
		return dst
	}
	a, b, c := features(0), features(1), features(2)
	require.Equal(t, []float32{1, 0, 1}, a[l.ret:][:3], "the latest and the third")
	require.Equal(t, []float32{0, 1, 0}, b[l.ret:][:3])
	require.InDelta(t, 1+.36, a[l.ret+3], 1e-6)
	require.InDelta(t, 1+.7225, a[l.ret+4], 1e-6)
	require.InDelta(t, 2, a[l.ret+5], 1e-6)
	require.Equal(t, []float32{1, 1, 0, 0, 0, 0}, a[l.used:][:6], "two uses")
	require.Equal(t, []float32{1, 0, 0, 0, 0, 0}, b[l.used:][:6])
	require.Equal(t, make([]float32, 6), c[l.used:][:6])
	require.Equal(t, []string{"mood"}, l.features)
	require.Equal(t, float32(1), a[l.context+1], "used when calm")
	require.InDelta(t, math.Log(3), a[l.context+2], 1e-6)
	require.Equal(t, []float32{0, 0}, b[l.context+1:][:2], "only when keen")
	kinds := len(itemKinds)
	latest := func(kind, to int) float32 { return x.ev.at(int(x.c.index[0]), uint32(x.c.index[to]), kind) }
	for k := range itemKinds {
		require.InDelta(t, latest(k, 2), c[k], 1e-6, "reach 0 is the latest event alone")
		fromB := x.ev.at(int(x.c.index[1]), uint32(x.c.index[2]), k)
		require.InDelta(t, 2*latest(k, 2)+fromB, c[3*kinds+k], 1e-5, "reach 3 is all events alike")
	}
	q.History = nil
	p.read(&q)
	for f, v := range features(0) {
		require.True(t, v == 0 || f >= l.popularity, "without a history only what all persons do is left: %d", f)
	}
}

// TestListsHaveTheTargetsFirst: then the best others; what is hidden or unavailable is not there.
func TestListsHaveTheTargetsFirst(t *testing.T) {
	set := shop(t, 80, 40)
	set.Items[3].Available = false
	s := settings()
	x := extractorOf(t, set, s)
	w := x.layout.vector(s)
	p := x.page()
	p.weigh(w)
	found := 0
	for _, q := range questionsOf(set) {
		q.Targets = append(q.Targets, data.NoItem)
		l := p.list(&q, w, 15)
		require.Equal(t, len(q.Targets), l.Targets+l.Missed)
		require.Positive(t, l.Missed, "what the catalogue lacks is never found")
		require.Len(t, l.X, l.N*x.layout.size)
		if l.Targets == 0 {
			require.Zero(t, l.N)
			continue
		}
		found++
		require.LessOrEqual(t, l.N, 15+l.Targets)
		own := q.Targets[0]
		require.True(t, q.Repeats || !slices.ContainsFunc(q.History, func(row int32) bool { return set.Events.Item[row] == own }))
		dst := make([]float32, x.layout.size)
		p.features(x.c.index[own], q.Now, dst, 0, 1)
		for f, v := range dst {
			require.Equal(t, v, l.X[f*l.N], "the first candidate is the target")
		}
	}
	require.Positive(t, found)
}

func TestHeadIsASort(t *testing.T) {
	x := extractorOf(t, shop(t, 40, 200), settings())
	p := x.page()
	for i := range p.score {
		p.score[i] = float32(i * 7919 % 61) // with ties
	}
	skip := func(i int32) bool { return i%5 == 0 }
	var want []int32
	for i := range p.score {
		if !skip(int32(i)) {
			want = append(want, int32(i))
		}
	}
	slices.SortStableFunc(want, func(a, b int32) int { return int(p.score[b] - p.score[a]) })
	for _, most := range []int{1, 3, 10, 1000} {
		require.Equal(t, want[:min(most, len(want))], p.head(most, skip))
	}
}

// TestEvidenceAgainstIsNoUse: what counts as a use in a question's history is what the trainer counts, to the last bit of a rating.
func TestEvidenceAgainstIsNoUse(t *testing.T) {
	nan := float32(math.NaN())
	var acts []act
	for _, v := range []float32{4.1, 4, 4.2, nan} {
		acts = append(acts, act{person: "p", item: "a", kind: "rating", value: v})
	}
	set := setOf(goods("a", "b"), append(acts, act{person: "p", item: "a", kind: "view"}, act{person: "p", item: "b", kind: "dislike"}, act{person: "p", kind: "search"})...)
	cfg := one()
	cfg.MinRating = 4.1
	c := count(set, cfg)
	s := settings()
	x := newExtractor(set, c, evidenceOf(t, c, s), s)
	speaks := cfg.SpeaksFor(&set.Events)
	for row := range set.Events.Len() {
		_, base := x.past(int32(row), set.Events.Time[row])
		require.Equal(t, speaks(row), base > 0, "row %d", row)
	}
}

// TestFreshnessIsOfTheLocalDay: as the engine counts it, an item ages at the person's midnight.
func TestFreshnessIsOfTheLocalDay(t *testing.T) {
	const day = 24 * 60 * 60 * 1000
	items := goods("a", "b")
	items[0].Published = time.UnixMilli(10 * day)
	set := setOf(items, act{person: "p", item: "b", at: 12*day + 2*60*60*1000})
	s := settings()
	s.FreshHalfDay = 1
	for offset, want := range map[int16]float32{0: .25, -600: .5, 600: .25, 1380: .125} {
		set.Events.Offset[0] = offset
		x := extractorOf(t, set, s)
		require.Equal(t, want, x.fresh(x.c.index[0], 0), "offset %d", offset)
		require.Zero(t, x.fresh(x.c.index[1], 0), "no date")
	}
}
