// Package data is the trainer's input: a catalogue and an event log in columns, whatever files they came from.
package data

import "time"

// Clock says what the times of a data set mean, and so which uses of them are honest.
type Clock uint8

const (
	// ClockReal marks times of day as recorded: hours, weekdays and ages may be learned from.
	ClockReal Clock = iota
	// ClockDay marks whole days: order within a day is unknown, hours must not be learned.
	ClockDay
	// ClockSynthetic marks times made up by a loader to carry an order: only the order means something.
	ClockSynthetic
)

// Item is one row of a catalogue. All fields but ID are optional.
type Item struct {
	ID         string
	Title      string              // "" when the source has none
	Attributes map[string][]string // field → values, in source order; categories are the field "category"
	PriceCents int64               // hundredths of the catalogue's currency, rounded half away from zero; -1 when unknown
	Available  bool                // true unless the source says otherwise
	Sensitive  []string            // kinds, such as "health"
	Published  time.Time           // zero when unknown
}

// Categories returns the item's values of the field "category".
func (it *Item) Categories() []string { return it.Attributes["category"] }

// Column holds one context feature for every event, as indexes into Values.
// Index 0 is the empty string: the feature is absent from that event.
type Column struct {
	Name   string
	Values []string
	Cells  []uint16 // one per event
}

// Events is the event log in columns. All slices but Persons, Types and Context have one entry per event;
// rows are ordered by (Person, Time, order in the source).
type Events struct {
	Persons []string  // person index → name in the source
	Types   []string  // type index → event type, such as "view"
	Person  []uint32  // index into Persons
	Item    []int32   // index into Set.Items, or NoItem
	Type    []uint8   // index into Types
	Time    []int64   // Unix milliseconds, UTC
	Offset  []int16   // minutes east of UTC
	Value   []float32 // the type's value (a rating, seconds of dwell); NaN when absent
	Context []Column
}

// NoItem marks an event that names no item, such as a search.
const NoItem int32 = -1

// Len returns the number of events.
func (e *Events) Len() int { return len(e.Person) }

// Set is a loaded data set.
type Set struct {
	Name    string // the SPEC it was loaded from, such as "movielens:DIR"
	Items   []Item
	Events  Events
	Clock   Clock
	Summary Summary
	// Synthetic is true when a generator made the behaviour; whatever shows a figure from it says so.
	Synthetic bool
	// Holdout carries the test part of sets that come with a published split; nil otherwise.
	Holdout *Holdout
}

// Holdout is a published test or validation part, in the same indexes as the Set.
type Holdout struct {
	// Sessions are test sessions (item indexes in order; NoItem for an item that the training part lacks),
	// each prefix of which is a case, or, when Targets is set, a single case.
	Sessions [][]int32
	// Times, when not nil, has the times of the clicks of Sessions, in ms.
	Times [][]int64
	// Targets, when not nil, has the one target of each entry of Sessions.
	Targets []int32
	// Rows are labelled person–item–context rows (Frappe); Label[i] says whether row i is a positive.
	Rows  *Events
	Label []bool
}

// Problem is one row that was not taken as it stood.
type Problem struct {
	File   string
	Line   int // from 1; 0 when the problem concerns the whole file
	Reason string
}

// Summary says what a loader read, guessed and refused.
type Summary struct {
	Files    []string
	Rows     int // event rows read, bad ones included
	Bad      int // rows and items refused
	ByReason map[string]int
	Problems []Problem // the first MaxProblems of them
	TimeUnit string    // "rfc3339", "s", "ms", "day", "synthetic"
	Guessed  bool      // the time unit was guessed by magnitude
	Notes    []string
	// What came of it, copied from the Set so that a summary can be shown alone.
	Persons, Items, Events int
	Clock                  Clock
	Synthetic              bool
}

// MaxProblems bounds Summary.Problems; ByReason counts all.
const MaxProblems = 50
