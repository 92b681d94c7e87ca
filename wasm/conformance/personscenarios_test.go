package conformance

// Scenarios of the person's say: purposes, signals, lapse, retention, sensitive items, orders, and looking at it all.

import "github.com/hearthrank/hearth/wasm/abi"

// asked is what the shop asks for in these scenarios.
var asked = []abi.Purpose{
	{ID: "rank", Version: 2, Text: "Put what fits me first, by what I look at here.", Stage: "rank", Categories: []string{"browsing", "feedback", "time"}, Days: 60},
	{ID: "search", Version: 1, Text: "Use what I search for as well.", Stage: "rank", Categories: []string{"search", "place"}, Limits: map[string]int32{"search": 7}},
	{ID: "health", Version: 1, Text: "Use what I look at among remedies.", Stage: "rank", Sensitive: []string{"health"}},
	{ID: "report", Version: 1, Text: "Count me in the shop's statistics.", Stage: "report"},
}

// ask opens the shop and begins a person who was not asked yet.
func (r *recorder) ask(snapshot []byte) abi.RestoreReply {
	return send[abi.RestoreReply](r, "", abi.RestoreRequest{Now: r.now, Purposes: asked, Snapshot: snapshot})
}

func (r *recorder) asks() {
	r.open("shop")
	r.ask(nil)
}

// states returns where the purposes stand, in their order.
func states(c abi.ConsentReply) (s []string) {
	for _, p := range c.Purposes {
		s = append(s, p.State)
	}
	return s
}

func recordUndecided(r *recorder) {
	r.asks()
	r.EqualValues(0, r.observe("not recorded", did("view", "tea-1")).Recorded)
	s := r.because("context and catalogue alone", 3)
	r.Equal(abi.GenericConsent, s.Generic)
	r.order("an order before any decision is kept in memory", abi.ControlRequest{Set: []abi.Control{{Kind: "block", Value: s.Items[0].ID}}})
	r.NotContains(ids(r.because("it holds at once", 3)), s.Items[0].ID)
	r.Empty(r.snapshot("and is not written"))
	memory := send[abi.SnapshotReply](r, "but a host may move it in memory", abi.SnapshotRequest{Now: r.now, Volatile: true}).Snapshot
	r.ask(memory)
	r.Len(r.profile("").Controls, 1)
	r.decide("no", abi.ConsentRequest{Deny: []string{"all"}})
	r.EqualValues(0, r.observe("", did("view", "tea-1")).Recorded)
	denied := r.snapshot("the ledger, and neither the order nor an event")
	r.ask(denied)
	p := r.profile("")
	r.Empty(p.Controls)
	r.Empty(p.Events)
	r.Len(p.Ledger, 4)
	r.order("remember this", abi.ControlRequest{Set: []abi.Control{{Kind: "dial", Amount: 30}}, Remember: true})
	r.ask(r.snapshot(""))
	r.Len(r.profile("").Controls, 1)
}

