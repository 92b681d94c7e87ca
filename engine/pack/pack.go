package pack

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/internal/hash"
)

// None is the index of what a pack does not have.
const None = ^uint32(0)

const (
	flagAvailable = 1
	flagSeen      = 1
)

// Pack is an open pack: a validated view of its bytes, safe for concurrent reading. Item and attribute arguments must be
// below Items and Attributes; strings are views of the bytes given to Open.
type Pack struct {
	bytes      []byte
	catalogue  string
	sequence   uint64
	minor      uint16
	sections   []Section
	provenance []byte

	ids    stringTable
	byID   index
	titles stringTable

	flags     []byte
	available []uint32
	prices    []int64
	published []int32
	kinds     stringTable
	sensitive []uint32
	purposes  []consent.Purpose

	fields  stringTable
	values  stringTable
	fieldOf []uint32
	vectors Sparse
	holders []Holder // of every attribute in turn
	heldAt  []uint32 // start of each attribute's holders; one more than attributes

	types      []EventType
	channels   []OpenChannel
	popularity []int32
	features   []openFeature
	habits     []Habit
	cells      Sparse
	terms      Terms
	window     int
}

// Section is one section of the file.
type Section struct {
	Kind   uint32
	Offset uint32
	Size   uint32
}

// OpenChannel is item-to-item evidence, ready to walk.
type OpenChannel struct {
	Name     string
	Position []int32
	Edges    Sparse
}

// Holder is one item that has an attribute.
type Holder struct {
	Item   uint32
	Weight int32 // units of 1/OneVector, not 0
}

// Terms are the scales that are not per item.
type Terms struct {
	Affinity, Return Term
	Freshness, Used  []int32
}

// Habit is a context feature that has a table by number of uses, and the rows of its values in Cells.
type Habit struct {
	Feature       int
	First, Values uint32
	Table         []int32 // not empty
}

// Has reports whether a row of Cells is one of the feature's values.
func (h *Habit) Has(cell uint32) bool { return cell-h.First < h.Values }

type openFeature struct {
	name   string
	values stringTable
	first  uint32 // row of its first value in cells
}

// Catalogue returns the catalogue id.
func (p *Pack) Catalogue() string { return p.catalogue }

// Sequence returns the sequence number.
func (p *Pack) Sequence() uint64 { return p.sequence }

// Size returns the length of the pack in bytes.
func (p *Pack) Size() int { return len(p.bytes) }

// FormatMinor returns the minor format version of the file.
func (p *Pack) FormatMinor() uint16 { return p.minor }

// Sections returns the section table.
func (p *Pack) Sections() []Section { return p.sections }

// Provenance returns the trainer's account of the data, as JSON.
func (p *Pack) Provenance() []byte { return p.provenance }

// Items returns the number of items.
func (p *Pack) Items() int { return p.ids.len() }

// ID returns an item's id.
//
//go:noinline
func (p *Pack) ID(item uint32) string { return p.ids.at(item) }

// Find returns the item with an id, or None.
//
//go:noinline
func (p *Pack) Find(id string) uint32 {
	if slot, ok := p.byID.find(&p.ids, id); ok {
		return p.byID[slot] - 1
	}
	return None
}

// TieHash returns the hash that orders items of equal score.
func (p *Pack) TieHash(item uint32) uint64 { return hash.Text(p.ids.at(item)) }

// HasTitles reports whether the pack has titles.
func (p *Pack) HasTitles() bool { return p.titles.len() > 0 }

// Title returns an item's title, "" when the pack has none.
//
//go:noinline
func (p *Pack) Title(item uint32) string {
	if p.titles.len() == 0 {
		return ""
	}
	return p.titles.at(item)
}

// AllAvailable returns the items that may be shown, in index order: a view that must not be changed.
func (p *Pack) AllAvailable() []uint32 { return p.available }

// Available reports whether an item may be shown.
func (p *Pack) Available(item uint32) bool { return p.flags[item]&flagAvailable != 0 }

// Price returns an item's price in hundredths, or -1.
func (p *Pack) Price(item uint32) int64 {
	if len(p.prices) == 0 {
		return -1
	}
	return p.prices[item]
}

// Published returns the day of an item's publication since 1970, 0 when it is unknown.
func (p *Pack) Published(item uint32) int32 {
	if len(p.published) == 0 {
		return 0
	}
	return p.published[item]
}

