package consent

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/fault"
)

func TestValidate(t *testing.T) {
	limits := func(at int, days int32) []int32 {
		all := make([]int32, event.Categories)
		all[at] = days
		return all
	}
	for name, c := range map[string]struct {
		edit  func(p *Purpose)
		field string
		code  fault.Code
	}{
		"no id":                {func(p *Purpose) { p.ID = "" }, "id", fault.Format},
		"long id":              {func(p *Purpose) { p.ID = strings.Repeat("x", MaxID+1) }, "id", fault.Format},
		"capital in the id":    {func(p *Purpose) { p.ID = "Rank" }, "id", fault.Format},
		"space in the id":      {func(p *Purpose) { p.ID = "a b" }, "id", fault.Format},
		"slash in the id":      {func(p *Purpose) { p.ID = "a/b" }, "id", fault.Format},
		"colon in the id":      {func(p *Purpose) { p.ID = "a:" }, "id", fault.Format},
		"brace in the id":      {func(p *Purpose) { p.ID = "a{" }, "id", fault.Format},
		"umlaut in the id":     {func(p *Purpose) { p.ID = "für" }, "id", fault.Format},
		"the id that is all":   {func(p *Purpose) { p.ID = All }, "id", fault.Format},
		"version zero":         {func(p *Purpose) { p.Version = 0 }, "version", fault.Range},
		"version above":        {func(p *Purpose) { p.Version = 1 << 31 }, "version", fault.Range},
		"no text":              {func(p *Purpose) { p.Text = "" }, "text", fault.Missing},
		"long text":            {func(p *Purpose) { p.Text = strings.Repeat("x", MaxText+1) }, "text", fault.Range},
		"text not UTF-8":       {func(p *Purpose) { p.Text = "a\xff" }, "text", fault.UTF8},
		"no such stage":        {func(p *Purpose) { p.Stage = Stage(Stages) }, "stage", fault.Range},
		"highest stage":        {func(p *Purpose) { p.Stage = 255 }, "stage", fault.Range},
		"category above":       {func(p *Purpose) { p.Categories = 1 << event.Categories }, "categories", fault.Range},
		"days below":           {func(p *Purpose) { p.Days = -1 }, "days", fault.Range},
		"days above":           {func(p *Purpose) { p.Days = MaxDays + 1 }, "days", fault.Range},
		"limits too short":     {func(p *Purpose) { p.Limits = make([]int32, event.Categories-1) }, "limits", fault.Range},
		"limits too long":      {func(p *Purpose) { p.Limits = make([]int32, event.Categories+1) }, "limits", fault.Range},
		"limit below":          {func(p *Purpose) { p.Limits = limits(0, -1) }, "limits", fault.Range},
		"limit above":          {func(p *Purpose) { p.Limits = limits(event.Categories-1, MaxDays+1) }, "limits", fault.Range},
		"many kinds":           {func(p *Purpose) { p.Sensitive = strings.Split(strings.Repeat("k,", MaxKinds)+"k", ",") }, "sensitive", fault.Range},
		"empty kind":           {func(p *Purpose) { p.Sensitive = []string{"health", ""} }, "sensitive", fault.Format},
		"kind with a capital":  {func(p *Purpose) { p.Sensitive = []string{"Health"} }, "sensitive", fault.Format},
		"kind that is all":     {func(p *Purpose) { p.Sensitive = []string{"all"} }, "sensitive", fault.Format},
		"kind that is too big": {func(p *Purpose) { p.Sensitive = []string{strings.Repeat("k", MaxID+1)} }, "sensitive", fault.Format},
	} {
		t.Run(name, func(t *testing.T) {
			p := purpose("ok")
			require.NoError(t, p.Validate("purposes[3]"))
			c.edit(&p)
			require.Equal(t, fault.At(c.code, "purposes[3]."+c.field), p.Validate("purposes[3]"))
		})
	}
}

// largest reaches every limit of a purpose.
func largest() Purpose {
	p := Purpose{
		ID: strings.Repeat("z", MaxID-7) + "09az._-", Version: 1<<31 - 1, Text: strings.Repeat("ü", MaxText/2), Stage: StageFairness,
		Categories: 1<<event.Categories - 1, Days: MaxDays,
	}
	for range event.Categories {
		p.Limits = append(p.Limits, MaxDays)
	}
	for i := range MaxKinds {
		p.Sensitive = append(p.Sensitive, strings.Repeat("k", MaxID-1)+string(rune("0123456789abcdefghijklmnopqrstuvwxyz"[i])))
	}
	return p
}

