// Package pack is the file that a site publishes: catalogue and model, the same for everybody. FORMAT.md defines it.
//
// A Model is written with Append; Open validates every byte of a pack once, after which nothing read from it can fail.
package pack

import "github.com/hearthrank/hearth/engine/consent"

// Units of the integers in a pack.
const (
	OneWeight   = 1 << 12 // 1 in the weight of an event type
	OnePosition = 1 << 15 // 1 in a position table, whose entries are from -1 to 1
	OneVector   = 1 << 15 // 1 in an attribute vector's components
)

// Limits that Open enforces.
const (
	MaxBytes      = 64 << 20
	MaxItems      = 1 << 22
	MaxAttributes = 1 << 20
	MaxText       = 1024    // bytes of a title or attribute value
	MaxID         = 256     // bytes of an id, field, feature, type or kind
	MaxProvenance = 1 << 16 // bytes
	MaxRow        = 1 << 16 // entries of one matrix row
	MaxListed     = 1 << 10 // attributes of one item
	MaxLevels     = 127     // magnitudes in a codebook
	MaxScore      = 1 << 24 // absolute value of any weight in score units
	MaxWindow     = 1 << 10 // entries of a position table
	MaxUses       = 1 << 8  // entries of a table by number of uses
	MaxTypes      = 64
	MaxFields     = 256
	MaxKinds      = 32 // of sensitivity
	MaxChannels   = 8
	MaxFeatures   = 64
	MaxCells      = 1 << 12 // context values of all features together
	MaxFreshDays  = 1 << 12
	MaxHalfLife   = 1 << 40 // ms, some 35 years
	MaxFloor      = 1 << 40 // thousandths
)

// Model is what a pack says, as the trainer builds it. Scores are in one unit throughout: the sum of an item's
// contributions is its score.
type Model struct {
	Catalogue  string // 1 to 64 of a-z 0-9 . _ -
	Sequence   uint64 // below 2⁵³
	Provenance []byte // JSON: where the data came from and how it was used

	IDs       []string // distinct, one an item
	Titles    []string // one an item, or nil
	Available []bool   // one an item
	Prices    []int64  // hundredths, -1 unknown; one an item, or nil
	Published []int32  // days since 1970, 0 unknown; one an item, or nil
	Kinds     []string // of sensitivity
	Sensitive []uint32 // set of kinds; one an item, or nil

	Purposes []consent.Purpose // what the person is asked for; none: the built-in purpose

	Fields     []string
	Attributes []Attribute
	Vectors    Matrix // items × attributes: affinity weights, units of 1/OneVector; an entry with code 0 is listed but not weighted

	Types []EventType

	Channels   []Channel
	Popularity []int32 // score units, one an item

	Features []Feature
	Cells    Matrix // context values × items: lift in score units; rows in the order of Features' values

	Affinity  Term    // attribute affinity: Scale score units for a cosine of 1
	Return    Term    // an item's own history: Scale score units
	Freshness []int32 // score units by age in days since publication; 0 beyond
	Used      []int32 // score units by the number of uses of the item: entry m-1 for m of them, the last one for more; at most MaxUses
}

// Attribute is one value of a field, such as ("brand", "Acme").
type Attribute struct {
	Field uint32 // index into Fields
	Value string
}

// EventType is how the model takes events of one type.
type EventType struct {
	Name     string
	Weight   int32 // units of 1/OneWeight, -16 to 16; 0: no evidence
	HalfLife int64 // ms; 0: evidence of this type never fades
	Floor    int64 // thousandths, 0 to MaxFloor: an event with a lower value is evidence against its item, its weight negated; 0: none
	Seen     bool  // such an event marks its item as seen
}

// Term is a scale in score units and its decay by position in the history.
type Term struct {
	Scale    int32
	Position []int32 // units of 1/OnePosition, -1 to 1; entry k is for the k-th evidence event counted back from the latest; 0 beyond
}

// Channel is item-to-item evidence of one kind: row i has the items that an event on i speaks for, or, negative, against, in score units.
type Channel struct {
	Name     string
	Position []int32 // as in Term
	Edges    Matrix  // items × items
}

// Feature is one context feature. "daypart" and "weekday" are computed from the time of a request, and of an event, where its context does
// not give them.
//
// A use of an item is an event on it, anywhere in the usable history, whose type has a positive weight and whose value is not below its type's
// floor. Habit counts the uses under the request's own value of the feature.
type Feature struct {
	Name   string
	Values []string
	Habit  []int32 // score units by the number of such uses, as in Model.Used
}

// Matrix is a sparse matrix of int8 codes. Code c stands for Book[c-1], code -c for -Book[c-1], code 0 for 0.
type Matrix struct {
	Book []int32
	Rows [][]Entry // ascending by column
}

// Entry is one cell of a matrix.
type Entry struct {
	Col  uint32
	Code int8
}