func recordPurposes(r *recorder) {
	r.asks()
	r.Equal([]string{"granted", "undecided", "undecided", "undecided"}, states(r.decide("one of four", abi.ConsentRequest{Grant: []string{"rank"}})))
	pairs := map[string]string{"daypart": "evening", "device": "phone", "country": "at", "campaign": "x"}
	reply := r.observe("what it is for, and what not", abi.Event{Type: "view", Item: "tea-1", Context: pairs}, abi.Event{Type: "search", Query: "pot"}, did("purchase", "pot-1"), did("like", "cup-1"))
	r.EqualValues(2, reply.Recorded)
	held := r.profile("of the context only what it is for").Events
	r.Equal(map[string]string{"daypart": "evening"}, held[0].Context)
	r.Equal([]string{"rank"}, held[0].Purposes)
	r.decide("a second", abi.ConsentRequest{Grant: []string{"search"}})
	r.now += second
	r.EqualValues(2, r.observe("", abi.Event{Type: "search", Query: "pot", Item: "pot-1", Context: pairs}, abi.Event{Type: "view", Item: "cup-2", Query: "cup"}).Recorded)
	with := r.because("", 5)
	r.decide("denied: future off, past masked", abi.ConsentRequest{Deny: []string{"search"}, Act: "settings"})
	r.EqualValues(0, r.observe("", abi.Event{Type: "search", Query: "mug"}).Recorded)
	r.EqualValues(2, r.stats("").Masked)
	r.NotEqual(ids(with), ids(r.because("", 5)))
	r.decide("granted again: what was masked is there", abi.ConsentRequest{Grant: []string{"search"}})
	r.Equal(with.Items, r.because("", 5).Items)
	r.EqualValues(2, r.decide("withdrawn: it is gone", abi.ConsentRequest{Withdraw: []string{"search"}, Act: "settings"}).Removed)
	r.decide("and a later yes does not bring it back", abi.ConsentRequest{Grant: []string{"search"}})
	r.EqualValues(2, r.stats("").Events)
	r.EqualValues(2, r.decide("all", abi.ConsentRequest{Withdraw: []string{"all"}, Act: "settings"}).Removed)
	r.fails("purpose", "", abi.ConsentRequest{Now: r.now, Grant: []string{"ads"}})
	r.fails("range", "nobody lapses by hand", abi.ConsentRequest{Now: r.now, Act: "lapse"})
	r.ask(r.snapshot("the ledger stays"))
	r.Len(r.profile("").Ledger, 10)
}

func recordConflict(r *recorder) {
	r.asks()
	r.decide("", abi.ConsentRequest{Grant: []string{"rank"}})
	r.observe("", did("view", "tea-1"))
	kept := r.snapshot("")
	change := func(f func(p *abi.Purpose)) abi.RestoreRequest {
		p := asked[0]
		f(&p)
		return abi.RestoreRequest{Now: r.now, Snapshot: kept, Purposes: []abi.Purpose{p}}
	}
	r.fails("conflict", "the text that was agreed to is another", change(func(p *abi.Purpose) { p.Text += " And sell it." }))
	r.fails("duplicate", "", abi.RestoreRequest{Now: r.now, Purposes: []abi.Purpose{asked[0], asked[0]}})
	r.fails("missing", "", change(func(p *abi.Purpose) { p.Text = "" }))
	r.fails("format", "", change(func(p *abi.Purpose) { p.ID = "Rank!" }))
	r.fails("range", "", change(func(p *abi.Purpose) { p.Days = 40_000 }))
	r.EqualValues(1, r.stats("nothing is lost by an error").Events)
	next := send[abi.RestoreReply](r, "a new version is a new purpose: the old one is withdrawn", change(func(p *abi.Purpose) { p.Version, p.Text = 3, "Otherwise." }))
	r.EqualValues(1, next.Purged)
	r.Equal([]string{"undecided"}, states(r.decide("", abi.ConsentRequest{})))
}

// recordDeclared has a pack that declares purposes, and a site that does too.
func recordDeclared(r *recorder) {
	r.open("declares")
	send[abi.RestoreReply](r, "the pack's alone", abi.RestoreRequest{Now: r.now})
	r.Len(r.decide("", abi.ConsentRequest{}).Purposes, 2)
	send[abi.RestoreReply](r, "the site's too", abi.RestoreRequest{Now: r.now, Purposes: asked})
	c := r.decide("the narrower holds", abi.ConsentRequest{Grant: []string{"rank"}})
	r.Len(c.Purposes, 4)
	r.EqualValues(60, c.Purposes[0].Days)
	r.Equal([]string{"browsing", "feedback", "time"}, c.Purposes[0].Categories)
	contradicting := asked[0]
	contradicting.Text = "Anything."
	r.fails("conflict", "", abi.RestoreRequest{Now: r.now, Purposes: []abi.Purpose{contradicting}})
	r.observe("", did("view", "tea-1"))
	r.begin("shop")
	send[abi.PackInfo](r, "a pack that declares none: the site's stay", abi.PackOpenRequest{Now: r.now, Rollback: true})
	r.EqualValues(1, r.stats("").Events)
	send[abi.RestoreReply](r, "and without the site's they are withdrawn", abi.RestoreRequest{Now: r.now, Snapshot: r.snapshot("")})
	r.EqualValues(0, r.stats("").Events)
}

