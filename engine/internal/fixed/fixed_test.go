package fixed

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// power returns 2^(-k/256) with 200 bits: 2^(1/256) is eight square roots of 2.
func power(k int64) *big.Float {
	root := big.NewFloat(2).SetPrec(200)
	for range 8 {
		root.Sqrt(root)
	}
	v := big.NewFloat(1).SetPrec(200)
	for range k {
		v.Quo(v, root)
	}
	return v
}

func TestTableIsExact(t *testing.T) {
	for k := range int64(257) {
		scaled := power(k)
		scaled.Mul(scaled, big.NewFloat(One15)).Add(scaled, big.NewFloat(0.5))
		want, _ := scaled.Int64() // floor: to nearest
		require.EqualValues(t, want, exp2neg[k], k)
	}
}

// exactDecay is Decay in integers of any size.
func exactDecay(age, halfLife int64) int64 {
	if age <= 0 || halfLife <= 0 {
		return One15
	}
	steps := new(big.Int).Mul(big.NewInt(age), big.NewInt(256))
	steps.Quo(steps, big.NewInt(halfLife))
	whole, part := new(big.Int).QuoRem(steps, big.NewInt(256), new(big.Int))
	if whole.Cmp(big.NewInt(16)) >= 0 {
		return 0
	}
	return int64(exp2neg[part.Int64()]) >> uint(whole.Int64())
}

func TestDecay(t *testing.T) {
	for name, c := range map[string]struct{ age, halfLife, want int64 }{
		"new":                    {0, 1000, One15},
		"from the future":        {-5, 1000, One15},
		"never fades":            {1 << 53, 0, One15},
		"negative half-life":     {10, -1, One15},
		"one half-life":          {1000, 1000, One15 / 2},
		"two half-lives":         {2000, 1000, One15 / 4},
		"half a half-life":       {500, 1000, 23170},
		"just below a step":      {3, 1024, One15},
		"one step":               {4, 1024, 32679},
		"fifteen half-lives":     {15000, 1000, 1},
		"below one unit":         {15001, 1000, 1},
		"just before the end":    {15999, 1000, 0},
		"sixteen half-lives":     {16000, 1000, 0},
		"longest age":            {1 << 54, 1 << 40, 0},
		"longest of all, halved": {1 << 61, 1 << 62, 23170},
	} {
		require.Equal(t, c.want, Decay(c.age, c.halfLife), name)
	}
}

func TestDecayAgainstExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		halfLife := rapid.Int64Range(-1, 1<<rapid.IntRange(1, 50).Draw(t, "bits")).Draw(t, "halfLife")
		age := rapid.Int64Range(-10, max(10, 17*halfLife)).Draw(t, "age")
		require.Equal(t, exactDecay(age, halfLife), Decay(age, halfLife))
	})
}

// TestDecayError bounds the distance to the true power: a step of 1/256 of a half-life and the rounding of the table.
func TestDecayError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.Int64Range(0, 15*256).Draw(t, "k")
		got := Decay(k, 256)
		want := power(k)
		want.Mul(want, big.NewFloat(One15))
		diff, _ := new(big.Float).Sub(big.NewFloat(float64(got)), want).Float64()
		require.InDelta(t, 0, diff, 1)
	})
}

func TestDecayNeverRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		halfLife := rapid.Int64Range(1, 1<<62).Draw(t, "halfLife")
		a, b := rapid.Int64Range(0, 1<<62).Draw(t, "a"), rapid.Int64Range(0, 1<<62).Draw(t, "b")
		require.GreaterOrEqual(t, Decay(min(a, b), halfLife), Decay(max(a, b), halfLife))
	})
}

func TestFloorDiv(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64Range(1, 1<<62).Draw(t, "b")
		want := new(big.Int).Div(big.NewInt(a), big.NewInt(b)) // Euclidean: the floor, as b > 0
		require.Equal(t, want.Int64(), FloorDiv(a, b))
	})
}
