package conformance

// The packs beside the shop: another catalogue, the barest, the one of maximal numbers, a large one, and broken ones.

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/hearthrank/hearth/engine/pack"
)

// other is a catalogue of its own that shares some ids with the shop.
func other() *pack.Model {
	m := shop(1, []row{
		{"tea-1", "The film Tea, 1", "film", "", -1, 1, 10, 0, false},
		{"film-2", "Brazil", "film", "", -1, 2, 20, 0, false},
		{"film-3", "8½", "film", "", -1, 0, 20, 0, false},
	})
	m.Catalogue = "films.example_2-a"
	return m
}

// habits is the shop with what counts uses, and with evidence that a position or an edge turns round.
func habits() *pack.Model {
	m := shop(1, shopRows)
	m.Used = []int32{60, 110, 150, -40}
	m.Features = slices.Clone(m.Features)
	m.Features[0].Habit, m.Features[2].Habit = []int32{25, 80, 200}, []int32{-35}
	m.Channels = append(m.Channels,
		pack.Channel{Name: "not again", Position: []int32{-32768, -16384, 0, 8192}, Edges: edges(shopRows, alike)},
		pack.Channel{Name: "instead", Position: []int32{32768, 20000, -10000}, Edges: edges(shopRows, opposed)})
	return m
}

// opposed relates items of one category that differ in brand: each speaks against the other.
func opposed(a, b *row) int8 {
	if a.category == b.category && a.brand != b.brand {
		return -3
	}
	return 0
}

// bare is the least that a pack can have: no titles, no attributes, no evidence, but two items and an event type.
func bare() *pack.Model {
	return &pack.Model{
		Catalogue: "b", IDs: []string{"a", "b"}, Available: []bool{true, true}, Popularity: []int32{1, 2},
		Vectors: pack.Matrix{Rows: make([][]pack.Entry, 2)},
		Types:   []pack.EventType{{Name: "view", Weight: pack.OneWeight}},
	}
}

// maxima has every number and length at its limit, at both ends.
func maxima() *pack.Model {
	const n = 4
	m := &pack.Model{
		Catalogue: strings.Repeat("z", 64), Sequence: 1<<53 - 1, Provenance: []byte(strings.Repeat(" ", pack.MaxProvenance)),
		Available: []bool{true, true, true, true}, Prices: []int64{-1, 0, 1<<53 - 1, 1 << 52},
		Published: []int32{0, 1 << 24, -1 << 24, today}, Popularity: []int32{pack.MaxScore, -pack.MaxScore, 0, pack.MaxScore},
		Fields: []string{long("f", pack.MaxID)}, Kinds: numbered("kind", pack.MaxKinds), Sensitive: []uint32{0, 1<<32 - 1, 0, 0},
		Attributes: []pack.Attribute{{Field: 0, Value: long("値", pack.MaxText)}, {Field: 0, Value: ""}},
		Affinity:   pack.Term{Scale: pack.MaxScore, Position: steady(pack.MaxWindow)},
		Return:     pack.Term{Scale: -pack.MaxScore, Position: steady(pack.MaxWindow)},
		Freshness:  slices.Repeat([]int32{pack.MaxScore}, pack.MaxFreshDays),
		Used:       slices.Repeat([]int32{-pack.MaxScore, pack.MaxScore}, pack.MaxUses/2),
	}
	m.IDs = []string{long("id-1", pack.MaxID), long("id-2", pack.MaxID), long("項", pack.MaxID), "s"}
	for range n {
		m.Titles = append(m.Titles, long("題", pack.MaxText))
	}
	m.Vectors = pack.Matrix{Book: []int32{pack.OneVector}, Rows: full(n, 2, 1, -1)}
	for i := range pack.MaxTypes {
		m.Types = append(m.Types, pack.EventType{
			Name: fmt.Sprint("type-", i), Weight: int32(16-32*(i%2)) * pack.OneWeight, HalfLife: pack.MaxHalfLife, Floor: pack.MaxFloor * int64(i%3/2), Seen: i > 1,
		})
	}
	for i := range pack.MaxChannels {
		ch := pack.Channel{Name: fmt.Sprint(i), Position: steady(pack.MaxWindow), Edges: pack.Matrix{
			Book: []int32{pack.MaxScore}, Rows: full(n, n, 1, 1)}}
		if i >= 4 { // against: a negative place, a negative edge, both
			ch.Position[0], ch.Position[pack.MaxWindow-1] = -pack.OnePosition, -pack.OnePosition
			ch.Edges.Rows = full(n, n, 1, -1)
		}
		m.Channels = append(m.Channels, ch)
	}
	m.Features = []pack.Feature{
		{Name: "wide", Values: numbered("value", pack.MaxCells-1), Habit: m.Used}, {Name: long("n", pack.MaxID), Values: []string{"v"}},
	}
	m.Cells = pack.Matrix{Book: []int32{pack.MaxScore}, Rows: make([][]pack.Entry, pack.MaxCells)}
	m.Cells.Rows[0], m.Cells.Rows[pack.MaxCells-1] = full(1, n, 1, -1)[0], full(1, n, -1, 1)[0]
	return m
}

// long repeats s up to n bytes, short of that where a repetition would be cut.
func long(s string, n int) string { return strings.Repeat(s, n/len(s)) }

func numbered(name string, n int) []string {
	s := make([]string, n)
	for i := range s {
		s[i] = fmt.Sprint(name, "-", i)
	}
	return s
}

func steady(n int) []int32 { return slices.Repeat([]int32{pack.OnePosition}, n) }

// full is a matrix without gaps whose columns have codes in turn.
func full(rows, cols int, codes ...int8) [][]pack.Entry {
	all := make([][]pack.Entry, rows)
	for i := range all {
		for j := range cols {
			all[i] = append(all[i], pack.Entry{Col: uint32(j), Code: codes[j%len(codes)]})
		}
	}
	return all
}

