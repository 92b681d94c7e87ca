// Package scoring sums what speaks for each item: item-to-item evidence, return to an earlier item, number of uses, habit, attribute
// affinity, context, popularity, freshness. All sums are integers, and Contributions returns the very terms that Scores adds up.
//
// The score of item c, given history events h (position k back from the latest, item i(h)), context values x and the day:
//
//	Σ_channels Σ_h ⌊w(h,k)·edge(i(h),c)⌋ + Σ_{h: i(h)=c} ⌊w(h,k)·return⌋
//	+ used[n(c)] + Σ_x habit_x[n(c,x)]
//	+ Σ_attributes a ⌊A(a)·v(c,a)⌋ + Σ_x lift(x,c) + prior(c) + fresh(day − published(c))
//
// where w(h,k) = type weight · 2^(−age/half-life) · position table[k] and A(a) = scale · Σ_h w(h,k)·v(i(h),a),
// and n(c) counts the uses of c, n(c,x) those recorded under x; pack.Feature says what a use is.
package scoring

import (
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/profile"
)

// Request is what a score depends on besides pack and profile.
type Request struct {
	Now   int64    // ms
	Mask  int64    // events before this time are not used
	Day   int32    // local days since 1970
	Cells []uint32 // rows of the pack's Cells, one a context feature that applies
}

// Scorer holds the scratch space of one device. It is sized for a pack once; tallies alone grow, with the items that a history uses.
type Scorer struct {
	pack     *pack.Pack
	profile  *profile.Profile
	request  Request
	history  []past
	scores   []int64 // one an item
	affinity []int64 // one an attribute: A(a) in score units
	felt     []bool  // one an attribute: it is in touched
	touched  []uint32

	slots   []uint32 // one an item when the pack counts uses: its place in used plus one, or 0
	used    []uint32 // items with uses that count
	tallies []tally  // of each of them in turn: of all its uses, then under each of the habits
	habits  []habit  // of the request
}

// NewScorer returns a scorer for a pack.
func NewScorer(p *pack.Pack) *Scorer {
	s := &Scorer{
		pack: p, scores: make([]int64, p.Items()), affinity: make([]int64, p.Attributes()), felt: make([]bool, p.Attributes()),
		history: make([]past, 0, p.Window()), touched: make([]uint32, 0, p.Attributes()), habits: make([]habit, 0, len(p.Habits())),
	}
	if len(p.Terms().Used) > 0 || len(p.Habits()) > 0 {
		s.slots = make([]uint32, p.Items())
	}
	return s
}

// Prepare takes a request; Scores and Contributions then answer for it until the profile changes.
func (s *Scorer) Prepare(f *profile.Profile, q Request) {
	s.profile, s.request = f, q
	s.recall(s.pack, f, q.Now, q.Mask)
	s.count()
	s.feel()
}

// Personal reports whether any event of the history took part.
func (s *Scorer) Personal() bool { return len(s.history) > 0 || len(s.used) > 0 }

// Wipe clears what the scorer derived from a person.
func (s *Scorer) Wipe() {
	clear(s.scores)
	s.calm()
	s.history, s.touched = flat.Wipe(s.history), flat.Wipe(s.touched)
	clear(s.slots)
	s.used, s.tallies, s.habits = flat.Wipe(s.used), flat.Wipe(s.tallies), flat.Wipe(s.habits)
	s.profile, s.request = nil, Request{}
}

// Scores returns the score of every item: a view, valid until the next call.
func (s *Scorer) Scores() []int64 {
	s.addPrior()
	s.addEdges()
	s.addReturns()
	s.addTallies()
	s.addAffinity()
	s.addContext()
	s.addFreshness()
	return s.scores
}

func (s *Scorer) addPrior() {
	prior := s.pack.Popularity()
	scores := s.scores[:len(prior)]
	for i, v := range prior {
		scores[i] = int64(v)
	}
}

func (s *Scorer) addEdges() {
	channels := s.pack.Channels()
	for c := range channels {
		ch := &channels[c]
		for k := range s.history {
			if w := s.at(k, ch.Position); w != 0 {
				s.addRow(ch.Edges.Row(s.item(k)), w)
			}
		}
	}
}

func (s *Scorer) addRow(row pack.Row, weight int64) {
	for {
		col, edge, ok := row.Next()
		if !ok {
			return
		}
		s.scores[col] += weight * int64(edge) >> weightBits
	}
}

// item returns the item of history event k.
func (s *Scorer) item(k int) uint32 { return s.profile.Entries[s.history[k].entry].Item }

func (s *Scorer) addReturns() {
	t := &s.pack.Terms().Return
	for k := range s.history {
		s.scores[s.item(k)] += s.at(k, t.Position) * int64(t.Scale) >> weightBits
	}
}

// feel sums the affinities A(a) of the history.
func (s *Scorer) feel() {
	s.calm()
	t := &s.pack.Terms().Affinity
	for k := range s.history {
		w := s.at(k, t.Position) * int64(t.Scale) >> weightBits
		if w == 0 {
			continue
		}
		s.like(s.pack.AttributesOf(s.item(k)), w)
	}
}

// like adds the attributes of one history item to the affinities.
func (s *Scorer) like(attributes pack.Row, weight int64) {
	for {
		a, v, ok := attributes.Next()
		if !ok {
			return
		}
		if v != 0 && !s.felt[a] {
			s.felt[a] = true
			s.touched = append(s.touched, a)
		}
		s.affinity[a] += weight * int64(v) >> 15
	}
}

// calm zeroes the affinities.
func (s *Scorer) calm() {
	for _, a := range s.touched {
		s.affinity[a], s.felt[a] = 0, false
	}
	s.touched = s.touched[:0]
}

func (s *Scorer) addAffinity() {
	for _, a := range s.touched {
		v := s.affinity[a]
		for _, h := range s.pack.Holders(a) {
			s.scores[h.Item] += v * int64(h.Weight) >> 15
		}
	}
}

func (s *Scorer) addContext() {
	for _, cell := range s.request.Cells {
		s.addRow(s.pack.Cells().Row(cell), 1<<weightBits)
	}
}

func (s *Scorer) addFreshness() {
	if len(s.pack.Terms().Freshness) == 0 {
		return
	}
	for i := range s.scores {
		s.scores[i] += s.freshness(uint32(i))
	}
}

// freshness returns the term of an item; what is published in the future counts as published today.
func (s *Scorer) freshness(item uint32) int64 {
	day := s.pack.Published(item)
	table := s.pack.Terms().Freshness
	age := max(0, int64(s.request.Day)-int64(day))
	if day == 0 || age >= int64(len(table)) {
		return 0
	}
	return int64(table[age])
}