func TestValidateAtTheLimits(t *testing.T) {
	p := largest()
	require.NoError(t, p.Validate("p"))
}

// TestDaysOf compares with the lowest of what is limited, and Has and Covers with their definitions.
func TestDaysOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := genPurpose(t, "a")
		require.NoError(t, p.Validate("p"))
		for c := range event.Categories {
			require.Equal(t, lowest(p.Days, limitOf(p, c)), p.DaysOf(event.Category(c)))
			require.Equal(t, p.Categories == 0 || p.Categories&(1<<c) != 0, p.Has(event.Category(c)))
		}
		for _, kind := range kindNames {
			require.Equal(t, strings.Contains(" "+strings.Join(p.Sensitive, " ")+" ", " "+kind+" "), p.Covers(kind))
		}
		require.False(t, p.Covers(""))
	})
}

func limitOf(p Purpose, c int) int32 {
	if p.Limits == nil {
		return 0
	}
	return p.Limits[c]
}

// lowest returns the lowest of some limits, where 0 is none.
func lowest(limits ...int32) int32 {
	low := int32(0)
	for _, v := range limits {
		if v != 0 && (low == 0 || v < low) {
			low = v
		}
	}
	return low
}

func TestMergeConflicts(t *testing.T) {
	const browsing, search = 1 << event.CategoryBrowsing, 1 << event.CategorySearch
	for name, c := range map[string]struct {
		edit func(pack, site *Purpose)
		want string
	}{
		"nothing differs":             {func(_, _ *Purpose) {}, ""},
		"higher version":              {func(_, q *Purpose) { q.Version = 2 }, "site[1].version: conflict"},
		"lower version":               {func(p, _ *Purpose) { p.Version = 2 }, "site[1].version: conflict"},
		"another text":                {func(_, q *Purpose) { q.Text += " " }, "site[1].text: conflict"},
		"another stage":               {func(_, q *Purpose) { q.Stage = StageLearn }, "site[1].stage: conflict"},
		"one kind more":               {func(_, q *Purpose) { q.Sensitive = []string{"health"} }, "site[1].sensitive: conflict"},
		"one kind less":               {func(p, _ *Purpose) { p.Sensitive = []string{"health"} }, "site[1].sensitive: conflict"},
		"another kind":                {func(p, q *Purpose) { p.Sensitive, q.Sensitive = []string{"health"}, []string{"faith"} }, "site[1].sensitive: conflict"},
		"kinds in another order":      {func(p, q *Purpose) { p.Sensitive, q.Sensitive = []string{"a", "b"}, []string{"b", "a"} }, ""},
		"a kind twice in the site's":  {func(p, q *Purpose) { p.Sensitive, q.Sensitive = []string{"a", "b"}, []string{"a", "a"} }, "site[1].sensitive: conflict"},
		"a kind twice in the pack's":  {func(p, q *Purpose) { p.Sensitive, q.Sensitive = []string{"a", "a"}, []string{"a", "b"} }, "site[1].sensitive: conflict"},
		"no category in common":       {func(p, q *Purpose) { p.Categories, q.Categories = browsing, search }, "site[1].categories: conflict"},
		"one category in common":      {func(p, q *Purpose) { p.Categories, q.Categories = browsing|search, search }, ""},
		"invalid":                     {func(_, q *Purpose) { q.Text = "" }, "site[1].text: missing"},
		"the site has it twice":       {func(_, q *Purpose) { q.ID = "first" }, "site[1].id: duplicate"},
		"the pack's own are not read": {func(p, _ *Purpose) { p.ID = "not in the site" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			pack, site := purposes("other", "both"), purposes("first", "both")
			c.edit(&pack[1], &site[1])
			all, err := Merge(pack, site, "site")
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, c.want)
			require.Nil(t, all)
		})
	}
}

