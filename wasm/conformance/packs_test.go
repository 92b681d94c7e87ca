package conformance

// The packs of the traces, built from models written out here.

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/pack"
)

const (
	second = int64(1000)
	minute = 60 * second
	hour   = 3600 * second
	day    = 24 * hour
	monday = 1_772_442_000_000 // 2026-03-02 09:00 UTC
	today  = int32(monday / day)
)

// packs returns all packs by name, the broken ones included.
var packs = sync.OnceValue(func() map[string][]byte {
	all := map[string][]byte{}
	for name, m := range map[string]*pack.Model{
		"shop": shop(1, shopRows), "shop-next": shop(2, nextRows()), "empty": shop(3, nil),
		"habits": habits(), "other": other(), "bare": bare(), "maxima": maxima(), "large": large(),
		"language": language(), "declares": declares(),
	} {
		all[name] = pack.Append(nil, m)
	}
	for name, b := range badPacks(all["bare"]) {
		all[name] = b
	}
	return all
})

// row is an item of the shop.
type row struct {
	id, title, category, brand string
	price                      int64
	age                        int32 // days since publication, -1 unknown
	popularity                 int32
	sensitive                  uint32
	gone                       bool // not available
}

var shopRows = []row{
	{"tea-1", "Sencha 煎茶 “first flush”", "tea", "Ōkawa", 1850, 3, 900, 0, false},
	{"tea-2", "Earl Grey", "tea", "Ōkawa", 790, 400, 800, 0, false},
	{"tea-3", "Rooibos – naïve blend", "tea", "Zuid", 650, 30, 410, 0, false},
	{"tea-4", "شاي بالنعناع", "tea", "Zuid", 520, 1, 150, 0, false},
	{"pot-1", "Kyūsu teapot", "pots", "Ōkawa", 4900, 90, 520, 0, false},
	{"pot-2", "Cast-iron pot", "pots", "Eisen & Söhne", 8900, 800, 300, 0, false},
	{"pot-3", "Glass pot", "pots", "Zuid", 2400, 12, 300, 0, true},
	{"cup-1", "Cup, 2 pcs", "cups", "Ōkawa", 1900, 60, 640, 0, false},
	{"cup-2", "Cup 👩🏽‍🍳 “chef”", "cups", "Eisen & Söhne", 1200, 5, 90, 0, false},
	{"cup-3", "Чашка", "cups", "Zuid", 990, -1, 230, 0, false},
	{"mix-1", "Sleep well (valerian)", "remedies", "Kräuterhof", 1100, 20, 310, 1, false},
	{"mix-2", "Cold & flu blend", "remedies", "Kräuterhof", 1350, 2, 450, 1, false},
	{"rum-1", "Rum for grog 54 %", "spirits", "Kräuterhof", 2990, 45, 200, 2, false},
	{"rum-2", "Bitters e\u0301lixir", "spirits", "Kräuterhof", -1, -1, 75, 3, false},
	{"book-1", "The Book of Tea", "books", "", 1500, 8000, 260, 0, false},
	{"book-2", "茶の本", "books", "", 1500, 8000, 260, 0, false},
	{"日本-茶", "", "tea", "", 3000, 0, 260, 0, false},
	{"gift card", "Gift card", "", "", 5000, -1, 700, 0, false},
}

// nextRows is the shop a week on: three items went, two came, the order is turned round.
func nextRows() []row {
	next := []row{
		{"tea-5", "New harvest 新茶", "tea", "Ōkawa", 2100, 0, 650, 0, false},
		{"cup-4", "Tasting cup", "cups", "Ōkawa", 700, 1, 100, 0, false},
	}
	for i := len(shopRows) - 1; i >= 0; i-- {
		switch r := shopRows[i]; r.id {
		case "tea-2", "cup-1", "mix-2":
		case "pot-3":
			r.gone = false
			next = append(next, r)
		default:
			r.popularity = r.popularity*3/4 + 10
			next = append(next, r)
		}
	}
	return next
}

// eventTypes are those of the shop: positive, negative, either by its value, and no evidence; with and without
// half-life; marking as seen or not.
var eventTypes = []pack.EventType{
	{Name: "view", Weight: pack.OneWeight, HalfLife: 14 * day},
	{Name: "click", Weight: pack.OneWeight / 2, HalfLife: 3 * day},
	{Name: "dwell", Weight: pack.OneWeight / 4, HalfLife: day},
	{Name: "add_to_cart", Weight: 3 * pack.OneWeight, HalfLife: 30 * day},
	{Name: "purchase", Weight: 4 * pack.OneWeight, HalfLife: 0, Seen: true},
	{Name: "like", Weight: 2 * pack.OneWeight, HalfLife: 0},
	{Name: "dislike", Weight: -2 * pack.OneWeight, HalfLife: 0, Seen: true},
	{Name: "dismiss", Weight: -pack.OneWeight, HalfLife: 7 * day, Seen: true},
	{Name: "rate", Weight: 2 * pack.OneWeight, HalfLife: 0, Floor: 3500},
	{Name: "impression", Weight: 0},
	{Name: "查看", Weight: pack.OneWeight, HalfLife: hour},
}

var features = []pack.Feature{
	{Name: "daypart", Values: []string{"night", "morning", "afternoon", "evening"}},
	{Name: "weekday", Values: []string{"mon", "sat", "sun"}},
	{Name: "device", Values: []string{"phone", "télé"}},
}

