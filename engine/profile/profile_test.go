package profile

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

func genPack(t *rapid.T) *pack.Pack {
	p, err := pack.Open(pack.Append(nil, packtest.Model(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "model"), 0)).IntN)))
	require.NoError(t, err)
	return p
}

// gateOf returns the gate of two purposes, for ranking and for learning, of which some are granted; nothing is too old for them.
func gateOf(t require.TestingT, granted consent.Set) *consent.Gate {
	var b consent.Book
	_, err := b.Declare([]consent.Purpose{
		{ID: "rank", Version: 1, Text: "Rank.", Stage: consent.StageRank}, {ID: "learn", Version: 1, Text: "Learn.", Stage: consent.StageLearn},
	}, 0, 0)
	require.NoError(t, err)
	return b.NewGate(granted, nil, -1)
}

// genLog draws records of known, unknown and no items, known and unknown types, with and without purposes.
func genLog(t *rapid.T, records int) *event.Log {
	l := &event.Log{}
	for range records {
		e := event.Event{Type: "sold", Time: rapid.Int64Range(-5, 5).Draw(t, "time"), Offset: rapid.SampledFrom([]int32{0, -1440, 700}).Draw(t, "offset")}
		if k := rapid.IntRange(0, len(packtest.Types)).Draw(t, "type"); k < len(packtest.Types) {
			e.Type = packtest.Types[k]
		}
		if i := rapid.IntRange(-1, packtest.MaxItems+1).Draw(t, "item"); i >= 0 {
			e.Item = packtest.Item(i)
		}
		if e.Value = 500 * rapid.Int64Range(-1, 4).Draw(t, "value"); e.Value != 0 {
			e.HasValue = true
		}
		for _, name := range []string{"daypart", "device", "mood"} {
			if rapid.IntRange(0, 2).Draw(t, name) == 0 {
				value := rapid.SampledFrom([]string{"", "phone", "evening", "sat"}).Draw(t, "value")
				e.Context = append(e.Context, event.Pair{Name: name, Value: value})
			}
		}
		l.Append(&e, rapid.Uint32Range(0, 3).Draw(t, "purposes"))
	}
	return l
}

// TestFoldIsIncremental folds record by record and all at once, over and over with the same profile: equal bytes, and the entries are
// what a naive reading of the log gives.
func TestFoldIsIncremental(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, used := genPack(t), Profile{}
		for range rapid.IntRange(1, 3).Draw(t, "times") {
			l := genLog(t, rapid.IntRange(0, 40).Draw(t, "records"))
			gate := gateOf(t, consent.Set(rapid.Uint32Range(0, 3).Draw(t, "granted")))
			var step, fresh Profile
			for i := range l.Len() {
				step.Add(p, l, gate, i)
			}
			used.Fold(p, l, gate)
			fresh.Fold(p, l, gate)
			require.Equal(t, naive(p, l, gate), append([]Entry{}, fresh.Entries...))
			require.Equal(t, naiveCells(p, l, fresh.Entries), append([]uint32{}, fresh.Cells...))
			require.Equal(t, fresh.AppendBinary(nil), step.AppendBinary(nil))
			require.Equal(t, fresh.AppendBinary(nil), used.AppendBinary(nil))
			countsAddUp(t, l, &fresh)
		}
	})
}

func naive(p *pack.Pack, l *event.Log, gate *consent.Gate) []Entry {
	entries := []Entry{}
	for i := range l.Len() {
		r := l.At(i)
		item, kind := p.Find(l.Text(r.Item)), p.Type(l.Text(r.Type))
		if gate.Granted&1 == 1 && r.Purposes&1 == 1 && item != pack.None && kind != pack.None {
			entries = append(entries, Entry{Time: r.Time, Until: r.Time + 1<<62, Record: uint32(i), Item: item, Type: kind, Down: r.HasValue && r.Value < p.Types()[kind].Floor})
		}
	}
	return entries
}

// naiveCells looks up, for each entry and each habit, what the event said of its feature, or what its local time says.
func naiveCells(p *pack.Pack, l *event.Log, entries []Entry) []uint32 {
	cells := []uint32{}
	for _, e := range entries {
		r := l.At(int(e.Record))
		for _, h := range p.Habits() {
			feature, _ := p.Feature(h.Feature)
			local := time.UnixMilli(r.Time).UTC().Add(time.Duration(r.Offset) * time.Minute)
			said := map[string]string{
				"daypart": []string{"night", "morning", "afternoon", "evening"}[local.Hour()/6],
				"weekday": strings.ToLower(local.Format("Mon")),
			}
			for k := range l.Pairs(r) {
				name, value := l.Context(r, k)
				said[l.Text(name)] = l.Text(value)
			}
			cells = append(cells, p.Cell(h.Feature, said[feature]))
		}
	}
	return cells
}

