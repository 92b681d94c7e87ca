package pack_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

func draw(t *rapid.T) packtest.Draw {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }
}

// TestRoundTrip writes random models, opens them and compares every accessor.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := packtest.Model(draw(t))
		prefix := []byte("before")
		b := pack.Append(prefix, m)
		require.Equal(t, "before", string(b[:6]))
		p, err := pack.Open(b[6:])
		require.NoError(t, err)
		require.Equal(t, len(b)-6, p.Size())
		sameHeader(t, m, p)
		sameItems(t, m, p)
		sameAttributes(t, m, p)
		sameChannels(t, m, p)
		sameContext(t, m, p)
		require.Equal(t, pack.Append(nil, m), b[6:], "writing is deterministic")
	})
}

func TestShopRoundTrip(t *testing.T) {
	m := packtest.Shop()
	p, err := pack.Open(pack.Append(nil, m))
	require.NoError(t, err)
	sameHeader(t, m, p)
	sameItems(t, m, p)
	sameAttributes(t, m, p)
	sameChannels(t, m, p)
	sameContext(t, m, p)
	require.Equal(t, 5, p.Edges())
	require.Equal(t, 3, p.Window())
}

func sameHeader(t require.TestingT, m *pack.Model, p *pack.Pack) {
	require.Equal(t, m.Catalogue, p.Catalogue())
	require.Equal(t, m.Sequence, p.Sequence())
	require.EqualValues(t, min(1, len(m.Purposes)), p.FormatMinor())
	require.Equal(t, m.Purposes, p.Purposes())
	require.Equal(t, string(m.Provenance), string(p.Provenance()))
	at := p.Sections()[0].Offset
	for _, s := range p.Sections() {
		require.Equal(t, at, s.Offset)
		require.NotEqual(t, "optional", pack.SectionName(s.Kind))
		at += s.Size
	}
	require.EqualValues(t, p.Size()-8, at)
	require.Equal(t, m.Types, slices.Clone(p.Types()))
	for i := range m.Types {
		require.EqualValues(t, i, p.Type(m.Types[i].Name))
	}
	require.Equal(t, pack.None, p.Type("no such type"))
}

func sameItems(t require.TestingT, m *pack.Model, p *pack.Pack) {
	require.Equal(t, len(m.IDs), p.Items())
	require.Equal(t, len(m.Titles) > 0, p.HasTitles())
	require.Equal(t, pack.None, p.Find("no such item"))
	require.Equal(t, pack.None, p.Find(""))
	var available []uint32
	for i := range m.IDs {
		if m.Available[i] {
			available = append(available, uint32(i))
		}
	}
	require.True(t, slices.Equal(available, p.AllAvailable()))
	for i, id := range m.IDs {
		item := uint32(i)
		require.Equal(t, id, p.ID(item))
		require.Equal(t, item, p.Find(id))
		require.Equal(t, hash.Text(id), p.TieHash(item))
		require.Equal(t, m.Available[i], p.Available(item))
		require.Equal(t, m.Popularity[i], p.Popularity()[i])
		require.Equal(t, or(m.Titles, i, ""), p.Title(item))
		require.Equal(t, or(m.Prices, i, -1), p.Price(item))
		require.Equal(t, or(m.Published, i, 0), p.Published(item))
		var kinds []string
		for k := range m.Kinds {
			if or(m.Sensitive, i, 0)>>k&1 == 1 {
				kinds = append(kinds, m.Kinds[k])
			}
		}
		require.Equal(t, kinds, p.Sensitive(item))
		require.Equal(t, or(m.Sensitive, i, 0), p.SensitiveSet(item))
	}
	require.Equal(t, append([]string{}, m.Kinds...), p.SensitiveKinds())
}

// or returns s[i], or none where s is absent.
func or[T any](s []T, i int, none T) T {
	if len(s) == 0 {
		return none
	}
	return s[i]
}