// Sensitive returns the kinds of sensitivity of an item, as names.
func (p *Pack) Sensitive(item uint32) []string {
	var names []string
	for k := range p.kinds.len() {
		if len(p.sensitive) > 0 && p.sensitive[item]>>k&1 == 1 {
			names = append(names, p.kinds.at(uint32(k)))
		}
	}
	return names
}

// SensitiveKinds returns the names of all kinds of sensitivity.
//
//go:noinline
func (p *Pack) SensitiveKinds() []string {
	names := make([]string, p.kinds.len())
	for k := range names {
		names[k] = p.kinds.at(uint32(k))
	}
	return names
}

// SensitiveSet returns the kinds of sensitivity of an item: bit k for entry k of SensitiveKinds. Item None has none.
//
//go:noinline
func (p *Pack) SensitiveSet(item uint32) uint32 {
	if len(p.sensitive) == 0 || item == None {
		return 0
	}
	return p.sensitive[item]
}

// Purposes returns the purposes that the pack declares: a view.
func (p *Pack) Purposes() []consent.Purpose { return p.purposes }

// Attributes returns the number of attributes.
func (p *Pack) Attributes() int { return p.values.len() }

// Attribute returns field and value of an attribute.
func (p *Pack) Attribute(a uint32) (field, value string) {
	return p.fields.at(p.fieldOf[a]), p.values.at(a)
}

// FindAttribute returns the attribute with a field and value, or None.
//
//go:noinline
func (p *Pack) FindAttribute(field, value string) uint32 {
	for a := range uint32(p.values.len()) {
		if p.values.at(a) == value && p.fields.at(p.fieldOf[a]) == field {
			return a
		}
	}
	return None
}

// HasAttribute reports whether an item has an attribute.
//
//go:noinline
func (p *Pack) HasAttribute(item, attribute uint32) bool {
	row := p.AttributesOf(item)
	for {
		a, _, ok := row.Next()
		if !ok || a >= attribute {
			return ok && a == attribute
		}
	}
}

// AttributesOf returns an iterator over all attributes of an item and their weights in units of 1/OneVector; listed ones that are
// not weighted have weight 0.
func (p *Pack) AttributesOf(item uint32) Row { return p.vectors.Row(item) }

// Holders returns the items for which an attribute has a weight, in index order.
func (p *Pack) Holders(attribute uint32) []Holder {
	return p.holders[p.heldAt[attribute]:p.heldAt[attribute+1]]
}

// Types returns the table of event types.
func (p *Pack) Types() []EventType { return p.types }

// Type returns the index of an event type, or None.
func (p *Pack) Type(name string) uint32 {
	for i := range p.types {
		if p.types[i].Name == name {
			return uint32(i)
		}
	}
	return None
}

// Channels returns the item-to-item evidence.
func (p *Pack) Channels() []OpenChannel { return p.channels }

// Popularity returns the prior of every item: a view that must not be changed.
func (p *Pack) Popularity() []int32 { return p.popularity }

// Features returns the number of context features.
func (p *Pack) Features() int { return len(p.features) }

// Feature returns the name and the number of values of a context feature.
func (p *Pack) Feature(f int) (name string, values int) {
	return p.features[f].name, p.features[f].values.len()
}

// Cell returns the row of a feature's value in Cells, or None.
func (p *Pack) Cell(f int, value string) uint32 {
	for i := range p.features[f].values.len() {
		if p.features[f].values.at(uint32(i)) == value {
			return p.features[f].first + uint32(i)
		}
	}
	return None
}

// CellName returns the feature and the value of a row of Cells.
func (p *Pack) CellName(cell uint32) (feature, value string) {
	for i := range p.features {
		f := &p.features[i]
		if cell < f.first+uint32(f.values.len()) {
			return f.name, f.values.at(cell - f.first)
		}
	}
	return "", ""
}

// Cells returns the lifts by context value.
func (p *Pack) Cells() *Sparse { return &p.cells }

// Habits returns the features that have a table by number of uses.
func (p *Pack) Habits() []Habit { return p.habits }

// Terms returns the scales that are not per item.
func (p *Pack) Terms() *Terms { return &p.terms }

// Window returns how many evidence events back a history can matter to what has a position table: the longest of these.
func (p *Pack) Window() int { return p.window }

// Edges returns the number of item-to-item edges in all channels.
func (p *Pack) Edges() int {
	n := 0
	for i := range p.channels {
		n += p.channels[i].Edges.Entries()
	}
	return n
}
