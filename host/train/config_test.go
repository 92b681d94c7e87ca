package train

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/consent"
)

func TestDefaultConfigIsValid(t *testing.T) {
	c := DefaultConfig()
	require.NoError(t, c.Validate())
	require.Equal(t, []string{
		"add_to_cart", "click", "dislike", "dismiss", "dwell", "impression", "like", "purchase", "rating", "search", "view",
	}, c.Types())
	require.Equal(t, []string{"search"}, c.NoItemTypes())
	require.Negative(t, c.Events["dislike"].Weight)
	require.Zero(t, c.Events["impression"].Weight, "what was shown is no evidence of taste")
}

func TestParseConfigEmptyIsDefault(t *testing.T) {
	for _, text := range []string{"", "\n", "# only a comment\n", "---\n"} {
		c, err := ParseConfig("c.yaml", []byte(text))
		require.NoError(t, err, "%q", text)
		require.Equal(t, DefaultConfig(), c)
	}
}

func TestParseConfigReadsEveryKey(t *testing.T) {
	c, err := ParseConfig("shop.yaml", []byte(`
catalogue: my-shop
sequence: 9007199254740991
time_unit: ms
site_timezone: Europe/Berlin
titles: false
min_persons: 5
edges: 20
min_rating: 2.5
proxies: reviewed.csv
sensitive_kinds: [{kind: health, items: [a], field: topic, value: b}]
purposes: [{id: rank, version: 3, text: Agree, stage: learn}]
events:
  view: {weight: 2.5, half_life: 12h, seen: true}
  search: {no_item: false}
  wishlist:
    half_life: none
    weight: -16
`))
	require.NoError(t, err)
	want := DefaultConfig()
	want.Catalogue, want.Sequence, want.TimeUnit, want.Timezone = "my-shop", 1<<53-1, "ms", "Europe/Berlin"
	want.Titles, want.MinPersons, want.Edges, want.MinRating = false, 5, 20, 2.5
	want.Proxies, want.Sensitive = "reviewed.csv", []SensitiveItems{{Kind: "health", Items: []string{"a"}, Field: "topic", Value: "b"}}
	want.Purposes = []consent.Purpose{{ID: "rank", Version: 3, Text: "Agree", Stage: consent.StageLearn}}
	want.Events["view"] = EventType{Weight: 2.5, HalfLife: 12 * time.Hour, Seen: true}
	want.Events["search"] = EventType{HalfLife: 30 * day}
	want.Events["wishlist"] = EventType{Weight: -16}
	require.Equal(t, want, c)
}

func TestParseConfigMergesOverDefaults(t *testing.T) {
	c, err := ParseConfig("c.yaml", []byte("events:\n  purchase: {weight: 6}\n  save: {seen: true}\n"))
	require.NoError(t, err)
	want := DefaultConfig().Events["purchase"]
	want.Weight = 6
	require.Equal(t, want, c.Events["purchase"], "the half-life and seen stay")
	require.Equal(t, EventType{Weight: 1, HalfLife: 30 * day, Seen: true}, c.Events["save"])
	require.Equal(t, DefaultConfig().Events["view"], c.Events["view"])
}

