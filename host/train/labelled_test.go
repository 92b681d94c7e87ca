package train

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestLabelledAUCEqualsPairs: of all pairs of a positive and a negative those that are won, and half of those tied.
func TestLabelledAUCEqualsPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := &labelled{size: 1}
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			table.features = append(table.features, float32(rapid.IntRange(0, 3).Draw(t, "score")))
			table.labels = append(table.labels, rapid.Bool().Draw(t, "label"))
		}
		won, pairs := 0.0, 0.0
		for a, yes := range table.labels {
			for b, other := range table.labels {
				if yes && !other {
					pairs++
					won += oneIf(table.features[a] > table.features[b]) + oneIf(table.features[a] == table.features[b])/2
				}
			}
		}
		want := .5
		if pairs > 0 {
			want = won / pairs
		}
		require.InDelta(t, want, table.auc([]float64{1}), 1e-12)
	})
}

// TestLogitOfNoise: where few rows say little and features are many, a strong penalty ranks other rows better.
func TestLogitOfNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func() *labelled {
		table := &labelled{size: 60}
		for range 120 {
			label := r.IntN(3) == 0
			table.labels = append(table.labels, label)
			for f := range table.size {
				table.features = append(table.features, float32(r.NormFloat64()+.5*oneIf(label && f == 0)))
			}
		}
		return table
	}
	gain := 0.0
	for range 20 {
		from, to := draw(), draw()
		weak, err := from.fit(context.Background(), 1e-4)
		require.NoError(t, err)
		strong, err := from.fit(context.Background(), 1)
		require.NoError(t, err)
		gain += to.auc(strong) - to.auc(weak)
	}
	require.Positive(t, gain)
	from := draw()
	require.Len(t, from.part(func(k int) bool { return k%3 == 0 }).labels, 40)
}
