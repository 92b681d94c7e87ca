package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/rerank"
)

// floorPack has items a and b, an edge of 1,000 from a to b, and a rating type with a floor of 3 stars.
func floorPack(t *testing.T) *engine.Pack {
	m := &pack.Model{
		Catalogue: "floor", Sequence: 1, IDs: []string{"a", "b"}, Available: []bool{true, true}, Popularity: []int32{0, 0},
		Vectors: pack.Matrix{Rows: make([][]pack.Entry, 2)},
		Types:   []pack.EventType{{Name: "rating", Weight: pack.OneWeight, Floor: 3000}},
		Channels: []pack.Channel{{Name: "together", Position: []int32{pack.OnePosition},
			Edges: pack.Matrix{Book: []int32{1000}, Rows: [][]pack.Entry{{{Col: 1, Code: 1}}, nil}}}},
	}
	p, err := engine.OpenPack(pack.Append(nil, m))
	require.NoError(t, err)
	return p
}

// TestValuesBelowTheFloorSpeakAgainst: a value below its type's floor turns the event's evidence round; a value at the floor, and none, do not.
func TestValuesBelowTheFloorSpeakAgainst(t *testing.T) {
	cases := []struct {
		name  string
		event engine.Event
		want  int64
	}{
		{"above", engine.Event{Value: 5000, HasValue: true}, 1000},
		{"at", engine.Event{Value: 3000, HasValue: true}, 1000},
		{"below", engine.Event{Value: 2999, HasValue: true}, -1000},
		{"negative", engine.Event{Value: -1, HasValue: true}, -1000},
		{"none", engine.Event{}, 1000},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d, err := engine.NewDevice(floorPack(t), 1, engine.Options{Grants: []string{"rank"}})
			require.NoError(t, err)
			c.event.Type, c.event.Item, c.event.Time = "rating", "a", 1
			_, _, err = d.Observe(engine.At{Now: 1}, []engine.Event{c.event})
			require.NoError(t, err)
			items, _, err := d.Explain(&engine.Request{At: engine.At{Now: 1}, Seen: rerank.SeenShow, Reasons: -1}, []string{"b"}, 0)
			require.NoError(t, err)
			require.Equal(t, c.want, items[0].Score)
			require.Equal(t, c.want, items[0].Reasons[0].Score)
		})
	}
}
