package host

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/wasm/abi"
)

// drawEvent draws an event of the test shop, some of them of films it does not have.
func drawEvent(t *rapid.T) Event {
	e := Event{Type: rapid.SampledFrom([]string{"view", "click", "purchase", "wink"}).Draw(t, "type")}
	e.Item = fmt.Sprintf("film-%d", rapid.IntRange(0, 45).Draw(t, "item"))
	if rapid.Bool().Draw(t, "dated") {
		e.Time = noon.Add(-time.Duration(rapid.Int64Range(0, 30*24*3600).Draw(t, "age")) * time.Second)
	}
	if rapid.Bool().Draw(t, "valued") {
		e.Value = new(rapid.Float64Range(-100, 100).Draw(t, "value"))
	}
	if rapid.Bool().Draw(t, "in context") {
		e.Context = map[string]string{"page": rapid.SampledFrom([]string{"home", "search", "else"}).Draw(t, "page")}
	}
	return e
}

// answers is everything that one can see of a device at noon.
func answers(t *rapid.T, d *Device) []any {
	ctx := context.Background()
	snapshot, err := d.Snapshot(ctx) // before the questions: they are counted
	require.NoError(t, err)
	slate, err := d.Recommend(ctx, RecommendRequest{N: 50, Reasons: AllReasons, Context: map[string]string{"page": "home"}})
	require.NoError(t, err)
	ranked, err := d.Rank(ctx, RankRequest{Candidates: []string{"film-9", "film-1", "film-44"}, Seen: SeenHide})
	require.NoError(t, err)
	explained, err := d.Explain(ctx, ExplainRequest{Items: []string{"film-9", "film-3"}, Reasons: 2})
	require.NoError(t, err)
	stats, err := d.Stats(ctx)
	require.NoError(t, err)
	return []any{slate, ranked, explained, stats, snapshot}
}

func TestRestoredDevicesAnswerAlike(t *testing.T) {
	a, b := shopDevice(t, at(noon)), shopDevice(t, at(noon))
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		_, err := a.Restore(ctx, at(noon))
		require.NoError(t, err)
		observed, err := a.Observe(ctx, rapid.SliceOfN(rapid.Custom(drawEvent), 0, 30).Draw(t, "events")...)
		require.NoError(t, err)
		if len(observed.Refs) > 0 && rapid.Bool().Draw(t, "forget") {
			_, err = a.Forget(ctx, ForgetRequest{Events: []int64{rapid.SampledFrom(observed.Refs).Draw(t, "ref")}})
			require.NoError(t, err)
		}
		want := answers(t, a)
		_, err = b.Restore(ctx, at(noon).WithSnapshot(want[4].([]byte)))
		require.NoError(t, err)
		require.Equal(t, want, answers(t, b))
	})
}

// step is one call on a device; it returns the reply.
type step func(*Device) (any, error)

// drawStep draws a call at a time of its own.
func drawStep(t *rapid.T) step {
	ctx := context.Background()
	request := ForgetRequest{Items: []string{fmt.Sprintf("film-%d", rapid.IntRange(0, 45).Draw(t, "forget"))}}
	events := rapid.SliceOfN(rapid.Custom(drawEvent), 1, 4).Draw(t, "events")
	switch rapid.IntRange(0, 5).Draw(t, "op") {
	case 0:
		return func(d *Device) (any, error) { return d.Forget(ctx, request) }
	case 1:
		return func(d *Device) (any, error) { return d.Recommend(ctx, RecommendRequest{N: 5, Reasons: 1}) }
	case 2:
		return func(d *Device) (any, error) { return d.Stats(ctx) }
	case 3:
		return func(d *Device) (any, error) { return d.Observe(ctx, Event{Type: "view"}, Event{}) }
	default:
		return func(d *Device) (any, error) { return d.Observe(ctx, events...) }
	}
}

// TestRecoveryIsInvisible runs the same calls on two devices, one of which loses its instance now and then.
func TestRecoveryIsInvisible(t *testing.T) {
	var now time.Time
	config := at(noon).WithMaxEvents(20).WithClock(func() time.Time { return now })
	now = noon
	whole, broken := shopDevice(t, config), shopDevice(t, config)
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		now = noon
		for _, d := range []*Device{whole, broken} {
			_, err := d.Restore(ctx, config)
			require.NoError(t, err)
		}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(-60, 7200).Draw(t, "later")) * time.Second)
			do := drawStep(t)
			if rapid.IntRange(0, 3).Draw(t, "break") == 0 {
				broken.drop()
			}
			want, wantErr := do(whole)
			got, err := do(broken)
			require.Equal(t, wantErr, err)
			require.Equal(t, want, got)
		}
		broken.drop()
		want, got := answers(t, whole), answers(t, broken)
		require.Equal(t, want[:4], got[:4])
		require.Equal(t, holdings(t, whole), holdings(t, broken))
	})
}

// holdings returns all that a device holds, but how often it was asked: an instance that is lost takes that along.
func holdings(t *rapid.T, d *Device) *Profile {
	p, err := d.Profile(context.Background())
	require.NoError(t, err)
	p.Audit = slices.DeleteFunc(p.Audit, func(a abi.Tally) bool { return a.Kind == abi.TallyKindUsed })
	p.Bytes = 0
	return p
}
