package store

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// model is what may be in the store, beside the store itself. It knows more than one snapshot when a call was cut short.
type model struct {
	world    *world
	file     *File
	possible map[string]bool // "" for no snapshot
	erasing  bool            // an Erase was cut short: there may be files and no key
	sequence uint64          // highest that was seen since the last Erase
	saves    int
}

func newModel(t *rapid.T) *model {
	m := &model{world: newWorld(), possible: map[string]bool{"": true}}
	m.file = m.world.open(t)
	return m
}

// arm lets something happen in the next call, or not.
func (m *model) arm(t *rapid.T) {
	m.world.until = -1
	if rapid.IntRange(0, 2).Draw(t, "undisturbed") == 0 {
		e := rapid.SampledFrom([]event{powerBefore, powerAfter, faultBefore, faultAfter}).Draw(t, "event")
		m.world.arm(rapid.IntRange(0, 15).Draw(t, "point"), e)
	}
}

// drawCut draws what comes through a power cut, each byte and name by itself.
func drawCut(t *rapid.T) cut {
	return cut{
		op:    func(int, int) bool { return rapid.Bool().Draw(t, "name kept") },
		part:  func(n int) int { return rapid.IntRange(0, n).Draw(t, "bytes kept") },
		zeros: rapid.IntRange(0, 4).Draw(t, "zeros") == 0,
	}
}

// restart switches the power on again if it went.
func (m *model) restart(t *rapid.T) {
	if m.world.off {
		m.world = m.world.after(drawCut(t))
		m.file = m.world.open(t)
	}
	m.world.until = -1
}

// reopen is a new process on the same directory.
func (m *model) reopen(t *rapid.T) {
	require.NoError(t, m.file.Close())
	m.file = m.world.open(t)
}

// save is Save or Replace.
func (m *model) save(t *rapid.T, call func(snapshot []byte) error, alone bool) {
	m.saves++
	snapshot := fmt.Sprintf("snapshot %d", m.saves)
	err := call([]byte(snapshot))
	if err == nil {
		m.possible, m.erasing = map[string]bool{snapshot: true}, false
		m.requireRising(t)
		if alone {
			require.Equal(t, []string{snapshot}, m.world.readable(t))
		}
		return
	}
	m.requireDisturbed(t, err)
	m.possible[snapshot] = true
}

// load narrows down what may be there to what is.
func (m *model) load(t *rapid.T) {
	got, err := m.file.Load(ctx)
	if err != nil {
		m.requireDisturbed(t, err)
		return
	}
	require.True(t, m.possible[string(got)] || m.erasing && got == nil, "%q is none of %v", got, m.possible)
	require.NoError(t, m.file.Status().Recovered)
	m.possible, m.erasing = map[string]bool{string(got): true}, m.erasing && len(got) > 0
	if len(got) > 0 {
		m.requireRising(t)
	}
}

// requireRising: no sequence number that was seen comes back with another snapshot, let alone a lower one.
func (m *model) requireRising(t *rapid.T) {
	got := m.file.Status().Sequence
	require.GreaterOrEqual(t, got, m.sequence)
	m.sequence = got
}

// requireDisturbed: a call fails for what was done to it, or because an Erase before was cut short.
func (m *model) requireDisturbed(t *rapid.T, err error) {
	if m.erasing && !m.world.off {
		return
	}
	if m.world.off {
		require.ErrorIs(t, err, errOff)
		return
	}
	require.ErrorIs(t, err, errFault)
}

// erase empties the store, or begins to.
func (m *model) erase(t *rapid.T) {
	m.sequence = 0
	if err := m.file.Erase(ctx); err != nil {
		m.erasing = true
		return
	}
	m.possible, m.erasing = map[string]bool{"": true}, false
	require.Empty(t, m.world.names("state"))
	require.Empty(t, m.world.names("keys"))
}

// TestRandomCalls runs random calls, disturbed at random, against the model.
func TestRandomCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newModel(t)
		for range rapid.IntRange(1, 25).Draw(t, "calls") {
			m.arm(t)
			switch rapid.SampledFrom([]string{"save", "save", "replace", "load", "load", "erase", "reopen"}).Draw(t, "call") {
			case "save":
				m.save(t, func(b []byte) error { return m.file.Save(ctx, b) }, false)
			case "replace":
				m.save(t, func(b []byte) error { return m.file.Replace(ctx, b) }, true)
			case "load":
				m.load(t)
			case "erase":
				m.erase(t)
			case "reopen":
				m.reopen(t)
			}
			m.restart(t)
		}
		m.load(t)
		m.erase(t)
		m.load(t)
		require.Equal(t, map[string]bool{"": true}, m.possible)
	})
}

// TestSealIsInverse: what is sealed is unsealed, under the same key only.
func TestSealIsInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), KeySize, KeySize).Draw(t, "key")
		nonce := rapid.SliceOfN(rapid.Byte(), nonceSize, nonceSize).Draw(t, "nonce")
		snapshot := rapid.SliceOf(rapid.Byte()).Draw(t, "snapshot")
		h := header{
			alone:    rapid.Bool().Draw(t, "alone"),
			sequence: rapid.Uint64Range(1, maxSequence).Draw(t, "sequence"),
			origin:   rapid.StringN(1, 60, maxOrigin).Draw(t, "origin"),
		}
		sealed, err := seal(key, nonce, h, snapshot)
		require.NoError(t, err)
		require.Len(t, sealed, h.size()+nonceSize+len(snapshot)+tagSize)
		got, err := parse("f", sealed)
		require.NoError(t, err)
		require.Equal(t, h, got)

		other := append([]byte{}, key...)
		other[rapid.IntRange(0, KeySize-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		_, err = unseal("f", other, got, append([]byte{}, sealed...))
		require.ErrorIs(t, err, ErrCorrupt)
		opened, err := unseal("f", key, got, sealed)
		require.NoError(t, err)
		require.Equal(t, string(snapshot), string(opened))
	})
}
