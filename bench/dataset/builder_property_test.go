package dataset

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// plainLog is what a builder should hold, kept in the plainest way.
type plainLog struct {
	rows                            []flat
	persons, types, items, contexts []string
}

// know adds a name that is not known yet.
func know(names *[]string, name string) {
	if !slices.Contains(*names, name) {
		*names = append(*names, name)
	}
}

// drawRow draws an event, good or bad.
func drawRow(t *rapid.T) flat {
	return flat{
		person: rapid.SampledFrom([]string{"", "p", "q", "r\t"}).Draw(t, "person"), item: rapid.SampledFrom([]string{"", "a", "b", "c", "d\x7f"}).Draw(t, "item"),
		kind: rapid.SampledFrom([]string{"view", "search", "buy", "fly", ""}).Draw(t, "type"), ms: rapid.Int64Range(0, 9).Draw(t, "ms"),
		context: rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "context"),
	}
}

// good says whether an event may enter a log of these known types and items; nil: any.
func (r *flat) good(types, items []string) bool {
	switch {
	case r.person != "p" && r.person != "q", r.kind == "", r.item == "d\x7f":
		return false
	case types != nil && !slices.Contains(types, r.kind):
		return false
	case r.item == "":
		return r.kind == "search"
	}
	return items == nil || slices.Contains(items, r.item)
}

func (p *plainLog) add(r flat) {
	know(&p.persons, r.person)
	know(&p.types, r.kind)
	if r.item != "" {
		know(&p.items, r.item)
	}
	if r.context != "" {
		know(&p.contexts, r.context)
		r.context = "c=" + r.context
	}
	p.rows = append(p.rows, r)
}

// TestBuilderEqualsReference: events in, good and bad, into an open or a closed catalogue; what is refused leaves no trace.
func TestBuilderEqualsReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, want := newBuilder(nil), plainLog{contexts: []string{""}}
		b.column("c")
		var types, items []string
		if rapid.Bool().Draw(t, "closed") {
			b.closed, items, want.items = true, []string{"a", "b"}, []string{"a", "b"}
			for _, id := range items {
				require.NoError(t, b.addItem(bareItem([]byte(id))))
			}
		}
		if rapid.Bool().Draw(t, "types known") {
			types = []string{"view", "search"}
			b.known = setOf(types)
		}
		for range rapid.IntRange(0, 30).Draw(t, "events") {
			r := drawRow(t)
			e := event{person: []byte(r.person), item: []byte(r.item), kind: []byte(r.kind), value: noValue, moment: moment{ms: r.ms}, context: [][]byte{[]byte(r.context)}}
			err := b.add(&e)
			if r.good(types, items) {
				require.NoError(t, err)
				want.add(r)
			} else {
				require.ErrorAs(t, err, new(*badRow))
			}
		}
		e := b.events()
		requireFlat(t, want.rows, flatten(b.catalogue, e))
		require.Equal(t, append([]string{}, want.persons...), append([]string{}, e.Persons...))
		require.Equal(t, append([]string{}, want.types...), append([]string{}, e.Types...))
		require.Equal(t, append([]string{}, want.items...), append([]string{}, idsOf(b.catalogue)...))
		require.Equal(t, want.contexts, e.Context[0].Values)
	})
}

// TestDetachEqualsTwoLogs: two logs filled by one builder, one after the other, hold what each was given, in one numbering.
func TestDetachEqualsTwoLogs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBuilder(nil)
		b.column("c")
		var want [2][]flat
		var aside part
		for k := range want {
			for range rapid.IntRange(0, 8).Draw(t, "events") {
				r := flat{person: rapid.SampledFrom([]string{"p", "q"}).Draw(t, "person"), item: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "item"), kind: "view"}
				require.NoError(t, b.add(view(r.person, r.item, r.item)))
				r.context = "c=" + r.item
				want[k] = append(want[k], r)
			}
			if k == 0 {
				aside = b.detach()
				require.Zero(t, b.events().Len())
			}
		}
		second := *b.events()
		b.attach(aside)
		first := b.events()
		requireFlat(t, want[0], flatten(b.catalogue, first))
		requireFlat(t, want[1], flatten(b.catalogue, &second))
		require.Equal(t, appearing(itemsOf(want[0]), itemsOf(want[1])), idsOf(b.catalogue))
		require.Equal(t, first.Persons, second.Persons)
		require.Equal(t, first.Context[0].Values, second.Context[0].Values)
	})
}

// TestInternEqualsReference: numbers by first appearance, whatever is looked up between.
func TestInternEqualsReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, want := newIntern("first"), []string{"first"}
		for range rapid.IntRange(0, 30).Draw(t, "calls") {
			name := rapid.StringMatching(`[ab]{0,2}`).Draw(t, "name")
			if rapid.Bool().Draw(t, "find") {
				require.EqualValues(t, slices.Index(want, name), in.find([]byte(name)))
				continue
			}
			know(&want, name)
			require.EqualValues(t, slices.Index(want, name), in.id([]byte(name)))
		}
		require.Equal(t, want, in.names)
	})
}

func TestCheckName(t *testing.T) {
	tests := []struct{ name, want string }{
		{"", "empty item"},
		{"a\x00b", `control character in item: "a\x00b"`},
		{"\x1f", `control character in item: "\x1f"`},
		{"a\x7f", `control character in item: "a\x7f"`},
		{"a b", ""}, {"é “x”", ""}, {"\u0085", ""}, {" ", ""},
	}
	for _, tt := range tests {
		if err := checkName("item", []byte(tt.name)); tt.want == "" {
			require.NoError(t, err, "%q", tt.name)
		} else {
			require.EqualError(t, err, tt.want)
		}
	}
}

// TestValuesStayFinite: no value that is not a number enters a log, but none at all may.
func TestValuesStayFinite(t *testing.T) {
	b := newBuilder(nil)
	e := view("p", "a")
	for text, ok := range map[string]bool{"": true, "1.5": true, "-3e38": true, "0": true, "1e39": false, "Inf": false, "nan": false, "1,5": false, "0x": false} {
		v, err := parseValue([]byte(text))
		require.Equal(t, ok, err == nil, text)
		if e.value = v; ok {
			require.NoError(t, b.add(e))
		}
	}
	require.Equal(t, 4, b.events().Len())
	require.Equal(t, []data.Item{bareItem([]byte("a"))}, b.catalogue)
}
