package eval

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/bench/baseline"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// trained returns a pack for a split.
func trained(t testing.TB, s *Split) []byte {
	b, _, err := train.Train(context.Background(), s.Train, strict(), train.DefaultSettings(s.Train), nil)
	require.NoError(t, err)
	return b
}

// TestAgreeOnEveryProtocol: the module's scores, standings and lists are native's, and Rank's.
func TestAgreeOnEveryProtocol(t *testing.T) {
	for _, protocol := range Protocols() {
		t.Run(protocol, func(t *testing.T) {
			set := shop(t, 60, 40)
			if protocol == Labelled || protocol == ContextRanking {
				set = labelledSet(t, 40, 40)
			}
			s := split(t, set, SplitOptions{Protocol: protocol})
			n, err := agree(context.Background(), s, trained(t, s), s.questions(TestOptions{}), checked)
			require.NoError(t, err)
			require.Positive(t, n)
			require.LessOrEqual(t, n, checked)
		})
	}
}

// TestRecountFindsFaults: each way in which an answer may contradict Rank.
func TestRecountFindsFaults(t *testing.T) {
	set := walks(4)
	all := []placed{{"i2", 9}, {"i0", 5}, {"i1", 5}, {"i3", 1}}
	good := func() *answer {
		return &answer{
			places: []Standing{{1, 1, 4, false}, {3, 0, 4, false}, {Missing: true}}, scores: []float64{5, 1, 0}, top: []int32{2, 0},
		}
	}
	q := &question{items: []int32{1, 3, data.NoItem}}
	require.NoError(t, recount(set, q, good(), all))
	tests := []struct {
		name, want string
		edit       func(a *answer)
	}{
		{"a tie hidden by the order", `item "i1" stands at`, func(a *answer) { a.places[0] = Standing{2, 0, 4, false} }},
		{"a rank too good", `item "i3" stands at`, func(a *answer) { a.places[1].Above = 2 }},
		{"another number of items", `item "i1" stands at`, func(a *answer) { a.places[0].Eligible = 3 }},
		{"another score", `item "i3" stands at`, func(a *answer) { a.scores[1] = 2 }},
		{"said to be hidden", `item "i1" stands at`, func(a *answer) { a.places[0].Missing = true }},
		{"another list", `place 2 of the list is "i1", of Rank "i0"`, func(a *answer) { a.top[1] = 1 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := good()
			tt.edit(a)
			require.ErrorContains(t, recount(set, q, a, all), tt.want)
		})
	}
}

// TestFeedingGoesOnWithADevice: a device that was fed prefix by prefix answers as one that was fed at once.
func TestFeedingGoesOnWithADevice(t *testing.T) {
	s := split(t, shop(t, 40, 30), SplitOptions{Protocol: NextItem, Share: .3})
	b := trained(t, s)
	for _, engine := range []string{EngineNative, EngineWasm} {
		open := opener(context.Background(), s.Full, engine, b)
		going, err := open()
		require.NoError(t, err)
		for k, q := range s.questions(TestOptions{}) {
			if k > 40 {
				break
			}
			fresh, err := newNative(s.Full, b)
			require.NoError(t, err)
			want, err := fresh.ask(context.Background(), &q)
			require.NoError(t, err)
			got, err := going.ask(context.Background(), &q)
			require.NoError(t, err)
			require.Equal(t, want, got, engine)
		}
		require.NoError(t, going.close(context.Background()))
	}
}

// TestUnknownItemsAreMisses in both engines and for models, without an error even when nothing else is asked.
func TestUnknownItemsAreMisses(t *testing.T) {
	s := split(t, shop(t, 40, 30), SplitOptions{})
	b := trained(t, s)
	q := s.questions(TestOptions{})[0]
	q.items, q.top = []int32{data.NoItem}, 0
	m, err := baseline.New(context.Background(), "popularity", s.Train)
	require.NoError(t, err)
	for name, open := range map[string]func() (ranker, error){
		"native": opener(context.Background(), s.Full, EngineNative, b), "wasm": opener(context.Background(), s.Full, EngineWasm, b),
		"model": func() (ranker, error) { return newReference(s.Full, m), nil },
	} {
		r, err := open()
		require.NoError(t, err)
		a, err := r.ask(context.Background(), &q)
		require.NoError(t, err, name)
		require.True(t, a.places[0].Missing, name)
		require.Zero(t, a.scores[0], name)
		require.NoError(t, r.close(context.Background()))
	}
}

