package dataset

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

var update = flag.Bool("update", false, "write golden files anew")

func sampleOf(t testing.TB, change func(*SampleConfig)) (*data.Set, *Truth) {
	c := DefaultSample()
	if change != nil {
		change(&c)
	}
	set, truth, err := Sample(c)
	require.NoError(t, err)
	return set, truth
}

func TestSampleIsSoundAndSaysWhatItIs(t *testing.T) {
	set := mustOpen(t, "sample:", Options{})
	require.True(t, set.Synthetic)
	require.Equal(t, data.ClockReal, set.Clock)
	require.Contains(t, set.Summary.String(), "synthetic: the behaviour was made by a generator")
	require.Len(t, set.Events.Persons, 2000)
	require.Len(t, set.Items, 400)
	require.InDelta(t, 100_000, set.Events.Len(), 15_000)
	require.Equal(t, "sample:", set.Name)
	require.ElementsMatch(t, []string{"view", "dwell", "like", "dislike", "search", "add_to_cart", "purchase"}, set.Events.Types)
}

// TestSampleGolden holds a small sample to its text.
func TestSampleGolden(t *testing.T) {
	set := mustOpen(t, "sample:persons=2,items=24,sessions=2,seed=7", Options{})
	dir := t.TempDir()
	require.NoError(t, Write(dir, set))
	for _, name := range []string{"items.jsonl", "events.csv"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		golden := filepath.Join("testdata", "sample", name)
		if *update {
			require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o777))
			require.NoError(t, os.WriteFile(golden, got, 0o666))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), name)
	}
}

func digest(set *data.Set) string {
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, set.Items, flatSet(set))))
}

func TestSampleIsSeeded(t *testing.T) {
	small := func(seed uint64) string {
		set, _ := sampleOf(t, func(c *SampleConfig) { c.Persons, c.Seed = 30, seed })
		return digest(set)
	}
	require.Equal(t, small(1), small(1))
	require.NotEqual(t, small(1), small(2))
}

func TestMorePersonsLeaveTheFirstUnchanged(t *testing.T) {
	few, _ := sampleOf(t, func(c *SampleConfig) { c.Persons = 10 })
	many, _ := sampleOf(t, func(c *SampleConfig) { c.Persons = 40 })
	a, b := flatSet(few), flatSet(many)
	require.Equal(t, a, b[:len(a)])
	require.Equal(t, few.Items, many.Items)
}

func TestParseSample(t *testing.T) {
	c, err := parseSample("persons=5,items=30,days=10,sessions=2,seed=18446744073709551615")
	require.NoError(t, err)
	require.Equal(t, SampleConfig{Persons: 5, Items: 30, Days: 10, Sessions: 2, Seed: math.MaxUint64}, c)
	c, err = parseSample("")
	require.NoError(t, err)
	require.Equal(t, DefaultSample(), c)
}

func TestSampleCatalogue(t *testing.T) {
	set, truth := sampleOf(t, func(c *SampleConfig) { c.Items = 1200 })
	titles := map[string]bool{}
	var soldOut, sensitive, later int
	for i, it := range set.Items {
		require.False(t, titles[it.Title], it.Title)
		titles[it.Title] = true
		require.Equal(t, []string{truth.Categories[truth.Category[i]]}, it.Categories())
		require.Contains(t, brands, it.Attributes["brand"][0])
		require.Positive(t, it.PriceCents)
		require.Zero(t, it.PriceCents%5)
		if !it.Available {
			soldOut++
		}
		if it.Sensitive != nil {
			require.Equal(t, "Wellness", it.Categories()[0])
			sensitive++
		}
		if it.Published.After(sampleStart) {
			later++
		}
	}
	require.InDelta(t, 40, soldOut, 25, "one in thirty")
	require.InDelta(t, 30, sensitive, 18, "three in ten of Wellness")
	require.InDelta(t, 120, later, 45, "one in ten")
}

func TestNothingIsSeenBeforeItIsPublished(t *testing.T) {
	set, _ := sampleOf(t, nil)
	for i, item := range set.Events.Item {
		if item != data.NoItem {
			published := set.Items[item].Published.UnixMilli()
			require.GreaterOrEqual(t, set.Events.Time[i], published)
		}
	}
}

func TestTruthProbabilities(t *testing.T) {
	_, truth := sampleOf(t, func(c *SampleConfig) { c.Persons = 20 })
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.IntRange(0, 19).Draw(rt, "person")
		d := rapid.IntRange(0, 3).Draw(rt, "daypart")
		when := sampleStart.AddDate(0, 0, rapid.IntRange(0, 364).Draw(rt, "day"))
		categories := truth.CategoryProb(p, when, d)
		shares := make([]float64, len(categories))
		for i, q := range truth.ItemProb(p, when, d) {
			require.Positive(rt, q)
			shares[truth.Category[i]] += q
		}
		require.InDeltaSlice(rt, categories, shares, 1e-9, "(2) only shares out (1)")
		require.InDelta(rt, 1, sum(categories), 1e-9)
		require.InDelta(rt, 1, sum(truth.Taste[p]), 1e-9)
		require.InDelta(rt, 1, sum(truth.Hours[p]), 1e-9)
	})
}

func sum(v []float64) (s float64) {
	for _, x := range v {
		s += x
	}
	return s
}

func TestCategoryProbFollowsItsEquation(t *testing.T) {
	truth := &Truth{
		Categories: []string{"a", "b"}, Taste: [][]float64{{.75, .25}}, Peak: []float64{0, 182.5},
		Daypart: [][]float64{{1}, {2}},
	}
	newYear := truth.CategoryProb(0, time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC), 0)
	a, b := .75*math.Exp(.8), .25*math.Exp(-.8)*2
	require.InDelta(t, a/(a+b), newYear[0], 1e-12)
	require.InDelta(t, b/(a+b), newYear[1], 1e-12)
}