const largeItems = 2000

// large is a random pack of largeItems items, from a fixed seed.
func large() *pack.Model {
	random := rand.New(rand.NewPCG(7, 2000))
	m := shop(9, nil)
	m.Catalogue, m.Titles, m.Attributes = "large", nil, nil
	for i := range 300 {
		m.Attributes = append(m.Attributes, pack.Attribute{Field: uint32(i % 3), Value: fmt.Sprint("value ", i)})
	}
	for i := range largeItems {
		m.IDs = append(m.IDs, fmt.Sprint("p", i))
		m.Available = append(m.Available, random.IntN(20) > 0)
		m.Prices = append(m.Prices, random.Int64N(100000)-1)
		m.Published = append(m.Published, today-random.Int32N(30))
		m.Popularity = append(m.Popularity, random.Int32N(1000))
		m.Sensitive = append(m.Sensitive, random.Uint32N(40)/36)
		m.Vectors.Rows = append(m.Vectors.Rows, scatter(random, 300, 1+random.IntN(4), 3))
	}
	for c := range m.Channels {
		m.Channels[c].Edges.Rows = make([][]pack.Entry, largeItems)
		for i := range largeItems {
			m.Channels[c].Edges.Rows[i] = scatter(random, largeItems, random.IntN(12), 3)
		}
	}
	for i := range m.Cells.Rows {
		m.Cells.Rows[i] = scatter(random, largeItems, 100, 3)
	}
	return m
}

// scatter is a row of n random entries, fewer where two meet, with codes from -levels to levels.
func scatter(random *rand.Rand, cols, n, levels int) []pack.Entry {
	columns := make([]uint32, n)
	for i := range columns {
		columns[i] = random.Uint32N(uint32(cols))
	}
	slices.Sort(columns)
	var entries []pack.Entry
	for _, c := range slices.Compact(columns) {
		entries = append(entries, pack.Entry{Col: c, Code: int8(random.IntN(2*levels+1) - levels)})
	}
	return entries
}

// Places in a pack: FORMAT.md has the layout of the header.
const (
	packMajor    = 8
	packSections = 12
	packSize     = 16
	packSequence = 24
	packName     = 32
	packTable    = 104
	packEntry    = 12
	packTrailer  = 8
)

// badPack is a way to break a pack, and the error that opening it must give.
type badPack struct {
	name, code, section string
	offset              int64
	breakIt             func(b []byte) []byte
}

var le = binary.LittleEndian

// seal writes the checksum anew, so that what comes after the check is tested.
func seal(b []byte) []byte {
	end := len(b) - packTrailer
	le.PutUint64(b[end:], xxhash.Sum64(b[:end]))
	return b
}

// set returns a mutation that sets the byte at an offset and seals the pack.
func set(offset int, value byte) func([]byte) []byte {
	return func(b []byte) []byte {
		b[offset] = value
		return seal(b)
	}
}

// broken are the mutations of the pack "bare". Offsets beyond the header come from its section table.
func broken(good []byte) []badPack {
	start := func(section int) int { return int(le.Uint32(good[packTable+packEntry*section+4:])) }
	last := len(good) - packTrailer
	return []badPack{
		{"magic", "magic", "pack: header", 0, set(0, 'h')},
		{"major", "version", "pack: header", packMajor + 2, set(packMajor, 2)},
		{"count", "range", "pack: header", packSize, set(packSections, 65)},
		{"bit", "checksum", "pack: header", int64(last), func(b []byte) []byte { b[last-1] ^= 0x10; return b }},
		{"short", "truncated", "pack: header", int64(len(good) - 1), func(b []byte) []byte { return b[:len(b)-1] }},
		{"stub", "truncated", "pack: header", 12, func(b []byte) []byte { return b[:13] }},
		{"long", "trailing", "pack: header", int64(len(good)), func(b []byte) []byte { return append(b, 0) }},
		{"sequence", "range", "pack: header", packName, set(packSequence+7, 1)},
		{"catalogue", "format", "pack: header", packTable, set(packName+1, 'B')},
		{"order", "order", "pack: header", packTable + packEntry, set(packTable+packEntry, 1)},
		{"kind", "version", "pack: header", packTable + 8*packEntry, set(packTable+8*packEntry, 200)},
		{"missing", "missing", "pack: section 10 (terms)", packTable + 9*packEntry, func(b []byte) []byte {
			le.PutUint32(b[packTable+8*packEntry:], 0x8000)
			return seal(b)
		}},
		{"gap", "range", "pack: header", packTable + packEntry, set(packTable+packEntry+4, 0)},
		{"twin", "duplicate", "pack: section 2 (ids)", int64(start(1) + 5), set(start(1)+4, 'a')},
		{"noid", "range", "pack: section 2 (ids)", int64(start(1) + 2), set(start(1)+1, 0)},
		{"utf8", "utf8", "pack: section 2 (ids)", int64(start(1) + 4), set(start(1)+3, 0xff)},
		{"flag", "range", "pack: section 4 (items)", int64(start(2)), set(start(2), 2)},
		{"provenance", "too_large", "pack: section 1 (provenance)", int64(start(0)), func([]byte) []byte {
			m := bare()
			m.Provenance = make([]byte, pack.MaxProvenance+1)
			return pack.Append(nil, m)
		}},
		{"prior", "truncated", "pack: section 8 (popularity)", int64(start(6) + 3), set(start(6)+2, 0x80)},
	}
}

func badPacks(good []byte) map[string][]byte {
	all := map[string][]byte{}
	for _, m := range broken(good) {
		all["bad-"+m.name] = m.breakIt(slices.Clone(good))
	}
	return all
}
