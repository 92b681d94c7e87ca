package scoring

import (
	"math"

	"github.com/hearthrank/hearth/engine/internal/fixed"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/profile"
)

// weightBits is the fixed point of a history weight: 1 is 2²⁰.
const weightBits = 20

// past is one evidence event as scoring takes it, the latest first.
type past struct {
	base  int64  // event-type weight times decay by age, in 2⁻²⁰
	entry uint32 // index in the profile
	place uint32 // how many of the later ones are for their items as this one is, or against them
}

// recall gathers the latest evidence events, at most the pack's window of those for their items and of those against, out of the latest of
// twice as many.
func (s *Scorer) recall(p *pack.Pack, f *profile.Profile) {
	s.history = s.history[:0]
	types := p.Types()
	places := [2]uint32{}
	left := 2 * p.Window()
	for i := len(f.Entries) - 1; i >= 0 && left > 0; i-- {
		e := &f.Entries[i]
		t := &types[e.Type]
		if t.Weight == 0 || !s.usable(e) {
			continue
		}
		base := int64(t.Weight) * fixed.Decay(s.request.Now-e.Time, t.HalfLife) // Q12 + Q15
		if e.Down {
			base = -base
		}
		left--
		place := &places[uint64(base)>>63]
		if int(*place) < p.Window() {
			s.history = append(s.history, past{base: base >> (27 - weightBits), entry: uint32(i), place: *place})
			*place++
		}
	}
}

// at returns the weight of history event k under a position table, in 2⁻²⁰.
func (s *Scorer) at(k int, position []int32) int64 {
	h := &s.history[k]
	if int(h.place) >= len(position) {
		return 0
	}
	return h.base * int64(position[h.place]) >> 15
}

// most returns the most that history event k can say for an item: nothing, when it is against its own.
func (s *Scorer) most(k int) int64 {
	if s.history[k].base < 0 {
		return 0
	}
	return math.MaxInt64
}
