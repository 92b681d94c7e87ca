package engine

// Cases at the edges of the promises that were found by attacking them.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
	"github.com/hearthrank/hearth/engine/pack/packtest"
	"github.com/hearthrank/hearth/engine/rerank"
)

const today = int64(20_000) * day

// yes grants everything at a time.
func yes(t *testing.T, d *Device, now int64) {
	_, _, err := d.Decide(At{Now: now}, &Decision{Grant: []string{"all"}})
	require.NoError(t, err)
}

// view records views of the mill at the time of the call.
func view(t *testing.T, d *Device, now int64, context ...Pair) []int64 {
	refs, _, err := d.Observe(At{Now: now}, []Event{{Type: "view", Item: "mill", Time: now, Context: context}})
	require.NoError(t, err)
	return refs
}

func tick(t *testing.T, d *Device, now int64) {
	_, err := d.Stats(At{Now: now})
	require.NoError(t, err)
}

// TestYesUnderAWrongClock: a yes is dated by the time that is believed. Under a clock that went back to 1970 it does not lapse when the clock is right
// again, and under one that is years ahead it does not hold for years longer.
func TestYesUnderAWrongClock(t *testing.T) {
	d := device(t, pharmacy(t), today, Options{})
	yes(t, d, today)
	view(t, d, today)
	yes(t, d, 5*day)
	tick(t, d, today+1000)
	require.Equal(t, consent.Granted, d.Consent()[0].State)
	require.Equal(t, 1, d.log.Len())

	d = device(t, pharmacy(t), today, Options{})
	yes(t, d, today)
	tick(t, d, today+5000*day)
	yes(t, d, today+5001*day) // believed, and the yes with it
	tick(t, d, today+2*day)
	tick(t, d, today+3*day) // the clock was wrong
	require.Equal(t, today+3*day, d.Consent()[0].Since)
	tick(t, d, today+369*day)
	require.False(t, d.Consent()[0].Holds)
}

// TestYesIsToAllOfIt: under the same version a purpose cannot get another stage, other categories, kinds, or a longer retention: that is another purpose.
func TestYesIsToAllOfIt(t *testing.T) {
	p := pharmacy(t)
	asked := consent.Purpose{ID: "p", Version: 1, Text: "Use views to rank.", Stage: consent.StageRank, Categories: 1 << event.CategoryBrowsing, Days: 7}
	d := device(t, p, today, Options{Purposes: []consent.Purpose{asked}})
	yes(t, d, today)
	b := snapshot(t, d, today)
	for name, widen := range map[string]func(q *consent.Purpose){
		"stage":      func(q *consent.Purpose) { q.Stage = consent.StageFederate },
		"categories": func(q *consent.Purpose) { q.Categories = 0 },
		"kinds":      func(q *consent.Purpose) { q.Sensitive = []string{"health"} },
		"days":       func(q *consent.Purpose) { q.Days = 70 },
		"limits":     func(q *consent.Purpose) { q.Limits = make([]int32, event.Categories) },
	} {
		wide := asked
		widen(&wide)
		_, _, err := Restore(p, b, At{Now: today}, Options{Purposes: []consent.Purpose{wide}})
		require.EqualError(t, err, "purposes.p.text: conflict", name)
		wide.Version = 2
		next, _, err := Restore(p, b, At{Now: today}, Options{Purposes: []consent.Purpose{wide}})
		require.NoError(t, err)
		require.Equal(t, consent.Undecided, next.Consent()[0].State)
	}
}

// TestNoIsAllThatIsWritten: neither what was refused, before or after it, nor that a signal was there.
func TestNoIsAllThatIsWritten(t *testing.T) {
	d, quiet := device(t, pharmacy(t), today, Options{}), device(t, pharmacy(t), today, Options{})
	write := func(d *Device) []byte {
		b, _, err := d.Snapshot(At{Now: today}, nil, false)
		require.NoError(t, err)
		return b
	}
	view(t, d, today)
	_, _, err := d.Decide(At{Now: today}, &Decision{HasSignal: true, Signal: true, Act: consent.ActSignal})
	require.NoError(t, err)
	require.Empty(t, write(d), "a signal is no decision")
	_, _, err = d.Decide(At{Now: today}, &Decision{HasSignal: true, Deny: []string{"all"}})
	require.NoError(t, err)
	view(t, d, today)
	for _, on := range []bool{true, false} {
		_, _, err = quiet.Decide(At{Now: today}, &Decision{HasSignal: true, Signal: on, Act: consent.ActSignal})
		require.NoError(t, err)
	}
	_, _, err = quiet.Decide(At{Now: today}, &Decision{Deny: []string{"all"}})
	require.NoError(t, err)
	require.Equal(t, write(quiet), write(d))
}

