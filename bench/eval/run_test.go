package eval

import (
	"context"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

var update = flag.Bool("update", false, "write the golden files")

func TestRunIsTheSameInBothEngines(t *testing.T) {
	set := shop(t, 300, 100)
	cfg := train.DefaultConfig()
	here, err := Run(context.Background(), set, cfg, Options{Engine: EngineNative, SplitOptions: SplitOptions{Seed: 1}})
	require.NoError(t, err)
	there, err := Run(context.Background(), set, cfg, Options{SplitOptions: SplitOptions{Seed: 1}})
	require.NoError(t, err)
	require.Equal(t, EngineWasm, there.Engine, "the default")
	require.Equal(t, here.Metrics, there.Metrics)
	require.Equal(t, here.Intervals, there.Intervals)
	require.Equal(t, here.PerCase, there.PerCase)
	require.Equal(t, here.Fingerprint, there.Fingerprint)

	require.True(t, here.Synthetic)
	require.Equal(t, "defaults, found on validation targets of s3rec Beauty", here.Chosen)
	require.Equal(t, checked, here.Checked)
	split, err := NewSplit(set, cfg, SplitOptions{})
	require.NoError(t, err)
	require.Equal(t, len(split.Test), here.Persons)
	share := newItems(set, split.Test)
	t.Logf("recall@20 %.3f; %.3f of the targets are not hidden as seen", here.Metrics["recall@20"], share)
	require.Greater(t, here.Metrics["recall@20"], 1.4*.2*share, "one in five by chance")
	requireGolden(t, here)
}

// newItems is the share of cases whose target is not in the history.
func newItems(set *data.Set, cases []Case) float64 {
	n := 0.0
	for _, c := range cases {
		if !slices.ContainsFunc(c.History, func(row int32) bool { return set.Events.Item[row] == c.Targets[0] }) {
			n++
		}
	}
	return n / float64(len(cases))
}

// requireGolden compares the shape of the JSON: the keys of the object and of its maps.
func requireGolden(t *testing.T, r *Result) {
	b, err := json.Marshal(r)
	require.NoError(t, err)
	var object map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(b, &object))
	lines := slices.Sorted(maps.Keys(object))
	for _, part := range []string{"metrics", "intervals"} {
		var flat map[string]any
		require.NoError(t, json.Unmarshal(object[part], &flat))
		for _, key := range slices.Sorted(maps.Keys(flat)) {
			lines = append(lines, part+"."+key)
			if part == "metrics" {
				require.IsType(t, float64(0), flat[key], "metrics is flat")
			}
		}
	}
	path, got := filepath.Join("testdata", "shape.golden"), strings.Join(lines, "\n")+"\n"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestRunErrors(t *testing.T) {
	three := setOf(3, step{0, 0, "view", 0}, step{0, 1, "view", 0}, step{0, 2, "view", 0})
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		set  *data.Set
		cfg  train.Config
		o    Options
		want string
	}{
		{"no events", context.Background(), setOf(3), strict(), Options{},
			"leave-one-out: needs persons with at least three events that speak for an item, two of them to ask for; there are none"},
		{"two events each", context.Background(), setOf(3, step{0, 0, "view", 0}, step{0, 1, "view", 0}, step{0, 1, "dislike", 0}, step{1, 1, "view", 0}), strict(), Options{},
			"there are none"},
		{"unknown engine", context.Background(), three, strict(), Options{Engine: "gpu"}, `engine "gpu": want "wasm" or "native"`},
		{"bad configuration", context.Background(), three, train.Config{}, Options{}, "there are none"},
		{"unknown protocol", context.Background(), three, strict(), Options{SplitOptions: SplitOptions{Protocol: "guess"}}, `protocol "guess": want one of leave-one-out, temporal`},
		{"unknown model", context.Background(), three, strict(), Options{Model: "oracle"}, `model "oracle": want one of hearth, co-occurrence`},
		{"a model that has no settings", context.Background(), three, strict(), Options{Model: "popularity", Tune: true}, "tune: only settings of hearth"},
		{"share of 1", context.Background(), three, strict(), Options{SplitOptions: SplitOptions{Protocol: Temporal, Share: 1}}, "test share 1: want"},
		{"share without a choice", context.Background(), three, strict(), Options{SplitOptions: SplitOptions{Share: .5}}, "test share 0.5: leave-one-out leaves no choice"},
		{"seeds without a draw", context.Background(), three, strict(), Options{Seeds: 2}, "2 seeds: leave-one-out draws nothing"},
		{"check below 0", context.Background(), three, strict(), Options{Check: -1}, "check -1: want 0 or more"},
		{"seeds below 0", context.Background(), three, strict(), Options{Seeds: -1}, "-1 seeds: want 1 to 100"},
		{"bad number of persons", context.Background(), three, strict().WithMinPersons(0), Options{}, "min_persons: 0"},
		{"cancelled", cancelled, three, strict(), Options{Engine: EngineNative}, "context canceled"},
		{"cancelled in the search", cancelled, three, strict(), Options{Engine: EngineNative, Tune: true}, "context canceled"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Run(tt.ctx, tt.set, tt.cfg, tt.o)
			require.ErrorContains(t, err, tt.want)
			require.Nil(t, r)
		})
	}
}

