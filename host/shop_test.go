package host

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/wasm"
	"github.com/stretchr/testify/require"
)

// genres are the attribute values of the test shop; item i has genre i mod 8.
var genres = []string{"noir", "western", "comedy", "drama", "horror", "romance", "war", "animation"}

// shopPack is a pack of n made-up films: each leads on to the four after it, earlier ones are more popular, film 3 is sold out.
func shopPack(n int, sequence uint64) Pack {
	return Pack{Bytes: pack.Append(nil, shopModel(n, sequence))}
}

func shopModel(n int, sequence uint64) *pack.Model {
	m := &pack.Model{
		Catalogue: "test-shop", Sequence: sequence, Provenance: []byte(`{"source":"made up by a test"}`),
		Fields:   []string{"genre"},
		Types:    []pack.EventType{{Name: "view", Weight: pack.OneWeight / 4, HalfLife: 30 * 86_400_000}, {Name: "click", Weight: pack.OneWeight}, {Name: "purchase", Weight: 2 * pack.OneWeight, Seen: true}},
		Features: []pack.Feature{{Name: "page", Values: []string{"home", "search"}}},
		Affinity: pack.Term{Scale: 100, Position: fading(50)},
		Return:   pack.Term{Scale: 100, Position: fading(10)},
	}
	for _, g := range genres {
		m.Attributes = append(m.Attributes, pack.Attribute{Value: g})
	}
	m.Vectors.Book, m.Cells.Book = []int32{pack.OneVector}, []int32{50}
	edges := pack.Matrix{Book: []int32{100, 200, 300, 400}}
	m.Cells.Rows = make([][]pack.Entry, 2)
	for i := range n {
		m.IDs = append(m.IDs, fmt.Sprintf("film-%d", i))
		m.Titles = append(m.Titles, fmt.Sprintf("Film %d", i))
		m.Available = append(m.Available, i != 3)
		m.Popularity = append(m.Popularity, int32(1000-1000*i/n))
		m.Vectors.Rows = append(m.Vectors.Rows, []pack.Entry{{Col: uint32(i % len(genres)), Code: 1}})
		m.Cells.Rows[i%2] = append(m.Cells.Rows[i%2], pack.Entry{Col: uint32(i), Code: 1})
		edges.Rows = append(edges.Rows, successors(i, n))
	}
	m.Channels = []pack.Channel{{Name: "together", Position: fading(50), Edges: edges}}
	return m
}

func successors(i, n int) (row []pack.Entry) {
	for k := 1; k <= 4 && i+k < n; k++ {
		row = append(row, pack.Entry{Col: uint32(i + k), Code: int8(5 - k)})
	}
	return row
}

func fading(n int) []int32 {
	p := make([]int32, n)
	for i := range p {
		p[i] = int32(pack.OnePosition / (i + 1))
	}
	return p
}

// engine is the real module, loaded once for all tests.
var engine = sync.OnceValues(func() (*Module, error) {
	return Load(context.Background(), wasm.Engine(), NewConfig().WithJournalLimit(8))
})

func loadEngine(t testing.TB) *Module {
	t.Helper()
	m, err := engine()
	require.NoError(t, err)
	return m
}

// noon is a fixed time in a zone east of Greenwich.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.FixedZone("", 2*3600))

// at is a person who grants "rank", at a fixed time.
func at(now time.Time) DeviceConfig {
	return NewDeviceConfig().WithGrants("rank").WithClock(func() time.Time { return now })
}

// shopDevice is a device of the real module with the shop of 40 films.
func shopDevice(t testing.TB, config DeviceConfig) *Device {
	t.Helper()
	d, err := loadEngine(t).NewDevice(context.Background(), shopPack(40, 1), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close(context.Background())) })
	return d
}

// watch observes events and returns their refs.
func watch(t testing.TB, d *Device, events ...Event) []int64 {
	t.Helper()
	observed, err := d.Observe(context.Background(), events...)
	require.NoError(t, err)
	require.NoError(t, observed.Err())
	return observed.Refs
}

// inMemory counts the occurrences of text in the instance's linear memory.
func inMemory(d *Device, text string) int {
	return bytes.Count(d.inst.memory.buf, []byte(text))
}

// inJournal counts the occurrences of text in what the host keeps.
func inJournal(d *Device, text string) int {
	n := bytes.Count(d.state.base.Snapshot, []byte(text))
	for _, e := range d.state.entries {
		n += bytes.Count(e.request, []byte(text))
	}
	return n
}

// packOf writes a model.
func packOf(m *pack.Model) Pack {
	return Pack{Bytes: pack.Append(nil, m)}
}
