package host

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"github.com/hearthrank/hearth/wasm/abi"
)

// Code says what went wrong. It is itself an error, so that errors.Is(err, host.ErrSequence) works on whatever this package returns.
type Code string

// What the host finds.
const (
	ErrTrap      Code = "trap"      // the module stopped at a broken invariant, twice; the call is set aside
	ErrMemory    Code = "memory"    // the call needs more than the memory limit
	ErrClosed    Code = "closed"    // the module, device or pool is closed
	ErrSignature Code = "signature" // no signature of the pack by a configured key
	ErrNoGrant   Code = "no_grant"  // no granted purpose may record this (Observed.Err)
	ErrImport    Code = "import"    // the wasm file imports something
	ErrExport    Code = "export"    // the wasm file lacks an export, or it has another type
	ErrABI       Code = "abi"       // the wasm file is of another ABI version
	ErrReply     Code = "reply"     // the module's reply cannot be read

	ErrContradiction Code = "contradiction" // the readable part of an export is not what its snapshot holds
)

// What the module finds. ABI.md defines them.
const (
	ErrTruncated    Code = "truncated"
	ErrFormat       Code = "format"
	ErrType         Code = "type"
	ErrRange        Code = "range"
	ErrUTF8         Code = "utf8"
	ErrMissing      Code = "missing"
	ErrUnknownField Code = "unknown_field"
	ErrDuplicate    Code = "duplicate"
	ErrOrder        Code = "order"
	ErrDepth        Code = "depth"
	ErrMagic        Code = "magic"
	ErrVersion      Code = "version"
	ErrChecksum     Code = "checksum"
	ErrTrailing     Code = "trailing"
	ErrTooLarge     Code = "too_large"
	ErrNoPack       Code = "no_pack"
	ErrNoDevice     Code = "no_device"
	ErrCatalogue    Code = "catalogue"
	ErrSequence     Code = "sequence"
	ErrPurpose      Code = "purpose"
	ErrConflict     Code = "conflict"
)

// texts has the words for codes that do not speak for themselves.
var texts = map[Code]string{
	ErrTrap:          "the module trapped",
	ErrMemory:        "out of memory: the limit is reached",
	ErrSignature:     "no valid signature",
	ErrNoGrant:       "no purpose that may record it is granted",
	ErrImport:        "an engine imports nothing",
	ErrExport:        "not an export of the type an engine has",
	ErrABI:           "another ABI version",
	ErrReply:         "the module's reply cannot be read",
	ErrContradiction: "the readable part contradicts the snapshot",
	ErrFormat:        "malformed",
	ErrType:          "of another type",
	ErrRange:         "out of range",
	ErrUTF8:          "not UTF-8",
	ErrUnknownField:  "unknown field",
	ErrOrder:         "out of order",
	ErrDepth:         "nested too deep",
	ErrMagic:         "not this kind of file",
	ErrVersion:       "a version that this module does not read",
	ErrChecksum:      "checksum differs: the bytes were changed",
	ErrTrailing:      "bytes after the end",
	ErrTooLarge:      "above the size cap",
	ErrNoPack:        "no pack is open",
	ErrNoDevice:      "no person is restored",
	ErrCatalogue:     "another catalogue than the open pack's",
	ErrSequence:      "a lower sequence than the open pack's",
	ErrPurpose:       "unknown purpose",
	ErrConflict:      "the purpose table contradicts the module's",
}

// Error returns the code in words.
func (c Code) Error() string {
	if text, ok := texts[c]; ok {
		return text
	}
	return strings.ReplaceAll(string(c), "_", " ")
}

// Error is a call that failed. All of this package's errors are or wrap this type (errors.As), but those of a file that is no wasm, of a wrong Config and of a context that
// ended (errors.Is(err, context.Canceled) holds for these).
type Error struct {
	Op      string // "load", "pack" or the operation, such as "observe"
	Code    Code
	Section string // of the pack or snapshot, such as "pack: section 3 (items)"; "" when there is none
	Offset  int64  // byte offset in the pack, snapshot or message; -1 when there is none
	Path    string // field of the request, such as "events[2].item"; "" when there is none
	Detail  string // what more is known; "" when nothing
}

// Error returns a text such as "pack: section 3 (items): offset 1204: truncated".
func (e *Error) Error() string {
	var parts []string
	for _, part := range []string{cmp.Or(e.Section, e.Op), e.Path, offset(e.Offset), e.Code.Error(), e.Detail} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ": ")
}

// Unwrap makes errors.Is(err, code) work.
func (e *Error) Unwrap() error {
	return e.Code
}

func offset(at int64) string {
	if at < 0 {
		return ""
	}
	return "offset " + strconv.FormatInt(at, 10)
}

// hostError is an error that the host itself found.
func hostError(op string, code Code, detail string) *Error {
	return &Error{Op: op, Code: code, Offset: -1, Detail: detail}
}

// fieldError is a field of a request that the host cannot put on the wire.
func fieldError(path string, code Code, detail string) *Error {
	return &Error{Code: code, Offset: -1, Path: path, Detail: detail}
}

// opName is what the errors of an operation begin with.
func opName(op abi.Op) string {
	if op == abi.OpPackOpen {
		return "pack"
	}
	return string(op)
}

// inOp names the operation in an error that a conversion found.
func inOp(op abi.Op, err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Op = opName(op)
	}
	return err
}
