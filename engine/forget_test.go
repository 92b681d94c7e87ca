package engine

import (
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// TestForgetIsNeverSeen replays random calls without the records that a Forget took, and without what was based on them: log, profile
// and slates are the same. The caps do not bite, and the clock only goes forth.
func TestForgetIsNeverSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, now := genPlain(t), int64(20_000*day)
		d := device(t, p, now, uncapped)
		type call struct {
			at     At
			events []Event
		}
		var calls []call
		for range rapid.IntRange(1, 6).Draw(t, "calls") {
			now += rapid.Int64Range(0, 30*day).Draw(t, "step")
			c := call{at: genAt(t, now)}
			for range rapid.IntRange(0, 4).Draw(t, "events") {
				c.events = append(c.events, genEvent(t, now, refsOf(d)))
			}
			_, _, err := d.Observe(c.at, c.events)
			require.NoError(t, err)
			calls = append(calls, c)
		}
		s := Selection{Items: []string{packtest.Item(rapid.IntRange(0, 5).Draw(t, "item"))}}
		if refs := refsOf(d); len(refs) > 0 {
			s.Refs = []int64{rapid.SampledFrom(refs).Draw(t, "ref")}
		}
		if rapid.Bool().Draw(t, "range") {
			s.HasRange, s.From, s.To = true, now-30*day, now-10*day
		}
		gone := naiveDoomed(d, &s)
		removed, _, err := d.Forget(At{Now: now}, &s)
		require.NoError(t, err)

		never, i, left := device(t, p, 20_000*day, uncapped), 0, 0
		for _, c := range calls {
			var events []Event
			for _, e := range c.events {
				if !gone[i] {
					events = append(events, e)
				}
				i++
			}
			left += len(events)
			_, _, err := never.Observe(c.at, events)
			require.NoError(t, err)
		}
		require.Equal(t, i-left, int(removed))
		sameDevice(t, never, d, genAt(t, now))
	})
}

// naiveDoomed repeats until nothing changes: a record goes when it is selected, or when it is based on a ref of a record that
// went and no record with that ref is left.
func naiveDoomed(d *Device, s *Selection) []bool {
	gone := make([]bool, d.log.Len())
	for i := range gone {
		r := d.log.At(i)
		gone[i] = s.HasRange && r.Time >= s.From && r.Time < s.To || len(s.Refs) > 0 && r.Ref == s.Refs[0] || d.log.Text(r.Item) == s.Items[0]
	}
	for changed := true; changed; {
		changed = false
		for i := range gone {
			for _, ref := range d.log.BasedOn(d.log.At(i)) {
				if !gone[i] && lost(d, gone, ref) {
					gone[i], changed = true, true
				}
			}
		}
	}
	return gone
}

func lost(d *Device, gone []bool, ref int64) bool {
	had, has := false, false
	for i := range gone {
		if d.log.At(i).Ref == ref {
			had, has = had || gone[i], has || !gone[i]
		}
	}
	return had && !has
}

// TestImpressionGoesWithItsEvent forgets an event on which one slate was based, and a later slate on that.
func TestImpressionGoesWithItsEvent(t *testing.T) {
	d := device(t, open(t, packtest.Shop()), 0, all)
	at := At{Now: 10}
	view := Event{Type: "view", Item: "mill", Time: 1}
	refs, _, err := d.Observe(at, []Event{view, {Type: "view", Item: "kettle", Time: 2}})
	require.NoError(t, err)
	shown, _, err := d.Observe(at, []Event{{Type: "impression", Item: "arabica", Time: 3, BasedOn: refs}})
	require.NoError(t, err)
	_, _, err = d.Observe(at, []Event{{Type: "impression", Item: "robusta", Time: 4, BasedOn: shown}, view})
	require.NoError(t, err)

	removed, _, err := d.Forget(at, &Selection{Items: []string{"kettle"}})
	require.NoError(t, err)
	require.EqualValues(t, 3, removed, "the kettle, the slate based on it, and the slate based on that")
	require.Equal(t, []int64{refs[0], refs[0]}, []int64{d.log.At(0).Ref, d.log.At(1).Ref}, "equal events have equal refs")

	removed, _, err = d.Forget(at, &Selection{Refs: refs[:1]})
	require.NoError(t, err)
	require.EqualValues(t, 2, removed)
	_, _, err = d.Forget(at, &Selection{})
	require.EqualError(t, err, "missing")
}

// TestOneOfTwoEqualEventsIsEnough keeps a slate as long as an event equal to the one it was based on is left.
func TestOneOfTwoEqualEventsIsEnough(t *testing.T) {
	d := device(t, open(t, packtest.Shop()), 0, Options{Grants: []string{"all"}, MaxEvents: 3})
	view := Event{Type: "view", Item: "mill", Time: 1}
	refs, _, err := d.Observe(At{Now: 10}, []Event{view, view})
	require.NoError(t, err)
	_, purged, err := d.Observe(At{Now: 10}, []Event{{Type: "impression", BasedOn: refs[:1]}})
	require.NoError(t, err)
	require.Zero(t, purged)
	_, purged, err = d.Observe(At{Now: 10}, []Event{{Type: "view", Item: "kettle"}})
	require.NoError(t, err)
	require.EqualValues(t, 1, purged, "the first view made room")
	_, purged, err = d.Observe(At{Now: 10}, []Event{{Type: "view", Item: "kettle"}})
	require.NoError(t, err)
	require.EqualValues(t, 2, purged, "the second view, and the slate with it")
}

