package host

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hearthrank/hearth/wasm"
	"github.com/stretchr/testify/require"
)

func TestEngineImportsNothingAndLoads(t *testing.T) {
	require.NoError(t, refuseImports(wasm.Engine()))
	m := loadEngine(t)
	require.Empty(t, m.compiled.ImportedFunctions())
	require.Empty(t, m.compiled.ImportedMemories())
}

func TestColdStartIsPopularity(t *testing.T) {
	d := shopDevice(t, at(noon))
	slate, err := d.Recommend(context.Background(), RecommendRequest{N: 4, Reasons: AllReasons})
	require.NoError(t, err)
	require.Equal(t, []string{"film-0", "film-1", "film-2", "film-4"}, ids(slate), "film 3 is sold out")
	require.False(t, slate.Personal)
	require.Equal(t, 39, slate.Eligible)
	require.Equal(t, "Film 0", slate.Items[0].Title)
	require.Equal(t, 1.0, slate.Items[0].Propensity)
	require.Equal(t, KindPopularity, slate.Items[0].Reasons[0].Kind)
}

func ids(s *Slate) (ids []string) {
	for _, it := range s.Items {
		ids = append(ids, it.ID)
	}
	return ids
}

func TestHistoryMovesTheSlate(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, at(noon))
	refs := watch(t, d, Event{Type: "purchase", Item: "film-20", Time: noon.Add(-time.Hour)})
	slate, err := d.Recommend(ctx, RecommendRequest{N: 3, Reasons: AllReasons, Seen: SeenHide})
	require.NoError(t, err)
	require.True(t, slate.Personal)
	require.Equal(t, "film-21", slate.Items[0].ID)
	for _, it := range slate.Items {
		require.Equal(t, it.Score, sum(it.Reasons), "reasons add up")
	}
	why := reasonOf(slate, "film-21", KindItem)
	require.Equal(t, Contribution{
		Kind: KindItem, Score: why.Score, Item: "film-20", Title: "Film 20", Event: "purchase", Ref: refs[0], Time: noon.Add(-time.Hour).UTC(), Purposes: []string{"rank"},
	}, why)

	ranked, err := d.Rank(ctx, RankRequest{Candidates: []string{"film-0", "nowhere", "film-21", "film-3"}})
	require.NoError(t, err)
	require.Equal(t, 1, ranked.Unknown)
	require.ElementsMatch(t, []string{"film-0", "film-21"}, ids(ranked))

	explained, err := d.Explain(ctx, ExplainRequest{Items: []string{"film-3", "film-20", "nowhere", "film-21"}, Seen: SeenHide, Reasons: AllReasons})
	require.NoError(t, err)
	require.Equal(t, []string{HiddenUnavailable, HiddenSeen, HiddenUnknown, ""}, hidden(explained))
	require.Equal(t, explained.Items[3].Score, sum(explained.Items[3].Reasons))
}

func sum(reasons []Contribution) (total int64) {
	for _, r := range reasons {
		total += r.Score
	}
	return total
}

func reasonOf(s *Slate, id, kind string) Contribution {
	for _, it := range s.Items {
		for _, r := range it.Reasons {
			if it.ID == id && r.Kind == kind {
				return r
			}
		}
	}
	return Contribution{}
}

func hidden(e *Explanation) (out []string) {
	for _, it := range e.Items {
		out = append(out, it.Hidden)
	}
	return out
}

func TestWithoutAGrantNothingIsRecorded(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, NewDeviceConfig())
	observed, err := d.Observe(ctx, Event{Type: "click", Item: "film-20"})
	require.NoError(t, err)
	require.Equal(t, []int64{0}, observed.Refs)
	require.ErrorIs(t, observed.Err(), ErrNoGrant)
	stats, err := d.Stats(ctx)
	require.NoError(t, err)
	require.Zero(t, stats.Events)
	require.True(t, stats.Newest.IsZero())
}