// TestTestOfValidation poses the other cases, and Quick computes less of the same.
func TestTestOfValidation(t *testing.T) {
	s := split(t, shop(t, 80, 40), SplitOptions{Protocol: Temporal})
	b := trained(t, s)
	test := func(o TestOptions) *Figures {
		o.Engine = EngineNative
		f, err := Test(context.Background(), s, b, o)
		require.NoError(t, err)
		return f
	}
	validation, tested := test(TestOptions{Validation: true}), test(TestOptions{})
	require.Equal(t, len(s.Validation), validation.Cases)
	require.Equal(t, len(s.Test), tested.Cases)
	require.NotEqual(t, tested.Fingerprint, validation.Fingerprint)
	quick := test(TestOptions{Quick: true})
	require.Nil(t, quick.PerCase)
	require.Zero(t, quick.Checked)
	for name, v := range quick.Metrics {
		require.Equal(t, tested.Metrics[name], v, name)
	}
	require.Equal(t, checked, tested.Checked)
	require.Equal(t, 7, test(TestOptions{Check: 7}).Checked)
	require.Equal(t, len(s.Test), test(TestOptions{Check: 1 << 30}).Checked, "all")
	require.NotEqual(t, tested.Metrics["auc"], test(TestOptions{Bare: true}).Metrics["auc"])
}

// stub is a model with fixed scores.
type stub []float64

func (s stub) Name() string                             { return "stub" }
func (s stub) Score(_ baseline.Query, scores []float64) { copy(scores, s) }

// TestReferenceRanksByTheSameRules: ties against the target, the history hidden, what is not available out.
func TestReferenceRanksByTheSameRules(t *testing.T) {
	set := walks(6, []int{0, 5})
	set.Items[4].Available = false
	r := newReference(set, stub{9, 3, 3, 7, 8, 1})
	tests := []struct {
		name string
		q    question
		want answer
	}{
		{"tied", question{items: []int32{1}, top: 2, repeats: true},
			answer{places: []Standing{{2, 1, 5, false}}, scores: []float64{3}, top: []int32{0, 3}}},
		{"history hidden", question{items: []int32{1, 0}, history: []int32{0}, top: 9},
			answer{places: []Standing{{1, 1, 4, false}, {0, 0, 4, true}}, scores: []float64{3, 9}, top: []int32{3, 1, 2, 5}}},
		{"history eligible", question{items: []int32{0}, history: []int32{0}, repeats: true},
			answer{places: []Standing{{0, 0, 5, false}}, scores: []float64{9}}},
		{"not available", question{items: []int32{4}, repeats: true},
			answer{places: []Standing{{1, 0, 5, true}}, scores: []float64{8}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := r.ask(context.Background(), &tt.q)
			require.NoError(t, err)
			require.Equal(t, tt.want, *got)
		})
	}
}

// TestRowQuestions: rows of one person in one context are one request.
func TestRowQuestions(t *testing.T) {
	s := split(t, labelledSet(t, 40, 40), SplitOptions{})
	for _, rows := range [][]Row{s.TestRows, s.ValidationRows, slices.Repeat(s.TestRows[:1], 2500)} {
		qs := rowQuestions(s, rows, false)
		var items []int32
		for _, q := range qs {
			require.True(t, q.repeats, "what was used before stays eligible")
			require.LessOrEqual(t, len(q.items), mostRows)
			items = append(items, q.items...)
		}
		require.Less(t, len(qs), len(rows)/2)
		for k, r := range rows {
			require.Equal(t, r.Item, items[k])
		}
	}
}
