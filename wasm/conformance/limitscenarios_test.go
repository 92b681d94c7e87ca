package conformance

// Scenarios of malformed messages, of unusual forms, and of values at their limits.

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/hearthrank/hearth/wasm/abi"
)

// literal is MessagePack written out by hand.
type literal []byte

// message encodes a map with keys in the order given; literal values are taken as they are.
func message(pairs ...any) []byte {
	b := []byte{0x80 | byte(len(pairs)/2)}
	for _, v := range pairs {
		if raw, ok := v.(literal); ok {
			b = append(b, raw...)
		} else {
			b = append(b, encode(v)...)
		}
	}
	return b
}

// event is an observe request with one event.
func event(pairs ...any) []byte {
	return message("now", int64(monday), "events", literal(append([]byte{0x91}, message(pairs...)...)))
}

func recordMalformed(r *recorder) {
	r.person("shop")
	r.observe("", did("view", "tea-1"))
	cases := []struct {
		note, code, path string
		op               abi.Op
		in               []byte
	}{
		{"not a map", "type", "", abi.OpStats, []byte{0x90}},
		{"nil", "type", "", abi.OpStats, []byte{0xc0}},
		{"a byte that MessagePack does not use", "type", "", abi.OpStats, []byte{0xc1}},
		{"a key that is a number", "type", "", abi.OpStats, []byte{0x81, 1, 1}},
		{"a key that is not UTF-8", "utf8", "", abi.OpStats, []byte{0x81, 0xa1, 0xff, 1}},
		{"no now", "missing", "now", abi.OpStats, message()},
		{"now is nil", "missing", "now", abi.OpStats, message("now", nil)},
		{"now is text", "type", "now", abi.OpStats, message("now", "soon")},
		{"now is a float", "type", "now", abi.OpStats, message("now", 1.5)},
		{"now is 2^53", "range", "now", abi.OpStats, message("now", int64(1)<<53)},
		{"now is -2^53", "range", "now", abi.OpStats, message("now", -int64(1)<<53)},
		{"now is 2^64-1", "range", "now", abi.OpStats, message("now", ^uint64(0))},
		{"now is -2^63", "range", "now", abi.OpStats, message("now", int64(-1)<<63)},
		{"now twice", "duplicate", "now", abi.OpStats, message("now", 1, "now", 1)},
		{"an unknown key", "unknown_field", "then", abi.OpStats, message("now", 1, "then", 1)},
		{"a key of another operation", "unknown_field", "events", abi.OpStats, message("now", 1, "events", []string{})},
		{"an unknown key is an error even when nil", "unknown_field", "then", abi.OpStats, message("then", nil, "now", 1)},
		{"an offset beyond a day", "range", "offset", abi.OpStats, message("now", 1, "offset", 1441)},
		{"an offset that is a bool", "type", "offset", abi.OpStats, message("now", 1, "offset", true)},
		{"a second message behind", "trailing", "", abi.OpStats, append(message("now", 1), message("now", 1)...)},
		{"a map of more than the message holds", "truncated", "", abi.OpStats, []byte{0xdf, 0xff, 0xff, 0xff, 0xff}},
		{"replace is a number", "type", "replace", abi.OpPackOpen, message("now", 1, "replace", 1)},
		{"grants is text", "type", "grants", abi.OpRestore, message("now", 1, "grants", "all")},
		{"a grant is a number", "type", "grants[1]", abi.OpRestore, message("now", 1, "grants", []any{"all", 7})},
		{"a snapshot is text", "type", "snapshot", abi.OpRestore, message("now", 1, "snapshot", "HEARTHSN")},
		{"max_days beyond all numbers", "range", "max_days", abi.OpRestore, message("now", 1, "max_days", int64(1)<<60)},
		{"no events", "missing", "events", abi.OpObserve, message("now", 1)},
		{"events is a map", "type", "events", abi.OpObserve, message("now", 1, "events", map[string]int{})},
		{"events of more than the message holds", "truncated", "events", abi.OpObserve, message("now", 1, "events", literal{0xdd, 0x7f, 0xff, 0xff, 0xff})},
		{"an event without a type", "missing", "events[0].type", abi.OpObserve, event("item", "tea-1")},
		{"an event with an empty type", "missing", "events[0].type", abi.OpObserve, event("type", "")},
		{"an event with an unknown key", "unknown_field", "events[0].user", abi.OpObserve, event("type", "view", "user", "me")},
		{"an item that is binary", "type", "events[0].item", abi.OpObserve, event("type", "view", "item", []byte("tea-1"))},
		{"an item that is not UTF-8", "utf8", "events[0].item", abi.OpObserve, event("type", "view", "item", literal{0xa2, 0xc3, 0x28})},
		{"a surrogate", "utf8", "events[0].query", abi.OpObserve, event("type", "view", "query", literal{0xa3, 0xed, 0xa0, 0x80})},
		{"a value that is a float", "type", "events[0].value", abi.OpObserve, event("type", "view", "value", float32(0.5))},
		{"a context that is a list", "type", "events[0].context", abi.OpObserve, event("type", "view", "context", []string{"a"})},
		{"a context value that is nil", "type", "events[0].context.a", abi.OpObserve, event("type", "view", "context", map[string]any{"a": nil})},
		{"a context name twice", "duplicate", "events[0].context.a", abi.OpObserve, event("type", "view", "context", literal("\x82\xa1a\xa1x\xa1a\xa1y"))},
		{"a context name that is empty", "missing", "events[0].context", abi.OpObserve, event("type", "view", "context", map[string]any{"": "x"})},
		{"a ref of 0", "range", "events[0].based_on[0]", abi.OpObserve, event("type", "view", "based_on", []int64{0})},
		{"a ref below 0", "range", "events[0].based_on[1]", abi.OpObserve, event("type", "view", "based_on", []int64{1, -1})},
		{"candidates are missing", "missing", "candidates", abi.OpRank, message("now", 1)},
		{"a candidate is a number", "type", "candidates[0]", abi.OpRank, message("now", 1, "candidates", []int{1})},
		{"n is missing", "missing", "n", abi.OpRecommend, message("now", 1)},
		{"n is 0", "range", "n", abi.OpRecommend, message("now", 1, "n", 0)},
		{"n is -1", "range", "n", abi.OpRecommend, message("now", 1, "n", -1)},
		{"n is 100,001", "range", "n", abi.OpRecommend, message("now", 1, "n", 100_001)},
		{"exclude does not go with rank", "unknown_field", "exclude", abi.OpRank, message("now", 1, "exclude", []string{})},
		{"reasons is -2", "range", "reasons", abi.OpRecommend, message("now", 1, "n", 1, "reasons", -2)},
		{"seen is a number", "type", "seen", abi.OpRecommend, message("now", 1, "n", 1, "seen", 1)},
		{"items are missing", "missing", "items", abi.OpExplain, message("now", 1)},
		{"forget nothing", "missing", "", abi.OpForget, message("now", 1)},
		{"all is text", "type", "all", abi.OpForget, message("now", 1, "all", "yes")},
		{"a ref is text", "type", "events[0]", abi.OpForget, message("now", 1, "events", []string{"x"})},
		{"a time range beyond all times", "range", "to", abi.OpForget, message("now", 1, "to", int64(1)<<54)},
	}
	before := r.snapshot("")
	for _, c := range cases {
		e := r.failsRaw(c.code, c.note, c.op, c.in)
		r.Equal(c.path, e.Path, c.note)
	}
	r.failsRaw("missing", "all: false is nothing", abi.OpForget, message("now", 1, "all", false))
	r.Equal(before, r.snapshot("nothing has changed"))
}

