package train

// This file is the model's numbers: what evaluation may tune, what the defaults are and what is out of range.

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
)

// Settings are the weights of the model's sum, in natural units; the trainer scales them to score units. A score is
//
//	Σ_reach Σ_history h  base(h)·ρ_reach(k)·Σ_kind Item[kind][reach]·value_kind(item(h), c)      item-to-item evidence
//	+ Σ_reach Attribute[reach]·Σ_h base(h)·ρ_reach(k)·cosine(item(h), c)                          attributes
//	+ Σ_h: item(h)=c base(h)·Σ_place Return[place]·ρ_place(k)                                     return to an earlier item
//	+ Σ_step Used[step]·[uses of c ≥ step] + Σ_feature Habit[feature]·(…)                         what this person does
//	+ Σ_kind Popularity[kind]·popular_kind(c) + Σ_feature Context[feature]·lift(value, c)         what all persons do
//	+ Freshness·2^(−age/FreshHalfDay)
//
// with k the place of h counted back from the latest event and base its event type's weight and decay by age. All is linear in
// the settings, so that they can be learned (Learn) and every term can be told to the person.
type Settings struct {
	Window       int     `json:"window"`         // steps between two events of one person that count as a pair, 1 to 100
	Damp         float64 `json:"damp"`           // exponent of the popularity damping of the directed counts, 0 to 1
	Ridge        float64 `json:"ridge"`          // λ of the regressions, > 0
	Ease         float64 `json:"ease"`           // λ of the regression of kind "ease", > 0
	ContextPrior float64 `json:"context_prior"`  // pseudo-counts that shrink lifts, > 0
	FreshHalfDay float64 `json:"fresh_half_day"` // days until freshness halves, > 0
	Cut          float64 `json:"cut"`            // how much more an edge to a popular item is worth when edges are cut: exponent of its count, 0 to 1
	OrderBlind   bool    `json:"order_blind"`    // pairs count alike whichever came first

	Item       map[string]Reaches    `json:"item"`       // by kind of evidence, see ItemKinds
	Attribute  Reaches               `json:"attribute"`  // of an attribute cosine
	Return     Places                `json:"return"`     // of being in the history
	Used       Steps                 `json:"used"`       // of having been used that often
	Popularity map[string]float64    `json:"popularity"` // by kind, see PopularityKinds
	Context    map[string]float64    `json:"context"`    // of a log lift, by feature; "" is for features not named
	Habit      map[string][2]float64 `json:"habit"`      // of one use under the request's value, and of ln(1 + such uses), by feature
	Freshness  float64               `json:"freshness"`  // of an item published today
}

// Reaches are weights by how far back in the history evidence reaches: the latest event alone, then tables of .6^k, .85^k and 1 by
// the place k counted back from the latest.
type Reaches [4]float64

// reachDecay are the bases of the tables; the latest event alone is 0^k.
var reachDecay = Reaches{0, .6, .85, 1}

// reachNames name the pack's channels.
var reachNames = [4]string{"latest", "recent", "session", "all"}

// Places are weights of an item's own place in the history: the latest event, the one before, the third, then .6^k, .85^k and 1.
type Places [6]float64

// Steps are weights of having used an item at least so many times.
type Steps [6]float64

// usedSteps are those numbers.
var usedSteps = [6]int{1, 2, 3, 5, 10, 20}

// DefaultSettings returns settings that suit a data set without tuning: whether people come back to items and whether publication
// dates are known decides which terms are on. The weights were found on validation targets of public sets (bench/RESULTS.md).
func DefaultSettings(set *data.Set) Settings {
	s := Settings{
		Window: 20, Damp: .3, Ridge: 10, Ease: 200, ContextPrior: 5, FreshHalfDay: 30,
		Item: map[string]Reaches{
			kindForward: {0, .1, .2, 0}, kindBackward: {0, 0, .03, 0}, kindBackwardRare: {0, .05, .05, 0}, kindTwoHop: {0, 0, -.1, 0},
		},
		Attribute:  Reaches{0, 0, .07, 0},
		Popularity: map[string]float64{popLog: .0014},
		Context:    map[string]float64{"": .0014},
	}
	if Repeats(&set.Events) {
		s.Return = Places{0, 0, 0, .1, .1, 0}
	}
	if publishedShare(set.Items) > .5 {
		s.Freshness = .0028
	}
	return s
}