func TestStatsAndForget(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, at(noon))
	hour := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }
	refs := watch(t, d,
		Event{Type: "click", Item: "film-1", Time: hour(-5)}, Event{Type: "view", Item: "film-2", Time: hour(-4), Value: Seconds(9 * time.Second)},
		Event{Type: "click", Item: "film-1", Time: hour(-3)}, Event{Type: "search", Query: "war", Time: hour(-2)},
		Event{Type: "view", Item: "gone", Time: hour(-1)})
	stats, err := d.Stats(ctx)
	require.NoError(t, err)
	require.Equal(t, 5, stats.Events)
	require.Equal(t, 1, stats.Unknown)
	require.Equal(t, []time.Time{hour(-5).UTC(), hour(-1).UTC(), noon.UTC()}, []time.Time{stats.Oldest, stats.Newest, stats.Mark})

	steps := []struct {
		name    string
		request ForgetRequest
		removed int
		left    int
	}{
		{"ref", ForgetRequest{Events: refs[1:2]}, 1, 4},
		{"range", ForgetRequest{From: hour(-2), To: hour(-1)}, 1, 3},
		{"item", ForgetRequest{Items: []string{"film-1"}}, 2, 1},
		{"all", ForgetRequest{All: true}, 1, 0},
	}
	for _, step := range steps {
		forgotten, err := d.Forget(ctx, step.request)
		require.NoError(t, err, step.name)
		require.Equal(t, step.removed, forgotten.Removed, step.name)
		stats, err := d.Stats(ctx)
		require.NoError(t, err)
		require.Equal(t, step.left, stats.Events, step.name)
	}
	_, err = d.Forget(ctx, ForgetRequest{})
	require.ErrorIs(t, err, ErrMissing)
}

func TestModuleErrors(t *testing.T) {
	ctx := context.Background()
	m := loadEngine(t)
	good := shopPack(40, 1)
	d := shopDevice(t, at(noon))
	watch(t, d, Event{Type: "click", Item: "film-1"})
	snapshot, err := d.Snapshot(ctx)
	require.NoError(t, err)
	start := func(pack Pack, config DeviceConfig) error {
		_, err := m.NewDevice(ctx, pack, config)
		return err
	}
	damaged := append([]byte{}, good.Bytes...)
	damaged[len(damaged)-9] ^= 1
	cases := []struct {
		name string
		err  error
		want Code
		text string
	}{
		{"no pack", start(Pack{}, at(noon)), ErrTruncated, "pack: truncated: no bytes"},
		{"not a pack", start(Pack{Bytes: make([]byte, 500)}, at(noon)), ErrMagic, "pack: header: offset 0: not this kind of file"},
		{"cut pack", start(Pack{Bytes: good.Bytes[:300]}, at(noon)), ErrTruncated, "pack: header: offset 300: truncated"},
		{"damaged pack", start(Pack{Bytes: damaged}, at(noon)), ErrChecksum, fmt.Sprintf("pack: header: offset %d: checksum differs: the bytes were changed", len(damaged)-8)},
		{"cut snapshot", start(good, at(noon).WithSnapshot(snapshot[:10])), ErrTruncated, ""},
		{"not a snapshot", start(good, at(noon).WithSnapshot([]byte("nothing of the kind"))), ErrMagic, "snapshot: header: offset 0: not this kind of file"},
		{"purpose", start(good, at(noon).WithGrants("rank", "sell")), ErrPurpose, "restore: grants[1]: unknown purpose"},
		{"events cap", start(good, at(noon).WithMaxEvents(-2)), ErrRange, ""},
		{"days cap", start(good, at(noon).WithMaxDays(-2)), ErrRange, ""},
		{"event without a type", withEvent(Event{})(d), ErrMissing, "observe: events[1].type: missing"},
		{"event with bad text", withEvent(Event{Type: "a\xff"})(d), ErrUTF8, ""},
		{"slate of none", func() error { _, err := d.Recommend(ctx, RecommendRequest{}); return err }(), ErrRange, "recommend: n: out of range"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			require.ErrorIs(t, tc.err, tc.want)
			if tc.text != "" {
				require.EqualError(t, tc.err, tc.text)
			}
		})
	}
	after, err := d.Snapshot(ctx)
	require.NoError(t, err)
	require.Equal(t, snapshot, after, "an error changes nothing")
}