func recordForms(r *recorder) {
	r.person("shop")
	plain := send[abi.Slate](r, "the shortest form", abi.RecommendRequest{Now: 5, N: 2, Exclude: []string{"tea-1"}})
	excluded := []literal{
		literal("\x91\xd9\x05tea-1"), literal("\xdc\x00\x01\xda\x00\x05tea-1"), literal("\xdd\x00\x00\x00\x01\xdb\x00\x00\x00\x05tea-1"),
	}
	fives := []literal{{0xcc, 5}, {0xcd, 0, 5}, {0xce, 0, 0, 0, 5}, {0xcf, 0, 0, 0, 0, 0, 0, 0, 5}, {0xd0, 5}, {0xd1, 0, 5}, {0xd2, 0, 0, 0, 5}, {0xd3, 0, 0, 0, 0, 0, 0, 0, 5}}
	var out []byte
	for i, five := range fives {
		in := message("n", 2, "exclude", excluded[i%3], "now", five, "context", nil, "seen", "")
		reply := r.raw("longer forms, other order, nil for what is absent", abi.OpRecommend, in)
		r.True(out == nil || bytes.Equal(out, reply))
		out = reply
	}
	r.Equal(encodeSlate(plain), encodeSlate(decodeSlate(r, out)))
	body := message("now", 5)[1:]
	for _, header := range []string{"\x81", "\xde\x00\x01", "\xdf\x00\x00\x00\x01"} {
		r.raw("map headers", abi.OpStats, append([]byte(header), body...))
	}
	for _, bin := range []string{"\xc4\x00", "\xc5\x00\x00", "\xc6\x00\x00\x00\x00"} {
		r.raw("binary headers", abi.OpRestore, message("now", 5, "snapshot", literal(bin)))
	}
	r.raw("negative numbers", abi.OpStats, message("now", literal{0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfb}, "offset", literal{0xd1, 0xff, 0xff}))
}