func TestParseConfigErrors(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"unknown key":        {"titles: true\nedgs: 5\n", `c.yaml: line 2: unknown key "edgs"`},
		"unknown event key":  {"events:\n  view:\n    wieght: 1\n", `c.yaml: line 3: unknown key "wieght": want weight, half_life, seen or no_item`},
		"not a number":       {"min_persons: many\n", "c.yaml: line 1: `many` is not a whole number"},
		"not a bool":         {"titles: 7\n", "c.yaml: line 1: `7` is not true or false"},
		"weight is text":     {"events:\n  view: {weight: big}\n", "c.yaml: line 2: `big` is not a number"},
		"negative sequence":  {"sequence: -1\n", "c.yaml: line 1: `-1` is not a whole number"},
		"key twice":          {"edges: 1\nedges: 2\n", `c.yaml: line 2: mapping key "edges" already defined at line 1`},
		"event twice":        {"events:\n  view: {weight: 1}\n  view: {weight: 2}\n", `c.yaml: line 3: key "view" twice`},
		"event is null":      {"events:\n  view:\n", "c.yaml: line 2: want a mapping of keys to values"},
		"events is a list":   {"events: [view]\n", "c.yaml: line 1: want a mapping of keys to values"},
		"two documents":      {"edges: 1\n---\nedges: 2\n", "c.yaml: more than one document"},
		"syntax":             {"edges: [1\n", "c.yaml: line 1: did not find expected ',' or ']'"},
		"catalogue":          {"\ncatalogue: My Shop\n", `c.yaml: line 2: catalogue: "My Shop": want 1 to 64 of a-z 0-9 . _ -`},
		"sequence zero":      {"sequence: 0\n", "c.yaml: line 1: sequence: 0: want 1 to 2^53 - 1"},
		"time unit":          {"time_unit: hours\n", `c.yaml: line 1: time_unit: "hours": want auto, rfc3339, s or ms`},
		"zone":               {"site_timezone: Mars/Olympus\n", `c.yaml: line 1: site_timezone: "Mars/Olympus" is not a zone such as Europe/Berlin`},
		"zone of machine":    {"site_timezone: Local\n", `c.yaml: line 1: site_timezone: "Local" is not a zone such as Europe/Berlin`},
		"min persons":        {"min_persons: 0\n", "c.yaml: line 1: min_persons: 0: want 1 to 1000"},
		"edges":              {"edges: -1\n", "c.yaml: line 1: edges: -1: want 0 to 1000"},
		"min rating":         {"min_rating: .nan\n", "c.yaml: line 1: min_rating: NaN: want 0 to 1000000"},
		"weight":             {"events:\n  view:\n    half_life: 1d\n    weight: 17\n", "c.yaml: line 4: events.view.weight: 17: want -16 to 16"},
		"weight NaN":         {"events:\n  view: {weight: .nan}\n", "c.yaml: line 2: events.view.weight: NaN: want -16 to 16"},
		"half-life word":     {"events:\n  view: {half_life: soon}\n", `c.yaml: line 2: half_life: "soon": want 30d, 12h, 45m or none`},
		"half-life zero":     {"events:\n  view: {half_life: 0d}\n", `c.yaml: line 2: half_life: "0d": want 30d, 12h, 45m or none`},
		"half-life negative": {"events:\n  view: {half_life: -2h}\n", `c.yaml: line 2: half_life: "-2h": want 30d, 12h, 45m or none`},
		"half-life short":    {"events:\n  view: {half_life: 5s}\n", "c.yaml: line 2: events.view.half_life: 5s: want 1m to 36500d, or none"},
		"half-life long":     {"events:\n  view: {half_life: 36501d}\n", `c.yaml: line 2: half_life: "36501d": want 30d, 12h, 45m or none`},
		"event name":         {"events:\n  Big View: {weight: 1}\n", "c.yaml: line 2: events.Big View: the name of an event type is 1 to 64 of a-z 0-9 . _ -"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseConfig("c.yaml", []byte(tc.text))
			require.EqualError(t, err, tc.want)
		})
	}
}

// TestConfigDocument holds the table of event types in docs/CONFIG.md to the code.
func TestConfigDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/CONFIG.md")
	require.NoError(t, err)
	for name, e := range DefaultConfig().Events {
		weight := strings.Replace(strconv.FormatFloat(e.Weight, 'g', -1, 64), "-", "−", 1)
		row := fmt.Sprintf("| `%s` | %s | %dd | %s| %s|",
			name, weight, e.HalfLife/day, yes(e.Seen), yes(e.NoItem))
		require.Contains(t, string(text), row)
	}
}

func yes(b bool) string {
	if b {
		return "yes "
	}
	return ""
}

func TestTooManyEventTypes(t *testing.T) {
	c := DefaultConfig()
	for i := range 64 {
		c = c.WithEvent("t"+strings.Repeat("x", i), EventType{})
	}
	require.EqualError(t, c.Validate(), "events: 75 types: want at most 64")
}

func TestFaultWithoutLineWhenKeyIsAbsent(t *testing.T) {
	err := withLine([]byte("edges: 3\n"), faultf("sequence", "0"))
	require.EqualError(t, err, "sequence: 0")
}

