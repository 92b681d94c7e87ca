package engine

// The promises of consent, each a property over random histories of events, orders, decisions, signals and time.

import (
	"flag"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/rerank"
)

// histories is how many random histories each property is checked on.
var histories = flag.Int("histories", 3000, "random histories a promise")

// promise checks a property on random histories; it gives each its number.
func promise(t *testing.T, property func(t *testing.T, p *Pack, h *history)) {
	p := pharmacy(t)
	for seed := range *histories {
		h := newHistory(uint64(seed), 2+seed%14)
		ok := true
		func() {
			defer func() { ok = !t.Failed() }()
			property(t, p, h)
		}()
		require.True(t, ok, "history %d", seed)
	}
	t.Logf("%d histories", *histories)
}

// TestWithdrawIsNeverCarried: after Withdraw(p) log, orders and profile are those of a device that had the same calls without the events that p alone
// carried, and without those based on them.
func TestWithdrawIsNeverCarried(t *testing.T) {
	removedSome := 0
	promise(t, func(t *testing.T, p *Pack, h *history) {
		bit := h.IntN(len(asked))
		withdrawal := act{at: At{Now: h.now + pick[int64](h, 0, day)}, decision: &Decision{Withdraw: []string{asked[bit].ID}}}
		a := play(t, p, h)
		_, err := a.enter(withdrawal.at.Now, 0)
		require.NoError(t, err)
		gone := make([]bool, a.log.Len())
		for i := range gone {
			gone[i] = a.log.At(i).Purposes == 1<<bit
		}
		lost := a.marked(a.closure(gone))
		a.do(t, &withdrawal, none)
		b := without(t, p, h, a, func(n int) bool { return n < len(a.refs) && lost[a.refs[n]] })
		b.do(t, &withdrawal, none)
		require.Equal(t, b.facts(), a.facts())
		require.Equal(t, folded(t, a.Device), a.profile.AppendBinary(nil))
		for i := range a.log.Len() {
			require.Zero(t, a.log.At(i).Purposes>>bit&1, "no record carries it any more")
		}
		if len(lost) > 0 {
			removedSome++
		}
	})
	require.Greater(t, removedSome, *histories/50, "some withdrawals remove something")
}

// TestMaskedIsNeverHad: whatever is denied, lapsed or masked by a signal, slates and reasons are those of a device without the events that no purpose
// which holds for ranking carries.
func TestMaskedIsNeverHad(t *testing.T) {
	maskedSome := 0
	promise(t, func(t *testing.T, p *Pack, h *history) {
		last := act{at: At{Now: h.now + pick[int64](h, 0, day, 367*day)}, decision: &Decision{Deny: pick(h, nil, []string{"rank"}, []string{"wide", "care"}, []string{"all"}), HasSignal: true, Signal: h.IntN(2) == 0}}
		a := play(t, p, h)
		a.do(t, &last, none)
		gone := make([]bool, a.log.Len())
		for i := range gone {
			gone[i] = a.AllowedBy(i) == 0
		}
		masked := a.marked(gone)
		b := without(t, p, h, a, func(n int) bool { return n < len(a.refs) && masked[a.refs[n]] })
		b.do(t, &last, none)
		want, _ := b.shows(t, last.at)
		got, slate := a.shows(t, last.at)
		require.Equal(t, want, got)
		if a.gate.Serving(consent.StageRank) == 0 {
			require.Equal(t, GenericConsent, slate.Generic)
		}
		if len(masked) > 0 {
			maskedSome++
		}
	})
	require.Greater(t, maskedSome, *histories/50)
}

