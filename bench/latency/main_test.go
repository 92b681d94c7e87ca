package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
	"github.com/hearthrank/hearth/wasm"
)

const small = "sample:persons=12,items=30,sessions=3,seed=2"

// shop returns a small generated shop and its pack.
func shop(t *testing.T) (*data.Set, []byte) {
	set, err := dataset.Open(small, dataset.Options{})
	require.NoError(t, err)
	pack, _, err := train.Train(context.Background(), set, train.DefaultConfig().WithMinPersons(1), train.DefaultSettings(set), nil)
	require.NoError(t, err)
	return set, pack
}

// TestCollectEqualsReference: the items of the first persons, in the order of the log, searches left out.
func TestCollectEqualsReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := &data.Set{Items: []data.Item{{ID: "a"}, {ID: "b"}}}
		want := map[uint32]history{}
		persons := rapid.IntRange(0, 4).Draw(t, "persons")
		for p := range uint32(persons) {
			want[p] = nil
			for _, item := range rapid.SliceOfN(rapid.Int32Range(-1, 1), 1, 5).Draw(t, "items") {
				set.Events.Person, set.Events.Item = append(set.Events.Person, p), append(set.Events.Item, item)
				if item != data.NoItem {
					want[p] = append(want[p], set.Items[item].ID)
				}
			}
		}
		most := rapid.IntRange(1, 5).Draw(t, "most")
		got := collect(set, most)
		require.Len(t, got, min(most, persons))
		for p, h := range got {
			require.Equal(t, want[uint32(p)], h)
		}
	})
}

// TestMeasure: one time a person and engine.
func TestMeasure(t *testing.T) {
	set, pack := shop(t)
	histories := collect(set, 7)
	require.Len(t, histories, 7)
	native, guest, err := measure(context.Background(), pack, histories)
	require.NoError(t, err)
	require.Len(t, native, 7)
	require.Len(t, guest, 7)
	for i := range native {
		require.Positive(t, native[i])
		require.Positive(t, guest[i])
	}
}

func TestMeasureErrors(t *testing.T) {
	set, pack := shop(t)
	_, _, err := measure(context.Background(), []byte("no pack"), nil)
	require.Error(t, err)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err = measure(cancelled, pack, collect(set, 1))
	require.ErrorIs(t, err, context.Canceled)
}

// TestBothEnginesAreAskedTheSame: the devices that are timed hold the same history and give the same slate.
func TestBothEnginesAreAskedTheSame(t *testing.T) {
	set, pack := shop(t)
	ctx := context.Background()
	p, err := engine.OpenPack(pack)
	require.NoError(t, err)
	m, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
	require.NoError(t, err)
	defer m.Close(ctx)
	now := start
	person := host.NewDeviceConfig().WithGrants(host.GrantAll).WithMaxEvents(host.NoCap).WithMaxDays(host.NoCap).WithClock(func() time.Time { return now })
	d, err := m.NewDevice(ctx, host.Pack{Bytes: pack}, person)
	require.NoError(t, err)
	for _, h := range collect(set, 5) {
		now = start.AddDate(0, 0, len(h))
		own, err := observeNative(p, h, now)
		require.NoError(t, err)
		require.NoError(t, observeGuest(ctx, d, person, h))
		here, err := own.Recommend(&engine.Request{At: engine.At{Now: now.UnixMilli()}, N: slateSize})
		require.NoError(t, err)
		there, err := d.Recommend(ctx, host.RecommendRequest{N: slateSize})
		require.NoError(t, err)
		require.Len(t, there.Items, len(here.Items))
		require.NotEmpty(t, here.Items)
		for i := range here.Items {
			require.Equal(t, p.ID(here.Items[i].Item), there.Items[i].ID)
			require.Equal(t, here.Items[i].Score, there.Items[i].Score)
		}
		stats, err := d.Stats(ctx)
		require.NoError(t, err)
		require.EqualValues(t, len(h), stats.Events, "and nothing of the person before")
	}
}

// TestTimed: a call to warm up, one on the clock; an error is passed on and nothing is noted.
func TestTimed(t *testing.T) {
	var times []time.Duration
	calls := 0
	call := timed(&times, func() error {
		calls++
		time.Sleep(time.Millisecond)
		return nil
	})
	require.NoError(t, call())
	require.Equal(t, 2, calls)
	require.Len(t, times, 1)
	require.GreaterOrEqual(t, times[0], time.Millisecond)

	broken := errors.New("no slate")
	require.ErrorIs(t, timed(&times, func() error { return broken })(), broken)
	require.Len(t, times, 1, "a call that fails to warm up is not timed")
}

func TestReport(t *testing.T) {
	var all []time.Duration
	for i := range 200 {
		all = append(all, time.Duration(200-i)*time.Millisecond)
	}
	tests := []struct {
		name  string
		times []time.Duration
		want  string
	}{
		{"one", all[:1], "x        median 200ms, 99th percentile 200ms\n"},
		{"two", all[:2], "x        median 200ms, 99th percentile 200ms\n"},
		{"three", all[:3], "x        median 199ms, 99th percentile 200ms\n"},
		{"many", all, "x        median 101ms, 99th percentile 199ms\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.times)
			var out bytes.Buffer
			report(&out, "x", tt.times)
			require.Equal(t, tt.want, out.String())
			require.Equal(t, before, tt.times, "left in the order of the calls")
		})
	}
}

// TestRunPrints what the note quotes.
func TestRunPrints(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(&out, small, 4, ""))
	number := `[0-9.]+(ns|µs|ms|s)`
	line := func(name string) string { return name + ` +median ` + number + `, 99th percentile ` + number + "\n" }
	require.Regexp(t, regexp.MustCompile(`^Recommend\(20\), 30 items, 4 persons\n`+line("native")+line("wazero")+`wazero / native, call by call: median [0-9.]+\n$`), out.String())
}

// TestRunDumps a pack and the histories for Node instead of measuring.
func TestRunDumps(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	var out bytes.Buffer
	require.NoError(t, run(&out, small, 3, dir))
	require.Empty(t, out.String())
	set, want := shop(t)
	got, err := os.ReadFile(filepath.Join(dir, "latency.pack"))
	require.NoError(t, err)
	require.Equal(t, want, got)
	text, err := os.ReadFile(filepath.Join(dir, "latency.json"))
	require.NoError(t, err)
	var histories []history
	require.NoError(t, json.Unmarshal(text, &histories))
	require.Equal(t, collect(set, 3), histories)
}

func TestRunErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for name, tt := range map[string]struct {
		spec, dump, want string
		persons          int
	}{
		"no such loader":  {"xml:shop", "", "want PREFIX:REST", 1},
		"nobody":          {small, "", "no person to rank for", 0},
		"dump to a file":  {small, file, "not a directory", 1},
		"no such size":    {"sample:persons=0", "", "persons 0: want 1", 1},
		"no such folder":  {"csv:" + file, "", "no such folder", 1},
		"an unknown part": {"sample:size=1", "", fmt.Sprintf("unknown %q", "size"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.ErrorContains(t, run(&out, tt.spec, tt.persons, tt.dump), tt.want)
			require.Empty(t, out.String())
		})
	}
}