func TestMergeCounts(t *testing.T) {
	for name, c := range map[string]struct {
		pack, site []Purpose
		want       []Purpose
		err        string
	}{
		"none":                 {nil, nil, builtin, ""},
		"none, but not nil":    {[]Purpose{}, []Purpose{}, builtin, ""},
		"of the pack":          {purposes("a", "b"), nil, purposes("a", "b"), ""},
		"of the site":          {nil, purposes("a", "b"), purposes("a", "b"), ""},
		"the pack's first":     {purposes("b"), purposes("a", "b", "c"), purposes("b", "a", "c"), ""},
		"as many as there are": {many(20), many(32)[12:], many(32), ""},
		"all in both":          {many(32), many(32), many(32), ""},
		"one too many":         {many(20), append(many(20)[8:], append(many(32)[20:], purpose("z"))...), nil, "purposes: range"},
		"the site's alone":     {nil, many(33), nil, "purposes: range"},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := Merge(c.pack, c.site, "purposes")
			require.Equal(t, c.want, all)
			if c.err == "" {
				require.NoError(t, err)
			} else {
				require.EqualError(t, err, c.err)
			}
		})
	}
}

// TestMerge: what both declare is for the categories that both have, for the shorter time; each is in it once; neither input changes.
func TestMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pack, site := genPurposes(t, 0, 3), genPurposes(t, 0, 3)
		for i := range site {
			if k := find(pack, site[i].ID); k >= 0 && rapid.IntRange(0, 9).Draw(t, "agree") > 0 {
				site[i].Version, site[i].Text = pack[k].Version, pack[k].Text
				site[i].Stage, site[i].Sensitive = pack[k].Stage, rapid.Permutation(pack[k].Sensitive).Draw(t, "kinds")
			}
		}
		before := [2][]Purpose{clone(pack), clone(site)}
		all, err := Merge(pack, site, "site")
		require.Equal(t, before, [2][]Purpose{pack, site})
		if !agree(pack, site) {
			require.Error(t, err)
			require.Equal(t, fault.Conflict, err.(*fault.Error).Code)
			return
		}
		require.NoError(t, err)
		sameMerged(t, pack, site, all)
		before = [2][]Purpose{clone(pack), clone(site)}
		narrowAll(all)
		require.Equal(t, before, [2][]Purpose{pack, site}, "what is returned is not the inputs'")
	})
}

// TestDeclaredTwice: a purpose that pack and site declare alike, or with all categories told one by one, is what it was.
func TestDeclaredTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pack := genPurposes(t, 1, 3)
		site := clone(pack)
		for i := range site {
			if site[i].Categories == 0 && rapid.Bool().Draw(t, "told") {
				site[i].Categories = 1<<event.Categories - 1
			}
		}
		all, err := Merge(pack, site, "site")
		require.NoError(t, err)
		require.Len(t, all, len(pack))
		for i := range all {
			require.Equal(t, textHash(&pack[i]), textHash(&all[i]))
		}
	})
}

// narrowAll overwrites the purposes and their limits, unless they are the built-in one.
func narrowAll(all []Purpose) {
	for i := range all {
		if all[i].ID != "rank" {
			all[i].Days, all[i].Categories = 7, 1
		}
	}
}

// agree reports whether two lists contradict each other nowhere.
func agree(pack, site []Purpose) bool {
	for _, q := range site {
		for _, p := range pack {
			if p.ID == q.ID && (p.Version != q.Version || p.Text != q.Text || p.Stage != q.Stage || !sameKinds(p, q) || !meet(p, q)) {
				return false
			}
		}
	}
	return true
}

func sameKinds(p, q Purpose) bool {
	for _, kind := range kindNames {
		if p.Covers(kind) != q.Covers(kind) {
			return false
		}
	}
	return true
}

// meet reports whether two purposes have a category in common.
func meet(p, q Purpose) bool {
	for c := range event.Category(event.Categories) {
		if p.Has(c) && q.Has(c) {
			return true
		}
	}
	return false
}

func sameMerged(t require.TestingT, pack, site, all []Purpose) {
	want := map[string][]Purpose{}
	for _, p := range append(clone(pack), site...) {
		want[p.ID] = append(want[p.ID], p)
	}
	if len(want) == 0 {
		require.Equal(t, builtin, all)
		return
	}
	require.Len(t, all, len(want))
	for i := range all {
		m, of := &all[i], want[all[i].ID]
		require.NoError(t, m.Validate("merged"))
		for c := range event.Category(event.Categories) {
			p, q := &of[0], &of[len(of)-1]
			require.Equal(t, p.Has(c) && q.Has(c), m.Has(c))
			require.Equal(t, lowest(p.DaysOf(c), q.DaysOf(c)), m.DaysOf(c))
		}
		require.Equal(t, of[0].Text, m.Text)
		require.Equal(t, of[0].Sensitive, m.Sensitive)
	}
	for i := range pack {
		require.Equal(t, pack[i].ID, all[i].ID, "the pack's stand first")
	}
}
