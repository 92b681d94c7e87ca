package scoring

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// TestDialAtZero: two histories have equal scores, and equal contributions, whatever the orders.
func TestDialAtZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genReference(t)
		r.request.Dial = 0
		p, f := r.open(t)
		one := NewScorer(p)
		one.Prepare(f, r.request)
		scores := slices.Clone(one.Scores())
		r.events = genEvents(t, r.m)
		p, f = r.open(t)
		other := NewScorer(p)
		other.Prepare(f, r.request)
		require.Equal(t, scores, other.Scores())
		for c := range uint32(p.Items()) {
			require.Equal(t, one.Contributions(c, nil), other.Contributions(c, nil))
			personal, _ := sums(other.Contributions(c, nil))
			require.Zero(t, personal)
		}
	})
}

// TestDialAtOne: the full dial gives what the formula gives that knows no dial.
func TestDialAtOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genReference(t)
		r.request.Dial, r.percent = OneDial, whole
		p, f := r.open(t)
		s := NewScorer(p)
		s.Prepare(f, r.request)
		r.same(t, s)
		require.Nil(t, s.event, "nothing is scaled")
	})
}

// sums returns Σ|score| of the terms that come from the person, and of the others.
func sums(all []Contribution) (personal, other int64) {
	for _, c := range all {
		if c.Kind.Personal() {
			personal += max(c.Score, -c.Score)
		} else {
			other += max(c.Score, -c.Score)
		}
	}
	return personal, other
}

// TestDialRises: no item's Σ|personal|, and so no item's personal share, falls from one percent of the dial to the next; what is not personal stays.
func TestDialRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genReference(t)
		p, f := r.open(t)
		s := NewScorer(p)
		last, rest := make([]int64, p.Items()), make([]int64, p.Items())
		for percent := range int64(101) {
			r.request.Dial = percent * OneDial / 100
			s.Prepare(f, r.request)
			for c := range last {
				personal, other := sums(s.Contributions(uint32(c), nil))
				if percent == 0 {
					last[c], rest[c] = 0, other
				}
				require.GreaterOrEqual(t, personal, last[c])
				require.Equal(t, rest[c], other)
				last[c] = personal
			}
		}
	})
}

// dialShop returns a scorer of the regulars' shop after some events, and the profile it was given.
func dialShop(t require.TestingT, q Request, events ...heard) *Scorer {
	r := &reference{m: packtest.Regulars(), events: events}
	p, f := r.open(t)
	s := NewScorer(p)
	s.Prepare(f, q)
	return s
}

// TestDialRoundsDown takes terms of 2048 and -256 at a third.
func TestDialRoundsDown(t *testing.T) {
	const arabica, mill = 0, 2
	for percent, want := range map[int64][2]int64{0: {}, 1: {20, -3}, 33: {675, -85}, 50: {1024, -128}, 99: {2027, -254}, 100: {2048, -256}} {
		s := dialShop(t, Request{Dial: percent * OneDial / 100}, heard{item: arabica})
		require.Equal(t, want, [2]int64{scoreOf(s, mill, KindItem), scoreOf(s, arabica, KindReturn)}, percent)
	}
}

// scoreOf sums an item's contributions of a kind.
func scoreOf(s *Scorer, item uint32, k Kind) (sum int64) {
	for _, c := range s.Contributions(item, nil) {
		if c.Kind == k {
			sum += c.Score
		}
	}
	return sum
}

// TestChannelsAreOneTerm: what two channels say of an item because of one event is summed before it is scaled.
func TestChannelsAreOneTerm(t *testing.T) {
	m := packtest.Shop()
	m.Channels = append(m.Channels, m.Channels[0])
	m.Channels[0].Edges.Book, m.Channels[1].Edges.Book = []int32{1, 3}, []int32{1, 3}
	r := &reference{m: m, events: []heard{{item: 0}}, request: Request{Dial: OneDial / 2}}
	p, f := r.open(t)
	s := NewScorer(p)
	s.Prepare(f, r.request)
	require.EqualValues(t, 1, scoreOf(s, 2, KindItem), "⌊(1+1)/2⌋, not ⌊1/2⌋+⌊1/2⌋")
	require.EqualValues(t, 3, scoreOf(s, 1, KindItem), "⌊(3+3)/2⌋, not ⌊3/2⌋+⌊3/2⌋")
	require.EqualValues(t, 900+64+3, s.Scores()[1]-scoreOf(s, 1, KindAttribute))
}

