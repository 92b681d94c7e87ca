package dataset

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// This file writes random sets in each public form and reads them back, beside the plainest account of what should come out.

// form is a folder that is written anew for every draw.
type form struct{ dir string }

func newForm(t *testing.T) form { return form{t.TempDir()} }

// write replaces the folder's files.
func (f form) write(t *rapid.T, files map[string]string) {
	entries, err := os.ReadDir(f.dir)
	require.NoError(t, err)
	for _, e := range entries {
		require.NoError(t, os.Remove(filepath.Join(f.dir, e.Name())))
	}
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(f.dir, name), []byte(text), 0o600))
	}
}

// open reads a folder of which every row is good.
func (f form) open(t *rapid.T, spec string) *data.Set {
	set, err := Open(spec, Options{Strict: true})
	require.NoError(t, err)
	requireSound(t, set)
	require.Zero(t, set.Summary.Bad)
	return set
}

// grouped puts rows into the order of a set: persons as they first appear, each by time, equal times as they came.
func grouped(rows []flat) []flat {
	first := map[string]int{}
	for i, r := range rows {
		if _, known := first[r.person]; !known {
			first[r.person] = i
		}
	}
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b flat) int {
		return cmp.Or(cmp.Compare(first[a.person], first[b.person]), cmp.Compare(a.ms, b.ms))
	})
	return out
}