// TestCellsOfOneWord: a word that is a value of two features is found in each of them, and what no feature has is in none.
func TestCellsOfOneWord(t *testing.T) {
	m := packtest.Regulars()
	m.Features[1].Values[1] = "evening"
	p, err := pack.Open(pack.Append(nil, m))
	require.NoError(t, err)
	l := &event.Log{}
	for _, value := range []string{"evening", "evening", "dawn", ""} {
		l.Append(&event.Event{Type: "view", Item: "mill", Context: []event.Pair{{Name: "daypart", Value: value}, {Name: "device", Value: value}}}, 1)
	}
	l.Append(&event.Event{Type: "view", Item: "mill", Offset: 6 * 60}, 1)
	var f Profile
	f.Fold(p, l, gateOf(t, 1))
	const none = pack.None
	require.Equal(t, []uint32{1, 3, 1, 3, none, none, none, none, 0, none}, f.Cells)
}

// TestNoHabitsNoCells: nothing is stored where the pack does not ask.
func TestNoHabitsNoCells(t *testing.T) {
	p, err := pack.Open(pack.Append(nil, packtest.Shop()))
	require.NoError(t, err)
	l := &event.Log{}
	l.Append(&event.Event{Type: "view", Item: "mill", Context: []event.Pair{{Name: "daypart", Value: "evening"}}}, 1)
	var f Profile
	f.Fold(p, l, gateOf(t, 1))
	require.Len(t, f.Entries, 1)
	require.Zero(t, cap(f.Cells)+cap(f.values))
}

// countsAddUp requires every record to be used, unknown, masked, or about no item.
func countsAddUp(t require.TestingT, l *event.Log, f *Profile) {
	itemless := 0
	for i := range l.Len() {
		if l.At(i).Item == 0 {
			itemless++
		}
	}
	sum := len(f.Entries) + int(f.Unknown) + int(f.Masked)
	require.True(t, sum <= l.Len() && sum >= l.Len()-itemless)
}

func TestCounts(t *testing.T) {
	p, err := pack.Open(pack.Append(nil, packtest.Shop()))
	require.NoError(t, err)
	l := &event.Log{}
	for _, e := range []event.Event{
		{Type: "view", Item: "mill"}, {Type: "view", Item: "gone"}, {Type: "sold", Item: "mill"}, {Type: "search", Query: "mill"},
	} {
		l.Append(&e, 1)
	}
	l.Append(&event.Event{Type: "view", Item: "mill"}, 2)
	var f Profile
	f.Fold(p, l, gateOf(t, 1))
	require.Equal(t, []Entry{{Record: 0, Item: 2, Type: 0}}, f.Entries)
	require.EqualValues(t, 2, f.Unknown)
	require.EqualValues(t, 1, f.Masked)
	f.Fold(p, l, gateOf(t, 0))
	require.Empty(t, f.Entries)
	require.EqualValues(t, 5, f.Masked, "no grant: nothing is used")
}

// TestBytesTellProfilesApart changes each part of a profile.
func TestBytesTellProfilesApart(t *testing.T) {
	base := func() Profile {
		return Profile{Entries: []Entry{{Time: 1, Record: 2, Item: 3, Type: 4}, {Time: -1, Record: 3}}, Cells: []uint32{0, pack.None}, Unknown: 5, Masked: 6}
	}
	same := base()
	want := same.AppendBinary(nil)
	for name, edit := range map[string]func(f *Profile){
		"time":    func(f *Profile) { f.Entries[1].Time = 1 },
		"record":  func(f *Profile) { f.Entries[0].Record = 1 },
		"item":    func(f *Profile) { f.Entries[0].Item = 4 },
		"type":    func(f *Profile) { f.Entries[0].Type = 3 },
		"down":    func(f *Profile) { f.Entries[0].Down = true },
		"cell":    func(f *Profile) { f.Cells[0] = 1 },
		"no cell": func(f *Profile) { f.Cells[0] = pack.None },
		"cells":   func(f *Profile) { f.Cells = nil },
		"fewer":   func(f *Profile) { f.Entries = f.Entries[:1] },
		"unknown": func(f *Profile) { f.Unknown = 6 },
		"masked":  func(f *Profile) { f.Masked = 5 },
	} {
		f := base()
		edit(&f)
		require.NotEqual(t, want, f.AppendBinary(nil), name)
	}
}

func TestWipe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, l := genPack(t), genLog(t, 30)
		var f Profile
		f.Fold(p, l, gateOf(t, 1))
		f.Wipe()
		var empty Profile
		require.Equal(t, empty.AppendBinary(nil), f.AppendBinary(nil))
		for _, e := range f.Entries[:cap(f.Entries)] {
			require.Zero(t, e)
		}
		for _, s := range [][]uint32{f.items[:cap(f.items)], f.types[:cap(f.types)], f.values[:cap(f.values)], f.Cells[:cap(f.Cells)]} {
			for _, v := range s {
				require.Zero(t, v)
			}
		}
	})
}
