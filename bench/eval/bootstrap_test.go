package eval

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// ofMean is the interval of the mean of one value a person.
func ofMean(values []float64, seed uint64) Interval {
	cases := make([]float64, len(values))
	for i := range cases {
		cases[i] = 1
	}
	return bootstrap(&means{sums: [][]float64{values}, cases: cases}, seed)[0]
}

func TestBootstrapOfConstants(t *testing.T) {
	require.Equal(t, Interval{Low: 1, High: 1}, ofMean([]float64{1, 1, 1}, 1))
	require.Equal(t, Interval{Low: .5, High: .5}, ofMean([]float64{.5}, 1))
}

func TestBootstrapIsSeeded(t *testing.T) {
	values := []float64{0, .11, .23, .37, .53, .71, .89, 1}
	require.Equal(t, ofMean(values, 4), ofMean(values, 4))
	require.NotEqual(t, ofMean(values, 4), ofMean(values, 5))
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
				in := ofMean(values, trial)
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
		in := ofMean(values, 1)
		return in.High - in.Low
	}
	require.InDelta(t, width(200)/2, width(800), .02)
	require.InDelta(t, 2*1.96*.5/14.142, width(200), .02, "as the normal approximation has it")
}

// TestBootstrapDrawsPersons: ten cases of one person are no more than one, so the interval is as wide as with one case each.
func TestBootstrapDrawsPersons(t *testing.T) {
	one, ten := &means{sums: [][]float64{{}}}, &means{sums: [][]float64{{}}}
	for p := range 100 {
		v := float64(p % 2)
		one.sums[0], one.cases = append(one.sums[0], v), append(one.cases, 1)
		ten.sums[0], ten.cases = append(ten.sums[0], 10*v), append(ten.cases, 10)
	}
	require.Equal(t, bootstrap(one, 1), bootstrap(ten, 1))
}

// TestDifferenceIsPaired: two runs that differ by a constant differ by it in every draw, however wide each interval is.
func TestDifferenceIsPaired(t *testing.T) {
	a, b := &means{sums: [][]float64{{}}}, &means{sums: [][]float64{{}}}
	for p := range 100 {
		a.sums[0], b.sums[0] = append(a.sums[0], float64(p)+1), append(b.sums[0], float64(p))
		a.cases, b.cases = append(a.cases, 1), append(b.cases, 1)
	}
	in := bootstrap(difference{a, b}, 1)[0]
	require.InDelta(t, 1, in.Low, 1e-9)
	require.InDelta(t, 1, in.High, 1e-9)
	require.True(t, in.Excludes0())
	wide := bootstrap(a, 1)[0]
	require.Greater(t, wide.High-wide.Low, 5.)
}

func TestExcludes0(t *testing.T) {
	tests := []struct {
		name string
		in   Interval
		want bool
	}{
		{"above", Interval{.1, .2}, true}, {"below", Interval{-.2, -.1}, true}, {"across", Interval{-.1, .1}, false},
		{"touching from above", Interval{0, .1}, false}, {"touching from below", Interval{-.1, 0}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, tt.in.Excludes0()) })
	}
}

func TestIntervalsOfHeadlines(t *testing.T) {
	cases := [][]Standing{{{Eligible: 9}}, {{Above: 4, Eligible: 9}}, {{Missing: true, Eligible: 9}}}
	f := &Figures{PerCase: perCase([]uint32{1, 2, 2}, cases), Intervals: map[string]Interval{}}
	f.caseIntervals(3)
	require.Len(t, f.Intervals, len(headline))
	means := summarise(cases)
	for _, name := range headline {
		require.LessOrEqual(t, f.Intervals[name].Low, means[name], name)
		require.GreaterOrEqual(t, f.Intervals[name].High, means[name], name)
	}
}
