package store

import (
	"bytes"
	"context"
)

// Memory is a store that is gone with the process. It zeroes a snapshot's bytes when it lets go of them.
type Memory struct {
	turn     turn
	snapshot []byte // nil when there is none
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{turn: newTurn()}
}

// Load returns a copy of the snapshot, or nil.
func (m *Memory) Load(ctx context.Context) ([]byte, error) {
	if err := m.turn.enter(ctx); err != nil {
		return nil, err
	}
	defer m.turn.leave()
	return bytes.Clone(m.snapshot), nil
}

// Save keeps a copy of the snapshot and zeroes the one before.
func (m *Memory) Save(ctx context.Context, snapshot []byte) error {
	if err := m.turn.enter(ctx); err != nil {
		return err
	}
	defer m.turn.leave()
	if err := checkSize(snapshot); err != nil {
		return err
	}
	clear(m.snapshot)
	m.snapshot = append([]byte{}, snapshot...)
	return nil
}

// Replace is Save: a Memory has no older generation.
func (m *Memory) Replace(ctx context.Context, snapshot []byte) error {
	return m.Save(ctx, snapshot)
}

// Erase zeroes the snapshot and forgets it.
func (m *Memory) Erase(ctx context.Context) error {
	if err := m.turn.enter(ctx); err != nil {
		return err
	}
	defer m.turn.leave()
	m.wipe()
	return nil
}

// Close zeroes the snapshot. It never fails.
func (m *Memory) Close() error {
	if m.turn.close() {
		m.wipe()
	}
	return nil
}

func (m *Memory) wipe() {
	clear(m.snapshot)
	m.snapshot = nil
}
