package conformance

// The recorder turns a scenario into a trace: it sends requests to the native engine and keeps them with the replies.

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/wasm/abi"
)

// recorder records one trace. A scenario moves its clock, now.
type recorder struct {
	*require.Assertions
	host  native
	trace trace
	now   int64
}

func newRecorder(t testing.TB, name, about string) *recorder {
	return &recorder{Assertions: require.New(t), trace: trace{Name: name, About: about, Steps: []step{}}, now: monday}
}

// begin writes the pack with a name into the module, unopened.
func (r *recorder) begin(name string) {
	content, ok := packs()[name]
	r.True(ok, "no pack %s", name)
	taken, err := r.host.packBegin(uint32(len(content)), content)
	r.NoError(err)
	r.True(taken)
	r.trace.Steps = append(r.trace.Steps, step{Op: opPackBegin, File: name + packEnding})
}

// refuse asks for the buffer of a pack of a size that is out of bounds.
func (r *recorder) refuse(size uint32, note string) {
	taken, err := r.host.packBegin(size, nil)
	r.NoError(err)
	r.False(taken)
	r.trace.Steps = append(r.trace.Steps, step{Op: opPackBegin, Size: size, Refused: true, Note: note})
}

// raw sends any bytes to an operation.
func (r *recorder) raw(note string, op abi.Op, in []byte) []byte {
	return r.record(note, op, in, "hex "+cut(hex.EncodeToString(in), 200))
}

// call sends a request that can be shown as JSON.
func (r *recorder) call(note string, request any) []byte {
	in := encode(request)
	return r.record(note, opOf(request), in, text(in))
}

func (r *recorder) record(note string, op abi.Op, in []byte, shown string) []byte {
	out, err := r.host.call(op, in)
	r.NoError(err)
	if note != "" {
		note += ": "
	}
	note += shown + " → " + text(out)
	r.trace.Steps = append(r.trace.Steps, step{Op: string(op), In: append([]byte{}, in...), Out: out, Note: note})
	return out
}

// open begins and opens a pack and expects it to be taken.
func (r *recorder) open(name string) abi.PackInfo {
	r.begin(name)
	return send[abi.PackInfo](r, "", abi.PackOpenRequest{Now: r.now})
}

// person opens a pack and begins an empty person with all grants.
func (r *recorder) person(pack string) {
	r.open(pack)
	send[abi.RestoreReply](r, "a new person", abi.RestoreRequest{Now: r.now, Grants: []string{"all"}})
}

// send sends a request that must succeed and returns its reply.
func send[R any](r *recorder, note string, request any) R {
	var body R
	fault, err := decodeReply(r.call(note, request), &body)
	r.NoError(err)
	r.Nil(fault, note)
	return body
}

// fails sends a request that must fail with a code; it returns the error.
func (r *recorder) fails(code, note string, request any) *abi.ErrorBody {
	return r.failed(code, note, r.call(note, request))
}

// failsRaw is fails for any bytes.
func (r *recorder) failsRaw(code, note string, op abi.Op, in []byte) *abi.ErrorBody {
	return r.failed(code, note, r.raw(note, op, in))
}

func (r *recorder) failed(code, note string, out []byte) *abi.ErrorBody {
	fault, err := decodeReply(out, &struct{}{})
	r.NoError(err)
	r.NotNil(fault, note)
	r.Equal(code, fault.Code, note)
	return fault
}

// The requests that scenarios make most; all at the recorder's time.

func (r *recorder) observe(note string, events ...abi.Event) abi.ObserveReply {
	return send[abi.ObserveReply](r, note, abi.ObserveRequest{Now: r.now, Events: events})
}

func (r *recorder) recommend(note string, n int32) abi.Slate {
	return send[abi.Slate](r, note, abi.RecommendRequest{Now: r.now, N: n})
}

func (r *recorder) decide(note string, q abi.ConsentRequest) abi.ConsentReply {
	q.Now = r.now
	return send[abi.ConsentReply](r, note, q)
}

func (r *recorder) order(note string, q abi.ControlRequest) abi.ControlReply {
	q.Now = r.now
	return send[abi.ControlReply](r, note, q)
}

func (r *recorder) profile(note string) abi.Profile {
	return send[abi.Profile](r, note, abi.ProfileRequest{Now: r.now})
}

// because recommends with all reasons and checks that they add up to the scores.
func (r *recorder) because(note string, n int32) abi.Slate {
	s := send[abi.Slate](r, note, abi.RecommendRequest{Now: r.now, N: n, Reasons: -1})
	for _, item := range s.Items {
		sum := int64(0)
		for _, reason := range item.Reasons {
			sum += reason.Score
		}
		r.Equal(item.Score, sum, item.ID)
	}
	return s
}

func (r *recorder) forget(note string, q abi.ForgetRequest) abi.ForgetReply {
	q.Now = r.now
	return send[abi.ForgetReply](r, note, q)
}

func (r *recorder) snapshot(note string) []byte {
	return send[abi.SnapshotReply](r, note, abi.SnapshotRequest{Now: r.now}).Snapshot
}

func (r *recorder) stats(note string) abi.Stats {
	return send[abi.Stats](r, note, abi.StatsRequest{Now: r.now})
}

func (r *recorder) restore(note string, snapshot []byte) abi.RestoreReply {
	return send[abi.RestoreReply](r, note, abi.RestoreRequest{Now: r.now, Grants: []string{"all"}, Snapshot: snapshot})
}

// ids returns the items of a slate.
func ids(s abi.Slate) []string {
	names := make([]string, len(s.Items))
	for i := range s.Items {
		names[i] = s.Items[i].ID
	}
	return names
}

// did makes an event.
func did(kind, item string) abi.Event { return abi.Event{Type: kind, Item: item} }

// at gives an event a time.
func at(ms int64, e abi.Event) abi.Event {
	e.Time = ms
	return e
}

func ptr[T any](v T) *T { return &v }
