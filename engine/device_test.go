package engine

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// TestRetention follows one event of day 100 under a cap of 90 days.
func TestRetention(t *testing.T) {
	for name, c := range map[string]struct {
		days           []int64 // of further calls
		events, masked uint32  // at the last of them
	}{
		"within":                            {[]int64{190}, 1, 0},
		"past":                              {[]int64{191}, 0, 0},
		"past within 400 days":              {[]int64{500}, 0, 0},
		"a clock far ahead masks":           {[]int64{501}, 1, 1},
		"and comes back":                    {[]int64{501, 101}, 1, 0},
		"and stays for hours":               {[]int64{501, 501}, 1, 1},
		"and is confirmed a day later":      {[]int64{501, 502}, 0, 0},
		"a clock that went back":            {[]int64{3}, 1, 0},
		"went back, retention by the mark":  {[]int64{185, 3}, 1, 0},
		"went back, deleted stays deleted":  {[]int64{191, 3}, 0, 0},
		"ahead, back, then truly past":      {[]int64{900, 150, 191}, 0, 0},
		"an unconfirmed year must not hurt": {[]int64{900, 150, 900, 160}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := device(t, open(t, packtest.Shop()), 100*day, all)
			_, _, err := d.Observe(At{Now: 100 * day}, []Event{{Type: "view", Item: "mill", Time: 100 * day}})
			require.NoError(t, err)
			var s Stats
			for _, n := range c.days {
				slate, err := d.Recommend(&Request{At: At{Now: n * day}, N: 1})
				require.NoError(t, err)
				s, err = d.Stats(At{Now: n * day})
				require.NoError(t, err)
				require.Equal(t, s.Events > s.Masked, slate.Personal, "what is masked takes part in nothing")
			}
			require.Equal(t, []uint32{c.events, c.masked}, []uint32{s.Events, s.Masked})
		})
	}
}

// TestFutureEvents counts an event that is newer than now as new, and refuses one more than a day ahead: retention runs from its time, so that
// it would outlive its cap.
func TestFutureEvents(t *testing.T) {
	p := open(t, packtest.Shop())
	score := func(time int64) int64 {
		d := device(t, p, 1000*day, all)
		_, _, err := d.Observe(At{Now: 1000 * day}, []Event{{Type: "view", Item: "arabica", Time: time}})
		require.NoError(t, err)
		s, err := d.Rank(&Request{At: At{Now: 1000 * day}, Candidates: []string{"robusta"}})
		require.NoError(t, err)
		return s.Items[0].Score
	}
	require.Equal(t, score(1000*day), score(1001*day))
	d := device(t, p, 1000*day, all)
	_, _, err := d.Observe(At{Now: 1000 * day}, []Event{{Type: "view", Item: "arabica", Time: 1001*day + 1}})
	require.EqualError(t, err, "events[0].time: range")
	require.Less(t, score(970*day), score(1000*day))
}

func TestCountCap(t *testing.T) {
	d := device(t, open(t, packtest.Shop()), 0, Options{Grants: []string{"all"}, MaxEvents: 2})
	refs, purged, err := d.Observe(At{}, []Event{{Type: "view", Item: "mill"}, {Type: "view", Item: "kettle"}, {Type: "view", Item: "arabica"}})
	require.NoError(t, err)
	require.EqualValues(t, 1, purged)
	require.Equal(t, refs[1:], refsOf(d), "the first to come is the first to go")
	s, err := d.Stats(At{})
	require.NoError(t, err)
	require.Equal(t, Stats{Events: 2, Items: 2, LogBytes: s.LogBytes}, s)
}

