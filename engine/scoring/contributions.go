package scoring

import "github.com/hearthrank/hearth/engine/pack"

// Kind names a term of a score.
type Kind uint8

// The kinds, in the order in which Contributions returns them.
const (
	KindItem Kind = iota
	KindReturn
	KindUsed
	KindHabit
	KindAttribute
	KindInterest
	KindContext
	KindPopularity
	KindFreshness
)

// Contribution is one non-zero term of an item's score.
type Contribution struct {
	Kind  Kind
	Count uint32 // of uses (used, habit)
	Score int64
	Entry uint32 // index in the profile (item, return; used, habit: the latest of the uses)
	Index uint32 // attribute (attribute, interest), or row of the pack's Cells (context, habit)
}

// Contributions appends the terms of an item's score, those that are zero left out. They add up to its score exactly.
func (s *Scorer) Contributions(item uint32, dst []Contribution) []Contribution {
	if !s.shielded(item) {
		dst = s.addPersonal(item, dst)
	}
	for _, cell := range s.request.Cells {
		dst = add(dst, Contribution{Kind: KindContext, Index: cell, Score: int64(s.pack.Cells().At(cell, item))})
	}
	dst = add(dst, Contribution{Kind: KindPopularity, Index: pack.None, Score: int64(s.pack.Popularity()[item])})
	return add(dst, Contribution{Kind: KindFreshness, Index: pack.None, Score: s.freshness(item)})
}

// Personal reports whether a term of a kind comes from the person.
func (k Kind) Personal() bool { return k < KindContext }

// OfEvent reports whether a term of a kind names an event of the history.
func (k Kind) OfEvent() bool { return k < KindAttribute }

// shielded reports whether history must not push an item.
func (s *Scorer) shielded(item uint32) bool {
	for _, i := range s.request.Shielded {
		if i == item {
			return true
		}
	}
	return false
}

// addPersonal appends the terms that come from the person.
func (s *Scorer) addPersonal(item uint32, dst []Contribution) []Contribution {
	for k := range s.history {
		dst = add(dst, Contribution{Kind: KindItem, Entry: s.history[k].entry, Score: s.edges(k, item)})
	}
	for k := range s.history {
		if s.item(k) == item {
			dst = add(dst, Contribution{Kind: KindReturn, Entry: s.history[k].entry, Score: s.back(k)})
		}
	}
	dst = s.addUses(item, dst)
	attributes := s.pack.AttributesOf(item)
	for {
		a, v, ok := attributes.Next()
		if !ok {
			break
		}
		dst = add(dst, Contribution{Kind: KindAttribute, Index: a, Score: s.dialled(s.affinity[a] * int64(v) >> 15)})
		for _, declared := range s.request.Interests {
			if declared.Attribute == a {
				dst = add(dst, Contribution{Kind: KindInterest, Index: a, Score: s.dialled(declared.Score * int64(v) >> 15)})
			}
		}
	}
	return dst
}

func add(dst []Contribution, c Contribution) []Contribution {
	if c.Score == 0 {
		return dst
	}
	return append(dst, c)
}

// edges returns the item-to-item evidence of history event k for an item, over all channels.
func (s *Scorer) edges(k int, item uint32) int64 {
	sum := int64(0)
	channels := s.pack.Channels()
	for c := range channels {
		ch := &channels[c]
		if w := s.at(k, ch.Position); w != 0 {
			sum += min(w*int64(ch.Edges.At(s.item(k), item))>>weightBits, s.most(k))
		}
	}
	return s.dialled(sum)
}
