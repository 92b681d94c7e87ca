package train

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// tagged returns items a, b, c … with these values of the field "tag".
func tagged(tags ...[]string) []data.Item {
	items := make([]data.Item, len(tags))
	for i := range tags {
		items[i] = data.Item{ID: string(rune('a' + i)), PriceCents: -1, Available: true, Attributes: map[string][]string{"tag": tags[i]}}
	}
	return items
}

// viewedBy returns one view of every item by each of n persons.
func viewedBy(n int, items []data.Item) []act {
	var acts []act
	for p := range n {
		for i := range items {
			acts = append(acts, act{person: fmt.Sprintf("p%d", p), item: items[i].ID})
		}
	}
	return acts
}

func attributesOf(items []data.Item, cfg Config, acts ...act) *attributes {
	return buildAttributes(count(setOf(items, acts...), cfg))
}

// TestVectorByHand: of three items all have red, two blue, one (twice) green.
func TestVectorByHand(t *testing.T) {
	items := tagged([]string{"red", "blue", "green", "green"}, []string{"red", "blue"}, []string{"red"})
	a := attributesOf(items, one(), viewedBy(1, items)...)
	require.Equal(t, []string{"tag"}, a.fields)
	require.Equal(t, "blue", a.values[0].Value)
	require.Equal(t, "green", a.values[1].Value)
	require.Equal(t, "red", a.values[2].Value)
	blue, green, red := math.Log(4.0/2), (1+math.Ln2)*math.Log(4.0/1), math.Log(4.0/3)
	requireVector(t, a.rows[0], blue, green, red)
	requireVector(t, a.rows[1], blue, 0, red)
	require.Equal(t, []cell{{2, 1}}, a.rows[2])
}

// requireVector checks a row against weights that are not of unit length yet; 0 stands for an absent one.
func requireVector(t *testing.T, row []cell, weights ...float64) {
	length, k := 0.0, 0
	for _, w := range weights {
		length += w * w
	}
	for col, w := range weights {
		if w == 0 {
			continue
		}
		require.EqualValues(t, col, row[k].col)
		require.InDelta(t, w/math.Sqrt(length), row[k].weight, 1e-12)
		k++
	}
	require.Len(t, row, k)
}

func TestVectorsHaveUnitLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		m, _ := modelOf(t, set, DefaultConfig().WithMinPersons(rapid.IntRange(1, 3).Draw(t, "k")), settings())
		for _, row := range m.Vectors.Rows {
			sum := 0.0
			for _, e := range row {
				sum += math.Pow(float64(value(&m.Vectors, e.Code))/(1<<15), 2)
			}
			require.True(t, sum == 0 || math.Abs(math.Sqrt(sum)-1) < 0.035, "length² %v", sum)
		}
	})
}

// TestAttributesAreListedInAnyCase: an item lists all of its distinct attributes, weighted or not, whatever was done with it.
func TestAttributesAreListedInAnyCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		c := count(set, DefaultConfig())
		a := buildAttributes(c)
		for k, i := range c.order {
			want, got := map[string]bool{}, map[string]bool{}
			for field, values := range set.Items[i].Attributes {
				for _, v := range values {
					want[field+"="+v] = true
				}
			}
			for _, cell := range a.rows[k] {
				v := a.values[cell.col]
				got[a.fields[v.Field]+"="+v.Value] = true
			}
			require.Equal(t, want, got)
		}
		require.Zero(t, a.dropped)
	})
}

// TestAttributeSupport: two persons behind red (one item each), one behind blue (two items), none behind green.
func TestAttributeSupport(t *testing.T) {
	items := tagged([]string{"red"}, []string{"red", "blue"}, []string{"blue"}, []string{"green"})
	acts := []act{{person: "p", item: "a"}, {person: "q", item: "b"}, {person: "q", item: "c"}, {person: "q", item: "b"}}
	tests := []struct {
		k    int
		want map[string]bool
	}{
		{1, map[string]bool{"red": true, "blue": true, "green": false}},
		{2, map[string]bool{"red": true, "blue": false, "green": false}},
		{3, map[string]bool{"red": false, "blue": false, "green": false}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.k), func(t *testing.T) {
			a := attributesOf(items, DefaultConfig().WithMinPersons(tt.k), acts...)
			for _, row := range a.rows {
				for _, c := range row {
					require.Equal(t, tt.want[a.values[c.col].Value], c.weight > 0, a.values[c.col].Value)
				}
			}
		})
	}
}

// TestAttributeCaps: of 70 attributes of an item 64 are listed, 32 of them weighted, the rarest first.
func TestAttributeCaps(t *testing.T) {
	var many, few []string
	for k := range 70 {
		many = append(many, fmt.Sprintf("t%02d", k))
	}
	few = many[:40] // so the other 30 are rarer
	items := tagged(many, few)
	a := attributesOf(items, one(), viewedBy(1, items)...)
	require.Len(t, a.rows[0], maxListed)
	require.Equal(t, 70-maxListed, a.dropped)
	weighted := 0
	for _, c := range a.rows[0] {
		if c.weight > 0 {
			weighted++
		}
	}
	require.Equal(t, maxWeighted, weighted)
	for _, c := range a.rows[0] {
		if c.col >= 40 {
			require.Positive(t, c.weight, "a rare one is among the weighted")
		}
	}
	require.Len(t, a.rows[1], 40)

	_, r := modelOf(t, setOf(items, viewedBy(1, items)...), one(), settings())
	require.Equal(t, 6, r.Dropped)
}