// TestBlocked: events on a blocked item are evidence for nothing, take no place in the window and count as no use.
func TestBlocked(t *testing.T) {
	const arabica, robusta, mill = 0, 1, 2
	q := Request{Dial: OneDial, Orders: Orders{Blocked: []uint8{0, 1, 0, 0, 0}}}
	with := dialShop(t, q, heard{item: arabica}, heard{item: robusta}, heard{item: robusta})
	without := dialShop(t, q, heard{item: arabica})
	require.Equal(t, without.Scores(), with.Scores())
	for c := range uint32(5) {
		require.Equal(t, without.Contributions(c, nil), with.Contributions(c, nil))
	}
	require.Equal(t, without.Confidence(), with.Confidence())
	none := dialShop(t, q, heard{item: robusta})
	require.False(t, none.Personal())
	q.Blocked = nil
	require.NotZero(t, scoreOf(dialShop(t, q, heard{item: robusta}), mill, KindItem))
}

// TestUntil: an event may be used at the very ms that is its last, and not later.
func TestUntil(t *testing.T) {
	r := &reference{m: packtest.Regulars(), events: []heard{{time: 1000}}, days: 7}
	p, f := r.open(t)
	s := NewScorer(p)
	for high, used := range map[int64]bool{0: true, 1000 + 7*event.Day: true, 1000 + 7*event.Day + 1: false, 1<<63 - 1: false} {
		s.Prepare(f, Request{High: high, Dial: OneDial})
		require.Equal(t, used, s.Personal(), high)
		require.Equal(t, used, s.Affinity(0) != 0, high)
	}
}

// TestShielded: history pushes the item in no way; context, popularity and freshness stay.
func TestShielded(t *testing.T) {
	const arabica, mill = 0, 2
	q := Request{Dial: OneDial, Cells: []uint32{2}, Orders: Orders{Shielded: []uint32{mill, 4}, Interests: []Interest{{Attribute: 0, Score: 100}}}}
	s := dialShop(t, q, heard{item: arabica}, heard{item: mill}, heard{item: mill})
	require.Equal(t, []Contribution{
		{Kind: KindContext, Index: 2, Score: -150}, {Kind: KindPopularity, Index: pack.None, Score: 800},
	}, s.Contributions(mill, nil))
	require.EqualValues(t, 650, s.Scores()[mill])
	require.NotZero(t, scoreOf(s, 3, KindItem), "its events speak for others all the same")
}

// TestMuteAndInterest: a removed inference counts for nothing; a declared interest stands beside what is inferred, and in its stead.
func TestMuteAndInterest(t *testing.T) {
	const arabica, mill, acme = 0, 2, 0
	for name, c := range map[string]struct {
		orders             Orders
		inferred, declared int64
		affinity           int64
	}{
		"neither":         {Orders{}, 256 / 2, 0, 256},
		"muted":           {Orders{Muted: []uint32{acme}}, 0, 0, 0},
		"declared":        {Orders{Interests: []Interest{{acme, 1000}}}, 256 / 2, 500, 256},
		"declared twice":  {Orders{Interests: []Interest{{acme, 1000}, {acme, -400}}}, 256 / 2, 300, 256},
		"in its stead":    {Orders{Muted: []uint32{acme}, Interests: []Interest{{acme, -1000}}}, 0, -500, 0},
		"of nobody":       {Orders{Interests: []Interest{{1, 1000}}}, 256 / 2, 0, 256},
		"muted elsewhere": {Orders{Muted: []uint32{1}}, 256 / 2, 0, 256},
	} {
		t.Run(name, func(t *testing.T) {
			s := dialShop(t, Request{Dial: OneDial, Orders: c.orders}, heard{item: arabica})
			require.Equal(t, c.affinity, s.Affinity(acme))
			require.Equal(t, c.declared, scoreOf(s, mill, KindInterest))
			require.Equal(t, c.inferred, scoreOf(s, mill, KindAttribute))
		})
	}
}

