package main

// This file finds the items that a person names on the command line, by id or by title.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/hearthrank/hearth/engine/pack"
)

// shownNearest is how many near misses an error names.
const shownNearest = 3

// matcher finds items of a pack by id, by exact title, and by title in any case.
type matcher struct {
	pack    *pack.Pack
	byTitle map[string][]uint32
	byLower map[string][]uint32
}

func newMatcher(p *pack.Pack) *matcher {
	m := &matcher{pack: p, byTitle: map[string][]uint32{}, byLower: map[string][]uint32{}}
	for i := range uint32(p.Items()) {
		title := p.Title(i)
		if title == "" {
			continue
		}
		m.byTitle[title] = append(m.byTitle[title], i)
		lower := strings.ToLower(title)
		m.byLower[lower] = append(m.byLower[lower], i)
	}
	return m
}

// list returns the items that a flag names: one, or several separated by commas when each part matches exactly.
func (m *matcher) list(text string) ([]uint32, error) {
	item, whole := m.one(text)
	if whole == nil {
		return []uint32{item}, nil
	}
	parts := strings.Split(text, ",")
	if len(parts) == 1 {
		return nil, whole
	}
	items := make([]uint32, 0, len(parts))
	var first error
	for _, part := range parts {
		item, err := m.exact(strings.TrimSpace(part))
		if err != nil {
			first = cmp.Or(first, err)
			continue
		}
		items = append(items, item)
	}
	switch {
	case first == nil:
		return items, nil
	case len(items) == 0:
		return nil, whole
	}
	return nil, fmt.Errorf("in a list every part must match exactly: %w", first)
}

// one returns the item with an id, an exact title or, failing these, a title in another case.
func (m *matcher) one(text string) (uint32, error) {
	item, err := m.exact(text)
	if err == nil {
		return item, nil
	}
	if _, twins := err.(*ambiguous); twins {
		return 0, err
	}
	return m.single(text, m.byLower[strings.ToLower(text)])
}

// exact returns the item with an id or an exact title.
func (m *matcher) exact(text string) (uint32, error) {
	if item := m.pack.Find(text); item != pack.None {
		return item, nil
	}
	return m.single(text, m.byTitle[text])
}

func (m *matcher) single(text string, found []uint32) (uint32, error) {
	switch len(found) {
	case 0:
		return 0, &unknown{text, m}
	case 1:
		return found[0], nil
	}
	return 0, &ambiguous{text, m.pack, found}
}

// ambiguous is a title that several items have.
type ambiguous struct {
	text  string
	pack  *pack.Pack
	items []uint32
}

func (a *ambiguous) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q is the title of %d items; name one by its id:", a.text, len(a.items))
	for _, item := range a.items {
		fmt.Fprintf(&b, "\n  %s  %s", oneLine(a.pack.ID(item)), oneLine(a.pack.Title(item)))
	}
	return b.String()
}

// unknown is a text that no item matches.
type unknown struct {
	text    string
	matcher *matcher
}

func (u *unknown) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q is neither an id nor a title of this pack; nearest:", u.text)
	p := u.matcher.pack
	for _, item := range u.matcher.nearest(u.text) {
		fmt.Fprintf(&b, "\n  %s", oneLine(p.ID(item)))
		if title := p.Title(item); title != "" {
			fmt.Fprintf(&b, "  %s", oneLine(title))
		}
	}
	return b.String()
}

// nearest returns the items whose title or id is closest to a text: those that contain it, then by edit distance.
func (m *matcher) nearest(text string) []uint32 {
	texts := make([]string, m.pack.Items())
	for i := range texts {
		texts[i] = cmp.Or(m.pack.Title(uint32(i)), m.pack.ID(uint32(i)))
	}
	near := nearestTexts(texts, text, shownNearest)
	items := make([]uint32, len(near))
	for i, k := range near {
		items[i] = uint32(k)
	}
	return items
}

// nearestTexts returns the indexes of the n texts closest to a text, in any case: those that contain it, then by edit
// distance (Levenshtein 1966, in code points), then in the order given.
func nearestTexts(texts []string, text string, n int) []int {
	type distance struct {
		index, far int
		outside    int // 0 when the text is contained
	}
	lower := strings.ToLower(text)
	all := make([]distance, len(texts))
	for i, t := range texts {
		t = strings.ToLower(t)
		all[i] = distance{index: i, far: levenshtein.ComputeDistance(lower, t), outside: 1}
		if lower != "" && strings.Contains(t, lower) {
			all[i].outside = 0
		}
	}
	slices.SortStableFunc(all, func(a, b distance) int {
		return cmp.Or(cmp.Compare(a.outside, b.outside), cmp.Compare(a.far, b.far))
	})
	indexes := make([]int, min(n, len(all)))
	for i := range indexes {
		indexes[i] = all[i].index
	}
	return indexes
}
