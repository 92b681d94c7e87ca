// Package scoring sums what speaks for each item: item-to-item evidence, return to an earlier item, number of uses, habit, attribute
// affinity, context, popularity, freshness. All sums are integers, and Contributions returns the very terms that Scores adds up.
//
// The score of item c, given history events h (item i(h), position k back from the latest, counted among events for their items or among those
// against), context values x and the day:
//
//	Σ_channels Σ_h ⌊w(h,k)·edge(i(h),c)⌋ + Σ_{h: i(h)=c} ⌊w(h,k)·return⌋
//	+ used[n(c)] + Σ_x habit_x[n(c,x)]
//	+ Σ_attributes a ⌊A(a)·v(c,a)⌋ + Σ_declared a ⌊unit·amount(a)·v(c,a)⌋
//	+ Σ_x lift(x,c) + prior(c) + fresh(day − published(c))
//
// each term before the last line times the dial, rounded down. An item that the history must not push has the last line alone. There w(h,k) = type weight · 2^(−age/half-life) · position table[k] and A(a) = scale · Σ_h w(h,k)·v(i(h),a);
// an event against its item, which is one of negative weight or below its type's floor, speaks for nothing: a term of its edges or its return
// above 0 counts as 0, since what is disliked by somebody who likes c says nothing of who dislikes it. n(c) counts the uses of c, n(c,x) those recorded under x; pack.Feature says what a use is.
package scoring

import (
	"math"

	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/profile"
)

// Request is what a score depends on besides pack and profile.
type Request struct {
	Now   int64    // ms
	High  int64    // ms: events that may be used only until before it are not
	Day   int32    // local days since 1970
	Dial  int64    // 0 to OneDial: what personal terms are multiplied by
	Cells []uint32 // rows of the pack's Cells, one a context feature that applies
	Orders
}

// OneDial is the fixed-point 1 of Request.Dial.
const OneDial = 1 << dialBits

const dialBits = 16

// Orders are what the person and the gate say about items and attributes of the pack.
type Orders struct {
	Blocked   []uint8    // one an item, or nil: where it is not 0, the item's events are evidence for nothing
	Shielded  []uint32   // items that history must not push, ascending
	Interests []Interest // declared ones
	Muted     []uint32   // attributes whose inferred affinity counts for nothing
}

// Interest is a declared interest in an attribute.
type Interest struct {
	Attribute uint32
	Score     int64 // to an item that consists of the attribute alone
}

// Unit returns the score that a declared interest of 100 gives to an item that consists of its attribute alone: that of the strongest
// item-to-item evidence of the pack, or, where there is none, of the affinity's scale or the prior.
//
//go:noinline
func Unit(p *pack.Pack) int64 {
	unit := int64(0)
	channels := p.Channels()
	for c := range channels {
		unit = max(unit, int64(channels[c].Edges.Largest()))
	}
	if unit == 0 {
		unit = int64(p.Terms().Affinity.Scale)
	}
	if unit <= 0 {
		for _, v := range p.Popularity() {
			unit = max(unit, int64(v))
		}
	}
	return unit
}

// Scorer holds the scratch space of one device. It is sized for a pack once; tallies alone grow, with the items that a history uses.
type Scorer struct {
	pack     *pack.Pack
	profile  *profile.Profile
	request  Request
	history  []past
	scores   []int64 // one an item
	event    []int64 // one an item: the item-to-item evidence of one history event, where the dial scales it; else 0
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
		history: make([]past, 0, 2*p.Window()), touched: make([]uint32, 0, p.Attributes()), habits: make([]habit, 0, len(p.Habits())),
	}
	if len(p.Terms().Used) > 0 || len(p.Habits()) > 0 {
		s.slots = make([]uint32, p.Items())
	}
	return s
}

// Prepare takes a request; Scores and Contributions then answer for it until the profile changes.
//
//go:noinline
func (s *Scorer) Prepare(f *profile.Profile, q Request) {
	s.profile, s.request = f, q
	s.recall(s.pack, f)
	s.count()
	s.feel()
}

// usable reports whether an entry of the profile may take part in the request.
func (s *Scorer) usable(e *profile.Entry) bool {
	return e.Until >= s.request.High && (s.request.Blocked == nil || s.request.Blocked[e.Item] == 0)
}

// Confidence returns in percent how much and how unanimous the evidence is: |Σ b| / (Σ |b| + 1) over the weights b of the history's events, where 1
// is a new event of weight 1. It is 50 for one such event, 0 for as much against as for.
func (s *Scorer) Confidence() int64 {
	sum, all := int64(0), int64(1)<<weightBits
	for k := range s.history {
		b := s.history[k].base
		sum += b
		all += max(b, -b)
	}
	return max(sum, -sum) * 100 / all
}

