package scoring

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// TestAgainstReference compares scores with the formula, item by item and kind by kind, and contributions with scores. The scorer is
// used for one request after another, with other orders, and wiped in between at times.
func TestAgainstReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genReference(t)
		p, f := r.open(t)
		s := NewScorer(p)
		for range rapid.IntRange(1, 3).Draw(t, "requests") {
			r.request.Now = rapid.Int64Range(0, 1<<44).Draw(t, "now")
			r.percent = rapid.Int64Range(0, 100).Draw(t, "percent")
			r.request.Dial, r.request.Orders = r.percent*OneDial/100, Orders{}
			r.genOrders(t)
			s.Prepare(f, r.request)
			r.same(t, s)
			r.sameHistory(t, s)
			if rapid.Bool().Draw(t, "wipe") {
				s.Wipe()
				requireWiped(t, s)
			}
		}
	})
}

// same compares scores and contributions.
func (r *reference) same(t require.TestingT, s *Scorer) {
	scores, want := s.Scores(), r.scores()
	require.Len(t, scores, len(want))
	for c := range want {
		var byKind [kinds]int64
		sum := int64(0)
		for _, x := range s.Contributions(uint32(c), nil) {
			require.NotZero(t, x.Score)
			r.sameUses(t, c, x)
			byKind[x.Kind] += x.Score
			sum += x.Score
		}
		require.Equal(t, want[c], byKind)
		require.Equal(t, sum, scores[c])
	}
}

// sameHistory compares what the scorer says of the history as a whole.
func (r *reference) sameHistory(t require.TestingT, s *Scorer) {
	require.Equal(t, r.personal(), s.Personal())
	require.Equal(t, r.confidence(), s.Confidence())
	for a, want := range r.affinity() {
		require.Equal(t, want, s.Affinity(uint32(a)))
	}
	events, _ := r.past()
	s.EachPast(func(entry uint32) {
		require.NotEmpty(t, events)
		require.Equal(t, events[0], r.events[entry])
		events = events[1:]
	})
	require.Empty(t, events)
}

// confidence is |Σ b| / (Σ |b| + 1) in percent.
func (r *reference) confidence() int64 {
	_, base := r.past()
	sum, all := int64(0), int64(1<<20)
	for _, b := range base {
		sum += b
		if b < 0 {
			all -= b
		} else {
			all += b
		}
	}
	if sum < 0 {
		sum = -sum
	}
	return 100 * sum / all
}

// personal reports whether an event is within the window, or counts as a use in a table that the request asks for.
func (r *reference) personal() bool {
	events, _ := r.past()
	counts := len(r.m.Used) > 0
	for _, x := range r.request.Cells {
		f, _ := r.cell(x)
		counts = counts || len(f.Habit) > 0
	}
	uses := 0
	for c := range r.m.IDs {
		n, _ := r.uses(c, func(heard) bool { return true })
		uses += n
	}
	return len(events) > 0 || counts && uses > 0
}

// sameUses compares number and latest of the uses behind a contribution.
func (r *reference) sameUses(t require.TestingT, item int, x Contribution) {
	count, latest := 0, 0
	switch x.Kind {
	case KindUsed:
		count, latest = r.uses(item, func(heard) bool { return true })
	case KindHabit:
		f, value := r.cell(x.Index)
		count, latest = r.uses(item, func(e heard) bool { return e.valueOf(f.Name) == value })
	default:
		latest = int(x.Entry)
	}
	require.Equal(t, []int{count, latest}, []int{int(x.Count), int(x.Entry)})
}

func requireWiped(t require.TestingT, s *Scorer) {
	require.Equal(t, make([]past, cap(s.history)), s.history[:cap(s.history)])
	require.Equal(t, make([]uint32, cap(s.touched)), s.touched[:cap(s.touched)])
	require.Zero(t, slices.Max(append(s.used[:cap(s.used)], 0)))
	require.Zero(t, slices.Max(append(s.slots, 0)))
	for _, tally := range s.tallies[:cap(s.tallies)] {
		require.Zero(t, tally)
	}
	require.Equal(t, make([]habit, cap(s.habits)), s.habits[:cap(s.habits)])
	require.Equal(t, make([]int64, len(s.scores)), s.scores)
	require.Zero(t, slices.Max(append(slices.Clone(s.event), 0))-slices.Min(append(slices.Clone(s.event), 0)))
	require.Equal(t, make([]int64, len(s.affinity)), s.affinity)
	require.Equal(t, make([]bool, len(s.felt)), s.felt)
	require.Equal(t, Request{}, s.request)
	require.False(t, s.Personal())
}