func recordSignal(r *recorder) {
	r.asks()
	r.decide("", abi.ConsentRequest{Grant: []string{"all"}})
	r.observe("for rank and report", did("view", "tea-1"))
	reply := r.decide("a signal is there", abi.ConsentRequest{Signal: ptr(true)})
	r.True(reply.Purposes[0].Holds)
	r.False(reply.Purposes[3].Holds)
	r.observe("for rank alone", did("view", "tea-2"))
	r.decide("once more: nothing new", abi.ConsentRequest{Signal: ptr(true)})
	reply = r.decide("and gone", abi.ConsentRequest{Signal: ptr(false)})
	r.True(reply.Purposes[3].Holds)
	strict := abi.RestoreRequest{Now: r.now, Purposes: asked, Snapshot: r.snapshot(""), SignalStages: []string{"rank", "learn"}}
	send[abi.RestoreReply](r, "a site can have it switch off more", strict)
	r.decide("", abi.ConsentRequest{Signal: ptr(true)})
	r.Equal(abi.GenericConsent, r.recommend("", 3).Generic)
	r.decide("", abi.ConsentRequest{Signal: ptr(false)})
	strict.SignalStages = []string{"sell"}
	r.fails("range", "no such stage", strict)
	p := r.profile("")
	r.Equal([][]string{{"rank", "report"}, {"rank"}}, [][]string{p.Events[0].Purposes, p.Events[1].Purposes})
	r.Len(p.Ledger, 8)
}

func recordLapse(r *recorder) {
	r.asks()
	r.decide("", abi.ConsentRequest{Grant: []string{"rank"}})
	r.now += 330 * day
	r.observe("", did("view", "tea-1"))
	personal := r.recommend("", 5)
	r.now += 30 * day
	r.True(r.recommend("360 days: it holds", 5).Personal)
	r.now += 6 * day
	r.Equal(abi.GenericConsent, r.recommend("366 days: masked", 5).Generic)
	r.EqualValues(0, r.observe("and nothing is recorded", did("view", "tea-2")).Recorded)
	r.Equal("lapsed", states(r.decide("", abi.ConsentRequest{}))[0])
	r.decide("a renewed yes revives", abi.ConsentRequest{Grant: []string{"rank"}})
	r.True(r.recommend("", 5).Personal)
	far := r.now
	r.now += 3 * 365 * day
	r.Equal(abi.GenericConsent, r.recommend("a clock years ahead masks", 5).Generic)
	r.now = far + hour
	r.True(r.recommend("and nothing is lost when it comes back", 5).Personal)
	r.now += 364 * day
	r.now += 33 * day
	r.Equal("withdrawn", states(r.decide("395 days: withdrawn", abi.ConsentRequest{}))[0])
	r.EqualValues(0, r.stats("").Events)
	r.NotEmpty(personal.Items)
}

func recordRetention(r *recorder) {
	r.asks()
	r.decide("", abi.ConsentRequest{Grant: []string{"rank", "search"}})
	r.observe("", did("view", "tea-1"), abi.Event{Type: "search", Query: "pot", Item: "pot-1"})
	r.now += 7 * day
	r.EqualValues(2, r.stats("seven days").Events)
	r.now++
	r.EqualValues(1, r.stats("searches are kept for seven").Events)
	r.now += 53 * day
	r.EqualValues(0, r.stats("and what was looked at for sixty").Events)
}

