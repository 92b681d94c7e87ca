package scoring

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/fixed"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
	"github.com/hearthrank/hearth/engine/profile"
)

// reference is the formula of the package comment, read literally over the model: no pack, no sparse rows, no scratch space.
type reference struct {
	m       *pack.Model
	events  []heard // the log, first to last
	request Request
	percent int64 // of the dial, or whole
	days    int32 // retention, 0 for none
}

type heard struct {
	item, kind int
	time       int64
	offset     int32
	value      int64 // 0: none
	context    []event.Pair
}

const kinds = KindFreshness + 1

// whole stands for no dial at all.
const whole = -1

// dial scales a personal term: ⌊term · ⌊percent · OneDial / 100⌋ / OneDial⌋.
func (r *reference) dial(term int64) int64 {
	if r.percent == whole {
		return term
	}
	return fixed.FloorDiv(term*(r.percent*65536/100), 65536)
}

// usable reports whether an event may be used: until its days are over, and not when its item is blocked.
func (r *reference) usable(e heard) bool {
	until := e.time + 1<<62
	if r.days > 0 {
		until = e.time + int64(r.days)*event.Day
	}
	return until >= r.request.High && (r.request.Blocked == nil || r.request.Blocked[e.item] == 0)
}

// uses counts the uses of an item, and the last of them; those for which under is false are left out.
func (r *reference) uses(item int, under func(e heard) bool) (count, latest int) {
	for i, e := range r.events {
		t := r.m.Types[e.kind]
		down := e.value != 0 && e.value < t.Floor
		if e.item == item && t.Weight > 0 && !down && r.usable(e) && under(e) {
			count, latest = count+1, i
		}
	}
	return count, latest
}

// worth reads a table by number of uses.
func worth(table []int32, count int) int64 {
	if count == 0 || len(table) == 0 {
		return 0
	}
	return int64(table[min(count, len(table))-1])
}

// cell returns the feature and the value that a row of the model's cells stands for.
func (r *reference) cell(row uint32) (f pack.Feature, value string) {
	for _, f := range r.m.Features {
		if int(row) < len(f.Values) {
			return f, f.Values[row]
		}
		row -= uint32(len(f.Values))
	}
	panic("no such row")
}

// valueOf returns what an event says of a feature, or what its local time says.
func (e heard) valueOf(feature string) string {
	for _, pair := range e.context {
		if pair.Name == feature {
			return pair.Value
		}
	}
	local := time.UnixMilli(e.time).UTC().Add(time.Duration(e.offset) * time.Minute)
	switch feature {
	case "daypart":
		return []string{"night", "morning", "afternoon", "evening"}[local.Hour()/6]
	case "weekday":
		return strings.ToLower(local.Weekday().String()[:3])
	}
	return ""
}

// cell returns entry (row, col) of a matrix.
func cell(m pack.Matrix, row, col int) int64 {
	for _, e := range m.Rows[row] {
		if int(e.Col) == col && e.Code > 0 {
			return int64(m.Book[e.Code-1])
		}
		if int(e.Col) == col && e.Code < 0 {
			return -int64(m.Book[-e.Code-1])
		}
	}
	return 0
}

// shift returns ⌊v / 2^bits⌋.
func shift(v int64, bits int) int64 { return fixed.FloorDiv(v, 1<<bits) }

// place returns how many events before k in a list have a base of the same sign: those against their items are counted by themselves.
func place(base []int64, k int) int {
	n := 0
	for _, b := range base[:k] {
		if (b < 0) == (base[k] < 0) {
			n++
		}
	}
	return n
}

// past returns the evidence events, latest first, and the base weight of each in 2⁻²⁰.
func (r *reference) past() (events []heard, base []int64) {
	window := max(len(r.m.Affinity.Position), len(r.m.Return.Position))
	for _, c := range r.m.Channels {
		window = max(window, len(c.Position))
	}
	looked := 0
	for i := len(r.events) - 1; i >= 0 && looked < 2*window; i-- {
		e := r.events[i]
		t := r.m.Types[e.kind]
		if t.Weight == 0 || !r.usable(e) {
			continue
		}
		looked++
		weight := int64(t.Weight)
		if e.value != 0 && e.value < t.Floor {
			weight = -weight
		}
		b := shift(weight*fixed.Decay(r.request.Now-e.time, t.HalfLife), 7)
		if place(append(slices.Clone(base), b), len(base)) < window {
			events, base = append(events, e), append(base, b)
		}
	}
	return events, base
}

