package abi

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// TestStrictness sends what is not a request; nothing changes.
func TestStrictness(t *testing.T) {
	const now = "\xa3now\x05"
	deep := strings.Repeat("\x91", 100_000) + "\x01"
	long := strings.Repeat("x", 257)
	text := func(s string) string { return "\xda" + string([]byte{byte(len(s) >> 8), byte(len(s))}) + s }
	ev := func(header, s string) string { return "\x82" + now + "\xa6events\x92\x81\xa4type\xa4view" + header + s }
	for name, c := range map[string]struct {
		op   Op
		in   string
		want ErrorBody
	}{
		"nothing":                {OpStats, "", ErrorBody{Code: "truncated", Offset: 0}},
		"no map":                 {OpStats, "\x93", ErrorBody{Code: "type", Offset: 0}},
		"nil":                    {OpStats, "\xc0", ErrorBody{Code: "type", Offset: 0}},
		"map longer than it is":  {OpStats, "\x8f" + now, ErrorBody{Code: "truncated", Offset: 1}},
		"huge map":               {OpStats, "\xdf\xff\xff\xff\xff" + now, ErrorBody{Code: "truncated", Offset: 5}},
		"key is a number":        {OpStats, "\x81\x01\x05", ErrorBody{Code: "type", Offset: 1}},
		"key not UTF-8":          {OpStats, "\x81\xa3no\xff\x05", ErrorBody{Code: "utf8", Offset: 1}},
		"key cut off":            {OpStats, "\x81\xa3no", ErrorBody{Code: "truncated", Offset: 2}},
		"unknown key":            {OpStats, "\x81\xa5later\x05", ErrorBody{Code: "unknown_field", Offset: 7, Path: "later"}},
		"unknown key with nil":   {OpStats, "\x81\xa5later\xc0", ErrorBody{Code: "unknown_field", Offset: 7, Path: "later"}},
		"empty key":              {OpStats, "\x81\xa0\x05", ErrorBody{Code: "unknown_field", Offset: 2, Path: "[0]"}},
		"key twice":              {OpStats, "\x82" + now + now, ErrorBody{Code: "duplicate", Offset: 10, Path: "now"}},
		"key twice, as nil":      {OpStats, "\x82\xa3now\xc0" + now, ErrorBody{Code: "duplicate", Offset: 10, Path: "now"}},
		"now absent":             {OpStats, "\x80", ErrorBody{Code: "missing", Offset: -1, Path: "now"}},
		"now nil":                {OpStats, "\x81\xa3now\xc0", ErrorBody{Code: "missing", Offset: -1, Path: "now"}},
		"now a float":            {OpStats, "\x81\xa3now\xcb\x40\x14\x00\x00\x00\x00\x00\x00", ErrorBody{Code: "type", Offset: 5, Path: "now"}},
		"now too late":           {OpStats, "\x81\xa3now\xcf\x00\x20\x00\x00\x00\x00\x00\x00", ErrorBody{Code: "range", Offset: 14, Path: "now"}},
		"value absent":           {OpStats, "\x81\xa3now", ErrorBody{Code: "truncated", Offset: 5, Path: "now"}},
		"trailing":               {OpStats, "\x81" + now + "\xc0", ErrorBody{Code: "trailing", Offset: 6}},
		"offset out of range":    {OpStats, "\x82" + now + "\xa6offset\xcd\x05\xa1", ErrorBody{Code: "range", Offset: 13, Path: "offset"}},
		"deep":                   {OpStats, deep, ErrorBody{Code: "type", Offset: 0}},
		"deep inside":            {OpRank, "\x82" + now + "\xaacandidates" + deep, ErrorBody{Code: "type", Offset: 18, Path: "candidates[0]"}},
		"bool is a number":       {OpPackOpen, "\x82" + now + "\xa7replace\x01", ErrorBody{Code: "type", Offset: 14, Path: "replace"}},
		"bytes are text":         {OpRestore, "\x82" + now + "\xa8snapshot\xa1x", ErrorBody{Code: "type", Offset: 15, Path: "snapshot"}},
		"grants no list":         {OpRestore, "\x82" + now + "\xa6grants\xa3all", ErrorBody{Code: "type", Offset: 13, Path: "grants"}},
		"unknown purpose":        {OpRestore, "\x82" + now + "\xa6grants\x92\xa3all\xa1x", ErrorBody{Code: "purpose", Offset: -1, Path: "grants[1]"}},
		"max_events":             {OpRestore, "\x82" + now + "\xaamax_events\xfe", ErrorBody{Code: "range", Offset: 17, Path: "max_events"}},
		"max_days":               {OpRestore, "\x82" + now + "\xa8max_days\xce\x00\x10\x00\x01", ErrorBody{Code: "range", Offset: -1, Path: "max_days"}},
		"bad snapshot":           {OpRestore, "\x82" + now + "\xa8snapshot\xc4\x08HEARTHSN", ErrorBody{Code: "truncated", Offset: 8, Section: "snapshot: header"}},
		"events absent":          {OpObserve, "\x81" + now, ErrorBody{Code: "missing", Offset: -1, Path: "events"}},
		"events a map":           {OpObserve, "\x82" + now + "\xa6events\x80", ErrorBody{Code: "type", Offset: 13, Path: "events"}},
		"too many events":        {OpObserve, "\x82" + now + "\xa6events\xdd\x00\x01\x86\xa1" + strings.Repeat("\x80", 100_001), ErrorBody{Code: "range", Offset: 18, Path: "events"}},
		"event no map":           {OpObserve, ev("\x05", ""), ErrorBody{Code: "type", Offset: 25, Path: "events[1]"}},
		"event unknown key":      {OpObserve, ev("\x81", "\xa1x\x01"), ErrorBody{Code: "unknown_field", Offset: 28, Path: "events[1].x"}},
		"event without type":     {OpObserve, ev("\x80", ""), ErrorBody{Code: "missing", Offset: -1, Path: "events[1].type"}},
		"type empty":             {OpObserve, ev("\x81", "\xa4type\xa0"), ErrorBody{Code: "missing", Offset: -1, Path: "events[1].type"}},
		"type a number":          {OpObserve, ev("\x81", "\xa4type\x01"), ErrorBody{Code: "type", Offset: 31, Path: "events[1].type"}},
		"item too long":          {OpObserve, ev("\x82", "\xa4type\xa1x\xa4item"+text(long)), ErrorBody{Code: "range", Offset: -1, Path: "events[1].item"}},
		"item not UTF-8":         {OpObserve, ev("\x82", "\xa4type\xa1x\xa4item\xa1\xff"), ErrorBody{Code: "utf8", Offset: 38, Path: "events[1].item"}},
		"time a text":            {OpObserve, ev("\x81", "\xa4time\xa11"), ErrorBody{Code: "type", Offset: 31, Path: "events[1].time"}},
		"value too small":        {OpObserve, ev("\x81", "\xa5value\xd3\xff\xe0\x00\x00\x00\x00\x00\x00"), ErrorBody{Code: "range", Offset: 32, Path: "events[1].value"}},
		"context a list":         {OpObserve, ev("\x81", "\xa7context\x90"), ErrorBody{Code: "type", Offset: 34, Path: "events[1].context"}},
		"context value a number": {OpObserve, ev("\x81", "\xa7context\x81\xa1k\x01"), ErrorBody{Code: "type", Offset: 37, Path: "events[1].context.k"}},
		"context key twice":      {OpObserve, ev("\x81", "\xa7context\x82\xa1k\xa1a\xa1k\xa1b"), ErrorBody{Code: "duplicate", Offset: 43, Path: "events[1].context.k"}},
		"context key empty":      {OpObserve, ev("\x82", "\xa4type\xa1x\xa7context\x81\xa0\xa1a"), ErrorBody{Code: "missing", Offset: -1, Path: "events[1].context"}},
		"ref zero":               {OpObserve, ev("\x81", "\xa8based_on\x92\x01\x00"), ErrorBody{Code: "range", Offset: 37, Path: "events[1].based_on[1]"}},
		"too many refs":          {OpObserve, ev("\x82", "\xa4type\xa1x\xa8based_on\xdc\x00\x41"+strings.Repeat("\x01", 65)), ErrorBody{Code: "range", Offset: -1, Path: "events[1].based_on"}},
		"candidates absent":      {OpRank, "\x81" + now, ErrorBody{Code: "missing", Offset: -1, Path: "candidates"}},
		"exclude is not rank's":  {OpRank, "\x82" + now + "\xa7exclude\x90", ErrorBody{Code: "unknown_field", Offset: 14, Path: "exclude"}},
		"unknown policy":         {OpRank, "\x82" + now + "\xa4seen\xa1x", ErrorBody{Code: "range", Offset: 13, Path: "seen"}},
		"n negative":             {OpRank, "\x82" + now + "\xa1n\xff", ErrorBody{Code: "range", Offset: 8, Path: "n"}},
		"n zero":                 {OpRecommend, "\x82" + now + "\xa1n\x00", ErrorBody{Code: "range", Offset: -1, Path: "n"}},
		"n absent":               {OpRecommend, "\x81" + now, ErrorBody{Code: "missing", Offset: -1, Path: "n"}},
		"n above":                {OpRecommend, "\x82" + now + "\xa1n\xce\x00\x01\x86\xa1", ErrorBody{Code: "range", Offset: 8, Path: "n"}},
		"reasons":                {OpExplain, "\x82" + now + "\xa7reasons\xfe", ErrorBody{Code: "range", Offset: 14, Path: "reasons"}},
		"items a text":           {OpExplain, "\x82" + now + "\xa5items\xa1x", ErrorBody{Code: "type", Offset: 12, Path: "items"}},
		"forget nothing":         {OpForget, "\x81" + now, ErrorBody{Code: "missing", Offset: -1}},
		"forget false":           {OpForget, "\x82" + now + "\xa3all\xc2", ErrorBody{Code: "missing", Offset: -1}},
		"forget ref":             {OpForget, "\x82" + now + "\xa6events\x91\x00", ErrorBody{Code: "range", Offset: 14, Path: "events[0]"}},
		"unknown operation":      {Op("sell"), "\x81" + now, ErrorBody{Code: "format", Offset: -1}},
		"no pack was written":    {OpPackOpen, "\x81" + now, ErrorBody{Code: "no_pack", Offset: -1}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t)
			s.fill()
			before := s.state()
			got := s.failed(c.op, []byte(c.in))
			require.Equal(t, c.want, got)
			require.Equal(t, before, s.state())
		})
	}
}

