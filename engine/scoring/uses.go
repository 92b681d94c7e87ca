package scoring

import "github.com/hearthrank/hearth/engine/flat"

// This file counts uses: events of the whole usable history, not of the window alone, that speak for their item.

// tally is a number of uses of an item, and the latest of them.
type tally struct {
	count uint32
	entry uint32 // index in the profile
}

// habit is a feature with a table of uses, at the request's value of it.
type habit struct {
	table []int32
	cell  uint32 // row of the pack's Cells
	at    uint32 // place of the feature in the pack's Habits, and of its cell among those of a profile's entry
}

// count tallies the uses that the request asks for, in one pass over the profile. It costs nothing where the pack counts none.
func (s *Scorer) count() {
	for _, item := range s.used {
		s.slots[item] = 0
	}
	s.used, s.tallies, s.habits = s.used[:0], s.tallies[:0], s.habits[:0]
	s.recognise()
	if len(s.habits) == 0 && len(s.pack.Terms().Used) == 0 {
		return
	}
	types := s.pack.Types()
	for i := range s.profile.Entries {
		e := &s.profile.Entries[i]
		if types[e.Type].Weight > 0 && !e.Down && s.usable(e) {
			s.tally(e.Item, uint32(i))
		}
	}
}

// recognise finds the habits that the request's context is about.
func (s *Scorer) recognise() {
	all := s.pack.Habits()
	for k := range all {
		for _, cell := range s.request.Cells {
			if all[k].Has(cell) {
				s.habits = append(s.habits, habit{table: all[k].Table, cell: cell, at: uint32(k)})
			}
		}
	}
}

// tally counts one use of an item.
func (s *Scorer) tally(item, entry uint32) {
	stride := 1 + len(s.habits)
	if s.slots[item] == 0 {
		s.used = flat.Append(s.used, item)
		s.slots[item] = uint32(len(s.used))
		s.tallies = flat.Grow(s.tallies, stride)
		s.tallies = s.tallies[:len(s.tallies)+stride]
		clear(s.tallies[len(s.tallies)-stride:])
	}
	of := s.talliesOf(item)
	of[0] = tally{of[0].count + 1, entry}
	cells := s.profile.Cells[int(entry)*len(s.pack.Habits()):]
	for k := range s.habits {
		if h := &s.habits[k]; cells[h.at].Row == h.cell && cells[h.at].Until >= s.request.High {
			of[1+k] = tally{of[1+k].count + 1, entry}
		}
	}
}

// talliesOf returns the tallies of an item: of all its uses, then under each of the request's habits; nil when it has none.
func (s *Scorer) talliesOf(item uint32) []tally {
	if len(s.used) == 0 || s.slots[item] == 0 {
		return nil
	}
	stride := 1 + len(s.habits)
	end := int(s.slots[item]) * stride
	return s.tallies[end-stride : end]
}

// worth returns what a table says to a number of uses.
//
//go:noinline
func (t tally) worth(table []int32) int64 {
	if t.count == 0 || len(table) == 0 {
		return 0
	}
	return int64(table[min(int(t.count), len(table))-1])
}

func (s *Scorer) addTallies() {
	table := s.pack.Terms().Used
	for _, item := range s.used {
		of := s.talliesOf(item)
		sum := s.dialled(of[0].worth(table))
		for k := range s.habits {
			sum += s.dialled(of[1+k].worth(s.habits[k].table))
		}
		s.scores[item] += sum
	}
}

// addUses appends an item's contributions of kinds used and habit.
func (s *Scorer) addUses(item uint32, dst []Contribution) []Contribution {
	of := s.talliesOf(item)
	if of == nil {
		return dst
	}
	t := of[0]
	dst = add(dst, Contribution{Kind: KindUsed, Entry: t.entry, Count: t.count, Score: s.dialled(t.worth(s.pack.Terms().Used))})
	for k := range s.habits {
		t, h := of[1+k], &s.habits[k]
		dst = add(dst, Contribution{Kind: KindHabit, Entry: t.entry, Index: h.cell, Count: t.count, Score: s.dialled(t.worth(h.table))})
	}
	return dst
}