// TestNoEventWithoutGrant: an event carries the purposes that held when it was recorded and are for its category and its item, and no other, ever.
func TestNoEventWithoutGrant(t *testing.T) {
	promise(t, func(t *testing.T, p *Pack, h *history) {
		d := &played{Device: device(t, p, h.acts[0].at.Now, Options{Purposes: asked, MaxEvents: NoCap})}
		held := map[int64]consent.Set{}
		for i := range h.acts {
			a := &h.acts[i]
			_, err := d.enter(a.at.Now, 0)
			require.NoError(t, err)
			granted, before := d.gate.Granted, len(d.refs)
			d.do(t, a, none)
			for k, ref := range d.refs[before:] {
				e, want := &a.events[k], consent.Set(0)
				for bit := range asked {
					if granted>>bit&1 == 1 && mayCarry(p, &asked[bit], e) {
						want |= 1 << bit
					}
				}
				require.Equal(t, want != 0, ref != 0)
				held[ref] |= want
			}
			for i := range d.log.Len() {
				r := d.log.At(i)
				require.Zero(t, consent.Set(r.Purposes)&^held[r.Ref], "what it did not carry it never will")
				require.NotZero(t, r.Purposes)
				for k := range d.log.Pairs(r) {
					require.True(t, d.holdsPair(r, k), "context that no purpose of the record is for")
				}
			}
		}
	})
}

// mayCarry says of a purpose, read literally, whether it is for an event.
func mayCarry(p *Pack, q *consent.Purpose, e *Event) bool {
	kinds := sensitiveOf(p, e.Item)
	covers := kinds == 0 && len(q.Sensitive) == 0 || kinds == 1 && len(q.Sensitive) > 0 // the one purpose for sensitive items is for those of kind 0
	return covers && q.Has(event.CategoryOf(e.Type, e.Item != "", e.Query != ""))
}

// TestUndecidedWritesNothing: whatever is done before a decision, nothing is written, and slates come from context and catalogue; a no writes the ledger alone.
func TestUndecidedWritesNothing(t *testing.T) {
	promise(t, func(t *testing.T, p *Pack, h *history) {
		d := &played{Device: device(t, p, h.now, Options{Purposes: asked})}
		fresh := device(t, p, h.now, Options{Purposes: asked})
		for i := range h.acts {
			if a := &h.acts[i]; a.decision == nil && a.set == nil {
				d.do(t, a, none)
				require.Zero(t, d.log.Len()+d.log.Words())
				got, _ := d.shows(t, a.at)
				want, _ := fresh.shows(t, a.at)
				require.Equal(t, want, got)
			}
		}
		_, err := d.Order(At{Now: h.now}, []Control{{Kind: event.ControlBlock, Value: "mill"}}, nil, false)
		require.NoError(t, err)
		b, _, err := d.Snapshot(At{Now: h.now}, nil, false)
		require.NoError(t, err)
		require.Empty(t, b)
		_, _, err = d.Decide(At{Now: h.now}, &Decision{Deny: []string{"all"}})
		require.NoError(t, err)
		b, _, err = d.Snapshot(At{Now: h.now}, nil, false)
		require.NoError(t, err)
		no, _, err := Restore(p, b, At{Now: h.now}, Options{Purposes: asked})
		require.NoError(t, err)
		require.Zero(t, no.log.Len()+no.controls.Len())
		require.Len(t, no.Ledger(), len(asked))
		require.Equal(t, 1, d.controls.Len(), "the order holds in memory")
	})
}

// TestDialZero: at 0 the slates of any two event histories are equal, given equal orders, context and time; hard rules still filter.
func TestDialZero(t *testing.T) {
	promise(t, func(t *testing.T, p *Pack, h *history) {
		other := newHistory(uint64(h.IntN(1<<30)), 8)
		at := At{Now: max(h.now, other.now), Context: []Pair{{Name: "daypart", Value: "evening"}}}
		orders := []Control{{Kind: event.ControlDial}, {Kind: event.ControlBlock, Value: pick(h, "mill", "kettle")}}
		var slates [2][]shown
		for k, x := range []*history{h, other} {
			d := play(t, p, x)
			for i := d.controls.Len() - 1; i >= 0; i-- {
				c := d.Control(i)
				d.controls.Lift(&c)
			}
			_, err := d.Order(at, append([]Control{}, orders...), nil, false)
			require.NoError(t, err)
			slate := (*Slate)(nil)
			slates[k], slate = d.shows(t, at)
			require.False(t, slate.Personal)
			require.NotContains(t, fmt.Sprint(slates[k]), orders[1].Value)
		}
		require.Equal(t, slates[0], slates[1])
	})
}

