package train

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train/data"
)

func TestTrainRefusesBadArguments(t *testing.T) {
	set := setOf(goods("a"))
	bad := settings()
	bad.Window = 0
	_, _, err := Train(context.Background(), set, one(), bad, nil)
	require.EqualError(t, err, "settings: window is 0: it must be 1 to 100")
	_, _, err = Train(context.Background(), set, one().WithMinPersons(0), settings(), nil)
	require.ErrorContains(t, err, "min_persons: 0: want 1 to 1000")
	_, _, err = Train(context.Background(), setOf(goods("a", "a")), one(), settings(), nil)
	require.ErrorContains(t, err, "the data does not fit a pack: ")
}

func TestTrainEmptySets(t *testing.T) {
	tests := map[string]*data.Set{
		"nothing":   setOf(nil),
		"no events": setOf(goods("a", "b")),
		"no items":  setOf(nil, act{person: "p", kind: "search"}),
		"all bad":   setOf(goods("a"), act{person: "p", item: "a", kind: "dislike"}),
	}
	for name, set := range tests {
		t.Run(name, func(t *testing.T) {
			p := packOf(t, set, DefaultConfig(), DefaultSettings(set))
			require.Equal(t, len(set.Items), p.Items())
			require.Zero(t, p.Edges())
		})
	}
}

func TestPrior(t *testing.T) {
	acts := append(walks([]string{"a", "a", "b"}, []string{"a"}, []string{"a", "c", "c", "c"}), act{person: "p9", item: "b", kind: "dislike"})
	s := settings()
	s.Popularity = map[string]float64{popLog: 1}
	c := count(setOf(goods("a", "b", "c", "d"), acts...), DefaultConfig().WithMinPersons(2))
	got := map[string]int32{}
	for k, v := range scaled(prior(c, s), 1000) {
		got[c.set.Items[c.order[k]].ID] = v
	}
	require.Equal(t, map[string]int32{"a": 1609, "b": 0, "c": 0, "d": 0}, got, "1000·ln 5 for a; one person behind b and c")
}

func TestFreshness(t *testing.T) {
	s := settings()
	s.Freshness, s.FreshHalfDay = 1, 2
	require.Equal(t, []int32{8, 6, 4, 3, 2, 1, 1, 1, 1}, freshness(s, 8)[:9])
	s.FreshHalfDay = 1
	require.Equal(t, []int32{8, 4, 2, 1, 1}, freshness(s, 8), "until it rounds to nothing")
	s.FreshHalfDay = 1e9
	require.Len(t, freshness(s, 8), pack.MaxFreshDays)
	s.Freshness = 0
	require.Empty(t, freshness(s, 8))
}

func TestEventTypes(t *testing.T) {
	cfg := Config{Events: map[string]EventType{
		"view": {Weight: 1, HalfLife: 36 * time.Hour}, "hate": {Weight: -16, Seen: true}, "heed": {Weight: 0.3333, HalfLife: time.Minute},
	}}
	set := setOf(nil)
	set.Clock = data.ClockReal
	require.Equal(t, []pack.EventType{
		{Name: "hate", Weight: -16 * pack.OneWeight, Seen: true},
		{Name: "heed", Weight: 1365, HalfLife: 60_000},
		{Name: "view", Weight: pack.OneWeight, HalfLife: 129_600_000},
	}, eventTypes(set, cfg))
	set.Clock = data.ClockSynthetic
	for _, e := range eventTypes(set, cfg) {
		require.Zero(t, e.HalfLife, "times that mean nothing age nothing")
	}
}

