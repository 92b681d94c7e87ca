package dataset

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// This file holds the generated shop to what the comment of Truth says of it.

// visitOf is one session of a generated person, told from its context and its pauses.
type visitOf struct {
	person  int
	rows    []int
	day     int // of the year
	daypart int
	device  int
}

// visitsOf cuts the log into sessions: events of one person less than two minutes apart, as the generator leaves at most a minute.
func visitsOf(set *data.Set, truth *Truth) []visitOf {
	e := &set.Events
	daypart, device := e.Column("daypart"), e.Column("device")
	var out []visitOf
	for i := range e.Len() {
		if i == 0 || e.Person[i] != e.Person[i-1] || e.Time[i]-e.Time[i-1] > 2*minuteMillis {
			out = append(out, visitOf{
				person: int(e.Person[i]), day: time.UnixMilli(e.Time[i]).UTC().YearDay() - 1,
				daypart: slices.Index(truth.Dayparts, daypart.Values[daypart.Cells[i]]), device: slices.Index(truth.Devices, device.Values[device.Cells[i]]),
			})
		}
		v := &out[len(out)-1]
		v.rows = append(v.rows, i)
	}
	return out
}

// kindsOf counts a session's events by type.
func kindsOf(set *data.Set, v *visitOf) map[string]float64 {
	n := map[string]float64{}
	for _, row := range v.rows {
		n[set.Events.Types[set.Events.Type[row]]]++
	}
	return n
}

// TestSessionsFollowTheTruth: how many there are, when, on what, and how long.
func TestSessionsFollowTheTruth(t *testing.T) {
	set, truth := sampleOf(t, nil)
	all := visitsOf(set, truth)
	var own, usual, searches, views, days float64
	for k := range all {
		v := &all[k]
		own += count(v.device == truth.Device[v.person])
		usual += count(truth.Hours[v.person][v.daypart] > .5)
		days += float64(v.day)
		n := kindsOf(set, v)
		require.LessOrEqual(t, n["search"], 1.0)
		if n["search"] > 0 {
			require.Equal(t, "search", set.Events.Types[set.Events.Type[v.rows[0]]], "a search comes first")
		}
		searches += n["search"]
		views += n["view"]
	}
	n := float64(len(all))
	require.InDelta(t, 8, n/2000, .5, "sessions a person")
	require.InDelta(t, .8, own/n, .02)
	require.InDelta(t, .64, usual/n, .02)
	require.InDelta(t, 1./7, searches/n, .02)
	require.InDelta(t, 182, days/n, 5, "days are even")
	require.InDelta(t, 4, views/n, .4, "visits, a few of them dropped, and some goods bought again")
}

// TestVisitsFollowTheTruth: what a visit leads to, by device and taste.
func TestVisitsFollowTheTruth(t *testing.T) {
	set, truth := sampleOf(t, func(c *SampleConfig) { c.Persons = 4000 })
	e := &set.Events
	device := e.Column("device")
	type tally struct{ views, dwells, likes, dislikes, seconds float64 }
	var of [2]tally // not the best, best
	views, carts := make([]float64, 3), make([]float64, 3)
	bought := 0.0
	for i := range e.Len() {
		if e.Item[i] == data.NoItem {
			continue
		}
		x := &of[int(count(truth.IsBest(int(e.Person[i]), e.Item[i])))]
		d := slices.Index(truth.Devices, device.Values[device.Cells[i]])
		switch e.Types[e.Type[i]] {
		case "view":
			x.views++
			views[d]++
		case "dwell":
			x.dwells++
			x.seconds += math.Log(float64(e.Value[i]))
		case "like":
			x.likes++
		case "dislike":
			x.dislikes++
		case "add_to_cart":
			carts[d]++
			bought += count(i+1 < e.Len() && e.Types[e.Type[i+1]] == "purchase" && e.Item[i+1] == e.Item[i] && e.Person[i+1] == e.Person[i])
		}
	}
	for k, x := range of {
		require.InDelta(t, .3, x.dwells/x.views, .02)
		require.InDelta(t, 3+math.Ln2*float64(k), x.seconds/x.dwells, .03, "doubled for the best")
	}
	require.Zero(t, of[0].likes)
	require.Zero(t, of[1].dislikes)
	require.InDelta(t, .06, of[1].likes/of[1].views, .008)
	require.InDelta(t, .03, of[0].dislikes/of[0].views, .005)
	for d, odds := range truth.Buy {
		require.InDelta(t, odds, carts[d]/views[d], .02, truth.Devices[d])
	}
	require.InDelta(t, .5, bought/sum(carts), .02)
}

