package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train/data"
)

func reasons(set *data.Set) []string {
	var out []string
	for _, p := range set.Summary.Problems {
		out = append(out, p.String())
	}
	return out
}

func TestMovieLens(t *testing.T) {
	set := mustOpen(t, "movielens:testdata/movies", Options{})
	require.Equal(t, []data.Item{
		{ID: "1", Title: "The Long Walk Home (1999)", PriceCents: -1, Available: true, Attributes: map[string][]string{"category": {"Drama", "Comedy"}, "year": {"1999"}}},
		{ID: "2", Title: "Café, The (2003) ", PriceCents: -1, Available: true, Attributes: map[string][]string{"year": {"2003"}}},
		{ID: "3", Title: "Untold", PriceCents: -1, Available: true, Attributes: map[string][]string{"category": {"Drama"}}},
	}, set.Items)
	require.Equal(t, []flat{
		{"7", "1", "rating", 964981247000, 0, "3", ""},
		{"7", "2", "rating", 964982703000, 0, "4.5", ""},
		{"8", "1", "rating", 964983000000, 0, "0.5", ""},
	}, flatSet(set))
	require.Equal(t, []string{
		`movies.csv: line 5: duplicate item id: "3"`,
		`ratings.csv: line 5: unknown item: "9"`,
		`ratings.csv: line 6: value is not a finite number: "good"`,
		`ratings.csv: line 7: time out of range: "1e20"`,
	}, reasons(set))
	require.Equal(t, 6, set.Summary.Rows)
	require.Equal(t, "s", set.Summary.TimeUnit)
	require.False(t, set.Summary.Guessed, "the format says seconds")
}

func TestMovieLensTyped(t *testing.T) {
	set := mustOpen(t, "movielens:testdata/typed", Options{Strict: true, Timezone: zoneNamed(t, "America/Chicago")})
	require.Equal(t, []data.Item{
		{ID: "1", Title: "Long Walk Home", PriceCents: -1, Available: true, Attributes: map[string][]string{"category": {"Drama", "Sci-Fi"}, "year": {"1999"}}},
		{ID: "2", Title: `Say "Hello"`, PriceCents: -1, Available: true, Attributes: map[string][]string{}},
	}, set.Items)
	require.Equal(t, []flat{
		{"1", "2", "rating", 881250949000, -360, "3", ""},
		{"2", "1", "rating", 881250950000, -360, "5", ""},
	}, flatSet(set))
}

func TestMovieLensWantsOneOfEach(t *testing.T) {
	_, err := Open("movielens:"+folder(t, map[string]string{"a.item": "", "b.item": ""}), Options{})
	require.ErrorContains(t, err, "found 2 *.item")
	_, err = Open("movielens:"+folder(t, map[string]string{"movies.csv": "movieId,title,genres\n"}), Options{})
	require.ErrorContains(t, err, "no ratings.csv")
	_, err = Open("movielens:"+folder(t, map[string]string{"movies.csv": "id\n", "ratings.csv": ""}), Options{})
	require.ErrorContains(t, err, `movies.csv: line 1: header: no column "movieId" among ["id"]`)
}

func TestS3Rec(t *testing.T) {
	set := mustOpen(t, "s3rec:testdata/s3/Tiny", Options{})
	day := func(k int64) int64 { return syntheticStart + k*dayMillis }
	require.Equal(t, []flat{
		{"ann", "a", "rating", day(0), 0, "", ""},
		{"ann", "b", "rating", day(1), 0, "", ""},
		{"ann", "a", "rating", day(2), 0, "", ""},
		{"bob", "c", "rating", day(0), 0, "", ""},
	}, flatSet(set))
	require.Equal(t, []string{"1", "2", "1"}, set.Items[0].Attributes["attribute"], "repetition is kept")
	require.Nil(t, set.Items[1].Attributes)
	require.Equal(t, []string{"3"}, set.Items[2].Attributes["attribute"])
	require.Equal(t, data.ClockSynthetic, set.Clock)
	require.Equal(t, "synthetic", set.Summary.TimeUnit)
	require.False(t, set.Synthetic, "the times are made up, the behaviour is not")
	require.Equal(t, []string{
		"Tiny.txt: line 3: a person without an item",
		`Tiny.txt: line 4: duplicate person: "ann"`,
		"Tiny_item2attributes.json: attributes of items without an event: 1 items",
	}, reasons(set))
	require.Equal(t, 6, set.Summary.Rows)
}

