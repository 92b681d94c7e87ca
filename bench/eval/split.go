// This file is what all protocols have in common: the cases they pose and how one is chosen.

package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// Protocols: how a data set is split and what is asked. docs/EVALUATION.md describes each with its traps.
const (
	LeaveOneOut    = "leave-one-out"   // the last event of each person, full ranking
	Temporal       = "temporal"        // every event after a moment, full ranking
	NextItem       = "next-item"       // every prefix of a session, full ranking
	Random         = "random"          // a random part of each person's items at once, full ranking
	Labelled       = "labelled"        // labelled person–item–context rows, pooled
	ContextRanking = "context-ranking" // full ranking for the positive labelled rows
)

// Protocols returns the names of the protocols.
func Protocols() []string {
	return []string{LeaveOneOut, Temporal, NextItem, Random, Labelled, ContextRanking}
}

// Case is one question put to the ranker: after these events of a person, at this moment and in its context, where do the
// targets stand among all items?
type Case struct {
	Person  uint32  // index into Split.Full's persons; cases of one person stand together
	History []int32 // rows of Split.Full, oldest first; may be empty
	Now     int32   // row of Split.Full whose time, offset and context are the request's; its item is not looked at
	Targets []int32 // items that are right answers, distinct; data.NoItem is one that the catalogue lacks, and so a miss
	Repeats bool    // items of the history stay eligible
}

// Row is one labelled row: is this item the right answer for this person in this context?
type Row struct {
	Person  uint32
	History []int32 // as in a Case
	Now     int32
	Item    int32 // data.NoItem when the catalogue lacks it
	Label   bool
}

// Split is a data set divided by a protocol. Cases and rows refer to Full; nothing of a test case's targets is in Train, nothing
// of a validation case's in TuneTrain.
type Split struct {
	Protocol  string
	About     string    // the protocol in words, for people
	Full      *data.Set // every event that cases refer to: those of the set in their order, then those of its holdout
	Train     *data.Set // what the tested pack is trained on
	TuneTrain *data.Set // what packs are trained on while settings are chosen

	Validation, Test         []Case
	ValidationRows, TestRows []Row // of Labelled and ContextRanking besides: Labelled poses these, ContextRanking the cases. See As

	histories [][]int32 // of the same two: all training positives of each person
	times     string    // of the same two: what was done to times, in words
}

// SplitOptions choose a protocol.
type SplitOptions struct {
	Protocol string  // "" chooses by the form of the data, see DefaultProtocol
	Seed     uint64  // of Random, Labelled and ContextRanking
	Share    float64 // of events (Temporal), sessions (NextItem) or a person's items (Random) tested on; 0: DefaultShare
}

// DefaultShare returns the share that a protocol tests on, 0 where the protocol leaves no choice.
func DefaultShare(protocol string) float64 {
	return map[string]float64{Temporal: .1, NextItem: .1, Random: .25}[protocol]
}

// DefaultProtocol chooses by the form of the data: labelled rows, sessions, the typed form of ml-100k, and all else.
func DefaultProtocol(set *data.Set) string {
	switch {
	case set.Holdout != nil && set.Holdout.Rows != nil || strings.HasPrefix(set.Name, "libfm:"):
		return Labelled
	case set.Holdout != nil && set.Holdout.Sessions != nil || strings.HasPrefix(set.Name, "sessions:"):
		return NextItem
	case slices.ContainsFunc(set.Summary.Files, typedRatings):
		return Random
	}
	return LeaveOneOut
}

// typedRatings reports whether a file has ratings in RecBole's typed form, packed or not.
func typedRatings(file string) bool {
	return strings.HasSuffix(strings.TrimSuffix(strings.TrimSuffix(file, ".gz"), ".zst"), ".inter")
}

// NewSplit divides a set. It fails when the data is not of the protocol's form or leaves nothing to test.
func NewSplit(set *data.Set, cfg train.Config, o SplitOptions) (*Split, error) {
	if err := (Options{SplitOptions: o}).Validate(); err != nil {
		return nil, err
	}
	o.Protocol = cmp.Or(o.Protocol, DefaultProtocol(set))
	o.Share = cmp.Or(o.Share, DefaultShare(o.Protocol))
	by := map[string]func(*data.Set, train.Config, SplitOptions) (*Split, error){
		LeaveOneOut: splitLeaveOneOut, Temporal: splitTemporal, NextItem: splitNextItem, Random: splitRandom,
		Labelled: splitLabelled, ContextRanking: splitContextRanking,
	}[o.Protocol]
	s, err := by(set, cfg, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.Protocol, err)
	}
	s.Protocol = o.Protocol
	return s, nil
}

// eachPerson calls f with the rows of each person's events that speak for an item, oldest first.
func eachPerson(set *data.Set, cfg train.Config, f func(person uint32, rows []int32)) {
	e := &set.Events
	speaks := cfg.SpeaksFor(e)
	var rows []int32
	for i := range e.Len() {
		if i > 0 && e.Person[i] != e.Person[i-1] {
			f(e.Person[i-1], rows)
			rows = nil
		}
		if speaks(i) {
			rows = append(rows, int32(i))
		}
	}
	if e.Len() > 0 {
		f(e.Person[e.Len()-1], rows)
	}
}

// targets returns the places in a person's rows, as eachPerson gives them, that can be asked for after the rows before: not the first, and
// none that goes on with the item of the row just before by an event of another type. Who opens a film and likes it has not come back to
// it: the film is what the person is looking at. An event of the same type once more is a return.
func targets(set *data.Set, rows []int32) []int {
	e := &set.Events
	var places []int
	for k := 1; k < len(rows); k++ {
		last, row := rows[k-1], rows[k]
		if e.Item[row] != e.Item[last] || e.Type[row] == e.Type[last] {
			places = append(places, k)
		}
	}
	return places
}

// historyWords says what becomes of the items of the history.
func historyWords(repeats bool) string {
	if repeats {
		return "history eligible (people come back to items here)"
	}
	return "history hidden"
}