func TestErrors(t *testing.T) {
	p := open(t, packtest.Shop())
	d := device(t, p, 0, all)
	ok := Event{Type: "view", Item: "mill"}
	_, _, err := d.Observe(At{}, []Event{ok})
	require.NoError(t, err)
	before := snapshot(t, d, 0)
	const late = 1 << 53
	for name, c := range map[string]struct {
		call func() error
		want string
	}{
		"observe late":    {func() error { _, _, err := d.Observe(At{Now: late}, nil); return err }, "now: range"},
		"observe far off": {func() error { _, _, err := d.Observe(At{Offset: 1441}, nil); return err }, "offset: range"},
		"second event":    {func() error { _, _, err := d.Observe(At{Now: 5}, []Event{ok, {}}); return err }, "events[1].type: missing"},
		"too many events": {func() error { _, _, err := d.Observe(At{}, make([]Event, MaxBatch+1)); return err }, "events: range"},
		"rank negative":   {func() error { _, err := d.Rank(&Request{N: -1}); return err }, "n: range"},
		"rank too many":   {func() error { _, err := d.Rank(&Request{N: MaxSlate + 1}); return err }, "n: range"},
		"rank early":      {func() error { _, err := d.Rank(&Request{At: At{Now: -late}}); return err }, "now: range"},
		"recommend none":  {func() error { _, err := d.Recommend(&Request{}); return err }, "n: range"},
		"recommend twice": {func() error {
			_, err := d.Recommend(&Request{N: 1, At: At{Context: []Pair{{Name: "a"}, {Name: "a"}}}})
			return err
		}, "context.a: duplicate"},
		"explain late":    {func() error { _, _, err := d.Explain(&Request{At: At{Now: late}}, nil, 0); return err }, "now: range"},
		"forget nothing":  {func() error { _, _, err := d.Forget(At{Now: 9}, &Selection{}); return err }, "missing"},
		"forget late":     {func() error { _, _, err := d.Forget(At{Now: late}, &Selection{All: true}); return err }, "now: range"},
		"snapshot late":   {func() error { _, _, err := d.Snapshot(At{Now: late}, nil, false); return err }, "now: range"},
		"stats late":      {func() error { _, err := d.Stats(At{Now: late}); return err }, "now: range"},
		"replace late":    {func() error { _, _, err := d.Replace(nil, At{Now: late}, all); return err }, "now: range"},
		"replace broken":  {func() error { _, _, err := d.Replace([]byte("x"), At{}, all); return err }, "snapshot: header: offset 0: magic"},
		"unknown purpose": {func() error { _, _, err := d.Replace(nil, At{}, Options{Grants: []string{"all", "x"}}); return err }, "grants[1]: purpose"},
		"max events":      {func() error { _, err := NewDevice(p, 0, Options{MaxEvents: -2}); return err }, "max_events: range"},
		"max events high": {func() error { _, err := NewDevice(p, 0, Options{MaxEvents: 1<<22 + 1}); return err }, "max_events: range"},
		"max days":        {func() error { _, err := NewDevice(p, 0, Options{MaxDays: -2}); return err }, "max_days: range"},
		"max days high":   {func() error { _, err := NewDevice(p, 0, Options{MaxDays: 1<<20 + 1}); return err }, "max_days: range"},
		"new late":        {func() error { _, err := NewDevice(p, late, Options{}); return err }, "now: range"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.call()
			require.EqualError(t, err, c.want)
			require.True(t, errors.As(err, new(*Error)))
			require.Equal(t, before, snapshot(t, d, 0), "an error changes nothing")
		})
	}
	_, err = OpenPack(nil)
	require.EqualError(t, err, "pack: header: offset 0: magic")
}