// TestDialRises: the personal share of every score, Σ|personal| / Σ|all|, does not fall as the dial rises, reasons add up at every step, and 100 is the full model.
func TestDialRises(t *testing.T) {
	promise(t, func(t *testing.T, p *Pack, h *history) {
		d := play(t, p, h)
		for i := d.controls.Len() - 1; i >= 0; i-- {
			c := d.Control(i)
			d.controls.Lift(&c)
		}
		d.resolveOrders()
		at := At{Now: h.now, Context: []Pair{{Name: "daypart", Value: "evening"}}}
		full, _ := d.shows(t, at)
		share := map[string][2]int64{}
		for _, dial := range []int32{0, 1, int32(h.IntN(100)), 99, 100} {
			_, err := d.Order(at, []Control{{Kind: event.ControlDial, Amount: dial}}, nil, false)
			require.NoError(t, err)
			items, err := d.Rank(&Request{At: at, Candidates: ids(p), Seen: rerank.SeenShow, Reasons: -1})
			require.NoError(t, err)
			for _, x := range items.Items {
				personal, all, sum := int64(0), int64(0), int64(0)
				for _, c := range x.Reasons {
					sum += c.Score
					all += max(c.Score, -c.Score)
					if c.Kind.Personal() {
						personal += max(c.Score, -c.Score)
					}
				}
				require.Equal(t, x.Score, sum)
				before := share[p.ID(x.Item)]
				if dial > 1 && before[1] > 0 && all > 0 && dial >= int32(before[0]>>40) {
					require.GreaterOrEqual(t, personal*before[1], (before[0]&(1<<40-1))*all, "dial %d", dial)
				}
				share[p.ID(x.Item)] = [2]int64{int64(dial)<<40 | personal, all}
			}
		}
		again, _ := d.shows(t, at)
		require.Equal(t, full, again)
	})
}

// TestCounterfactualIsDone: carrying out the forget that a counterfactual imagines gives the standing that it told.
func TestCounterfactualIsDone(t *testing.T) {
	told := 0
	promise(t, func(t *testing.T, p *Pack, h *history) {
		d := play(t, p, h)
		q := Request{
			At: At{Now: h.now}, Reasons: -1, Seen: pick(h, rerank.SeenByType, rerank.SeenHide, rerank.SeenShow), Exclude: pick(h, nil, []string{"kettle"}),
			Single: pick(h, false, true),
		}
		items, _, err := d.Explain(&q, ids(p), 3)
		require.NoError(t, err)
		before := d.facts()
		for _, x := range items {
			for _, w := range x.Without {
				done := play(t, p, h)
				r := d.log.At(int(w.Record))
				s := Selection{Items: []string{d.log.Text(r.Item)}}
				if q.Single {
					s = Selection{Refs: []int64{r.Ref}}
				}
				_, _, err := done.Forget(q.At, &s)
				require.NoError(t, err)
				stands, _, err := done.Explain(&q, []string{p.ID(x.Item)}, 0)
				require.NoError(t, err)
				require.Equal(t, Without{w.Record, stands[0].Hidden, stands[0].Score, stands[0].Above, stands[0].Tied}, w)
				told++
			}
		}
		require.Equal(t, before, d.facts(), "asking changes nothing")
	})
	require.Greater(t, told, *histories/10)
}

// TestRetentionHolds: under clocks that run, jump and go back, nothing past the retention of all its purposes is used, and what time removes it removes by the mark.
func TestRetentionHolds(t *testing.T) {
	promise(t, func(t *testing.T, p *Pack, h *history) {
		d := &played{Device: device(t, p, h.acts[0].at.Now, Options{Purposes: asked, MaxEvents: NoCap})}
		for i := range h.acts {
			d.do(t, &h.acts[i], none)
			now := h.acts[i].at.Now
			items, _ := d.shows(t, h.acts[i].at)
			for _, x := range items {
				for _, ref := range x.Events {
					require.True(t, ref == 0 || d.young(ref, max(now, d.clock.Mark)), "a reason past its retention")
				}
			}
			for k := range d.log.Len() {
				require.True(t, d.young(d.log.At(k).Ref, d.clock.Mark), "kept past its retention")
			}
		}
	})
}