func recordSensitive(r *recorder) {
	r.asks()
	r.decide("all but the remedies", abi.ConsentRequest{Grant: []string{"rank", "search"}})
	r.EqualValues(1, r.observe("", did("view", "mix-1"), did("like", "mix-2"), did("view", "rum-2"), did("view", "tea-1")).Recorded)
	for _, item := range r.because("no history pushes them", 20).Items {
		if item.ID == "mix-1" || item.ID == "mix-2" {
			for _, reason := range item.Reasons {
				r.NotContains([]string{"item", "attribute", "return"}, reason.Kind)
			}
		}
	}
	r.decide("with the purpose for them", abi.ConsentRequest{Grant: []string{"health"}})
	r.EqualValues(2, r.observe("and for no other kind", did("view", "mix-1"), did("view", "rum-1"), did("view", "rum-2"), did("view", "tea-2")).Recorded)
	held := r.profile("").Events
	r.Equal([][]string{{"rank"}, {"health"}, {"rank"}}, [][]string{held[0].Purposes, held[1].Purposes, held[2].Purposes})
	r.because("", 20)
	r.EqualValues(1, r.decide("", abi.ConsentRequest{Withdraw: []string{"health"}}).Removed)
	r.because("", 20)
}

func recordDial(r *recorder) {
	r.asks()
	r.decide("", abi.ConsentRequest{Grant: []string{"rank"}})
	cold := r.because("", 20)
	r.observe("", did("view", "tea-1"), did("like", "cup-1"), did("view", "pot-1"))
	full := r.because("", 20)
	for _, amount := range []int32{100, 75, 50, 1, 0} {
		r.order("", abi.ControlRequest{Set: []abi.Control{{Kind: "dial", Amount: amount}}})
		s := r.because("", 20)
		if amount == 100 {
			r.Equal(full, s)
		}
		if amount == 0 {
			r.Equal(cold.Items, s.Items)
			r.Equal(abi.GenericDial, s.Generic)
		}
	}
	r.order("", abi.ControlRequest{Lift: []abi.Control{{Kind: "dial"}}})
	r.Equal(full, r.because("", 20))
	kept := r.snapshot("")
	send[abi.RestoreReply](r, "", abi.RestoreRequest{Now: r.now, Purposes: asked, Snapshot: kept, Confidence: 90})
	r.Equal(abi.GenericConfidence, r.because("too little for a site that wants to be sure", 3).Generic)
	send[abi.RestoreReply](r, "", abi.RestoreRequest{Now: r.now, Purposes: asked, Snapshot: kept, Confidence: 60})
	r.observe("as much against as for", did("dislike", "tea-1"), did("dislike", "cup-1"))
	r.Equal(abi.GenericConfidence, r.because("", 3).Generic)
	r.fails("range", "", abi.ControlRequest{Now: r.now, Set: []abi.Control{{Kind: "dial", Amount: 101}}})
}