// TestBrokenSnapshots breaks each part of a snapshot, with the checksum made right again unless it is the checksum.
func TestBrokenSnapshots(t *testing.T) {
	p := open(t, packtest.Shop())
	d := device(t, p, 7, all)
	_, _, err := d.Observe(At{Now: 7}, []Event{{Type: "view", Item: "mill", Time: 7}})
	require.NoError(t, err)
	b, _, err := d.Snapshot(At{Now: 7}, nil, false)
	require.NoError(t, err)
	restore := func(b []byte) error { _, _, err := Restore(p, b, At{Now: 7}, all); return err }
	summed := func(b []byte) []byte { return wire.U64(b[:len(b):len(b)], hash.Sum64(b)) }
	body := b[:len(b)-8]
	book := 12 + len(d.book.AppendBinary(nil))
	controls := book + 1
	log := controls + len(d.audit.appendBinary(nil))
	at := strconv.Itoa
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"magic":          {summed(append([]byte("HEARTHPK"), body[8:]...)), "snapshot: header: offset 0: magic"},
		"newer":          {summed(append([]byte("HEARTHSN\x03"), body[9:]...)), "snapshot: header: offset 9: version"},
		"older than all": {summed(append([]byte("HEARTHSN\x00"), body[9:]...)), "snapshot: header: offset 9: version"},
		"only a header":  {b[:12], "snapshot: header: offset 9: truncated"},
		"only magic":     {b[:8], "snapshot: header: offset 8: truncated"},
		"checksum":       {append(append([]byte{}, body...), 1, 2, 3, 4, 5, 6, 7, 8), "snapshot: header: offset " + at(len(body)) + ": checksum"},
		"no clock":       {summed(body[:9]), "snapshot: header: offset 9: truncated"},
		"no flags":       {summed(body[:11]), "snapshot: header: offset 11: truncated"},
		"strange flags":  {summed(append(append(append([]byte{}, body[:11]...), 2), body[12:]...)), "snapshot: header: offset 12: range"},
		"no book":        {summed(body[:12]), "snapshot: purposes: offset 12: truncated"},
		"another text":   {summed(append(append(append([]byte{}, body[:20]...), body[20]^1), body[21:]...)), "snapshot: purposes: offset " + at(book) + ": conflict"},
		"no controls":    {summed(body[:book]), "snapshot: controls: offset " + at(book) + ": truncated"},
		"no audit":       {summed(body[:controls]), "snapshot: audit: offset " + at(controls) + ": truncated"},
		"no log":         {summed(body[:log]), "snapshot: log: offset " + at(log) + ": truncated"},
		"trailing":       {summed(append(append([]byte{}, body...), 0)), "snapshot: log: offset " + at(len(body)) + ": trailing"},
	} {
		t.Run(name, func(t *testing.T) {
			err := restore(c.in)
			require.EqualError(t, err, c.want)
		})
	}
	for n := range b {
		if n > 0 {
			require.Error(t, restore(b[:n]), n)
		}
	}
}

// FuzzRestore restores any bytes, as they are and with a right checksum: an error with a place, or a person whose snapshot is the same.
func FuzzRestore(f *testing.F) {
	p := open(f, packtest.Shop())
	d := device(f, p, 7, all)
	_, _, err := d.Observe(At{Now: 7}, []Event{{Type: "view", Item: "mill", Time: 7}, {Type: "search", Query: "cup", Time: 7}})
	require.NoError(f, err)
	f.Add(snapshot(f, d, 7))
	f.Add(snapshot(f, device(f, p, 7, all), 7))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, in := range [][]byte{b, wire.U64(b[:len(b):len(b)], hash.Sum64(b))} {
			d, _, err := Restore(p, in, At{Now: 1 << 40}, uncapped)
			if err != nil {
				var e *Error
				require.True(t, errors.As(err, &e) && strings.HasPrefix(e.Section, "snapshot: ") && e.Offset >= 0 && e.Offset <= int64(len(in)))
				continue
			}
			again, _, err := Restore(p, snapshot(t, d, 1<<40), At{Now: 1 << 40}, uncapped)
			require.NoError(t, err)
			sameDevice(t, d, again, At{Now: 1 << 40})
		}
	})
}