func sameAttributes(t require.TestingT, m *pack.Model, p *pack.Pack) {
	require.Equal(t, len(m.Attributes), p.Attributes())
	for a := range m.Attributes {
		field, value := p.Attribute(uint32(a))
		require.Equal(t, m.Fields[m.Attributes[a].Field], field)
		require.Equal(t, m.Attributes[a].Value, value)
		require.EqualValues(t, a, p.FindAttribute(field, value))
	}
	for _, name := range [][2]string{{"", ""}, {"brand", "no such value"}, {"no such field", "Acme"}, {"Acme", "brand"}, {"brandA", "cme"}} {
		require.Equal(t, pack.None, p.FindAttribute(name[0], name[1]))
	}
	holders := make([][]pack.Holder, p.Attributes())
	for i := range m.IDs {
		sameRow(t, m.Vectors, i, p.AttributesOf(uint32(i)))
		for a := range uint32(p.Attributes()) {
			listed := slices.ContainsFunc(m.Vectors.Rows[i], func(e pack.Entry) bool { return e.Col == a })
			require.Equal(t, listed, p.HasAttribute(uint32(i), a), "whatever its weight")
		}
		require.False(t, p.HasAttribute(uint32(i), pack.None))
		for _, e := range m.Vectors.Rows[i] {
			if w := weight(m.Vectors, e); w != 0 {
				holders[e.Col] = append(holders[e.Col], pack.Holder{Item: uint32(i), Weight: w})
			}
		}
	}
	for a := range holders {
		require.True(t, slices.Equal(holders[a], p.Holders(uint32(a))))
	}
}

func weight(m pack.Matrix, e pack.Entry) int32 {
	switch {
	case e.Code > 0:
		return m.Book[e.Code-1]
	case e.Code < 0:
		return -m.Book[-e.Code-1]
	}
	return 0
}

func sameRow(t require.TestingT, m pack.Matrix, i int, row pack.Row) {
	require.Equal(t, len(m.Rows[i]), row.Len())
	for _, e := range m.Rows[i] {
		col, w, ok := row.Next()
		require.True(t, ok)
		require.Equal(t, e.Col, col)
		require.Equal(t, weight(m, e), w)
	}
	_, _, ok := row.Next()
	require.False(t, ok)
}

func sameMatrix(t require.TestingT, m pack.Matrix, cols int, s *pack.Sparse) {
	require.Equal(t, len(m.Rows), s.Rows())
	require.Equal(t, max(0, slices.Max(append(m.Book, 0))), s.Largest())
	entries := 0
	for i := range m.Rows {
		sameRow(t, m, i, s.Row(uint32(i)))
		entries += len(m.Rows[i])
		dense := make([]int32, cols)
		for _, e := range m.Rows[i] {
			dense[e.Col] = weight(m, e)
		}
		for c := range dense {
			require.Equal(t, dense[c], s.At(uint32(i), uint32(c)))
		}
	}
	require.Equal(t, entries, s.Entries())
}

func sameChannels(t require.TestingT, m *pack.Model, p *pack.Pack) {
	window, edges := 0, 0
	require.Len(t, p.Channels(), len(m.Channels))
	for i := range m.Channels {
		c := &p.Channels()[i]
		require.Equal(t, m.Channels[i].Name, c.Name)
		require.Equal(t, m.Channels[i].Position, c.Position)
		sameMatrix(t, m.Channels[i].Edges, len(m.IDs), &c.Edges)
		window, edges = max(window, len(c.Position)), edges+c.Edges.Entries()
	}
	require.Equal(t, edges, p.Edges())
	require.Equal(t, max(window, len(m.Affinity.Position), len(m.Return.Position)), p.Window())
	require.Equal(t, m.Affinity, p.Terms().Affinity)
	require.Equal(t, m.Return, p.Terms().Return)
	require.True(t, slices.Equal(m.Freshness, p.Terms().Freshness))
	require.True(t, slices.Equal(m.Used, p.Terms().Used))
}

func sameContext(t require.TestingT, m *pack.Model, p *pack.Pack) {
	require.Equal(t, len(m.Features), p.Features())
	row, habits := uint32(0), p.Habits()
	for f := range m.Features {
		if table, first := m.Features[f].Habit, row; len(table) > 0 {
			require.Equal(t, pack.Habit{Feature: f, First: first, Values: uint32(len(m.Features[f].Values)), Table: table}, habits[0])
			for cell := range uint32(p.Cells().Rows()) {
				require.Equal(t, cell >= first && cell < first+habits[0].Values, habits[0].Has(cell))
			}
			require.False(t, habits[0].Has(pack.None))
			habits = habits[1:]
		}
		name, values := p.Feature(f)
		require.Equal(t, m.Features[f].Name, name)
		require.Equal(t, len(m.Features[f].Values), values)
		require.Equal(t, pack.None, p.Cell(f, "no such value"))
		for _, v := range m.Features[f].Values {
			require.Equal(t, row, p.Cell(f, v))
			feature, value := p.CellName(row)
			require.Equal(t, []string{name, v}, []string{feature, value})
			row++
		}
	}
	require.Empty(t, habits)
	feature, value := p.CellName(row)
	require.Empty(t, feature+value)
	sameMatrix(t, m.Cells, len(m.IDs), p.Cells())
}

