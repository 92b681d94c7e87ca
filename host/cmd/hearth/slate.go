package main

// This file prints slates.

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host"
)

const noCell = pack.None

// slateView is the result of recommend and rank as JSON.
type slateView struct {
	Pack     packView          `json:"pack"`
	Grants   []string          `json:"grants"`
	At       string            `json:"at"`
	History  []itemRef         `json:"history"`
	Context  map[string]string `json:"context,omitempty"`
	Seen     string            `json:"seen"`
	Personal bool              `json:"personal"`
	Generic  string            `json:"generic,omitempty"`
	Eligible int               `json:"eligible"`
	Items    []itemView        `json:"items"`
	Hidden   []hiddenView      `json:"hidden,omitempty"`
}

// itemView is one item of a slate.
type itemView struct {
	Place      int          `json:"place"`
	ID         string       `json:"id"`
	Title      string       `json:"title,omitempty"`
	Score      int64        `json:"score"`
	Propensity float64      `json:"propensity"`
	Reasons    []reasonView `json:"reasons,omitempty"`
	Why        *whyView     `json:"why,omitempty"`
}

func viewItems(items []host.Ranked) []itemView {
	views := make([]itemView, len(items))
	for i, it := range items {
		views[i] = itemView{Place: i + 1, ID: it.ID, Title: it.Title, Score: it.Score, Propensity: it.Propensity, Reasons: viewReasons(it.Reasons)}
	}
	return views
}

// viewSlate is a slate as it is printed; with explain, every score's terms must add up.
func (s *session) viewSlate(f *personFlags, seen string, explain bool, slate *host.Slate) (*slateView, error) {
	v := &slateView{
		Pack: s.file.view(), Grants: s.grants, At: s.now.Format(time.RFC3339), History: s.history,
		Context: f.Context, Seen: seen, Personal: slate.Personal, Eligible: slate.Eligible,
		Generic: slate.Generic, Items: viewItems(slate.Items),
	}
	for i := range v.Items {
		if !explain {
			break
		}
		if err := addUp(&v.Items[i]); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// showSlate prints a slate, and writes down that it used the history of a kept person: the audit counts that.
func (s *session) showSlate(ctx context.Context, e *env, explain bool, v *slateView) error {
	err := e.show(v, func() {
		s.remark(e, v)
		if explain {
			printExplained(e, v.Items)
			printHidden(e, v.Hidden)
			return
		}
		printItems(e, v.Items, "")
	})
	if err == nil && s.holder != nil && v.Personal {
		err = s.holder.save(ctx, e)
	}
	return err
}

// remark says on stderr what the slate is based on.
func (s *session) remark(e *env, v *slateView) {
	e.note("pack %s; grants: %s", v.Pack, cmp.Or(strings.Join(v.Grants, ", "), "none"))
	switch {
	case v.Generic == host.GenericDial, v.Generic == host.GenericConfidence, len(v.History) > 0 && !v.Personal:
		e.note("the history takes no part: %s", genericWords[v.Generic])
	case len(v.History) == 0:
		e.note("no history: what is popular in this context")
	}
	if len(v.Items) == 0 {
		e.note("no item is eligible")
	}
}

// printItems prints a slate as a table.
func printItems(e *env, items []itemView, indent string) {
	titled := slices.ContainsFunc(items, func(it itemView) bool { return it.Title != "" })
	t := table{indent: indent, columns: []column{{title: "#", right: true}, {title: "ID"}, {title: "SCORE", right: true}}}
	if titled {
		t.columns = slices.Insert(t.columns, 1, column{title: "TITLE", flex: true})
	}
	for _, it := range items {
		if titled {
			t.add(it.Place, it.Title, it.ID, it.Score)
			continue
		}
		t.add(it.Place, it.ID, it.Score)
	}
	t.write(e.out, e.width)
}

// printExplained prints each item with the terms of its score.
func printExplained(e *env, items []itemView) {
	for i := range items {
		it := &items[i]
		name := itemRef{it.ID, it.Title}.String()
		e.printf("%3d. %s\n", it.Place, shortenTo(name, e.width-5))
		printReasons(e, it, "     ")
		printWhy(e, it, "     ")
	}
}

// String names an item by title and id.
func (r itemRef) String() string {
	if r.Title == "" {
		return oneLine(r.ID)
	}
	return oneLine(r.Title + "  [" + r.ID + "]")
}

// shortenTo is shorten where a width of 0 or less is any width.
func shortenTo(s string, width int) string {
	if width <= 0 {
		return s
	}
	return shorten(s, width)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// orNone joins names.
func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return oneLine(strings.Join(names, ", "))
}

// featureValues returns the values of a context feature.
func featureValues(p *pack.Pack, feature int) []string {
	first := uint32(0)
	for i := range feature {
		_, n := p.Feature(i)
		first += uint32(n)
	}
	_, n := p.Feature(feature)
	values := make([]string, n)
	for i := range values {
		_, values[i] = p.CellName(first + uint32(i))
	}
	return values
}
