// Package keyring keeps the keys of a store in the keyring of the operating system: the Keychain of macOS, the Credential Manager of
// Windows, and the Secret Service (GNOME Keyring, KWallet) over D-Bus elsewhere. It needs no cgo, but on FreeBSD and DragonFly.
//
// It is a package of its own so that programs that do without a keyring do not link D-Bus.
package keyring

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"github.com/hearthrank/hearth/host/store"
	"github.com/zalando/go-keyring"
)

// ring is the entries of one service.
type ring struct {
	mu      sync.Mutex
	service string
}

// New returns Keys that keep each key, in hexadecimal, as the password of the entry (service, name) in the person's own keyring. The
// service is the program's name, such as "films". The keyring may ask the person to unlock it, and a context does not end that.
// Where there is no keyring, or it stays locked, the error is the system's and not store.ErrKey. Destroy deletes the entry; how
// well that is overwritten on storage is the keyring's to answer for.
func New(service string) store.Keys {
	return &ring{service: service}
}

// Get reads the entry.
func (r *ring) Get(ctx context.Context, name string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.get(ctx, name)
}

// Create reads the entry, or makes it.
func (r *ring) Create(ctx context.Context, name string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key, err := r.get(ctx, name)
	if !errors.Is(err, store.ErrKey) {
		return key, err
	}
	key = store.NewKey()
	if err := keyring.Set(r.service, name, hex.EncodeToString(key)); err != nil {
		clear(key)
		return nil, r.wrap(name, err)
	}
	return key, nil
}

// Destroy deletes the entry.
func (r *ring) Destroy(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	err := keyring.Delete(r.service, name)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return r.wrap(name, err)
}

func (r *ring) get(ctx context.Context, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	text, err := keyring.Get(r.service, name)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, &store.Error{Name: r.place(name), Code: store.ErrKey}
	}
	if err != nil {
		return nil, r.wrap(name, err)
	}
	key, err := hex.DecodeString(text)
	if err != nil || len(key) != store.KeySize {
		clear(key)
		return nil, &store.Error{Name: r.place(name), Detail: "the entry is no key", Code: store.ErrCorrupt}
	}
	return key, nil
}

// place is how errors speak of an entry.
func (r *ring) place(name string) string {
	return fmt.Sprintf("keyring: service %s: key %s", r.service, name)
}

func (r *ring) wrap(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("store: %s: %w", r.place(name), err)
}