// appearing returns the names in the order of their first appearance.
func appearing(names ...[]string) []string {
	var out []string
	for _, list := range names {
		for _, n := range list {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func itemsOf(rows []flat) (ids []string) {
	for _, r := range rows {
		ids = append(ids, r.item)
	}
	return ids
}

// requireFlat compares; an empty list is an empty list.
func requireFlat(t *rapid.T, want, got []flat) {
	require.Equal(t, len(want), len(got))
	for i := range want {
		require.Equal(t, want[i], got[i], "row %d", i)
	}
}

// frappeText draws lines of Frappe's form and tells what they say.
func frappeText(t *rapid.T, what string) (text string, rows []flat, labels []bool) {
	var b strings.Builder
	for n := range rapid.IntRange(1, 12).Draw(t, what) {
		label := rapid.SampledFrom([]string{"1", "+1", "0", "-1"}).Draw(t, "label")
		r := flat{
			person: strconv.Itoa(rapid.IntRange(0, 3).Draw(t, "person")), item: strconv.Itoa(rapid.IntRange(10, 16).Draw(t, "app")),
			kind: "click", ms: syntheticStart + int64(n+1)*minuteMillis,
		}
		fmt.Fprintf(&b, "%s %s:1 %s:1", label, r.person, r.item)
		var context []string
		for k, name := range frappeContext {
			v := 100*k + rapid.IntRange(20, 22).Draw(t, name)
			fmt.Fprintf(&b, " %d:1", v)
			context = append(context, fmt.Sprintf("%s=%d", name, v))
		}
		r.context = strings.Join(context, " ")
		b.WriteString("\n")
		rows, labels = append(rows, r), append(labels, label == "1" || label == "+1")
	}
	return b.String(), rows, labels
}

// TestLibFMEqualsReference: positives are events, a minute a line; published rows stay as they are; the catalogue has the apps of both.
func TestLibFMEqualsReference(t *testing.T) {
	f := newForm(t)
	rapid.Check(t, func(t *rapid.T) {
		train, rows, labels := frappeText(t, "train")
		validation, published, published01 := frappeText(t, "validation")
		f.write(t, map[string]string{"train_positives.libfm": train, "validation.libfm": validation})
		set := f.open(t, "libfm:"+f.dir)
		var positives []flat
		for i, r := range rows {
			if labels[i] {
				positives = append(positives, r)
			}
		}
		requireFlat(t, grouped(positives), flatSet(set))
		requireFlat(t, published, flatten(set.Items, set.Holdout.Rows))
		require.Equal(t, published01, set.Holdout.Label)
		require.Equal(t, appearing(itemsOf(positives), itemsOf(published)), idsOf(set.Items))
		require.Equal(t, len(rows), set.Summary.Rows)
		require.Equal(t, data.ClockSynthetic, set.Clock)

		f.write(t, map[string]string{"train_positives.libfm": train})
		alone := f.open(t, "libfm:"+f.dir)
		require.Nil(t, alone.Holdout)
		requireFlat(t, flatSet(set), flatSet(alone))
		require.Equal(t, appearing(itemsOf(positives)), appearing(idsOf(alone.Items)))
	})
}

// TestS3RecEqualsReference: a person a line, an event a day, attributes as the file repeats them.
func TestS3RecEqualsReference(t *testing.T) {
	f := newForm(t)
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		var rows []flat
		for p := range rapid.IntRange(1, 6).Draw(t, "persons") {
			items := rapid.SliceOfN(rapid.IntRange(1, 9), 1, 8).Draw(t, "items")
			fmt.Fprintf(&text, "u%d", p)
			for k, i := range items {
				fmt.Fprintf(&text, " %d", i)
				rows = append(rows, flat{person: fmt.Sprintf("u%d", p), item: strconv.Itoa(i), kind: "rating", ms: syntheticStart + int64(k)*dayMillis})
			}
			text.WriteString("\n")
		}
		ids := appearing(itemsOf(rows))
		files := map[string]string{"Set.txt": text.String()}
		attributes := map[string][]string{}
		for _, id := range ids {
			for _, a := range rapid.SliceOfN(rapid.IntRange(1, 4), 0, 4).Draw(t, "attributes") {
				attributes[id] = append(attributes[id], strconv.Itoa(a))
			}
		}
		var lists []string
		for _, id := range ids {
			if len(attributes[id]) > 0 {
				lists = append(lists, fmt.Sprintf("%q: [%s]", id, strings.Join(attributes[id], ", ")))
			}
		}
		if len(lists) > 0 {
			files["Set_item2attributes.json"] = "{" + strings.Join(lists, ", ") + "}"
		}
		f.write(t, files)
		set := f.open(t, "s3rec:"+filepath.Join(f.dir, "Set"))
		requireFlat(t, rows, flatSet(set))
		require.Equal(t, ids, idsOf(set.Items))
		for i := range set.Items {
			require.Equal(t, attributes[set.Items[i].ID], set.Items[i].Attributes["attribute"])
		}
		require.Equal(t, len(rows), set.Summary.Rows)
	})
}

// clickText draws rows of Serenade's form, in no order.
func clickText(t *rapid.T, what string) (text string, rows []flat) {
	var b strings.Builder
	b.WriteString("SessionId\tItemId\tTime\n")
	for range rapid.IntRange(1, 20).Draw(t, what) {
		r := flat{
			person: strconv.Itoa(rapid.IntRange(1, 4).Draw(t, "session")), item: strconv.Itoa(rapid.IntRange(1, 7).Draw(t, "item")),
			kind: "click", ms: int64(1592337718+rapid.IntRange(0, 9).Draw(t, "second")) * 1000,
		}
		fmt.Fprintf(&b, "%s\t%s\t%d\n", r.person, r.item, r.ms/1000)
		rows = append(rows, r)
	}
	return b.String(), rows
}

// TestClicksEqualReference: each session by time; the published ones as numbers of the catalogue, unknown items as none.
func TestClicksEqualReference(t *testing.T) {
	f := newForm(t)
	rapid.Check(t, func(t *rapid.T) {
		train, rows := clickText(t, "train")
		valid, held := clickText(t, "valid")
		f.write(t, map[string]string{"train.txt": train, "valid.txt": valid})
		set := f.open(t, "sessions:"+f.dir)
		requireFlat(t, grouped(rows), flatSet(set))
		ids := appearing(itemsOf(rows))
		require.Equal(t, ids, idsOf(set.Items))
		var sessions [][]int32
		last := ""
		for _, r := range grouped(held) {
			if r.person != last {
				sessions, last = append(sessions, nil), r.person
			}
			s := &sessions[len(sessions)-1]
			*s = append(*s, int32(slices.Index(ids, r.item)))
		}
		require.Equal(t, sessions, set.Holdout.Sessions)
		require.Nil(t, set.Holdout.Targets)
		require.Equal(t, len(rows), set.Summary.Rows)
		require.Equal(t, data.ClockReal, set.Clock)

		f.write(t, map[string]string{"train.txt": train, "test.txt": valid})
		require.Equal(t, set.Holdout, f.open(t, "sessions:"+f.dir).Holdout, "a test.txt of the same form is read alike")
	})
}

// TestSessionLinesEqualReference: a session a line, a minute a click; test lines end with their target.
func TestSessionLinesEqualReference(t *testing.T) {
	f := newForm(t)
	lines := func(t *rapid.T, what string, least int) (text string, lists [][]string) {
		for range rapid.IntRange(1, 6).Draw(t, what) {
			var list []string
			for _, i := range rapid.SliceOfN(rapid.IntRange(1, 9), least, 6).Draw(t, "items") {
				list = append(list, strconv.Itoa(i))
			}
			lists = append(lists, list)
			text += strings.Join(list, " ") + "\n"
		}
		return text, lists
	}
	rapid.Check(t, func(t *rapid.T) {
		train, sessions := lines(t, "train", 1)
		test, cases := lines(t, "test", 2)
		f.write(t, map[string]string{"train.txt": train, "test.txt": test})
		set := f.open(t, "sessions:"+f.dir)
		var rows []flat
		for s, list := range sessions {
			for k, id := range list {
				rows = append(rows, flat{person: strconv.Itoa(s + 1), item: id, kind: "click", ms: syntheticStart + int64(s+1+k)*minuteMillis})
			}
		}
		requireFlat(t, rows, flatSet(set))
		require.Equal(t, appearing(itemsOf(rows)), idsOf(set.Items))
		for k, list := range cases {
			n := len(list) - 1
			for i, id := range list[:n] {
				require.EqualValues(t, slices.Index(idsOf(set.Items), id), set.Holdout.Sessions[k][i])
			}
			require.Len(t, set.Holdout.Sessions[k], n)
			require.EqualValues(t, slices.Index(idsOf(set.Items), list[n]), set.Holdout.Targets[k])
		}
		require.Len(t, set.Holdout.Targets, len(cases))
	})
}

// film is a row of either form of MovieLens.
type film struct {
	title, year string
	genres      []string
}

// TestBothFormsOfMovieLensAgree, and with what was drawn.
func TestBothFormsOfMovieLensAgree(t *testing.T) {
	f := newForm(t)
	rapid.Check(t, func(t *rapid.T) {
		films := map[string]film{}
		movies, items := "movieId,title,genres\n", "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n"
		n := rapid.IntRange(1, 5).Draw(t, "films")
		for i := range n {
			x := film{rapid.StringMatching(`[A-Z][a-z]{1,5}( [A-Z][a-z]{1,5})?`).Draw(t, "title"), "", rapid.SliceOfNDistinct(
				rapid.SampledFrom([]string{"Drama", "Comedy", "Sci-Fi", "War"}), 0, 3, rapid.ID[string]).Draw(t, "genres")}
			if rapid.Bool().Draw(t, "dated") {
				x.year = strconv.Itoa(rapid.IntRange(1930, 2018).Draw(t, "year"))
			}
			id := strconv.Itoa(i + 1)
			films[id] = x
			listed := strings.Join(x.genres, "|")
			if listed == "" {
				listed = "(no genres listed)"
			}
			title := x.title
			if x.year != "" {
				title += " (" + x.year + ")"
			}
			movies += id + "," + title + "," + listed + "\n"
			items += id + "\t" + x.title + "\t" + x.year + "\t" + strings.Join(x.genres, " ") + "\n"
		}
		ratings, inter := "userId,movieId,rating,timestamp\n", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
		var rows []flat
		for range rapid.IntRange(0, 15).Draw(t, "ratings") {
			r := flat{
				person: strconv.Itoa(rapid.IntRange(1, 3).Draw(t, "person")), item: strconv.Itoa(rapid.IntRange(1, n).Draw(t, "film")), kind: "rating",
				ms: 1000 * rapid.Int64Range(881250940, 881250950).Draw(t, "second"), value: rapid.SampledFrom([]string{"0.5", "3", "4.5"}).Draw(t, "stars"),
			}
			rows = append(rows, r)
			ratings += fmt.Sprintf("%s,%s,%s,%d\n", r.person, r.item, r.value, r.ms/1000)
			inter += fmt.Sprintf("%s\t%s\t%s\t%d\n", r.person, r.item, r.value, r.ms/1000)
		}
		f.write(t, map[string]string{"movies.csv": movies, "ratings.csv": ratings})
		plain := f.open(t, "movielens:"+f.dir)
		f.write(t, map[string]string{"x.item": items, "x.inter": inter})
		typed := f.open(t, "movielens:"+f.dir)
		f.write(t, map[string]string{"x.item": strings.Replace(items, "class:", "genre:", 1), "x.inter": inter})
		larger := f.open(t, "movielens:"+f.dir)
		for _, set := range []*data.Set{plain, typed, larger} {
			requireFlat(t, grouped(rows), flatSet(set))
			require.Len(t, set.Items, n, "unrated films stay in the catalogue")
			for _, it := range set.Items {
				x := films[it.ID]
				require.True(t, strings.HasPrefix(it.Title, x.title))
				require.Equal(t, x.genres, append([]string{}, it.Categories()...))
				require.Equal(t, x.year, strings.Join(it.Attributes["year"], ""))
			}
		}
	})
}

// TestOBDEqualsReference: each row a person, an impression with its propensity, and a click where there was one.
func TestOBDEqualsReference(t *testing.T) {
	f := newForm(t)
	rapid.Check(t, func(t *rapid.T) {
		context := "item_id,item_feature_0,item_feature_1,item_feature_2,item_feature_3\n"
		for i := range 4 {
			context += fmt.Sprintf("%d,-0.5,a%d,,c\n", i, i)
		}
		log := ",timestamp,item_id,position,click,propensity_score,user_feature_0,user_feature_1,user_feature_2,user_feature_3,user-item_affinity_0\n"
		var rows []flat
		for n := range rapid.IntRange(0, 12).Draw(t, "rows") {
			second, position := rapid.IntRange(0, 59).Draw(t, "second"), rapid.IntRange(1, 3).Draw(t, "position")
			item, click := rapid.IntRange(0, 3).Draw(t, "item"), rapid.IntRange(0, 1).Draw(t, "click")
			p := rapid.SampledFrom([]string{"1", "0.5", "0.03125"}).Draw(t, "propensity")
			u := rapid.StringMatching(`[a-c]?`).Draw(t, "feature")
			log += fmt.Sprintf("%d,2019-11-24 00:00:%02d.5+00:00,%d,%d,%d,%s,%s,x,y,z,0.0\n", n, second, item, position, click, p, u)
			r := flat{
				person: strconv.Itoa(n + 2), item: strconv.Itoa(item), kind: "impression", ms: 1574553600500 + int64(second)*1000, value: p,
				context: fmt.Sprintf("position=%d user_feature_0=%s user_feature_1=x user_feature_2=y user_feature_3=z policy=%s", position, u, filepath.Base(filepath.Dir(f.dir))),
			}
			if u == "" {
				r.context = strings.Replace(r.context, " user_feature_0=", "", 1)
			}
			rows = append(rows, r)
			if click == 1 {
				r.kind, r.value = "click", ""
				rows = append(rows, r)
			}
		}
		f.write(t, map[string]string{"item_context.csv": context, "all.csv": log})
		set := f.open(t, "obd:"+f.dir)
		requireFlat(t, rows, flatSet(set))
		require.Len(t, set.Items, 4)
		require.Equal(t, map[string][]string{"item_feature_1": {"a3"}, "item_feature_3": {"c"}}, set.Items[3].Attributes)
	})
}
