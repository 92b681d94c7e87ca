package conformance

// Scenarios of the log: forgetting, caps, clock, snapshots, packs and persons.

import (
	"fmt"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/wasm/abi"
)

// facts returns the log in a snapshot: what must be as if something had never been. The rest of it counts what was done (the audit), or tells what was
// decided (the ledger).
func (r *recorder) facts(snapshot []byte) []byte {
	p, err := engine.OpenPack(packs()["shop"])
	r.NoError(err)
	d, _, err := engine.Restore(p, snapshot, engine.At{Now: r.now}, engine.Options{MaxEvents: engine.NoCap, MaxDays: engine.NoCap})
	r.NoError(err)
	return d.Log().AppendBinary(nil)
}

// never records the calls of a person in a second module and returns the log: what a device is like that got only these.
func (r *recorder) never(calls func(other *recorder)) []byte {
	other := &recorder{Assertions: r.Assertions, now: monday}
	other.person("shop")
	calls(other)
	other.now = r.now
	return r.facts(other.snapshot(""))
}

func recordForgetRef(r *recorder) {
	r.person("shop")
	first := r.observe("", did("view", "tea-1"), abi.Event{Type: "search", Query: "green tea"})
	r.now += second
	second := r.observe("the event that will go", abi.Event{
		Type: "view", Item: "pot-1", Query: "何か", Value: ptr(int64(1500)), Context: map[string]string{"device": "phone"}})
	third := r.observe("", did("like", "cup-2"))
	r.because("with it", 5)
	r.EqualValues(1, r.forget("", abi.ForgetRequest{Events: second.Refs}).Removed)
	r.because("without it", 5)
	r.Equal(r.never(func(o *recorder) {
		o.observe("", did("view", "tea-1"), abi.Event{Type: "search", Query: "green tea"})
		o.now = r.now
		o.observe("", did("like", "cup-2"))
	}), r.facts(r.snapshot("as if it had never been")))
	r.EqualValues(0, r.forget("a second time: nothing", abi.ForgetRequest{Events: second.Refs}).Removed)
	r.EqualValues(2, r.forget("two refs and an unknown one", abi.ForgetRequest{Events: []int64{first.Refs[1], third.Refs[0], 1<<53 - 1}}).Removed)
	r.observe("equal events have equal refs", at(r.now, did("view", "cup-1")), at(r.now, did("view", "cup-1")))
	again := r.observe("", at(r.now, did("view", "cup-1")))
	r.EqualValues(3, r.forget("and go together", abi.ForgetRequest{Events: again.Refs}).Removed)
}

func recordForgetItem(r *recorder) {
	r.person("shop")
	r.observe("", did("view", "tea-1"), did("view", "日本-茶"), did("like", "tea-1"), did("view", "not in the pack"))
	r.because("", 3)
	r.EqualValues(2, r.forget("both of its events", abi.ForgetRequest{Items: []string{"tea-1", "never seen"}}).Removed)
	r.because("", 3)
	r.EqualValues(2, r.forget("one that the pack does not know, and one in kanji", abi.ForgetRequest{Items: []string{"not in the pack", "日本-茶"}}).Removed)
	r.EqualValues(0, r.stats("").Events)
	r.EqualValues(0, r.forget("nothing left", abi.ForgetRequest{Items: []string{"tea-1", ""}}).Removed)
}

func recordForgetRange(r *recorder) {
	r.person("shop")
	for i := range int64(10) {
		r.observe("", at(r.now-i*hour, did("view", shopRows[i].id)))
	}
	r.EqualValues(0, r.forget("an empty range", abi.ForgetRequest{From: ptr(r.now), To: ptr(r.now)}).Removed)
	r.EqualValues(2, r.forget("from is in, to is not", abi.ForgetRequest{From: ptr(r.now - 5*hour), To: ptr(r.now - 3*hour)}).Removed)
	r.because("", 4)
	r.EqualValues(4, r.forget("open below", abi.ForgetRequest{To: ptr(r.now - 5*hour)}).Removed)
	r.EqualValues(1, r.forget("open above", abi.ForgetRequest{From: ptr(r.now)}).Removed)
	r.EqualValues(2, r.forget("a range or a ref or an item", abi.ForgetRequest{
		From: ptr(r.now - hour), To: ptr(r.now - hour + 1), Events: []int64{12345}, Items: []string{shopRows[2].id}}).Removed)
	r.EqualValues(0, r.forget("turned round", abi.ForgetRequest{From: ptr(r.now), To: ptr(r.now - 100*day)}).Removed)
	r.EqualValues(1, r.stats("").Events)
	r.fails("missing", "no part", abi.ForgetRequest{Now: r.now})
	r.fails("missing", "empty parts", abi.ForgetRequest{Now: r.now, Events: []int64{}, Items: []string{}})
}

