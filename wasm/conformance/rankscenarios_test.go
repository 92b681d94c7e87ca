package conformance

// Scenarios of slates and their reasons.

import (
	"slices"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/wasm/abi"
)

func recordBasic(r *recorder) {
	info := r.open("shop")
	r.EqualValues(len(shopRows), info.Items)
	r.Equal("shop", info.Catalogue)
	send[abi.RestoreReply](r, "a new person", abi.RestoreRequest{Now: r.now, Grants: []string{"rank"}})
	cold := r.recommend("before anything happened", 5)
	r.False(cold.Personal)
	reply := r.observe("a look at a pot", did("view", "pot-1"))
	r.EqualValues(1, reply.Recorded)
	warm := r.recommend("pots and cups come up", 5)
	r.True(warm.Personal)
	r.NotEqual(ids(cold), ids(warm))
	r.observe("tea goes into the cart, then is bought", did("add_to_cart", "tea-1"), did("purchase", "tea-1"))
	r.NotContains(ids(r.recommend("what was bought is hidden", 20)), "tea-1")
	r.recommend("one item", 1)
	r.recommend("more than there are", 1000)
	r.stats("counts")
}

func recordColdStart(r *recorder) {
	r.person("shop")
	for _, hours := range []int64{-9, 0, 4, 10} {
		q := abi.RecommendRequest{Now: r.now + hours*hour, N: 6, Reasons: -1}
		send[abi.Slate](r, "Monday, another daypart", q)
		q.Offset = 9 * 60
		send[abi.Slate](r, "the same moment in Tokyo", q)
	}
	weekend := send[abi.Slate](r, "Sunday evening", abi.RecommendRequest{Now: r.now + 6*day + 11*hour, N: 4, Reasons: -1})
	given := send[abi.Slate](r, "a given context stands in for the computed one", abi.RecommendRequest{
		Now: r.now, N: 4, Reasons: -1, Context: map[string]string{"daypart": "evening", "weekday": "sat"}})
	r.NotEqual(ids(weekend), ids(r.recommend("Monday morning", 4)))
	r.Contains(ids(given), "rum-1")
	r.NotContains(ids(weekend), "rum-1", "Sunday does not lift rum as Saturday does")
	send[abi.Slate](r, "a feature without a computed value", abi.RecommendRequest{
		Now: r.now, N: 4, Reasons: -1, Context: map[string]string{"device": "télé"}})
	send[abi.Slate](r, "features and values that the pack does not know", abi.RecommendRequest{
		Now: r.now, N: 4, Context: map[string]string{"device": "fridge", "moon": "full", "daypart": ""}})
}

func recordReasons(r *recorder) {
	r.person("shop")
	r.observe("a history of several kinds", did("view", "tea-1"), did("like", "cup-1"), did("dislike", "rum-1"),
		did("view", "tea-1"), did("impression", "book-1"), did("dwell", "mix-2"))
	r.now += hour
	r.because("all reasons of all items", 100)
	for _, n := range []int32{0, 1, 2, 1 << 20} {
		s := send[abi.Slate](r, "n reasons", abi.RecommendRequest{Now: r.now, N: 3, Reasons: n})
		r.LessOrEqual(len(s.Items[0].Reasons), int(n))
	}
	s := send[abi.Slate](r, "reasons in a given context", abi.RankRequest{
		Now: r.now, Candidates: []string{"tea-1", "cup-1"}, Reasons: -1, Context: map[string]string{"device": "phone"}})
	kinds := map[string]bool{}
	for _, item := range s.Items {
		for _, reason := range item.Reasons {
			kinds[reason.Kind] = true
		}
	}
	for _, kind := range []string{abi.KindItem, abi.KindReturn, abi.KindAttribute, abi.KindContext, abi.KindPopularity, abi.KindFreshness} {
		r.True(kinds[kind], kind)
	}
}

