package consent

import "github.com/hearthrank/hearth/engine/event"

// Gate decides which records may be made and used. It is made anew when what is granted changes.
type Gate struct {
	Granted  Set
	stages   [Stages]Set                          // granted, by the stage that they serve
	category [event.Categories]Set                // granted, by category
	has      [event.Categories]Set                // of all, by category
	ordinary Set                                  // of all: for items that are not sensitive
	kinds    [MaxKinds]Set                        // of all: for sensitive items, by the pack's kind
	lives    [MaxPurposes][event.Categories]int64 // retention in ms, by bit
	Shortest int64                                // of all lives
}

// forever is the retention of what has none, in ms.
const forever = 1 << 62

// NewGate returns the gate of the purposes that are granted, for a pack's kinds of sensitivity. maxAge is the device's own retention in ms,
// or negative for none.
//
//go:noinline
func (b *Book) NewGate(granted Set, kinds []string, maxAge int64) *Gate {
	g := &Gate{Granted: granted, Shortest: forever}
	for bit := range b.slots {
		p := b.purpose(bit)
		if p == nil {
			continue
		}
		one := Set(1) << bit
		if len(p.Sensitive) == 0 {
			g.ordinary |= one
		}
		for k := range kinds {
			if p.Covers(kinds[k]) {
				g.kinds[k] |= one
			}
		}
		for c := range g.category {
			g.setLife(bit, c, p, maxAge)
			if p.Has(event.Category(c)) {
				g.category[c] |= one & granted
				g.has[c] |= one
			}
		}
		g.stages[p.Stage] |= one & granted
	}
	return g
}

func (g *Gate) setLife(bit, c int, p *Purpose, maxAge int64) {
	life := int64(forever)
	if days := p.DaysOf(event.Category(c)); days > 0 {
		life = int64(days) * event.Day
	}
	if maxAge >= 0 {
		life = min(life, maxAge)
	}
	g.lives[bit][c] = life
	g.Shortest = min(g.Shortest, life)
}

// Allowed returns those of the carried purposes for which a stage may use a record of category c on an item with the given
// kinds of sensitivity (a set of the pack's kinds): 0 means that it may not.
//
//go:noinline
func (g *Gate) Allowed(stage Stage, carried Set, c event.Category, kinds uint32) Set {
	return carried & g.stages[stage] & g.category[c] & g.covering(kinds)
}

// Covers returns the categories of data, as a set of event.Category, that any of the purposes is for.
//
//go:noinline
func (g *Gate) Covers(purposes Set) (categories uint32) {
	for c := range g.category {
		if g.category[c]&purposes != 0 {
			categories |= 1 << c
		}
	}
	return categories
}

// Records returns the purposes that a record made now carries; 0 means that it must not be made.
func (g *Gate) Records(c event.Category, kinds uint32) Set { return g.category[c] & g.covering(kinds) }

// Serving returns the purposes granted that serve a stage.
func (g *Gate) Serving(stage Stage) Set { return g.stages[stage] }

// May returns those of the carried purposes that a record on an item of these kinds may carry at all, granted now or not.
func (g *Gate) May(carried Set, kinds uint32) Set { return carried & g.covering(kinds) }

// Holds reports whether any of the purposes, granted now or not, is for data of a category that is age ms old.
func (g *Gate) Holds(purposes Set, c event.Category, age int64) bool {
	purposes &= g.has[c]
	return g.Expired(purposes, c, age) != purposes
}

// Pushes reports whether the history may speak for items of these kinds at all.
func (g *Gate) Pushes(kinds uint32) bool { return g.stages[StageRank]&g.covering(kinds) != 0 }

// covering returns the purposes that are for items of these kinds.
//
//go:noinline
func (g *Gate) covering(kinds uint32) Set {
	if kinds == 0 {
		return g.ordinary
	}
	s := ^Set(0)
	for k := range g.kinds {
		if kinds>>k&1 == 1 {
			s &= g.kinds[k]
		}
	}
	return s
}

// Life returns the longest retention, in ms, that any of the purposes gives to a category; -1 where none is for it.
//
//go:noinline
func (g *Gate) Life(purposes Set, c event.Category) int64 {
	life := int64(-1)
	purposes &= g.has[c]
	for bit := range g.lives {
		if purposes>>bit&1 == 1 {
			life = max(life, g.lives[bit][c])
		}
	}
	return life
}

// Expired returns those of the purposes whose retention of a category is below age ms.
//
//go:noinline
func (g *Gate) Expired(purposes Set, c event.Category, age int64) Set {
	s := Set(0)
	for bit := range g.lives {
		if purposes>>bit&1 == 1 && age > g.lives[bit][c] {
			s |= 1 << bit
		}
	}
	return s
}