func decodeSlate(r *recorder, out []byte) (s abi.Slate) {
	fault, err := decodeReply(out, &s)
	r.NoError(err)
	r.Nil(fault)
	return s
}

func encodeSlate(s abi.Slate) string { return fmt.Sprint(ids(s), s.Eligible) }

func recordUnicode(r *recorder) {
	r.person("shop")
	queries := []string{"שלום", "ＡＢＣ", "🫖\u200d🍵", "e\u0301", "é", "\x00\x01\x7f", "\ufeffbom", "\u2028", "\U0010ffff", "'\";--"}
	events := []abi.Event{did("查看", "日本-茶"), did("view", "no such ☃")}
	for _, q := range queries {
		events = append(events, abi.Event{Type: "search", Query: q, Context: map[string]string{"ключ" + q: q, "device": "télé"}})
	}
	r.EqualValues(len(events), r.observe("types, items, searches and contexts in many scripts", events...).Recorded)
	s := r.because("titles come back byte for byte", 100)
	for _, item := range s.Items {
		i := slices.IndexFunc(shopRows, func(row row) bool { return row.id == item.ID })
		r.Equal(shopRows[i].title, item.Title)
	}
	kept := r.snapshot("")
	r.forget("", abi.ForgetRequest{Items: []string{"no such ☃", "日本"}})
	r.restore("", kept)
	r.Equal(kept, r.snapshot("byte for byte"))
	s = send[abi.Slate](r, "é and e\u0301 are two values", abi.RecommendRequest{Now: r.now, N: 3, Reasons: -1, Context: map[string]string{"device": "te\u0301le\u0301"}})
	for _, reason := range s.Items[0].Reasons {
		r.NotEqual("device", reason.Field)
	}
	wrong := message("now", 1, "n", 1, "context", map[string]any{"ключ": 1})
	e := r.failsRaw("type", "the path of an error is a name of any script", abi.OpRecommend, wrong)
	r.Equal("context.ключ", e.Path)
}

