package eval

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// tuned runs the search and returns what it chose and how it tells it.
func tuned(t *testing.T, set *data.Set, seed uint64) (train.Settings, string) {
	split := leaveOneOut(t, set)
	start := train.DefaultSettings(split.Train)
	s, chosen, err := tune(context.Background(), split, strict(), start, Options{SplitOptions: SplitOptions{Seed: seed}, Progress: func(string, int64, int64) {}})
	require.NoError(t, err)
	require.NoError(t, s.Validate())
	require.NotEqual(t, start, s, "something was chosen")
	return s, chosen
}

func TestTuneIsDeterministic(t *testing.T) {
	set := shop(t, 60, 40)
	s1, chosen1 := tuned(t, set, 1)
	s2, chosen2 := tuned(t, set, 1)
	require.Equal(t, s1, s2)
	require.Equal(t, chosen1, chosen2)
	require.Regexp(t, `^coordinate search on ndcg@10 of \d+ validation targets, \d+ trials, seed 1: 0\.\d{4}$`, chosen1)
}

// TestTuneNeverLooksAtTestTargets: whatever the test targets are, the same settings are chosen.
func TestTuneNeverLooksAtTestTargets(t *testing.T) {
	set := shop(t, 50, 30)
	want, chosen := tuned(t, set, 1)
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 0))
		other := set.Select(func(int) bool { return true })
		for _, c := range leaveOneOut(t, set).Test {
			other.Events.Item[c.Now] = int32(r.IntN(len(set.Items)))
			for k := range other.Events.Context {
				other.Events.Context[k].Cells[c.Now] = 0
			}
		}
		require.NotEqual(t, set.Events.Item, other.Events.Item)
		got, told := tuned(t, other, 1)
		require.Equal(t, want, got)
		require.Equal(t, chosen, told)
	}
}

// TestTuneFindsWhatIsBetter: on validation targets the chosen settings are at least as good as the start, by the very figure told.
func TestTuneFindsWhatIsBetter(t *testing.T) {
	set := shop(t, 60, 40)
	split := leaveOneOut(t, set)
	ndcg := func(s train.Settings) float64 {
		b, _, err := train.Train(context.Background(), split.Train, strict(), s, nil)
		require.NoError(t, err)
		f, err := Test(context.Background(), split, b, TestOptions{Engine: EngineNative, Validation: true, Quick: true})
		require.NoError(t, err)
		return f.Metrics["ndcg@10"]
	}
	s, _ := tuned(t, set, 1)
	require.Greater(t, ndcg(s), ndcg(train.DefaultSettings(split.Train)))
}

func TestTuneStaysWithinItsTrials(t *testing.T) {
	set := shop(t, 30, 24)
	split := leaveOneOut(t, set)
	var told []int64
	_, _, err := tune(context.Background(), split, strict(), train.DefaultSettings(split.Train), Options{Progress: func(_ string, done, total int64) {
		require.EqualValues(t, trialsAtMost(), total)
		told = append(told, done)
	}})
	require.NoError(t, err)
	require.True(t, slices.IsSorted(told))
	require.LessOrEqual(t, told[len(told)-1], int64(trialsAtMost()))
}

func TestKnobsChangeOneSettingWithinItsRange(t *testing.T) {
	start := train.DefaultSettings(&data.Set{})
	for _, k := range knobs() {
		differ := 0
		for _, try := range k.try {
			s := start
			try(&s)
			require.NoError(t, s.Validate(), k.name)
			if s != start {
				differ++
			}
		}
		require.Greater(t, differ, 1, k.name)
	}
}

func TestTuneCancelled(t *testing.T) {
	set := shop(t, 30, 24)
	split := leaveOneOut(t, set)
	ctx, cancel := context.WithCancel(context.Background())
	_, _, err := tune(ctx, split, strict(), train.DefaultSettings(split.Train), Options{Progress: func(_ string, done, _ int64) {
		if done == 3 {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "trial of history_decay: ")
}
