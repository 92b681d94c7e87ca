package baseline

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestUsedBefore(t *testing.T) {
	set := setOf(4, []int32{0, 0, 0, 2})
	tests := []struct {
		name    string
		history []int32
		want    []float64
	}{
		{"nothing used: popularity", nil, []float64{.75, 0, .25, 0}},
		{"used before popular", []int32{3}, []float64{.75, 0, .25, 1}},
		{"more uses first", []int32{3, 2, 3}, []float64{.75, 0, 1.25, 2}},
		{"equal uses: popularity", []int32{2, 0}, []float64{1.75, 0, 1.25, 0}},
		{"a search is no use", []int32{data.NoItem, 1}, []float64{.75, 1, .25, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, scoresOf(t, "used-before", set, Query{History: tt.history}))
		})
	}
}

func TestUsedBeforeInContext(t *testing.T) {
	set := inContext(setOf(2, []int32{0, 0, 1, 1}), "weather", "sun", "sun", "rain", "rain")
	now := map[string]string{"weather": "rain"}
	s := scoresOf(t, "used-before-context", set, Query{Context: now})
	require.Less(t, s[0], s[1])
	s = scoresOf(t, "used-before-context", set, Query{Context: now, History: []int32{0}})
	require.Greater(t, s[0], s[1], "use comes before context")
}

// TestUsedBeforeOrders: by uses, then as the base model orders.
func TestUsedBeforeOrders(t *testing.T) {
	for name, base := range map[string]string{"used-before": "popularity", "used-before-context": "popularity-in-context"} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *rapid.T, set *data.Set, q Query) {
				scores, ties := scoresOf(t, name, set, q), scoresOf(t, base, set, q)
				uses := make([]int, len(scores))
				for _, i := range q.History {
					if i >= 0 {
						uses[i]++
					}
				}
				for i := range scores {
					require.Equal(t, uses[i], int(scores[i]))
					for j := range scores {
						if uses[i] == uses[j] && ties[i]-ties[j] > 1e-9 {
							require.Greater(t, scores[i], scores[j])
						}
					}
				}
			})
		})
	}
}
