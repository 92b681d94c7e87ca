package abi

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// seeds are requests of every operation.
func seeds(t require.TestingT) map[Op][][]byte {
	value, offset, from := int64(5), int32(60), int64(9)
	s := newSession(t)
	refs := s.fill()
	var snap SnapshotReply
	s.ok(OpSnapshot, SnapshotRequest{}, &snap)
	pairs := map[string]string{"device": "phone", "weekday": "sat"}
	all := map[Op][]any{
		OpPackOpen:  {PackOpenRequest{Now: 5, Replace: true, Rollback: true}},
		OpRestore:   {RestoreRequest{Now: 5, Grants: []string{"all"}, MaxEvents: 3, MaxDays: -1, Snapshot: snap.Snapshot}, RestoreRequest{Confidence: 60, ConsentDays: -1, Purposes: []Purpose{{ID: "a", Version: 1, Text: "A", Stage: "learn", Categories: []string{"place"}, Days: 3, Limits: map[string]int32{"place": 1}, Sensitive: []string{"health"}}}}},
		OpObserve:   {ObserveRequest{Now: 5, Events: []Event{{Type: "view", Item: "mill", Time: 3, Offset: &offset, Value: &value, Query: "q", Context: pairs, BasedOn: refs}}}},
		OpRank:      {RankRequest{Now: 5, Candidates: []string{"mill", "cup"}, Context: pairs, N: 2, Reasons: -1, Seen: "hide"}},
		OpRecommend: {RecommendRequest{Now: 5, Exclude: []string{"mill"}, Context: pairs, N: 2, Reasons: 1, Seen: "show"}},
		OpExplain:   {ExplainRequest{Now: 5, Exclude: []string{"mill"}, Context: pairs, Items: []string{"mill", "x"}, Reasons: -1}},
		OpForget:    {ForgetRequest{Now: 5, Events: refs, Items: []string{"gone"}, From: &from}, ForgetRequest{All: true, Preview: true, Sessions: refs, Attributes: []Attribute{{Field: "sort", Value: "beans"}}}},
		OpSnapshot:  {SnapshotRequest{Now: 5, Offset: -60}}, OpStats: {StatsRequest{Now: 5}},
		OpConsent: {ConsentRequest{Now: 5, Act: "settings", Grant: []string{"all"}, Signal: new(bool)}, ConsentRequest{Deny: []string{"rank"}}, ConsentRequest{Withdraw: []string{"rank"}}},
		OpControl: {ControlRequest{Now: 5, Remember: true, Set: []Control{{Kind: "dial", Amount: 40}, {Kind: "block", Field: "sort", Value: "beans"}, {Kind: "interest", Field: "brand", Value: "Acme", Amount: 9}, {Kind: "mute", Field: "sort", Value: "tools"}, {Kind: "language", Value: "de"}}, Lift: []Control{{Kind: "dial"}}}},
		OpProfile: {ProfileRequest{Now: 5, Export: true}},
	}
	bytes := map[Op][][]byte{}
	for op, requests := range all {
		for _, q := range requests {
			bytes[op] = append(bytes[op], encode(t, q))
		}
	}
	return bytes
}

// FuzzDispatch sends any bytes as any operation to a module with a pack and a person. A reply of status 1 has changed nothing, and
// whatever happened, the module answers afterwards.
func FuzzDispatch(f *testing.F) {
	for i, op := range Ops {
		for _, q := range seeds(f)[op] {
			f.Add(byte(i), q)
		}
	}
	f.Fuzz(func(t *testing.T, op byte, request []byte) {
		if len(request) > MaxMessage {
			return
		}
		s := newSession(t)
		s.fill()
		before := s.state()
		if op%10 == 0 {
			s.load(pack.Append(nil, packtest.Shop()))
		}
		reply := s.raw(append(Ops, "none")[op%10], request)
		if statusOf(t, reply) == StatusError {
			require.Equal(t, before, s.state())
		}
		s.ok(OpStats, StatsRequest{}, &Stats{})
	})
}

// statusOf decodes a whole reply without a shape and returns its status.
func statusOf(t require.TestingT, reply []byte) int {
	d := msgpack.NewDecoder(bytes.NewReader(reply))
	n, err := d.DecodeArrayLen()
	require.NoError(t, err)
	require.Equal(t, 2, n)
	status, err := d.DecodeInt()
	require.NoError(t, err)
	_, err = d.DecodeMap()
	require.NoError(t, err)
	_, err = d.DecodeInterface()
	require.Error(t, err, "nothing follows")
	return status
}

// FuzzPackOpen writes any bytes as a pack under a person: an error leaves the pack of before in use.
func FuzzPackOpen(f *testing.F) {
	b := pack.Append(nil, packtest.Shop())
	f.Add(b)
	f.Add(b[:200])
	m := packtest.Shop()
	m.Catalogue, m.IDs[0] = "other", "é"
	f.Add(pack.Append(nil, m))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		s := newSession(t)
		s.fill()
		slate, state := s.send(OpRecommend, RecommendRequest{N: 9, Reasons: -1}), s.state()
		s.load(b)
		reply := s.send(OpPackOpen, PackOpenRequest{Replace: true, Rollback: true})
		if statusOf(t, reply) == StatusError {
			require.Equal(t, state, s.state())
			require.Equal(t, slate, s.send(OpRecommend, RecommendRequest{N: 9, Reasons: -1}))
		}
		s.ok(OpExplain, ExplainRequest{Items: []string{"mill"}, Reasons: -1}, &ExplainReply{})
	})
}
