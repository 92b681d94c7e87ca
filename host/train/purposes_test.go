package train

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/pack"
)

const purposesYAML = `
purposes:
  - id: rank
    version: 2
    text: Remember what I look at, to put what fits me first.
    stage: rank
    categories: [browsing, purchases, time]
    days: 90
    limits: {time: 30, browsing: 60}
  - id: care
    version: 1
    text: |
      Also remember what I look at in the pharmacy.
    stage: rank
    sensitive: [health, pregnancy]
`

func wantPurposes() []consent.Purpose {
	limits := make([]int32, event.Categories)
	limits[event.CategoryTime], limits[event.CategoryBrowsing] = 30, 60
	return []consent.Purpose{
		{
			ID: "rank", Version: 2, Text: "Remember what I look at, to put what fits me first.",
			Categories: 1<<event.CategoryBrowsing | 1<<event.CategoryPurchases | 1<<event.CategoryTime, Days: 90, Limits: limits,
		},
		{ID: "care", Version: 1, Text: "Also remember what I look at in the pharmacy.\n", Sensitive: []string{"health", "pregnancy"}},
	}
}

func TestPurposesOfTheConfiguration(t *testing.T) {
	c, err := ParseConfig("c.yaml", []byte(purposesYAML))
	require.NoError(t, err)
	require.Equal(t, wantPurposes(), c.Purposes)
	c.Purposes = nil
	require.Equal(t, DefaultConfig(), c, "nothing else changes")
}

// TestPurposesReachThePack: from the file into the pack, byte for byte, and into the report; not twice into the pack.
func TestPurposesReachThePack(t *testing.T) {
	c, err := ParseConfig("c.yaml", []byte(purposesYAML))
	require.NoError(t, err)
	b, report, err := Train(context.Background(), setOf(goods("a", "b")), c, settings(), nil)
	require.NoError(t, err)
	p, err := pack.Open(b)
	require.NoError(t, err)
	require.Equal(t, wantPurposes(), p.Purposes())
	require.Equal(t, []Asked{
		{ID: "rank", Version: 2, Stage: "rank", Days: 90}, {ID: "care", Version: 1, Stage: "rank", Sensitive: []string{"health", "pregnancy"}},
	}, report.Purposes)
	require.Contains(t, report.String(), "purpose    rank, version 2, for stage rank, at most 90 days\n"+
		"purpose    care, version 1, for stage rank, for sensitive items: health, pregnancy\n")
	var kept Report
	require.NoError(t, json.Unmarshal(p.Provenance(), &kept))
	require.Nil(t, kept.Purposes)
	require.NotContains(t, packOf(t, setOf(goods("a")), one(), settings()).Sections(), "purposes", "none declared, none written")
	require.Empty(t, packOf(t, setOf(goods("a")), one(), settings()).Purposes())
}

func TestMostPurposesFitThePack(t *testing.T) {
	c := DefaultConfig()
	for i := range consent.MaxPurposes {
		p := consent.Purpose{ID: fmt.Sprintf("%064d", i), Version: math.MaxInt32, Text: strings.Repeat("t", consent.MaxText)}
		for k := range consent.MaxKinds {
			p.Sensitive = append(p.Sensitive, fmt.Sprintf("%064d", k))
		}
		c.Purposes = append(c.Purposes, p)
	}
	require.Equal(t, c.Purposes, packOf(t, setOf(goods("a")), c, settings()).Purposes(), "the provenance has room")
}