// TestManyPairs has one context pair more than an event may have.
func TestManyPairs(t *testing.T) {
	s := newSession(t)
	pairs := map[string]string{}
	for i := range 32 {
		pairs[string(rune('A'+i))] = "x"
	}
	q := RecommendRequest{N: 1, Context: pairs}
	s.ok(OpRecommend, q, &Slate{})
	pairs["one more"] = ""
	require.Equal(t, "range", s.failed(OpRecommend, encode(t, q)).Code)
}

// TestOrderOfCalls asks for what is not there yet.
func TestOrderOfCalls(t *testing.T) {
	s := &session{t: t, m: &Module{}}
	for _, op := range Ops[2:] {
		require.Equal(t, ErrorBody{Code: "no_device", Offset: -1}, s.failed(op, encode(t, StatsRequest{})))
	}
	require.Equal(t, "no_pack", s.failed(OpRestore, encode(t, RestoreRequest{})).Code)
	s.load([]byte("HEARTHPKx"))
	require.Equal(t, ErrorBody{Code: "truncated", Offset: 8, Section: "pack: header"}, s.failed(OpPackOpen, encode(t, PackOpenRequest{})))
	require.Equal(t, "no_pack", s.failed(OpPackOpen, encode(t, PackOpenRequest{})).Code, "the bytes are gone")
	s.load(pack.Append(nil, packtest.Shop()))
	s.ok(OpPackOpen, PackOpenRequest{}, &PackInfo{})
	require.Equal(t, "no_device", s.failed(OpStats, encode(t, StatsRequest{})).Code)
}

