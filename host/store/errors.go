package store

import (
	"fmt"
	"strings"
)

// Code says what went wrong. It is itself an error, so that errors.Is(err, store.ErrOrigin) works on whatever this package returns.
type Code string

const (
	ErrOrigin    Code = "origin"    // the state is that of another origin
	ErrVersion   Code = "version"   // the file is of a format version that this program does not read
	ErrRollback  Code = "rollback"  // the state is older than one that was seen, or than the caller's minimum
	ErrKey       Code = "key"       // there is no key of that name, or it was destroyed
	ErrLocked    Code = "locked"    // the directory is open already, here or in another process
	ErrCorrupt   Code = "corrupt"   // no generation, or no key file, is whole
	ErrTooLarge  Code = "too_large" // the snapshot is above MaxSnapshot
	ErrExhausted Code = "exhausted" // the sequence number is at its highest
	ErrClosed    Code = "closed"    // the store is closed
)

// texts has the words for each code. They end a message, after the place and what was found there.
var texts = map[Code]string{
	ErrOrigin:    "the state of another origin",
	ErrVersion:   "this program reads version 1",
	ErrRollback:  "older than what was seen before",
	ErrKey:       "no key",
	ErrLocked:    "the directory is open already",
	ErrCorrupt:   "damaged",
	ErrTooLarge:  "too large",
	ErrExhausted: "no more saves",
	ErrClosed:    "closed",
}

// Error returns the code in words.
func (c Code) Error() string {
	if text, ok := texts[c]; ok {
		return text
	}
	return string(c)
}

// Error is a call that failed for a reason that a Code names. What the operating system, the keyring or the context answers is
// passed on in its own type.
type Error struct {
	Name   string // the file, such as "state.a", or the key, such as "key anna"; "" when there is none
	Detail string // what was found; "" when the code says it all
	Code   Code
}

// Error returns a text such as "store: state.a: version 9: this program reads version 1".
func (e *Error) Error() string {
	parts := []string{"store"}
	for _, part := range []string{e.Name, e.Detail, e.Code.Error()} {
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

// fault makes an Error; the detail is a format.
func fault(code Code, name, format string, args ...any) *Error {
	return &Error{Name: name, Detail: fmt.Sprintf(format, args...), Code: code}
}