func TestLoadConfig(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.yaml")
	require.NoError(t, os.WriteFile(path, []byte("edges: 7\n"), 0o600))
	c, err := LoadConfig(path)
	require.NoError(t, err)
	require.Equal(t, 7, c.Edges)

	require.NoError(t, os.WriteFile(path, []byte("edges: x\n"), 0o600))
	_, err = LoadConfig(path)
	require.ErrorContains(t, err, "shop.yaml: line 1: ")

	_, err = LoadConfig(filepath.Join(t.TempDir(), "none.yaml"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestWithReturnsCopies(t *testing.T) {
	base := DefaultConfig()
	changed := base.WithCatalogue("c").WithSequence(9).WithTitles(false).WithMinPersons(1).WithEdges(2).
		WithEvent("view", EventType{Weight: 7}).WithPurposes(consent.Purpose{ID: "p"}).WithSensitive(SensitiveItems{Kind: "k"}).WithApproved(Approved{"k", "a"})
	require.Equal(t, DefaultConfig(), base)
	require.Equal(t, "c", changed.Catalogue)
	require.EqualValues(t, 9, changed.Sequence)
	require.False(t, changed.Titles)
	require.Equal(t, 1, changed.MinPersons)
	require.Equal(t, 2, changed.Edges)
	require.Equal(t, "p", changed.Purposes[0].ID)
	require.Equal(t, []SensitiveItems{{Kind: "k"}}, changed.Sensitive)
	require.Equal(t, []Approved{{"k", "a"}}, changed.Approved)
	require.Equal(t, EventType{Weight: 7}, changed.Events["view"])
	require.Equal(t, EventType{}, Config{}.WithEvent("x", EventType{}).Events["x"])
}

func TestNoItemTypesIsNeverNil(t *testing.T) {
	require.Equal(t, []string{}, Config{}.NoItemTypes(), "nil would mean the loader's default")
}

func TestLocation(t *testing.T) {
	zone, err := DefaultConfig().Location()
	require.NoError(t, err)
	require.Nil(t, zone)

	c := DefaultConfig()
	c.Timezone = "Asia/Kathmandu"
	zone, err = c.Location()
	require.NoError(t, err)
	_, offset := time.Unix(1.7e9, 0).In(zone).Zone()
	require.Equal(t, 20700, offset)
}

func TestParseHalfLife(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"none": 0, "30d": 30 * day, "0.5d": 12 * time.Hour, "12h": 12 * time.Hour, "90m": 90 * time.Minute, "36500d": maxHalfLife,
	} {
		got, err := parseHalfLife(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "d", "NaNd", "Infd", "1e9d", "-1d", "30", "0", "0s", "1w"} {
		_, err := parseHalfLife(text)
		require.Error(t, err, text)
	}
}

func TestCatalogueOf(t *testing.T) {
	for spec, want := range map[string]string{
		"movielens:../data/ml-latest-small": "ml-latest-small",
		"csv:My Shop/":                      "my-shop",
		`csv:C:\data\Shop`:                  "shop",
		"s3rec:data/Beauty":                 "beauty",
		"sample:":                           "sample",
		"sample:persons=5":                  "sample",
		"csv:.":                             "csv",
		"csv:/":                             "csv",
		"csv:日本":                            "catalogue",
		"":                                  "catalogue",
	} {
		require.Equal(t, want, CatalogueOf(spec), spec)
	}
}

func TestCatalogueOfIsAlwaysAnID(t *testing.T) {
	id := regexp.MustCompile(`^[a-z0-9._-]{1,64}$`)
	rapid.Check(t, func(t *rapid.T) {
		require.Regexp(t, id, CatalogueOf(rapid.String().Draw(t, "spec")))
	})
}

// FuzzParseConfig checks that no text panics, that what is accepted is valid, and that defaults stay as they are.
func FuzzParseConfig(f *testing.F) {
	for _, seed := range []string{
		"", "edges: 5", "events: {view: {weight: 2, half_life: none}}", "events:\n  a: &x {seen: true}\n  b: *x\n",
		purposesYAML, "purposes: [{limits: {time: 1}}]", "sensitive_kinds: [{kind: k, items: [a]}]\nproxies: l.csv",
		"titles: [", "a: &a [*a]", "events: {<<: {view: {}}}", "---\n---\n",
	} {
		f.Add([]byte(seed))
	}
	before := maps.Clone(DefaultConfig().Events)
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := ParseConfig("fuzz.yaml", text)
		if err == nil {
			require.NoError(t, c.Validate())
		} else {
			require.ErrorContains(t, err, "fuzz.yaml: ")
		}
		require.Equal(t, before, DefaultConfig().Events)
	})
}