func recordForgetAll(r *recorder) {
	r.person("shop")
	fresh := r.snapshot("a new device")
	cold := r.recommend("", 5)
	for _, item := range shopRows {
		r.observe("", did("purchase", item.id), abi.Event{Type: "search", Query: item.title})
	}
	r.EqualValues(2*len(shopRows)-4, r.forget("all but what was done with sensitive items, for that was not recorded", abi.ForgetRequest{All: true}).Removed)
	r.Equal(r.facts(fresh), r.facts(r.snapshot("holds no more than a new device")))
	r.Equal(cold, r.recommend("and recommends like one", 5))
	r.EqualValues(0, r.forget("again", abi.ForgetRequest{All: true}).Removed)
}

func recordBasedOn(r *recorder) {
	r.person("shop")
	looks := r.observe("", did("view", "tea-1"), did("view", "cup-1"))
	shown := func(item string, refs ...int64) []int64 {
		return r.observe("a slate based on events", abi.Event{Type: "impression", Item: item, BasedOn: refs}).Refs
	}
	one := shown("pot-1", looks.Refs[0])
	both := shown("pot-2", looks.Refs...)
	shown("tea-3", both[0], one[0])
	shown("tea-4", 99)
	r.EqualValues(6, r.stats("").Events)
	r.EqualValues(4, r.forget("the first look takes three slates", abi.ForgetRequest{Events: looks.Refs[:1]}).Removed)
	r.EqualValues(2, r.stats("the second look and a slate based on what was never here").Events)
	twice := r.observe("equal events", at(r.now, did("like", "cup-2")), at(r.now, did("like", "cup-2")))
	shown("cup-3", twice.Refs[0])
	r.EqualValues(4, r.forget("by item", abi.ForgetRequest{Items: []string{"cup-1", "cup-2"}}).Removed)
	r.snapshot("")
}

func recordCapEvents(r *recorder) {
	r.open("shop")
	send[abi.RestoreReply](r, "at most three", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}, MaxEvents: 3})
	for i := range 5 {
		r.EqualValues(i/3, r.observe("", did("view", shopRows[i].id)).Purged)
		r.now += second
	}
	r.because("the last three count", 5)
	r.EqualValues(4, r.observe("more at once than the cap", did("view", "tea-1"), did("view", "tea-2"), did("view", "tea-3"), did("view", "tea-4")).Purged)
	kept := r.snapshot("")
	reply := send[abi.RestoreReply](r, "a lower cap at restore", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}, MaxEvents: 1, Snapshot: kept})
	r.EqualValues(2, reply.Purged)
	r.EqualValues(1, reply.Events)
	r.observe("a slate goes with what it was based on", abi.Event{Type: "impression", Item: "pot-1", BasedOn: r.observe("", did("like", "cup-1")).Refs})
	r.EqualValues(0, r.stats("both are gone: the cap took the like").Events)
	r.fails("range", "", abi.RestoreRequest{Now: r.now, MaxEvents: 1<<22 + 1})
	r.fails("range", "", abi.RestoreRequest{Now: r.now, MaxEvents: -2})
}

func recordCapDays(r *recorder) {
	r.open("shop")
	send[abi.RestoreReply](r, "ten days", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}, MaxDays: 10})
	r.EqualValues(1, r.observe("one already too old", did("view", "tea-1"), at(r.now-10*day-1, did("view", "tea-2")), at(r.now-10*day, did("view", "tea-3"))).Purged)
	r.EqualValues(2, r.stats("exactly ten days are kept").Events)
	r.now += 1
	r.recommend("recommending holds the cap too", 3)
	r.EqualValues(1, r.stats("").Events)
	r.now += 10 * day
	r.EqualValues(1, r.stats("stats says what it removed").Purged)
	r.observe("", did("view", "tea-1"))
	kept := r.snapshot("")
	r.now += 11 * day
	r.EqualValues(1, send[abi.RestoreReply](r, "a restore holds it as well", abi.RestoreRequest{Now: r.now, MaxDays: 10, Snapshot: kept}).Purged)
	r.EqualValues(1, r.restore("ninety days by default", kept).Events)
	r.fails("range", "", abi.RestoreRequest{Now: r.now, MaxDays: 1<<20 + 1})
	r.fails("range", "", abi.RestoreRequest{Now: r.now, MaxDays: -2})
}

func recordCapNone(r *recorder) {
	r.open("shop")
	send[abi.RestoreReply](r, "no caps", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}, MaxEvents: -1, MaxDays: -1})
	r.observe("from 1970, from before, from long ago", at(1, did("view", "tea-1")), at(-monday, did("view", "tea-2")), at(-1<<53+1, did("like", "tea-3")))
	r.now += 10000 * day
	r.EqualValues(0, r.because("", 5).Unknown)
	r.EqualValues(3, r.stats("").Events)
	kept := r.snapshot("")
	r.EqualValues(3, r.restore("the default cap takes them all once the clock is sure", kept).Purged)
}

