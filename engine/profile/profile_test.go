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
	return drawn{granted: granted, maxAge: -1, purposes: []consent.Purpose{
		{ID: "rank", Version: 1, Text: "Rank.", Stage: consent.StageRank}, {ID: "learn", Version: 1, Text: "Learn.", Stage: consent.StageLearn},
	}}.gate(t, nil)
}

// drawn is what a gate is made of.
type drawn struct {
	purposes []consent.Purpose
	granted  consent.Set
	maxAge   int64
}

func (d drawn) gate(t require.TestingT, kinds []string) *consent.Gate {
	var b consent.Book
	_, err := b.Declare(d.purposes, 0, 0)
	require.NoError(t, err)
	return b.NewGate(d.granted, kinds, d.maxAge)
}

// genGate draws three purposes, most for ranking.
func genGate(t *rapid.T) drawn {
	d := drawn{granted: consent.Set(rapid.Uint32Range(0, 7).Draw(t, "granted")), maxAge: rapid.SampledFrom([]int64{-1, 0, 50 * event.Day}).Draw(t, "max age")}
	for _, id := range []string{"a", "b", "c"} {
		p := consent.Purpose{ID: id, Version: 1, Text: "x", Days: rapid.SampledFrom([]int32{0, 1, 30, 99}).Draw(t, "days")}
		p.Stage = rapid.SampledFrom([]consent.Stage{consent.StageRank, consent.StageRank, consent.StageLearn}).Draw(t, "stage")
		if rapid.Bool().Draw(t, "some") {
			p.Categories = rapid.Uint32Range(1, 1<<event.Categories-1).Draw(t, "categories")
		}
		if rapid.IntRange(0, 2).Draw(t, "limited") == 0 {
			p.Limits = rapid.SliceOfN(rapid.SampledFrom([]int32{0, 2}), event.Categories, event.Categories).Draw(t, "limits")
		}
		if rapid.IntRange(0, 2).Draw(t, "for sensitive items") == 0 {
			p.Sensitive = rapid.SampledFrom([][]string{{"health"}, {"health", "faith", "politics"}}).Draw(t, "kinds")
		}
		d.purposes = append(d.purposes, p)
	}
	return d
}

// allowed returns the purposes that let ranking use a record, read literally: granted, carried, of the stage, for the category, for the item.
func (d drawn) allowed(p *pack.Pack, l *event.Log, r *event.Record) (all []consent.Purpose) {
	var kinds []string
	if item := p.Find(l.Text(r.Item)); item != pack.None {
		kinds = p.Sensitive(item)
	}
	for bit, q := range d.purposes {
		suits := (len(kinds) == 0) == (len(q.Sensitive) == 0)
		for _, kind := range kinds {
			suits = suits && q.Covers(kind)
		}
		if d.granted>>bit&1 == 1 && r.Purposes>>bit&1 == 1 && q.Stage == consent.StageRank && q.Has(category(l, r)) && suits {
			all = append(all, q)
		}
	}
	return all
}

func category(l *event.Log, r *event.Record) event.Category {
	return event.CategoryOf(l.Text(r.Type), r.Item != 0, r.Query != 0)
}

// until returns the time after which the last of the purposes may not use a record any more.
func (d drawn) until(l *event.Log, r *event.Record, allowed []consent.Purpose) int64 {
	longest := int64(0)
	for _, q := range allowed {
		life := int64(1 << 62)
		if days := q.DaysOf(category(l, r)); days > 0 {
			life = int64(days) * event.Day
		}
		if d.maxAge >= 0 {
			life = min(life, d.maxAge)
		}
		longest = max(longest, life)
	}
	return r.Time + longest
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
		l.Append(&e, rapid.Uint32Range(0, 7).Draw(t, "purposes"))
	}
	return l
}

