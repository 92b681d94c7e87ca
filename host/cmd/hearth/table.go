package main

// This file lays out tables by display width, so that wide and combining characters line up.

import (
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// column is one column of a table.
type column struct {
	title string
	right bool // numbers
	flex  bool // shortened when the table is wider than the terminal
}

// table is text in columns, two spaces apart.
type table struct {
	columns []column
	rows    [][]string
	indent  string
}

const (
	gutter  = 2
	minFlex = 12 // columns that a shortened cell keeps
)

// add appends a row; numbers and strings alike are printed in their plain form.
func (t *table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = oneLine(fmt.Sprint(c))
	}
	t.rows = append(t.rows, row)
}

// write prints the table; width 0 is any width.
func (t *table) write(w io.Writer, width int) {
	widths := t.fit(width)
	if t.titled() {
		head := make([]string, len(t.columns))
		for i, c := range t.columns {
			head[i] = c.title
		}
		t.line(w, head, widths)
	}
	for _, row := range t.rows {
		t.line(w, row, widths)
	}
}

func (t *table) titled() bool {
	for _, c := range t.columns {
		if c.title != "" {
			return true
		}
	}
	return false
}

// fit returns the width of each column, the flexible ones shortened until the table fits.
func (t *table) fit(width int) []int {
	widths := make([]int, len(t.columns))
	total := len(t.indent) - gutter
	for i, c := range t.columns {
		widths[i] = uniseg.StringWidth(c.title)
		for _, row := range t.rows {
			widths[i] = max(widths[i], uniseg.StringWidth(row[i]))
		}
		total += widths[i] + gutter
	}
	for i, c := range t.columns {
		if cut := total - width; width > 0 && cut > 0 && c.flex {
			cut = min(cut, max(0, widths[i]-minFlex))
			widths[i] -= cut
			total -= cut
		}
	}
	return widths
}

func (t *table) line(w io.Writer, cells []string, widths []int) {
	var b strings.Builder
	b.WriteString(t.indent)
	for i, c := range t.columns {
		text := shorten(cells[i], widths[i])
		pad := strings.Repeat(" ", widths[i]-uniseg.StringWidth(text))
		if c.right {
			text = pad + text
		} else {
			text += pad
		}
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gutter))
		}
		b.WriteString(text)
	}
	fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
}

// shorten cuts text to a display width, with an ellipsis in place of what is left out.
func shorten(s string, width int) string {
	if uniseg.StringWidth(s) <= width {
		return s
	}
	var b strings.Builder
	used := 1
	g := uniseg.NewGraphemes(s)
	for g.Next() && used+g.Width() <= width {
		b.WriteString(g.Str())
		used += g.Width()
	}
	return strings.TrimRight(b.String(), " ") + "…"
}
