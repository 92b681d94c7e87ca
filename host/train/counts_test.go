package train

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// deed is one positive event, by names.
type deed struct{ person, item string }

// naiveEvidence lists the events of positive types that name an item.
func naiveEvidence(set *data.Set) []deed {
	var list []deed
	e := &set.Events
	for i := range e.Len() {
		if kind := e.Types[e.Type[i]]; e.Item[i] >= 0 && (kind == "view" || kind == "like") {
			list = append(list, deed{e.Persons[e.Person[i]], set.Items[e.Item[i]].ID})
		}
	}
	return list
}

func TestCountEqualsMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		c := count(set, one())
		events, persons := map[string]int32{}, map[string]map[string]bool{}
		for k, x := range naiveEvidence(set) {
			require.Equal(t, x, deed{set.Events.Persons[c.person[k]], set.Items[c.order[c.item[k]]].ID})
			require.EqualValues(t, c.person[k], set.Events.Person[c.event[k]])
			events[x.item]++
			if persons[x.item] == nil {
				persons[x.item] = map[string]bool{}
			}
			persons[x.item][x.person] = true
		}
		require.Len(t, c.item, len(naiveEvidence(set)))
		for k, i := range c.order {
			id := set.Items[i].ID
			require.EqualValues(t, k, c.index[i])
			require.Equal(t, events[id], c.n[k], id)
			require.EqualValues(t, len(persons[id]), c.persons[k], id)
			for _, pos := range c.events(k) {
				require.EqualValues(t, k, c.item[pos])
			}
			require.Len(t, c.events(k), int(c.n[k]))
		}
	})
}

// TestOrderHidesTheRare: items come by their events, but items with too few persons as if they had none.
func TestOrderHidesTheRare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		c := count(set, DefaultConfig().WithMinPersons(2))
		known := func(k int) int32 {
			if c.persons[k] < 2 {
				return 0
			}
			return c.n[k]
		}
		require.True(t, slices.IsSortedFunc(c.order, func(a, b int32) int {
			return cmp.Or(cmp.Compare(known(int(c.index[b])), known(int(c.index[a]))), cmp.Compare(set.Items[a].ID, set.Items[b].ID))
		}))
	})
}

func TestSpeaksFor(t *testing.T) {
	nan := float32(math.NaN())
	cfg := DefaultConfig().WithEvent("odd", EventType{Weight: 1})
	set := setOf(goods("a"),
		act{person: "p", item: "a", kind: "rating", value: 2.0999},
		act{person: "p", item: "a", kind: "rating", value: 2.1},
		act{person: "p", item: "a", kind: "rating", value: nan},
		act{person: "p", item: "a", kind: "rating", value: -1},
		act{person: "p", item: "a", kind: "view", value: 1},
		act{person: "p", item: "a", kind: "dislike", value: 5},
		act{person: "p", item: "a", kind: "unheard", value: 5},
		act{person: "p", kind: "odd"},
	)
	tests := []struct {
		name string
		min  float64
		want []bool
	}{
		{"none", 0, []bool{true, true, true, true, true, false, false, false}},
		{"not a float32", 2.1, []bool{false, true, true, false, true, false, false, false}},
		{"below zero", -0.5, []bool{true, true, true, false, true, false, false, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg.MinRating = tt.min
			speaks := cfg.SpeaksFor(&set.Events)
			var got []bool
			for row := range set.Events.Len() {
				got = append(got, speaks(row))
			}
			require.Equal(t, tt.want, got)
		})
	}
}

// TestLowRatingsAreLeftOut: with min_rating the pack is that of the log without the lower ratings.
func TestLowRatingsAreLeftOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var acts []act
		for range rapid.IntRange(0, 40).Draw(t, "events") {
			acts = append(acts, act{
				person: rapid.SampledFrom([]string{"p", "q", "r"}).Draw(t, "person"),
				item:   rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "item"),
				kind:   "rating", value: float32(rapid.IntRange(1, 10).Draw(t, "half stars")) / 2,
			})
		}
		set := setOf(goods("a", "b", "c", "d"), acts...)
		cfg := one()
		cfg.MinRating = 3
		got, report := modelOf(t, set, cfg, settings())
		kept := set.Select(func(row int) bool { return set.Events.Value[row] >= 3 })
		want, _ := modelOf(t, kept, one(), settings())
		require.Equal(t, kept.Events.Len(), report.Used)
		got.Provenance, want.Provenance = nil, nil
		got.Types, want.Types = nil, nil // they say what the floor is
		require.Equal(t, want, got)
	})
}

// TestMinRatingIsTheFloorOfRatings: the device takes low ratings as the trainer does, as no sign for their items.
func TestMinRatingIsTheFloorOfRatings(t *testing.T) {
	cfg := DefaultConfig()
	cfg.MinRating = 2.5
	for _, et := range eventTypes(&data.Set{}, cfg) {
		want := int64(0)
		if et.Name == "rating" {
			want = 2500
		}
		require.Equal(t, want, et.Floor, et.Name)
	}
}
