package host

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/hearthrank/hearth/wasm"
	"github.com/stretchr/testify/require"
)

// benchItems is the size of the catalogue in benchmarks, about that of the Amazon Beauty set.
const benchItems = 12_000

// benchHistory is 100 clicks.
func benchHistory() (events []Event) {
	for i := range 100 {
		events = append(events, Event{Type: "click", Item: fmt.Sprintf("film-%d", i*97%benchItems), Time: noon.Add(-time.Duration(100-i) * time.Hour)})
	}
	return events
}

func BenchmarkLoadToFirstSlate(b *testing.B) {
	ctx, module, pack := context.Background(), wasm.Engine(), shopPack(benchItems, 1)
	run := func(config Config) func(b *testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				m, err := Load(ctx, module, config)
				require.NoError(b, err)
				d, err := m.NewDevice(ctx, pack, at(noon))
				require.NoError(b, err)
				_, err = d.Recommend(ctx, RecommendRequest{N: 20})
				require.NoError(b, err)
				b.StopTimer()
				require.NoError(b, m.Close(ctx))
				b.StartTimer()
			}
		}
	}
	b.Run("cold", run(NewConfig()))
	b.Run("cached", run(NewConfig().WithCacheDir(b.TempDir())))
}

// benchDevice is a device with 12,000 items and 100 events.
func benchDevice(b *testing.B, config Config) *Device {
	b.Helper()
	ctx := context.Background()
	m, err := Load(ctx, wasm.Engine(), config)
	require.NoError(b, err)
	b.Cleanup(func() { _ = m.Close(ctx) })
	d, err := m.NewDevice(ctx, shopPack(benchItems, 1), at(noon))
	require.NoError(b, err)
	watch(b, d, benchHistory()...)
	return d
}

func BenchmarkRecommend(b *testing.B) {
	run := func(config Config) func(b *testing.B) {
		return func(b *testing.B) {
			d := benchDevice(b, config)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Recommend(context.Background(), RecommendRequest{N: 20}); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("default", run(NewConfig()))
	b.Run("close on context done", run(NewConfig().WithCloseOnContextDone(true)))
}

func BenchmarkObserve(b *testing.B) {
	d := benchDevice(b, NewConfig())
	for b.Loop() {
		if _, err := d.Observe(context.Background(), Event{Type: "click", Item: "film-5"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStats(b *testing.B) {
	d := benchDevice(b, NewConfig())
	for b.Loop() {
		if _, err := d.Stats(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPool is one person's slate on a server: restore, recommend, wipe.
func BenchmarkPool(b *testing.B) {
	ctx := context.Background()
	d := benchDevice(b, NewConfig())
	snapshot, err := d.Snapshot(ctx)
	require.NoError(b, err)
	pool, err := d.module.NewPool(ctx, d.pack, 1)
	require.NoError(b, err)
	person := at(noon).WithSnapshot(snapshot)
	for b.Loop() {
		if _, err := pool.Recommend(ctx, person, RecommendRequest{N: 20}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRevive is what a trap costs: a fresh instance, the pack, the snapshot and the journal.
func BenchmarkRevive(b *testing.B) {
	d := benchDevice(b, NewConfig())
	for b.Loop() {
		d.drop()
		if err := d.revive(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
