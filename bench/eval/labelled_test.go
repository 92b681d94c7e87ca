package eval

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// labelledSet turns a generated shop into labelled rows: every fifth event becomes a positive row with two negatives, in its context.
func labelledSet(t testing.TB, persons, items int) *data.Set {
	full := shop(t, persons, items)
	e := &full.Events
	used := map[[2]int32]bool{}
	for i := range e.Len() {
		used[[2]int32{int32(e.Person[i]), e.Item[i]}] = true
	}
	set := full.Select(func(row int) bool { return row%5 != 0 })
	rows := full.Select(func(row int) bool { return row%5 == 0 && e.Item[row] != data.NoItem })
	h := &data.Holdout{Rows: thrice(&rows.Events)}
	for k := range h.Rows.Item {
		h.Label = append(h.Label, k%3 == 0)
		for i := int32(k); k%3 != 0; i += 7 {
			if i %= int32(items); !used[[2]int32{int32(h.Rows.Person[k]), i}] {
				h.Rows.Item[k] = i
				break
			}
		}
	}
	set.Holdout, set.Clock = h, data.ClockSynthetic
	return set
}

// thrice repeats every event three times.
func thrice(e *data.Events) *data.Events {
	out := &data.Events{Persons: e.Persons, Types: e.Types}
	for _, c := range e.Context {
		out.Context = append(out.Context, data.Column{Name: c.Name, Values: c.Values})
	}
	for i := range e.Len() {
		for range 3 {
			out.Person, out.Item, out.Type = append(out.Person, e.Person[i]), append(out.Item, e.Item[i]), append(out.Type, e.Type[i])
			out.Time, out.Offset, out.Value = append(out.Time, e.Time[i]), append(out.Offset, e.Offset[i]), append(out.Value, e.Value[i])
			for c := range e.Context {
				out.Context[c].Cells = append(out.Context[c].Cells, e.Context[c].Cells[i])
			}
		}
	}
	return out
}

func TestLabelledByHand(t *testing.T) {
	set := walks(5, []int{3, 1, 3}, []int{0})
	set.Holdout = &data.Holdout{Label: []bool{true, false, true}, Rows: &data.Events{
		Persons: []string{"p0", "p1", "new"}, Types: []string{"click"},
		Person: []uint32{2, 0, 0}, Item: []int32{1, 4, data.NoItem}, Type: make([]uint8, 3), Time: []int64{7, 8, 9}, Offset: make([]int16, 3), Value: make([]float32, 3),
	}}
	s := split(t, set, SplitOptions{})
	require.Equal(t, Labelled, s.Protocol)
	require.Equal(t, []Row{
		{0, []int32{0, 1, 2}, 5, 4, false}, {0, []int32{0, 1, 2}, 6, data.NoItem, true}, {2, nil, 4, 1, true},
	}, s.TestRows, "grouped by person; one that training lacks has no history")
	require.Equal(t, []int32{3, 1, 3, 0}, s.Train.Events.Item)
	for _, at := range s.Full.Events.Time {
		require.Equal(t, s.Full.Events.Time[0], at, "order of a file is no time")
	}
	require.NotEqual(t, set.Events.Time[0], set.Events.Time[1], "the set itself is left as it was")
	require.Contains(t, s.About, "at equal times")

	set.Clock = data.ClockReal
	require.NotContains(t, split(t, set, SplitOptions{}).About, "equal times")
}

