package train

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train/data"
)

// pharmacy is a catalogue of five items, of which the catalogue itself flags one.
func pharmacy() []data.Item {
	items := goods("a", "b", "c", "d", "e")
	items[0].Sensitive = []string{"health"}
	items[1].Attributes = map[string][]string{"topic": {"garden", "maternity"}}
	items[2].Attributes = map[string][]string{"category": {"Health", "Children"}, "topic": {"Maternity"}}
	items[3].Attributes = map[string][]string{"category": {"Religion"}}
	return items
}

func TestDeclaredSensitiveItems(t *testing.T) {
	c, err := ParseConfig("c.yaml", []byte(`
sensitive_kinds:
  - {kind: pregnancy, field: topic, value: maternity}
  - kind: health
    items: [e, a]
  - {kind: pregnancy, items: [e], field: category, value: Children}
`))
	require.NoError(t, err)
	b, report, err := Train(context.Background(), setOf(pharmacy()), c, settings(), nil)
	require.NoError(t, err)
	p, err := pack.Open(b)
	require.NoError(t, err)
	got := map[string][]string{}
	for i := range uint32(p.Items()) {
		got[p.ID(i)] = p.Sensitive(i)
	}
	require.Equal(t, map[string][]string{"a": {"health"}, "b": {"pregnancy"}, "c": {"pregnancy"}, "d": nil, "e": {"health", "pregnancy"}}, got)
	require.Equal(t, []KindCount{{Kind: "health", Items: 2}, {Kind: "pregnancy", Items: 3}}, report.Sensitive)
	require.Contains(t, report.String(), "sensitive  health, items: 2; no purpose of this pack is for it: unless the site declares one, nothing done with them is recorded\n")
	var kept Report
	require.NoError(t, json.Unmarshal(p.Provenance(), &kept))
	require.Equal(t, report.Sensitive, kept.Sensitive)
}

// TestNamesOfCategoriesMakeNothingSensitive: without a flag or a declaration an item is ordinary, whatever it is called.
func TestNamesOfCategoriesMakeNothingSensitive(t *testing.T) {
	items := goods("x")
	for _, kind := range []string{"health", "pregnancy", "religion", "sexuality", "politics", "ethnicity", "financial-distress", "minors"} {
		for _, name := range []string{kind, strings.ToUpper(kind[:1]) + kind[1:], "Children"} {
			it := data.Item{ID: kind + "/" + name, Title: name, PriceCents: -1, Available: true, Attributes: map[string][]string{"category": {name}, kind: {"yes"}}}
			items = append(items, it)
		}
	}
	m, report := modelOf(t, setOf(items), one(), settings())
	require.Empty(t, m.Kinds)
	require.Nil(t, m.Sensitive)
	require.Empty(t, report.Sensitive)
}

func TestDeclaredItemsThatAreNot(t *testing.T) {
	for name, c := range map[string]struct {
		entry SensitiveItems
		want  string
	}{
		"no such item":          {SensitiveItems{Kind: "health", Items: []string{"a", "A"}}, `sensitive_kinds[1].items: no item "A" in the catalogue`},
		"no such value":         {SensitiveItems{Kind: "health", Field: "topic", Value: "Garden"}, `sensitive_kinds[1].value: no item of the catalogue has topic "Garden"`},
		"no such field":         {SensitiveItems{Kind: "health", Field: "Topic", Value: "garden"}, `sensitive_kinds[1].value: no item of the catalogue has Topic "garden"`},
		"a value in part":       {SensitiveItems{Kind: "health", Field: "topic", Value: "matern"}, `sensitive_kinds[1].value: no item of the catalogue has topic "matern"`},
		"items before the rest": {SensitiveItems{Kind: "health", Items: []string{"?"}, Field: "no", Value: "no"}, `sensitive_kinds[1].items: no item "?" in the catalogue`},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := one().WithSensitive(SensitiveItems{Kind: "health", Items: []string{"b"}}, c.entry)
			_, _, err := Train(context.Background(), setOf(pharmacy()), cfg, settings(), nil)
			require.EqualError(t, err, c.want, "a slip must not leave items unprotected")
			_, err = FindProxies(setOf(pharmacy()), cfg, DefaultProxyOptions())
			require.EqualError(t, err, c.want)
		})
	}
}

func TestSensitiveKindsErrors(t *testing.T) {
	var many strings.Builder
	for i := range 33 {
		fmt.Fprintf(&many, "- {kind: k%d, items: [a]}\n", i)
	}
	for name, tc := range map[string]struct{ text, want string }{
		"a word":      {"sensitive_kinds: health\n", "c.yaml: line 1: `health` is not a list of kind, items, field and value"},
		"words":       {"sensitive_kinds: [health]\n", "c.yaml: line 1: `health` is not a mapping of keys to values"},
		"unknown key": {"sensitive_kinds:\n- {kind: health, item: a}\n", `c.yaml: line 2: unknown key "item"`},
		"items word":  {"sensitive_kinds:\n- {kind: health, items: a}\n", "c.yaml: line 2: `a` is not a list of texts"},
		"no kind":     {"sensitive_kinds:\n- {items: [a]}\n", `c.yaml: line 2: sensitive_kinds[0].kind: "": want 1 to 64 of a-z 0-9 . _ -, and not "all"`},
		"kind":        {"sensitive_kinds:\n- items: [a]\n  kind: Financial Distress\n", `c.yaml: line 3: sensitive_kinds[0].kind: "Financial Distress": want 1 to 64 of a-z 0-9 . _ -, and not "all"`},
		"kind all":    {"sensitive_kinds:\n- {items: [a], kind: all}\n", `c.yaml: line 2: sensitive_kinds[0].kind: "all": want 1 to 64 of a-z 0-9 . _ -, and not "all"`},
		"nothing":     {"sensitive_kinds:\n- {kind: a, items: [x]}\n- kind: health\n", "c.yaml: line 3: sensitive_kinds[1].items: want items, or field and value"},
		"no value":    {"sensitive_kinds:\n- kind: health\n  field: topic\n", "c.yaml: line 3: sensitive_kinds[0].field: field and value belong together"},
		"no field":    {"sensitive_kinds:\n- kind: health\n  value: topic\n", "c.yaml: line 2: sensitive_kinds[0].field: field and value belong together"},
		"33 kinds":    {"sensitive_kinds:\n" + many.String(), "c.yaml: line 1: sensitive_kinds: 33 kinds: want at most 32"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseConfig("c.yaml", []byte(tc.text))
			require.EqualError(t, err, tc.want)
		})
	}
}