// TestSwapIsAlwaysHad swaps packs under a random history: as if the new one had always been there.
func TestSwapIsAlwaysHad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const now = 20_000 * day
		first, second := genPlain(t), genPlain(t)
		d, always := device(t, first, now, uncapped), device(t, second, now, uncapped)
		for range rapid.IntRange(0, 3).Draw(t, "calls") {
			events := []Event{genEvent(t, now, nil), genEvent(t, now, refsOf(d))}
			for _, x := range []*Device{d, always} {
				_, _, err := x.Observe(At{Now: now}, events)
				require.NoError(t, err)
			}
			slates(t, d, genAt(t, now))
		}
		require.NoError(t, d.SwapPack(second, At{Now: now}))
		sameDevice(t, always, d, genAt(t, now))
	})
}

// TestNoGrant records nothing, and shows what an empty device shows, whatever the log holds.
func TestNoGrant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const now = 20_000 * day
		p := genPack(t)
		empty, full := device(t, p, now, Options{}), device(t, p, now, uncapped)
		events := []Event{genEvent(t, now, nil), genEvent(t, now, nil), genEvent(t, now, nil)}
		refs, _, err := empty.Observe(At{Now: now}, events)
		require.NoError(t, err)
		require.Equal(t, []int64{0, 0, 0}, refs)
		require.Zero(t, empty.log.Len()+empty.log.Words())
		_, _, err = full.Observe(At{Now: now}, events)
		require.NoError(t, err)
		denied, _, err := Restore(p, snapshot(t, full, now), At{Now: now}, Options{MaxDays: NoCap})
		require.NoError(t, err)
		_, _, err = denied.Decide(At{Now: now}, &Decision{Deny: []string{"all"}})
		require.NoError(t, err)
		at := genAt(t, now)
		require.Equal(t, slates(t, device(t, p, now, Options{}), at), slates(t, empty, at))
		require.Equal(t, slates(t, empty, at), slates(t, denied, at))
		s, err := denied.Stats(at)
		require.NoError(t, err)
		require.EqualValues(t, full.log.Len(), s.Masked)
		again, _, err := Restore(p, snapshot(t, denied, now), at, uncapped)
		require.NoError(t, err)
		require.Zero(t, again.gate.Granted, "what the person denied the host does not grant")
		_, _, err = again.Decide(at, &Decision{Grant: []string{"all"}})
		require.NoError(t, err)
		sameDevice(t, full, again, at)
	})
}

// canary is in item, query and context of the events to be forgotten, and its number in time and value.
const (
	canary = "canary-5c1f"
	number = 0x5ca1ab1e0ddba11
)

// TestNothingIsLeft looks for canaries in every slice that a device has or had.
func TestNothingIsLeft(t *testing.T) {
	m := packtest.Shop()
	m.IDs[2] = canary
	p := open(t, m)
	secret := []Event{
		{Type: "view", Item: canary, Time: number % (1 << 52), Value: number % (1 << 52), HasValue: true},
		{Type: "search", Query: canary, Time: number % (1 << 52), Context: []Pair{{Name: canary, Value: canary}}},
	}
	for name, erase := range map[string]func(t *testing.T, d *Device){
		"forget": func(t *testing.T, d *Device) {
			removed, _, err := d.Forget(At{Now: 5}, &Selection{HasRange: true, From: number % (1 << 52), To: 1 << 53})
			require.NoError(t, err)
			require.EqualValues(t, 2, removed)
			require.Positive(t, d.log.Len())
		},
		"forget all": func(t *testing.T, d *Device) {
			_, _, err := d.Forget(At{Now: 5}, &Selection{All: true})
			require.NoError(t, err)
			require.Zero(t, d.log.Len())
		},
		"wipe": func(_ *testing.T, d *Device) { d.Wipe() },
		"replace": func(t *testing.T, d *Device) {
			_, _, err := d.Replace(nil, At{}, all)
			require.NoError(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := device(t, p, 0, all)
			for i := range 40 { // long enough for every slice to move more than once
				_, _, err := d.Observe(At{}, []Event{{Type: "view", Item: "kettle-" + strings.Repeat("x", i)}, {Type: "view", Item: "kettle"}})
				require.NoError(t, err)
			}
			_, _, err := d.Observe(At{Now: number % (1 << 52)}, secret)
			require.NoError(t, err)
			slates(t, d, At{})
			d.audit = Audit{} // its counts stay
			held := memory(d)
			require.True(t, traces(held), "the search finds what is there")
			erase(t, d)
			require.False(t, traces(held), "in the places of before")
			require.False(t, traces(memory(d)), "in the places of now")
			if name != "forget" {
				requireZero(t, held)
			}
		})
	}
}

// memory returns every slice of plain data that is reachable from a device, over its whole capacity, the pack left out.
func memory(d *Device) (found [][]byte) {
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() && v.Type() != reflect.TypeFor[*pack.Pack]() && v.Type() != reflect.TypeFor[*consent.Gate]() {
				walk(v.Elem())
			}
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[consent.Book]() {
				return // it names purposes alone
			}
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice:
			if v.Cap() > 0 {
				found = append(found, unsafe.Slice((*byte)(v.UnsafePointer()), v.Cap()*int(v.Type().Elem().Size())))
			}
		}
	}
	walk(reflect.ValueOf(d))
	return found
}

func traces(memory [][]byte) bool {
	value := number % (1 << 52)
	for _, b := range memory {
		if strings.Contains(string(b), canary) || strings.Contains(string(b), string(unsafe.Slice((*byte)(unsafe.Pointer(&value)), 8))) {
			return true
		}
	}
	return false
}

func requireZero(t *testing.T, memory [][]byte) {
	for _, b := range memory {
		require.Equal(t, make([]byte, len(b)), b)
	}
}
