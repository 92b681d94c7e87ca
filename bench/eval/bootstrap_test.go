package eval

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBootstrapOfConstants(t *testing.T) {
	require.Equal(t, Interval{}, bootstrap(nil, 1))
	require.Equal(t, Interval{Low: 1, High: 1}, bootstrap([]float64{1, 1, 1}, 1))
	require.Equal(t, Interval{Low: .5, High: .5}, bootstrap([]float64{.5}, 1))
}

func TestBootstrapIsSeeded(t *testing.T) {
	values := []float64{0, .11, .23, .37, .53, .71, .89, 1}
	require.Equal(t, bootstrap(values, 4), bootstrap(values, 4))
	require.NotEqual(t, bootstrap(values, 4), bootstrap(values, 5))
}

// TestBootstrapCovers draws samples of a known mean: close to 95 in 100 intervals hold it. With 400 intervals the standard error of the
// share is 1.1 %, and a percentile interval of 120 draws covers a little less than 95 %.
func TestBootstrapCovers(t *testing.T) {
	tests := []struct {
		name string
		mean float64
		draw func(r *rand.Rand) float64
	}{
		{"hits", .3, func(r *rand.Rand) float64 { return truth(r.Float64() < .3) }},
		{"reciprocal ranks", .5 * (1 + 1./2 + 1./3) / 3, func(r *rand.Rand) float64 { return truth(r.IntN(2) == 0) / float64(1+r.IntN(3)) }},
		{"even", .5, func(r *rand.Rand) float64 { return r.Float64() }},
	}
	for k, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(11, uint64(k)))
			covered, width := 0, 0.0
			for trial := range uint64(400) {
				values := make([]float64, 120)
				for i := range values {
					values[i] = tt.draw(r)
				}
				in := bootstrap(values, trial)
				if in.Low <= tt.mean && tt.mean <= in.High {
					covered++
				}
				width += in.High - in.Low
			}
			require.InDelta(t, .95, float64(covered)/400, .04)
			require.Positive(t, width)
		})
	}
}

// TestBootstrapNarrows: four times the cases, half the width.
func TestBootstrapNarrows(t *testing.T) {
	width := func(n int) float64 {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(i % 2)
		}
		in := bootstrap(values, 1)
		return in.High - in.Low
	}
	require.InDelta(t, width(200)/2, width(800), .02)
	require.InDelta(t, 2*1.96*.5/14.142, width(200), .02, "as the normal approximation has it")
}

func TestIntervalsOfHeadlines(t *testing.T) {
	standings := []Standing{{Eligible: 9}, {Above: 4, Eligible: 9}, {Missing: true, Eligible: 9}}
	got := intervals(standings, 3)
	require.Len(t, got, len(headline))
	means := summarise(standings)
	for _, name := range headline {
		require.LessOrEqual(t, got[name].Low, means[name], name)
		require.GreaterOrEqual(t, got[name].High, means[name], name)
	}
}