// TestSeasonsFollowTheTruth: a category is seen far more at its peak than half a year off, by exp(1.6) for one taste.
func TestSeasonsFollowTheTruth(t *testing.T) {
	set, truth := sampleOf(t, nil)
	near, far := 0.0, 0.0
	for _, v := range visitsOf(set, truth) {
		for _, row := range v.rows {
			if i := set.Events.Item[row]; i != data.NoItem && set.Events.Types[set.Events.Type[row]] == "view" {
				away := math.Abs(math.Mod(float64(v.day)-truth.Peak[truth.Category[i]]+547.5, 365) - 182.5)
				near += count(away < 45)
				far += count(away > 137.5)
			}
		}
	}
	require.Greater(t, near/far, 1.5)
	require.Less(t, near/far, math.Exp(1.6))
}

// TestTastesFollowTheTruth: the persons themselves are drawn as the comment says.
func TestTastesFollowTheTruth(t *testing.T) {
	_, truth := sampleOf(t, func(c *SampleConfig) { c.Sessions = 1 })
	likes, own, hours := map[string]float64{}, make([]float64, 3), make([]float64, 4)
	for p, taste := range truth.Taste {
		a, b := truth.Best[p][0], truth.Best[p][1]
		require.NotEqual(t, a, b)
		rest := .2 / float64(len(taste))
		for c, share := range taste {
			require.InDelta(t, rest+.5*count(c == a)+.3*count(c == b), share, 1e-12)
		}
		sorted := slices.Sorted(slices.Values(truth.Hours[p]))
		require.Equal(t, []float64{.12, .12, .12, .64}, sorted)
		likes[truth.Brand[p]]++
		own[truth.Device[p]]++
		hours[slices.Index(truth.Hours[p], .64)]++
	}
	for brand, n := range likes {
		require.InDelta(t, 1./8, n/2000, .03, brand)
	}
	for _, n := range own {
		require.InDelta(t, 1./3, n/2000, .04)
	}
	for _, n := range hours {
		require.InDelta(t, 1./4, n/2000, .04)
	}
	require.Len(t, likes, len(brands))
}

// TestPopularityFollowsTheTruth: each rank once, by (1 + rank)^−.8.
func TestPopularityFollowsTheTruth(t *testing.T) {
	_, truth := sampleOf(t, func(c *SampleConfig) { c.Persons, c.Items = 1, 100 })
	sorted := slices.Sorted(slices.Values(truth.Popularity))
	slices.Reverse(sorted)
	for rank, w := range sorted {
		require.InDelta(t, math.Pow(float64(1+rank), -.8), w, 1e-12)
	}
	require.False(t, slices.IsSorted(truth.Popularity), "in an order of chance")
	for c, period := range truth.Period {
		require.Equal(t, shelves[c].period, period)
		require.True(t, truth.Peak[c] >= 0 && truth.Peak[c] < 365)
	}
}

// TestLadderDrawsByWeight: any weights, drawn in proportion; what weighs nothing never.
func TestLadderDrawsByWeight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.IntRange(0, 5), 1, 6).Draw(t, "weights")
		var l ladder
		all := 0.0
		for i, w := range weights {
			l.add(int32(10+i), float64(w))
			all += float64(w)
		}
		if all == 0 {
			return
		}
		require.InDelta(t, all, l.sums[len(l.sums)-1], 1e-12)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		drawn := map[int32]float64{}
		const n = 4000
		for range n {
			drawn[l.draw(r)]++
		}
		for i, w := range weights {
			require.InDelta(t, float64(w)/all, drawn[int32(10+i)]/n, .05)
			if w == 0 {
				require.Zero(t, drawn[int32(10+i)])
			}
		}
	})
}

