package engine

import "github.com/hearthrank/hearth/engine/internal/fault"

// Code says what is wrong; ABI.md explains each.
type Code = fault.Code

// The codes that hosts of the engine use too.
const (
	CodeTruncated    = fault.Truncated
	CodeFormat       = fault.Format
	CodeType         = fault.Type
	CodeRange        = fault.Range
	CodeUTF8         = fault.UTF8
	CodeMissing      = fault.Missing
	CodeUnknownField = fault.UnknownField
	CodeDuplicate    = fault.Duplicate
	CodeDepth        = fault.Depth
	CodeTrailing     = fault.Trailing
	CodeNoPack       = fault.NoPack
	CodeNoDevice     = fault.NoDevice
	CodeCatalogue    = fault.Catalogue
	CodeSequence     = fault.Sequence
)

// Itoa formats n ≥ 0 in decimal, without package strconv.
func Itoa(n int64) string { return fault.Itoa(n) }
