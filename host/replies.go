package host

import (
	"time"

	"github.com/hearthrank/hearth/wasm/abi"
)

// PackInfo describes an open pack.
type PackInfo = abi.PackInfo

// Observed says what Observe recorded.
type Observed struct {
	Refs     []int64 // one an event: its handle for Forget and reasons, or 0 when it was not recorded
	Recorded int
	Purged   int // records that the caps removed
}

// Err returns ErrNoGrant when an event was not recorded for want of a grant, otherwise nil. Not recording is what a person who
// grants nothing asks for, and so no error of Observe itself.
func (o *Observed) Err() error {
	if o.Recorded < len(o.Refs) {
		return hostError(string(abi.OpObserve), ErrNoGrant, "")
	}
	return nil
}

// Restored says what a device holds after Restore.
type Restored struct {
	Events  int
	Purged  int // records that the caps removed
	Unknown int // events whose item the pack does not offer
}

// Forgotten says what Forget removed, or would remove.
type Forgotten struct {
	Records []RemovedRecord // as asked, records based on these included
	Removed int             // their number
	Purged  int             // by time and the caps, besides
}

// RemovedRecord is one record that went, or would go.
type RemovedRecord struct {
	Ref  int64
	Type string
	Item string
	Time time.Time // UTC
}

func forgottenOf(reply *abi.ForgetReply) *Forgotten {
	f := &Forgotten{Removed: int(reply.Removed), Purged: int(reply.Purged)}
	for _, r := range reply.Records {
		f.Records = append(f.Records, RemovedRecord{Ref: r.Ref, Type: r.Type, Item: r.Item, Time: joinTime(r.Time)})
	}
	return f
}

// Slate is the answer of Rank and Recommend, best first.
type Slate struct {
	Items    []Ranked
	Eligible int    // candidates left after all filters
	Unknown  int    // candidates that the pack does not have
	Personal bool   // some event of the person's history took part
	Generic  string // why none took part, such as GenericConsent; "" where some did
}

// Why no event of the history took part in a slate.
const (
	GenericConsent    = abi.GenericConsent    // no purpose that holds now allows it
	GenericDial       = abi.GenericDial       // the person's dial is at 0
	GenericHistory    = abi.GenericHistory    // there is none that says anything
	GenericConfidence = abi.GenericConfidence // it says too little or contradicts itself, by WithConfidence
)

// Ranked is one item of a slate.
type Ranked struct {
	ID         string
	Title      string // "" when the pack has none
	Score      int64
	Propensity float64 // probability of this item at this place, from 0 to 1, exact
	Reasons    []Contribution
}

// Kinds of contribution.
const (
	KindItem       = abi.KindItem       // item-to-item evidence of one history event
	KindReturn     = abi.KindReturn     // the item itself is in the history (one event)
	KindUsed       = abi.KindUsed       // how many events of the history speak for the item itself
	KindHabit      = abi.KindHabit      // how many of them were recorded under the request's value of one context feature
	KindAttribute  = abi.KindAttribute  // affinity of the history to one attribute of the item
	KindInterest   = abi.KindInterest   // declared interest in one attribute of the item
	KindContext    = abi.KindContext    // the item's lift under one context feature
	KindPopularity = abi.KindPopularity // the prior
	KindFreshness  = abi.KindFreshness  // recent publication
)

// Contribution is one term of a score. With AllReasons the terms add up to the score exactly.
type Contribution struct {
	Kind  string
	Score int64
	Field string    // attribute field, or context feature
	Value string    // attribute or context value
	Item  string    // the history item (KindItem, KindReturn, KindUsed, KindHabit)
	Title string    // the history item's title
	Count int       // events counted (KindUsed, KindHabit); Event, Ref and Time are of the latest of them
	Event string    // the history event's type
	Ref   int64     // the history event
	Time  time.Time // the history event's time, UTC
	// Purposes are those that allow the use of the history event.
	Purposes []string
}