func weightAt(base []int64, k int, position []int32) int64 {
	k, b := place(base, k), base[k]
	if k >= len(position) {
		return 0
	}
	return shift(b*int64(position[k]), 15)
}

// affinity returns A(a) of every attribute.
func (r *reference) affinity() []int64 {
	events, base := r.past()
	affinity := make([]int64, len(r.m.Attributes))
	for a := range affinity {
		for k, e := range events {
			scaled := shift(weightAt(base, k, r.m.Affinity.Position)*int64(r.m.Affinity.Scale), 20)
			affinity[a] += shift(scaled*cell(r.m.Vectors, e.item, a), 15)
		}
		if slices.Contains(r.request.Muted, uint32(a)) {
			affinity[a] = 0
		}
	}
	return affinity
}

// scores returns the score of every item by kind of contribution.
func (r *reference) scores() (items [][kinds]int64) {
	affinity := r.affinity()
	for c := range r.m.IDs {
		var s [kinds]int64
		if !slices.Contains(r.request.Shielded, uint32(c)) {
			r.addPast(c, &s)
			r.addUses(c, &s)
			r.addTaste(c, affinity, &s)
		}
		for _, x := range r.request.Cells {
			s[KindContext] += cell(r.m.Cells, int(x), c)
		}
		s[KindPopularity] = int64(r.m.Popularity[c])
		s[KindFreshness] = r.freshness(c)
		items = append(items, s)
	}
	return items
}

// addPast adds what each event of the window says of an item: all channels together, then the return.
func (r *reference) addPast(c int, s *[kinds]int64) {
	events, base := r.past()
	for k, e := range events {
		edges := int64(0)
		for _, ch := range r.m.Channels {
			edges += forNothing(base[k], shift(weightAt(base, k, ch.Position)*cell(ch.Edges, e.item, c), 20))
		}
		s[KindItem] += r.dial(edges)
		if e.item == c {
			s[KindReturn] += r.dial(forNothing(base[k], shift(weightAt(base, k, r.m.Return.Position)*int64(r.m.Return.Scale), 20)))
		}
	}
}

// addUses adds what the number of its uses says of an item.
func (r *reference) addUses(c int, s *[kinds]int64) {
	all, _ := r.uses(c, func(heard) bool { return true })
	s[KindUsed] = r.dial(worth(r.m.Used, all))
	for _, x := range r.request.Cells {
		f, value := r.cell(x)
		alike, _ := r.uses(c, func(e heard) bool { return e.valueOf(f.Name) == value })
		s[KindHabit] += r.dial(worth(f.Habit, alike))
	}
}

// addTaste adds what its attributes say of an item, by what is inferred and by what is declared.
func (r *reference) addTaste(c int, affinity []int64, s *[kinds]int64) {
	for a := range affinity {
		s[KindAttribute] += r.dial(shift(affinity[a]*cell(r.m.Vectors, c, a), 15))
	}
	for _, declared := range r.request.Interests {
		s[KindInterest] += r.dial(shift(declared.Score*cell(r.m.Vectors, c, int(declared.Attribute)), 15))
	}
}

func (r *reference) freshness(item int) int64 {
	if len(r.m.Published) == 0 || r.m.Published[item] == 0 {
		return 0
	}
	age := max(0, int(r.request.Day)-int(r.m.Published[item]))
	if age >= len(r.m.Freshness) {
		return 0
	}
	return int64(r.m.Freshness[age])
}

// genReference draws a model, a history of its items and a request.
func genReference(t *rapid.T) *reference {
	r := &reference{m: packtest.Model(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "model"), 0)).IntN)}
	r.days = rapid.SampledFrom([]int32{0, 0, 1, 30}).Draw(t, "days")
	r.percent = rapid.SampledFrom([]int64{100, 100, 0, 1, 33, 50, 99}).Draw(t, "percent")
	r.events = genEvents(t, r.m)
	r.request = Request{
		Now: rapid.Int64Range(0, 1<<44).Draw(t, "now"), Dial: r.percent * OneDial / 100, Day: rapid.Int32Range(-5, 20003).Draw(t, "day"),
		High: rapid.SampledFrom([]int64{-1 << 63, 1 << 31, 1 << 40, 1 << 62, 1<<62 + 1<<30}).Draw(t, "high"),
	}
	for row := range r.m.Cells.Rows {
		if rapid.Bool().Draw(t, "applies") {
			r.request.Cells = append(r.request.Cells, uint32(row))
		}
	}
	r.genOrders(t)
	return r
}