// TestLabelledDrawsFromTrainingKnowledge: 15 % of the positives, two negatives each that the person never used in training, in the
// same context, the history without any that is held out.
func TestLabelledDrawsFromTrainingKnowledge(t *testing.T) {
	set := labelledSet(t, 80, 60)
	s := split(t, set, SplitOptions{Seed: 2})
	used := map[[2]int32]bool{}
	for i, p := range s.Train.Events.Person {
		used[[2]int32{int32(p), s.Train.Events.Item[i]}] = true
	}
	positives := 0
	for k, r := range s.ValidationRows {
		require.Equal(t, k%3 == 0, r.Label)
		require.Equal(t, r.Label, used[[2]int32{int32(r.Person), r.Item}])
		require.NotContains(t, r.History, r.Now)
		require.Equal(t, s.ValidationRows[k-k%3].Now, r.Now)
		positives += int(truth(r.Label))
	}
	require.InDelta(t, .15, float64(positives)/float64(s.Train.Events.Len()), .03)
	require.Equal(t, s.Train.Events.Len()-positives, s.TuneTrain.Events.Len())
	require.NotEqual(t, s.ValidationRows, split(t, set, SplitOptions{Seed: 3}).ValidationRows)
	require.Equal(t, s.TestRows, split(t, set, SplitOptions{Seed: 3}).TestRows, "test rows are published, not drawn")
}

// TestLabelledAndContextRankingShareTheirParts: one pack and one choice of settings serve both; only the questions differ.
func TestLabelledAndContextRankingShareTheirParts(t *testing.T) {
	set := labelledSet(t, 40, 40)
	rows, cases := split(t, set, SplitOptions{Protocol: Labelled, Seed: 4}), split(t, set, SplitOptions{Protocol: ContextRanking, Seed: 4})
	for _, other := range []*Split{cases.As(Labelled), rows.As(ContextRanking).As(Labelled), rows.As(Labelled)} {
		requireSame(t, rows, other)
	}
	requireSame(t, cases, rows.As(ContextRanking))

	positives := 0
	for k, c := range rows.Validation {
		r := rows.ValidationRows[3*k]
		require.Equal(t, Case{r.Person, r.History, r.Now, []int32{r.Item}, true}, c, "the positive rows are the cases")
		positives++
	}
	require.Len(t, rows.ValidationRows, 3*positives)
	require.Len(t, rows.questions(TestOptions{Validation: true}), len(rowQuestions(rows, rows.ValidationRows, false)))
	require.Len(t, rows.As(ContextRanking).questions(TestOptions{Validation: true}), positives)
	require.NotEqual(t, rows.TuneTrain.Events.Item, split(t, set, SplitOptions{Seed: 5}).TuneTrain.Events.Item)

	other := split(t, shop(t, 20, 24), SplitOptions{})
	requireSame(t, other, other.As(Labelled))
}

// requireSame compares two splits; the values of events are not numbers where there are none, and equal nothing.
func requireSame(t *testing.T, want, got *Split) {
	without := func(s *Split) Split {
		out := *s
		for _, set := range []**data.Set{&out.Full, &out.Train, &out.TuneTrain} {
			other := **set
			other.Events.Value = nil
			*set = &other
		}
		return out
	}
	if !assert.ObjectsAreEqual(without(want), without(got)) {
		t.Fatal("the splits differ")
	}
}

// TestLabelledKeepsItsCatalogue: an item that only the holdout names, or all of whose events are held out, stays in all parts without an
// event, is drawn as a negative like any other, and stands among the ranked.
func TestLabelledKeepsItsCatalogue(t *testing.T) {
	set := labelledSet(t, 150, 30)
	set.Items = append(set.Items, data.Item{ID: "cold", PriceCents: -1, Available: true})
	cold := int32(len(set.Items) - 1)
	lost, offered := map[int32]bool{}, 0
	for i := range set.Items {
		offered += int(truth(set.Items[i].Available))
	}
	for seed := range uint64(3) {
		s := split(t, set, SplitOptions{Seed: seed})
		require.Equal(t, set.Items, s.Train.Items)
		require.Equal(t, set.Items, s.TuneTrain.Items)
		drawn := map[int32]int{}
		for _, r := range s.ValidationRows {
			drawn[r.Item] += int(truth(!r.Label))
		}
		require.Positive(t, drawn[cold])
		left, _ := holders(s.TuneTrain)
		for i := range left {
			lost[int32(i)] = lost[int32(i)] || left[i] == 0
		}
		q := question{person: s.Test[0].Person, history: s.Test[0].History, now: s.Test[0].Now, items: []int32{cold}, repeats: true}
		for name, open := range map[string]func() (ranker, error){
			"native": opener(context.Background(), s.Full, EngineNative, trained(t, s)), "wasm": opener(context.Background(), s.Full, EngineWasm, trained(t, s)),
		} {
			r, err := open()
			require.NoError(t, err)
			a, err := r.ask(context.Background(), &q)
			require.NoError(t, err)
			require.False(t, a.places[0].Missing, "%s: cold start is no miss", name)
			require.EqualValues(t, offered, a.places[0].Eligible)
			require.NoError(t, r.close(context.Background()))
		}
	}
	require.True(t, lost[cold])
}

