package abi

import (
	"bytes"

	"github.com/stretchr/testify/require"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// session is a module as a host uses it, with the hosts' MessagePack library.
type session struct {
	t require.TestingT
	m *Module
}

// newSession has the shop's pack and a person who granted everything.
func newSession(t require.TestingT) *session {
	s := &session{t: t, m: &Module{}}
	s.load(pack.Append(nil, packtest.Shop()))
	s.ok(OpPackOpen, PackOpenRequest{}, &PackInfo{})
	s.ok(OpRestore, RestoreRequest{Grants: []string{"all"}}, &RestoreReply{})
	return s
}

func (s *session) load(b []byte) { copy(s.m.PackBegin(uint32(len(b))), b) }

// raw sends the bytes of a request and returns a copy of the reply.
func (s *session) raw(op Op, request []byte) []byte {
	in := s.m.In(uint32(len(request)))
	require.NotNil(s.t, in)
	copy(in, request)
	return bytes.Clone(s.m.Call(op, uint32(len(request))))
}

func encode(t require.TestingT, v any) []byte {
	var b bytes.Buffer
	e := msgpack.NewEncoder(&b)
	e.UseCompactInts(true)
	e.SetSortMapKeys(true)
	require.NoError(t, e.Encode(v))
	return b.Bytes()
}

// send sends a request.
func (s *session) send(op Op, request any) []byte { return s.raw(op, encode(s.t, request)) }

// ok sends a request and decodes the reply, which must be of status 0 and have the shape of body.
func (s *session) ok(op Op, request, body any) {
	reply := s.send(op, request)
	status := s.decode(reply, body)
	require.EqualValues(s.t, StatusOK, status, "%s: %q", op, reply)
}

// failed sends the bytes of a request and decodes the reply, which must be of status 1.
func (s *session) failed(op Op, request []byte) ErrorBody {
	var e ErrorBody
	reply := s.raw(op, request)
	require.EqualValues(s.t, StatusError, s.decode(reply, &e), "%s: %q", op, reply)
	return e
}

// decode decodes a reply strictly into body and encodes it again: the very same bytes, so they were in the shortest form, in the order of
// the struct's fields, and without empty ones.
func (s *session) decode(reply []byte, body any) (status int) {
	d := msgpack.NewDecoder(bytes.NewReader(reply))
	n, err := d.DecodeArrayLen()
	require.NoError(s.t, err)
	require.Equal(s.t, 2, n)
	status, err = d.DecodeInt()
	require.NoError(s.t, err)
	if _, isError := body.(*ErrorBody); status == StatusError && !isError {
		return status
	}
	d.DisallowUnknownFields(true)
	require.NoError(s.t, d.Decode(body), "%q", reply)
	require.Equal(s.t, reply, encode(s.t, []any{status, body}))
	return status
}

// state returns what must not change on an error: the person's snapshot and what the pack says of itself.
func (s *session) state() []byte {
	return append(s.send(OpSnapshot, SnapshotRequest{}), s.m.pack.Catalogue()...)
}

// fill records a history that makes every kind of contribution.
func (s *session) fill() (refs []int64) {
	value, offset := int64(-2500), int32(60)
	var o ObserveReply
	s.ok(OpObserve, ObserveRequest{Events: []Event{
		{Type: "view", Item: "arabica", Time: 1000, Value: &value, Offset: &offset, Context: map[string]string{"b": "", "a": "x"}},
		{Type: "purchase", Item: "mill", Time: 2000},
		{Type: "search", Query: "cup"},
		{Type: "view", Item: "gone", Time: 1},
	}}, &o)
	require.EqualValues(s.t, 4, o.Recorded)
	return o.Refs
}
