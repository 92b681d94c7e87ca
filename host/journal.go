package host

import "github.com/hearthrank/hearth/wasm/abi"

// maxJournalBytes bounds the requests that a journal holds before it is folded.
const maxJournalBytes = 1 << 20

// journal is a person's state as the host can rebuild it: a snapshot and the acknowledged calls since. It owns its bytes and
// zeroes what it lets go.
type journal struct {
	base    abi.RestoreRequest
	entries []entry
	size    int // bytes of all requests
	limit   int // entries at which it should be folded
	foldAt  int // entries at which it is; above limit after failures
}

// entry is one acknowledged call that may have changed the state.
type entry struct {
	op      abi.Op
	request []byte
	now     int64
	offset  int32
}

func newJournal(base abi.RestoreRequest, limit int) journal {
	return journal{base: base, limit: limit, foldAt: limit}
}

// reply returns a place for the reply of a replayed call.
func (e entry) reply() any {
	switch e.op {
	case abi.OpObserve:
		return new(abi.ObserveReply)
	case abi.OpForget:
		return new(abi.ForgetReply)
	default:
		return new(abi.Stats)
	}
}

// add appends a call and reports whether the journal is full.
func (j *journal) add(e entry) (full bool) {
	j.entries = append(j.entries, e)
	j.size += len(e.request)
	return len(j.entries) >= j.foldAt || j.size >= maxJournalBytes*(j.foldAt/j.limit)
}

// putOff lets a journal that could not be folded grow to twice its size first.
func (j *journal) putOff() {
	j.foldAt *= 2
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
	j.base, j.foldAt = base, j.limit
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