func TestCatalogueColumns(t *testing.T) {
	items := goods("a", "b", "c")
	items[0].Title, items[0].PriceCents, items[0].Sensitive = "Æble", 0, []string{"health", "age"}
	items[1].Available, items[1].Sensitive = false, []string{"age"}
	items[1].Published = time.Date(2020, 2, 29, 23, 59, 0, 0, time.UTC)
	items[2].Published = time.Date(1969, 12, 31, 12, 0, 0, 0, time.UTC)
	p := packOf(t, setOf(items), one().WithCatalogue("shop").WithSequence(7), settings())
	require.Equal(t, "shop", p.Catalogue())
	require.EqualValues(t, 7, p.Sequence())
	require.Equal(t, 3, p.Items())
	a, b, c := p.Find("a"), p.Find("b"), p.Find("c")
	require.Equal(t, "Æble", p.Title(a))
	require.Empty(t, p.Title(b))
	require.EqualValues(t, 0, p.Price(a))
	require.EqualValues(t, -1, p.Price(b))
	require.True(t, p.Available(a))
	require.False(t, p.Available(b))
	require.EqualValues(t, 18321, p.Published(b))
	require.Zero(t, p.Published(a))
	require.EqualValues(t, -1, p.Published(c), "before 1970 the day is rounded down")
	require.Equal(t, []string{"health", "age"}, p.Sensitive(a))
	require.Equal(t, []string{"age"}, p.Sensitive(b))
	require.Empty(t, p.Sensitive(c))

	require.False(t, packOf(t, setOf(items), one().WithTitles(false), settings()).HasTitles())
}

func TestEmptyColumnsAreLeftOut(t *testing.T) {
	m, _ := modelOf(t, setOf(goods("a", "b")), one(), settings())
	require.Nil(t, m.Titles)
	require.Nil(t, m.Prices)
	require.Nil(t, m.Published)
	require.Nil(t, m.Sensitive)
	require.Len(t, m.Available, 2)
}

func TestSensitiveKinds(t *testing.T) {
	items := goods("a", "b")
	for k := range pack.MaxKinds {
		items[0].Sensitive = append(items[0].Sensitive, fmt.Sprintf("kind%02d", k))
	}
	p := packOf(t, setOf(items), one(), settings())
	require.Equal(t, items[0].Sensitive, p.Sensitive(p.Find("a")))

	items[1].Sensitive = []string{"kind00", "one-more"}
	_, _, err := Train(context.Background(), setOf(items), one(), settings(), nil)
	require.EqualError(t, err, `item "b": more than 32 kinds of sensitivity`)
	for _, kind := range []string{"Health", "financial distress", "all", ""} { // no purpose could be for it, so nobody could ever say yes
		items[1].Sensitive = []string{kind}
		_, _, err = Train(context.Background(), setOf(items), one(), settings(), nil)
		require.ErrorContains(t, err, fmt.Sprintf(`item "b": sensitive: %q: want 1 to 64 of a-z 0-9 . _ -`, kind))
	}
}

func TestReport(t *testing.T) {
	set := shop(t, 120, 40)
	b, r, err := Train(context.Background(), set, DefaultConfig(), DefaultSettings(set), nil)
	require.NoError(t, err)
	p, err := pack.Open(b)
	require.NoError(t, err)
	require.Equal(t, len(b), r.Bytes)
	require.Equal(t, p.Edges(), r.Edges)
	require.Equal(t, p.Cells().Entries(), r.Cells)
	require.Equal(t, 120, r.Persons)
	require.Equal(t, 40, r.Items)
	require.Less(t, r.Used, r.Events, "dislikes and searches are not used")

	var told Report
	require.NoError(t, json.Unmarshal(p.Provenance(), &told))
	told.Bytes = r.Bytes
	require.Equal(t, *r, told)
	text := r.String()
	require.Contains(t, text, "(synthetic behaviour), 2025-01-0")
	require.Contains(t, text, fmt.Sprintf("edges      %d, at most 75 an item on average, at least 3 persons behind each", p.Edges()))
	require.Contains(t, text, fmt.Sprintf("pack       %d bytes", len(b)))
}