// young reports whether some purpose of some record of a ref still holds it at a time.
func (d *Device) young(ref, at int64) bool {
	for i := range d.log.Len() {
		r := d.log.At(i)
		for bit := range asked {
			days := int64(asked[bit].DaysOf(r.Category))
			if days == 0 || days > DefaultMaxDays {
				days = DefaultMaxDays
			}
			if r.Ref == ref && r.Purposes>>bit&1 == 1 && at-r.Time <= days*day {
				return true
			}
		}
	}
	return false
}

// TestClockJumpLosesNothing: a clock that jumps more than 400 days ahead and is back within 24 hours changes nothing that is kept or shown.
func TestClockJumpLosesNothing(t *testing.T) {
	promise(t, func(t *testing.T, p *Pack, h *history) {
		d, twin := play(t, p, h), play(t, p, h)
		base := d.clock.Mark
		for _, x := range []*played{d, twin} { // a suspicion of before ends
			_, err := x.enter(base, 0)
			require.NoError(t, err)
		}
		far := base + 401*day + h.Int64N(3000*day)
		for range 3 {
			_, err := d.enter(far+h.Int64N(day), 0)
			require.NoError(t, err)
		}
		at := At{Now: base + pick[int64](h, 0, 1, day/2)}
		want, _ := twin.shows(t, at)
		got, _ := d.shows(t, at)
		require.Equal(t, want, got)
		require.Equal(t, twin.facts(), d.facts())
		require.Equal(t, twin.book.AppendBinary(nil), d.book.AppendBinary(nil))
	})
}

// TestPurgeAfterAYearAsleep: the first call after a sleep removes what is past its retention.
func TestPurgeAfterAYearAsleep(t *testing.T) {
	promise(t, func(t *testing.T, p *Pack, h *history) {
		d := play(t, p, h)
		b, _, err := d.Snapshot(At{Now: d.clock.Mark}, nil, true)
		require.NoError(t, err)
		woken, _, err := Restore(p, b, At{Now: d.clock.Mark + 365*day}, Options{Purposes: asked, MaxEvents: NoCap})
		require.NoError(t, err)
		for i := range woken.log.Len() {
			require.Greater(t, woken.log.At(i).Time, d.clock.Mark, "only what a clock that was far ahead dated later")
		}
	})
}

// TestSensitiveLeavesNoTrace: without the purpose for its kind an event on a sensitive item is nowhere, and no history pushes such an item.
func TestSensitiveLeavesNoTrace(t *testing.T) {
	promise(t, func(t *testing.T, p *Pack, h *history) {
		a := play(t, p, h)
		n := -1
		events := []Event{}
		for i := range h.acts {
			events = append(events, h.acts[i].events...)
		}
		b := without(t, p, h, a, func(k int) bool { n = k; return a.refs[k] == 0 && sensitiveOf(p, events[k].Item) != 0 })
		require.True(t, n < len(events))
		require.Equal(t, b.facts(), a.facts())
		x, _, err := a.Snapshot(At{Now: h.now}, nil, true)
		require.NoError(t, err)
		y, _, err := b.Snapshot(At{Now: h.now}, nil, true)
		require.NoError(t, err)
		require.Equal(t, y, x, "not even in the counts")
		items, _ := a.shows(t, At{Now: h.now})
		for _, item := range items {
			kinds := sensitiveOf(p, item.Item)
			for _, c := range item.Reasons {
				require.False(t, kinds != 0 && !a.gate.Pushes(kinds) && c.Kind.Personal(), "history pushes %s", item.Item)
			}
		}
	})
}