func TestPurposesErrors(t *testing.T) {
	const categories = "browsing, search, purchases, feedback, interests, place, time, device, other"
	const want = "c.yaml: line %d: purposes[%d]"
	at := func(line, k int, rest string) string { return fmt.Sprintf(want, line, k) + rest }
	first := "purposes:\n- {id: a, version: 1, text: Agree, stage: rank}\n"
	for name, tc := range map[string]struct{ text, want string }{
		"no list":         {"purposes: rank\n", "c.yaml: line 1: `rank` is not a list of purposes"},
		"no mapping":      {"purposes: [rank]\n", "c.yaml: line 1: `rank` is not a mapping of keys to values"},
		"unknown key":     {"purposes:\n- id: a\n  txt: b\n", `c.yaml: line 3: unknown key "txt"`},
		"empty":           {"purposes:\n- {}\n", at(2, 0, `.stage: "": want one of rank, learn, report, federate, fairness`)},
		"no stage":        {"purposes:\n- {id: a, version: 1, text: Agree}\n", at(2, 0, `.stage: "": want one of rank, learn, report, federate, fairness`)},
		"stage":           {first + "- id: b\n  stage: rnk\n", at(4, 1, `.stage: "rnk": want one of rank, learn, report, federate, fairness`)},
		"no id":           {"purposes:\n- {version: 1, text: Agree, stage: rank}\n", at(2, 0, `.id: want 1 to 64 of a-z 0-9 . _ -, not "all", and no purpose twice`)},
		"id all":          {"purposes:\n- {id: all, version: 1, text: Agree, stage: rank}\n", at(2, 0, `.id: want 1 to 64 of a-z 0-9 . _ -, not "all", and no purpose twice`)},
		"id twice":        {first + "- stage: learn\n  version: 2\n  text: Agree\n  id: a\n", at(6, 1, `.id: want 1 to 64 of a-z 0-9 . _ -, not "all", and no purpose twice`)},
		"no version":      {"purposes:\n- {id: a, text: Agree, stage: rank}\n", at(2, 0, ".version: want 1 to 2147483647")},
		"version below":   {"purposes:\n- {version: -1}\n", "c.yaml: line 2: `-1` is not a whole number of its range"},
		"version above":   {"purposes:\n- id: a\n  stage: rank\n  version: 2147483648\n", at(4, 0, ".version: want 1 to 2147483647")},
		"no text":         {"purposes:\n- {id: a, version: 1, stage: rank}\n", at(2, 0, ".text: want what the person is asked, 1 to 4096 bytes of UTF-8")},
		"long text":       {"purposes:\n- {id: a, version: 1, stage: rank, text: " + strings.Repeat("x", 4097) + "}\n", at(2, 0, ".text: want what the person is asked, 1 to 4096 bytes of UTF-8")},
		"category":        {"purposes:\n- id: a\n  stage: rank\n  categories:\n  - time\n  - films\n", at(6, 0, `.categories[1]: no data category "films": want `+categories)},
		"categories word": {"purposes:\n- {categories: time}\n", "c.yaml: line 2: `time` is not a list of texts"},
		"days":            {"purposes:\n- {id: a, version: 1, text: Agree, stage: rank, days: -1}\n", at(2, 0, ".days: want 0 to 36500 days")},
		"days word":       {"purposes:\n- {days: 30d}\n", "c.yaml: line 2: `30d` is not a whole number of its range"},
		"limit category":  {"purposes:\n- stage: rank\n  limits:\n    time: 1\n    films: 1\n", at(5, 0, `.limits.films: no data category "films": want `+categories)},
		"limit":           {"purposes:\n- id: a\n  version: 1\n  text: Agree\n  stage: rank\n  limits: {time: 36501}\n", at(6, 0, ".limits: want 0 to 36500 days for each data category")},
		"limits list":     {"purposes:\n- {limits: [1]}\n", "c.yaml: line 2: cannot unmarshal !!seq into map[string]int32"},
		"sensitive":       {"purposes:\n- {id: a, version: 1, text: Agree, stage: rank, sensitive: [Health]}\n", at(2, 0, `.sensitive: want at most 32 kinds, each 1 to 64 of a-z 0-9 . _ - and not "all"`)},
		"33":              {"purposes:\n" + many(33), "c.yaml: line 1: purposes: want at most 32 purposes"},
		"key twice":       {"purposes:\n- {id: a, id: b}\n", `c.yaml: line 2: mapping key "id" already defined at line 2`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseConfig("c.yaml", []byte(tc.text))
			require.EqualError(t, err, tc.want)
		})
	}
}

// many writes n purposes.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "- {id: p%d, version: 1, text: Agree, stage: learn}\n", i)
	}
	return b.String()
}

// TestPurposesRoundTrip writes random purposes as YAML and reads them back.
func TestPurposesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var files []purposeFile
		for i := range rapid.IntRange(0, 5).Draw(t, "n") {
			files = append(files, drawPurpose(t, i))
		}
		text, err := yaml.Marshal(map[string]any{"purposes": files})
		require.NoError(t, err)
		c, err := ParseConfig("c.yaml", text)
		require.NoError(t, err, string(text))
		require.Len(t, c.Purposes, len(files))
		for i, p := range c.Purposes {
			f := files[i]
			require.Equal(t, []any{f.ID, f.Version, f.Text, f.Stage, f.Days}, []any{p.ID, p.Version, p.Text, p.Stage.String(), p.Days})
			require.ElementsMatch(t, f.Sensitive, p.Sensitive)
			for k := range event.Category(event.Categories) {
				named := false
				for _, name := range f.Categories {
					named = named || name == k.String()
				}
				require.Equal(t, named || len(f.Categories) == 0, p.Has(k))
				if len(p.Limits) > 0 {
					require.Equal(t, f.Limits[k.String()], p.Limits[k])
				}
			}
			require.Equal(t, len(f.Limits) > 0, len(p.Limits) > 0)
		}
	})
}

func drawPurpose(t *rapid.T, i int) purposeFile {
	category := rapid.SampledFrom(strings.Split(categoryNames(), ", "))
	return purposeFile{
		ID: fmt.Sprintf("%s%d", rapid.StringMatching(`[a-z0-9._-]{0,20}`).Draw(t, "id"), i), Version: uint32(rapid.IntRange(1, math.MaxInt32).Draw(t, "version")),
		Text: "Is " + rapid.StringMatching(`[ -~äß日\n]{0,50}`).Draw(t, "text") + "?", Stage: rapid.SampledFrom(strings.Split(stageNames(), ", ")).Draw(t, "stage"),
		Categories: rapid.SliceOfDistinct(category, func(s string) string { return s }).Draw(t, "categories"), Days: int32(rapid.IntRange(0, 36500).Draw(t, "days")),
		Limits:    rapid.MapOfN(category, rapid.Int32Range(0, 36500), 0, 4).Draw(t, "limits"),
		Sensitive: rapid.SliceOfN(rapid.StringMatching(`k[a-z0-9._-]{0,9}`), 0, 4).Draw(t, "sensitive"),
	}
}

func TestValidatePurposesOfCode(t *testing.T) {
	bad := consent.Purpose{ID: "a", Version: 1, Text: "Agree", Categories: 1 << 9}
	require.EqualError(t, DefaultConfig().WithPurposes(bad).Validate(), "purposes[0].categories: want data categories")
	bad = consent.Purpose{ID: "a", Version: 1, Text: "Agree", Stage: 9}
	require.EqualError(t, DefaultConfig().WithPurposes(bad).Validate(), "purposes[0].stage: want a stage")
	for field := range purposeWants {
		require.NotEmpty(t, purposeWants[field])
	}
}
