// Package engine ranks for one person on that person's device: a pack (the same for everybody) and a log (what the person did) give a
// slate, with reasons. It is pure: time, randomness and bytes are arguments, and equal calls give equal bytes on every machine.
package engine

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/explain"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/rerank"
	"github.com/hearthrank/hearth/engine/retrieval"
	"github.com/hearthrank/hearth/engine/scoring"
)

// Types of the parts below that the API speaks in.
type (
	Error        = fault.Error          // every error returned is an *Error
	Pack         = pack.Pack            // an open pack
	Event        = event.Event          // something the person did
	Pair         = event.Pair           // a context feature and its value
	Contribution = scoring.Contribution // one term of a score
	SeenPolicy   = rerank.SeenPolicy    // which items of the history are hidden
)

// Limits of a request.
const (
	MaxSlate   = 100_000
	MaxBatch   = 100_000 // events of one Observe
	MaxExplain = 1000    // items of one Explain: each is compared with the whole catalogue
)

// PropensityOne is the fixed-point 1 of Ranked.Propensity.
const PropensityOne = 1 << 30

// OpenPack validates b completely; b must not change afterwards. After it nothing read from the pack can fail.
func OpenPack(b []byte) (*Pack, error) { return pack.Open(b) }

// At is the time of a call, and the context that it happens in.
type At struct {
	Now     int64  // Unix ms
	Offset  int32  // minutes east of UTC
	Context []Pair // ascending by name; features that the pack does not know are ignored
}

// Request asks for a slate.
type Request struct {
	At
	Candidates []string // Rank only
	Exclude    []string // Recommend and Explain only
	Seen       SeenPolicy
	N          int  // items at most; 0 in Rank: all
	Reasons    int  // contributions an item, strongest first; 0: none; negative: all
	Single     bool // Explain only: counterfactuals leave out single events, not all on an item
}

// Slate is a ranked list.
type Slate struct {
	Items    []Ranked
	Eligible int  // candidates left after all filters
	Unknown  int  // candidates that the pack does not have
	Personal bool // some event of the history took part
	Generic  Generic
}

// Generic says why no event of the history took part in a slate.
type Generic uint8

// The reasons.
const (
	NotGeneric        Generic = iota
	GenericConsent            // no purpose that is granted allows it
	GenericDial               // the person's dial is at 0
	GenericHistory            // there is no history that says anything
	GenericConfidence         // too little or too contradictory evidence, by Options.Confidence
)

// Ranked is one item of a slate.
type Ranked struct {
	Item       uint32 // index in the pack
	Score      int64  // sum of all contributions
	Propensity int64  // probability of this item at this place, in units of 1/PropensityOne; a greedy slate has 1
	Reasons    []Contribution
}

// Observe records events in order: all, or on an error none. An event may be at most a day later than the call, for retention runs from its time. It returns a ref an event: 0 when no granted purpose may record it.
// purged counts the records that the caps removed.
func (d *Device) Observe(at At, events []Event) (refs []int64, purged uint32, err error) {
	if len(events) > MaxBatch {
		return nil, 0, fault.At(fault.Range, "events")
	}
	for i := range events {
		if err := events[i].Validate("events[" + fault.Itoa(int64(i)) + "]"); err != nil {
			return nil, 0, err
		}
		if events[i].Time > at.Now+event.Day {
			return nil, 0, fault.At(fault.Range, "events["+fault.Itoa(int64(i))+"].time")
		}
	}
	purged, err = d.enter(at.Now, at.Offset)
	if err != nil {
		return nil, 0, err
	}
	refs = make([]int64, len(events))
	for i := range events {
		refs[i] = d.record(&events[i], at.Now)
	}
	return refs, purged + d.hold(), nil
}

// record appends an event with the purposes that may record it, and folds it; it returns its ref, or 0 when there is none. Of its context it keeps
// what one of them is for.
func (d *Device) record(e *Event, now int64) int64 {
	kinds := d.pack.SensitiveSet(d.pack.Find(e.Item))
	purposes := d.gate.Records(event.CategoryOf(e.Type, e.Item != "", e.Query != ""), kinds)
	if purposes == 0 {
		if kinds == 0 { // how often a person came by sensitive items is not for keeping
			d.audit.count(AuditRefused, 0, now)
		}
		return 0
	}
	kept, categories := e.Context[:0:0], d.gate.Covers(purposes) // not in place: events can share a context
	for _, pair := range e.Context {
		if categories>>event.FeatureCategory(pair.Name)&1 == 1 {
			kept = append(kept, pair)
		}
	}
	e.Context = kept
	ref := d.log.Append(e, uint32(purposes))
	d.profile.Add(d.pack, d.log, d.gate, d.log.Len()-1)
	d.audit.count(AuditRecorded, purposes, now)
	return ref
}

