package store

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Config is how a File is opened. It is an immutable value: each WithX returns a changed copy. Open checks it once.
type Config struct {
	origin  string
	name    string
	keys    Keys
	minimum uint64
}

// NewConfig returns the configuration of one person's state. The origin says whose catalogue or site the state belongs to, in 1 to
// 255 bytes of UTF-8, such as a pack's catalogue id: a state of another origin is refused. The key is the one of that name in
// keys; it is made at the first Save and destroyed by Erase, so no two directories share a name. See Keys for what a name
// may be.
func NewConfig(origin, name string, keys Keys) Config {
	return Config{origin: origin, name: name, keys: keys}
}

// WithMinSequence refuses states with a sequence number below n (ErrRollback), from 0 (the default: none is refused) to 2^32. A
// caller that keeps Status.Sequence somewhere else than in the directory so notices that an old copy of it was put back, or that
// it was emptied. After an Erase the caller forgets the number.
func (c Config) WithMinSequence(n uint64) Config {
	c.minimum = n
	return c
}

// check returns what is wrong with c.
func (c Config) check() error {
	if c.origin == "" || len(c.origin) > maxOrigin || !utf8.ValidString(c.origin) {
		return fmt.Errorf("store: origin %q: want 1 to %d bytes of UTF-8", c.origin, maxOrigin)
	}
	if c.keys == nil {
		return errors.New("store: no keys: want GivenKey, KeyDir or a keyring")
	}
	if c.minimum > maxSequence {
		return fmt.Errorf("store: minimum sequence %d: want 0 to %d", c.minimum, uint64(maxSequence))
	}
	return checkName(c.name)
}
