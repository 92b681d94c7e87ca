package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTable(t *testing.T) {
	for _, c := range []struct {
		name  string
		width int
		want  string
	}{
		{"any width", 0, `
  #  TITLE                SCORE
  1  七人の侍                12
  2  A rather long title  -3456
`},
		{"shortened", 26, `
  #  TITLE           SCORE
  1  七人の侍           12
  2  A rather long…  -3456
`},
		{"a flexible column keeps some of its text", 3, `
  #  TITLE         SCORE
  1  七人の侍         12
  2  A rather lo…  -3456
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := table{indent: "  ", columns: []column{{title: "#", right: true}, {title: "TITLE", flex: true}, {title: "SCORE", right: true}}}
			table.add(1, "七人の侍", 12)
			table.add(2, "A rather long title", -3456)
			var b strings.Builder
			table.write(&b, c.width)
			require.Equal(t, strings.TrimPrefix(c.want, "\n"), b.String())
		})
	}
}

func TestTableWithoutTitlesHasNoHeader(t *testing.T) {
	table := table{columns: []column{{}, {}}}
	table.add("a", "b\nc")
	var b strings.Builder
	table.write(&b, 0)
	require.Equal(t, "a  b c\n", b.String(), "a cell is one line")
}

func TestTableFitsWheneverItCan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := table{columns: []column{{title: "A", flex: true}, {title: "B", right: true}}}
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			table.add(rapid.StringMatching(`[a-z 侍é]{0,40}`).Draw(t, "a"), rapid.IntRange(-999, 999).Draw(t, "b"))
		}
		width := rapid.IntRange(minFlex+gutter+4, 60).Draw(t, "width")
		var b strings.Builder
		table.write(&b, width)
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		require.Len(t, lines, len(table.rows)+1)
		for _, line := range lines {
			require.LessOrEqual(t, uniseg.StringWidth(line), width)
		}
	})
}

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"short", 5, "short"},
		{"longer", 5, "long…"},
		{"to day", 4, "to…"},
		{"侍侍侍", 4, "侍…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"x", 0, "…"},
	} {
		require.Equal(t, c.want, shorten(c.text, c.width), "%q to %d", c.text, c.width)
	}
	require.Equal(t, "any", shortenTo("any", 0))
	require.Equal(t, "any", shortenTo("any", -5))
	require.Equal(t, "a…", shortenTo("any", 2))
}

func TestCleanLetsNothingControlTheTerminal(t *testing.T) {
	require.Equal(t, "a b", clean("a\x1bb"))
	require.Equal(t, "a b", clean("a\u202eb"), "direction overrides can make a text read as another")
	require.Equal(t, "a\nb", clean("a\nb"))
	require.Equal(t, "a b", oneLine("a\nb"))
	require.Equal(t, "Amélie 七", clean("Amélie 七"))
	rapid.Check(t, func(t *rapid.T) {
		text := oneLine(rapid.String().Draw(t, "text"))
		require.True(t, utf8.ValidString(text))
		require.NotContains(t, text, "\x1b")
		require.NotContains(t, text, "\r")
		require.NotContains(t, text, "\n")
		require.Equal(t, text, oneLine(text))
	})
}
