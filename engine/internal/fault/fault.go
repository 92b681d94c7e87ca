// Package fault holds the engine's one error type.
package fault

// Code says what is wrong. The codes and their meanings are listed in wasm/abi/ABI.md.
type Code string

// The codes.
const (
	Truncated    Code = "truncated"
	Format       Code = "format"
	Type         Code = "type"
	Range        Code = "range"
	UTF8         Code = "utf8"
	Missing      Code = "missing"
	UnknownField Code = "unknown_field"
	Duplicate    Code = "duplicate"
	Order        Code = "order"
	Depth        Code = "depth"
	Magic        Code = "magic"
	Version      Code = "version"
	Checksum     Code = "checksum"
	Trailing     Code = "trailing"
	TooLarge     Code = "too_large"
	NoPack       Code = "no_pack"
	NoDevice     Code = "no_device"
	Catalogue    Code = "catalogue"
	Sequence     Code = "sequence"
	Purpose      Code = "purpose"
	Conflict     Code = "conflict"
)

// Error says what is wrong and where. Callers switch on Code.
type Error struct {
	Code    Code
	Section string // part of a pack or snapshot, such as "pack: section 3 (items)"; "" when there is none
	Offset  int64  // byte in the pack, snapshot or message; -1 when there is none
	Path    string // field of a request, such as "events[2].item"; "" when there is none
}

// New returns an error without a place.
func New(code Code) *Error { return &Error{Code: code, Offset: -1} }

// At returns an error at a field of a request.
//
//go:noinline
func At(code Code, path string) *Error { return &Error{Code: code, Offset: -1, Path: path} }

// Error reads "section: path: offset 12: code"; parts that are absent are left out.
func (e *Error) Error() string {
	s := ""
	if e.Section != "" {
		s += e.Section + ": "
	}
	if e.Path != "" {
		s += e.Path + ": "
	}
	if e.Offset >= 0 {
		s += "offset " + Itoa(e.Offset) + ": "
	}
	return s + string(e.Code)
}

// Itoa formats n ≥ 0 in decimal, without package strconv.
//
//go:noinline
func Itoa(n int64) string {
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + n%10)
		n /= 10
		if n == 0 {
			return string(buf[i:])
		}
	}
}