// TestNewPacks swaps packs under a person.
func TestNewPacks(t *testing.T) {
	s := newSession(t)
	s.fill()
	open := func(edit func(m *pack.Model), q PackOpenRequest) string {
		m := packtest.Shop()
		edit(m)
		s.load(pack.Append(nil, m))
		before := s.state()
		var e ErrorBody
		reply := s.send(OpPackOpen, q)
		if s.decode(reply, &PackInfo{}) == StatusOK {
			return ""
		}
		require.Equal(t, StatusError, s.decode(reply, &e))
		require.Equal(t, before, s.state())
		return e.Code
	}
	other := func(m *pack.Model) { m.Catalogue, m.Sequence = "other", 1 }
	require.Equal(t, "catalogue", open(other, PackOpenRequest{Rollback: true}))
	require.Equal(t, "sequence", open(func(m *pack.Model) { m.Sequence = 6 }, PackOpenRequest{Replace: true}))
	require.Equal(t, "", open(func(m *pack.Model) { m.Sequence = 6 }, PackOpenRequest{Rollback: true}))
	require.Equal(t, "", open(func(m *pack.Model) { m.Sequence, m.IDs[0] = 8, "gone" }, PackOpenRequest{}))
	var r Stats
	s.ok(OpStats, StatsRequest{}, &r)
	require.EqualValues(t, 1, r.Unknown, "what was gone revived, and arabica is gone")
	require.Equal(t, "", open(other, PackOpenRequest{Replace: true}))
	s.ok(OpStats, StatsRequest{}, &r)
	require.EqualValues(t, 4, r.Events)
}

