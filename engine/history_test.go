package engine

// Random histories for the tests of the promises: one list of calls that several devices can play, with or without some of its events.

import (
	"math/rand/v2"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
	"github.com/hearthrank/hearth/engine/rerank"
)

// asked is what is asked for in random histories: two purposes for ranking, one for sensitive items, and others.
var asked = []consent.Purpose{
	{ID: "rank", Version: 1, Text: "Rank.", Stage: consent.StageRank, Categories: 1<<event.CategoryBrowsing | 1<<event.CategoryPurchases | 1<<event.CategoryTime, Days: 80},
	{ID: "wide", Version: 1, Text: "Rank by all.", Stage: consent.StageRank, Limits: []int32{40, 5, 0, 0, 0, 0, 0, 0, 10}},
	{ID: "care", Version: 1, Text: "Rank by remedies.", Stage: consent.StageRank, Sensitive: []string{"health"}},
	{ID: "report", Version: 1, Text: "Report.", Stage: consent.StageReport},
}

// pharmacy is the pack of random histories: a mill, beans and remedies, with context, habits and uses.
func pharmacy(t require.TestingT) *Pack {
	m := packtest.Regulars()
	m.Kinds, m.Sensitive = []string{"health", "faith"}, []uint32{0, 1, 0, 0, 2}
	return open(t, m)
}

// act is one call of a history.
type act struct {
	at       At
	events   []Event // of an observe
	based    [][]int // of each event: the numbers of the events that it is based on
	decision *Decision
	set      []Control
	lift     []Control
	restore  bool // the device is closed, and opened again
}

// history is calls, and what the numbers of their events are.
type history struct {
	*rand.Rand
	acts []act
	now  int64
	n    int // events so far
}

func pick[T any](h *history, of ...T) T { return of[h.IntN(len(of))] }

// newHistory draws a history of some calls.
func newHistory(seed uint64, calls int) *history {
	h := &history{Rand: rand.New(rand.NewPCG(seed, 1)), now: 20_000 * day}
	h.decide(&Decision{Grant: pick(h, []string{"all"}, []string{"rank"}, []string{"wide", "report"}, []string{"care", "rank"})})
	for range calls {
		h.now += pick[int64](h, 0, 1, day/2, day, 20*day, 90*day, 370*day, 3000*day, -day, -60*day, -3000*day)
		switch h.IntN(9) {
		case 0:
			h.decide(h.decision())
		case 2:
			h.acts = append(h.acts, act{at: h.at(), restore: true})
		case 1:
			h.acts = append(h.acts, act{at: h.at(), set: h.controls(), lift: h.controls()})
		default:
			h.observe()
		}
	}
	return h
}

func (h *history) at() At { return At{Now: h.now} }

func (h *history) decide(d *Decision) { h.acts = append(h.acts, act{at: h.at(), decision: d}) }

func (h *history) decision() *Decision {
	some := func() []string {
		return pick(h, nil, nil, []string{"rank"}, []string{"wide"}, []string{"care"}, []string{"report", "rank"})
	}
	d := &Decision{Grant: some(), Deny: some(), Withdraw: some(), HasSignal: h.IntN(3) == 0, Signal: h.IntN(2) == 0, Act: pick(h, consent.ActBanner, consent.ActSettings)}
	if h.IntN(2) == 0 {
		d.Withdraw = nil
	}
	return d
}

func (h *history) controls() []Control {
	return pick(h, nil, []Control{{Kind: event.ControlDial, Amount: int32(h.IntN(101))}}, []Control{{Kind: event.ControlBlock, Value: pick(h, "mill", "kettle")}},
		[]Control{{Kind: event.ControlInterest, Field: "sort", Value: "tools", Amount: int32(h.IntN(201) - 100)}, {Kind: event.ControlMute, Field: "brand", Value: "Acme"}})
}

func (h *history) observe() {
	a := act{at: h.at()}
	for range 1 + h.IntN(3) {
		e := Event{Type: pick(h, "view", "view", "purchase", "dislike", "search", "impression"), Item: pick(h, "arabica", "robusta", "mill", "kettle", "poster", "gone", ""), Time: h.now - pick[int64](h, 0, 0, 1000, 10*day)}
		if e.Type == "search" {
			e.Query = pick(h, "cup", "cure")
		}
		if h.IntN(3) == 0 {
			e.Context = []Pair{{Name: "daypart", Value: "evening"}, {Name: "device", Value: "phone"}}
		}
		var based []int
		if h.n > 0 && h.IntN(4) == 0 {
			based = []int{h.IntN(h.n), h.IntN(h.n)}
		}
		a.events, a.based = append(a.events, e), append(a.based, based)
		h.n++
	}
	h.acts = append(h.acts, a)
}