// TestContextObeysItsOwnRetention: the time of day and the device of an event are used only as long as their categories may be, under a suspect clock too, and
// also where they follow from the event's time.
func TestContextObeysItsOwnRetention(t *testing.T) {
	p := open(t, packtest.Regulars())
	limits := make([]int32, event.Categories)
	limits[event.CategoryTime], limits[event.CategoryDevice] = 2, 2
	d := device(t, p, day, Options{MaxDays: NoCap, Grants: []string{"all"}, Purposes: []consent.Purpose{{ID: "r", Version: 1, Text: "R.", Stage: consent.StageRank, Limits: limits}}})
	for k := range int64(3) {
		view(t, d, day+8*oclock+k, Pair{Name: "daypart", Value: "morning"}, Pair{Name: "device", Value: "phone"})
	}
	view(t, d, day+8*oclock+3)
	habits := func(now int64) int {
		terms, _ := uses2(t, d, At{Now: now, Context: []Pair{{Name: "device", Value: "phone"}}})
		return terms
	}
	require.Positive(t, habits(day+9*oclock))
	require.Zero(t, habits(1000*day+8*oclock), "suspect")
	require.Positive(t, d.log.Pairs(d.log.At(0)), "and not deleted")
	require.Positive(t, habits(day+9*oclock), "back")
	require.Zero(t, habits(4*day+8*oclock), "past")
	require.Zero(t, d.log.Pairs(d.log.At(0)))
	require.Equal(t, 4, d.log.Len())
}

// uses2 counts the habits behind the mill's score.
func uses2(t *testing.T, d *Device, at At) (habits int, terms []Contribution) {
	x, _, err := d.Explain(&Request{At: at, Seen: rerank.SeenShow, Reasons: -1}, []string{"mill"}, 0)
	require.NoError(t, err)
	for _, c := range x[0].Reasons {
		if c.Kind.OfEvent() && c.Index < uint32(d.pack.Cells().Rows()) && c.Count > 0 && c.Kind != 2 {
			habits++
		}
	}
	return habits, x[0].Reasons
}

// TestHostileState: a snapshot in which a purpose stands otherwise than its ledger says is refused.
func TestHostileState(t *testing.T) {
	p := pharmacy(t)
	d := device(t, p, today, Options{})
	_, _, err := d.Decide(At{Now: today}, &Decision{Deny: []string{"all"}})
	require.NoError(t, err)
	b := snapshot(t, d, today)
	for i := range b[:len(b)-8] {
		for _, state := range []byte{0, 1, 3, 4} {
			c := append([]byte{}, b[:len(b)-8]...)
			c[i] = state
			e, _, err := Restore(p, wire.U64(c, hash.Sum64(c)), At{Now: today}, Options{})
			require.False(t, err == nil && e.Consent()[0].State == consent.Granted && e.Ledger()[0].Deed != consent.DeedGrant, "byte %d", i)
		}
	}
}

// TestSwapDropsBits: a purpose that takes the bit of one that is no longer declared gets none of its records, nor its counts, by a swap or by a restore.
func TestSwapDropsBits(t *testing.T) {
	with := func(ids ...string) *Pack {
		m := packtest.Shop()
		for _, id := range ids {
			m.Purposes = append(m.Purposes, consent.Purpose{ID: id, Version: 1, Text: "T.", Stage: consent.StageRank})
		}
		return open(t, m)
	}
	d := device(t, with("a"), today, all)
	view(t, d, today)
	b, _, err := d.Snapshot(At{Now: today}, nil, false)
	require.NoError(t, err)
	require.NoError(t, d.SwapPack(with("b", "c"), At{Now: today}))
	restored, purged, err := Restore(with("b", "c"), b, At{Now: today}, Options{})
	require.NoError(t, err)
	require.EqualValues(t, 1, purged)
	for _, x := range []*Device{d, restored} {
		require.Zero(t, x.log.Len())
		require.Equal(t, 0, x.book.Status(0)[0].Bit)
		for _, c := range x.Audited() {
			require.NotEqual(t, "b", c.Purpose, "%v", c.Kind)
		}
	}
}

// TestSwapTakesItsTime: as every call does.
func TestSwapTakesItsTime(t *testing.T) {
	p := open(t, packtest.Shop())
	d := device(t, p, 0, all)
	view(t, d, 0)
	require.NoError(t, d.SwapPack(p, At{Now: 200 * day}))
	require.Zero(t, d.log.Len())
	require.EqualError(t, d.SwapPack(p, At{Now: 1 << 53}), "now: range")
}

// TestLookingIsNoUse: neither is what is inferred hidden by a dial at 0.
func TestLookingIsNoUse(t *testing.T) {
	d := device(t, open(t, packtest.Regulars()), 0, all)
	view(t, d, 0)
	before, err := d.Interests(At{})
	require.NoError(t, err)
	require.NotEmpty(t, before)
	_, err = d.Order(At{}, []Control{{Kind: event.ControlDial}}, nil, false)
	require.NoError(t, err)
	after, err := d.Interests(At{})
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.True(t, d.Used(0))
	for _, c := range d.Audited() {
		require.NotEqual(t, AuditUsed, c.Kind)
	}
}

// TestGenericIsGeneric: a slate that is generic for want of confidence hides nothing for having been seen.
func TestGenericIsGeneric(t *testing.T) {
	p := open(t, packtest.Regulars())
	slates := [2][]shown{}
	for k, grants := range [][]string{{"all"}, nil} {
		d := device(t, p, 0, Options{Grants: grants, Confidence: 90})
		view(t, d, 0)
		slates[k], _ = d.shows(t, At{})
	}
	require.Equal(t, slates[1], slates[0])
}

