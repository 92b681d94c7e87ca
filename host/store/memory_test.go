package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// stores are both implementations, for what holds of any Store.
var stores = map[string]func(t *testing.T) Store{
	"memory": func(*testing.T) Store { return NewMemory() },
	"file": func(t *testing.T) Store {
		f, err := Open(ctx, t.TempDir(), NewConfig("films", "anna", GivenKey(NewKey())))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, f.Close()) })
		return f
	},
}

func eachStore(t *testing.T, check func(t *testing.T, s Store)) {
	for name, make := range stores {
		t.Run(name, func(t *testing.T) { check(t, make(t)) })
	}
}

func TestStore(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		got, err := s.Load(ctx)
		require.NoError(t, err)
		require.Nil(t, got, "nothing was saved")
		for _, call := range []func(context.Context, []byte) error{s.Save, s.Replace, s.Save} {
			for _, want := range []string{"one", "", "three"} {
				require.NoError(t, call(ctx, []byte(want)))
				got, err := s.Load(ctx)
				require.NoError(t, err)
				require.NotNil(t, got, "an empty snapshot is one")
				require.Equal(t, want, string(got))
			}
		}
		require.NoError(t, s.Erase(ctx))
		require.NoError(t, s.Erase(ctx), "erase may be called again")
		got, err = s.Load(ctx)
		require.NoError(t, err)
		require.Nil(t, got)
	})
}

// TestStoreCopies: a store does not share memory with its caller.
func TestStoreCopies(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		mine := []byte("mine")
		require.NoError(t, s.Save(ctx, mine))
		mine[0] = 'x'
		got, err := s.Load(ctx)
		require.NoError(t, err)
		require.Equal(t, "mine", string(got))
		clear(got)
		got, err = s.Load(ctx)
		require.NoError(t, err)
		require.Equal(t, "mine", string(got))
	})
}

// calls are all calls of a store that can fail.
func calls(ctx context.Context, s Store) map[string]error {
	_, err := s.Load(ctx)
	return map[string]error{"load": err, "save": s.Save(ctx, nil), "replace": s.Replace(ctx, nil), "erase": s.Erase(ctx)}
}

func TestStoreErrors(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		require.NoError(t, s.Save(ctx, []byte("kept")))
		big := make([]byte, MaxSnapshot+1)
		for _, call := range []func(context.Context, []byte) error{s.Save, s.Replace} {
			err := call(ctx, big)
			require.ErrorIs(t, err, ErrTooLarge)
			require.EqualError(t, err, "store: snapshot: 67108865 bytes, at most 67108864: too large")
		}
		ended, cancel := context.WithCancel(ctx)
		cancel()
		for name, err := range calls(ended, s) {
			require.ErrorIs(t, err, context.Canceled, name)
		}
		got, err := s.Load(ctx)
		require.NoError(t, err)
		require.Equal(t, "kept", string(got), "none of these changed anything")

		require.NoError(t, s.Close())
		require.NoError(t, s.Close(), "close may be called again")
		for name, err := range calls(ctx, s) {
			require.ErrorIs(t, err, ErrClosed, name)
			require.EqualError(t, err, "store: closed")
		}
	})
}

// TestStoreIsConcurrent is for the race detector; every Load sees a whole snapshot.
func TestStoreIsConcurrent(t *testing.T) {
	eachStore(t, func(t *testing.T, s Store) {
		var wait sync.WaitGroup
		for i := range 4 {
			wait.Go(func() {
				for range 5 {
					errs := errors.Join(s.Save(ctx, []byte{byte(i), byte(i)}), s.Replace(ctx, []byte{byte(i), byte(i)}))
					got, err := s.Load(ctx)
					if errors.Join(errs, err) != nil || len(got) != 2 || got[0] != got[1] {
						t.Error(errs, err, got)
					}
				}
			})
		}
		wait.Wait()
	})
}

func TestMemoryZeroes(t *testing.T) {
	m := NewMemory()
	require.NoError(t, m.Save(ctx, []byte("first")))
	first := m.snapshot
	require.NoError(t, m.Save(ctx, []byte("second")))
	require.Equal(t, make([]byte, 5), first, "save zeroes the one before")
	second := m.snapshot
	require.NoError(t, m.Erase(ctx))
	require.Equal(t, make([]byte, 6), second, "erase zeroes")
	require.NoError(t, m.Save(ctx, []byte("third")))
	third := m.snapshot
	require.NoError(t, m.Close())
	require.Equal(t, make([]byte, 5), third, "close zeroes")
}

// TestWaitingEndsWithTheContext: a call does not outlast its context because another is running.
func TestWaitingEndsWithTheContext(t *testing.T) {
	m := NewMemory()
	require.NoError(t, m.turn.enter(ctx))
	short, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel()
	for name, err := range calls(short, m) {
		require.ErrorIs(t, err, context.DeadlineExceeded, name)
	}
	m.turn.leave()
	require.NoError(t, m.Save(ctx, nil))
}
