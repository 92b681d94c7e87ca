package eval

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// tuned learns settings and returns them and how it tells it.
func tuned(t *testing.T, set *data.Set, seed uint64) (train.Settings, string) {
	split := leaveOneOut(t, set)
	start := train.DefaultSettings(split.Train)
	s, chosen, err := Tune(context.Background(), split, strict(), start, Options{SplitOptions: SplitOptions{Seed: seed}, Progress: func(string, int64, int64) {}})
	require.NoError(t, err)
	require.NoError(t, s.Validate())
	require.NotEqual(t, start, s, "something was learned")
	return s, chosen
}

func TestTuneIsDeterministic(t *testing.T) {
	set := shop(t, 60, 40)
	s1, chosen1 := tuned(t, set, 1)
	s2, chosen2 := tuned(t, set, 1)
	require.Equal(t, s1, s2)
	require.Equal(t, chosen1, chosen2)
	require.Regexp(t, `^learned from \d+ validation targets, seed 1: `, chosen1)
}

// TestTuneNeverLooksAtTestTargets: whatever the test targets and what goes on with them are, the same settings are chosen.
func TestTuneNeverLooksAtTestTargets(t *testing.T) {
	set := shop(t, 50, 30)
	want, chosen := tuned(t, set, 1)
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 0))
		other := set.Select(func(int) bool { return true })
		for _, c := range leaveOneOut(t, set).Test {
			last := set.Events.Item[c.History[len(c.History)-1]] // on with this one by another type, it would be no target
			item := (last + 1 + int32(r.IntN(len(set.Items)-1))) % int32(len(set.Items))
			for _, row := range rowsFrom(set, c) {
				other.Events.Item[row] = item
			}
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
	set := shop(t, 200, 60)
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

// TestTuneOfLabelledRows: rows are learned from besides the cases, and the settings fit the split.
func TestTuneOfLabelledRows(t *testing.T) {
	split := leaveOneOut(t, shop(t, 80, 40))
	for k, c := range split.Validation {
		for _, item := range c.Targets {
			split.ValidationRows = append(split.ValidationRows, Row{Person: c.Person, History: c.History, Now: c.Now, Item: item, Label: true},
				Row{Person: c.Person, History: c.History, Now: c.Now, Item: int32((int(max(item, 0)) + 1 + k%5) % len(split.Full.Items))})
		}
	}
	start := train.DefaultSettings(split.Train)
	s, _, err := Tune(context.Background(), split, strict(), start, Options{Progress: func(string, int64, int64) {}})
	require.NoError(t, err)
	require.NoError(t, s.Validate())
	require.NotEqual(t, start, s)
}

func TestSample(t *testing.T) {
	all := []int{1, 2, 3, 4, 5, 6, 7, 8, 9}
	require.Equal(t, all, sample(all, 9, 1), "few enough are all taken")
	hits := map[int]int{}
	for seed := range uint64(300) {
		got := sample(all, 4, seed)
		require.Len(t, got, 4)
		require.Equal(t, got, sample(all, 4, seed))
		for k, v := range got {
			require.True(t, k == 0 || got[k-1] < v, "in their order, each once")
			hits[v]++
		}
	}
	for _, v := range all {
		require.InDelta(t, 300*4/9., hits[v], 40, "each as likely")
	}
}

func TestTuneCancelled(t *testing.T) {
	set := shop(t, 30, 24)
	split := leaveOneOut(t, set)
	for _, at := range []string{"counting pairs", "learning the blend"} {
		ctx, cancel := context.WithCancel(context.Background())
		start := train.DefaultSettings(split.Train)
		s, chosen, err := Tune(ctx, split, strict(), start, Options{Progress: func(stage string, _, _ int64) {
			if stage == at {
				cancel()
			}
		}})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, start, s)
		require.Empty(t, chosen)
		cancel()
	}
}