// TestWrongClock: a clock that was believed far ahead and comes back is believed again a day later; what it dated goes, and what is recorded then stays.
func TestWrongClock(t *testing.T) {
	p := pharmacy(t)
	const now = 20_000 * day
	d := device(t, p, now, Options{Purposes: asked, Grants: []string{"rank"}})
	view := func(at int64) {
		_, _, err := d.Observe(At{Now: at}, []Event{{Type: "view", Item: "mill", Time: at}})
		require.NoError(t, err)
	}
	view(now)
	view(now + 3000*day) // suspect
	require.Equal(t, 2, d.log.Len())
	view(now + 3001*day) // believed
	require.Equal(t, 2, d.log.Len(), "what was recorded before is past its retention")
	view(now + 2*day) // back: retention still runs from the mark
	require.Equal(t, 2, d.log.Len())
	view(now + 3*day) // believed
	require.Equal(t, 1, d.log.Len())
	require.EqualValues(t, now+3*day, d.log.At(0).Time)
	view(now + 4*day)
	require.Equal(t, 2, d.log.Len())
}

// TestContextGoesWithItsPurpose: of an event that two purposes carry only that context stays which a purpose that is left is for, and the event keeps its name.
func TestContextGoesWithItsPurpose(t *testing.T) {
	p := pharmacy(t)
	d := device(t, p, 0, Options{Purposes: []consent.Purpose{
		{ID: "rank", Version: 1, Text: "Rank.", Stage: consent.StageRank, Categories: 1 << event.CategoryBrowsing},
		{ID: "where", Version: 1, Text: "Where.", Stage: consent.StageRank, Categories: 1<<event.CategoryBrowsing | 1<<event.CategoryPlace | 1<<event.CategoryDevice, Limits: []int32{0, 0, 0, 0, 0, 3, 0, 0, 0}},
	}})
	_, _, err := d.Decide(At{}, &Decision{Grant: []string{"all"}})
	require.NoError(t, err)
	refs, _, err := d.Observe(At{}, []Event{{Type: "view", Item: "mill", Context: []Pair{{Name: "city", Value: "Graz"}, {Name: "device", Value: "phone"}, {Name: "mood", Value: "blue"}}}})
	require.NoError(t, err)
	holds := func(names ...string) {
		r := d.log.At(0)
		require.Equal(t, refs[0], r.Ref)
		require.Equal(t, len(names), d.log.Pairs(r))
		for k, want := range names {
			name, _ := d.log.Context(r, k)
			require.Equal(t, want, d.log.Text(name))
		}
	}
	holds("city", "device")
	_, err = d.enter(3*day, 0)
	require.NoError(t, err)
	holds("city", "device")
	_, err = d.enter(3*day+1, 0)
	require.NoError(t, err)
	holds("device") // places are kept for three days
	require.Zero(t, d.log.Find("Graz"))
	_, _, err = d.Decide(At{Now: 4 * day}, &Decision{Withdraw: []string{"where"}})
	require.NoError(t, err)
	holds()
	require.Zero(t, d.log.Find("phone"))
}

// TestOrdersAtTheirLimit: with as many orders as there may be, one of them can still be changed, or be taken back for another.
func TestOrdersAtTheirLimit(t *testing.T) {
	d := device(t, pharmacy(t), 0, all)
	orders := make([]Control, event.MaxControls)
	for i := range orders {
		orders[i] = Control{Kind: event.ControlBlock, Value: fmt.Sprint("item ", i)}
	}
	_, err := d.Order(At{}, orders, nil, false)
	require.NoError(t, err)
	dial := []Control{{Kind: event.ControlDial, Amount: 5}}
	_, err = d.Order(At{}, dial, nil, false)
	require.EqualError(t, err, "set: range")
	_, err = d.Order(At{}, orders[:1], nil, false)
	require.NoError(t, err)
	_, err = d.Order(At{}, dial, orders[1:2], false)
	require.NoError(t, err)
	dial[0].Amount = 6
	_, err = d.Order(At{}, dial, nil, false)
	require.NoError(t, err)
	_, err = d.Order(At{}, []Control{{Kind: event.ControlLanguage, Value: "de"}}, []Control{dial[0], {Kind: event.ControlMute, Field: "a", Value: "b"}, dial[0]}, false)
	require.NoError(t, err)
	_, err = d.Order(At{}, dial, []Control{{Kind: event.ControlMute, Field: "a", Value: "b"}, {Kind: event.ControlMute, Field: "a", Value: "b"}}, false)
	require.EqualError(t, err, "set: range", "taking back what is not there, or twice, makes no room")
	require.Equal(t, event.MaxControls, d.Controls())
}
