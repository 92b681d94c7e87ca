package train

// This file says which items are sensitive, and of what kind: by the catalogue, by the list that the site declares, and by the proxies that a
// person approved. Nothing is told from the names of categories.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train/data"
)

// SensitiveItems declares items to be sensitive: by id, by the exact value of a field, or both.
type SensitiveItems struct {
	Kind  string   `yaml:"kind"`  // such as health; 1 to 64 of a-z 0-9 . _ -
	Items []string `yaml:"items"` // ids
	Field string   `yaml:"field"` // an item that has Value among this field's values is sensitive
	Value string   `yaml:"value"`
}

// fault returns the field that is wrong and why, or "".
func (s *SensitiveItems) fault() (key, reason string) {
	switch {
	case !isKind(s.Kind):
		return "kind", fmt.Sprintf("%q: %s", s.Kind, wantKind)
	case (s.Field == "") != (s.Value == ""):
		return "field", "field and value belong together"
	case len(s.Items) == 0 && s.Field == "":
		return "items", "want items, or field and value"
	}
	return "", ""
}

const wantKind = "want 1 to 64 of a-z 0-9 . _ -, and not \"all\""

// isKind reports whether a purpose can name the kind.
func isKind(kind string) bool { return catalogueID.MatchString(kind) && kind != consent.All }

func (c Config) validateSensitive() error {
	kinds := map[string]bool{}
	for i := range c.Sensitive {
		if key, reason := c.Sensitive[i].fault(); key != "" {
			return &fieldError{[]string{"sensitive_kinds", index(i), key}, reason}
		}
		kinds[c.Sensitive[i].Kind] = true
	}
	if len(kinds) > pack.MaxKinds {
		return faultf("sensitive_kinds", "%d kinds: want at most %d", len(kinds), pack.MaxKinds)
	}
	if k := slices.IndexFunc(c.Approved, func(a Approved) bool { return a.Kind == "" }); k >= 0 {
		return faultf("proxies", "item %q: no kind", c.Approved[k].Item)
	}
	return nil
}

// declared returns the kinds of sensitivity of every item of the set, by the catalogue first and then by the site's list. An entry of the
// list that fits no item is an error, for a slip in it would leave items unprotected.
func (c Config) declared(set *data.Set) ([][]string, error) {
	kinds := make([][]string, len(set.Items))
	for i := range set.Items {
		for _, kind := range set.Items[i].Sensitive {
			if !isKind(kind) {
				return nil, fmt.Errorf("item %q: sensitive: %q: %s: no purpose could name it", set.Items[i].ID, kind, wantKind)
			}
			kinds[i] = with(kinds[i], kind)
		}
	}
	if len(c.Sensitive) == 0 {
		return kinds, nil
	}
	byID := places(set)
	for k := range c.Sensitive {
		if err := c.Sensitive[k].mark(set, byID, kinds); err != nil {
			err.path = []string{"sensitive_kinds", index(k), err.path[0]}
			return nil, err
		}
	}
	return kinds, nil
}

func (s *SensitiveItems) mark(set *data.Set, byID map[string]int, kinds [][]string) *fieldError {
	for _, id := range s.Items {
		i, ok := byID[id]
		if !ok {
			return &fieldError{[]string{"items"}, fmt.Sprintf("no item %q in the catalogue", id)}
		}
		kinds[i] = with(kinds[i], s.Kind)
	}
	if s.Field == "" {
		return nil
	}
	found := false
	for i := range set.Items {
		if slices.Contains(set.Items[i].Attributes[s.Field], s.Value) {
			kinds[i], found = with(kinds[i], s.Kind), true
		}
	}
	if !found {
		return &fieldError{[]string{"value"}, fmt.Sprintf("no item of the catalogue has %s %q", s.Field, s.Value)}
	}
	return nil
}

// sensitivity is declared with the approved proxies added; gone counts those that the catalogue does not have any more.
func (c Config) sensitivity(set *data.Set) (kinds [][]string, gone int, err error) {
	if kinds, err = c.declared(set); err != nil || len(c.Approved) == 0 {
		return kinds, 0, err
	}
	byID := places(set)
	for _, a := range c.Approved {
		if i, ok := byID[a.Item]; ok {
			kinds[i] = with(kinds[i], a.Kind)
		} else {
			gone++
		}
	}
	return kinds, gone, nil
}

// with returns a list that has a kind once.
func with(kinds []string, kind string) []string {
	if slices.Contains(kinds, kind) {
		return kinds
	}
	return append(kinds, kind)
}

// places returns the place of each item by its id.
func places(set *data.Set) map[string]int {
	byID := make(map[string]int, len(set.Items))
	for i := range set.Items {
		byID[set.Items[i].ID] = i
	}
	return byID
}

// KindCount counts the items of one kind of sensitivity in a report.
type KindCount struct {
	Kind    string `json:"kind"`
	Items   int    `json:"items"`
	Proxies int    `json:"proxies,omitempty"` // of them sensitive as approved proxies only
	Asked   bool   `json:"asked"`             // a declared purpose is for items of this kind
}

// countKinds counts the items of every kind, by name; all are the kinds with the approved proxies, own those without.
func (c Config) countKinds(own, all [][]string) []KindCount {
	counts := map[string]*KindCount{}
	for i := range all {
		for _, kind := range all[i] {
			n := counts[kind]
			if n == nil {
				n = &KindCount{Kind: kind}
				counts[kind] = n
			}
			n.Items++
			if !slices.Contains(own[i], kind) {
				n.Proxies++
			}
		}
	}
	var list []KindCount
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		n := counts[kind]
		n.Asked = slices.ContainsFunc(c.Purposes, func(p consent.Purpose) bool { return p.Covers(kind) })
		list = append(list, *n)
	}
	return list
}

// String tells a kind in a few words.
func (n KindCount) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, items: %d", n.Kind, n.Items)
	if n.Proxies > 0 {
		fmt.Fprintf(&b, ", %d of them approved proxies", n.Proxies)
	}
	if !n.Asked {
		b.WriteString("; no purpose of this pack is for it: unless the site declares one, nothing done with them is recorded")
	}
	return b.String()
}
