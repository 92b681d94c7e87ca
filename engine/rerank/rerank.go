// Package rerank turns scored candidates into a slate's order: filters first, then the best by score.
package rerank

import (
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/topk"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/profile"
)

// SeenPolicy says which items of the history are hidden.
type SeenPolicy uint8

// The policies.
const (
	SeenByType SeenPolicy = iota // items with an event of a type whose Seen flag is set
	SeenHide                     // every item of the history
	SeenShow                     // none
)

// Marks of a filter, one byte an item.
const (
	Excluded = 1 << iota
	Seen
	Blocked
)

// MarkSeen marks the items that a policy hides. Events that may be used only until before high are not.
func MarkSeen(p *pack.Pack, f *profile.Profile, high int64, policy SeenPolicy, marks []uint8) {
	if policy == SeenShow {
		return
	}
	types := p.Types()
	for i := range f.Entries {
		e := &f.Entries[i]
		if e.Until >= high && (policy == SeenHide || types[e.Type].Seen) {
			marks[e.Item] |= Seen
		}
	}
}

// MarkBlocked marks the items that the person does not want to see: those that are the value of a pair without a name, and those that have
// an attribute, given by field and value.
func MarkBlocked(p *pack.Pack, blocks []event.Pair, marks []uint8) {
	attributes := make([]bool, p.Attributes())
	any := false
	for i := range blocks {
		if b := &blocks[i]; b.Name == "" {
			if item := p.Find(b.Value); item != pack.None {
				marks[item] |= Blocked
			}
		} else if a := p.FindAttribute(b.Name, b.Value); a != pack.None {
			attributes[a], any = true, true
		}
	}
	for item := uint32(0); any && int(item) < p.Items(); item++ {
		row := p.AttributesOf(item)
		for a, _, ok := row.Next(); ok; a, _, ok = row.Next() {
			if attributes[a] {
				marks[item] |= Blocked
			}
		}
	}
}

// MarkExcluded marks the items named; names that the pack does not have are ignored.
func MarkExcluded(p *pack.Pack, ids []string, marks []uint8) {
	for _, id := range ids {
		if i := p.Find(id); i != pack.None {
			marks[i] |= Excluded
		}
	}
}

// Filter copies the candidates without a mark to dst, which has room for all of them.
func Filter(candidates []uint32, marks []uint8, dst []uint32) []uint32 {
	dst = dst[:len(candidates)]
	n := 0
	for _, i := range candidates {
		dst[n] = i
		if marks[i] == 0 {
			n++
		}
	}
	return dst[:n]
}

// Best reorders candidates so that the n best come first, and returns those. Ties break by a hash of the id, then by the id,
// so that the order of a pack's items never shows.
func Best(p *pack.Pack, scores []int64, candidates []uint32, n int) []uint32 {
	return topk.Select(scores, candidates, n, func(a, b uint32) bool {
		if ha, hb := p.TieHash(a), p.TieHash(b); ha != hb {
			return ha < hb
		}
		return p.ID(a) < p.ID(b)
	})
}
