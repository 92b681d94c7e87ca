package scoring

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
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
}

type heard struct {
	item, kind int
	time       int64
	offset     int32
	value      int64 // 0: none
	context    []event.Pair
}

const kinds = KindFreshness + 1

// uses counts the uses of an item, and the last of them; those for which under is false are left out.
func (r *reference) uses(item int, under func(e heard) bool) (count, latest int) {
	for i, e := range r.events {
		t := r.m.Types[e.kind]
		down := e.value != 0 && e.value < t.Floor
		if e.item == item && t.Weight > 0 && !down && e.time+1<<62 >= r.request.High && under(e) {
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

// past returns the evidence events, latest first, and the base weight of each in 2⁻²⁰.
func (r *reference) past() (events []heard, base []int64) {
	window := max(len(r.m.Affinity.Position), len(r.m.Return.Position))
	for _, c := range r.m.Channels {
		window = max(window, len(c.Position))
	}
	for i := len(r.events) - 1; i >= 0; i-- {
		e := r.events[i]
		t := r.m.Types[e.kind]
		if t.Weight != 0 && e.time+1<<62 >= r.request.High && len(events) < window {
			events = append(events, e)
			weight := int64(t.Weight)
			if e.value != 0 && e.value < t.Floor {
				weight = -weight
			}
			base = append(base, shift(weight*fixed.Decay(r.request.Now-e.time, t.HalfLife), 7))
		}
	}
	return events, base
}

func weightAt(base []int64, k int, position []int32) int64 {
	if k >= len(position) {
		return 0
	}
	return shift(base[k]*int64(position[k]), 15)
}

// scores returns the score of every item by kind of contribution.
func (r *reference) scores() (items [][kinds]int64) {
	events, base := r.past()
	affinity := make([]int64, len(r.m.Attributes))
	for k, e := range events {
		scaled := shift(weightAt(base, k, r.m.Affinity.Position)*int64(r.m.Affinity.Scale), 20)
		for a := range affinity {
			affinity[a] += shift(scaled*cell(r.m.Vectors, e.item, a), 15)
		}
	}
	for c := range r.m.IDs {
		var s [kinds]int64
		for k, e := range events {
			for _, ch := range r.m.Channels {
				s[KindItem] += shift(weightAt(base, k, ch.Position)*cell(ch.Edges, e.item, c), 20)
			}
			if e.item == c {
				s[KindReturn] += shift(weightAt(base, k, r.m.Return.Position)*int64(r.m.Return.Scale), 20)
			}
		}
		all, _ := r.uses(c, func(heard) bool { return true })
		s[KindUsed] = worth(r.m.Used, all)
		for _, x := range r.request.Cells {
			f, value := r.cell(x)
			alike, _ := r.uses(c, func(e heard) bool { return e.valueOf(f.Name) == value })
			s[KindHabit] += worth(f.Habit, alike)
		}
		for a := range affinity {
			s[KindAttribute] += shift(affinity[a]*cell(r.m.Vectors, c, a), 15)
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
	if len(r.m.IDs) > 0 && len(r.m.Types) > 0 {
		for range rapid.IntRange(0, 10).Draw(t, "events") {
			r.events = append(r.events, heard{
				item: rapid.IntRange(0, len(r.m.IDs)-1).Draw(t, "item"), kind: rapid.IntRange(0, len(r.m.Types)-1).Draw(t, "type"),
				time:   rapid.Int64Range(0, 1<<rapid.IntRange(1, 44).Draw(t, "bits")).Draw(t, "time"),
				value:  rapid.SampledFrom([]int64{0, -1, 1, 999, 1000, 1999, 2000}).Draw(t, "value"),
				offset: rapid.Int32Range(-1440, 1440).Draw(t, "offset"), context: genContext(t),
			})
		}
	}
	r.request = Request{
		Now: rapid.Int64Range(0, 1<<44).Draw(t, "now"), High: rapid.SampledFrom([]int64{-1 << 63, 1 << 62, 1<<62 + 1<<30}).Draw(t, "high"), Dial: OneDial,
		Day: rapid.Int32Range(-5, 20003).Draw(t, "day"),
	}
	for row := range r.m.Cells.Rows {
		if rapid.Bool().Draw(t, "applies") {
			r.request.Cells = append(r.request.Cells, uint32(row))
		}
	}
	return r
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

// open builds what the scorer needs of a reference.
func (r *reference) open(t require.TestingT) (*pack.Pack, *profile.Profile) {
	p, err := pack.Open(pack.Append(nil, r.m))
	require.NoError(t, err)
	l, f := &event.Log{}, &profile.Profile{}
	for _, e := range r.events {
		l.Append(&event.Event{
			Type: r.m.Types[e.kind].Name, Item: r.m.IDs[e.item], Time: e.time, Offset: e.offset, Value: e.value,
			HasValue: e.value != 0, Context: e.context,
		}, 1)
	}
	var b consent.Book
	_, err = b.Declare([]consent.Purpose{{ID: "rank", Version: 1, Text: "Rank.", Stage: consent.StageRank}}, 0, 0)
	require.NoError(t, err)
	f.Fold(p, l, b.NewGate(1, nil, -1))
	require.Len(t, f.Entries, len(r.events))
	return p, f
}

// TestAgainstReference compares scores with the formula, item by item and kind by kind, and contributions with scores. The scorer is
// used for one request after another, and wiped in between at times.
func TestAgainstReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genReference(t)
		p, f := r.open(t)
		s := NewScorer(p)
		for range rapid.IntRange(1, 3).Draw(t, "requests") {
			r.request.Now = rapid.Int64Range(0, 1<<44).Draw(t, "now")
			s.Prepare(f, r.request)
			scores, want := s.Scores(), r.scores()
			require.Len(t, scores, len(want))
			require.Equal(t, r.personal(), s.Personal())
			for c := range want {
				var byKind [kinds]int64
				sum := int64(0)
				for _, x := range s.Contributions(uint32(c), nil) {
					require.NotZero(t, x.Score)
					r.sameUses(t, c, x)
					byKind[x.Kind] += x.Score
					sum += x.Score
				}
				require.Equal(t, want[c], byKind)
				require.Equal(t, sum, scores[c])
			}
			if rapid.Bool().Draw(t, "wipe") {
				s.Wipe()
				requireWiped(t, s)
			}
		}
	})
}

// personal reports whether an event is within the window, or counts as a use in a table that the request asks for.
func (r *reference) personal() bool {
	events, _ := r.past()
	counts := len(r.m.Used) > 0
	for _, x := range r.request.Cells {
		f, _ := r.cell(x)
		counts = counts || len(f.Habit) > 0
	}
	uses := 0
	for c := range r.m.IDs {
		n, _ := r.uses(c, func(heard) bool { return true })
		uses += n
	}
	return len(events) > 0 || counts && uses > 0
}

// sameUses compares number and latest of the uses behind a contribution.
func (r *reference) sameUses(t require.TestingT, item int, x Contribution) {
	count, latest := 0, 0
	switch x.Kind {
	case KindUsed:
		count, latest = r.uses(item, func(heard) bool { return true })
	case KindHabit:
		f, value := r.cell(x.Index)
		count, latest = r.uses(item, func(e heard) bool { return e.valueOf(f.Name) == value })
	default:
		latest = int(x.Entry)
	}
	require.Equal(t, []int{count, latest}, []int{int(x.Count), int(x.Entry)})
}

func requireWiped(t require.TestingT, s *Scorer) {
	require.Equal(t, make([]past, cap(s.history)), s.history[:cap(s.history)])
	require.Equal(t, make([]uint32, cap(s.touched)), s.touched[:cap(s.touched)])
	require.Zero(t, slices.Max(append(s.used[:cap(s.used)], 0)))
	require.Zero(t, slices.Max(append(s.slots, 0)))
	for _, tally := range s.tallies[:cap(s.tallies)] {
		require.Zero(t, tally)
	}
	require.Equal(t, make([]habit, cap(s.habits)), s.habits[:cap(s.habits)])
	require.Equal(t, make([]int64, len(s.scores)), s.scores)
	require.Equal(t, make([]int64, len(s.affinity)), s.affinity)
	require.Equal(t, make([]bool, len(s.felt)), s.felt)
	require.Equal(t, Request{}, s.request)
	require.False(t, s.Personal())
}

// TestContributionsSayWhy names events, attributes and context values.
func TestContributionsSayWhy(t *testing.T) {
	const arabica, mill, view = 0, 2, 0
	r := &reference{m: packtest.Shop(), events: []heard{{item: mill, kind: view, time: 50}, {item: arabica, kind: view, time: 100}}}
	r.request = Request{Now: 100, Dial: OneDial, Cells: []uint32{2}, Day: 19717}
	p, f := r.open(t)
	s := NewScorer(p)
	s.Prepare(f, r.request)
	require.Equal(t, []Contribution{
		{Kind: KindItem, Entry: 1, Score: 2048}, // beans speak for a mill
		{Kind: KindReturn, Entry: 0, Score: 0},  // the mill is the second last event: beyond the table
		{Kind: KindAttribute, Index: 0, Score: 256}, {Kind: KindAttribute, Index: 3, Score: 512},
		{Kind: KindContext, Index: 2, Score: -150},
		{Kind: KindPopularity, Index: pack.None, Score: 800},
	}, with(s.Contributions(mill, nil), 1))
	require.Equal(t, Contribution{Kind: KindReturn, Entry: 1, Score: -256}, s.Contributions(arabica, nil)[0])
	require.Equal(t, Contribution{Kind: KindFreshness, Index: pack.None, Score: 32}, last(s.Contributions(3, nil)))
	kept := []Contribution{{Score: 9}}
	require.Equal(t, kept[0], s.Contributions(mill, kept)[0], "appended to what is there")
}

// with puts an empty return contribution at a place: zero terms are left out.
func with(all []Contribution, at int) []Contribution {
	head := append([]Contribution{}, all[:at]...)
	return append(append(head, Contribution{Kind: KindReturn}), all[at:]...)
}

func last(all []Contribution) Contribution { return all[len(all)-1] }

// TestFreshness looks at an item published on day 19700 with a table of three days.
func TestFreshness(t *testing.T) {
	r := &reference{m: packtest.Shop()}
	p, f := r.open(t)
	s := NewScorer(p)
	for day, want := range map[int32]int64{19699: 64, 19700: 64, 19701: 32, 19702: 16, 19703: 0, -1 << 30: 64, 1 << 30: 0} {
		s.Prepare(f, Request{Day: day})
		require.Equal(t, 900+want, s.Scores()[1], day)
		require.Equal(t, int64(800), s.Scores()[2], "no date, no bonus")
	}
}

// TestLargest has every factor at its limit: nothing overflows, and scores fit the 53 bits of the boundary.
func TestLargest(t *testing.T) {
	m := &pack.Model{
		Catalogue: "big", IDs: []string{"a"}, Available: []bool{true}, Popularity: []int32{pack.MaxScore},
		Types:    []pack.EventType{{Name: "t", Weight: 16 * pack.OneWeight}},
		Affinity: pack.Term{Scale: pack.MaxScore}, Return: pack.Term{Scale: pack.MaxScore}, Used: []int32{0, pack.MaxScore},
	}
	m.Fields = []string{"f"}
	all := pack.Matrix{Book: []int32{pack.OneVector}, Rows: [][]pack.Entry{nil}}
	for a := range uint32(1000) {
		m.Attributes = append(m.Attributes, pack.Attribute{Value: string(rune(a))})
		all.Rows[0] = append(all.Rows[0], pack.Entry{Col: a, Code: 1})
	}
	m.Vectors = all
	position := make([]int32, pack.MaxWindow)
	for k := range position {
		position[k] = pack.OnePosition
	}
	m.Affinity.Position, m.Return.Position = position, position
	edge := pack.Matrix{Book: []int32{pack.MaxScore}, Rows: [][]pack.Entry{{{Col: 0, Code: 1}}}}
	for range pack.MaxChannels {
		m.Channels = append(m.Channels, pack.Channel{Position: position, Edges: edge})
	}
	r := &reference{m: m}
	for f := range uint32(pack.MaxFeatures) {
		m.Features = append(m.Features, pack.Feature{Name: "daypart", Values: []string{"night"}, Habit: []int32{0, pack.MaxScore}})
		r.request.Cells = append(r.request.Cells, f)
	}
	m.Cells = pack.Matrix{Book: []int32{pack.MaxScore}, Rows: slices.Repeat([][]pack.Entry{{{Col: 0, Code: 1}}}, pack.MaxFeatures)}
	for range pack.MaxWindow + 5 {
		r.events = append(r.events, heard{})
	}
	p, f := r.open(t)
	s := NewScorer(p)
	s.Prepare(f, r.request)
	const one = 16 * pack.MaxScore // one event's edge, at full weight
	want := int64(pack.MaxWindow)*one*(pack.MaxChannels+1+1000) + pack.MaxScore*(1+1+2*pack.MaxFeatures)
	require.Equal(t, want, s.Scores()[0])
	require.Less(t, want, int64(1)<<53)
	sum := int64(0)
	for _, c := range s.Contributions(0, nil) {
		sum += c.Score
	}
	require.Equal(t, want, sum)
}
