package conformance

// Scans the module's linear memory for what a person did: it is there while it is kept, and nowhere after it is forgotten, has lapsed,
// or another person came.

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/wasm/abi"
)

// watched is an instance with a person, and the traces that the person must leave nowhere.
type watched struct {
	*require.Assertions
	*instance
	canaries map[string][]byte // what to look for, by what it is
}

func watch(t *testing.T, g *guest) *watched {
	w := &watched{Assertions: require.New(t), instance: g.start(t), canaries: map[string][]byte{}}
	t.Cleanup(w.close)
	content := packs()["habits"]
	taken, err := w.packBegin(uint32(len(content)), content)
	w.NoError(err)
	w.True(taken)
	w.send(abi.PackOpenRequest{Now: monday}, nil)
	w.restore(nil)
	return w
}

// send sends a request, which must succeed, and decodes the reply unless body is nil.
func (w *watched) send(request, body any) {
	out, err := w.call(opOf(request), encode(request))
	w.NoError(err)
	if body == nil {
		body = &map[string]any{}
	}
	fault, err := decodeReply(out, body)
	w.NoError(err)
	w.Nil(fault)
}

func (w *watched) restore(snapshot []byte) {
	w.send(abi.RestoreRequest{Now: monday, Grants: []string{"all"}, Snapshot: snapshot, MaxEvents: 50}, nil)
}

// canary notes a text that occurs nowhere else and returns it.
func (w *watched) canary(what string, n int) string {
	s := fmt.Sprintf("%s-canary-%d-ж茶", what, n)
	w.canaries[s] = []byte(s)
	return s
}

// number notes a number that occurs nowhere else, as the module's memory and MessagePack hold it.
func (w *watched) number(what string, n int, v int64) int64 {
	w.canaries[fmt.Sprint(what, "-", n, "-in-memory")] = le.AppendUint64(nil, uint64(v))
	w.canaries[fmt.Sprint(what, "-", n, "-in-messages")] = encode(v)
	return v
}

// event is full of canaries; n tells it from others.
func (w *watched) event(n int) abi.Event {
	return abi.Event{
		Type: w.canary("type", n), Item: w.canary("item", n), Query: w.canary("query", n),
		Time:  w.time(n),
		Value: ptr(w.number("value", n, 0x1234_5678_9abc+int64(n)<<20)),
		Context: map[string]string{
			w.canary("name", n): w.canary("value", n), "device": w.canary("device", n),
		},
	}
}

// time is when event n happened.
func (w *watched) time(n int) int64 { return w.number("time", n, monday-int64(n)*7_654_321-123) }

// live does what a person does, so that traces get everywhere: events one by one and in batches, slates with reasons, explanations,
// counts, a snapshot that is restored, and requests that fail. It returns the refs of the events.
func (w *watched) live(events ...abi.Event) (refs []int64) {
	for i, e := range events {
		var reply abi.ObserveReply
		now := w.number("now", i, monday-int64(i)*1_234_567-99)
		w.send(abi.ObserveRequest{Now: now, Events: []abi.Event{e, did("view", shopRows[i%5].id), {Type: "impression", Query: e.Query}}}, &reply)
		for k, ref := range reply.Refs {
			refs = append(refs, w.number(fmt.Sprint("ref-", k), i, ref))
		}
		w.send(abi.ObserveRequest{Now: monday - 1, Events: []abi.Event{{Type: "impression", Item: e.Item, BasedOn: reply.Refs}}}, nil)
		w.send(abi.RecommendRequest{Now: monday, N: 5, Reasons: -1, Context: e.Context, Exclude: []string{e.Item}}, nil)
		w.send(abi.RankRequest{Now: monday, Candidates: []string{e.Item, "tea-1"}, Reasons: 2}, nil)
		w.send(abi.ExplainRequest{Now: monday, Items: []string{e.Item, "tea-2"}, Reasons: -1}, nil)
		w.fail(abi.ObserveRequest{Now: monday, Events: []abi.Event{e, {}}})
		w.fail(abi.RecommendRequest{Now: monday, Context: e.Context, Exclude: []string{e.Item}})
		w.fail(abi.ExplainRequest{Now: monday, Items: []string{e.Item}, Seen: e.Item})
		// The path of an error repeats the name of a context feature: that is the site's word, so these name none of the canaries.
		w.fail(abi.RecommendRequest{Now: monday, N: 1, Context: map[string]string{"device": strings.Repeat(e.Query, 40)}})
		w.fail(abi.ObserveRequest{Now: now, Events: []abi.Event{e, {Type: strings.Repeat(e.Type, 40)}}})
	}
	w.restore(w.snapshot())
	w.send(abi.StatsRequest{Now: monday}, nil)
	return refs
}