// Personal reports whether any event of the history took part.
func (s *Scorer) Personal() bool { return len(s.history) > 0 || len(s.used) > 0 }

// Affinity returns the affinity A(a) of the history that Prepare took.
func (s *Scorer) Affinity(a uint32) int64 { return s.affinity[a] }

// EachPast calls f with the profile's entry of every history event that Prepare took, latest first.
func (s *Scorer) EachPast(f func(entry uint32)) {
	for k := range s.history {
		f(s.history[k].entry)
	}
}

// Wipe clears what the scorer derived from a person.
//
//go:noinline
func (s *Scorer) Wipe() {
	clear(s.scores)
	clear(s.event)
	s.calm()
	s.history, s.touched = flat.Wipe(s.history), flat.Wipe(s.touched)
	clear(s.slots)
	s.used, s.tallies, s.habits = flat.Wipe(s.used), flat.Wipe(s.tallies), flat.Wipe(s.habits)
	s.profile, s.request = nil, Request{}
}

// Scores returns the score of every item: a view, valid until the next call.
func (s *Scorer) Scores() []int64 {
	clear(s.scores)
	s.addEdges()
	s.addReturns()
	s.addTallies()
	s.addAffinity()
	s.addInterests()
	for _, item := range s.request.Shielded {
		s.scores[item] = 0
	}
	s.addPrior()
	s.addContext()
	s.addFreshness()
	return s.scores
}

func (s *Scorer) addPrior() {
	prior := s.pack.Popularity()
	scores := s.scores[:len(prior)]
	for i, v := range prior {
		scores[i] += int64(v)
	}
}

func (s *Scorer) addEdges() {
	if s.request.Dial == OneDial {
		for k := range s.history {
			s.addEvent(s.scores, k)
		}
		return
	}
	if s.event == nil {
		s.event = make([]int64, len(s.scores))
	}
	for k := range s.history { // an event's channels are one term, so they are summed before that is scaled
		s.addEvent(s.event, k)
		s.flush(k)
	}
}

// addEvent adds the item-to-item evidence of one history event.
func (s *Scorer) addEvent(sums []int64, k int) {
	channels := s.pack.Channels()
	for c := range channels {
		ch := &channels[c]
		if w := s.at(k, ch.Position); w != 0 {
			addRow(sums, ch.Edges.Row(s.item(k)), w, s.most(k))
		}
	}
}

// flush moves the sums of one history event, scaled, to the scores.
func (s *Scorer) flush(k int) {
	channels := s.pack.Channels()
	for c := range channels {
		row := channels[c].Edges.Row(s.item(k))
		for {
			col, _, ok := row.Next()
			if !ok {
				break
			}
			s.scores[col] += s.dialled(s.event[col])
			s.event[col] = 0
		}
	}
}

// addRow adds a row times a weight, no sum more than most.
func addRow(sums []int64, row pack.Row, weight, most int64) {
	for {
		col, edge, ok := row.Next()
		if !ok {
			return
		}
		sums[col] += min(weight*int64(edge)>>weightBits, most)
	}
}

// item returns the item of history event k.
func (s *Scorer) item(k int) uint32 { return s.profile.Entries[s.history[k].entry].Item }

func (s *Scorer) addReturns() {
	for k := range s.history {
		s.scores[s.item(k)] += s.back(k)
	}
}

// back returns what history event k says for its own item.
func (s *Scorer) back(k int) int64 {
	t := &s.pack.Terms().Return
	return s.dialled(min(s.at(k, t.Position)*int64(t.Scale)>>weightBits, s.most(k)))
}

// dialled scales a personal term.
func (s *Scorer) dialled(term int64) int64 { return term * s.request.Dial >> dialBits }

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
	for _, a := range s.request.Muted {
		s.affinity[a] = 0
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
			s.scores[h.Item] += s.dialled(v * int64(h.Weight) >> 15)
		}
	}
}

func (s *Scorer) addInterests() {
	for _, declared := range s.request.Interests {
		for _, h := range s.pack.Holders(declared.Attribute) {
			s.scores[h.Item] += s.dialled(declared.Score * int64(h.Weight) >> 15)
		}
	}
}

func (s *Scorer) addContext() {
	for _, cell := range s.request.Cells {
		addRow(s.scores, s.pack.Cells().Row(cell), 1<<weightBits, math.MaxInt64)
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