// TestDrawsAreEven: every item that a person never used is drawn about as often as any other.
func TestDrawsAreEven(t *testing.T) {
	set := walks(8, []int{0, 1, 0, 1, 0, 1}, []int{2, 2})
	set.Holdout = &data.Holdout{Label: []bool{true}, Rows: &data.Events{
		Persons: set.Events.Persons, Types: []string{"click"},
		Person: []uint32{0}, Item: []int32{1}, Type: make([]uint8, 1), Time: make([]int64, 1), Offset: make([]int16, 1), Value: make([]float32, 1),
	}}
	drawn, n := make([]float64, len(set.Items)), 0.0
	for seed := range uint64(3000) {
		for _, r := range split(t, set, SplitOptions{Seed: seed}).ValidationRows {
			if r.Person == 0 && !r.Label {
				drawn[r.Item]++
				n++
			}
		}
	}
	require.Zero(t, drawn[0]+drawn[1])
	for i := 2; i < len(drawn); i++ {
		require.InDelta(t, 1./6, drawn[i]/n, .02, "item %d, popular or never seen", i)
	}
}

// TestDrawnWhenNothingIsLeft: who used everything gets no negatives rather than none-ending draws.
func TestDrawnWhenNothingIsLeft(t *testing.T) {
	set := walks(3, []int{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}, []int{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1})
	set.Holdout = &data.Holdout{Label: []bool{true}, Rows: &data.Events{
		Persons: set.Events.Persons, Types: []string{"click"},
		Person: []uint32{0}, Item: []int32{1}, Type: make([]uint8, 1), Time: make([]int64, 1), Offset: make([]int16, 1), Value: make([]float32, 1),
	}}
	for seed := range uint64(10) {
		for _, r := range split(t, set, SplitOptions{Seed: seed}).ValidationRows {
			require.True(t, r.Label || r.Person == 1 && r.Item == 2)
		}
	}
}

func TestContextRankingByHand(t *testing.T) {
	set := labelledSet(t, 40, 40)
	s := split(t, set, SplitOptions{Protocol: ContextRanking})
	n := 0
	for k, label := range set.Holdout.Label {
		n += int(truth(label))
		require.Equal(t, label, k%3 == 0)
	}
	require.Len(t, s.Test, n, "a case a positive")
	require.NotEmpty(t, s.Validation)
	for _, c := range append(s.Test, s.Validation...) {
		require.True(t, c.Repeats, "what was used before stays eligible")
		require.NotContains(t, c.History, c.Now)
	}
	set.Holdout.Label = make([]bool, len(set.Holdout.Label))
	_, err := NewSplit(set, strict(), SplitOptions{Protocol: ContextRanking})
	require.EqualError(t, err, "context-ranking: no row of the holdout is labelled positive")
}

func TestLabelledNeedsRows(t *testing.T) {
	for _, protocol := range []string{Labelled, ContextRanking} {
		_, err := NewSplit(shop(t, 20, 24), strict(), SplitOptions{Protocol: protocol})
		require.ErrorContains(t, err, protocol+": needs data that comes with labelled rows")
	}
}

