package host

import "github.com/hearthrank/hearth/wasm/abi"

// maxJournalBytes is the size of all requests at which a journal is folded.
const maxJournalBytes = 1 << 20

// journal is a person's state as the host can rebuild it: a snapshot and the acknowledged calls since. It owns its bytes and
// zeroes what it lets go.
type journal struct {
	base    abi.RestoreRequest
	entries []entry
	size    int // bytes of all requests
	limit   int // entries above which it is folded
}

// entry is one acknowledged call: one that changes the state, or stats for any other, which only moved the clock.
type entry struct {
	op      abi.Op
	request []byte
	now     int64
	offset  int32
}

func newJournal(base abi.RestoreRequest, limit int) journal {
	return journal{base: base, limit: limit}
}

// changing are the operations whose calls change the state beyond moving its clock, each with a place for its reply.
var changing = map[abi.Op]func() any{
	abi.OpObserve: func() any { return new(abi.ObserveReply) },
	abi.OpForget:  func() any { return new(abi.ForgetReply) },
	abi.OpConsent: func() any { return new(abi.ConsentReply) },
	abi.OpControl: func() any { return new(abi.ControlReply) },
	abi.OpProfile: func() any { return new(abi.Profile) },
}

// changes reports whether an operation is one of changing.
func changes(op abi.Op) bool { return changing[op] != nil }

// reply returns a place for the reply of a replayed call.
func (e entry) reply() any {
	if place := changing[e.op]; place != nil {
		return place()
	}
	return new(abi.Stats)
}

// add appends a call.
func (j *journal) add(e entry) {
	j.entries = append(j.entries, e)
	j.size += len(e.request)
}

// full reports whether the journal should be folded before it takes another call.
func (j *journal) full() bool {
	return len(j.entries) >= j.limit || j.size >= maxJournalBytes
}

// upTo reports whether the last call of the journal, or its base when it is empty, was at this very time.
func (j *journal) upTo(now int64, offset int32) bool {
	if n := len(j.entries); n > 0 {
		return j.entries[n-1].now == now && j.entries[n-1].offset == offset
	}
	return j.base.Now == now && j.base.Offset == offset
}

// remove sets one call aside.
func (j *journal) remove(i int) {
	j.size -= len(j.entries[i].request)
	clear(j.entries[i].request)
	j.entries = append(j.entries[:i], j.entries[i+1:]...)
}

// rebase makes a snapshot stand for everything before it.
func (j *journal) rebase(base abi.RestoreRequest) {
	j.wipe()
	j.base = base
}

// wipe zeroes and forgets all that the journal holds.
func (j *journal) wipe() {
	clear(j.base.Snapshot)
	for _, e := range j.entries {
		clear(e.request)
	}
	j.base = abi.RestoreRequest{}
	j.entries, j.size = nil, 0
}