// genEvents draws a history of a model's items.
func genEvents(t *rapid.T, m *pack.Model) (events []heard) {
	if len(m.IDs) == 0 || len(m.Types) == 0 {
		return nil
	}
	for range rapid.IntRange(0, 10).Draw(t, "events") {
		events = append(events, heard{
			item: rapid.IntRange(0, len(m.IDs)-1).Draw(t, "item"), kind: rapid.IntRange(0, len(m.Types)-1).Draw(t, "type"),
			time:   rapid.Int64Range(0, 1<<rapid.IntRange(1, 44).Draw(t, "bits")).Draw(t, "time"),
			value:  rapid.SampledFrom([]int64{0, -1, 1, 999, 1000, 1999, 2000}).Draw(t, "value"),
			offset: rapid.Int32Range(-1440, 1440).Draw(t, "offset"), context: genContext(t),
		})
	}
	return events
}

// genOrders draws what the person and the gate say; at times nothing.
func (r *reference) genOrders(t *rapid.T) {
	o, items, attributes := &r.request.Orders, len(r.m.IDs), len(r.m.Attributes)
	if rapid.Bool().Draw(t, "blocks") {
		o.Blocked = rapid.SliceOfN(rapid.SampledFrom([]uint8{0, 0, 0, 4, 1}), items, items).Draw(t, "blocked")
	}
	for i := range uint32(items) {
		if rapid.IntRange(0, 5).Draw(t, "shield") == 0 {
			o.Shielded = append(o.Shielded, i)
		}
	}
	for a := range uint32(attributes) {
		if rapid.IntRange(0, 3).Draw(t, "interest") == 0 {
			o.Interests = append(o.Interests, Interest{a, rapid.Int64Range(-pack.MaxScore, pack.MaxScore).Draw(t, "score")})
		}
		if rapid.IntRange(0, 3).Draw(t, "mute") == 0 {
			o.Muted = append(o.Muted, a)
		}
	}
	o.Interests = rapid.Permutation(o.Interests).Draw(t, "order")
}

// genContext draws features with values that the model has, values of another feature, and empty ones.
func genContext(t *rapid.T) (pairs []event.Pair) {
	for _, feature := range []string{"daypart", "device", "empty", "mood", "weekday"} {
		if rapid.IntRange(0, 2).Draw(t, feature) == 0 {
			value := rapid.SampledFrom([]string{"", "phone", "night", "evening", "sat"}).Draw(t, "value")
			pairs = append(pairs, event.Pair{Name: feature, Value: value})
		}
	}
	return pairs
}

// open builds what the scorer needs of a reference: sensitive items too have a purpose.
func (r *reference) open(t require.TestingT) (*pack.Pack, *profile.Profile) {
	p, err := pack.Open(pack.Append(nil, r.m))
	require.NoError(t, err)
	var b consent.Book
	_, err = b.Declare([]consent.Purpose{
		{ID: "rank", Version: 1, Text: "Rank.", Days: r.days}, {ID: "more", Version: 1, Text: "More.", Days: r.days, Sensitive: r.m.Kinds},
	}, 0, 0)
	require.NoError(t, err)
	f := &profile.Profile{}
	f.Fold(p, r.log(), b.NewGate(0b11, p.SensitiveKinds(), -1))
	require.Len(t, f.Entries, len(r.events))
	return p, f
}

// log records the events.
func (r *reference) log() *event.Log {
	l := &event.Log{}
	for _, e := range r.events {
		l.Append(&event.Event{
			Type: r.m.Types[e.kind].Name, Item: r.m.IDs[e.item], Time: e.time, Offset: e.offset, Value: e.value,
			HasValue: e.value != 0, Context: e.context,
		}, 0b11)
	}
	return l
}

// forNothing is a term of an event: none for an item, where the event is against its own.
func forNothing(base, term int64) int64 {
	if base < 0 && term > 0 {
		return 0
	}
	return term
}