func (w *watched) fail(request any) {
	out, err := w.call(opOf(request), encode(request))
	w.NoError(err)
	fault, err := decodeReply(out, nil)
	w.NoError(err)
	w.NotNil(fault)
}

// profile returns everything that the device tells of the person, as it comes.
func (w *watched) profile() []byte {
	out, err := w.call(abi.OpProfile, encode(abi.ProfileRequest{Now: monday}))
	w.NoError(err)
	return bytes.Clone(out)
}

func (w *watched) snapshot() []byte {
	var reply abi.SnapshotReply
	w.send(abi.SnapshotRequest{Now: monday}, &reply)
	return reply.Snapshot
}

// found lists the canaries in memory that match, with the places of the first of each.
func (w *watched) found(match string) []string {
	memory, ok := w.module.Memory().Read(0, w.module.Memory().Size())
	w.True(ok)
	var all []string
	for what, canary := range w.canaries {
		if at := bytes.Index(memory, canary); at >= 0 && strings.Contains(what, match) {
			all = append(all, fmt.Sprintf("%s at %#x, %d times", what, at, bytes.Count(memory, canary)))
		}
	}
	slices.Sort(all)
	return all
}

// The stack begins at 0 and is stackSize long (wasm/toolchain/hearth.json). The module clears stackCleared bytes of it after each
// operation (wasm/guest/scrub_tinygo.go); frames above those take less than stackAbove.
const (
	stackSize    = 128 << 10
	stackCleared = 32 << 10
	stackAbove   = 1 << 10
)

// noDeepStack checks that no operation reached below what is cleared.
func (w *watched) noDeepStack() {
	below, ok := w.module.Memory().Read(0, stackSize-stackCleared-stackAbove)
	w.True(ok)
	w.Equal(make([]byte, len(below)), below)
}

func TestMemoryScan(t *testing.T) {
	g := newGuest(t, engineModule(t), 1024)
	goes := map[string]func(w *watched, refs []int64){
		"forget all":     func(w *watched, _ []int64) { w.send(abi.ForgetRequest{Now: monday, All: true}, nil) },
		"forget refs":    func(w *watched, refs []int64) { w.send(abi.ForgetRequest{Now: monday, Events: refs}, nil) },
		"forget a range": func(w *watched, _ []int64) { w.send(abi.ForgetRequest{Now: monday, To: ptr(int64(monday))}, nil) },
		"forget by time": forgetTimes,
		"forget items":   forgetItems,
		"another person": func(w *watched, _ []int64) { w.restore(nil) },
		"past retention": func(w *watched, _ []int64) { w.send(abi.StatsRequest{Now: monday + 100*day}, nil) },
		"crowded out":    crowd,
		"withdraw":       func(w *watched, _ []int64) { w.send(abi.ConsentRequest{Now: monday, Withdraw: []string{"all"}}, nil) },
		"forget session": func(w *watched, refs []int64) { w.send(abi.ForgetRequest{Now: monday, Sessions: refs}, nil) },
		"not declared": func(w *watched, _ []int64) {
			w.send(abi.RestoreRequest{Now: monday, Snapshot: w.snapshot(), Purposes: []abi.Purpose{{ID: "other", Version: 1, Text: "Other.", Stage: "rank"}}}, nil)
		},
	}
	for name, goes := range goes {
		t.Run(name, func(t *testing.T) {
			w := watch(t, g)
			refs := w.live(w.event(1), w.event(2), w.event(3))
			kept := w.snapshot()
			for what, canary := range w.canaries {
				if !strings.HasSuffix(what, "-in-memory") && !strings.HasSuffix(what, "-in-messages") {
					w.True(bytes.Contains(kept, canary), "the snapshot holds %s as UTF-8", what)
				}
			}
			w.NotEmpty(w.found("item-canary-1"), "the scan finds what is kept")
			w.NotEmpty(w.found("time-1-in-memory"))
			w.NotEmpty(w.found("ref-0-0-in-memory"), "the hash of an event too")
			held := w.profile()
			for what, canary := range w.canaries {
				if strings.Contains(what, "-canary-") || strings.HasPrefix(what, "ref-") && strings.HasSuffix(what, "-in-messages") {
					w.True(bytes.Contains(held, canary), "the profile tells %s", what)
				}
			}
			goes(w, refs)
			w.send(abi.StatsRequest{Now: monday + 100*day}, nil) // a reply that lists what went lives until the next call
			w.Empty(w.found(""), name)
			w.noDeepStack()
			for what, canary := range w.canaries {
				w.NotContains(string(w.snapshot()), string(canary), "%s in the snapshot", what)
				w.NotContains(string(w.profile()), string(canary), "%s in the profile", what)
			}
		})
	}
}