func recordNotInterested(r *recorder) {
	r.asks()
	r.decide("", abi.ConsentRequest{Grant: []string{"rank"}})
	r.observe("", did("view", "tea-1"), did("view", "cup-1"))
	r.because("", 20)
	r.order("an item", abi.ControlRequest{Set: []abi.Control{{Kind: "block", Value: "tea-1"}}})
	s := r.because("it does not come, and what was done with it is evidence for nothing", 20)
	r.NotContains(ids(s), "tea-1")
	for _, item := range s.Items {
		for _, reason := range item.Reasons {
			r.NotEqual("tea-1", reason.Item)
		}
	}
	r.order("a brand", abi.ControlRequest{Set: []abi.Control{{Kind: "block", Field: "brand", Value: "Zuid"}}})
	for _, id := range ids(r.because("", 20)) {
		r.NotContains([]string{"tea-1", "tea-3", "tea-4", "pot-3", "cup-3"}, id)
	}
	reply := send[abi.ExplainReply](r, "why not", abi.ExplainRequest{Now: r.now, Items: []string{"tea-1", "tea-3", "tea-2"}})
	r.Equal([]string{"blocked", "blocked", ""}, []string{reply.Items[0].Hidden, reply.Items[1].Hidden, reply.Items[2].Hidden})
	send[abi.Slate](r, "nor when a page asks for it", abi.RankRequest{Now: r.now, Candidates: []string{"tea-1", "tea-2", "cup-3"}})
	r.now += 400 * day
	r.stats("it holds for ever")
	r.NotContains(ids(r.recommend("", 20)), "tea-1")
	r.order("until it is lifted", abi.ControlRequest{Lift: []abi.Control{{Kind: "block", Value: "tea-1"}, {Kind: "block", Field: "brand", Value: "Zuid"}}})
	r.Contains(ids(r.recommend("", 20)), "tea-1")
}

func recordInterests(r *recorder) {
	r.asks()
	r.decide("", abi.ConsentRequest{Grant: []string{"rank"}})
	r.observe("", did("view", "tea-1"))
	before := r.because("", 20)
	r.NotEmpty(r.profile("inferred").Interests)
	r.order("removed", abi.ControlRequest{Set: []abi.Control{{Kind: "mute", Field: "category", Value: "tea"}}})
	r.observe("and it stays removed", did("view", "tea-2"))
	for _, x := range r.profile("").Interests {
		r.NotEqual("tea", x.Value)
	}
	r.because("", 20)
	r.order("declared", abi.ControlRequest{Set: []abi.Control{{Kind: "interest", Field: "category", Value: "books", Amount: 100}, {Kind: "interest", Field: "brand", Value: "Zuid", Amount: -50}}})
	r.NotEqual(ids(before), ids(r.because("", 20)))
	r.order("lowered", abi.ControlRequest{Set: []abi.Control{{Kind: "interest", Field: "category", Value: "books", Amount: 10}}})
	r.because("", 20)
	r.order("what the pack does not know is kept", abi.ControlRequest{Set: []abi.Control{{Kind: "interest", Field: "topic", Value: "chess", Amount: 5}}})
	r.Len(r.profile("").Controls, 4)
}

func recordForgetMore(r *recorder) {
	r.asks()
	r.decide("", abi.ConsentRequest{Grant: []string{"rank"}})
	one := r.observe("", did("view", "tea-1"))
	r.now += 29 * minute
	r.observe("within the session", did("view", "pot-1"))
	r.now += 30 * minute
	r.observe("a session later", did("view", "tea-2"), did("view", "cup-1"))
	before := r.snapshot("")
	preview := r.forget("what would go", abi.ForgetRequest{Sessions: one.Refs, Preview: true})
	r.EqualValues(2, preview.Removed)
	r.Equal(before, r.snapshot("nothing has gone"))
	r.Equal(preview.Records, r.forget("it goes", abi.ForgetRequest{Sessions: one.Refs}).Records)
	r.EqualValues(0, r.forget("", abi.ForgetRequest{Attributes: []abi.Attribute{{Field: "brand", Value: "tea"}, {Field: "category", Value: "wine"}}}).Removed)
	gone := r.forget("a category", abi.ForgetRequest{Attributes: []abi.Attribute{{Field: "category", Value: "tea"}}})
	r.Len(gone.Records, 1)
	r.Equal("tea-2", gone.Records[0].Item)
	r.fails("missing", "", abi.ForgetRequest{Now: r.now, Attributes: []abi.Attribute{{Value: "tea"}}})
}