// TestConfidence has views (weight 1, half-life 30 days), purchases (2, for ever), dislikes (-1) and impressions (0), 60 days after 1970.
func TestConfidence(t *testing.T) {
	const now = 60 * event.Day
	view, bought, dislike, shown := heard{kind: 0, time: now}, heard{kind: 1, time: now}, heard{kind: 2, time: now}, heard{kind: 3, time: now}
	old, older := heard{kind: 0, time: now / 2}, heard{kind: 0}
	for name, c := range map[string]struct {
		events []heard
		want   int64
	}{
		"nothing":               {nil, 0},
		"impressions alone":     {[]heard{shown, shown}, 0},
		"one view":              {[]heard{view}, 50},
		"two views":             {[]heard{view, view}, 66},
		"three, the window":     {[]heard{view, view, view}, 75},
		"a fourth is beyond it": {[]heard{view, view, view, view}, 75},
		"a purchase":            {[]heard{bought}, 66},
		"three purchases":       {[]heard{bought, bought, bought}, 85},
		"for and against":       {[]heard{view, dislike}, 0},
		"against":               {[]heard{dislike}, 50},
		"two for, one against":  {[]heard{view, dislike, view}, 25},
		"a month old":           {[]heard{old}, 33},
		"two months old":        {[]heard{older}, 20},
		"an impression between": {[]heard{view, shown, view}, 66},
	} {
		require.Equal(t, c.want, dialShop(t, Request{Now: now, Dial: OneDial}, c.events...).Confidence(), name)
	}
}

func TestUnit(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(m *pack.Model)
		want int64
	}{
		"the strongest edge":         {func(*pack.Model) {}, 4096},
		"of any channel":             {func(m *pack.Model) { m.Channels[1].Edges.Book[0] = 5000 }, 5000},
		"of none, the affinity":      {func(m *pack.Model) { m.Channels = nil }, 512},
		"edges of 0":                 {func(m *pack.Model) { m.Channels[0].Edges.Book, m.Channels[1].Edges.Book = []int32{0, 0}, []int32{0} }, 512},
		"of neither, the prior":      {func(m *pack.Model) { m.Channels, m.Affinity.Scale = nil, 0 }, 1000},
		"an affinity that repels":    {func(m *pack.Model) { m.Channels, m.Affinity.Scale = nil, -7 }, 1000},
		"nothing at all":             {func(m *pack.Model) { m.Channels, m.Affinity.Scale, m.Popularity = nil, 0, make([]int32, 5) }, 0},
		"a prior that only lowers":   {func(m *pack.Model) { m.Channels, m.Affinity.Scale, m.Popularity = nil, 0, []int32{-1, -2, -3, -4, -5} }, 0},
		"one prior among lower ones": {func(m *pack.Model) { m.Channels, m.Affinity.Scale, m.Popularity = nil, 0, []int32{-1, 9, 3, 0, -5} }, 9},
	} {
		t.Run(name, func(t *testing.T) {
			m := packtest.Regulars()
			c.edit(m)
			p, err := pack.Open(pack.Append(nil, m))
			require.NoError(t, err)
			require.Equal(t, c.want, Unit(p))
		})
	}
}

// TestKinds: the terms of the last line of the formula are nobody's, and the first four name an event.
func TestKinds(t *testing.T) {
	for k := range kinds {
		require.Equal(t, k != KindContext && k != KindPopularity && k != KindFreshness, k.Personal())
		require.Equal(t, k == KindItem || k == KindReturn || k == KindUsed || k == KindHabit, k.OfEvent())
	}
}