// TestUnknownEngineIsToldAtOnce: not after hours of search.
func TestUnknownEngineIsToldAtOnce(t *testing.T) {
	_, err := Run(context.Background(), shop(t, 20, 24), strict(), Options{Engine: "gpu", Progress: func(stage string, _, _ int64) {
		t.Errorf("%s had begun", stage)
	}})
	require.Error(t, err)
}

// TestRunCancelledWhileTesting cancels at the first report of the last stage.
func TestRunCancelledWhileTesting(t *testing.T) {
	for _, engine := range []string{EngineNative, EngineWasm} {
		t.Run(engine, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			_, err := Run(ctx, shop(t, 60, 24), strict(), Options{Engine: engine, Progress: func(stage string, _, _ int64) {
				if stage == "testing" {
					cancel()
				}
			}})
			require.ErrorIs(t, err, context.Canceled)
		})
	}
}

// TestRunOnAKnownWalk: everybody walks i0 → i1 → i2 → i3, so the item after i2 is certain.
func TestRunOnAKnownWalk(t *testing.T) {
	var steps []step
	for person := range 12 {
		for item := range 4 {
			steps = append(steps, step{person, item, "view", 0})
		}
	}
	// Of those the last two steps are held out; the others have too few events for that.
	for person := 12; person < 40; person++ {
		steps = append(steps, step{person, 2, "view", 0}, step{person, 3, "view", 0})
	}
	r, err := Run(context.Background(), setOf(8, steps...), strict(), Options{Engine: EngineNative})
	require.NoError(t, err)
	require.Equal(t, 12, r.Persons)
	require.Equal(t, 1.0, r.Metrics["recall@1"])
	require.Equal(t, 1.0, r.Metrics["mrr@20"])
	require.Equal(t, 1.0, r.Metrics["auc"])
	require.Zero(t, r.Metrics["tied_targets"])
	require.Equal(t, Interval{1, 1}, r.Intervals["recall@10"])
	require.Equal(t, slices.Repeat([]int{1}, 12), r.PerCase.Ranks)
}

// TestRunTargetInTheHistoryIsMissing: what the history holds is hidden, so a repeat counts as a miss in both engines.
func TestRunTargetInTheHistoryIsMissing(t *testing.T) {
	var steps []step
	for person := range 6 {
		steps = append(steps, step{person, 0, "view", 0}, step{person, 1, "view", 0}, step{person, 0, "view", 0})
	}
	for _, engine := range []string{EngineNative, EngineWasm} {
		r, err := Run(context.Background(), setOf(3, steps...), strict(), Options{Engine: engine})
		require.NoError(t, err)
		require.Zero(t, r.Metrics["optimistic_recall@20"], engine)
		require.Zero(t, r.Metrics["auc"], engine)
	}
}