func recordCounterfactual(r *recorder) {
	r.person("shop")
	r.observe("", did("view", "tea-1"), did("like", "cup-1"), did("purchase", "pot-1"), did("like", "tea-1"))
	reply := send[abi.ExplainReply](r, "", abi.ExplainRequest{Now: r.now, Items: []string{"tea-2", "cup-2", "pot-1", "nothing"}, Reasons: -1})
	kept := r.snapshot("")
	for _, item := range reply.Items {
		for _, w := range item.Without {
			r.forget("what was imagined is done", abi.ForgetRequest{Items: []string{w.Item}})
			done := send[abi.ExplainReply](r, "", abi.ExplainRequest{Now: r.now, Items: []string{item.ID}}).Items[0]
			r.Equal(w, abi.Without{Above: done.Above, Hidden: done.Hidden, Item: w.Item, Ref: w.Ref, Score: done.Score, Tied: done.Tied})
			r.restore("", kept)
		}
	}
	r.NotEmpty(reply.Items[0].Without)
	single := send[abi.ExplainReply](r, "one event at a time", abi.ExplainRequest{Now: r.now, Items: []string{"tea-2"}, Reasons: -1, Single: true, Counterfactuals: ptr(int32(100))})
	r.Len(single.Items[0].Without, 1+len(reply.Items[0].Without))
	for _, w := range single.Items[0].Without {
		r.EqualValues(1, r.forget("", abi.ForgetRequest{Events: []int64{w.Ref}}).Removed)
		done := send[abi.ExplainReply](r, "", abi.ExplainRequest{Now: r.now, Items: []string{"tea-2"}}).Items[0]
		r.Equal(w, abi.Without{Above: done.Above, Hidden: done.Hidden, Item: w.Item, Ref: w.Ref, Score: done.Score, Tied: done.Tied})
		r.restore("", kept)
	}
	none := send[abi.ExplainReply](r, "none", abi.ExplainRequest{Now: r.now, Items: []string{"tea-2"}, Reasons: -1, Counterfactuals: ptr(int32(0))})
	r.Empty(none.Items[0].Without)
	one := send[abi.ExplainReply](r, "one", abi.ExplainRequest{Now: r.now, Items: []string{"tea-2"}, Counterfactuals: ptr(int32(1))})
	r.Len(one.Items[0].Without, 1)
	r.NotEqual(kept, r.snapshot("asking is counted"))
}

func recordProfile(r *recorder) {
	r.asks()
	r.profile("nothing yet")
	r.decide("", abi.ConsentRequest{Grant: []string{"rank", "search"}})
	first := r.observe("", abi.Event{Type: "rate", Item: "tea-1", Value: ptr(int64(4500)), Context: map[string]string{"daypart": "morning"}}, abi.Event{Type: "search", Query: "何か", Item: "gone"})
	r.observe("", abi.Event{Type: "impression", Item: "tea-2", BasedOn: first.Refs})
	r.order("", abi.ControlRequest{Set: []abi.Control{{Kind: "language", Value: "de"}}})
	p := send[abi.Profile](r, "everything", abi.ProfileRequest{Now: r.now, Export: true})
	r.Len(p.Events, 3)
	for _, x := range p.Interests {
		r.Equal(first.Refs[:1], x.Events)
	}
	r.Equal([]bool{true, false, true}, []bool{p.Events[0].Used, p.Events[1].Used, p.Events[2].Used})
	r.recommend("asked", 3)
	r.profile("and counted")
}

func recordLanguage(r *recorder) {
	r.person("language")
	cold := r.because("", 3)
	german := send[abi.Slate](r, "by the request", abi.RecommendRequest{Now: r.now, N: 3, Context: map[string]string{"language": "de"}})
	r.NotEqual(ids(cold), ids(german))
	r.order("by order", abi.ControlRequest{Set: []abi.Control{{Kind: "language", Value: "de"}}})
	r.Equal(ids(german), ids(r.recommend("", 3)))
	r.Equal(ids(cold), ids(send[abi.Slate](r, "the request's own goes first", abi.RecommendRequest{Now: r.now, N: 3, Context: map[string]string{"language": "fr"}})))
}