// shop is the model of the catalogue "shop" with rows as items.
func shop(sequence uint64, rows []row) *pack.Model {
	m := &pack.Model{
		Catalogue: "shop", Sequence: sequence, Provenance: []byte(`{"data":"made up for the conformance traces"}`),
		Titles: []string{}, Kinds: []string{"health", "alcohol"}, Fields: []string{"category", "brand", "script"},
		Types: eventTypes, Features: features,
		Affinity:  pack.Term{Scale: 1000, Position: []int32{32768, 26214, 20971, 16777, 13421}},
		Return:    pack.Term{Scale: -300, Position: []int32{32768, 16384}},
		Freshness: []int32{200, 180, 160, 120, 80, 40, 20, 10},
	}
	m.Vectors.Book = []int32{16384, 23170, 28000}
	for i := range rows {
		addItem(m, &rows[i])
	}
	m.Channels = []pack.Channel{
		{Name: "also", Position: []int32{32768, 29491, 26542, 23887}, Edges: edges(rows, alike)},
		{Name: "then", Position: []int32{32768, 8192}, Edges: edges(rows, follows)},
	}
	m.Cells = lifts(rows)
	return m
}

// language is the shop with lifts by language.
func language() *pack.Model {
	m := shop(4, shopRows)
	m.Features = append(slices.Clone(features), pack.Feature{Name: "language", Values: []string{"de", "fr"}})
	strongest := int8(len(m.Cells.Book))
	m.Cells.Rows = append(m.Cells.Rows, []pack.Entry{{Col: 3, Code: strongest}, {Col: 15, Code: strongest}}, nil)
	return m
}

// declares is the shop with purposes of its own.
func declares() *pack.Model {
	m := shop(5, shopRows)
	m.Purposes = []consent.Purpose{
		{ID: "rank", Version: 2, Text: "Put what fits me first, by what I look at here.", Stage: consent.StageRank, Days: 90},
		{ID: "health", Version: 1, Text: "Use what I look at among remedies.", Stage: consent.StageRank, Sensitive: []string{"health"}},
	}
	return m
}

func addItem(m *pack.Model, r *row) {
	m.IDs = append(m.IDs, r.id)
	m.Titles = append(m.Titles, r.title)
	m.Available = append(m.Available, !r.gone)
	m.Prices = append(m.Prices, r.price)
	m.Popularity = append(m.Popularity, r.popularity)
	m.Sensitive = append(m.Sensitive, r.sensitive)
	published := int32(0)
	if r.age >= 0 {
		published = today - r.age
	}
	m.Published = append(m.Published, published)
	m.Vectors.Rows = append(m.Vectors.Rows, vector(m, r))
}

// vector lists an item's attributes: category and brand weighted, the script of its title listed without a weight.
func vector(m *pack.Model, r *row) []pack.Entry {
	var entries []pack.Entry
	add := func(field uint32, value string, code int8) {
		if value != "" {
			entries = append(entries, pack.Entry{Col: attribute(m, field, value), Code: code})
		}
	}
	add(0, r.category, 2)
	add(1, r.brand, 1)
	if strings.ContainsAny(r.title, "茶煎の本") {
		add(2, "漢字", 0)
	}
	slices.SortFunc(entries, func(a, b pack.Entry) int { return cmp.Compare(a.Col, b.Col) })
	return entries
}

// attribute returns the index of an attribute, which it adds when it is new.
func attribute(m *pack.Model, field uint32, value string) uint32 {
	a := pack.Attribute{Field: field, Value: value}
	i := slices.Index(m.Attributes, a)
	if i < 0 {
		i = len(m.Attributes)
		m.Attributes = append(m.Attributes, a)
	}
	return uint32(i)
}

// edges is the matrix of a relation; code 0 is no edge.
func edges(rows []row, relation func(a, b *row) int8) pack.Matrix {
	m := pack.Matrix{Book: []int32{90, 250, 700}, Rows: make([][]pack.Entry, len(rows))}
	for i := range rows {
		for j := range rows {
			if code := relation(&rows[i], &rows[j]); i != j && code != 0 {
				m.Rows[i] = append(m.Rows[i], pack.Entry{Col: uint32(j), Code: code})
			}
		}
	}
	return m
}

// alike relates items of one category or brand.
func alike(a, b *row) int8 {
	code := int8(0)
	if a.category == b.category {
		code += 2
	}
	if a.brand == b.brand {
		code++
	}
	return code
}

// follows relates what is bought one after the other; rum speaks against remedies.
func follows(a, b *row) int8 {
	switch a.category + ">" + b.category {
	case "tea>pots", "pots>cups":
		return 3
	case "cups>tea":
		return 1
	case "spirits>remedies":
		return -2
	}
	return 0
}

// lifts has a row for each value of the features: tea in the morning, spirits in the evening and at the weekend, and so on.
func lifts(rows []row) pack.Matrix {
	codes := []map[string]int8{
		{"remedies": 3}, {"tea": 2, "spirits": -3}, {"tea": 1, "cups": 1}, {"spirits": 3, "books": 1},
		{"tea": 1}, {"spirits": 2}, {"books": 2, "spirits": -1},
		{"cups": 1}, {"pots": 2},
	}
	m := pack.Matrix{Book: []int32{60, 180, 400}, Rows: make([][]pack.Entry, len(codes))}
	for cell := range codes {
		for i := range rows {
			if code := codes[cell][rows[i].category]; code != 0 {
				m.Rows[cell] = append(m.Rows[cell], pack.Entry{Col: uint32(i), Code: code})
			}
		}
	}
	return m
}