func TestSwapPack(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, at(noon))
	watch(t, d, Event{Type: "click", Item: "film-45"})
	unknown := func() int {
		stats, err := d.Stats(ctx)
		require.NoError(t, err)
		return stats.Unknown
	}
	require.Equal(t, 1, unknown())
	info, err := d.SwapPack(ctx, shopPack(50, 2), SwapConfig{})
	require.NoError(t, err)
	require.Equal(t, uint32(50), info.Items)
	require.Equal(t, info, d.Info())
	require.Equal(t, 0, unknown())

	_, err = d.SwapPack(ctx, shopPack(40, 1), SwapConfig{})
	require.ErrorIs(t, err, ErrSequence)
	other := shopModel(40, 9)
	other.Catalogue = "other"
	_, err = d.SwapPack(ctx, packOf(other), SwapConfig{})
	require.ErrorIs(t, err, ErrCatalogue)
	_, err = d.SwapPack(ctx, Pack{Bytes: []byte("not a pack")}, SwapConfig{})
	require.Error(t, err)
	require.Equal(t, info, d.Info())

	d.drop()
	require.Equal(t, 0, unknown(), "the fresh instance has the new pack")
	_, err = d.SwapPack(ctx, shopPack(40, 1), SwapConfig{Rollback: true})
	require.NoError(t, err)
	_, err = d.SwapPack(ctx, packOf(other), SwapConfig{Replace: true})
	require.NoError(t, err)
	require.Equal(t, "other", d.Info().Catalogue)
}

func TestRestoreSwapsPersons(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, at(noon))
	watch(t, d, Event{Type: "click", Item: "film-1"})
	anna, err := d.Snapshot(ctx)
	require.NoError(t, err)
	restored, err := d.Restore(ctx, at(noon))
	require.NoError(t, err)
	require.Zero(t, restored.Events)
	restored, err = d.Restore(ctx, at(noon).WithSnapshot(anna))
	require.NoError(t, err)
	require.Equal(t, &Restored{Events: 1}, restored)
	_, err = d.Restore(ctx, at(noon).WithSnapshot([]byte("no snapshot")))
	require.ErrorIs(t, err, ErrMagic)
	again, err := d.Snapshot(ctx)
	require.NoError(t, err)
	require.Equal(t, anna, again, "a failed restore leaves the present person")
}

func TestCapsHold(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, at(noon).WithMaxEvents(10).WithMaxDays(7))
	for i := range 25 {
		watch(t, d, Event{Type: "view", Item: fmt.Sprintf("film-%d", i)})
	}
	watch(t, d, Event{Type: "view", Item: "film-30", Time: noon.AddDate(0, 0, -8)})
	stats, err := d.Stats(ctx)
	require.NoError(t, err)
	require.LessOrEqual(t, stats.Events, 10)
	require.False(t, stats.Oldest.Before(noon.AddDate(0, 0, -7)))
}

func TestMemoryLimit(t *testing.T) {
	ctx := context.Background()
	m, err := Load(ctx, wasm.Engine(), NewConfig().WithMemoryLimit(2<<20))
	require.NoError(t, err)
	defer m.Close(ctx)
	d, err := m.NewDevice(ctx, shopPack(40, 1), at(noon).WithMaxEvents(NoCap))
	require.NoError(t, err)
	kept := 0
	for err == nil && kept < 1000 {
		_, err = d.Observe(ctx, Event{Type: "search", Query: fmt.Sprint(kept, strings.Repeat("q", 1000)), Context: bigContext(kept)})
		kept++
	}
	require.ErrorIs(t, err, ErrMemory)
	require.ErrorContains(t, err, "out of memory: the limit is reached: 2097152 bytes")
	require.Len(t, d.state.entries, kept-1, "what was acknowledged is kept")
	slate, err := d.Recommend(ctx, RecommendRequest{N: 1})
	require.NoError(t, err, "a full device still ranks")
	require.Len(t, slate.Items, 1)
	forgotten, err := d.Forget(ctx, ForgetRequest{All: true})
	require.NoError(t, err)
	require.Equal(t, kept-1, forgotten.Removed)
	watch(t, d, Event{Type: "click", Item: "film-1"})
}

// bigContext is 32 pairs of long values that no other event has.
func bigContext(i int) map[string]string {
	c := map[string]string{}
	for k := range 32 {
		c[fmt.Sprint("feature", k)] = fmt.Sprint(i, k, strings.Repeat("v", 200))
	}
	return c
}

func TestPackAboveTheMemoryLimit(t *testing.T) {
	ctx := context.Background()
	m, err := Load(ctx, wasm.Engine(), NewConfig().WithMemoryLimit(1<<20))
	require.NoError(t, err)
	defer m.Close(ctx)
	_, err = m.NewDevice(ctx, shopPack(60_000, 1), at(noon))
	require.ErrorIs(t, err, ErrMemory)
	require.ErrorContains(t, err, "pack: out of memory")
}
