// Package event is the log: what the person did, as records in the order in which they arrived, and the clock they are kept by.
package event

import (
	"unicode/utf8"

	"github.com/hearthrank/hearth/engine/internal/fault"
)

// Limits of an event.
const (
	MaxName    = 256       // bytes of a type, item, context name or value
	MaxQuery   = 1024      // bytes of a search text
	MaxPairs   = 32        // context pairs
	MaxBasedOn = 64        // refs
	MaxTime    = 1<<53 - 1 // absolute value of a time in ms
	MaxOffset  = 1440      // absolute value of an offset in minutes
	MaxValue   = 1<<53 - 1 // absolute value of a value in thousandths
)

// Pair is one context feature and its value.
type Pair struct{ Name, Value string }

// Event is one thing that the person did, or was shown. Its strings may be views: the log copies them.
type Event struct {
	Type     string // 1 to MaxName bytes
	Item     string // "" when it names none
	Query    string
	Time     int64 // Unix ms
	Offset   int32 // minutes east of UTC
	Value    int64 // thousandths, when HasValue
	HasValue bool
	Context  []Pair  // ascending by name, names distinct
	BasedOn  []int64 // refs of other events: the record goes with the first of them that goes
}

// Validate checks every limit; path names the event in the error.
func (e *Event) Validate(path string) error {
	if code := name(e.Type, 1); code != "" {
		return fault.At(code, path+".type")
	}
	if code := name(e.Item, 0); code != "" {
		return fault.At(code, path+".item")
	}
	if code := text(e.Query, 0, MaxQuery); code != "" {
		return fault.At(code, path+".query")
	}
	if e.Time < -MaxTime || e.Time > MaxTime {
		return fault.At(fault.Range, path+".time")
	}
	if e.Offset < -MaxOffset || e.Offset > MaxOffset {
		return fault.At(fault.Range, path+".offset")
	}
	if e.Value < -MaxValue || e.Value > MaxValue {
		return fault.At(fault.Range, path+".value")
	}
	if len(e.BasedOn) > MaxBasedOn {
		return fault.At(fault.Range, path+".based_on")
	}
	for i, ref := range e.BasedOn {
		if ref < 1 || ref >= 1<<53 {
			return fault.At(fault.Range, path+".based_on["+fault.Itoa(int64(i))+"]")
		}
	}
	return ValidateContext(e.Context, path+".context")
}

// ValidateContext checks a context: limits, order and distinct names.
//
//go:noinline
func ValidateContext(pairs []Pair, path string) error {
	if len(pairs) > MaxPairs {
		return fault.At(fault.Range, path)
	}
	for i := range pairs {
		if code := name(pairs[i].Name, 1); code != "" {
			return fault.At(code, path)
		}
		if code := name(pairs[i].Value, 0); code != "" {
			return fault.At(code, path+"."+pairs[i].Name)
		}
		if i > 0 && pairs[i].Name <= pairs[i-1].Name {
			code := fault.Order
			if pairs[i].Name == pairs[i-1].Name {
				code = fault.Duplicate
			}
			return fault.At(code, path+"."+pairs[i].Name)
		}
	}
	return nil
}

func name(s string, least int) fault.Code { return text(s, least, MaxName) }

//go:noinline
func text(s string, least, most int) fault.Code {
	switch {
	case len(s) < least:
		return fault.Missing
	case len(s) > most:
		return fault.Range
	case !utf8.ValidString(s):
		return fault.UTF8
	}
	return ""
}