// TestContributionsSayWhy names events, attributes and context values.
func TestContributionsSayWhy(t *testing.T) {
	const arabica, mill, view = 0, 2, 0
	r := &reference{m: packtest.Shop(), percent: 100, events: []heard{{item: mill, kind: view, time: 50}, {item: arabica, kind: view, time: 100}}}
	r.request = Request{Now: 100, Dial: OneDial, Cells: []uint32{2}, Day: 19717}
	p, f := r.open(t)
	s := NewScorer(p)
	s.Prepare(f, r.request)
	require.Equal(t, []Contribution{
		{Kind: KindItem, Entry: 1, Score: 2048}, // beans speak for a mill
		{Kind: KindReturn, Entry: 0, Score: 0},  // the mill is the second last event: beyond the table
		{Kind: KindAttribute, Index: 0, Score: 256}, {Kind: KindAttribute, Index: 3, Score: 512},
		{Kind: KindContext, Index: 2, Score: -150},
		{Kind: KindPopularity, Index: pack.None, Score: 800},
	}, with(s.Contributions(mill, nil), 1))
	require.Equal(t, Contribution{Kind: KindReturn, Entry: 1, Score: -256}, s.Contributions(arabica, nil)[0])
	require.Equal(t, Contribution{Kind: KindFreshness, Index: pack.None, Score: 32}, last(s.Contributions(3, nil)))
	kept := []Contribution{{Score: 9}}
	require.Equal(t, kept[0], s.Contributions(mill, kept)[0], "appended to what is there")
}

// with puts an empty return contribution at a place: zero terms are left out.
func with(all []Contribution, at int) []Contribution {
	head := append([]Contribution{}, all[:at]...)
	return append(append(head, Contribution{Kind: KindReturn}), all[at:]...)
}

func last(all []Contribution) Contribution { return all[len(all)-1] }

// TestAgainstSpeaksForNothing has somebody hide what goes with one thing and keeps people from another: the first is pushed down, the second is left
// where it was, and only a view turns it round. What is hidden comes back no sooner for a pack in which returns count against.
func TestAgainstSpeaksForNothing(t *testing.T) {
	const hidden, kin, foe = 0, 1, 2
	const view, hide = 0, 1
	m := &pack.Model{
		Catalogue: "taste", IDs: []string{"hidden", "kin", "foe"}, Available: []bool{true, true, true}, Popularity: []int32{0, 0, 0},
		Types:  []pack.EventType{{Name: "view", Weight: pack.OneWeight}, {Name: "hide", Weight: -2 * pack.OneWeight}},
		Return: pack.Term{Scale: -256, Position: []int32{pack.OnePosition}},
		Channels: []pack.Channel{{
			Position: []int32{pack.OnePosition},
			Edges:    pack.Matrix{Book: []int32{100}, Rows: [][]pack.Entry{{{Col: kin, Code: 1}, {Col: foe, Code: -1}}, nil, nil}},
		}},
		Vectors: pack.Matrix{Rows: make([][]pack.Entry, 3)},
	}
	for kind, want := range map[int][]int64{view: {-256, 100, -100}, hide: {0, -200, 0}} {
		r := &reference{m: m, request: Request{Dial: OneDial}, events: []heard{{item: hidden, kind: kind}}}
		p, f := r.open(t)
		s := NewScorer(p)
		s.Prepare(f, r.request)
		require.Equal(t, want, s.Scores(), m.Types[kind].Name)
		require.Equal(t, want[foe] != 0, len(s.Contributions(foe, nil)) > 0, "no reason where nothing is said")
	}
}