func recordExtremes(r *recorder) {
	const last = int64(1)<<53 - 1
	r.open("shop")
	for _, now := range []int64{-last, -1, 0, 1, monday, last} {
		r.now = now
		latest := min(last, now+24*hour)
		for _, offset := range []int32{-1440, 0, 1440} {
			send[abi.RestoreReply](r, "", abi.RestoreRequest{Now: now, Offset: offset, Grants: []string{"all"}})
			send[abi.ObserveReply](r, "events at both ends of time", abi.ObserveRequest{Now: now, Offset: offset, Events: []abi.Event{
				{Type: "view", Item: "tea-1", Time: -last}, {Type: "view", Item: "tea-2", Time: latest, Value: ptr(last), Offset: ptr(int32(-1440))},
				{Type: "like", Item: "cup-1", Value: ptr(-last), Offset: ptr(int32(1440))}, {Type: "click", Item: "pot-1", Value: ptr(int64(0))}}})
			send[abi.Slate](r, "", abi.RecommendRequest{Now: now, Offset: offset, N: 3, Reasons: -1})
			send[abi.Stats](r, "", abi.StatsRequest{Now: now, Offset: offset})
			r.restore("", r.snapshot(""))
		}
		send[abi.RestoreReply](r, "no caps", abi.RestoreRequest{Now: now, Grants: []string{"all"}, MaxEvents: -1, MaxDays: -1})
		r.observe("", at(-last, did("view", "tea-1")), at(latest, did("view", "tea-2")))
		r.because("ages of 2^54 ms", 3)
		r.forget("", abi.ForgetRequest{From: ptr(-last), To: ptr(latest)})
		r.EqualValues(1, r.stats("to is not in the range").Events)
		r.forget("", abi.ForgetRequest{From: ptr(latest)})
	}
	r.fails("range", "later than a day from now", abi.ObserveRequest{Now: 0, Events: []abi.Event{{Type: "view", Time: 24*hour + 1}}})
	r.fails("range", "", abi.StatsRequest{Now: last + 1})
	r.fails("range", "", abi.StatsRequest{Now: -last - 1})
	r.fails("range", "", abi.StatsRequest{Now: 0, Offset: -1441})
	r.fails("range", "", abi.ObserveRequest{Now: 0, Events: []abi.Event{{Type: "view", Time: last + 1}}})
	r.fails("range", "", abi.ObserveRequest{Now: 0, Events: []abi.Event{{Type: "view", Value: ptr(-last - 1)}}})
	r.fails("range", "", abi.ObserveRequest{Now: 0, Events: []abi.Event{{Type: "view", Offset: ptr(int32(1441))}}})
}

func recordMaxSizes(r *recorder) {
	r.person("maxima")
	name, query := long("n", 256), long("問", 1024)+"."
	full := abi.Event{Type: name, Item: long("項", 256), Query: query, Context: map[string]string{}}
	for i := range 32 {
		full.Context[fmt.Sprint(i, strings.Repeat("k", 250))] = long("v", 256)
	}
	for i := range int64(64) {
		full.BasedOn = append(full.BasedOn, 1<<53-1-i)
	}
	refs := r.observe("everything as long as it may be", full).Refs
	r.restore("and in a snapshot", r.snapshot(""))
	r.EqualValues(1, r.stats("").Events)
	r.EqualValues(1, r.forget("", abi.ForgetRequest{Events: append(slices.Repeat([]int64{7}, 1000), refs...)}).Removed)
	over := func(path string, change func(e *abi.Event)) {
		e := full
		change(&e)
		r.Equal(path, r.fails("range", "one longer", abi.ObserveRequest{Now: r.now, Events: []abi.Event{did("view", "x"), e}}).Path)
	}
	over("events[1].type", func(e *abi.Event) { e.Type += "n" })
	over("events[1].item", func(e *abi.Event) { e.Item += "xx" })
	over("events[1].query", func(e *abi.Event) { e.Query += "x" })
	over("events[1].based_on", func(e *abi.Event) { e.BasedOn = append(slices.Clone(e.BasedOn), 1) })
	over("events[1].context", func(e *abi.Event) { e.Context = map[string]string{long("n", 257): "x"} })
	over("events[1].context.k", func(e *abi.Event) { e.Context = map[string]string{"k": long("v", 257)} })
	wide := map[string]string{}
	for i := range 33 {
		wide[fmt.Sprint(i)] = ""
	}
	r.fails("range", "33 pairs", abi.ObserveRequest{Now: r.now, Events: []abi.Event{{Type: "view", Context: wide}}})
	r.fails("range", "and in a request", abi.RecommendRequest{Now: r.now, N: 1, Context: wide})
	r.EqualValues(0, r.stats("all or nothing").Events)
	many := slices.Repeat([]abi.Event{did("type-0", "s")}, 200)
	r.EqualValues(200, r.observe("many at once", many...).Recorded)
	send[abi.Slate](r, "a long list of candidates", abi.RankRequest{Now: r.now, N: 100_000, Candidates: slices.Repeat([]string{"x", "y"}, 1500)})
	r.Len(r.recommend("as many as one may ask for", 100_000).Items, 4)
}
