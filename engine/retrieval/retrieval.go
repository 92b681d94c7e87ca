// Package retrieval is candidate generation: which items a request may be about.
package retrieval

import "github.com/hearthrank/hearth/engine/pack"

// All returns every available item, in index order: a view. Scores are sums over dense arrays, so looking at every item costs
// less than an index of candidates would, and Recommend is exactly the head of a full Rank.
func All(p *pack.Pack) []uint32 { return p.AllAvailable() }

// Given fills dst with the available ones of the items named by ids, in their order and once each, and counts the names that
// the pack does not have. mark must be all zero, one byte an item; it is left so.
func Given(p *pack.Pack, ids []string, mark []uint8, dst []uint32) (items []uint32, unknown int) {
	dst = dst[:0]
	for _, id := range ids {
		i := p.Find(id)
		switch {
		case i == pack.None:
			unknown++
		case p.Available(i) && mark[i] == 0:
			mark[i] = 1
			dst = append(dst, i)
		}
	}
	for _, i := range dst {
		mark[i] = 0
	}
	return dst, unknown
}
