package main

import (
	"strings"
	"testing"

	"github.com/agnivade/levenshtein"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
)

func shopMatcher(t testing.TB) *matcher {
	t.Helper()
	p, err := pack.Open(pack.Append(nil, shopModel()))
	require.NoError(t, err)
	return newMatcher(p)
}

func TestList(t *testing.T) {
	m := shopMatcher(t)
	for _, c := range []struct {
		name, text string
		want       []string // ids
	}{
		{"id", "a1", []string{"a1"}},
		{"exact title", "Desk Lamp", []string{"a1"}},
		{"title in another case", "dESK lAMP", []string{"a1"}},
		{"exact title before one in another case", "green tea", []string{"c2"}},
		{"ids", "a1,b1", []string{"a1", "b1"}},
		{"ids with spaces", "a1, b1 ,c1", []string{"a1", "b1", "c1"}},
		{"titles", "Desk Lamp,Atlas", []string{"a1", "b2"}},
		{"ids and titles", "Desk Lamp,b1", []string{"a1", "b1"}},
		{"an id with a comma is one item", "x,y", []string{"x,y"}},
		{"a title with a comma is one item", "Salt, Pepper", []string{"x,y"}},
		{"a title with a comma in another case", "salt, pepper", []string{"x,y"}},
		{"one item twice", "a1,a1", []string{"a1", "a1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			items, err := m.list(c.text)
			require.NoError(t, err)
			var ids []string
			for _, item := range items {
				ids = append(ids, m.pack.ID(item))
			}
			require.Equal(t, c.want, ids)
		})
	}
}

func TestListRefuses(t *testing.T) {
	m := shopMatcher(t)
	for _, c := range []struct{ name, text, want string }{
		{"ambiguous title", "Novel", "\"Novel\" is the title of 2 items; name one by its id:\n  b1  Novel\n  d1  Novel"},
		{"ambiguous in another case", "GREEN TEA", "\"GREEN TEA\" is the title of 2 items; name one by its id:\n  c1  Green Tea\n  c2  green tea"},
		{"unknown", "Lamp", "\"Lamp\" is neither an id nor a title of this pack; nearest:\n  a1  Desk Lamp\n  a2  Floor Lamp\n  b2  Atlas"},
		{"typing error", "Flor Lmap", "nearest:\n  a2  Floor Lamp\n  a1  Desk Lamp\n"},
		{"no part matches", "one,two", `"one,two" is neither`},
		{"a part is unknown", "a1,Atlos", "in a list every part must match exactly: \"Atlos\" is neither an id nor a title of this pack; nearest:\n  b2  Atlas"},
		{"a part is in another case", "a1,atlas", `in a list every part must match exactly: "atlas"`},
		{"a part is ambiguous", "a1,Novel", `in a list every part must match exactly: "Novel" is the title of 2 items`},
		{"empty", "", `"" is neither`},
		{"commas only", ",,", `",," is neither`},
		{"a list's last part is empty", "a1,", `in a list every part must match exactly: "" is neither`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := m.list(c.text)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestUnknownWithoutTitlesNamesIDs(t *testing.T) {
	model := shopModel()
	model.Titles = nil
	p, err := pack.Open(pack.Append(nil, model))
	require.NoError(t, err)
	_, err = newMatcher(p).list("a3")
	require.EqualError(t, err, "\"a3\" is neither an id nor a title of this pack; nearest:\n  a1\n  a2\n  b1")
}

func TestNearestTexts(t *testing.T) {
	for _, c := range []struct {
		name  string
		texts []string
		text  string
		want  []int
	}{
		{"containing before near", []string{"Tony", "Toy Story (1995)", "Toy Stoat"}, "toy story", []int{1, 2, 0}},
		{"shorter before longer among those that contain it", []string{"Heat and Dust", "Heat (1995)"}, "heat", []int{1, 0}},
		{"order given breaks ties", []string{"ab", "ac"}, "ad", []int{0, 1}},
		{"at most three", []string{"a", "b", "c", "d"}, "a", []int{0, 1, 2}},
		{"none", nil, "a", []int{}},
		{"no code points split", []string{"Amelié", "Amelia"}, "Amelie", []int{0, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, nearestTexts(c.texts, c.text, shownNearest))
		})
	}
}

func TestNearestTextsAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringMatching(`[ab]{0,6}`), 1, 12).Draw(t, "texts")
		text := rapid.StringMatching(`[ab]{1,4}`).Draw(t, "text")
		far := func(i int) int {
			d := levenshtein.ComputeDistance(text, texts[i])
			if !strings.Contains(texts[i], text) {
				d += 1000
			}
			return d
		}
		got := nearestTexts(texts, text, 3)
		require.Len(t, got, min(3, len(texts)))
		chosen := map[int]bool{}
		for _, i := range got {
			chosen[i] = true
		}
		require.Len(t, chosen, len(got), "no text twice")
		worst := far(got[len(got)-1])
		for i := range texts {
			require.True(t, chosen[i] || far(i) >= worst, "text %d is nearer than a chosen one", i)
		}
	})
}

func TestEveryItemIsFoundByItsID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-c,]{1,4}`), 1, 8, rapid.ID[string]).Draw(t, "ids")
		titles := rapid.SliceOfN(rapid.StringMatching(`[a-cA-C, ]{0,4}`), len(ids), len(ids)).Draw(t, "titles")
		m := &pack.Model{
			Catalogue: "c", IDs: ids, Titles: titles, Available: make([]bool, len(ids)), Popularity: make([]int32, len(ids)),
			Vectors: pack.Matrix{Rows: make([][]pack.Entry, len(ids))},
		}
		p, err := pack.Open(pack.Append(nil, m))
		require.NoError(t, err)
		matcher := newMatcher(p)
		for i, id := range ids {
			got, err := matcher.list(id)
			require.NoError(t, err)
			require.Equal(t, []uint32{uint32(i)}, got, "an id comes before every other reading")
		}
	})
}