// TestFoldIsIncremental folds record by record and all at once, over and over with the same profile: equal bytes, and the entries are
// what a naive reading of log and purposes gives.
func TestFoldIsIncremental(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, used := genPack(t), Profile{}
		for range rapid.IntRange(1, 3).Draw(t, "times") {
			l, d := genLog(t, rapid.IntRange(0, 40).Draw(t, "records")), genGate(t)
			gate := d.gate(t, p.SensitiveKinds())
			var step, fresh Profile
			for i := range l.Len() {
				step.Add(p, l, gate, i)
			}
			used.Fold(p, l, gate)
			fresh.Fold(p, l, gate)
			require.Equal(t, d.naive(p, l), append([]Entry{}, fresh.Entries...))
			require.Equal(t, d.naiveCells(p, l, fresh.Entries), rowsOf(&fresh))
			require.Equal(t, d.naiveCounts(p, l), [2]uint32{fresh.Masked, fresh.Unknown})
			require.Equal(t, fresh.AppendBinary(nil), step.AppendBinary(nil))
			require.Equal(t, fresh.AppendBinary(nil), used.AppendBinary(nil))
			countsAddUp(t, l, &fresh)
		}
	})
}

func (d drawn) naive(p *pack.Pack, l *event.Log) []Entry {
	entries := []Entry{}
	for i := range l.Len() {
		r := l.At(i)
		item, kind, allowed := p.Find(l.Text(r.Item)), p.Type(l.Text(r.Type)), d.allowed(p, l, r)
		if len(allowed) > 0 && item != pack.None && kind != pack.None {
			entries = append(entries, Entry{
				Time: r.Time, Until: d.until(l, r, allowed), Record: uint32(i), Item: item, Type: kind, Down: r.HasValue && r.Value < p.Types()[kind].Floor,
			})
		}
	}
	return entries
}

// naiveCounts counts what is masked, and what is of an item or type that the pack does not have.
func (d drawn) naiveCounts(p *pack.Pack, l *event.Log) (counts [2]uint32) {
	for i := range l.Len() {
		r := l.At(i)
		switch {
		case len(d.allowed(p, l, r)) == 0:
			counts[0]++
		case r.Item != 0 && (p.Find(l.Text(r.Item)) == pack.None || p.Type(l.Text(r.Type)) == pack.None):
			counts[1]++
		}
	}
	return counts
}

// rowsOf returns the rows of a profile's cells.
func rowsOf(f *Profile) []uint32 {
	rows := []uint32{}
	for _, c := range f.Cells {
		rows = append(rows, c.Row)
	}
	return rows
}

// naiveCells looks up, for each entry and each habit, what the event said of its feature, or what its local time says, where one of the
// purposes that allow the event is for such data.
func (d drawn) naiveCells(p *pack.Pack, l *event.Log, entries []Entry) []uint32 {
	cells := []uint32{}
	for _, e := range entries {
		r := l.At(int(e.Record))
		for _, h := range p.Habits() {
			feature, _ := p.Feature(h.Feature)
			cell := pack.None
			for _, q := range d.allowed(p, l, r) {
				if q.Has(event.FeatureCategory(feature)) {
					cell = p.Cell(h.Feature, said(l, r)[feature])
				}
			}
			cells = append(cells, cell)
		}
	}
	return cells
}

// said returns the features of a record.
func said(l *event.Log, r *event.Record) map[string]string {
	local := time.UnixMilli(r.Time).UTC().Add(time.Duration(r.Offset) * time.Minute)
	said := map[string]string{
		"daypart": []string{"night", "morning", "afternoon", "evening"}[local.Hour()/6],
		"weekday": strings.ToLower(local.Format("Mon")),
	}
	for k := range l.Pairs(r) {
		name, value := l.Context(r, k)
		said[l.Text(name)] = l.Text(value)
	}
	return said
}

