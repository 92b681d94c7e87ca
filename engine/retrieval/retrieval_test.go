package retrieval

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

func shop(t *testing.T) *pack.Pack {
	p, err := pack.Open(pack.Append(nil, packtest.Shop()))
	require.NoError(t, err)
	return p
}

func TestAll(t *testing.T) {
	require.Equal(t, []uint32{0, 1, 2, 3}, All(shop(t)), "the poster is not available")
}

func TestGiven(t *testing.T) {
	p := shop(t)
	for name, c := range map[string]struct {
		ids     []string
		want    []uint32
		unknown int
	}{
		"none":          {nil, []uint32{}, 0},
		"in order":      {[]string{"kettle", "arabica"}, []uint32{3, 0}, 0},
		"once each":     {[]string{"mill", "kettle", "mill"}, []uint32{2, 3}, 0},
		"unavailable":   {[]string{"poster", "mill"}, []uint32{2}, 0},
		"unknown":       {[]string{"cup", "mill", "cup", ""}, []uint32{2}, 3},
		"nothing known": {[]string{"Mill", "mill "}, []uint32{}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			mark := make([]uint8, p.Items())
			items, unknown := Given(p, c.ids, mark, nil)
			require.True(t, slices.Equal(c.want, items), "%v", items)
			require.Equal(t, c.unknown, unknown)
			require.Equal(t, make([]uint8, p.Items()), mark, "left as it was")
		})
	}
}

// TestGivenAllIsAll names every item in any order.
func TestGivenAllIsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := packtest.Model(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "model"), 0)).IntN)
		p, err := pack.Open(pack.Append(nil, m))
		require.NoError(t, err)
		items, unknown := Given(p, rapid.Permutation(m.IDs).Draw(t, "ids"), make([]uint8, p.Items()), make([]uint32, 0, p.Items()))
		require.Zero(t, unknown)
		slices.Sort(items)
		require.True(t, slices.Equal(All(p), items))
	})
}
