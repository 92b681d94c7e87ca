package event

import (
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// ControlKind is a kind of order that the person gave.
type ControlKind uint8

// The kinds. What the person ordered holds until it is lifted; retention and caps do not touch it, and it is evidence for nothing.
const (
	ControlDial     ControlKind = iota // Amount 0 to 100: how far history may go
	ControlBlock                       // never show the item Value, or, with a Field, any item that has this attribute
	ControlInterest                    // Amount -100 to 100: a declared interest in an attribute
	ControlMute                        // what was inferred about an attribute counts for nothing
	ControlLanguage                    // Value stands in for the context feature "language"
	controlKinds
)

var controlNames = [controlKinds]string{"dial", "block", "interest", "mute", "language"}

// String returns a kind's name.
func (k ControlKind) String() string { return controlNames[k] }

// ControlNamed returns the kind of a name; ok is false when there is none.
func ControlNamed(name string) (k ControlKind, ok bool) {
	for i := range controlNames {
		if controlNames[i] == name {
			return ControlKind(i), true
		}
	}
	return 0, false
}

// MaxControls bounds the orders of one person.
const MaxControls = 1000

// FeatureLanguage is the context feature that ControlLanguage stands in for.
const FeatureLanguage = "language"

// Control is one order. Kind, Field and Value name it, or Kind alone where a person has just one.
type Control struct {
	Kind         ControlKind
	Field, Value string
	Amount       int32
	Time         int64 // ms: when it was given
}

// Validate checks every limit; path names the control in the error.
func (c *Control) Validate(path string) error {
	code, field := c.check()
	if code == "" {
		return nil
	}
	return fault.At(code, path+"."+field)
}

func (c *Control) check() (fault.Code, string) {
	if c.Kind >= controlKinds {
		return fault.Range, "kind"
	}
	fields, values, least, most := 0, 1, int32(0), int32(0)
	switch c.Kind {
	case ControlDial:
		values, most = 0, 100
	case ControlInterest:
		fields, least, most = 1, -100, 100
	case ControlMute:
		fields = 1
	}
	if code := name(c.Field, fields); code != "" {
		return code, "field"
	}
	if code := name(c.Value, values); code != "" {
		return code, "value"
	}
	if c.Amount < least || c.Amount > most {
		return fault.Range, "amount"
	}
	if c.Field != "" && (c.Kind == ControlDial || c.Kind == ControlLanguage) {
		return fault.Range, "field"
	}
	if c.Value != "" && c.Kind == ControlDial {
		return fault.Range, "value"
	}
	return "", ""
}

// same reports whether one order takes the place of the other.
func (c *Control) same(o *Control) bool {
	return c.Kind == o.Kind && (c.Kind == ControlDial || c.Kind == ControlLanguage || c.Field == o.Field && c.Value == o.Value)
}

// Controls are the orders that hold, in the order in which they were given. Their texts lie in one slice that is wiped when it moves or is
// dropped.
type Controls struct {
	all  []placed
	text []byte
}

// placed is a control whose texts lie in Controls.text: the field from start, the value after it.
type placed struct {
	time         int64
	start        uint32
	field, value uint16 // lengths
	amount       int8
	kind         ControlKind
}

// Len returns their number.
func (c *Controls) Len() int { return len(c.all) }

// At returns one of them; its texts are views, valid until the controls change.
//
//go:noinline
func (c *Controls) At(i int) Control {
	p := &c.all[i]
	mid := p.start + uint32(p.field)
	return Control{
		Kind: p.kind, Field: wire.View(c.text[p.start:mid]), Value: wire.View(c.text[mid : mid+uint32(p.value)]),
		Amount: int32(p.amount), Time: p.time,
	}
}

// Find returns the one that o would take the place of, or -1.
//
//go:noinline
func (c *Controls) Find(o *Control) int {
	for i := range c.all {
		if at := c.At(i); at.same(o) {
			return i
		}
	}
	return -1
}

// Set adds a valid control, last, and lifts the one that it succeeds. Its texts must not be views that At gave: those are wiped.
//
//go:noinline
func (c *Controls) Set(o *Control) {
	c.Lift(o)
	start := len(c.text)
	c.text = append(flat.Grow(c.text, len(o.Field)+len(o.Value)), o.Field...)
	c.text = append(c.text, o.Value...)
	c.all = flat.Append(c.all, placed{
		time: o.Time, start: uint32(start), field: uint16(len(o.Field)), value: uint16(len(o.Value)), amount: int8(o.Amount), kind: o.Kind,
	})
}

// Lift removes the control that o would take the place of, and leaves no trace of it; it reports whether there was one.
//
//go:noinline
func (c *Controls) Lift(o *Control) bool {
	gone := c.Find(o)
	if gone < 0 {
		return false
	}
	var kept Controls
	for i := range c.all {
		if at := c.At(i); i != gone {
			start := len(kept.text)
			kept.text = append(append(flat.Grow(kept.text, len(at.Field)+len(at.Value)), at.Field...), at.Value...)
			p := c.all[i]
			p.start = uint32(start)
			kept.all = flat.Append(kept.all, p)
		}
	}
	c.Wipe()
	*c = kept
	return true
}

// Clone returns a copy that shares nothing.
func (c *Controls) Clone() Controls {
	return Controls{all: flat.Append([]placed{}, c.all...), text: flat.Append([]byte{}, c.text...)}
}

// Wipe clears every byte of the controls' memory and empties them.
//
//go:noinline
func (c *Controls) Wipe() { c.all, c.text = flat.Wipe(c.all), flat.Wipe(c.text) }

// AppendBinary appends a count, then each kind (byte), field and value (texts), amount and time (varints).
func (c *Controls) AppendBinary(b []byte) []byte {
	b = wire.Uvarint(flat.Grow(b, 8), uint64(len(c.all)))
	for i := range c.all {
		o := c.At(i)
		b = append(flat.Grow(b, 2*MaxName+32), byte(o.Kind))
		b = wire.Text(wire.Text(b, o.Field), o.Value)
		b = wire.Varint(wire.Varint(b, int64(o.Amount)), o.Time)
	}
	return b
}

// ReadControls reads what AppendBinary wrote.
//
//go:noinline
func ReadControls(r *wire.Reader) (c Controls) {
	n := r.Count(MaxControls)
	for i := 0; i < n && r.Err == nil; i++ {
		o := Control{Kind: ControlKind(r.Byte()), Field: r.Text(MaxName), Value: r.Text(MaxName)}
		o.Amount, o.Time = int32(r.Varint(100)), r.Varint(MaxTime)
		if code, _ := o.check(); r.Err == nil && code != "" {
			r.Fail(code)
		}
		if r.Err == nil && c.Find(&o) >= 0 {
			r.Fail(fault.Duplicate)
		}
		if r.Err == nil {
			c.Set(&o)
		}
	}
	return c
}
