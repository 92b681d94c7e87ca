// Package packtest builds models for tests: a small shop with known content, and random models within every limit of the format.
// It is not part of the module.
package packtest

import "github.com/hearthrank/hearth/engine/pack"

// Draw returns a number from 0 to n-1, such as rand.IntN or a generator of a property test.
type Draw func(n int) int

// between returns a number from least to most, and often one of the two ends or 0.
func (d Draw) between(least, most int) int {
	switch d(8) {
	case 0:
		return least
	case 1:
		return most
	case 2:
		return max(least, min(0, most))
	}
	return least + d(most-least+1)
}

func (d Draw) bool() bool { return d(2) == 1 }

// Item returns the id of item i of a random model.
func Item(i int) string {
	return [...]string{"a", "bé", "c-3", "δ", "e e", "f", "g", "h", "9", "j", "k", "雪"}[i%12] + string(rune('0'+i/12))
}

// MaxItems is the largest number of items that Model draws.
const MaxItems = 14

// Types are the event types that a random model can have, each with the index of its name.
var Types = [...]string{"view", "buy", "like", "hide"}

// Model draws a model.
func Model(draw Draw) *pack.Model {
	n := draw.between(0, MaxItems)
	m := &pack.Model{Catalogue: "shop.1_x-y", Sequence: uint64(draw.between(0, 1<<53-1)), Provenance: []byte(`{"rows":7}`)}
	draw.items(m, n)
	draw.attributes(m, n)
	for i := range draw.between(0, len(Types)) {
		m.Types = append(m.Types, pack.EventType{
			Name: Types[i], Weight: int32(draw.between(-16*pack.OneWeight, 16*pack.OneWeight)),
			HalfLife: int64(draw.between(0, 1<<(10+draw(31)))), Floor: int64(draw(3)) * 1000, Seen: draw.bool(),
		})
	}
	for i := range draw.between(0, pack.MaxChannels) {
		m.Channels = append(m.Channels, pack.Channel{
			Name: string(rune('p' + i)), Position: draw.position(), Edges: draw.matrix(n, n, pack.MaxScore),
		})
	}
	for range n {
		m.Popularity = append(m.Popularity, int32(draw.between(-pack.MaxScore, pack.MaxScore)))
	}
	draw.context(m, n)
	m.Affinity = pack.Term{Scale: int32(draw.between(-pack.MaxScore, pack.MaxScore)), Position: draw.position()}
	m.Return = pack.Term{Scale: int32(draw.between(-pack.MaxScore, pack.MaxScore)), Position: draw.position()}
	m.Freshness, m.Used = draw.table(5), draw.table(3)
	return m
}

func (d Draw) items(m *pack.Model, n int) {
	titles, prices, published, sensitive := d.bool(), d.bool(), d.bool(), d.bool()
	m.Kinds = []string{"health", "faith", "politics"}[:d.between(0, 3)]
	for i := range n {
		m.IDs = append(m.IDs, Item(i))
		m.Available = append(m.Available, d(4) > 0)
		if titles {
			m.Titles = append(m.Titles, []string{"", "Title", "Größe ☃", "日本語"}[d(4)])
		}
		if prices {
			m.Prices = append(m.Prices, int64(d.between(-1, 1<<53-1)))
		}
		if published {
			m.Published = append(m.Published, int32(d.between(0, 20000)))
		}
		if sensitive {
			m.Sensitive = append(m.Sensitive, uint32(d(1<<len(m.Kinds))))
		}
	}
}

func (d Draw) attributes(m *pack.Model, n int) {
	m.Fields = []string{"brand", "colour"}
	values := []string{"Acme", "", "red", "blau", "Ünï"}
	for i := range d.between(0, 2*len(values)) {
		m.Attributes = append(m.Attributes, pack.Attribute{Field: uint32(i % 2), Value: values[i/2]})
	}
	m.Vectors = d.matrix(n, len(m.Attributes), pack.OneVector)
}

func (d Draw) context(m *pack.Model, n int) {
	all := []pack.Feature{
		{Name: "daypart", Values: []string{"night", "morning", "afternoon", "evening"}}, {Name: "weekday", Values: []string{"mon", "sat"}},
		{Name: "device", Values: []string{"phone"}}, {Name: "empty"},
	}
	m.Features = all[:d.between(0, len(all))]
	rows := 0
	for i := range m.Features {
		m.Features[i].Habit = d.table(3)
		rows += len(m.Features[i].Values)
	}
	m.Cells = d.matrix(rows, n, pack.MaxScore)
}

// table draws at most most weights.
func (d Draw) table(most int) (t []int32) {
	for range d.between(0, most) {
		t = append(t, int32(d.between(-pack.MaxScore, pack.MaxScore)))
	}
	return t
}

