package conformance

// Scenarios of what counts uses, and of evidence that speaks against.

import (
	"fmt"
	"slices"

	"github.com/hearthrank/hearth/wasm/abi"
)

// terms returns the contributions of some kinds to the score of one item.
func (r *recorder) terms(note, item string, context map[string]string, kinds ...string) (terms []abi.Contribution) {
	s := send[abi.Slate](r, note, abi.RankRequest{Now: r.now, Candidates: []string{item}, Reasons: -1, Seen: abi.SeenShow, Context: context})
	sum := int64(0)
	for _, c := range s.Items[0].Reasons {
		sum += c.Score
		if slices.Contains(kinds, c.Kind) {
			terms = append(terms, c)
		}
	}
	r.Equal(s.Items[0].Score, sum)
	return terms
}

func recordUsed(r *recorder) {
	r.person("habits")
	for n, want := range []int64{60, 110, 150, -40, -40} {
		r.observe("", did("dwell", "cup-3"), did("impression", "cup-3"), abi.Event{Type: "rate", Item: "cup-3", Value: ptr(int64(3499))})
		r.now += 20 * hour
		terms := r.terms("one use more; what is no evidence, or speaks against, is none", "cup-3", nil, abi.KindUsed)
		r.Len(terms, 1)
		r.Equal([]int64{int64(n + 1), want, r.now - 20*hour}, []int64{int64(terms[0].Count), terms[0].Score, terms[0].Time})
		r.Equal([]string{"dwell", "cup-3"}, []string{terms[0].Event, terms[0].Item})
	}
	for range 3 {
		r.observe("more evidence than the window is long", did("view", "tea-1"), did("view", "tea-1"), did("dislike", "tea-3"))
	}
	r.EqualValues(5, r.terms("uses before the window count", "cup-3", nil, abi.KindUsed)[0].Count)
	r.Empty(r.terms("what speaks against is no use", "tea-3", nil, abi.KindUsed))
	r.because("all of it", 100)
	r.forget("the first two days", abi.ForgetRequest{To: ptr(int64(monday + 2*day - 12*hour))})
	r.EqualValues(3, r.terms("fewer uses", "cup-3", nil, abi.KindUsed)[0].Count)
	b := r.snapshot("")
	send[abi.RestoreReply](r, "the same counts after a restore", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}, Snapshot: b})
	r.EqualValues(3, r.terms("", "cup-3", nil, abi.KindUsed)[0].Count)
	r.now = monday + 93*day
	r.EqualValues(1, r.terms("past retention", "cup-3", nil, abi.KindUsed)[0].Count)
	send[abi.ExplainReply](r, "", abi.ExplainRequest{Now: r.now, Items: []string{"cup-3", "tea-1"}, Reasons: -1})
	r.restore("", b)
	r.decide("a grant less", abi.ConsentRequest{Deny: []string{"rank"}})
	r.Empty(r.terms("nothing is counted", "cup-3", nil, abi.KindUsed))
}

func recordHabit(r *recorder) {
	r.person("habits")
	evening, phone := map[string]string{"daypart": "evening"}, map[string]string{"device": "phone"}
	local := func(e abi.Event, ms int64, offset int32, context map[string]string) abi.Event {
		e.Time, e.Offset, e.Context = ms, ptr(offset), context
		return e
	}
	r.observe("a morning, a morning elsewhere, an evening that is one by name, an evening on the phone, a dawn that the pack does not know",
		local(did("view", "pot-2"), monday, 0, nil), local(did("like", "pot-2"), monday-6*hour, 360, nil),
		local(did("view", "pot-2"), monday-hour, 0, evening),
		local(did("view", "pot-2"), monday-14*hour, 0, map[string]string{"device": "phone", "weekday": "mon"}),
		local(did("view", "pot-2"), monday-day, 0, map[string]string{"daypart": "dawn"}),
		local(did("dislike", "pot-2"), monday-day, 0, nil))
	counts := func(note string, context map[string]string) (counts []string) {
		for _, c := range r.terms(note, "pot-2", context, abi.KindHabit) {
			counts = append(counts, fmt.Sprint(c.Field, " ", c.Value, " ", c.Count, " ", c.Score))
		}
		return counts
	}
	r.Equal([]string{"daypart morning 2 80"}, counts("this Monday morning", nil))
	r.Equal([]string{"daypart evening 2 80"}, counts("an evening by name", evening))
	r.Equal([]string{"daypart morning 2 80", "device phone 1 -35"}, counts("a morning on the phone", phone))
	r.Empty(counts("a dawn", map[string]string{"daypart": "dawn"}))
	r.Empty(counts("a television, at night", map[string]string{"daypart": "night", "device": "télé"}))
	r.because("all of it", 100)
	r.observe("a third and a fourth morning", did("view", "pot-2"), did("view", "pot-2"))
	r.Equal([]string{"daypart morning 4 200"}, counts("the last entry of a table stands for more", nil))
	r.open("shop-next")
	r.Empty(counts("a pack that knows no habits", nil))
	r.begin("habits")
	send[abi.PackInfo](r, "", abi.PackOpenRequest{Now: r.now, Rollback: true})
	r.Equal([]string{"daypart morning 4 200"}, counts("and the former one again", nil))
}

func recordAgainst(r *recorder) {
	r.person("habits")
	for _, item := range []string{"tea-3", "tea-1", "cup-2", "rum-1", "tea-4", "mix-1"} {
		r.observe("one more", did("view", item))
		r.because("", 100)
	}
	send[abi.ExplainReply](r, "item by item", abi.ExplainRequest{
		Now: r.now, Items: []string{"tea-1", "tea-2", "cup-1", "rum-2", "mix-2"}, Reasons: -1, Seen: abi.SeenShow})
	r.observe("evidence against what speaks against", did("dislike", "tea-2"), did("dismiss", "cup-1"))
	r.because("", 100)
}
