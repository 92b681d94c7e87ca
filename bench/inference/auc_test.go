package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// naive counts the pairs.
func naive(with, without []float64) float64 {
	sum := 0.
	for _, a := range with {
		for _, b := range without {
			switch {
			case a > b:
				sum++
			case a == b:
				sum += .5
			}
		}
	}
	return sum / float64(len(with)*len(without))
}

// covariances is equations 4 to 6 of DeLong et al. as they stand.
func covariances(with, without []float64) float64 {
	of := func(a, b []float64, sign float64) float64 {
		mean, sum := 0., 0.
		share := make([]float64, len(a))
		for i, x := range a {
			for _, y := range b {
				share[i] += (math.Copysign(1, sign*(x-y)) + 1) / 2 * oneUnless(x == y) / float64(len(b))
				share[i] += .5 * (1 - oneUnless(x == y)) / float64(len(b))
			}
			mean += share[i] / float64(len(a))
		}
		for _, s := range share {
			sum += (s - mean) * (s - mean)
		}
		return sum / float64(len(a)-1) / float64(len(a))
	}
	return of(with, without, 1) + of(without, with, -1)
}

func oneUnless(b bool) float64 {
	if b {
		return 0
	}
	return 1
}

func TestDeLongAgainstItsDefinition(t *testing.T) {
	score := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 12), func(n int) float64 { return float64(n) / 4 }), 2, 30)
	rapid.Check(t, func(t *rapid.T) {
		with, without := score.Draw(t, "with"), score.Draw(t, "without")
		auc, variance := naive(with, without), covariances(with, without)
		got := deLong(with, without)
		require.InDelta(t, auc, got.auc, 1e-12)
		require.InDelta(t, variance, got.variance, 1e-12)
		mirrored := deLong(without, with)
		require.InDelta(t, 1-auc, mirrored.auc, 1e-12)
		require.InDelta(t, got.variance, mirrored.variance, 1e-12)
	})
}

// TestDeLongCoversTheTruth: of 400 intervals of groups whose true area is known, about 95 in 100 hold it.
func TestDeLongCoversTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	truth := .5 * (1 + math.Erf(.5/2)) // two normal groups half a deviation apart
	held := 0
	for range 400 {
		with, without := make([]float64, 80), make([]float64, 120)
		for i := range with {
			with[i] = r.NormFloat64() + .5
		}
		for i := range without {
			without[i] = r.NormFloat64()
		}
		if e := deLong(with, without); e.lower() <= truth && truth <= e.upper() {
			held++
		}
	}
	require.InDelta(t, 380, held, 15)
}

func TestDeLongOfTooFew(t *testing.T) {
	for _, with := range [][]float64{nil, {1}} {
		e := deLong(with, []float64{1, 2, 3})
		require.Equal(t, .5, e.auc)
		require.Less(t, e.lower(), 0., "it says nothing")
		require.Greater(t, e.upper(), 1.)
	}
}

func TestTogether(t *testing.T) {
	e := together([]estimate{{.6, .04}, {.8, .08}})
	require.InDelta(t, .7, e.auc, 1e-12)
	require.InDelta(t, .03, e.variance, 1e-12)
	require.Equal(t, "0.700 | 0.361 to 1.039", e.String())
}