func recordRank(r *recorder) {
	r.person("shop")
	r.observe("a look", did("view", "tea-2"))
	s := send[abi.Slate](r, "unknown, repeated, unavailable and empty names", abi.RankRequest{
		Now: r.now, Candidates: []string{"cup-2", "nothing", "tea-1", "cup-2", "pot-3", "", "tea-1", "nothing", "日本-茶"}})
	r.EqualValues(3, s.Unknown)
	r.Len(s.Items, 3)
	s = send[abi.Slate](r, "the best two", abi.RankRequest{Now: r.now, N: 2, Candidates: []string{"cup-2", "tea-1", "cup-3"}})
	r.Len(s.Items, 2)
	send[abi.Slate](r, "the order of candidates does not matter", abi.RankRequest{Now: r.now, N: 2, Candidates: []string{"cup-3", "tea-1", "cup-2"}})
	r.Equal(s.Items, send[abi.Slate](r, "nor do repetitions", abi.RankRequest{
		Now: r.now, N: 2, Candidates: []string{"cup-3", "tea-1", "cup-3", "cup-2", "tea-1"}}).Items)
	s = send[abi.Slate](r, "no candidates", abi.RankRequest{Now: r.now, Candidates: []string{}})
	r.Empty(s.Items)
	send[abi.Slate](r, "only unknown ones", abi.RankRequest{Now: r.now, Candidates: []string{"x", "y"}})
	ties := send[abi.Slate](r, "equal scores break by a hash of the id", abi.RankRequest{Now: r.now, Candidates: []string{"book-1", "book-2"}})
	r.Equal(ties.Items[0].Score, ties.Items[1].Score)
}

func recordRecommendIsRank(r *recorder) {
	r.person("shop")
	var everything []string
	for _, item := range shopRows {
		everything = append(everything, item.id)
	}
	for _, e := range []abi.Event{did("view", "tea-4"), did("purchase", "pot-2"), did("dislike", "cup-3")} {
		r.observe("", e)
		for _, seen := range []string{abi.SeenByType, abi.SeenHide, abi.SeenShow} {
			all := send[abi.Slate](r, "", abi.RankRequest{Now: r.now, Candidates: everything, Seen: seen})
			some := send[abi.Slate](r, "", abi.RecommendRequest{Now: r.now, N: 7, Seen: seen})
			r.Equal(ids(all)[:7], ids(some))
			r.Equal(all.Eligible, some.Eligible)
		}
	}
}

func recordSeen(r *recorder) {
	r.person("shop")
	r.observe("viewed, bought, dismissed", did("view", "tea-1"), did("purchase", "cup-1"), did("dismiss", "pot-2"))
	all := []string{"tea-1", "cup-1", "pot-2", "book-1"}
	cases := []struct {
		policy      string
		rank, offer int
	}{{"", 4, 2}, {abi.SeenByType, 2, 2}, {abi.SeenHide, 1, 1}, {abi.SeenShow, 4, 4}}
	for _, c := range cases {
		s := send[abi.Slate](r, "rank, policy \""+c.policy+"\"", abi.RankRequest{Now: r.now, Candidates: all, Seen: c.policy})
		r.Len(s.Items, c.rank)
		s = send[abi.Slate](r, "recommend", abi.RecommendRequest{Now: r.now, N: 100, Seen: c.policy})
		r.Len(slices.DeleteFunc(ids(s), func(id string) bool { return !slices.Contains(all, id) }), c.offer)
	}
	r.fails("range", "no such policy", abi.RecommendRequest{Now: r.now, N: 1, Seen: "never"})
}

func recordExclude(r *recorder) {
	r.person("shop")
	s := send[abi.Slate](r, "", abi.RecommendRequest{Now: r.now, N: 100, Exclude: []string{"tea-1", "gift card", "tea-1", "no such", "pot-3"}})
	r.NotContains(ids(s), "tea-1")
	r.EqualValues(len(shopRows)-3, s.Eligible, "tea-1, gift card and the unavailable pot-3 are out")
	var all []string
	for i := range shopRows {
		all = append(all, shopRows[i].id)
	}
	s = send[abi.Slate](r, "everything excluded", abi.RecommendRequest{Now: r.now, N: 3, Exclude: all})
	r.Empty(s.Items)
	s = send[abi.Slate](r, "the next call is not affected", abi.RecommendRequest{Now: r.now, N: 3, Exclude: []string{}})
	r.Len(s.Items, 3)
}

func recordExplain(r *recorder) {
	r.person("shop")
	r.observe("", did("purchase", "tea-2"), did("view", "book-1"))
	x := send[abi.ExplainReply](r, "every standing", abi.ExplainRequest{
		Now: r.now, Reasons: -1, Exclude: []string{"cup-1"}, Items: []string{"tea-1", "tea-2", "pot-3", "cup-1", "nope", "tea-1", "book-2"}})
	hidden := []string{"", abi.HiddenSeen, abi.HiddenUnavailable, abi.HiddenExcluded, abi.HiddenUnknown, "", ""}
	for i := range x.Items {
		r.Equal(hidden[i], x.Items[i].Hidden, x.Items[i].ID)
	}
	s := r.recommend("the same order as the standings", 100)
	for i := range s.Items {
		x := send[abi.ExplainReply](r, "", abi.ExplainRequest{Now: r.now, Items: []string{s.Items[i].ID}})
		r.Equal(s.Items[i].Score, x.Items[0].Score)
		r.LessOrEqual(int(x.Items[0].Above), i)
		r.GreaterOrEqual(int(x.Items[0].Above+x.Items[0].Tied), i)
	}
	send[abi.ExplainReply](r, "two reasons, nothing hidden for being seen", abi.ExplainRequest{
		Now: r.now, Reasons: 2, Seen: abi.SeenShow, Items: []string{"tea-2"}, Context: map[string]string{"device": "phone"}})
	send[abi.ExplainReply](r, "nothing asked", abi.ExplainRequest{Now: r.now, Items: []string{}})
}