func TestS3RecWithoutAttributes(t *testing.T) {
	set := mustOpen(t, "s3rec:testdata/s3/Bare", Options{Strict: true})
	require.Equal(t, 2, set.Events.Len())
}

func TestS3RecBrokenAttributes(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": [1`:        "X_item2attributes.json: unexpected EOF",
		`{"a": ["x"]}`:    "X_item2attributes.json: json: invalid number literal",
		`{"a": [1]} more`: "X_item2attributes.json: more text after the object",
	} {
		dir := folder(t, map[string]string{"X.txt": "p a\n", "X_item2attributes.json": text})
		_, err := Open("s3rec:"+filepath.Join(dir, "X"), Options{})
		require.ErrorContains(t, err, want)
	}
}

func TestSessionsOfClicks(t *testing.T) {
	set := mustOpen(t, "sessions:testdata/clicks", Options{})
	require.Equal(t, []flat{
		{"2", "z", "click", 1592337700500, 0, "", ""},
		{"2", "x", "click", 1592337765000, 0, "", ""},
		{"1", "y", "click", 1592337718000, 0, "", ""},
		{"1", "x", "click", 1592337800000, 0, "", ""},
	}, flatSet(set))
	x, y := int32(0), int32(1)
	require.Equal(t, &data.Holdout{Sessions: [][]int32{{data.NoItem, x}, {y}}, Times: [][]int64{{1593516272000, 1593516343000}, {1593516000000}}}, set.Holdout, "sorted by time, in order of first appearance")
	require.Equal(t, []string{
		"train.txt: line 6: empty item", `valid.txt: line 5: time not understood: "noon"`,
	}, reasons(set))
	require.Equal(t, 2, set.Summary.Bad)
	require.Equal(t, 5, set.Summary.Rows, "of the training file")
	require.Len(t, set.Items, 3, "items of the holdout stay out of the catalogue")
}

func TestSessionsOfLines(t *testing.T) {
	set := mustOpen(t, "sessions:testdata/lines", Options{})
	minute := func(k int64) int64 { return syntheticStart + k*minuteMillis }
	require.Equal(t, []flat{
		{"1", "5", "click", minute(1), 0, "", ""},
		{"1", "7", "click", minute(2), 0, "", ""},
		{"1", "5", "click", minute(3), 0, "", ""},
		{"2", "7", "click", minute(2), 0, "", ""},
	}, flatSet(set))
	require.Equal(t, data.ClockSynthetic, set.Clock)
	five, seven := int32(0), int32(1)
	require.Equal(t, &data.Holdout{
		Sessions: [][]int32{{five}, {five, data.NoItem}, {seven}},
		Targets:  []int32{seven, seven, data.NoItem},
	}, set.Holdout)
	require.Equal(t, []string{"test.txt: line 4: a test case needs a prefix and a target"}, reasons(set))
}

func TestSessionsHoldoutChoice(t *testing.T) {
	files := map[string]string{"train.txt": "1 2\n"}
	set := mustOpen(t, "sessions:"+folder(t, files), Options{})
	require.Nil(t, set.Holdout)
	require.Contains(t, set.Summary.Notes, "no valid.txt or test.txt: no holdout")

	files["valid.txt"], files["test.txt"] = "SessionId\tItemId\tTime\n1\t1\t5\n", "1 2\n"
	set = mustOpen(t, "sessions:"+folder(t, files), Options{})
	require.Equal(t, []int32{1}, set.Holdout.Targets)
	require.Contains(t, set.Summary.Notes, "both valid.txt and test.txt: the holdout is test.txt")
}

