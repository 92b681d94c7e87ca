package eval

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// ran runs a model natively.
func ran(t *testing.T, set *data.Set, o Options) *Result {
	o.Engine = EngineNative
	r, err := Run(context.Background(), set, strict(), o)
	require.NoError(t, err)
	return r
}

// printed is what another run printed, read back.
func printed(t *testing.T, r *Result) *Other {
	b, err := json.Marshal(r)
	require.NoError(t, err)
	o, err := ReadOther(b)
	require.NoError(t, err)
	return o
}

// TestCompareEveryProtocol: against itself nothing differs; against another model the differences are those of the figures, and turn
// round when the runs do.
func TestCompareEveryProtocol(t *testing.T) {
	sets := map[string]*data.Set{LeaveOneOut: shop(t, 240, 60), Labelled: labelledSet(t, 60, 40)}
	for _, protocol := range Protocols() {
		t.Run(protocol, func(t *testing.T) {
			set := sets[LeaveOneOut]
			if protocol == Labelled || protocol == ContextRanking {
				set = sets[Labelled]
			}
			o := Options{SplitOptions: SplitOptions{Protocol: protocol, Seed: 1}}
			mine := ran(t, set, o)
			o.Model = "random"
			other := ran(t, set, o)
			require.Equal(t, mine.Fingerprint, other.Fingerprint, "the questions do not depend on who answers")

			require.NoError(t, mine.CompareTo(printed(t, mine), 1))
			for name, d := range mine.Against.Differences {
				require.Zero(t, d, name)
				require.Equal(t, Interval{}, mine.Against.Intervals[name])
			}
			require.NoError(t, mine.CompareTo(printed(t, other), 1))
			require.Equal(t, "random on "+mine.Data, mine.Against.Other)
			require.NoError(t, other.CompareTo(printed(t, mine), 1))
			for name, d := range mine.Against.Differences {
				require.InDelta(t, mine.Metrics[name]-other.Metrics[name], d, 1e-9, name)
				require.InDelta(t, -d, other.Against.Differences[name], 1e-9, name)
				in := mine.Against.Intervals[name]
				require.LessOrEqual(t, in.Low, d, name)
				require.GreaterOrEqual(t, in.High, d, name)
			}
			require.True(t, mine.Against.Intervals["auc"].Excludes0(), "a model against chance")
		})
	}
}

// TestCompareRefuses: whatever makes the questions others.
func TestCompareRefuses(t *testing.T) {
	set := shop(t, 60, 40)
	mine := ran(t, set, Options{SplitOptions: SplitOptions{Protocol: Random, Seed: 1}, Seeds: 2})
	fewer := set.Select(func(row int) bool { return row > 30 })
	tests := []struct {
		name, want string
		other      *Result
	}{
		{"another protocol", "this run is random, the other leave-one-out: nothing to compare", ran(t, set, Options{})},
		{"another seed", "were asked different questions (fingerprints ", ran(t, set, Options{SplitOptions: SplitOptions{Protocol: Random, Seed: 2}, Seeds: 2})},
		{"fewer seeds", "were asked different questions", ran(t, set, Options{SplitOptions: SplitOptions{Protocol: Random, Seed: 1}, Seeds: 1})},
		{"another share", "were asked different questions", ran(t, set, Options{SplitOptions: SplitOptions{Protocol: Random, Seed: 1, Share: .4}, Seeds: 2})},
		{"other data", "other data, protocol, share or seed", ran(t, fewer, Options{SplitOptions: SplitOptions{Protocol: Random, Seed: 1}, Seeds: 2})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.ErrorContains(t, mine.CompareTo(printed(t, tt.other), 1), tt.want)
			require.Nil(t, mine.Against)
		})
	}
	rows := printed(t, mine)
	rows.PerCase, rows.PerRow = nil, rowsOf([]float64{1}, "1")
	require.EqualError(t, mine.CompareTo(rows, 1), "the two runs do not have the same cases")
}

func TestReadOtherRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"no JSON", "data  sample:", "not the output of"},
		{"an older version's", `{"data": "sample:", "metrics": {"recall@10": 0.1}}`, "no fingerprint or no cases in it"},
		{"no cases", `{"fingerprint": "ab"}`, "no fingerprint or no cases in it"},
		{"cases that do not fit", `{"fingerprint": "ab", "per_case": {"persons": [1, 1], "ranks": [3], "eligible": [9]}}`, "its cases do not fit together"},
		{"rows that do not fit", `{"fingerprint": "ab", "per_row": {"persons": [1], "scores": [3, 4], "labels": "1"}}`, "its rows do not fit together"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadOther([]byte(tt.text))
			require.ErrorContains(t, err, tt.want)
		})
	}
}

// TestPoolOfSeeds: figures are means over the splits, and a person's cases of all splits are drawn together.
func TestPoolOfSeeds(t *testing.T) {
	set := shop(t, 60, 40)
	all := ran(t, set, Options{SplitOptions: SplitOptions{Protocol: Random, Seed: 7}})
	require.Equal(t, 5, all.Seeds, "the default")
	require.Len(t, all.PerSeed, 5)
	cases := 0
	mean := 0.0
	for k := range uint64(5) {
		one := ran(t, set, Options{SplitOptions: SplitOptions{Protocol: Random, Seed: 7 + k}, Seeds: 1})
		require.Equal(t, one.Metrics, all.PerSeed[k])
		require.Nil(t, one.PerSeed)
		require.Equal(t, one.Persons, all.Persons)
		mean += one.Metrics["ndcg@10"] / 5
		cases += one.Cases
	}
	require.InDelta(t, mean, all.Metrics["ndcg@10"], 1e-12)
	require.Equal(t, cases, all.Cases)
	require.Equal(t, 5, all.PerCase.Persons[0])
	require.Less(t, all.Intervals["ndcg@10"].Low, mean)
	require.Greater(t, all.Intervals["ndcg@10"].High, mean)
}

// TestFingerprint: names count, places in files do not.
func TestFingerprint(t *testing.T) {
	print := func(set *data.Set, o SplitOptions) string {
		s := split(t, set, o)
		return s.fingerprint(s.questions(TestOptions{}), s.TestRows)
	}
	set := walks(4, []int{0, 1, 2}, []int{1, 2, 3})
	want := print(set, SplitOptions{})
	require.Len(t, want, 32)
	other := walks(4, []int{0, 1, 2}, []int{1, 2, 3})
	other.Name = "csv:elsewhere"
	require.Equal(t, want, print(other, SplitOptions{}))
	other.Items[3].ID = "i9"
	require.NotEqual(t, want, print(other, SplitOptions{}))
	require.NotEqual(t, want, print(walks(4, []int{0, 1, 2}, []int{0, 2, 3}), SplitOptions{}), "a history counts")
	require.NotEqual(t, want, print(walks(4, []int{0, 1, 2}, []int{1, 2, 2}), SplitOptions{}), "a target counts")

	rows := labelledSet(t, 20, 30)
	before := print(rows, SplitOptions{})
	rows.Holdout.Label[1] = true
	require.NotEqual(t, before, print(rows, SplitOptions{}), "a label counts")
}

// TestGivenSettings are used as they are.
func TestGivenSettings(t *testing.T) {
	set := shop(t, 60, 40)
	settings := train.DefaultSettings(set)
	settings.Damp = .5
	r := ran(t, set, Options{Settings: &settings})
	require.Equal(t, settings, *r.Settings)
	require.Equal(t, "given", r.Chosen)
	require.True(t, strings.HasPrefix(r.About, r.Protocol))
}