// Reasons why an item is hidden.
const (
	HiddenUnknown     = abi.HiddenUnknown     // the pack does not have it
	HiddenUnavailable = abi.HiddenUnavailable // the catalogue says so
	HiddenSeen        = abi.HiddenSeen        // the seen policy
	HiddenExcluded    = abi.HiddenExcluded    // the request excluded it
	HiddenBlocked     = abi.HiddenBlocked     // the person ordered so
)

// Explanation has one entry an item asked for, in the order asked.
type Explanation struct {
	Items    []Explained
	Eligible int // items of the catalogue left after all filters
}

// Explained is the standing of one item in the whole catalogue.
type Explained struct {
	ID      string
	Title   string
	Hidden  string // why it is not eligible, such as HiddenSeen; "" when it is
	Score   int64
	Above   int // eligible other items with a higher score
	Tied    int // eligible other items with the same score
	Reasons []Contribution
	Without []Without // one a history item, or event, behind the strongest reasons
}

// Without is where an item would stand without any event on a history item, or without one event: what the same request says once that is forgotten.
type Without struct {
	Item   string // the history item
	Ref    int64  // an event on it behind the reason; with ExplainRequest.Single the one left out
	Hidden string
	Score  int64
	Above  int
	Tied   int
}

// Rank returns the item's place from 1, ties counted against it.
func (w *Without) Rank() int { return w.Above + w.Tied + 1 }

func withoutOf(reply []abi.Without) (all []Without) {
	for _, w := range reply {
		all = append(all, Without{Item: w.Item, Ref: w.Ref, Hidden: w.Hidden, Score: w.Score, Above: int(w.Above), Tied: int(w.Tied)})
	}
	return all
}

// Rank returns the item's place from 1, ties counted against it.
func (e *Explained) Rank() int {
	return e.Above + e.Tied + 1
}

// Stats counts what a device holds. It names nothing.
type Stats struct {
	Events   int
	Items    int       // distinct items in the log
	LogBytes int       // the log's encoded size
	Masked   int       // events held but used by nothing: no purpose granted, or past retention
	Unknown  int       // events whose item the pack does not offer
	Purged   int       // records that the caps removed in this call
	Mark     time.Time // the clock's high-water mark
	Oldest   time.Time // zero when there is no event
	Newest   time.Time
}

func slateOf(reply *abi.Slate) *Slate {
	items := make([]Ranked, len(reply.Items))
	for i, it := range reply.Items {
		items[i] = Ranked{
			ID: it.ID, Title: it.Title, Score: it.Score,
			Propensity: float64(it.Propensity) / abi.PropensityOne,
			Reasons:    contributionsOf(it.Reasons),
		}
	}
	return &Slate{Items: items, Eligible: int(reply.Eligible), Unknown: int(reply.Unknown), Personal: reply.Personal, Generic: reply.Generic}
}

func contributionsOf(reply []abi.Contribution) []Contribution {
	if len(reply) == 0 {
		return nil
	}
	terms := make([]Contribution, len(reply))
	for i, c := range reply {
		terms[i] = Contribution{
			Kind: c.Kind, Score: c.Score, Field: c.Field, Value: c.Value,
			Item: c.Item, Title: c.Title, Count: int(c.Count), Event: c.Event, Ref: c.Ref, Time: joinTime(c.Time), Purposes: c.Purposes,
		}
	}
	return terms
}

func explanationOf(reply *abi.ExplainReply) *Explanation {
	items := make([]Explained, len(reply.Items))
	for i, it := range reply.Items {
		items[i] = Explained{
			ID: it.ID, Title: it.Title, Hidden: it.Hidden, Score: it.Score,
			Above: int(it.Above), Tied: int(it.Tied), Reasons: contributionsOf(it.Reasons), Without: withoutOf(it.Without),
		}
	}
	return &Explanation{Items: items, Eligible: int(reply.Eligible)}
}

func statsOf(reply *abi.Stats) *Stats {
	return &Stats{
		Events: int(reply.Events), Items: int(reply.Items), LogBytes: int(reply.LogBytes), Masked: int(reply.Masked),
		Unknown: int(reply.Unknown), Purged: int(reply.Purged),
		Mark: joinTime(reply.Mark), Oldest: joinTime(reply.Oldest), Newest: joinTime(reply.Newest),
	}
}