// Rank orders the candidates of the request. Unavailable ones are left out; unknown ones are counted.
func (d *Device) Rank(q *Request) (*Slate, error) {
	if err := d.prepare(q); err != nil {
		return nil, err
	}
	clear(d.marks)
	items, unknown := retrieval.Given(d.pack, q.Candidates, d.marks, d.given)
	d.given = items
	s := d.slate(q, items)
	s.Unknown = unknown
	return s, nil
}

// Recommend orders every available item and returns the first N.
func (d *Device) Recommend(q *Request) (*Slate, error) {
	if q.N < 1 {
		return nil, fault.At(fault.Range, "n")
	}
	if err := d.prepare(q); err != nil {
		return nil, err
	}
	return d.slate(q, retrieval.All(d.pack)), nil
}

// prepare checks a request, holds the caps and readies the scorer.
func (d *Device) prepare(q *Request) error {
	if q.N < 0 || q.N > MaxSlate {
		return fault.At(fault.Range, "n")
	}
	if err := event.ValidateContext(q.Context, "context"); err != nil {
		return err
	}
	if _, err := d.enter(q.Now, q.Offset); err != nil {
		return err
	}
	d.ready(q)
	if d.scorer.Personal() {
		d.audit.count(AuditUsed, d.gate.Serving(consent.StageRank), q.Now)
	}
	return nil
}

// ready readies the scorer for a request, and says why it is to be generic.
//
//go:noinline
func (d *Device) ready(q *Request) {
	s := d.request(q)
	d.generic = NotGeneric
	if s.Dial == 0 {
		d.generic, d.high = GenericDial, never
		s.High = never
	}
	d.scorer.Prepare(&d.profile, s)
	if d.confidence > 0 && d.scorer.Personal() && d.scorer.Confidence() < d.confidence {
		d.generic, d.high, s.High = GenericConfidence, never, never
		d.scorer.Prepare(&d.profile, s)
	}
	if d.generic == NotGeneric && !d.scorer.Personal() {
		d.generic = GenericHistory
	}
	if d.gate.Serving(consent.StageRank) == 0 {
		d.generic = GenericConsent
	}
}

// request returns what the scorer is asked.
//
//go:noinline
func (d *Device) request(q *Request) scoring.Request {
	return scoring.Request{
		Now: q.Now, High: d.high, Day: localDay(q.Now, q.Offset), Dial: d.dial() * scoring.OneDial / 100, Cells: d.cells(&q.At), Orders: d.orders,
	}
}

// never is later than any event may be used.
const never = 1<<63 - 1

// eligible returns the candidates that neither the request nor its seen policy hides: scratch, valid until the next call.
// The marks say afterwards what is hidden and why.
//
//go:noinline
func (d *Device) eligible(q *Request, candidates []uint32) []uint32 {
	clear(d.marks)
	copy(d.marks, d.orders.Blocked)
	rerank.MarkExcluded(d.pack, q.Exclude, d.marks)
	rerank.MarkSeen(d.pack, &d.profile, d.high, q.Seen, d.marks)
	return rerank.Filter(candidates, d.marks, d.candidates)
}

func (d *Device) slate(q *Request, candidates []uint32) *Slate {
	scores := d.scorer.Scores()
	candidates = d.eligible(q, candidates)
	s := &Slate{Eligible: len(candidates), Personal: d.scorer.Personal(), Generic: d.generic}
	n := q.N
	if n == 0 {
		n = len(candidates)
	}
	best := rerank.Best(d.pack, scores, candidates, n)
	s.Items = make([]Ranked, len(best))
	for i, item := range best {
		s.Items[i] = Ranked{Item: item, Score: scores[item], Propensity: PropensityOne, Reasons: d.reasons(item, q.Reasons)}
	}
	return s
}

func (d *Device) reasons(item uint32, n int) []Contribution {
	if n == 0 {
		return nil
	}
	return explain.Strongest(d.scorer.Contributions(item, nil), n)
}