func TestSuccessors(t *testing.T) {
	_, truth := sampleOf(t, func(c *SampleConfig) { c.Items, c.Persons = 24, 1 })
	for i, next := range truth.Next {
		for k, j := range next {
			require.NotEqual(t, truth.Category[i], truth.Category[j], "on another shelf")
			require.NotContains(t, next[:k], j, "three different ones")
		}
	}
}

// TestViewsFollowTheTruth compares observed shares with the model's, over all persons.
func TestViewsFollowTheTruth(t *testing.T) {
	set, truth := sampleOf(t, nil)
	e := &set.Events
	var views, best, brand, followed, pairs float64
	for i := range e.Len() {
		if e.Types[e.Type[i]] != "view" {
			continue
		}
		p, item := int(e.Person[i]), e.Item[i]
		views++
		best += count(truth.IsBest(p, item))
		brand += count(set.Items[item].Attributes["brand"][0] == truth.Brand[p])
		if last := lastView(e, i); last >= 0 {
			pairs++
			followed += count(slices.Contains(truth.Next[e.Item[last]][:], item))
		}
	}
	require.InDelta(t, .62, best/views, .08, "most views are in the two best categories")
	require.InDelta(t, .30, brand/views, .08, "the brand liked best is seen far above one in eight")
	require.InDelta(t, .35, followed/pairs, .05, "a third of the steps go to a successor")
}

func count(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// lastView returns the view before event i in the same session, which never pauses for half an hour, or -1.
func lastView(e *data.Events, i int) int {
	for j := i - 1; j >= 0 && e.Person[j] == e.Person[i] && e.Time[i]-e.Time[j] < 30*minuteMillis; j-- {
		if e.Types[e.Type[j]] == "view" {
			return j
		}
	}
	return -1
}

func TestContextIsTheLocalHour(t *testing.T) {
	set, _ := sampleOf(t, func(c *SampleConfig) { c.Persons, c.Zone = 200, zoneNamed(t, "America/New_York") })
	e := &set.Events
	require.Equal(t, "daypart", e.Context[0].Name)
	wrong, offsets := 0, map[int16]bool{}
	for i := range e.Len() {
		offsets[e.Offset[i]] = true
		local := e.Time[i] + int64(e.Offset[i])*minuteMillis
		hour := local % dayMillis / (60 * minuteMillis)
		if dayparts[hour/6] != e.Context[0].Values[e.Context[0].Cells[i]] {
			wrong++ // sessions that run over into the next daypart
		}
	}
	require.Equal(t, map[int16]bool{-300: true, -240: true}, offsets, "winter and summer")
	require.Less(t, float64(wrong)/float64(e.Len()), .01)
}

func TestRepeatPurchases(t *testing.T) {
	set, truth := sampleOf(t, nil)
	e := &set.Events
	type pair struct {
		person uint32
		item   int32
	}
	last := map[pair]int64{}
	var lasting, used, usedRepeats, lastingRepeats float64
	for i := range e.Len() {
		if e.Types[e.Type[i]] != "purchase" {
			continue
		}
		key := pair{e.Person[i], e.Item[i]}
		_, again := last[key]
		if truth.Period[truth.Category[e.Item[i]]] > 0 {
			used, usedRepeats = used+1, usedRepeats+count(again)
		} else {
			lasting, lastingRepeats = lasting+1, lastingRepeats+count(again)
		}
		last[key] = e.Time[i]
	}
	require.Greater(t, usedRepeats/used, .3, "goods that are used up are bought again")
	require.Less(t, lastingRepeats/lasting, .15)
}

func TestGeometricHasItsMean(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, mean := range []float64{.5, 3, 7} {
		total := 0
		for range 50_000 {
			n := geometric(r, mean)
			require.GreaterOrEqual(t, n, 0)
			total += n
		}
		require.InEpsilon(t, mean, float64(total)/50_000, .03)
	}
	require.Zero(t, geometric(r, 0))
}

func TestChooseKeepsTheOdds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var got [3]float64
	for range 60_000 {
		got[choose(r, []float64{1, 0, 2})]++
	}
	require.Zero(t, got[1])
	require.InDelta(t, 20_000, got[0], 800)
	require.Equal(t, 1, choose(r, []float64{0, 0}), "no odds at all: the last")
}

func TestUniqueTitle(t *testing.T) {
	taken := map[string]int{}
	r := rand.New(rand.NewPCG(1, 1))
	s := shelf{nouns: []string{"Lamp"}}
	seen := map[string]bool{}
	for range 200 {
		title := uniqueTitle(taken, s, r)
		require.False(t, seen[title])
		seen[title] = true
	}
	require.True(t, slices.ContainsFunc(slices.Collect(maps.Keys(seen)), func(s string) bool { return strings.HasSuffix(s, " Lamp No. 2") }))
}

func ExampleSample() {
	set, truth, err := Sample(SampleConfig{Persons: 3, Items: 24, Days: 30, Sessions: 2, Seed: 1})
	if err != nil {
		panic(err)
	}
	fmt.Println(len(set.Items), "items,", len(truth.Taste), "persons, synthetic:", set.Synthetic)
	// Output: 24 items, 3 persons, synthetic: true
}

func ExampleOpen() {
	set, err := Open("csv:testdata/shop", Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(set.Summary.String())
	// Output:
	// 2 persons, 3 items, 5 events from 5 rows
	// times: rfc3339, clock real
}
