package main

// This file prints what "hearth pack inspect" found.

import (
	"fmt"
	"strings"
)

func (v *inspected) print(e *env) {
	e.printf("%s: catalogue %s, format %s\n", v.Pack.File, v.Pack, v.Format)
	v.printMade(e)
	v.printSizes(e)
	v.printCounts(e)
	v.printSupport(e)
	v.printTypes(e)
	v.printFeatures(e)
}

// printMade prints the provenance.
func (v *inspected) printMade(e *env) {
	if v.Pack.SignedBy != "" {
		e.printf("signature good, by key %s\n", v.Pack.SignedBy)
	}
	m := v.made
	if m == nil {
		e.printf("provenance: %s\n", shorten(oneLine(v.raw), 200))
		return
	}
	e.printf("made by %s from %s", oneLine(m.Tool), oneLine(m.Data))
	if m.From != "" {
		e.printf(", %s to %s", oneLine(m.From), oneLine(m.To))
	}
	e.printf("\n%d events of %d persons, %d used; at least %d persons behind each edge; clock %s\n", m.Events, m.Persons, m.Used, m.MinPersons, oneLine(m.Clock))
	if m.Synthetic {
		e.printf("synthetic: the behaviour was made by a generator\n")
	}
}

func (v *inspected) printSizes(e *env) {
	t := table{columns: []column{{title: "SIZE"}, {title: "BYTES", right: true}, {title: "BROTLI", right: true}, {title: "BYTES/ITEM", right: true}, {title: "BROTLI/ITEM", right: true}}}
	row := func(indent string, s sizeView) {
		t.add(indent+s.Name, s.Bytes, s.Brotli, fmt.Sprintf("%.1f", s.BytesPerItem), fmt.Sprintf("%.1f", s.BrotliPerItem))
	}
	for _, s := range v.Sizes {
		row("", s)
	}
	t.add("by section", "", "", "", "")
	for _, s := range v.Sections {
		row("  ", s)
	}
	e.printf("\n")
	t.write(e.out, e.width)
}

func (v *inspected) printCounts(e *env) {
	c := &v.Counts
	e.printf("\n%d items: %d with title, %d available, %d with price, %d with date, %d sensitive\n", c.Items, c.Titled, c.Available, c.Priced, c.Dated, c.Sensitive)
	var fields []string
	for _, f := range v.Fields {
		fields = append(fields, fmt.Sprintf("%s %d", oneLine(f.Name), f.Values))
	}
	e.printf("%d attributes: %s\n", c.Attributes, orNone(fields))
	for _, ch := range v.Channels {
		e.printf("%d edges in channel %s, %.1f an item; %d events of a history count%s\n", ch.Edges, oneLine(ch.Name), float64(ch.Edges)/float64(max(c.Items, 1)), ch.Window, ch.negative())
	}
	e.printf("scales: affinity %d, return %d, freshness %d over %d days\n", v.Terms.Affinity, v.Terms.Return, v.Terms.FreshestAddsMax, v.Terms.FreshDays)
	if len(v.Terms.Used) > 0 {
		e.printf("by uses of an item: %s\n", tableOf(v.Terms.Used))
	}
	for _, f := range v.Features {
		if len(f.Habit) > 0 {
			e.printf("by uses with the same %s: %s\n", oneLine(f.Name), tableOf(f.Habit))
		}
	}
}

// negative says what of a channel speaks against.
func (c *channelView) negative() string {
	text := ""
	if c.Against > 0 {
		text += fmt.Sprintf(", %d edges speak against", c.Against)
	}
	if c.Turned > 0 {
		text += fmt.Sprintf(", at %d places of the history the other way round", c.Turned)
	}
	return text
}

// shownEntries is how many entries of a table by number of uses are printed.
const shownEntries = 8

// tableOf prints a table by number of uses: 1, 2, 3 and so on; its last entry stands for more.
func tableOf(table []int32) string {
	var entries []string
	for i, v := range table[:min(len(table), shownEntries)] {
		entries = append(entries, fmt.Sprintf("%d: %d", i+1, v))
	}
	if len(table) > shownEntries {
		entries = append(entries, fmt.Sprintf("… %d: %d", len(table), table[len(table)-1]))
	}
	return strings.Join(entries, ", ") + " and so on for more"
}

func (v *inspected) printSupport(e *env) {
	if len(v.Support) == 0 {
		return
	}
	e.printf("\npairs of items in the data, by the persons behind them (before the limits):\n")
	t := table{indent: "  ", columns: []column{{title: "PERSONS", right: true}, {title: "PAIRS", right: true}, {title: "SHARE", right: true}}}
	for _, s := range v.Support {
		t.add(s.Persons, s.Pairs, fmt.Sprintf("%.1f %%", 100*s.Share))
	}
	t.write(e.out, e.width)
}

func (v *inspected) printTypes(e *env) {
	e.printf("\n")
	t := table{columns: []column{{title: "EVENT TYPE"}, {title: "WEIGHT", right: true}, {title: "HALF-LIFE"}, {title: "MARKS AS SEEN"}}}
	for _, k := range v.Types {
		t.add(k.Name, fmt.Sprintf("%.2f", k.Weight), k.HalfLife, yes(k.Seen))
	}
	t.write(e.out, e.width)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// shownValues is how many values of a context feature are printed.
const shownValues = 12

func (v *inspected) printFeatures(e *env) {
	e.printf("\n%d context cells\n", v.Counts.Cells)
	t := table{indent: "  ", columns: []column{{title: "FEATURE"}, {title: "VALUES", flex: true}}}
	for _, f := range v.Features {
		text := strings.Join(f.Values[:min(len(f.Values), shownValues)], ", ")
		if more := len(f.Values) - shownValues; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		t.add(f.Name, text)
	}
	if len(t.rows) > 0 {
		t.write(e.out, e.width)
	}
}
