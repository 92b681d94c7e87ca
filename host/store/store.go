package store

import "context"

// MaxSnapshot is the longest snapshot that a store takes, in bytes. An engine's snapshot is at most 8 MiB.
const MaxSnapshot = 64 << 20

// Store keeps one snapshot of one person. Both implementations are safe for concurrent use, and return ErrClosed after Close and
// the context's error when it ends before the call has begun.
type Store interface {
	// Load returns the snapshot as last saved, which the caller owns, or nil when nothing was saved or all was erased.
	Load(ctx context.Context) ([]byte, error)

	// Save keeps a snapshot of 0 to MaxSnapshot bytes, and may keep the one before as something to fall back to. When it returns an
	// error the store holds the new snapshot or the one before, in full.
	Save(ctx context.Context, snapshot []byte) error

	// Replace is Save that keeps nothing of the snapshots before. It is for what a person wanted forgotten.
	Replace(ctx context.Context, snapshot []byte) error

	// Erase removes the snapshots, and the key first when there is one. It may be called again, and must be when it returned an
	// error or was cut short. The store is empty afterwards and can be used for a new person.
	Erase(ctx context.Context) error

	// Close ends the use of the store. It may be called again.
	Close() error
}

var (
	_ Store = (*Memory)(nil)
	_ Store = (*File)(nil)
)

// turn lets one call in at a time. A closed store lets none in.
type turn struct {
	free   chan struct{} // holds a token while nobody is in
	closed bool          // guarded by the token
}

func newTurn() turn {
	t := turn{free: make(chan struct{}, 1)}
	t.free <- struct{}{}
	return t
}

// enter waits for a call's turn. The caller must leave when there is no error.
func (t *turn) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-t.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	if t.closed {
		t.leave()
		return &Error{Code: ErrClosed}
	}
	return nil
}

func (t *turn) leave() {
	t.free <- struct{}{}
}

// close waits for the running call and lets no other in. It reports whether it was the first to close.
func (t *turn) close() bool {
	<-t.free
	defer t.leave()
	first := !t.closed
	t.closed = true
	return first
}

// checkSize refuses a snapshot that is too long.
func checkSize(snapshot []byte) error {
	if len(snapshot) > MaxSnapshot {
		return fault(ErrTooLarge, "snapshot", "%d bytes, at most %d", len(snapshot), MaxSnapshot)
	}
	return nil
}