// TestLocalTime compares days, dayparts and weekdays with package time.
func TestLocalTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now, offset := rapid.Int64Range(-1<<47, 1<<47).Draw(t, "now"), rapid.Int32Range(-1440, 1440).Draw(t, "offset")
		local := time.UnixMilli(now).UTC().Add(time.Duration(offset) * time.Minute)
		require.Equal(t, strings.ToLower(local.Weekday().String()[:3]), Weekday(now, offset))
		require.Equal(t, [...]string{"night", "morning", "afternoon", "evening"}[local.Hour()/6], Daypart(now, offset))
		midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
		require.Equal(t, midnight.Unix()/86400, int64(localDay(now, offset)))
	})
	for _, now := range []int64{1<<53 - 1, -1<<53 + 1} {
		require.NotEmpty(t, Daypart(now, 1440))
		require.NotEmpty(t, Weekday(now, -1440))
	}
}

// TestContext takes a feature from the request, or from its time where the request does not say.
func TestContext(t *testing.T) {
	d := device(t, open(t, packtest.Shop()), 0, all)
	reasons := func(at At) (values []string) {
		items, _, err := d.Explain(&Request{At: at, Reasons: -1}, []string{"arabica", "kettle", "mill"}, 0)
		require.NoError(t, err)
		for _, x := range items {
			for _, c := range x.Reasons {
				if feature, value := d.pack.CellName(c.Index); c.Index != pack.None && feature != "" {
					values = append(values, feature+" "+value)
				}
			}
		}
		return values
	}
	const hour = 60 * 60 * 1000
	require.Empty(t, reasons(At{Now: 3 * hour}), "the night has no cell")
	require.Equal(t, []string{"daypart morning"}, reasons(At{Now: 8 * hour}))
	require.Equal(t, []string{"daypart evening"}, reasons(At{Now: 8 * hour, Offset: 600}))
	require.Equal(t, []string{"daypart evening"}, reasons(At{Now: 8 * hour, Context: []Pair{{Name: "daypart", Value: "evening"}}}))
	require.Empty(t, reasons(At{Now: 8 * hour, Context: []Pair{{Name: "daypart", Value: "dawn"}}}))
	require.Equal(t, []string{"device phone"}, reasons(At{Context: []Pair{{Name: "colour", Value: "red"}, {Name: "device", Value: "phone"}}}))
}

func TestSeenAndExcluded(t *testing.T) {
	d := device(t, open(t, packtest.Shop()), 0, all)
	_, _, err := d.Observe(At{}, []Event{{Type: "view", Item: "mill"}, {Type: "purchase", Item: "arabica"}})
	require.NoError(t, err)
	hidden := func(q Request) (h []Hidden) {
		items, _, err := d.Explain(&q, []string{"arabica", "robusta", "mill", "kettle", "poster", "cup"}, 0)
		require.NoError(t, err)
		for _, x := range items {
			h = append(h, x.Hidden)
		}
		return h
	}
	const v, x, s, u, n = Visible, HiddenExcluded, HiddenSeen, HiddenUnavailable, HiddenUnknown
	require.Equal(t, []Hidden{s, v, v, v, u, n}, hidden(Request{}))
	require.Equal(t, []Hidden{s, v, s, v, u, n}, hidden(Request{Seen: 1}))
	require.Equal(t, []Hidden{v, v, v, v, u, n}, hidden(Request{Seen: 2}))
	require.Equal(t, []Hidden{x, v, v, x, u, n}, hidden(Request{Exclude: []string{"arabica", "kettle", "poster", "gone"}}))
}

func TestRefSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s refSet
		want := map[int64]bool{}
		ref := rapid.OneOf(rapid.Int64Range(1, 20), rapid.Int64Range(1, 1<<53-1))
		for range rapid.IntRange(0, 100).Draw(t, "calls") {
			r := ref.Draw(t, "ref")
			if rapid.IntRange(0, 2).Draw(t, "add") > 0 {
				s.add(r)
				want[r] = true
			} else {
				s.drop(r)
				delete(want, r)
			}
			require.Equal(t, want[r], s.has(r))
		}
		for r := range want {
			require.True(t, s.has(r))
		}
	})
}