func (d Draw) position() []int32 {
	p := []int32{}
	for range d.between(0, 6) {
		p = append(p, int32(d.between(-pack.OnePosition, pack.OnePosition)))
	}
	return p
}

func (d Draw) matrix(rows, cols, limit int) pack.Matrix {
	m := pack.Matrix{Rows: make([][]pack.Entry, rows)}
	for range d.between(0, 4) {
		m.Book = append(m.Book, int32(d.between(0, limit)))
	}
	if d(10) == 0 { // as many magnitudes as there can be
		for len(m.Book) < pack.MaxLevels {
			m.Book = append(m.Book, int32(len(m.Book)))
		}
	}
	for r := range m.Rows {
		for c := range cols {
			if d(3) == 0 {
				m.Rows[r] = append(m.Rows[r], pack.Entry{Col: uint32(c), Code: int8(d.between(-len(m.Book), len(m.Book)))})
			}
		}
	}
	return m
}

// Shop returns a small shop with every part of a pack: four things to brew with and a poster, of which one is not available.
//
// Its weights are round: 4096 speaks for a bean from another, 2048 for a mill from a bean, 1000 is the first item's popularity.
func Shop() *pack.Model {
	const day = 24 * 60 * 60 * 1000
	return &pack.Model{
		Catalogue: "shop", Sequence: 7, Provenance: []byte(`{"tool":"packtest"}`),
		IDs:       []string{"arabica", "robusta", "mill", "kettle", "poster"},
		Titles:    []string{"Arabica beans", "Robusta beans", "Coffee mill", "Kettle", "Poster ☕"},
		Available: []bool{true, true, true, true, false},
		Prices:    []int64{899, 799, 4900, 3900, -1},
		Published: []int32{19000, 19700, 0, 19716, 19716},
		Kinds:     []string{"health"},
		Sensitive: []uint32{0, 0, 0, 0, 0},
		Fields:    []string{"brand", "sort"},
		Attributes: []pack.Attribute{
			{Field: 0, Value: "Acme"}, {Field: 0, Value: "Bodo"}, {Field: 1, Value: "beans"}, {Field: 1, Value: "tools"},
		},
		Vectors: pack.Matrix{Book: []int32{16384, 32768}, Rows: [][]pack.Entry{
			{{Col: 0, Code: 1}, {Col: 2, Code: 2}}, {{Col: 1, Code: 1}, {Col: 2, Code: 2}}, {{Col: 0, Code: 1}, {Col: 3, Code: 2}},
			{{Col: 1, Code: 0}, {Col: 3, Code: 2}}, {},
		}},
		Types: []pack.EventType{
			{Name: "view", Weight: pack.OneWeight, HalfLife: 30 * day},
			{Name: "purchase", Weight: 2 * pack.OneWeight, Seen: true},
			{Name: "dislike", Weight: -pack.OneWeight, HalfLife: 30 * day},
			{Name: "impression"},
		},
		Channels: []pack.Channel{{
			Name: "next", Position: []int32{pack.OnePosition, pack.OnePosition / 2, pack.OnePosition / 4},
			Edges: pack.Matrix{Book: []int32{2048, 4096}, Rows: [][]pack.Entry{
				{{Col: 1, Code: 2}, {Col: 2, Code: 1}}, {{Col: 0, Code: 2}, {Col: 2, Code: 1}}, {{Col: 3, Code: 1}}, {}, {},
			}},
		}},
		Popularity: []int32{1000, 900, 800, 700, 600},
		Features: []pack.Feature{
			{Name: "daypart", Values: []string{"morning", "evening"}}, {Name: "device", Values: []string{"phone", "desk"}},
		},
		Cells: pack.Matrix{Book: []int32{150}, Rows: [][]pack.Entry{
			{{Col: 0, Code: 1}}, {{Col: 3, Code: 1}}, {{Col: 2, Code: -1}}, {},
		}},
		Affinity:  pack.Term{Scale: 512, Position: []int32{pack.OnePosition, pack.OnePosition}},
		Return:    pack.Term{Scale: -256, Position: []int32{pack.OnePosition}},
		Freshness: []int32{64, 32, 16},
	}
}

// Regulars returns the shop with what counts uses, and with evidence that speaks against: each use of an item adds to it up to the third, a
// second one at the same time of day more, and the last item but one, when it is the mill, speaks against the kettle.
func Regulars() *pack.Model {
	m := Shop()
	m.Used = []int32{32, 48, 64}
	m.Features[0].Habit, m.Features[1].Habit = []int32{8, 128}, []int32{-16}
	m.Channels = append(m.Channels, pack.Channel{
		Name: "not now", Position: []int32{0, -pack.OnePosition, pack.OnePosition / 2},
		Edges: pack.Matrix{Book: []int32{300}, Rows: [][]pack.Entry{{{Col: 3, Code: -1}}, {}, {{Col: 3, Code: 1}}, {}, {}}},
	})
	return m
}