func recordClockJump(r *recorder) {
	r.person("shop")
	r.observe("", did("view", "tea-1"), did("purchase", "cup-1"))
	r.now = monday + 399*day + 90*day
	r.False(r.recommend("489 days ahead: masked, not deleted", 3).Personal)
	stats := r.stats("")
	r.EqualValues(2, stats.Events)
	r.EqualValues(2, stats.Masked)
	r.EqualValues(monday, stats.Mark)
	r.now = monday + hour
	r.True(r.recommend("the clock is right again", 3).Personal)
	r.now = monday + 3000*day
	r.EqualValues(2, r.stats("ahead again").Events)
	kept := r.snapshot("the suspicion is part of the state")
	r.now += day - 1
	r.EqualValues(2, r.stats("not yet confirmed").Events)
	r.now += 1
	r.EqualValues(2, r.stats("confirmed a day later").Purged)
	r.EqualValues(2, r.restore("restored from before: confirmed too", kept).Purged)
	wrong := r.now
	r.now = monday
	r.EqualValues(0, r.observe("far back: retention runs from the mark, so this is too old", did("view", "tea-1")).Recorded-1)
	r.EqualValues(0, r.stats("").Events)
	r.EqualValues(wrong, r.stats("").Mark)
	r.now += day
	r.EqualValues(r.now, r.stats("still so a day later: the clock ahead was wrong").Mark)
	r.observe("", did("view", "tea-1"), at(r.now+day, did("view", "tea-2")))
	r.EqualValues(2, r.stats("").Events)
	r.now += 401 * day
	r.stats("far ahead")
	r.now += 1
	r.observe("what is recorded then is dated so", did("view", "tea-3"))
	r.now -= 402 * day
	r.EqualValues(3, r.stats("").Events)
	r.now += 400 * day
	r.EqualValues(2, r.stats("400 days are believed at once").Purged)
}

func recordClockBack(r *recorder) {
	r.person("shop")
	r.observe("", did("view", "tea-1"))
	ahead := r.because("age 0", 5)
	r.now -= 30 * day
	r.EqualValues(monday, r.stats("the mark stays").Mark)
	back := r.because("newer than now: age 0 as well", 5)
	r.Equal(len(ahead.Items), len(back.Items))
	r.observe("in the past of the mark", did("view", "pot-1"))
	r.now = 0
	r.because("1970", 2)
	r.now = monday - 90*day
	r.EqualValues(0, r.observe("just within ninety days of the mark", did("view", "cup-1")).Purged)
	r.now--
	r.EqualValues(1, r.observe("just not", did("view", "cup-2")).Purged)
	r.snapshot("")
}

func recordSnapshot(r *recorder) {
	r.person("shop")
	r.observe("", abi.Event{Type: "view", Item: "tea-1", Offset: ptr(int32(-300)), Value: ptr(int64(-7)), Query: "q",
		Context: map[string]string{"b": "2", "a": "1", "empty": ""}}, did("view", "unknown thing"))
	ref := r.observe("", did("like", "cup-1")).Refs
	r.observe("", abi.Event{Type: "impression", Item: "cup-2", BasedOn: ref, Time: r.now - hour})
	slate := r.because("", 6)
	first := r.snapshot("")
	r.Equal(first, r.snapshot("twice the same"))
	r.observe("more", did("purchase", "tea-2"))
	r.EqualValues(4, r.restore("back", first).Events)
	r.Equal(first, r.snapshot("the same bytes"))
	r.Equal(slate, r.because("the same slate", 6))
	r.forget("refs hold after a restore", abi.ForgetRequest{Events: ref})
	r.EqualValues(2, r.stats("").Events)
	r.restore("again", first)
	r.observe("a device that goes on", did("purchase", "tea-2"))
	r.snapshot("")
}

func recordNewPack(r *recorder) {
	r.person("shop")
	r.observe("", did("view", "tea-2"), did("purchase", "pot-1"), did("view", "tea-5"), did("like", "cup-1"))
	before := r.because("", 20)
	r.EqualValues(1, r.stats("tea-5 is not offered yet").Unknown)
	kept := r.snapshot("")
	r.EqualValues(2, r.open("shop-next").Sequence)
	r.EqualValues(2, r.stats("tea-2 and cup-1 are no longer offered, tea-5 is").Unknown)
	r.Equal(kept, r.snapshot("the log does not change with the pack"))
	next := r.because("", 20)
	r.NotEqual(before.Items, next.Items)
	r.restore("a snapshot from under the old pack", kept)
	r.Equal(next, r.because("equals a device that always had the new pack", 20))
	r.begin("shop")
	send[abi.PackInfo](r, "the old pack again", abi.PackOpenRequest{Now: r.now, Rollback: true})
	r.Equal(before, r.because("what vanished is back", 20))
	r.begin("empty")
	send[abi.PackInfo](r, "a pack that offers nothing", abi.PackOpenRequest{Now: r.now})
	r.EqualValues(4, r.stats("").Unknown)
}

