package host

import (
	"fmt"
	"time"

	"github.com/hearthrank/hearth/wasm/abi"
)

// Event is one thing that the person did, or was shown.
type Event struct {
	Type    string            // such as "click"; required
	Item    string            // "" for events that name none, such as a search
	Time    time.Time         // with the person's location; zero: now
	Value   *float64          // in the type's unit (seconds of dwell, stars), kept to thousandths; nil: none. See Seconds
	Query   string            // search text, at most 1,024 bytes
	Context map[string]string // at most 32 pairs
	BasedOn []int64           // of an impression: the refs of the events its slate was based on
}

// Seconds returns a duration as the value of an event, such as a dwell.
func Seconds(d time.Duration) *float64 {
	return new(d.Seconds())
}

// wireEvents converts events for the module.
func wireEvents(events []Event) ([]abi.Event, error) {
	wire := make([]abi.Event, len(events))
	for i := range events {
		if err := events[i].wire(&wire[i], fmt.Sprintf("events[%d]", i)); err != nil {
			return nil, err
		}
	}
	return wire, nil
}

func (e *Event) wire(to *abi.Event, path string) error {
	*to = abi.Event{Type: e.Type, Item: e.Item, Query: e.Query, Context: e.Context, BasedOn: e.BasedOn}
	if e.Value != nil {
		value, err := thousandths(*e.Value, path+".value")
		if err != nil {
			return err
		}
		to.Value = &value
	}
	if e.Time.IsZero() {
		return nil
	}
	ms, offset, err := splitTime(e.Time, path+".time")
	if err != nil {
		return err
	}
	if ms == 0 {
		return fieldError(path+".time", ErrRange, "the instant 1970-01-01T00:00:00Z stands for now on the wire")
	}
	to.Time, to.Offset = ms, &offset
	return nil
}

// Seen says which items of the person's history a slate leaves out.
type Seen string

// The seen policies. The zero value hides, in Recommend and Explain, items with an event of a type whose "seen" flag the pack
// sets; in Rank it hides nothing.
const (
	SeenByType Seen = abi.SeenByType
	SeenHide   Seen = abi.SeenHide // hide every item of the history
	SeenShow   Seen = abi.SeenShow // hide nothing for having been seen
)

// AllReasons asks for every contribution to a score.
const AllReasons = -1

// RankRequest orders the candidates that the caller has.
type RankRequest struct {
	Candidates []string          // item ids; unknown ones are left out and counted
	Context    map[string]string // such as {"page": "home"}
	N          int               // length of the slate; 0: all
	Reasons    int               // contributions an item, strongest first; 0: none
	Seen       Seen
}

func (r RankRequest) wire(now int64, offset int32) (any, error) {
	n, reasons, err := counts(r.N, r.Reasons)
	return &abi.RankRequest{
		Now: now, Offset: offset,
		Candidates: r.Candidates, Context: r.Context, N: n, Reasons: reasons, Seen: string(r.Seen),
	}, err
}

// RecommendRequest finds items and orders them.
type RecommendRequest struct {
	N       int               // length of the slate, 1 to 100,000
	Context map[string]string // such as {"page": "home"}
	Exclude []string          // items that must not come; unknown ones are ignored
	Reasons int               // contributions an item, strongest first; 0: none
	Seen    Seen
}

func (r RecommendRequest) wire(now int64, offset int32) (any, error) {
	n, reasons, err := counts(r.N, r.Reasons)
	return &abi.RecommendRequest{
		Now: now, Offset: offset,
		Context: r.Context, Exclude: r.Exclude, N: n, Reasons: reasons, Seen: string(r.Seen),
	}, err
}

// ExplainRequest asks how items stand for this person. Context, Exclude and Seen are those of the slate it explains.
type ExplainRequest struct {
	Items   []string
	Context map[string]string
	Exclude []string
	Reasons int // contributions an item, strongest first; 0: none
	Seen    Seen
	// Counterfactuals is for how many history items behind an item's strongest reasons Explained.Without says where the item would stand
	// without them, at most 100. 0: three where reasons are asked for, else none; NoCounterfactuals: none.
	Counterfactuals int
	Single          bool // counterfactuals leave out one event each, not all events on a history item
}

// NoCounterfactuals asks for none.
const NoCounterfactuals = -1

func (r ExplainRequest) wire(now int64, offset int32) (any, error) {
	n, reasons, err := counts(r.Counterfactuals, r.Reasons)
	q := &abi.ExplainRequest{
		Now: now, Offset: offset,
		Context: r.Context, Exclude: r.Exclude, Items: r.Items, Reasons: reasons, Seen: string(r.Seen), Single: r.Single,
	}
	switch {
	case n == NoCounterfactuals:
		q.Counterfactuals = new(int32)
	case n != 0:
		q.Counterfactuals = &n
	}
	return q, err
}

// counts checks the two numbers of a request.
func counts(n, reasons int) (n32, reasons32 int32, err error) {
	if n32, err = int32Of(n, "n"); err != nil {
		return 0, 0, err
	}
	reasons32, err = int32Of(reasons, "reasons")
	return n32, reasons32, err
}

// ForgetRequest names records by any of its parts, at least one.
type ForgetRequest struct {
	All        bool        // every event; Control lifts orders, and a new person is begun by Restore
	Attributes []Attribute // events on items that have the attribute in the open pack, such as those of a category
	Events     []int64     // refs
	Items      []string    // every record of these items
	Sessions   []int64     // refs: all events around each without a pause of 30 minutes
	Preview    bool        // say what would go, and remove nothing
	From       time.Time   // records of the range [From, To); a zero end is open
	To         time.Time
}

func (r ForgetRequest) wire(now int64, offset int32) (any, error) {
	from, err := bound(r.From, "from")
	if err != nil {
		return nil, err
	}
	to, err := bound(r.To, "to")
	return &abi.ForgetRequest{
		Now: now, Offset: offset,
		All: r.All, Attributes: r.Attributes, Events: r.Events, Items: r.Items, Sessions: r.Sessions, Preview: r.Preview, From: from, To: to,
	}, err
}

// bound converts one end of a time range.
func bound(t time.Time, path string) (*int64, error) {
	if t.IsZero() {
		return nil, nil
	}
	ms, _, err := splitTime(t, path)
	return &ms, err
}

// SwapConfig is what SwapPack accepts beyond the next pack of the same catalogue.
type SwapConfig struct {
	Replace  bool // another catalogue than the open pack's
	Rollback bool // a lower sequence than the open pack's
}
