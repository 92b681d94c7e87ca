package eval

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// TestListMetricsByHand: items 0 to 3 of which 3 is not available; persons p0 {0, 1}, p1 {0}, p2 {0}.
func TestListMetricsByHand(t *testing.T) {
	set := walks(4, []int{0, 1, 0}, []int{0}, []int{0})
	set.Items[3].Available = false
	set.Items[0].Attributes = map[string][]string{"category": {"a", "b"}}
	set.Items[1].Attributes = map[string][]string{"category": {"a"}, "brand": {"a"}}
	got := listMetrics(set, [][]int32{{0, 1}, {0, 2}, {0}, {}})
	require.InDelta(t, 1, got["coverage@10"], 1e-12, "all three that are available")
	// Shown 3, 1, 1 times: (−2·1 + 0·1 + 2·3)/(3·5).
	require.InDelta(t, 4./15, got["gini@10"], 1e-12)
	// 0 is had by all three persons, 1 by one, 2 by none.
	require.InDelta(t, (3*0+1*1+1*2)/5., got["novelty@10"], 1e-12)
	// {a, b} and {category a, brand a} share one of three; {a, b} and nothing share none.
	require.InDelta(t, (2./3+1)/2, got["diversity@10"], 1e-12)

	none := listMetrics(walks(2, []int{0}), [][]int32{{0, 1}})
	require.NotContains(t, none, "diversity@10")
	empty := listMetrics(walks(2, []int{0}), nil)
	require.Equal(t, map[string]float64{"coverage@10": 0, "gini@10": 0, "novelty@10": 0}, empty)
}

// TestGini compares with half the mean absolute difference of all pairs over the mean.
func TestGini(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shown := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 20).Draw(t, "shown")
		set := walks(len(shown))
		_, gini := spread(set, shown)
		apart := 0.0
		for _, a := range shown {
			for _, b := range shown {
				apart += math.Abs(float64(a - b))
			}
		}
		want := 0.0
		if sum(shown) > 0 {
			want = apart / 2 / float64(len(shown)) / float64(sum(shown))
		}
		require.InDelta(t, want, gini, 1e-9)
	})
}

func TestGiniOfExtremes(t *testing.T) {
	set := walks(100)
	equal, one := make([]int, 100), make([]int, 100)
	for i := range equal {
		equal[i] = 3
	}
	one[7] = 50
	_, low := spread(set, equal)
	coverage, high := spread(set, one)
	require.InDelta(t, 0, low, 1e-12)
	require.InDelta(t, .99, high, 1e-12)
	require.InDelta(t, .01, coverage, 1e-12)
}

func TestJaccard(t *testing.T) {
	tests := []struct {
		name string
		a, b []int32
		want float64
	}{
		{"equal", []int32{1, 2}, []int32{1, 2}, 1}, {"apart", []int32{1}, []int32{2, 3}, 0},
		{"one of three", []int32{1, 2}, []int32{2, 5}, 1. / 3}, {"both empty", nil, nil, 0}, {"one empty", nil, []int32{1}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.InDelta(t, tt.want, jaccard(tt.a, tt.b), 1e-12)
			require.InDelta(t, tt.want, jaccard(tt.b, tt.a), 1e-12)
		})
	}
}

func TestHolders(t *testing.T) {
	set := walks(3, []int{0, 0, 1}, []int{1, -1}, []int{-1})
	had, persons := holders(set)
	require.Equal(t, []int{1, 2, 0}, had)
	require.Equal(t, 2, persons, "a search is no item")
	require.Equal(t, data.NoItem, set.Events.Item[4])
}