func recordCatalogues(r *recorder) {
	r.open("shop-next")
	send[abi.RestoreReply](r, "", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}})
	r.observe("", did("view", "tea-1"))
	slate := r.because("", 3)
	r.begin("shop")
	r.fails("sequence", "an older pack", abi.PackOpenRequest{Now: r.now})
	r.fails("no_pack", "it must be written again", abi.PackOpenRequest{Now: r.now, Rollback: true})
	r.begin("shop")
	r.fails("sequence", "replace does not help", abi.PackOpenRequest{Now: r.now, Replace: true})
	r.begin("other")
	r.fails("catalogue", "another catalogue", abi.PackOpenRequest{Now: r.now, Rollback: true})
	r.begin("bad-bit")
	r.fails("checksum", "a broken pack", abi.PackOpenRequest{Now: r.now, Replace: true, Rollback: true})
	r.Equal(slate, r.because("the former pack is still in use", 3))
	r.open("shop-next")
	r.Equal(slate, r.because("the same sequence is taken", 3))
	r.begin("other")
	send[abi.PackInfo](r, "", abi.PackOpenRequest{Now: r.now, Replace: true})
	r.because("another catalogue, the same person: tea-1 is a film here", 3)
	r.begin("shop")
	send[abi.PackInfo](r, "the sequence is that of the open pack's catalogue only", abi.PackOpenRequest{Now: r.now, Replace: true})
}

func recordGrants(r *recorder) {
	r.open("shop")
	send[abi.RestoreReply](r, "no grants", abi.RestoreRequest{Now: r.now})
	reply := r.observe("not recorded", did("view", "tea-1"), did("view", "tea-2"))
	r.EqualValues(0, reply.Recorded)
	r.Equal([]int64{0, 0}, reply.Refs)
	r.False(r.recommend("not personal", 3).Personal)
	empty := r.snapshot("nothing was decided: nothing is to be written")
	r.Empty(empty)
	send[abi.RestoreReply](r, "granted", abi.RestoreRequest{Now: r.now, Grants: []string{"rank", "rank", "all"}, Snapshot: empty})
	r.observe("", did("view", "tea-1"), did("purchase", "cup-1"))
	kept := r.snapshot("")
	personal := r.because("", 5)
	r.decide("denied", abi.ConsentRequest{Deny: []string{"all"}})
	denied := r.snapshot("")
	reply2 := send[abi.RestoreReply](r, "what was denied a host does not grant", abi.RestoreRequest{Now: r.now, Snapshot: denied, Grants: []string{"all"}})
	r.EqualValues(2, reply2.Events)
	masked := r.because("held, but used by nothing, not even to hide what was bought", 20)
	r.False(masked.Personal)
	r.Contains(ids(masked), "cup-1")
	r.EqualValues(2, r.stats("").Masked)
	r.Equal(r.facts(kept), r.facts(r.snapshot("the log is untouched")))
	r.decide("granted again", abi.ConsentRequest{Grant: []string{"rank"}})
	r.Equal(personal, r.because("", 5))
	for i, bad := range [][]string{{"ads"}, {"rank", ""}, {"all", "all", "RANK"}} {
		e := r.fails("purpose", "no such purpose", abi.RestoreRequest{Now: r.now, Grants: bad})
		r.Equal(fmt.Sprintf("grants[%d]", i), e.Path)
	}
	r.Equal(personal, r.because("a refused restore changes nothing", 5))
}

func recordSwap(r *recorder) {
	r.person("shop")
	states := map[string][]byte{"Ada": nil, "Bo": nil}
	taste := map[string][]string{"Ada": {"tea-1", "pot-1", "cup-1"}, "Bo": {"rum-1", "mix-1", "book-2"}}
	for round := range 3 {
		for _, name := range []string{"Ada", "Bo"} {
			r.restore(name+" comes", states[name])
			r.observe("", did("view", taste[name][round]))
			r.because("", 3)
			states[name] = r.snapshot(name + " goes")
			r.now += second
		}
	}
	alone := newRecorder(nil, "", "")
	alone.Assertions = r.Assertions
	alone.person("shop")
	for i, item := range taste["Bo"] {
		alone.now = monday + int64(2*i+1)*second
		alone.observe("", did("view", item))
	}
	r.Equal(r.facts(alone.snapshot("")), r.facts(states["Bo"]), "as if Ada had never been here")
}