func recordEventTypes(r *recorder) {
	for _, kind := range eventTypes {
		r.person("shop")
		r.observe("one event of this type", did(kind.Name, "tea-3"))
		for _, later := range []int64{0, hour, day, 14 * day, 80 * day} {
			r.now = monday + later
			send[abi.Slate](r, "as it fades", abi.RankRequest{Now: r.now, Reasons: -1, Candidates: []string{"tea-3", "tea-4", "cup-3"}})
		}
		r.now = monday
	}
	r.person("shop")
	rated := func(note string, item string, value *int64) int64 {
		r.observe(note, abi.Event{Type: "rate", Item: item, Value: value})
		return send[abi.Slate](r, "", abi.RankRequest{Now: r.now, Reasons: -1, Candidates: []string{"tea-4"}}).Items[0].Score
	}
	cold := rated("a rating of an unknown item", "none", ptr(int64(1000)))
	r.Less(rated("below the floor: evidence against", "tea-3", ptr(int64(3499))), cold)
	r.forget("", abi.ForgetRequest{All: true})
	r.Greater(rated("at the floor: evidence for", "tea-3", ptr(int64(3500))), cold)
	r.forget("", abi.ForgetRequest{All: true})
	r.Greater(rated("without a value: evidence for", "tea-3", nil), cold)
	r.person("shop")
	for range 8 {
		r.observe("more evidence than the position tables are long", did("view", "tea-1"), did("like", "cup-2"))
		r.now += day / 2
		r.because("", 3)
	}
}

func recordMaxima(r *recorder) {
	info := r.open("maxima")
	r.EqualValues(int64(1)<<53-1, info.Sequence)
	send[abi.RestoreReply](r, "", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}, MaxEvents: -1, MaxDays: -1})
	item := maxima().IDs
	r.observe("", did("type-0", item[0]), did("type-1", item[1]), did("type-0", item[2]))
	r.because("the largest numbers, each way", 4)
	for range 6 {
		r.observe("more than the longest position table", slices.Repeat([]abi.Event{did("type-0", item[3])}, 200)...)
		send[abi.Slate](r, "their sum", abi.RecommendRequest{Now: r.now, N: 4, Reasons: 1})
	}
	r.observe("uses under the first cell", slices.Repeat([]abi.Event{{Type: "type-0", Item: item[0], Context: map[string]string{"wide": "value-0"}}}, 3)...)
	send[abi.Slate](r, "the first and the last cell", abi.RecommendRequest{
		Now: r.now, N: 2, Reasons: 3, Context: map[string]string{"wide": "value-0", long("n", pack.MaxID): "v"}})
}

func recordEmpty(r *recorder) {
	r.EqualValues(0, r.open("empty").Items)
	send[abi.RestoreReply](r, "", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}})
	r.observe("kept, though nothing is offered", did("view", "tea-1"))
	r.Empty(r.recommend("nothing to recommend", 5).Items)
	send[abi.Slate](r, "", abi.RankRequest{Now: r.now, Candidates: []string{"tea-1"}})
	send[abi.ExplainReply](r, "", abi.ExplainRequest{Now: r.now, Items: []string{"tea-1"}})
	r.EqualValues(1, r.stats("").Unknown)
}

func recordLarge(r *recorder) {
	r.EqualValues(largeItems, r.open("large").Items)
	send[abi.RestoreReply](r, "", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}})
	var candidates []string
	for i := range 40 {
		id := "p" + string('0'+rune(i%10)) + string('0'+rune(i/10*2))
		candidates = append(candidates, id)
		r.observe("", did(eventTypes[i%len(eventTypes)].Name, id))
		r.now += hour
		if i%5 == 0 {
			r.because("", 10)
		}
	}
	r.recommend("a long slate", 300)
	send[abi.Slate](r, "", abi.RankRequest{Now: r.now, Candidates: candidates, Seen: abi.SeenHide})
	send[abi.ExplainReply](r, "", abi.ExplainRequest{Now: r.now, Items: candidates[:20], Reasons: 3})
	r.snapshot("")
}
