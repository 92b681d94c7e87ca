package conformance

// The generator of random histories: it draws calls from a source of randomness, so that a seed, or a fuzzer's bytes, make a history.

import (
	"fmt"
	"math/rand/v2"

	"github.com/hearthrank/hearth/wasm/abi"
)

// wanderer makes random calls for persons of the shop. What it learns from replies, refs and snapshots, it uses later.
type wanderer struct {
	*rand.Rand
	now       int64
	refs      []int64
	snapshots [][]byte
}

var (
	wanderItems = []string{
		"tea-1", "tea-2", "tea-3", "tea-4", "tea-5", "pot-1", "pot-2", "pot-3", "cup-1", "cup-2", "cup-3", "cup-4", "mix-1",
		"rum-1", "rum-2", "book-1", "book-2", "日本-茶", "gift card", "gone", "ghost", "a", "",
	}
	wanderTypes    = []string{"view", "view", "view", "click", "dwell", "add_to_cart", "purchase", "like", "rate", "dislike", "dismiss", "impression", "查看", "search", "wink"}
	wanderNames    = []string{"daypart", "weekday", "device", "moon", "色"}
	wanderValues   = []string{"night", "morning", "evening", "sun", "sat", "phone", "télé", "", "full"}
	wanderPolicies = []string{"", abi.SeenByType, abi.SeenHide, abi.SeenShow}
	wanderPacks    = []string{"shop", "habits", "shop-next", "other", "bare", "empty", "bad-bit", "bad-flag"}
)

func pick[T any](w *wanderer, from []T) T { return from[w.IntN(len(from))] }

func (w *wanderer) chance(oneIn int) bool { return w.IntN(oneIn) == 0 }

// several draws up to n values.
func several[T any](w *wanderer, n int, draw func() T) []T {
	var all []T
	for range w.IntN(n + 1) {
		all = append(all, draw())
	}
	return all
}

// tick moves the clock: mostly on by up to a day, now and then far on or back.
func (w *wanderer) tick() {
	switch w.IntN(40) {
	case 0:
		w.now += w.Int64N(500 * day)
	case 1:
		w.now -= w.Int64N(30 * day)
	default:
		w.now += w.Int64N(day)
	}
	w.now = min(max(w.now, -1<<53+1), 1<<53-1)
}

func (w *wanderer) offset() int32 {
	if w.chance(3) {
		return w.Int32N(2881) - 1440
	}
	return 0
}

func (w *wanderer) item() string { return pick(w, wanderItems) }

func (w *wanderer) context() map[string]string {
	if !w.chance(3) {
		return nil
	}
	c := map[string]string{}
	for range 1 + w.IntN(3) {
		c[pick(w, wanderNames)] = pick(w, wanderValues)
	}
	return c
}

func (w *wanderer) ref() int64 {
	if len(w.refs) == 0 || w.chance(8) {
		return 1 + w.Int64N(1<<53-1)
	}
	return pick(w, w.refs)
}

func (w *wanderer) event() abi.Event {
	e := abi.Event{Type: pick(w, wanderTypes), Item: w.item(), Context: w.context()}
	if w.chance(4) {
		e.Time = w.now - w.Int64N(100*day) + day
	}
	if w.chance(4) {
		e.Offset = ptr(w.offset())
	}
	if w.chance(4) {
		e.Value = ptr(w.Int64N(8_000) - 1_000)
	}
	if w.chance(6) {
		e.Query = fmt.Sprint("query ", w.IntN(9))
	}
	if w.chance(6) {
		e.BasedOn = several(w, 3, w.ref)
	}
	return e
}

// request draws a request; now and then one that must be refused.
func (w *wanderer) request() any {
	w.tick()
	switch k := w.IntN(40); {
	case k < 16:
		return abi.ObserveRequest{Now: w.now, Offset: w.offset(), Events: append([]abi.Event{}, several(w, 4, w.event)...)}
	case k < 22:
		return abi.RecommendRequest{Now: w.now, Offset: w.offset(), N: w.Int32N(9), Reasons: w.Int32N(5) - 1, Context: w.context(),
			Exclude: several(w, 4, w.item), Seen: pick(w, wanderPolicies)}
	case k < 26:
		return abi.RankRequest{Now: w.now, Offset: w.offset(), N: w.Int32N(4), Reasons: w.Int32N(4) - 1, Context: w.context(),
			Candidates: append([]string{}, several(w, 9, w.item)...), Seen: pick(w, wanderPolicies)}
	case k < 29:
		return abi.ExplainRequest{Now: w.now, Offset: w.offset(), Reasons: w.Int32N(4) - 1, Context: w.context(),
			Items: append([]string{}, several(w, 4, w.item)...), Exclude: several(w, 2, w.item), Seen: pick(w, wanderPolicies)}
	case k < 33:
		return w.forget()
	case k < 36:
		return abi.SnapshotRequest{Now: w.now, Offset: w.offset()}
	case k < 38:
		return abi.StatsRequest{Now: w.now, Offset: w.offset()}
	}
	return w.restore()
}

func (w *wanderer) forget() abi.ForgetRequest {
	q := abi.ForgetRequest{Now: w.now, All: w.chance(16)}
	switch w.IntN(3) {
	case 0:
		q.Events = several(w, 3, w.ref)
	case 1:
		q.Items = several(w, 2, w.item)
	default:
		q.From = ptr(w.now - w.Int64N(20*day))
		q.To = ptr(*q.From + w.Int64N(5*day))
	}
	return q
}

func (w *wanderer) restore() abi.RestoreRequest {
	q := abi.RestoreRequest{Now: w.now, Grants: []string{"all"}}
	if w.chance(6) {
		q.Grants = nil
	}
	if w.chance(3) {
		q.MaxEvents, q.MaxDays = w.Int64N(40)-1, w.Int64N(60)-1
	}
	if len(w.snapshots) > 0 && !w.chance(4) {
		q.Snapshot = pick(w, w.snapshots)
	}
	return q
}

// learn keeps what a reply gives to later calls.
func (w *wanderer) learn(op abi.Op, out []byte) error {
	switch op {
	case abi.OpObserve:
		var reply abi.ObserveReply
		_, err := decodeReply(out, &reply)
		w.refs = append(w.refs, reply.Refs...)
		return err
	case abi.OpSnapshot:
		var reply abi.SnapshotReply
		fault, err := decodeReply(out, &reply)
		if fault == nil {
			w.snapshots = append(w.snapshots, reply.Snapshot)
		}
		return err
	}
	return nil
}

// recordRandom makes a scenario of n random calls that begins with a pack.
func recordRandom(pack string, seed uint64, n int) func(*recorder) {
	return func(r *recorder) {
		w := &wanderer{Rand: rand.New(rand.NewPCG(seed, 0)), now: monday}
		r.person(pack)
		for range n {
			if w.chance(25) {
				r.begin(pick(w, wanderPacks))
				r.call("", abi.PackOpenRequest{Now: w.now, Replace: w.chance(2), Rollback: w.chance(2)})
			}
			q := w.request()
			r.NoError(w.learn(opOf(q), r.call("", q)))
		}
	}
}