// TestCellsAreMasked: the time of day and the device of an event are remembered where a purpose that allows the event is for them, and
// nowhere else.
func TestCellsAreMasked(t *testing.T) {
	p, err := pack.Open(pack.Append(nil, packtest.Regulars())) // habits of daypart and device
	require.NoError(t, err)
	const browsing, times, device, none = 1 << event.CategoryBrowsing, 1 << event.CategoryTime, 1 << event.CategoryDevice, pack.None
	for name, c := range map[string]struct {
		first, second uint32 // categories
		stage         consent.Stage
		granted       consent.Set
		carried       uint32
		want          []uint32
	}{
		"for everything":            {0, browsing, consent.StageRank, 0b11, 0b11, []uint32{1, 2}},
		"for what was looked at":    {browsing, browsing, consent.StageRank, 0b11, 0b11, []uint32{none, none}},
		"and times":                 {browsing | times, browsing, consent.StageRank, 0b11, 0b11, []uint32{1, none}},
		"and devices":               {browsing, browsing | device, consent.StageRank, 0b11, 0b11, []uint32{none, 2}},
		"one for each":              {browsing | times, browsing | device, consent.StageRank, 0b11, 0b11, []uint32{1, 2}},
		"the other is not granted":  {browsing | times, browsing | device, consent.StageRank, 0b01, 0b11, []uint32{1, none}},
		"the other was not granted": {browsing | times, browsing | device, consent.StageRank, 0b11, 0b01, []uint32{1, none}},
		"the other is for learning": {browsing | times, browsing | device, consent.StageLearn, 0b11, 0b11, []uint32{1, none}},
		"the other is for no views": {browsing | times, device, consent.StageRank, 0b11, 0b11, []uint32{1, none}},
	} {
		t.Run(name, func(t *testing.T) {
			gate := drawn{granted: c.granted, maxAge: -1, purposes: []consent.Purpose{
				{ID: "a", Version: 1, Text: "x", Categories: c.first}, {ID: "b", Version: 1, Text: "x", Categories: c.second, Stage: c.stage},
			}}.gate(t, nil)
			l := &event.Log{}
			l.Append(&event.Event{Type: "view", Item: "mill", Context: []event.Pair{{Name: "daypart", Value: "evening"}, {Name: "device", Value: "phone"}}}, c.carried)
			l.Append(&event.Event{Type: "view", Item: "mill", Offset: 6 * 60}, c.carried)
			var f Profile
			f.Fold(p, l, gate)
			computed := c.want[0]
			if computed != none {
				computed = 0 // the morning
			}
			require.Equal(t, append(c.want, computed, none), rowsOf(&f))
		})
	}
}

// TestUntil: an entry may be used as long as the most lasting purpose that allows it may.
func TestUntil(t *testing.T) {
	p, err := pack.Open(pack.Append(nil, packtest.Shop()))
	require.NoError(t, err)
	limits := make([]int32, event.Categories)
	limits[event.CategoryPurchases] = 3
	short := consent.Purpose{ID: "short", Version: 1, Text: "x", Days: 7, Limits: limits}
	long := consent.Purpose{ID: "long", Version: 1, Text: "x", Days: 30, Categories: 1 << event.CategoryBrowsing}
	learn := consent.Purpose{ID: "learn", Version: 1, Text: "x", Stage: consent.StageLearn}
	for name, c := range map[string]struct {
		event   string
		granted consent.Set
		carried uint32
		maxAge  int64
		want    int64 // days after the event
	}{
		"the longer of two":        {"view", 0b111, 0b111, -1, 30},
		"one is not granted":       {"view", 0b101, 0b111, -1, 7},
		"one is not carried":       {"view", 0b111, 0b101, -1, 7},
		"a category of its own":    {"purchase", 0b111, 0b111, -1, 3},
		"the device's is shorter":  {"view", 0b111, 0b111, 20 * event.Day, 20},
		"the device's is longer":   {"view", 0b111, 0b111, 90 * event.Day, 30},
		"the device keeps nothing": {"view", 0b111, 0b111, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := &event.Log{}
			l.Append(&event.Event{Type: c.event, Item: "mill", Time: 1000}, c.carried)
			var f Profile
			f.Fold(p, l, drawn{purposes: []consent.Purpose{short, long, learn}, granted: c.granted, maxAge: c.maxAge}.gate(t, nil))
			require.Len(t, f.Entries, 1)
			require.Equal(t, 1000+c.want*event.Day, f.Entries[0].Until)
		})
	}
}