// TestAgainstTakesNoPlace has somebody view a thing and then hide another: what the view says stays as strong as it was.
func TestAgainstTakesNoPlace(t *testing.T) {
	const viewed, hidden, kin = 0, 1, 2
	m := &pack.Model{
		Catalogue: "taste", IDs: []string{"viewed", "hidden", "kin"}, Available: []bool{true, true, true}, Popularity: []int32{0, 0, 0},
		Types: []pack.EventType{{Name: "view", Weight: pack.OneWeight}, {Name: "hide", Weight: -pack.OneWeight}},
		Channels: []pack.Channel{{
			Position: []int32{pack.OnePosition},
			Edges:    pack.Matrix{Book: []int32{100}, Rows: [][]pack.Entry{{{Col: kin, Code: 1}}, nil, nil}},
		}},
		Vectors: pack.Matrix{Rows: make([][]pack.Entry, 3)},
	}
	r := &reference{m: m, request: Request{Dial: OneDial}, events: []heard{{item: viewed}, {item: hidden, kind: 1}}}
	p, f := r.open(t)
	s := NewScorer(p)
	s.Prepare(f, r.request)
	require.Equal(t, []int64{0, 0, 100}, s.Scores())
}

// TestFreshness looks at an item published on day 19700 with a table of three days.
func TestFreshness(t *testing.T) {
	r := &reference{m: packtest.Shop()}
	p, f := r.open(t)
	s := NewScorer(p)
	for day, want := range map[int32]int64{19699: 64, 19700: 64, 19701: 32, 19702: 16, 19703: 0, -1 << 30: 64, 1 << 30: 0} {
		s.Prepare(f, Request{Day: day})
		require.Equal(t, 900+want, s.Scores()[1], day)
		require.Equal(t, int64(800), s.Scores()[2], "no date, no bonus")
	}
}

// TestLargest has every factor at its limit: nothing overflows, and scores fit the 53 bits of the boundary.
func TestLargest(t *testing.T) {
	m := &pack.Model{
		Catalogue: "big", IDs: []string{"a"}, Available: []bool{true}, Popularity: []int32{pack.MaxScore},
		Types:    []pack.EventType{{Name: "t", Weight: 16 * pack.OneWeight}},
		Affinity: pack.Term{Scale: pack.MaxScore}, Return: pack.Term{Scale: pack.MaxScore}, Used: []int32{0, pack.MaxScore},
	}
	m.Fields = []string{"f"}
	all := pack.Matrix{Book: []int32{pack.OneVector}, Rows: [][]pack.Entry{nil}}
	for a := range uint32(1000) {
		m.Attributes = append(m.Attributes, pack.Attribute{Value: string(rune(a))})
		all.Rows[0] = append(all.Rows[0], pack.Entry{Col: a, Code: 1})
	}
	m.Vectors = all
	position := make([]int32, pack.MaxWindow)
	for k := range position {
		position[k] = pack.OnePosition
	}
	m.Affinity.Position, m.Return.Position = position, position
	edge := pack.Matrix{Book: []int32{pack.MaxScore}, Rows: [][]pack.Entry{{{Col: 0, Code: 1}}}}
	for range pack.MaxChannels {
		m.Channels = append(m.Channels, pack.Channel{Position: position, Edges: edge})
	}
	r := &reference{m: m}
	for f := range uint32(pack.MaxFeatures) {
		m.Features = append(m.Features, pack.Feature{Name: "daypart", Values: []string{"night"}, Habit: []int32{0, pack.MaxScore}})
		r.request.Cells = append(r.request.Cells, f)
	}
	m.Cells = pack.Matrix{Book: []int32{pack.MaxScore}, Rows: slices.Repeat([][]pack.Entry{{{Col: 0, Code: 1}}}, pack.MaxFeatures)}
	for range pack.MaxWindow + 5 {
		r.events = append(r.events, heard{})
	}
	r.request.Dial = OneDial
	p, f := r.open(t)
	s := NewScorer(p)
	s.Prepare(f, r.request)
	const one = 16 * pack.MaxScore // one event's edge, at full weight
	want := int64(pack.MaxWindow)*one*(pack.MaxChannels+1+1000) + pack.MaxScore*(1+1+2*pack.MaxFeatures)
	require.Equal(t, want, s.Scores()[0])
	require.Less(t, want, int64(1)<<53)
	sum := int64(0)
	for _, c := range s.Contributions(0, nil) {
		sum += c.Score
	}
	require.Equal(t, want, sum)
}
