package engine_test

import (
	"encoding/binary"
	"testing"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/event"
)

// TestRecordsServeKnownPurposes: a snapshot whose records carry no purpose, or a bit that its own table lacks, is refused.
func TestRecordsServeKnownPurposes(t *testing.T) {
	p := floorPack(t)
	for _, purposes := range []uint32{0, 2, 3, 1 << 31} {
		l := &event.Log{}
		l.Append(&event.Event{Type: "rating", Item: "a", Time: 1}, purposes)
		b := append([]byte("HEARTHSN"), 1, 2, 0)
		b = append(b, 1, 4, 'r', 'a', 'n', 'k', 1)
		b = binary.LittleEndian.AppendUint64(b, xxhash.Sum64String("Remember on this device what I look at, and use it to put what fits me first."))
		b = l.AppendBinary(b)
		b = binary.LittleEndian.AppendUint64(b, xxhash.Sum64(b))
		_, _, err := engine.Restore(p, b, engine.At{Now: 1}, engine.Options{})
		require.ErrorContains(t, err, "snapshot: log: ")
		require.ErrorIs(t, err, &engine.Error{Code: "conflict", Offset: -1})
	}
}