// clone returns a copy that shares nothing.
func (s Settings) clone() Settings {
	s.Item, s.Popularity = maps.Clone(s.Item), maps.Clone(s.Popularity)
	s.Context, s.Habit = maps.Clone(s.Context), maps.Clone(s.Habit)
	return s
}

// contextWeight returns the weight of a context feature's lifts.
func (s *Settings) contextWeight(feature string) float64 {
	if w, ok := s.Context[feature]; ok {
		return w
	}
	return s.Context[""]
}

// Validate reports the first setting outside its range.
func (s Settings) Validate() error {
	if s.Window < 1 || s.Window > 100 {
		return fmt.Errorf("settings: window is %d: it must be 1 to 100", s.Window)
	}
	if !(s.Damp >= 0 && s.Damp <= 1) {
		return fmt.Errorf("settings: damp is %v: it must be 0 to 1", s.Damp)
	}
	if !(s.Cut >= 0 && s.Cut <= 1) {
		return fmt.Errorf("settings: cut is %v: it must be 0 to 1", s.Cut)
	}
	for name, v := range map[string]float64{"ridge": s.Ridge, "ease": s.Ease, "context_prior": s.ContextPrior, "fresh_half_day": s.FreshHalfDay} {
		if !(v > 0) || math.IsInf(v, 0) {
			return fmt.Errorf("settings: %s is %v: it must be above 0 and finite", name, v)
		}
	}
	for kind := range s.Item {
		if !slices.Contains(itemKinds, kind) {
			return fmt.Errorf("settings: item: no kind %q: want one of %v", kind, itemKinds)
		}
	}
	for kind := range s.Popularity {
		if !slices.Contains(popKinds, kind) {
			return fmt.Errorf("settings: popularity: no kind %q: want one of %v", kind, popKinds)
		}
	}
	return s.eachWeight(func(name string, v float64) error {
		if !(math.Abs(v) <= 1e6) {
			return fmt.Errorf("settings: %s is %v: it must be within ±1,000,000", name, v)
		}
		return nil
	})
}

// eachWeight calls f with every weight until an error.
func (s *Settings) eachWeight(f func(name string, v float64) error) error {
	groups := []struct {
		name   string
		values []float64
	}{{"attribute", s.Attribute[:]}, {"return", s.Return[:]}, {"used", s.Used[:]}, {"freshness", []float64{s.Freshness}}}
	add := func(name string, values ...float64) {
		groups = append(groups, struct {
			name   string
			values []float64
		}{name, values})
	}
	for _, kind := range slices.Sorted(maps.Keys(s.Item)) {
		w := s.Item[kind]
		add("item."+kind, w[:]...)
	}
	for _, kind := range slices.Sorted(maps.Keys(s.Popularity)) {
		add("popularity."+kind, s.Popularity[kind])
	}
	for _, feature := range slices.Sorted(maps.Keys(s.Context)) {
		add("context."+feature, s.Context[feature])
	}
	for _, feature := range slices.Sorted(maps.Keys(s.Habit)) {
		w := s.Habit[feature]
		add("habit."+feature, w[:]...)
	}
	for _, g := range groups {
		for _, v := range g.values {
			if err := f(g.name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// Repeats reports whether people come back to items in this log: more than one event in 50 names an item that its person had before.
func Repeats(e *data.Events) bool { return repeatShare(e) > 0.02 }

// repeatShare returns the share of events whose item the same person had before.
func repeatShare(e *data.Events) float64 {
	seen, repeats, n := map[int32]bool{}, 0, 0
	for i := range e.Len() {
		if i > 0 && e.Person[i] != e.Person[i-1] {
			clear(seen)
		}
		if e.Item[i] < 0 {
			continue
		}
		if n++; seen[e.Item[i]] {
			repeats++
		}
		seen[e.Item[i]] = true
	}
	return share(repeats, n)
}

// publishedShare returns the share of items with a publication date.
func publishedShare(items []data.Item) float64 {
	n := 0
	for i := range items {
		if !items[i].Published.IsZero() {
			n++
		}
	}
	return share(n, len(items))
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