// TestItemProbFollowsItsEquation: by hand, on the smallest shop.
func TestItemProbFollowsItsEquation(t *testing.T) {
	set, truth := sampleOf(t, func(c *SampleConfig) { c.Persons, c.Items = 5, 24 })
	when := sampleStart.AddDate(0, 3, 0)
	for p := range 5 {
		categories, items := truth.CategoryProb(p, when, 2), truth.ItemProb(p, when, 2)
		for c := range shelves {
			a, b := c, c+len(shelves) // the two items of a shelf
			wa, wb := truth.Popularity[a], truth.Popularity[b]
			if set.Items[a].Attributes["brand"][0] == truth.Brand[p] {
				wa *= 4
			}
			if set.Items[b].Attributes["brand"][0] == truth.Brand[p] {
				wb *= 4
			}
			require.InDelta(t, categories[c]*wa/(wa+wb), items[a], 1e-12)
			require.InDelta(t, categories[c]*wb/(wa+wb), items[b], 1e-12)
		}
	}
}

// TestSuccessorsFollowTheTruth: the first successor is taken more often than the second, and that than the third.
func TestSuccessorsFollowTheTruth(t *testing.T) {
	set, truth := sampleOf(t, nil)
	var taken [3]float64
	e := &set.Events
	for i := range e.Len() {
		if last := -1; e.Types[e.Type[i]] == "view" {
			if last = lastView(e, i); last >= 0 {
				if k := slices.Index(truth.Next[e.Item[last]][:], e.Item[i]); k >= 0 {
					taken[k]++
				}
			}
		}
	}
	for k, odds := range followOdds {
		require.InDelta(t, odds, taken[k]/sum(taken[:]), .03)
	}
}

// TestRestockByHand: what is used up is bought again in the first session after it is due, seven times in ten, once.
func TestRestockByHand(t *testing.T) {
	due := sampleStart.AddDate(0, 0, 30)
	again := 0
	const n = 2000
	for seed := range uint64(n) {
		set, truth := &data.Set{}, &Truth{Category: []int{0}, Period: []float64{20}}
		b := newBuilder(nil)
		require.NoError(t, b.addItem(bareItem([]byte("beans"))))
		b.column("daypart")
		b.column("device")
		g := &generator{truth: truth, log: b}
		v := &visitor{name: []byte("p"), r: rand.New(rand.NewPCG(seed, 1)), repeats: []repeat{{0, due}}}
		early := &session{now: due.Add(-time.Second)}
		require.Equal(t, data.NoItem, g.restock(v, early), "not before")
		require.Len(t, v.repeats, 1)
		got := g.restock(v, &session{now: due})
		set.Events = *b.events()
		if got == data.NoItem {
			require.Empty(t, v.repeats, "it had its chance")
			require.Zero(t, set.Events.Len())
			continue
		}
		again++
		require.Equal(t, []string{"view", "purchase"}, set.Events.Types)
		require.Len(t, v.repeats, 1, "the new one")
		days := v.repeats[0].due.Sub(due).Hours() / 24
		require.True(t, days > .8*20 && days < 1.2*20+.01, days)
	}
	require.InDelta(t, .7, float64(again)/n, .03)
}

// TestSampleBounds: every size has a range, and says so.
func TestSampleBounds(t *testing.T) {
	for name, change := range map[string]func(*SampleConfig){
		"sample: days 0: want 1 to 3650":               func(c *SampleConfig) { c.Days = 0 },
		"sample: days 3651: want 1 to 3650":            func(c *SampleConfig) { c.Days = 3651 },
		"sample: sessions 0: want 1 to 1000":           func(c *SampleConfig) { c.Sessions = 0 },
		"sample: sessions 1001: want 1 to 1000":        func(c *SampleConfig) { c.Sessions = 1001 },
		"sample: items 23: want 24 to 1000000":         func(c *SampleConfig) { c.Items = 23 },
		"sample: persons -1: want 1 to 10000000":       func(c *SampleConfig) { c.Persons = -1 },
		"sample: items 1000001: want 24 to 1000000":    func(c *SampleConfig) { c.Items = 1_000_001 },
		"sample: persons 10000001: want 1 to 10000000": func(c *SampleConfig) { c.Persons = 10_000_001 },
	} {
		c := DefaultSample()
		change(&c)
		set, truth, err := Sample(c)
		require.EqualError(t, err, name)
		require.Nil(t, set)
		require.Nil(t, truth)
	}
	set, _, err := Sample(SampleConfig{Persons: 1, Items: 24, Days: 1, Sessions: 1})
	require.NoError(t, err)
	require.LessOrEqual(t, len(set.Events.Persons), 1)
}