// played is a device that played a history, and the refs that it gave to its events: 0 where one was not recorded, or left out.
type played struct {
	*Device
	refs   []int64
	likeOf []int64 // refs of another device that events are based on, or nil: its own
}

// play plays a history on a new device.
func play(t require.TestingT, p *Pack, h *history) *played { return without(t, p, h, nil, none) }

// without plays the calls that another device had, but for the events whose number leave is true for.
func without(t require.TestingT, p *Pack, h *history, other *played, leave func(n int) bool) *played {
	d := &played{Device: device(t, p, h.acts[0].at.Now, Options{Purposes: asked, MaxEvents: NoCap})}
	if other != nil {
		d.likeOf = other.refs
	}
	for i := range h.acts {
		d.do(t, &h.acts[i], leave)
	}
	return d
}

func (d *played) do(t require.TestingT, a *act, leave func(n int) bool) {
	var err error
	switch {
	case a.restore:
		b, _, fail := d.Snapshot(a.at, nil, true)
		require.NoError(t, fail)
		d.Device, _, err = Restore(d.pack, b, a.at, Options{Purposes: asked, MaxEvents: NoCap})
	case a.decision != nil:
		_, _, err = d.Decide(a.at, a.decision)
	case a.events == nil:
		_, err = d.Order(a.at, slices.Clone(a.set), a.lift, false)
	default:
		err = d.observe(a, leave)
	}
	require.NoError(t, err)
}

func (d *played) observe(a *act, leave func(n int) bool) error {
	var events []Event
	var places []int
	first := len(d.refs) // events are based on those of earlier calls
	for k := range a.events {
		n := len(d.refs)
		d.refs = append(d.refs, 0)
		if leave(n) {
			continue
		}
		e := a.events[k]
		e.Context = slices.Clone(e.Context)
		refs := d.refs
		if d.likeOf != nil {
			refs = d.likeOf
		}
		for _, b := range a.based[k] {
			if b < first && refs[b] != 0 {
				e.BasedOn = append(e.BasedOn, refs[b])
			}
		}
		events, places = append(events, e), append(places, n)
	}
	refs, _, err := d.Observe(a.at, events)
	for k, ref := range refs {
		d.refs[places[k]] = ref
	}
	return err
}

// facts are the bytes that must be as if something had never been: log, orders and profile.
func (d *Device) facts() [3][]byte {
	return [3][]byte{d.log.AppendBinary(nil), d.controls.AppendBinary(nil), d.profile.AppendBinary(nil)}
}

// closure marks the records that go when those that gone marks go: naively, over and over, those that are based on a ref no record of which is left.
func (d *Device) closure(gone []bool) []bool {
	for again := true; again; {
		again = false
		left, all := map[int64]bool{}, map[int64]bool{}
		for i := range gone {
			all[d.log.At(i).Ref] = true
			left[d.log.At(i).Ref] = left[d.log.At(i).Ref] || !gone[i]
		}
		for i := range gone {
			for _, ref := range d.log.BasedOn(d.log.At(i)) {
				if all[ref] && !left[ref] && !gone[i] {
					gone[i], again = true, true
				}
			}
		}
	}
	return gone
}

// marked returns the refs all of whose records are marked.
func (d *Device) marked(gone []bool) map[int64]bool {
	refs := map[int64]bool{}
	for i := range gone {
		refs[d.log.At(i).Ref] = true
	}
	for i := range gone {
		if !gone[i] {
			delete(refs, d.log.At(i).Ref)
		}
	}
	return refs
}

// shown is a slate by the names of what it names, for devices with different logs.
type shown struct {
	Item    string
	Score   int64
	Reasons []Contribution
	Events  []int64 // the ref behind each reason, or 0
}

func (d *Device) shows(t require.TestingT, at At) (all []shown, s *Slate) {
	s, err := d.Rank(&Request{At: at, Candidates: ids(d.pack), Seen: rerank.SeenByType, Reasons: -1})
	require.NoError(t, err)
	for _, x := range s.Items {
		v := shown{Item: d.pack.ID(x.Item), Score: x.Score}
		for _, c := range x.Reasons {
			ref := int64(0)
			if c.Kind.OfEvent() {
				ref, _, _, _, _ = d.Past(&c)
			}
			c.Entry = 0
			v.Reasons, v.Events = append(v.Reasons, c), append(v.Events, ref)
		}
		all = append(all, v)
	}
	return all, s
}

// none leaves out no event.
func none(int) bool { return false }

// sensitiveOf returns the kinds of an item's sensitivity, by name.
func sensitiveOf(p *Pack, item string) uint32 {
	if i := p.Find(item); i != pack.None {
		return p.SensitiveSet(i)
	}
	return 0
}
