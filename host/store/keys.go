package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
)

// Keys keeps keys of 32 bytes by name. A name has 1 to 64 characters of a-z, 0-9, '.', '_' and '-'. Implementations are safe for
// concurrent use. [GivenKey] and [KeyDir] are here, the keyring of the operating system is in the package store/keyring.
type Keys interface {
	// Get returns a copy of the key, which the caller zeroes after use. The error is ErrKey when there is none or it was destroyed,
	// and another when that cannot be told.
	Get(ctx context.Context, name string) ([]byte, error)

	// Create returns the key as Get does. When there is none it makes one at random, which must be on stable storage before it
	// returns.
	Create(ctx context.Context, name string) ([]byte, error)

	// Destroy makes the key unreadable for good before it returns nil; it is no error when there is none.
	Destroy(ctx context.Context, name string) error
}

// NewKey returns a key from the system's random source (crypto/rand).
func NewKey() []byte {
	key := make([]byte, KeySize)
	rand.Read(key) // never fails since Go 1.24
	return key
}

// keyName is how errors speak of a key.
func keyName(name string) string {
	return "key " + name
}

// checkName refuses a name that a key may not have: what passes is safe as a file name.
func checkName(name string) error {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789._-"
	other := func(r rune) bool { return !strings.ContainsRune(letters, r) }
	if name == "" || len(name) > 64 || strings.ContainsFunc(name, other) {
		return fmt.Errorf("store: key %q: want a name of 1 to 64 characters of a-z 0-9 . _ -", name)
	}
	return nil
}

// givenKey is one key in memory, whatever the name.
type givenKey struct {
	mu  sync.Mutex
	key []byte // nil when destroyed
}

// GivenKey returns Keys that have one key of the caller's, of KeySize bytes, for whatever name is asked. The slice is not copied: it
// belongs to the Keys from now on. Destroy zeroes it in memory, and after that there is no key any more. Copies that
// the caller has, and what the key was derived from, are the caller's to destroy: until then files that a cut-short Erase
// left can still be read with them.
func GivenKey(key []byte) Keys {
	return &givenKey{key: key}
}

// Get returns a copy of the caller's key.
func (g *givenKey) Get(ctx context.Context, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.key == nil {
		return nil, fault(ErrKey, keyName(name), "the given key was destroyed")
	}
	if len(g.key) != KeySize {
		return nil, fault(ErrKey, keyName(name), "the given key has %d bytes, want %d", len(g.key), KeySize)
	}
	return bytes.Clone(g.key), nil
}

// Create is Get: only the caller makes keys.
func (g *givenKey) Create(ctx context.Context, name string) ([]byte, error) {
	return g.Get(ctx, name)
}

// Destroy zeroes the key.
func (g *givenKey) Destroy(ctx context.Context, _ string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.key)
	g.key = nil
	return nil
}
