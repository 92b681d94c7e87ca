package conformance

// Scenarios of bad input, odd input and limits.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/hearthrank/hearth/wasm/abi"
)

func recordBadPack(r *recorder) {
	for _, bad := range broken(packs()["bare"]) {
		r.begin("bad-" + bad.name)
		e := r.fails(bad.code, "broken: "+bad.name, abi.PackOpenRequest{Now: r.now})
		r.Equal(bad.section, e.Section, bad.name)
		r.Equal(bad.offset, e.Offset, bad.name)
		r.fails("no_pack", "a broken pack is dropped", abi.PackOpenRequest{Now: r.now})
	}
	r.refuse(64<<20+1, "above 64 MiB")
	r.refuse(99_999_999, "far above")
	r.refuse(1<<32-1, "as large as a size can be")
	r.begin("bare")
	r.refuse(64<<20+1, "a refused size drops the pack being written")
	r.fails("no_pack", "", abi.PackOpenRequest{Now: r.now})
	r.person("bare")
	r.because("a good one after all that", 2)
}

func recordBadSnapshot(r *recorder) {
	r.person("shop")
	r.observe("", abi.Event{Type: "view", Item: "tea-1", Query: "q", Value: ptr(int64(3)), Context: map[string]string{"a": "1"}, BasedOn: []int64{5}}, did("view", "tea-2"))
	slate := r.because("", 3)
	good := r.snapshot("")
	words := strings.Index(string(good), "\x04view")   // the dictionary's first word
	purpose := strings.Index(string(good), "\x04rank") // its id, version, hash of its text, state, act
	end := len(good) - 8
	at := func(offset int, value byte) []byte {
		return sealed(good, func(b []byte) []byte { b[offset] = value; return b })
	}
	cases := []struct {
		name, code string
		snapshot   []byte
	}{
		{"not a snapshot", "magic", []byte("hello")},
		{"a pack", "magic", packs()["bare"]},
		{"magic alone", "truncated", good[:8]},
		{"half", "checksum", good[:len(good)/2]},
		{"one byte short", "checksum", good[:len(good)-1]},
		{"one byte more", "checksum", append(slices.Clone(good), 0)},
		{"a bit turned", "checksum", func() []byte { b := slices.Clone(good); b[end-3] ^= 1; return b }()},
		{"a newer format", "version", at(8, 3)},
		{"another text", "conflict", at(purpose+6, good[purpose+6]^1)},
		{"a state that there is not", "range", at(purpose+14, 9)},
		{"an act that there is not", "range", at(purpose+15, 9)},
		{"a newer log", "version", at(words-2, 2)},
		{"a word twice", "duplicate", sealed(good, func(b []byte) []byte { return []byte(strings.Replace(string(b), "tea-2", "tea-1", 1)) })},
		{"a word that is not UTF-8", "utf8", at(words+1, 0xff)},
		{"a word that nothing uses", "order", sealed(good, func(b []byte) []byte {
			b[words-1]++
			return []byte(strings.Replace(string(b), "\x05tea-2", "\x05tea-2\x01x", 1))
		})},
		{"bytes after the end", "trailing", sealed(good, func(b []byte) []byte { return append(b, 0) })},
		{"cut and sealed", "truncated", sealed(good, func(b []byte) []byte { return b[:len(b)-1] })},
		{"cut in the words", "truncated", sealed(good, func(b []byte) []byte { return b[:words+3] })},
		{"a mark out of range", "range", sealed(good, func(b []byte) []byte {
			return append(append(slices.Clone(b[:9]), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), b[9:]...)
		})},
		{"an overlong number", "format", sealed(good, func(b []byte) []byte { return append(append(slices.Clone(b[:8]), 0x81, 0x00), b[9:]...) })},
	}
	for _, c := range cases {
		r.fails(c.code, c.name, abi.RestoreRequest{Now: r.now, Grants: []string{"all"}, Snapshot: c.snapshot})
	}
	r.fails("range", "caps are checked as well", abi.RestoreRequest{Now: r.now, Snapshot: good, MaxDays: -5})
	r.Equal(good, r.snapshot("the person is still there"))
	r.Equal(slate, r.because("", 3))
	r.EqualValues(0, r.restore("no bytes: a new device", []byte{}).Events)
}

// sealed returns a snapshot changed before its checksum, with the checksum made anew.
func sealed(snapshot []byte, change func(b []byte) []byte) []byte {
	b := change(slices.Clone(snapshot[:len(snapshot)-8]))
	return le.AppendUint64(b, xxhash.Sum64(b))
}

func recordTruncated(r *recorder) {
	r.person("shop")
	m := encode(abi.ObserveRequest{Now: r.now, Offset: 60, Events: []abi.Event{
		{Type: "view", Item: "tea-1", Query: "煎茶", Value: ptr(int64(70000)), Context: map[string]string{"device": "phone"}, BasedOn: []int64{1 << 40}}}})
	for n := range m {
		r.failsRaw("truncated", fmt.Sprintf("the first %d bytes", n), abi.OpObserve, m[:n])
	}
	r.failsRaw("trailing", "one byte more", abi.OpObserve, append(slices.Clone(m), 0xc0))
	r.EqualValues(0, r.stats("nothing of it was recorded").Events)
	for _, op := range abi.Ops {
		r.failsRaw("truncated", "no bytes at all", op, []byte{})
	}
	r.observe("", did("view", "tea-1"))
}

func recordTooEarly(r *recorder) {
	r.fails("no_pack", "", abi.RestoreRequest{Now: r.now})
	r.fails("no_pack", "nothing written", abi.PackOpenRequest{Now: r.now})
	early := func(note string) {
		for _, op := range abi.Ops[2:] {
			r.failsRaw("no_device", note, op, encode(map[string]any{"now": r.now}))
		}
	}
	early("neither pack nor person")
	r.begin("shop")
	r.fails("no_pack", "written but not opened", abi.RestoreRequest{Now: r.now})
	send[abi.PackInfo](r, "", abi.PackOpenRequest{Now: r.now})
	early("a pack but no person")
	send[abi.RestoreReply](r, "", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}})
	r.recommend("", 1)
}

func recordUnknown(r *recorder) {
	r.person("shop")
	cold := r.recommend("", 5)
	r.observe("unknown items, unknown types, none at all", did("view", "no such item"), did("wink", "tea-1"), abi.Event{Type: "search", Query: "tea"}, did("wink", "wonk"))
	s := r.stats("")
	r.EqualValues(4, s.Events)
	r.EqualValues(3, s.Unknown)
	r.EqualValues(3, s.Items)
	r.Equal(cold, r.recommend("nothing changes", 5))
	send[abi.Slate](r, "seen or not, they hide nothing", abi.RecommendRequest{Now: r.now, N: 3, Seen: abi.SeenHide})
	send[abi.ExplainReply](r, "", abi.ExplainRequest{Now: r.now, Items: []string{"no such item", "wonk", ""}, Reasons: -1})
	r.observe("known and unknown mixed", did("view", "tea-1"), did("view", "no such item"))
	r.True(r.because("", 5).Personal)
	r.snapshot("")
}