// TestWideRow has gaps of one, two and three bytes.
func TestWideRow(t *testing.T) {
	m := packtest.Shop()
	for len(m.IDs) < 20_000 {
		m.IDs = append(m.IDs, "more-"+strconv.Itoa(len(m.IDs)))
		m.Available, m.Popularity = append(m.Available, true), append(m.Popularity, int32(len(m.IDs)))
		m.Vectors.Rows = append(m.Vectors.Rows, nil)
		m.Channels[0].Edges.Rows = append(m.Channels[0].Edges.Rows, nil)
	}
	m.Titles, m.Prices, m.Published, m.Sensitive = nil, nil, nil, nil
	m.Channels[0].Edges.Rows[4] = []pack.Entry{
		{Col: 0, Code: 1}, {Col: 127, Code: -1}, {Col: 128, Code: 2}, {Col: 257, Code: -2}, {Col: 19_000, Code: 0}, {Col: 19_999, Code: 1},
	}
	m.Channels[0].Edges.Rows[19_999] = []pack.Entry{{Col: 19_999, Code: 2}}
	p, err := pack.Open(pack.Append(nil, m))
	require.NoError(t, err)
	sameItems(t, m, p)
	for i := range m.IDs {
		sameRow(t, m.Channels[0].Edges, i, p.Channels()[0].Edges.Row(uint32(i)))
	}
	require.EqualValues(t, 4096, p.Channels()[0].Edges.At(4, 128))
	require.EqualValues(t, 0, p.Channels()[0].Edges.At(4, 129))
	require.EqualValues(t, 2048, p.Channels()[0].Edges.At(4, 19_999))
}

// TestAtTheCaps opens a pack that reaches each limit.
func TestAtTheCaps(t *testing.T) {
	m := packtest.Shop()
	m.Catalogue, m.Sequence, m.Provenance = strings.Repeat("z", 64), 1<<53-1, make([]byte, pack.MaxProvenance)
	m.IDs[0], m.Titles[0] = strings.Repeat("i", pack.MaxID), strings.Repeat("t", pack.MaxText)
	m.Prices[0], m.Published[0] = 1<<53-1, 1<<24
	m.Kinds = nil
	for i := range pack.MaxKinds {
		m.Kinds = append(m.Kinds, strconv.Itoa(i))
	}
	m.Sensitive[0] = 1<<32 - 1
	m.Fields = nil
	for i := range pack.MaxFields {
		m.Fields = append(m.Fields, strings.Repeat("f", pack.MaxID-3)+strconv.Itoa(100+i))
	}
	m.Attributes[0] = pack.Attribute{Field: pack.MaxFields - 1, Value: strings.Repeat("v", pack.MaxText)}
	m.Types = nil
	for i := range pack.MaxTypes {
		m.Types = append(m.Types, pack.EventType{Name: strings.Repeat("t", pack.MaxID-3) + strconv.Itoa(100+i), Weight: -16 * pack.OneWeight, HalfLife: pack.MaxHalfLife})
	}
	m.Channels[0].Position = make([]int32, pack.MaxWindow)
	m.Channels[0].Position[pack.MaxWindow-1] = pack.OnePosition
	m.Channels[0].Name = strings.Repeat("c", pack.MaxID)
	m.Channels[0].Position[0] = -pack.OnePosition
	for len(m.Channels) < pack.MaxChannels {
		m.Channels = append(m.Channels, m.Channels[0])
	}
	m.Popularity[0], m.Popularity[1] = pack.MaxScore, -pack.MaxScore
	m.Features, m.Cells.Rows = []pack.Feature{{Name: "wide"}}, nil
	for i := range pack.MaxCells {
		m.Features[0].Values = append(m.Features[0].Values, strconv.Itoa(i))
		m.Cells.Rows = append(m.Cells.Rows, []pack.Entry{{Col: uint32(i % 5), Code: -1}})
	}
	m.Used = make([]int32, pack.MaxUses)
	m.Used[0], m.Used[1] = pack.MaxScore, -pack.MaxScore
	for len(m.Features) < pack.MaxFeatures {
		m.Features = append(m.Features, pack.Feature{Name: strings.Repeat("x", pack.MaxID), Habit: m.Used})
	}
	m.Cells.Book = []int32{pack.MaxScore}
	m.Freshness = make([]int32, pack.MaxFreshDays)
	m.Freshness[0] = pack.MaxScore
	p, err := pack.Open(pack.Append(nil, m))
	require.NoError(t, err)
	sameHeader(t, m, p)
	sameItems(t, m, p)
	sameAttributes(t, m, p)
	sameChannels(t, m, p)
	sameContext(t, m, p)
}
