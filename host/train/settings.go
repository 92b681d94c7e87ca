package train

import (
	"fmt"
	"math"

	"github.com/hearthrank/hearth/host/train/data"
)

// Settings are the model's numbers: what evaluation may tune. They are natural units; the trainer scales them to score units.
//
// The evidence of a history item i for a candidate j is
//
//	e(i→j) = Forward·F(i,j)/(n_i·n_j)^Damp + Reverse·F(j,i)/(n_i·n_j)^Damp + Related·F(j,i)/(n_i·n_j)^½
//
// with F(i,j) = Σ over all places where j follows i by d ≤ Window steps in one person's sequence of Decay^(d−1), and n the number of
// events of an item: directed co-occurrence with distance decay and popularity damping, a weighted form of the conditional
// probability similarity of Deshpande & Karypis, "Item-based top-N recommendation algorithms" (TOIS 2004), equation 4.
type Settings struct {
	Window  int     `json:"window"`  // steps, 1 to 100
	Decay   float64 `json:"decay"`   // per step, (0, 1]
	Forward float64 `json:"forward"` // ≥ 0
	Reverse float64 `json:"reverse"` // ≥ 0
	Related float64 `json:"related"` // ≥ 0
	Damp    float64 `json:"damp"`    // 0 to 1

	HistoryDecay float64 `json:"history_decay"` // weight of an event per step back in the device's history, (0, 1]

	Affinity      float64 `json:"affinity"`       // score of an attribute cosine of 1, ≥ 0
	AffinityDecay float64 `json:"affinity_decay"` // as HistoryDecay, for attributes
	Popularity    float64 `json:"popularity"`     // times ln(1 + events), ≥ 0
	Context       float64 `json:"context"`        // times the log lift of an item under a context value, ≥ 0
	ContextPrior  float64 `json:"context_prior"`  // pseudo-counts that shrink lifts, > 0

	Return      float64 `json:"return"`       // score of an item for being in the history, ≥ 0
	ReturnDecay float64 `json:"return_decay"` // as HistoryDecay, for returns

	Freshness    float64 `json:"freshness"`      // score of an item published today, ≥ 0
	FreshHalfDay float64 `json:"fresh_half_day"` // days until that halves, > 0
}

// DefaultSettings returns settings that suit a data set without tuning: the shares of repeats and of known publication dates
// decide which terms are on. They were chosen on validation targets of public sets (bench/RESULTS.md).
func DefaultSettings(set *data.Set) Settings {
	s := Settings{
		Window: 20, Decay: 0.9, Forward: 0.3, Reverse: 0.042, Related: 0.1, Damp: 0.3,
		HistoryDecay: 0.7, Affinity: 0.07, AffinityDecay: 0.7, Popularity: 0.0014,
		Context: 0.0014, ContextPrior: 10, ReturnDecay: 0.8, FreshHalfDay: 30,
	}
	if Repeats(&set.Events) {
		s.Return = 0.3
	}
	if publishedShare(set.Items) > 0.5 {
		s.Freshness = 2 * s.Popularity
	}
	return s
}

// Validate reports the first setting outside its range.
func (s Settings) Validate() error {
	unit := []struct {
		name string
		v    float64
	}{{"decay", s.Decay}, {"history_decay", s.HistoryDecay}, {"affinity_decay", s.AffinityDecay}, {"return_decay", s.ReturnDecay}}
	for _, u := range unit {
		if !(u.v > 0 && u.v <= 1) {
			return fmt.Errorf("settings: %s is %v: it must be above 0 and at most 1", u.name, u.v)
		}
	}
	if s.Window < 1 || s.Window > 100 {
		return fmt.Errorf("settings: window is %d: it must be 1 to 100", s.Window)
	}
	if !(s.Damp >= 0 && s.Damp <= 1) {
		return fmt.Errorf("settings: damp is %v: it must be 0 to 1", s.Damp)
	}
	for _, v := range []float64{s.Forward, s.Reverse, s.Related, s.Affinity, s.Popularity, s.Context, s.Return, s.Freshness} {
		if !(v >= 0 && v <= 1e6) {
			return fmt.Errorf("settings: a weight is %v: it must be 0 to 1,000,000", v)
		}
	}
	if !(s.ContextPrior > 0) || !(s.FreshHalfDay > 0) || math.IsInf(s.ContextPrior+s.FreshHalfDay, 0) {
		return fmt.Errorf("settings: context_prior and fresh_half_day must be above 0 and finite")
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