// TestSingleCounterfactual: of two events on one item either can be left out alone, and both together.
func TestSingleCounterfactual(t *testing.T) {
	p := open(t, packtest.Shop())
	d := device(t, p, 0, all)
	view(t, d, 0)
	view(t, d, 1)
	told := 0
	for _, id := range ids(p) {
		q := Request{Reasons: -1, Seen: rerank.SeenShow, At: At{Now: 2}}
		whole, _, err := d.Explain(&q, []string{id}, 100)
		require.NoError(t, err)
		q.Single = true
		single, _, err := d.Explain(&q, []string{id}, 100)
		require.NoError(t, err)
		require.LessOrEqual(t, len(whole[0].Without), 1)
		if len(single[0].Without) < 2 {
			continue
		}
		told++
		for _, w := range single[0].Without {
			require.NotEqual(t, whole[0].Without[0].Score, w.Score, "the other event still speaks")
			require.NotEqual(t, whole[0].Score, w.Score)
		}
	}
	require.NotZero(t, told)
}

// TestAuditOfRemovals: what is removed is counted for the purposes that it had, whoever removes it, and use is kept in snapshots.
func TestAuditOfRemovals(t *testing.T) {
	p := open(t, packtest.Regulars())
	count := func(d *Device, kind AuditKind) map[string]int64 {
		counts := map[string]int64{}
		for _, c := range d.Audited() {
			if c.Kind == kind {
				counts[c.Purpose] = c.Count
			}
		}
		return counts
	}
	o := Options{Purposes: asked, Grants: []string{"all"}}
	fill := func() *Device {
		d := device(t, p, 0, o)
		view(t, d, 0)
		view(t, d, 1)
		return d
	}
	d := fill()
	recorded := count(d, AuditRecorded)
	require.Greater(t, len(recorded), 2)
	_, _, err := d.Forget(At{Now: 2}, &Selection{All: true})
	require.NoError(t, err)
	require.Equal(t, recorded, count(d, AuditForgotten))

	d = fill()
	_, err = d.enter(10000*day, 0)
	require.NoError(t, err)
	_, err = d.enter(10002*day, 0)
	require.NoError(t, err)
	require.Zero(t, d.log.Len())
	require.Equal(t, recorded, count(d, AuditPurged))

	d = fill()
	_, err = d.Recommend(&Request{At: At{Now: 3}, N: 1})
	require.NoError(t, err)
	used := count(d, AuditUsed)
	require.EqualValues(t, 1, used[""])
	b, _, err := d.Snapshot(At{Now: 3}, nil, true)
	require.NoError(t, err)
	again, _, err := Restore(p, b, At{Now: 4}, o)
	require.NoError(t, err)
	require.Equal(t, used, count(again, AuditUsed))
}

// TestYesAfterALongSleep: a yes acts within the call, also when the clock is not believed yet.
func TestYesAfterALongSleep(t *testing.T) {
	for name, first := range map[string]int64{"500 days away": today - 500*day, "a dead clock": 5 * day} {
		t.Run(name, func(t *testing.T) {
			d := device(t, pharmacy(t), first, Options{})
			yes(t, d, first)
			yes(t, d, today)
			require.NotZero(t, view(t, d, today+1000)[0])
			tick(t, d, today+day+2000)
			c := d.Consent()[0]
			require.True(t, c.Holds)
			require.Equal(t, today, c.Since)
		})
	}
}

// TestSharedContext: events may share one context slice, of which the device keeps a part.
func TestSharedContext(t *testing.T) {
	p := pharmacy(t)
	place := consent.Purpose{ID: "p", Version: 1, Text: "T.", Stage: consent.StageRank, Categories: 1<<event.CategoryBrowsing | 1<<event.CategoryTime}
	d := device(t, p, today, Options{Grants: []string{"all"}, Purposes: []consent.Purpose{place}})
	shared := []Pair{{Name: "city", Value: "b"}, {Name: "daypart", Value: "x"}}
	_, _, err := d.Observe(At{Now: today}, []Event{{Type: "view", Item: "mill", Time: today, Context: shared}, {Type: "view", Item: "mill", Time: today + 1, Context: shared}})
	require.NoError(t, err)
	require.Equal(t, []Pair{{Name: "city", Value: "b"}, {Name: "daypart", Value: "x"}}, shared)
	b, _, err := d.Snapshot(At{Now: today}, nil, false)
	require.NoError(t, err)
	_, _, err = Restore(p, b, At{Now: today}, Options{Purposes: d.site})
	require.NoError(t, err)
}

// TestSignalGrantsNothing: a signal narrows and never widens.
func TestSignalGrantsNothing(t *testing.T) {
	d := device(t, pharmacy(t), today, Options{})
	_, _, err := d.Decide(At{Now: today}, &Decision{Grant: []string{"all"}, Act: consent.ActSignal})
	require.EqualError(t, err, "act: range")
	require.Empty(t, d.Ledger())
}
