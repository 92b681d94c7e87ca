package train

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train/data"
)

// act is one row of a hand-written log. No kind means a view, no item none.
type act struct {
	person, item, kind string
	value              float32
	ctx                string // value of the context column "mood"
	at                 int64
}

// goods returns items with these ids and nothing else.
func goods(ids ...string) []data.Item {
	items := make([]data.Item, len(ids))
	for i, id := range ids {
		items[i] = data.Item{ID: id, PriceCents: -1, Available: true}
	}
	return items
}

// setOf makes a set of a catalogue and a log, whose times mean nothing but their order.
func setOf(items []data.Item, acts ...act) *data.Set {
	set := &data.Set{Name: "csv:/srv/shop", Items: items, Clock: data.ClockSynthetic}
	e := &set.Events
	mood := data.Column{Name: "mood", Values: []string{""}}
	for k, a := range acts {
		if a.kind == "" {
			a.kind = "view"
		}
		item := int32(slices.IndexFunc(items, func(it data.Item) bool { return it.ID == a.item }))
		e.Person = append(e.Person, uint32(indexIn(&e.Persons, a.person)))
		e.Item = append(e.Item, item)
		e.Type = append(e.Type, uint8(indexIn(&e.Types, a.kind)))
		e.Time = append(e.Time, a.at+int64(k))
		e.Offset = append(e.Offset, 0)
		e.Value = append(e.Value, a.value)
		mood.Cells = append(mood.Cells, uint16(indexIn(&mood.Values, a.ctx)))
	}
	e.Context = []data.Column{mood}
	e.Sort()
	return set
}

func indexIn(names *[]string, name string) int {
	k := slices.Index(*names, name)
	if k < 0 {
		k = len(*names)
		*names = append(*names, name)
	}
	return k
}

// walks returns the views of one person a list, in order.
func walks(lists ...[]string) []act {
	var acts []act
	for p, list := range lists {
		for _, item := range list {
			acts = append(acts, act{person: fmt.Sprintf("p%d", p), item: item})
		}
	}
	return acts
}

// drawSet makes a small random set: attributes, context, positive and negative events, searches.
func drawSet(t *rapid.T) *data.Set {
	items := goods("a", "b", "c", "d", "e", "f", "g")[:rapid.IntRange(1, 7).Draw(t, "items")]
	for i := range items {
		items[i].Attributes = map[string][]string{
			"brand": rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y", "z"}), 0, 3).Draw(t, "brand"),
			"size":  rapid.SliceOfN(rapid.SampledFrom([]string{"s", "m"}), 0, 1).Draw(t, "size"),
		}
	}
	var acts []act
	for p := range rapid.IntRange(0, 6).Draw(t, "persons") {
		for range rapid.IntRange(0, 10).Draw(t, "events") {
			a := act{person: fmt.Sprintf("person-%d", p), kind: rapid.SampledFrom([]string{"view", "view", "like", "dislike", "search"}).Draw(t, "kind")}
			a.ctx = rapid.SampledFrom([]string{"", "calm", "keen", "grim"}).Draw(t, "mood")
			if a.kind != "search" {
				a.item = items[rapid.IntRange(0, len(items)-1).Draw(t, "item")].ID
			}
			acts = append(acts, a)
		}
	}
	set := setOf(items, acts...)
	set.Clock = rapid.SampledFrom([]data.Clock{data.ClockReal, data.ClockSynthetic}).Draw(t, "clock")
	return set
}

// settings returns defaults with every term on.
func settings() Settings {
	s := DefaultSettings(&data.Set{})
	s.Context, s.ContextPrior, s.Return, s.Freshness = map[string]float64{"": .1}, 1, Places{0, 0, 0, 0, .3, 0}, .01
	return s
}