func TestDefaultProtocol(t *testing.T) {
	tests := []struct {
		name, want string
		set        data.Set
	}{
		{"sample", LeaveOneOut, data.Set{Name: "sample:"}},
		{"csv", LeaveOneOut, data.Set{Name: "csv:logs"}},
		{"published sessions", NextItem, data.Set{Holdout: &data.Holdout{Sessions: [][]int32{{1}}}}},
		{"sessions without a test part", NextItem, data.Set{Name: "sessions:DIR"}},
		{"published rows", Labelled, data.Set{Holdout: &data.Holdout{Rows: &data.Events{}}}},
		{"libfm without validation", Labelled, data.Set{Name: "libfm:DIR"}},
		{"ratings in the typed form", Random, data.Set{Name: "movielens:DIR", Summary: data.Summary{Files: []string{"a/ml-100k.item", "a/ml-100k.inter"}}}},
		{"packed", Random, data.Set{Name: "movielens:DIR", Summary: data.Summary{Files: []string{"a/ml-100k.inter.gz"}}}},
		{"ratings in GroupLens' form", LeaveOneOut, data.Set{Name: "movielens:DIR", Summary: data.Summary{Files: []string{"movies.csv", "ratings.csv"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, DefaultProtocol(&tt.set)) })
	}
}

// TestLabelledRun: the drawn negatives are easy to tell from the events of the generated persons, by every model that is not random.
func TestLabelledRun(t *testing.T) {
	set := labelledSet(t, 120, 60)
	figures := map[string]*Result{}
	for _, model := range []string{Hearth, "used-before", "random"} {
		r, err := Run(context.Background(), set, train.DefaultConfig().WithMinPersons(1), Options{Model: model, Engine: EngineNative})
		require.NoError(t, err)
		require.Equal(t, Labelled, r.Protocol)
		require.Equal(t, len(set.Holdout.Label), r.Cases)
		require.Less(t, r.Intervals["auc"].Low, r.Metrics["auc"])
		figures[model] = r
	}
	require.InDelta(t, .5, figures["random"].Metrics["auc"], .05)
	require.Greater(t, figures[Hearth].Metrics["auc"], .7)
	require.Greater(t, figures["used-before"].Metrics["auc"], .7)
	bits := -(1./3*-1.0986 + 2./3*-.4055) // what is lost by saying one in three to all
	require.InDelta(t, bits, figures["random"].Metrics["logloss"], .03)
	require.Less(t, figures[Hearth].Metrics["logloss"], bits)
	require.Less(t, figures["used-before"].Metrics["logloss"], bits)
	require.NoError(t, figures[Hearth].CompareTo(&Other{Protocol: Labelled, Model: "random", Figures: figures["random"].Figures}, 1))
	require.True(t, figures[Hearth].Against.Intervals["auc"].Excludes0())
	require.Equal(t, checked, figures[Hearth].Checked)
}

// TestContextRankingRun: the difference that the context makes comes with the figures.
func TestContextRankingRun(t *testing.T) {
	set := labelledSet(t, 60, 40)
	settings := train.DefaultSettings(set)
	settings.ContextPrior, settings.Context = .1, map[string]float64{"": .1}
	r, err := Run(context.Background(), set, train.DefaultConfig().WithMinPersons(1), Options{
		SplitOptions: SplitOptions{Protocol: ContextRanking}, Engine: EngineNative, Settings: &settings,
	})
	require.NoError(t, err)
	require.Equal(t, "given", r.Chosen)
	require.NotEmpty(t, r.Bare)
	for _, name := range headline {
		require.InDelta(t, r.Metrics[name]-r.Bare[name], r.Context.Differences[name], 1e-9, name)
	}
	require.NotEqual(t, r.Metrics["ndcg@10"], r.Bare["ndcg@10"])

	r, err = Run(context.Background(), set, train.DefaultConfig(), Options{SplitOptions: SplitOptions{Protocol: ContextRanking}, Model: "popularity"})
	require.NoError(t, err)
	require.Zero(t, r.Context.Differences["ndcg@10"], "popularity knows no context")
	require.False(t, r.Context.Intervals["ndcg@10"].Excludes0())
}
