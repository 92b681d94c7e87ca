package train

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train/data"
)

// statistics are the facts that a model states about behaviour, by name; what they say is left out.
func statistics(m *pack.Model) map[string]bool {
	facts := map[string]bool{}
	for _, ch := range m.Channels {
		for i, row := range ch.Edges.Rows {
			for _, e := range row {
				facts["edge "+m.IDs[i]+" "+m.IDs[e.Col]] = true
			}
		}
	}
	for _, row := range m.Vectors.Rows {
		for _, e := range row {
			if a := m.Attributes[e.Col]; e.Code != 0 {
				facts["attribute "+m.Fields[a.Field]+"="+a.Value] = true
			}
		}
	}
	for i, v := range m.Popularity {
		if v != 0 {
			facts["prior "+m.IDs[i]] = true
		}
	}
	row := 0
	for _, f := range m.Features {
		for _, v := range f.Values {
			facts["value "+f.Name+"="+v] = true
			for _, e := range m.Cells.Rows[row] {
				facts["cell "+f.Name+"="+v+" "+m.IDs[e.Col]] = true
			}
			row++
		}
	}
	return facts
}

// grounds are the facts that a log gives any ground for, whatever the settings say of their weight.
func grounds(set *data.Set) map[string]bool {
	facts := map[string]bool{}
	list := naiveEvidence(set)
	for p, x := range list {
		facts["prior "+x.item] = true
		for _, y := range list[p+1:] {
			if x.person == y.person {
				facts["edge "+x.item+" "+y.item], facts["edge "+y.item+" "+x.item] = true, true
			}
		}
	}
	speaks, e := one().SpeaksFor(&set.Events), &set.Events
	for _, col := range append(e.Context, clockColumns(e)...) {
		for i := range e.Len() {
			if v := col.Values[col.Cells[i]]; speaks(i) && v != "" {
				facts["value "+col.Name+"="+v] = true
				facts["cell "+col.Name+"="+v+" "+set.Items[e.Item[i]].ID] = true
			}
		}
	}
	for _, x := range list {
		for i := range set.Items {
			for field, values := range set.Items[i].Attributes {
				for _, v := range values {
					if set.Items[i].ID == x.item {
						facts["attribute "+field+"="+v] = true
					}
				}
			}
		}
	}
	return facts
}

// TestNothingRestsOnTooFew: take any k-1 persons away (here k is 2 or 3), and every fact of the pack still has grounds.
func TestNothingRestsOnTooFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, s := drawSet(t), drawSettings(t)
		s.Window = 100
		k := rapid.IntRange(2, 3).Draw(t, "k")
		m, _ := modelOf(t, set, DefaultConfig().WithMinPersons(k), s)
		facts := statistics(m)
		persons := len(set.Events.Persons)
		for a := range persons {
			for b := range persons {
				if k == 2 && b != a {
					continue
				}
				left := set.Select(func(row int) bool { p := int(set.Events.Person[row]); return p != a && p != b })
				have := grounds(left)
				for fact := range facts {
					require.True(t, have[fact], "%s: without persons %d and %d there is none", fact, a, b)
				}
			}
		}
	})
}

// TestPairsNeedPersonsWithBoth: who has both counts once, whichever came first and however often.
func TestPairsNeedPersonsWithBoth(t *testing.T) {
	set := setOf(goods("a", "b", "c"), walks([]string{"a", "b"}, []string{"b", "a", "b", "c"})...)
	m, r := modelOf(t, set, DefaultConfig().WithMinPersons(2), everything())
	for fact := range statistics(m) {
		require.NotContains(t, fact, " c", "one person alone has c")
	}
	require.Equal(t, Support{One: 4, Two: 2}, r.Support, "a-c and b-c; a-b")
	_, r = modelOf(t, set, DefaultConfig().WithMinPersons(3), everything())
	require.Zero(t, r.Edges)
}

// TestOnePersonOnARareItemLeavesNoTrace: an item that one person alone chose looks like one that nobody chose.
func TestOnePersonOnARareItemLeavesNoTrace(t *testing.T) {
	items := tagged([]string{"x"}, []string{"x"}, []string{"y"}, []string{"z"})
	acts := walks([]string{"a", "b"}, []string{"a", "b"}, []string{"b", "a"})
	for k := range acts {
		acts[k].ctx = []string{"calm", "keen"}[k%2]
	}
	cfg := DefaultConfig().WithMinPersons(2)
	want, _ := modelOf(t, setOf(items, acts...), cfg, settings())
	for _, extra := range [][]act{
		{{person: "new", item: "d"}},
		{{person: "new", item: "d", ctx: "grim"}, {person: "new", item: "d"}, {person: "new", item: "c"}},
	} {
		got, _ := modelOf(t, setOf(items, append(acts, extra...)...), cfg, settings())
		got.Provenance = want.Provenance
		require.Equal(t, want, got)
	}
}

// TestRepeatsAreNoSupport: one person who comes back a hundred times is one person.
func TestRepeatsAreNoSupport(t *testing.T) {
	var list []string
	for range 100 {
		list = append(list, "a", "b")
	}
	b, r, err := Train(context.Background(), setOf(goods("a", "b"), walks(list)...), DefaultConfig().WithMinPersons(2), settings(), nil)
	require.NoError(t, err)
	require.NotEmpty(t, b)
	require.Zero(t, r.Edges)
	require.Equal(t, Support{One: 2}, r.Support, "a→b and b→a; an item is no pair with itself")
}