// TestRestoreEndsAPerson goes to another person and back.
func TestRestoreEndsAPerson(t *testing.T) {
	s := newSession(t)
	s.fill()
	var snap SnapshotReply
	s.ok(OpSnapshot, SnapshotRequest{}, &snap)
	slate := s.send(OpRecommend, RecommendRequest{N: 9, Reasons: -1})
	s.ok(OpRestore, RestoreRequest{}, &RestoreReply{})
	require.NotEqual(t, slate, s.send(OpRecommend, RecommendRequest{N: 9, Reasons: -1}))
	var r RestoreReply
	s.ok(OpRestore, RestoreRequest{Snapshot: snap.Snapshot, Grants: []string{"rank"}}, &r)
	require.Equal(t, RestoreReply{Events: 4, Unknown: 1}, r)
	require.Equal(t, slate, s.send(OpRecommend, RecommendRequest{N: 9, Reasons: -1}))
	s.ok(OpRestore, RestoreRequest{Snapshot: snap.Snapshot, Grants: []string{"rank"}, MaxEvents: 3}, &r)
	require.Equal(t, RestoreReply{Events: 3, Purged: 1, Unknown: 1}, r)
}

// TestReplies asks at random; each reply has the shape of its definition, in the shortest form (session.decode checks it).
func TestReplies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSession(t)
		var refs []int64
		if rapid.Bool().Draw(t, "fill") {
			refs = s.fill()
		}
		items := rapid.SliceOfN(rapid.SampledFrom([]string{"arabica", "robusta", "mill", "kettle", "poster", "gone", "é"}), 0, 8)
		now := rapid.SampledFrom([]int64{0, 1 << 40, -1 << 50, maxInt}).Draw(t, "now")
		n, reasons := rapid.Int32Range(0, 9).Draw(t, "n"), rapid.Int32Range(-1, 4).Draw(t, "reasons")
		seen := rapid.SampledFrom([]string{"", "type", "hide", "show"}).Draw(t, "seen")
		s.ok(OpRank, RankRequest{Now: now, N: n, Reasons: reasons, Seen: seen, Candidates: append([]string{}, items.Draw(t, "items")...)}, &Slate{})
		s.ok(OpRecommend, RecommendRequest{Now: now, N: n + 1, Reasons: reasons, Seen: seen, Exclude: items.Draw(t, "items")}, &Slate{})
		s.ok(OpExplain, ExplainRequest{Now: now, Reasons: reasons, Seen: seen, Items: append([]string{}, items.Draw(t, "items")...)}, &ExplainReply{})
		s.ok(OpObserve, ObserveRequest{Now: now, Events: []Event{{Type: "view", Item: "mill", BasedOn: refs}}}, &ObserveReply{})
		s.ok(OpStats, StatsRequest{Now: now}, &Stats{})
		s.ok(OpSnapshot, SnapshotRequest{Now: now}, &SnapshotReply{})
		s.ok(OpForget, ForgetRequest{Now: now, Items: items.Draw(t, "items"), From: &now}, &ForgetReply{})
	})
}

func TestBuffers(t *testing.T) {
	m := &Module{}
	require.Nil(t, m.In(MaxMessage+1))
	require.NotNil(t, m.In(MaxMessage))
	require.Len(t, m.In(0), 1, "there is always an address")
	require.Nil(t, m.PackBegin(0))
	require.Nil(t, m.PackBegin(MaxPack+1))
	require.Len(t, m.PackBegin(9), 9)
	require.NotEmpty(t, m.Call(OpStats, 1<<32-1), "a length that no buffer has")
}

// TestWiped looks for what a person did in the buffers after the call, and after the next.
func TestWiped(t *testing.T) {
	const canary = "canary-5c1f"
	s := newSession(t)
	var old [][]byte
	keep := func() { old = append(old, s.m.in[:cap(s.m.in)], s.m.out[:cap(s.m.out)]) }
	events := []Event{{Type: "search", Query: canary + strings.Repeat("x", 500), Context: map[string]string{canary: canary}}, {Type: "view", Item: canary}}
	for range 9 {
		events = append(events, events...)[:min(2*len(events), 300)]
	}
	s.ok(OpObserve, ObserveRequest{Events: events}, &ObserveReply{})
	for _, b := range [][]byte{s.m.in[:cap(s.m.in)], s.m.out[:cap(s.m.out)]} {
		require.NotContains(t, string(b), canary, "the request is wiped when the call ends")
	}
	s.ok(OpSnapshot, SnapshotRequest{}, &SnapshotReply{})
	require.Contains(t, string(s.m.out), canary)
	keep()
	s.ok(OpForget, ForgetRequest{All: true}, &ForgetReply{})
	keep()
	bad := encode(t, map[string]any{canary: 1})
	require.Equal(t, canary, s.failed(OpStats, bad).Path)
	keep()
	s.m.In(1)
	keep()
	for _, b := range old {
		require.NotContains(t, string(b), canary)
	}
}
