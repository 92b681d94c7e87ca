package profile

import (
	"math/rand/v2"
	"testing"

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

// genLog draws records of known, unknown and no items, known and unknown types, with and without purposes.
func genLog(t *rapid.T, records int) *event.Log {
	l := &event.Log{}
	for range records {
		e := event.Event{Type: "sold", Time: rapid.Int64Range(-5, 5).Draw(t, "time")}
		if k := rapid.IntRange(0, len(packtest.Types)).Draw(t, "type"); k < len(packtest.Types) {
			e.Type = packtest.Types[k]
		}
		if i := rapid.IntRange(-1, packtest.MaxItems+1).Draw(t, "item"); i >= 0 {
			e.Item = packtest.Item(i)
		}
		if e.Value = 500 * rapid.Int64Range(-1, 4).Draw(t, "value"); e.Value != 0 {
			e.HasValue = true
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
			gate := consent.Gate{Granted: consent.Set(rapid.Uint32Range(0, 3).Draw(t, "granted"))}
			var step, fresh Profile
			for i := range l.Len() {
				step.Add(p, l, gate, i)
			}
			used.Fold(p, l, gate)
			fresh.Fold(p, l, gate)
			require.Equal(t, naive(p, l, gate), append([]Entry{}, fresh.Entries...))
			require.Equal(t, fresh.AppendBinary(nil), step.AppendBinary(nil))
			require.Equal(t, fresh.AppendBinary(nil), used.AppendBinary(nil))
			countsAddUp(t, l, &fresh)
		}
	})
}

func naive(p *pack.Pack, l *event.Log, gate consent.Gate) []Entry {
	entries := []Entry{}
	for i := range l.Len() {
		r := l.At(i)
		item, kind := p.Find(l.Text(r.Item)), p.Type(l.Text(r.Type))
		if gate.Granted&1 == 1 && r.Purposes&1 == 1 && item != pack.None && kind != pack.None {
			entries = append(entries, Entry{Time: r.Time, Record: uint32(i), Item: item, Type: kind, Down: r.HasValue && r.Value < p.Types()[kind].Floor})
		}
	}
	return entries
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
	f.Fold(p, l, consent.Gate{Granted: consent.Rank})
	require.Equal(t, []Entry{{Record: 0, Item: 2, Type: 0}}, f.Entries)
	require.EqualValues(t, 2, f.Unknown)
	require.EqualValues(t, 1, f.Masked)
	f.Fold(p, l, consent.Gate{})
	require.Empty(t, f.Entries)
	require.EqualValues(t, 5, f.Masked, "no grant: nothing is used")
}

// TestBytesTellProfilesApart changes each part of a profile.
func TestBytesTellProfilesApart(t *testing.T) {
	base := func() Profile {
		return Profile{Entries: []Entry{{Time: 1, Record: 2, Item: 3, Type: 4}, {Time: -1, Record: 3}}, Unknown: 5, Masked: 6}
	}
	same := base()
	want := same.AppendBinary(nil)
	for name, edit := range map[string]func(f *Profile){
		"time":    func(f *Profile) { f.Entries[1].Time = 1 },
		"record":  func(f *Profile) { f.Entries[0].Record = 1 },
		"item":    func(f *Profile) { f.Entries[0].Item = 4 },
		"type":    func(f *Profile) { f.Entries[0].Type = 3 },
		"down":    func(f *Profile) { f.Entries[0].Down = true },
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
		f.Fold(p, l, consent.Gate{Granted: consent.Rank})
		f.Wipe()
		var empty Profile
		require.Equal(t, empty.AppendBinary(nil), f.AppendBinary(nil))
		for _, e := range f.Entries[:cap(f.Entries)] {
			require.Zero(t, e)
		}
		for _, s := range [][]uint32{f.items[:cap(f.items)], f.types[:cap(f.types)]} {
			for _, v := range s {
				require.Zero(t, v)
			}
		}
	})
}
