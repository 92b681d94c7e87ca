package baseline

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestRandomIsUniform(t *testing.T) {
	scores := scoresOf(t, "random", setOf(10_000), Query{History: []int32{7}})
	tenths := make([]int, 10)
	for _, s := range scores {
		require.True(t, 0 <= s && s < 1)
		tenths[int(s*10)]++
	}
	for _, n := range tenths {
		require.InDelta(t, 1000, n, 150, "five standard deviations")
	}
}

func TestRandomDependsOnTheHistory(t *testing.T) {
	set := setOf(5)
	require.NotEqual(t, scoresOf(t, "random", set, Query{}), scoresOf(t, "random", set, Query{History: []int32{0}}))
	require.NotEqual(t, scoresOf(t, "random", set, Query{History: []int32{0, 1}}), scoresOf(t, "random", set, Query{History: []int32{1, 0}}))
}

func TestPopularity(t *testing.T) {
	set := setOf(4, []int32{0, 2, 2}, []int32{2, data.NoItem, 0})
	require.Equal(t, []float64{2, 0, 3, 0}, scoresOf(t, "popularity", set, Query{History: []int32{2}}))
}

func TestPopularityInContext(t *testing.T) {
	// Items 0 and 1 have two events each of four; it rains at two events, both of item 0.
	set := inContext(setOf(3, []int32{0, 0, 1, 1}), "weather", "rain", "rain", "sun", "")
	expected := 2*.5 + contextPrior
	tests := []struct {
		name    string
		context map[string]string
		want    []float64
	}{
		{"none", nil, []float64{2, 2, 0}},
		{"rain", map[string]string{"weather": "rain"}, []float64{2 * (2 + contextPrior) / expected, 2 * contextPrior / expected, 0}},
		{"sun", map[string]string{"weather": "sun"}, []float64{2 * contextPrior / (2*.25 + contextPrior), 2 * (1 + contextPrior) / (2*.25 + contextPrior), 0}},
		{"a value that training lacks", map[string]string{"weather": "snow"}, []float64{2, 2, 0}},
		{"absent", map[string]string{"weather": ""}, []float64{2, 2, 0}},
		{"a feature that training lacks", map[string]string{"mood": "rain"}, []float64{2, 2, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			requireClose(t, tt.want, scoresOf(t, "popularity-in-context", set, Query{Context: tt.context}), 1e-12)
		})
	}
}

// naiveContext computes the formula of contextual for one item by going through all events.
func naiveContext(set *data.Set, now map[string]string, item int32) float64 {
	e := &set.Events
	score := 0.0
	for _, i := range e.Item {
		score += truth(i == item)
	}
	n := score
	for _, c := range e.Context {
		var all, under, both float64
		for row, i := range e.Item {
			value := c.Values[c.Cells[row]]
			here := truth(i >= 0 && value != "" && value == now[c.Name])
			all += truth(i >= 0)
			under += here
			both += here * truth(i == item)
		}
		if under > 0 {
			score *= (both + contextPrior) / (n*under/all + contextPrior)
		}
	}
	return score
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func TestPopularityInContextAgainstNaive(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, q Query) {
		values := make([]string, set.Events.Len())
		for k := range values {
			values[k] = rapid.SampledFrom([]string{"", "home", "work"}).Draw(t, "place")
		}
		inContext(set, "place", values...)
		now := map[string]string{"weather": q.Context["weather"], "place": rapid.SampledFrom([]string{"", "home"}).Draw(t, "here")}
		want := make([]float64, len(set.Items))
		for i := range want {
			want[i] = naiveContext(set, now, int32(i))
		}
		requireClose(t, want, scoresOf(t, "popularity-in-context", set, Query{Context: now}), 1e-9)
	})
}