// TestSensitiveIsMasked: an event on an item of some kind is used by a purpose for that kind, and by no other.
func TestSensitiveIsMasked(t *testing.T) {
	m := packtest.Shop()
	m.Sensitive = []uint32{0, 1, 0, 0, 0} // robusta is of the kind health
	p, err := pack.Open(pack.Append(nil, m))
	require.NoError(t, err)
	purposes := []consent.Purpose{{ID: "rank", Version: 1, Text: "x"}, {ID: "care", Version: 1, Text: "x", Sensitive: []string{"health"}}}
	l := &event.Log{}
	for _, item := range []string{"mill", "robusta", "gone"} {
		l.Append(&event.Event{Type: "view", Item: item}, 0b11)
	}
	for granted, want := range map[consent.Set][]uint32{0b00: {}, 0b01: {2}, 0b10: {1}, 0b11: {2, 1}} {
		var f Profile
		f.Fold(p, l, drawn{purposes: purposes, granted: granted, maxAge: -1}.gate(t, p.SensitiveKinds()))
		items := []uint32{}
		for _, e := range f.Entries {
			items = append(items, e.Item)
		}
		require.Equal(t, want, items, "granted %b", granted)
		require.EqualValues(t, granted&1, f.Unknown, "what the pack does not have is not sensitive")
	}
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
	require.Equal(t, []uint32{1, 3, 1, 3, none, none, none, none, 0, none}, rowsOf(&f))
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
	require.Equal(t, []Entry{{Until: 1 << 62, Record: 0, Item: 2, Type: 0}}, f.Entries)
	require.EqualValues(t, 2, f.Unknown)
	require.EqualValues(t, 1, f.Masked)
	f.Fold(p, l, gateOf(t, 0))
	require.Empty(t, f.Entries)
	require.EqualValues(t, 5, f.Masked, "no grant: nothing is used")
}

// TestBytesTellProfilesApart changes each part of a profile.
func TestBytesTellProfilesApart(t *testing.T) {
	base := func() Profile {
		return Profile{Entries: []Entry{{Time: 1, Record: 2, Item: 3, Type: 4}, {Time: -1, Record: 3}}, Cells: []Cell{{Row: 0, Until: 7}, {Row: pack.None}}, Unknown: 5, Masked: 6}
	}
	same := base()
	want := same.AppendBinary(nil)
	for name, edit := range map[string]func(f *Profile){
		"time":       func(f *Profile) { f.Entries[1].Time = 1 },
		"until":      func(f *Profile) { f.Entries[1].Until = -1 },
		"record":     func(f *Profile) { f.Entries[0].Record = 1 },
		"item":       func(f *Profile) { f.Entries[0].Item = 4 },
		"type":       func(f *Profile) { f.Entries[0].Type = 3 },
		"down":       func(f *Profile) { f.Entries[0].Down = true },
		"cell":       func(f *Profile) { f.Cells[0].Row = 1 },
		"no cell":    func(f *Profile) { f.Cells[0].Row = pack.None },
		"cells":      func(f *Profile) { f.Cells = nil },
		"cell until": func(f *Profile) { f.Cells[0].Until = 8 },
		"fewer":      func(f *Profile) { f.Entries = f.Entries[:1] },
		"unknown":    func(f *Profile) { f.Unknown = 6 },
		"masked":     func(f *Profile) { f.Masked = 5 },
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
		for _, s := range [][]uint32{f.items[:cap(f.items)], f.types[:cap(f.types)], f.values[:cap(f.values)]} {
			for _, v := range s {
				require.Zero(t, v)
			}
		}
	})
}
