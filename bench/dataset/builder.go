package dataset

// This file gathers events into columns and gives each string one index.

import (
	"bytes"
	"math"

	"github.com/hearthrank/hearth/host/train/data"
)

// intern numbers strings by first appearance.
type intern struct {
	index map[string]int32
	names []string
}

func newIntern(names ...string) intern {
	t := intern{index: map[string]int32{}}
	for _, n := range names {
		t.id([]byte(n))
	}
	return t
}

// find returns the number of b, or -1.
func (t *intern) find(b []byte) int32 {
	if i, ok := t.index[string(b)]; ok {
		return i
	}
	return -1
}

// id returns the number of b, a new one if need be.
func (t *intern) id(b []byte) int32 {
	if i, ok := t.index[string(b)]; ok {
		return i
	}
	i, s := int32(len(t.names)), string(b)
	t.index[s] = i
	t.names = append(t.names, s)
	return i
}

const (
	maxTypes         = 256   // what a uint8 can tell apart
	maxContextValues = 65536 // what a uint16 can tell apart, the absent value included
)

// event is one row on its way into the log. Its bytes need to live during add only.
type event struct {
	person, item, kind []byte
	moment
	value   float32  // NaN when absent
	context [][]byte // one per context column; empty when absent; may be shorter than the columns
}

var noValue = float32(math.NaN())

// builder is a log in the making.
type builder struct {
	catalogue []data.Item
	closed    bool // items not in the catalogue are refused, not added
	ids       intern
	persons   intern
	types     intern
	noItem    map[string]bool
	known     map[string]bool // event types accepted; nil: any
	columns   []*contextColumn
	scratch   []uint16 // cells of the event being added
	log       data.Events
}

type contextColumn struct {
	name   string
	values intern
	cells  []uint16
}

func newBuilder(noItemTypes []string) *builder {
	if noItemTypes == nil {
		noItemTypes = []string{"search"}
	}
	return &builder{
		ids: newIntern(), persons: newIntern(), types: newIntern(), noItem: setOf(noItemTypes),
	}
}

func setOf(names []string) map[string]bool {
	set := map[string]bool{}
	for _, n := range names {
		set[n] = true
	}
	return set
}

// column adds a context column, absent from the events so far, and returns its index.
func (b *builder) column(name string) int {
	c := &contextColumn{name: name, values: newIntern(""), cells: make([]uint16, b.log.Len())}
	b.columns = append(b.columns, c)
	b.scratch = append(b.scratch, 0)
	return len(b.columns) - 1
}

// cell returns the index of a value, and false when there are too many.
func (c *contextColumn) cell(value []byte) (uint16, bool) {
	i := c.values.find(value)
	if i < 0 && len(c.values.names) == maxContextValues {
		return 0, false
	}
	if i < 0 {
		i = c.values.id(value)
	}
	return uint16(i), true
}

// addItem adds an item, refusing an id that is taken.
func (b *builder) addItem(it data.Item) error {
	id := []byte(it.ID)
	if err := checkName("id", id); err != nil {
		return err
	}
	if b.ids.find(id) >= 0 {
		return badf("duplicate item id", "%q", id)
	}
	b.ids.id(id)
	b.catalogue = append(b.catalogue, it)
	return nil
}

// bareItem is an item of which only the id is known.
func bareItem(id []byte) data.Item {
	return data.Item{ID: string(id), PriceCents: -1, Available: true}
}

// checkName refuses ids and names that are empty or hold control characters.
func checkName(what string, name []byte) error {
	if len(name) == 0 {
		return bad("empty " + what)
	}
	if bytes.ContainsFunc(name, isControl) {
		return badf("control character in "+what, "%q", name)
	}
	return nil
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f }

// add puts an event at the end of the log, or returns a badRow and leaves the log as it was.
func (b *builder) add(e *event) error {
	if err := b.check(e); err != nil {
		return err
	}
	cells, err := b.cells(e.context)
	if err != nil {
		return err
	}
	item := data.NoItem
	if len(e.item) > 0 {
		item = b.item(e.item)
	}
	b.push(e, item, cells)
	return nil
}

func (b *builder) push(e *event, item int32, cells []uint16) {
	l := &b.log
	l.Person = append(l.Person, uint32(b.persons.id(e.person)))
	l.Item = append(l.Item, item)
	l.Type = append(l.Type, uint8(b.types.id(e.kind)))
	l.Time = append(l.Time, e.ms)
	l.Offset = append(l.Offset, e.offset)
	l.Value = append(l.Value, e.value)
	for i, c := range b.columns {
		c.cells = append(c.cells, cells[i])
	}
}

// check says whether the event may enter the log.
func (b *builder) check(e *event) error {
	if err := checkName("person", e.person); err != nil {
		return err
	}
	if err := b.checkType(e.kind); err != nil {
		return err
	}
	if math.IsInf(float64(e.value), 0) {
		return bad("value is not finite")
	}
	if len(e.item) == 0 && b.noItem[string(e.kind)] {
		return nil
	}
	if err := checkName("item", e.item); err != nil {
		return err
	}
	if b.closed && b.ids.find(e.item) < 0 {
		return badf("unknown item", "%q", e.item)
	}
	return nil
}

func (b *builder) checkType(kind []byte) error {
	if b.types.find(kind) >= 0 {
		return nil
	}
	if err := checkName("type", kind); err != nil {
		return err
	}
	if b.known != nil && !b.known[string(kind)] {
		return badf("unknown event type", "%q", kind)
	}
	if len(b.types.names) == maxTypes {
		return badf("too many event types", "%q", kind)
	}
	return nil
}

// item returns the index of an item that check let pass, adding it to an open catalogue.
func (b *builder) item(id []byte) int32 {
	if i := b.ids.find(id); i >= 0 {
		return i
	}
	b.catalogue = append(b.catalogue, bareItem(id))
	return b.ids.id(id)
}

// cells returns the context of an event as indexes, one per column, valid until the next call.
func (b *builder) cells(values [][]byte) ([]uint16, error) {
	if len(b.columns) == 0 {
		return nil, nil
	}
	cells := b.scratch[:len(b.columns)]
	clear(cells)
	for i, v := range values {
		cell, ok := b.columns[i].cell(v)
		if !ok {
			return nil, badf("too many context values", "%s has more than %d", b.columns[i].name, maxContextValues-1)
		}
		cells[i] = cell
	}
	return cells, nil
}

// events closes the log. The builder's tables stay in use by it.
func (b *builder) events() *data.Events {
	b.log.Persons, b.log.Types = b.persons.names, b.types.names
	b.log.Context = nil
	for _, c := range b.columns {
		b.log.Context = append(b.log.Context, data.Column{Name: c.name, Values: c.values.names, Cells: c.cells})
	}
	return &b.log
}

// part is a log set aside while its builder fills another with the same indexes.
type part struct {
	log   data.Events
	cells [][]uint16
}

// detach empties the log and returns what it held.
func (b *builder) detach() part {
	p := part{log: b.log}
	b.log = data.Events{}
	for _, c := range b.columns {
		p.cells = append(p.cells, c.cells)
		c.cells = nil
	}
	return p
}

// attach puts back what detach returned.
func (b *builder) attach(p part) {
	b.log = p.log
	for i, c := range b.columns {
		c.cells = p.cells[i]
	}
}