// everything returns settings with a weight other than 0 in every place.
func everything() Settings {
	s := settings()
	for k, kind := range itemKinds {
		for r := range reachDecay {
			w := s.Item[kind]
			w[r] = .1 + .01*float64(k) - .03*float64(r)
			s.Item[kind] = w
		}
	}
	s.Item[kindTwoHop] = Reaches{-.1, -.2, -.1, -.05}
	for k, kind := range popKinds {
		s.Popularity[kind] = .01 * float64(k+1)
	}
	s.Attribute, s.Return, s.Used = Reaches{.1, .2, .05, .02}, Places{.1, -.1, .05, .2, .1, .03}, Steps{.05, -.02, .04, .01, .02, .03}
	s.Habit = map[string][2]float64{"mood": {.1, .05}}
	return s
}

// drawSettings makes settings with some terms on.
func drawSettings(t *rapid.T) Settings {
	s := everything()
	s.Window = rapid.IntRange(1, 8).Draw(t, "window")
	s.Damp = rapid.SampledFrom([]float64{0, .3, 1}).Draw(t, "damp")
	s.Ridge = rapid.SampledFrom([]float64{.5, 10}).Draw(t, "ridge")
	s.Ease = rapid.SampledFrom([]float64{1, 200}).Draw(t, "ease")
	s.OrderBlind = rapid.Bool().Draw(t, "order blind")
	for _, kind := range itemKinds {
		if rapid.Bool().Draw(t, kind) {
			delete(s.Item, kind)
		}
	}
	return s
}

// evidenceOf counts with every kind computed.
func evidenceOf(t require.TestingT, c *counts, s Settings) *evidence {
	ev, err := buildEvidence(context.Background(), c, s, func(string) bool { return true }, func(int64, int64) {})
	require.NoError(t, err)
	return ev
}

func silent(string, int64, int64) {}

// modelOf returns what Train would write.
func modelOf(t require.TestingT, set *data.Set, cfg Config, s Settings) (*pack.Model, *Report) {
	m, r, err := build(context.Background(), set, cfg, s, silent)
	require.NoError(t, err)
	return m, r
}

// packOf trains and opens a pack.
func packOf(t require.TestingT, set *data.Set, cfg Config, s Settings) *pack.Pack {
	b, _, err := Train(context.Background(), set, cfg, s, nil)
	require.NoError(t, err)
	p, err := pack.Open(b)
	require.NoError(t, err)
	return p
}

// shop returns the generated shop of these sizes.
func shop(t require.TestingT, persons, items int) *data.Set {
	set, err := dataset.Open(fmt.Sprintf("sample:persons=%d,items=%d,seed=7", persons, items), dataset.Options{})
	require.NoError(t, err)
	return set
}

// ordinary flags no item of a set as sensitive: a device without a purpose for the kind keeps no event on such an item.
func ordinary(set *data.Set) *data.Set {
	for i := range set.Items {
		set.Items[i].Sensitive = nil
	}
	return set
}

// one is the default configuration with one person enough for everything.
func one() Config { return DefaultConfig().WithMinPersons(1) }

// value returns the weight that a code stands for.
func value(m *pack.Matrix, code int8) int32 {
	switch {
	case code > 0:
		return m.Book[code-1]
	case code < 0:
		return -m.Book[-code-1]
	}
	return 0
}

// without returns the set less one person's events.
func without(set *data.Set, person int) *data.Set {
	return set.Select(func(row int) bool { return int(set.Events.Person[row]) != person })
}

func TestSetOf(t *testing.T) {
	set := setOf(goods("a", "b"), act{person: "q", item: "b"}, act{person: "r", item: "a", ctx: "calm"}, act{person: "q", kind: "search"})
	require.Equal(t, []string{"q", "r"}, set.Events.Persons)
	require.Equal(t, []int32{1, data.NoItem, 0}, set.Events.Item)
	require.Equal(t, []uint16{0, 0, 1}, set.Events.Context[0].Cells)
	require.Equal(t, 2, without(set, 1).Events.Len())
	require.False(t, math.IsNaN(float64(set.Events.Value[0])))
}
