package train

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestPopularityByHand: p views a twice and then b, q views b and then a; c has nobody. The log spans 100 ms.
func TestPopularityByHand(t *testing.T) {
	set := setOf(goods("a", "b", "c"),
		act{person: "p", item: "a"}, act{person: "p", item: "a", at: 80 - 1}, act{person: "p", item: "b", at: 90 - 2},
		act{person: "q", item: "b", at: 95 - 3}, act{person: "q", item: "a", at: 100 - 4})
	c := count(set, one())
	got := popularity(c)
	at := func(kind string, item int) float64 { return got[slices.Index(popKinds, kind)][c.index[item]] }
	const a, b = 0, 1
	mean := 5.0 / 3
	require.InDelta(t, math.Log(4), at(popLog, a), 1e-12)
	require.InDelta(t, math.Log(3), at(popLog, b), 1e-12)
	require.InDelta(t, 3/(100*mean), at(popCount, a), 1e-12)
	require.InDelta(t, math.Log1p(math.Exp2(-10)+math.Exp2(-2)+1), at(popRecent, a), 1e-8)
	require.InDelta(t, math.Log1p(math.Exp2(-1)+math.Exp2(-.5)), at(popRecent, b), 1e-8)
	require.InDelta(t, math.Log1p(math.Exp2(-20)+1), at(popLatest, a), 1e-8)
	require.InDelta(t, math.Log1p(math.Exp2(-10)+math.Exp2(-5)), at(popLatest, b), 1e-8)
	require.InDelta(t, math.Log1p(.25+.5+1), at(popLate, a), 1e-8)
	require.InDelta(t, math.Log1p(1+.5), at(popLate, b), 1e-8)
	require.InDelta(t, (.64+.8+1)/(100*mean), at(popLateCount, a), 1e-8)
	require.InDelta(t, (1+.8)/(100*mean), at(popLateCount, b), 1e-8)
	for _, item := range []int{a, b} {
		require.Equal(t, []float64{1, 1, 0}, []float64{at("persons-1", item), at("persons-2", item), at("persons-3", item)}, "two persons")
	}
	for _, kind := range popKinds {
		require.Zero(t, at(kind, 2), kind)
	}
}

// TestPopularityNeedsPersons: of an item with fewer than min_persons no kind says anything.
func TestPopularityNeedsPersons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 4).Draw(t, "k")
		c := count(drawSet(t), DefaultConfig().WithMinPersons(k))
		for kind, values := range popularity(c) {
			require.Len(t, values, len(c.order))
			for i, v := range values {
				require.False(t, math.IsNaN(v) || v < 0)
				if int(c.persons[i]) < k {
					require.Zero(t, v, popKinds[kind])
				}
			}
		}
	})
}

func TestPopularitySteps(t *testing.T) {
	acts := moods(12, "a", "")
	c := count(setOf(goods("a"), acts...), one())
	got := popularity(c)
	for k, step := range popSteps {
		require.Equal(t, oneIf(step <= 12), got[len(got)-len(popSteps)+k][0], "persons-%d", step)
	}
	plain := withoutSteps(got)
	require.Equal(t, got[:6], plain[:6])
	for _, values := range plain[6:] {
		require.Equal(t, []float64{0}, values)
	}
	require.Equal(t, 1.0, got[6][0], "the original is left alone")
}

func TestPriorIsTheWeightedSum(t *testing.T) {
	c, s := count(shop(t, 60, 30), one()), everything()
	got, kinds := prior(c, s), popularity(c)
	for i := range got {
		want := 0.0
		for k, kind := range popKinds {
			want += s.Popularity[kind] * kinds[k][i]
		}
		require.InDelta(t, want, got[i], 1e-9)
	}
}