func TestReportHasDatesOnlyOfRealClocks(t *testing.T) {
	set := setOf(goods("a"), act{person: "p", item: "a"})
	for clock, want := range map[data.Clock]string{data.ClockReal: "1970-01-01", data.ClockDay: "", data.ClockSynthetic: ""} {
		set.Clock = clock
		_, r := modelOf(t, set, one(), settings())
		require.Equal(t, want, r.From, clock)
		require.Equal(t, want, r.To, clock)
	}
}

func TestPublicName(t *testing.T) {
	for spec, want := range map[string]string{
		"movielens:/srv/me/ml":       "movielens:ml",
		"movielens:/srv/me/ml/":      "movielens:ml",
		"csv:../../home/eve/shop":    "csv:shop",
		`csv:C:\Users\eve\shop`:      "csv:shop",
		`csv:C:\Users\eve\shop\`:     "csv:shop",
		"sample:persons=20,items=30": "sample:persons=20,items=30",
		"sample:":                    "sample:",
		"/home/eve/shop":             "shop",
		"shop":                       "shop",
		"":                           "",
	} {
		require.Equal(t, want, publicName(spec), spec)
	}
}

// TestPackNamesNoPersonAndNoPath searches every byte of a pack for every person and for the path.
func TestPackNamesNoPersonAndNoPath(t *testing.T) {
	set := shop(t, 150, 40)
	set.Name, set.Synthetic = "csv:/home/eve/secret-folder/shop", false
	for k := range set.Events.Persons {
		set.Events.Persons[k] = fmt.Sprintf("someone-%d@example.org", k)
	}
	set.Summary.Problems = []data.Problem{{File: "events.csv", Line: 3, Reason: "person someone-1@example.org"}}
	set.Summary.Notes = []string{"read from /home/eve"}
	b, r, err := Train(context.Background(), set, one(), DefaultSettings(set), nil)
	require.NoError(t, err)
	for _, word := range append(set.Events.Persons, "secret-folder", "/home", "someone", "example.org") {
		require.False(t, bytes.Contains(b, []byte(word)), word)
		require.NotContains(t, r.String(), word)
	}
	require.True(t, bytes.Contains(b, []byte(`"data":"csv:shop"`)))
}

func TestSameBytesWithAnyNumberOfWorkers(t *testing.T) {
	set, s := shop(t, 300, 80), everything()
	var want []byte
	for _, workers := range []int{1, 2, 2, 5} {
		was := runtime.GOMAXPROCS(workers)
		got, _, err := Train(context.Background(), set, DefaultConfig(), s, nil)
		runtime.GOMAXPROCS(was)
		require.NoError(t, err)
		if want == nil {
			want = got
		}
		require.True(t, bytes.Equal(want, got), "%d workers", workers)
	}
}

// TestOrderOfPersonsDoesNotShow: sums are exact and ties break by name, so the pack is the same to the byte.
func TestOrderOfPersonsDoesNotShow(t *testing.T) {
	set := shop(t, 150, 40)
	want, _, err := Train(context.Background(), set, one(), DefaultSettings(set), nil)
	require.NoError(t, err)
	for seed := range uint64(3) {
		got, _, err := Train(context.Background(), shuffled(set, seed), one(), DefaultSettings(set), nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, got), "seed %d", seed)
	}
	rapid.Check(t, func(t *rapid.T) {
		set, s := drawSet(t), drawSettings(t)
		want, _ := modelOf(t, set, one(), s)
		got, _ := modelOf(t, shuffled(set, rapid.Uint64().Draw(t, "seed")), one(), s)
		require.Equal(t, want, got)
	})
}

// shuffled renumbers the persons, and with them the order of the log and of the values of its context.
func shuffled(set *data.Set, seed uint64) *data.Set {
	out := set.Select(func(int) bool { return true })
	e := &out.Events
	number := rand.New(rand.NewPCG(seed, 1)).Perm(len(e.Persons))
	e.Persons = make([]string, len(number))
	for old, now := range number {
		e.Persons[now] = set.Events.Persons[old]
	}
	for i, p := range e.Person {
		e.Person[i] = uint32(number[p])
	}
	e.Sort()
	for k := range e.Context {
		col := data.Column{Name: e.Context[k].Name, Values: []string{""}}
		for _, cell := range e.Context[k].Cells {
			col.Cells = append(col.Cells, intern(&col, e.Context[k].Values[cell]))
		}
		e.Context[k] = col
	}
	return out
}

func TestProgressIsToldInOrder(t *testing.T) {
	last := map[string]int64{}
	var stages []string
	set := shop(t, 100, 30)
	_, _, err := Train(context.Background(), set, one(), DefaultSettings(set), func(stage string, done, total int64) {
		if _, known := last[stage]; !known {
			stages = append(stages, stage)
		}
		require.GreaterOrEqual(t, done, last[stage])
		require.LessOrEqual(t, done, total)
		last[stage] = done
	})
	require.NoError(t, err)
	require.Equal(t, []string{"counting pairs", "attributes and context", "fitting the edges"}, stages)
	require.Equal(t, map[string]int64{"counting pairs": 30, "attributes and context": 2, "fitting the edges": fitSteps}, last)
}

func TestDefaultSettings(t *testing.T) {
	items := goods("a", "b")
	plain := DefaultSettings(setOf(items, walks([]string{"a", "b"}, []string{"b"})...))
	require.NoError(t, plain.Validate())
	require.Zero(t, plain.Return, "another person's item is no repeat")
	require.Zero(t, plain.Freshness)
	require.NotZero(t, DefaultSettings(setOf(items, walks([]string{"a", "b", "a"})...)).Return)
	items[0].Published = time.Unix(0, 0)
	require.Zero(t, DefaultSettings(setOf(items)).Freshness, "half is not most")
	items[1].Published = time.Unix(0, 0)
	require.Positive(t, DefaultSettings(setOf(items)).Freshness)
}

func TestSettingsValidate(t *testing.T) {
	inf := strings.Repeat("9", 400)
	tests := []struct {
		name, json, want string
	}{
		{"window", `{"window":101}`, "window is 101"},
		{"cut", `{"cut":-1}`, "cut is -1: it must be 0 to 1"},
		{"damp", `{"damp":2}`, "damp is 2: it must be 0 to 1"},
		{"ridge", `{"ridge":0}`, "ridge is 0: it must be above 0 and finite"},
		{"ease", `{"ease":-1}`, "ease is -1: it must be above 0"},
		{"context_prior", `{"context_prior":0}`, "context_prior is 0"},
		{"fresh_half_day", `{"fresh_half_day":-3}`, "fresh_half_day is -3"},
		{"item kind", `{"item":{"sideways":[0,0,0,1]}}`, `item: no kind "sideways": want one of [forward `},
		{"popularity kind", `{"popularity":{"fame":1}}`, `popularity: no kind "fame": want one of [log `},
		{"item", `{"item":{"forward":[0,0,0,1e7]}}`, "item.forward is 1e+07: it must be within ±1,000,000"},
		{"attribute", `{"attribute":[0,-1e7,0,0]}`, "attribute is -1e+07"},
		{"return", `{"return":[0,0,0,0,0,1e7]}`, "return is 1e+07"},
		{"used", `{"used":[1e7,0,0,0,0,0]}`, "used is 1e+07"},
		{"popularity", `{"popularity":{"log":1e7}}`, "popularity.log is 1e+07"},
		{"context", `{"context":{"mood":1e7}}`, "context.mood is 1e+07"},
		{"habit", `{"habit":{"mood":[0,1e7]}}`, "habit.mood is 1e+07"},
		{"freshness", `{"freshness":1e7}`, "freshness is 1e+07"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := settings()
			require.NoError(t, json.Unmarshal([]byte(tt.json), &s))
			require.ErrorContains(t, s.Validate(), tt.want)
		})
	}
	require.Error(t, json.Unmarshal([]byte(`{"damp":`+inf+`}`), new(Settings)))
}