func TestLibFM(t *testing.T) {
	set := mustOpen(t, "libfm:testdata/apps", Options{})
	minute := func(k int64) int64 { return syntheticStart + k*minuteMillis }
	same := " isweekend=40 homework=50 cost=60 weather=70 country=80 city="
	require.Equal(t, []flat{
		{"1", "10", "click", minute(1), 0, "", "daytime=20 weekday=30" + same + "90"},
		{"1", "11", "click", minute(4), 0, "", "daytime=20 weekday=31" + same + "91"},
		{"0", "11", "click", minute(2), 0, "", "daytime=21 weekday=30" + same + "90"},
	}, flatSet(set))
	require.Len(t, set.Events.Context, 8)
	require.Equal(t, []string{
		"train_positives.libfm: line 5: wrong field count: 4, want a label and 10 features",
		`train_positives.libfm: line 6: feature is not NUMBER:1: "40:2"`,
		`train_positives.libfm: line 7: label is not 1, 0 or -1: "2"`,
		"validation.libfm: line 3: wrong field count: 2, want a label and 10 features",
	}, reasons(set))
	require.Equal(t, 7, set.Summary.Rows)
	require.Contains(t, set.Summary.Notes, "train_positives.libfm: 1 lines with a negative label left out")
}

func TestLibFMHoldout(t *testing.T) {
	set := mustOpen(t, "libfm:testdata/apps", Options{})
	h := set.Holdout
	require.Equal(t, []bool{false, true, false}, h.Label)
	require.Equal(t, 3, h.Rows.Len())
	same := " weekday=30 isweekend=40 homework=50 cost=60 weather=70 country=80 city=90"
	var got []flat
	for _, f := range flatten(set.Items, h.Rows) {
		f.ms = 0
		got = append(got, f)
	}
	require.Equal(t, []flat{
		{"5", "11", "click", 0, 0, "", "daytime=22" + same},
		{"1", "99", "click", 0, 0, "", "daytime=20" + same},
		{"0", "10", "click", 0, 0, "", "daytime=20" + same},
	}, got, "in the order of the file")
	require.Equal(t, []string{"10", "11", "99"}, idsOf(set.Items), "a catalogue lists every app, also one that training lacks")
	require.NotContains(t, set.Events.Item, int32(2))
	require.Contains(t, set.Summary.Notes, "validation.libfm: 1 items that training lacks are items without an event")
	require.Equal(t, set.Events.Persons, h.Rows.Persons, "one index for both")
	for i, c := range h.Rows.Context {
		require.Equal(t, set.Events.Context[i].Values, c.Values)
	}
}

func idsOf(items []data.Item) []string {
	var ids []string
	for i := range items {
		ids = append(ids, items[i].ID)
	}
	return ids
}

func TestLibFMWithoutValidation(t *testing.T) {
	text, err := os.ReadFile("testdata/apps/train_positives.libfm")
	require.NoError(t, err)
	set := mustOpen(t, "libfm:"+folder(t, map[string]string{"train_positives.libfm": string(text)}), Options{})
	require.Nil(t, set.Holdout)
	require.Equal(t, 3, set.Events.Len())
}

func TestOBD(t *testing.T) {
	set := mustOpen(t, "obd:testdata/bandit/random/men", Options{})
	first := "position=3 user_feature_0=u0 user_feature_1=u1 user_feature_2=u2 user_feature_3=u3 policy=random"
	second := "position=1 user_feature_0=v0 user_feature_1=u1 user_feature_2=u2 user_feature_3=u3 policy=random"
	require.Equal(t, []flat{
		{"2", "1", "impression", 1574553618175, 0, "0.5", first},
		{"3", "0", "impression", 1574553620000, 0, "0.25", second},
		{"3", "0", "click", 1574553620000, 0, "", second},
	}, flatSet(set))
	require.Equal(t, []string{
		`men.csv: line 4: unknown item: "5"`,
		`men.csv: line 5: click is not 0 or 1: "2"`,
		`men.csv: line 6: propensity is not above 0 and at most 1: "0"`,
		`men.csv: line 7: propensity is not above 0 and at most 1: "1.5"`,
	}, reasons(set))
	require.Equal(t, 6, set.Summary.Rows)
	require.Equal(t, map[string][]string{"item_feature_1": {"aa"}, "item_feature_2": {"bd"}}, set.Items[1].Attributes)
}

