package scoring

import (
	"math"

	"github.com/hearthrank/hearth/engine/internal/fixed"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/profile"
)

// weightBits is the fixed point of a history weight: 1 is 2²⁰.
const weightBits = 20

// past is one evidence event as scoring takes it; its index in Scorer.history is its position counted back from the latest.
type past struct {
	base  int64  // event-type weight times decay by age, in 2⁻²⁰
	entry uint32 // index in the profile
}

// recall gathers the latest evidence events, at most the pack's window of them.
func (s *Scorer) recall(p *pack.Pack, f *profile.Profile) {
	s.history = s.history[:0]
	types := p.Types()
	for i := len(f.Entries) - 1; i >= 0 && len(s.history) < p.Window(); i-- {
		e := &f.Entries[i]
		t := &types[e.Type]
		if t.Weight == 0 || !s.usable(e) {
			continue
		}
		base := int64(t.Weight) * fixed.Decay(s.request.Now-e.Time, t.HalfLife) // Q12 + Q15
		if e.Down {
			base = -base
		}
		s.history = append(s.history, past{base: base >> (27 - weightBits), entry: uint32(i)})
	}
}

// at returns the weight of history event k under a position table, in 2⁻²⁰.
func (s *Scorer) at(k int, position []int32) int64 {
	if k >= len(position) {
		return 0
	}
	return s.history[k].base * int64(position[k]) >> 15
}

// most returns the most that history event k can say for an item: nothing, when it is against its own.
func (s *Scorer) most(k int) int64 {
	if s.history[k].base < 0 {
		return 0
	}
	return math.MaxInt64
}
