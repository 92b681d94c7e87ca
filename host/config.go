package host

import (
	"crypto/ed25519"
	"fmt"
	"slices"
)

const (
	pageSize = 64 << 10 // bytes of one page of linear memory

	// DefaultMemoryLimit is the linear memory one instance may use unless WithMemoryLimit says otherwise, in bytes.
	DefaultMemoryLimit = 256 << 20

	// DefaultJournalLimit is the number of calls that a device's journal holds unless WithJournalLimit says otherwise.
	DefaultJournalLimit = 64

	minMemoryLimit = pageSize
	maxMemoryLimit = 4 << 30
)

// Config is how a module is loaded. It is an immutable value: each WithX returns a changed copy. The zero Config has the
// defaults that NewConfig has. Load checks it once.
type Config struct {
	memoryLimit  int64
	journalLimit int
	cacheDir     string
	keys         []ed25519.PublicKey
	stoppable    bool
}

// NewConfig returns the defaults: 256 MiB of memory an instance, no compilation cache, packs need no signature, and a context
// that ends lets the caller go at once.
func NewConfig() Config {
	return Config{}
}

// WithMemoryLimit sets the linear memory that each instance may use, in bytes from 64 KiB to 4 GiB, rounded down to pages of 64 KiB.
// A call that needs more fails with ErrMemory. The memory is taken as it is needed, not at once.
func (c Config) WithMemoryLimit(bytes int64) Config {
	c.memoryLimit = bytes
	return c
}

// WithCacheDir keeps the compiled code in dir, which is created when absent, so that later processes need not compile.
// The directory must be writable by trusted parties only: what is in it is run as machine code.
func (c Config) WithCacheDir(dir string) Config {
	c.cacheDir = dir
	return c
}

// WithPublicKey makes a valid signature by one of the given keys a condition for every pack: without, NewDevice, NewPool and
// SwapPack return ErrSignature before a byte of the pack reaches the module. Several keys allow for a change of keys.
func (c Config) WithPublicKey(keys ...ed25519.PublicKey) Config {
	c.keys = make([]ed25519.PublicKey, len(keys))
	for i, key := range keys {
		c.keys[i] = slices.Clone(key)
	}
	return c
}

// WithCloseOnContextDone says what becomes of a running call when its context ends. Either way the caller gets the context's error
// and the call has no effect. By default (false) the caller does not wait: the computation, whose length is bounded, ends in the background and its
// instance is then dropped. Until then it holds a processor, and a garbage collection of the process waits for it. True stops it, by a check in every loop that makes all calls some three times slower.
func (c Config) WithCloseOnContextDone(stop bool) Config {
	c.stoppable = stop
	return c
}

// WithJournalLimit sets how many acknowledged calls a device may hold in its journal before it takes a snapshot in their place;
// at least 1, by default 64. Fewer make recovery after a trap quicker and leave less of what the caps removed in host memory.
func (c Config) WithJournalLimit(calls int) Config {
	c.journalLimit = calls
	return c
}

// checked returns c with defaults filled in, or what is wrong with it.
func (c Config) checked() (Config, error) {
	if c.memoryLimit == 0 {
		c.memoryLimit = DefaultMemoryLimit
	}
	if c.journalLimit == 0 {
		c.journalLimit = DefaultJournalLimit
	}
	if c.memoryLimit < minMemoryLimit || c.memoryLimit > maxMemoryLimit {
		return c, fmt.Errorf("host: memory limit of %d bytes: want %d to %d", c.memoryLimit, minMemoryLimit, int64(maxMemoryLimit))
	}
	if c.journalLimit < 0 {
		return c, fmt.Errorf("host: journal limit of %d calls: want 1 or more", c.journalLimit)
	}
	for i, key := range c.keys {
		if len(key) != ed25519.PublicKeySize {
			return c, fmt.Errorf("host: public key %d: %d bytes, want %d", i, len(key), ed25519.PublicKeySize)
		}
	}
	c.memoryLimit -= c.memoryLimit % pageSize
	return c, nil
}