func TestOBDNamesOfThePropensity(t *testing.T) {
	head := "timestamp,item_id,position,click,%s,user_feature_0,user_feature_1,user_feature_2,user_feature_3\n"
	files := map[string]string{
		"item_context.csv": "item_id,item_feature_1,item_feature_2,item_feature_3\n0,a,b,c\n",
		"women.csv":        "",
	}
	for column, ok := range map[string]bool{"propensity_score": true, "action_prob": true, "p": false} {
		files["women.csv"] = fmt.Sprintf(head, column) + "2019-11-24 00:00:18+00:00,0,1,0,0.5,a,b,c,d\n"
		set, err := Open("obd:"+folder(t, files), Options{})
		if !ok {
			require.ErrorContains(t, err, `women.csv: line 1: header: no column "action_prob"`)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, []float32{.5}, set.Events.Value)
	}
}

// TestRealSets counts the public sets where they are at hand; they may not be committed.
func TestRealSets(t *testing.T) {
	const base = "../../../shared/data"
	if _, err := os.Stat(base); err != nil {
		t.Skip("the public data sets are not at " + base)
	}
	type counts struct{ persons, items, events, sessions, rows int }
	for spec, want := range map[string]counts{
		"s3rec:" + base + "/s3rec/Beauty":        {22363, 12101, 198502, 0, 0},
		"s3rec:" + base + "/s3rec/LastFM":        {1090, 3646, 52551, 0, 0},
		"movielens:" + base + "/ml-latest-small": {610, 9742, 100836, 0, 0},
		"movielens:" + base + "/ml-100k":         {943, 1682, 100000, 0, 0},
		"sessions:" + base + "/serenade":         {23753, 18009, 113601, 330, 0},
		"sessions:" + base + "/yoochoose_1_64":   {116167, 17376, 486026, 55898, 0},
		"libfm:" + base + "/frappe":              {950, 4082, 67604, 0, 57722},
		"obd:" + base + "/obd/random/men":        {10000, 34, 10046, 0, 0},
		"obd:" + base + "/obd/bts/men":           {10000, 34, 10069, 0, 0},
	} {
		t.Run(spec, func(t *testing.T) {
			if testing.Short() {
				t.Skip("short")
			}
			set, err := Open(spec, Options{Strict: true})
			require.NoError(t, err)
			got := counts{len(set.Events.Persons), len(set.Items), set.Events.Len(), 0, 0}
			if h := set.Holdout; h != nil {
				got.sessions = len(h.Sessions)
				if h.Rows != nil {
					got.rows = h.Rows.Len()
				}
			}
			require.Equal(t, want, got)
		})
	}
}

// TestLibFMWithOtherFeatures: the first line tells how many context values there are; a set without Frappe's names of files is read too.
func TestLibFMWithOtherFeatures(t *testing.T) {
	dir := folder(t, map[string]string{
		"train.libfm": "\n1 1:1 20:1 30:1\n0 1:1 21:1 31:1\n1 2:1 20:1 31:1\n1 2:1 20:1\n", "test.libfm": "1 1:1 22:1 30:1\n-1 2:1 21:1 30:1\n",
	})
	set := mustOpen(t, "libfm:"+dir, Options{})
	require.Equal(t, 2, set.Events.Len())
	require.Len(t, set.Events.Context, 1)
	require.Equal(t, "context1", set.Events.Context[0].Name)
	require.Equal(t, []bool{true, false}, set.Holdout.Label)
	require.Equal(t, 2, set.Holdout.Rows.Len())
	require.Equal(t, []string{"train.libfm: line 5: wrong field count: 3, want a label and 3 features"}, reasons(set))

	packed := mustOpen(t, "libfm:"+folder(t, map[string]string{"train.libfm.gz": gzipped(t, "1 1:1 20:1 30:1\n")}), Options{})
	require.Equal(t, 1, packed.Events.Len())
	require.Len(t, packed.Events.Context, 1)

	empty := mustOpen(t, "libfm:"+folder(t, map[string]string{"train.libfm": "\n", "test.libfm": "1 1:1 22:1 30:1\n"}), Options{})
	require.Len(t, empty.Events.Context, len(frappeContext))
	require.Equal(t, []string{"test.libfm: line 1: wrong field count: 4, want a label and 10 features"}, reasons(empty))

	bare := mustOpen(t, "libfm:"+folder(t, map[string]string{"train.libfm": "1 1:1 2:1\n"}), Options{})
	require.Empty(t, bare.Events.Context)
	require.Equal(t, 1, bare.Events.Len())
}