// TestStackIsShallow plays every trace and checks that none used more of the stack than is cleared.
func TestStackIsShallow(t *testing.T) {
	traces, err := readTraces()
	require.NoError(t, err)
	g := newGuest(t, engineModule(t), 1024)
	for i := range traces {
		w := &watched{Assertions: require.New(t), instance: g.start(t)}
		w.NoError(play(w.instance, &traces[i]))
		w.noDeepStack()
		w.close()
	}
}

// crowd observes as many events as the cap allows, so that those before are removed.
func crowd(w *watched, _ []int64) {
	for range 50 {
		w.send(abi.ObserveRequest{Now: monday, Events: []abi.Event{did("view", "tea-1")}}, nil)
	}
}

// forgetTimes names the very times of the events. What was observed without a time of its own goes first, by its refs.
func forgetTimes(w *watched, refs []int64) {
	for n := 1; n <= 3; n++ {
		w.send(abi.ForgetRequest{Now: monday, From: ptr(w.time(n)), To: ptr(w.time(n) + 1), Events: refs}, nil)
	}
	w.send(abi.StatsRequest{Now: monday}, nil) // the message that named them ends with the next
}

func forgetItems(w *watched, refs []int64) {
	w.send(abi.ForgetRequest{Now: monday, Items: []string{w.canary("item", 1), w.canary("item", 2), w.canary("item", 3)}, Events: refs}, nil)
	w.send(abi.StatsRequest{Now: monday}, nil)
}

// TestControlsLeaveNoTrace: what an order names is in memory while it holds, and nowhere after it was taken back, another took its place, or another
// person came; nor what an order named that was refused.
func TestControlsLeaveNoTrace(t *testing.T) {
	g := newGuest(t, engineModule(t), 1024)
	for name, goes := range map[string]func(w *watched, orders []abi.Control){
		"lifted":         func(w *watched, orders []abi.Control) { w.send(abi.ControlRequest{Now: monday, Lift: orders}, nil) },
		"another person": func(w *watched, _ []abi.Control) { w.restore(nil) },
		"refused": func(w *watched, orders []abi.Control) {
			w.send(abi.ControlRequest{Now: monday, Lift: orders}, nil)
			w.fail(abi.ControlRequest{Now: monday, Set: append(orders[:1:1], abi.Control{Kind: "dial", Amount: 100, Value: orders[0].Value})})
			w.fail(abi.ControlRequest{Now: monday, Set: []abi.Control{{Kind: "interest", Field: orders[1].Field, Value: orders[1].Value, Amount: 100}, {Kind: "block"}}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := watch(t, g)
			orders := []abi.Control{
				{Kind: "block", Value: w.canary("item", 1)}, {Kind: "interest", Field: w.canary("field", 1), Value: w.canary("value", 1), Amount: 40},
				{Kind: "mute", Field: w.canary("field", 2), Value: w.canary("value", 2)}, {Kind: "language", Value: w.canary("language", 1)},
			}
			for i := range orders { // one by one, so that they move
				w.send(abi.ControlRequest{Now: monday, Set: orders[i : i+1]}, nil)
			}
			w.send(abi.RecommendRequest{Now: monday, N: 5, Reasons: -1}, nil)
			w.profile()
			w.restore(w.snapshot())
			w.Len(w.found(""), len(w.canaries), "the scan finds what is kept")
			goes(w, orders)
			w.send(abi.StatsRequest{Now: monday}, nil)
			w.Empty(w.found(""))
		})
	}
}