func TestTooManyKindsOfCatalogueAndListTogether(t *testing.T) {
	items := goods("a", "b")
	for k := range pack.MaxKinds {
		items[0].Sensitive = append(items[0].Sensitive, fmt.Sprintf("kind%02d", k))
	}
	_, _, err := Train(context.Background(), setOf(items), one().WithSensitive(SensitiveItems{Kind: "more", Items: []string{"b"}}), settings(), nil)
	require.EqualError(t, err, `item "b": more than 32 kinds of sensitivity`)
}

func TestApprovedProxiesAreSensitive(t *testing.T) {
	care := consent.Purpose{ID: "care", Version: 1, Text: "Yes?", Sensitive: []string{"health"}}
	cfg := one().WithPurposes(care).WithApproved(Approved{"health", "d"}, Approved{"health", "a"}, Approved{"health", "sold out long ago"}, Approved{"religion", "d"})
	b, report, err := Train(context.Background(), setOf(pharmacy()), cfg, settings(), nil)
	require.NoError(t, err)
	p, err := pack.Open(b)
	require.NoError(t, err)
	require.Equal(t, []string{"health", "religion"}, p.Sensitive(p.Find("d")))
	require.Equal(t, []string{"health"}, p.Sensitive(p.Find("a")))
	require.Equal(t, []KindCount{{Kind: "health", Items: 2, Proxies: 1, Asked: true}, {Kind: "religion", Items: 1, Proxies: 1}}, report.Sensitive)
	require.Equal(t, 1, report.Gone)
	require.Contains(t, report.String(), "sensitive  health, items: 2, 1 of them approved proxies\nsensitive  religion, items: 1, 1 of them approved proxies; no purpose of this pack")
	require.Contains(t, report.String(), "proxies    1 of those approved are not in the catalogue\n")
	require.EqualError(t, cfg.WithApproved(Approved{"", "d"}).Validate(), `proxies: item "d": no kind`)
}

// TestMarksOnlyAdd: declarations and approvals never take a flag of the catalogue away, and touch no item that they do not name.
func TestMarksOnlyAdd(t *testing.T) {
	kind := rapid.SampledFrom([]string{"health", "religion", "minors"})
	id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
	rapid.Check(t, func(t *rapid.T) {
		items := pharmacy()
		for i := range items {
			items[i].Sensitive = rapid.SliceOfN(kind, 0, 2).Draw(t, "own")
		}
		cfg, named := one(), map[string]bool{}
		for range rapid.IntRange(0, 3).Draw(t, "declared") {
			s := SensitiveItems{Kind: kind.Draw(t, "kind"), Items: rapid.SliceOfN(id, 1, 3).Draw(t, "items")}
			for _, i := range s.Items {
				named[i+s.Kind] = true
			}
			cfg.Sensitive = append(cfg.Sensitive, s)
		}
		for range rapid.IntRange(0, 3).Draw(t, "approved") {
			a := Approved{kind.Draw(t, "kind"), id.Draw(t, "item")}
			cfg.Approved, named[a.Item+a.Kind] = append(cfg.Approved, a), true
		}
		kinds, gone, err := cfg.sensitivity(setOf(items))
		require.NoError(t, err)
		require.Zero(t, gone)
		for i := range items {
			for _, k := range []string{"health", "religion", "minors"} {
				own := false
				for _, o := range items[i].Sensitive {
					own = own || o == k
				}
				n := 0
				for _, got := range kinds[i] {
					n += oneIfSame(got, k)
				}
				require.Equal(t, own || named[items[i].ID+k], n == 1)
				require.LessOrEqual(t, n, 1, "no kind twice")
			}
		}
	})
}

func oneIfSame(a, b string) int {
	if a == b {
		return 1
	}
	return 0
}

func TestLoadConfigReadsItsProxies(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	file("lists/proxies.csv", "kind,item,approve\nhealth,d,yes\nhealth,e,no\n")
	c, err := LoadConfig(file("site.yaml", "proxies: lists/proxies.csv\n"))
	require.NoError(t, err)
	require.Equal(t, "lists/proxies.csv", c.Proxies)
	require.Equal(t, []Approved{{"health", "d"}}, c.Approved, "beside the configuration, wherever the command runs")
	c, err = LoadConfig(file("abs.yaml", "proxies: "+filepath.Join(dir, "lists/proxies.csv")+"\n"))
	require.NoError(t, err)
	require.Len(t, c.Approved, 1)

	_, err = LoadConfig(file("none.yaml", "edges: 1\nproxies: none.yaml.csv\n"))
	require.ErrorContains(t, err, "none.yaml: line 2: proxies: open ")
	file("bad.csv", "kind,item,approve\nhealth,d,yes\nhealth,e,perhaps\n")
	_, err = LoadConfig(file("bad.yaml", "edges: 1\nproxies: bad.csv\n"))
	require.EqualError(t, err, `bad.yaml: line 2: proxies: bad.csv: line 3: approve: "perhaps": want yes or no`)
}
