package eval

import (
	"context"
	"errors"
	"time"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/rerank"
	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/host/train/data"
	"github.com/hearthrank/hearth/wasm"
)

// Grants says how evaluation devices are opened; it is printed with every result.
const Grants = "all purposes granted, no caps on events or days"

// ranker answers cases with one engine. It is not safe for concurrent use.
type ranker interface {
	// standing returns the target's standing among all items that the history does not hold, and its score.
	standing(ctx context.Context, c *Case) (Standing, int64, error)
	close(ctx context.Context) error
}

// native ranks with the engine compiled into this process.
type native struct {
	set  *data.Set
	pack *pack.Pack
	d    *engine.Device
}

func newNative(set *data.Set, b []byte) (*native, error) {
	p, err := engine.OpenPack(b)
	if err != nil {
		return nil, err
	}
	d, err := engine.NewDevice(p, 0, engine.Options{Grants: []string{"all"}, MaxEvents: engine.NoCap, MaxDays: engine.NoCap})
	return &native{set: set, pack: p, d: d}, err
}

func (n *native) close(context.Context) error { return nil }

func (n *native) standing(_ context.Context, c *Case) (Standing, int64, error) {
	e := &n.set.Events
	at := engine.At{Now: e.Time[c.Target], Offset: int32(e.Offset[c.Target]), Context: pairs(e, c.Target)}
	if _, _, err := n.d.Forget(at, &engine.Selection{All: true}); err != nil {
		return Standing{}, 0, err
	}
	events := make([]engine.Event, len(c.History))
	for i, row := range c.History {
		events[i] = engine.Event{Type: e.Types[e.Type[row]], Item: n.set.Items[e.Item[row]].ID, Time: e.Time[row], Offset: int32(e.Offset[row])}
	}
	if _, _, err := n.d.Observe(at, events); err != nil {
		return Standing{}, 0, err
	}
	q := &engine.Request{At: at, Seen: rerank.SeenHide}
	if c.Repeats {
		q.Seen = rerank.SeenShow
	}
	items, eligible, err := n.d.Explain(q, []string{n.set.Items[e.Item[c.Target]].ID})
	if err != nil {
		return Standing{}, 0, err
	}
	x := &items[0]
	return Standing{Above: int(x.Above), Tied: int(x.Tied), Eligible: eligible, Missing: x.Hidden != engine.Visible}, x.Score, nil
}

// pairs returns an event's context, ascending by name.
func pairs(e *data.Events, row int32) []engine.Pair {
	var out []engine.Pair
	for _, name := range e.ContextNames() {
		col := e.Column(name)
		if cell := col.Cells[row]; cell != 0 {
			out = append(out, engine.Pair{Name: name, Value: col.Values[cell]})
		}
	}
	return out
}

// module ranks with engine.wasm through the host.
type module struct {
	set *data.Set
	m   *host.Module
	d   *host.Device
	now time.Time
}

func newModule(ctx context.Context, set *data.Set, b []byte) (*module, error) {
	m, err := host.Load(ctx, wasm.Engine(), host.NewConfig().WithJournalLimit(1))
	if err != nil {
		return nil, err
	}
	w := &module{set: set, m: m}
	if w.d, err = m.NewDevice(ctx, host.Pack{Bytes: b}, w.person()); err != nil {
		return nil, errors.Join(err, m.Close(ctx))
	}
	return w, nil
}

func (w *module) person() host.DeviceConfig {
	clock := func() time.Time { return w.now }
	return host.NewDeviceConfig().WithGrants(host.GrantAll).WithMaxEvents(host.NoCap).WithMaxDays(host.NoCap).WithClock(clock)
}

func (w *module) close(ctx context.Context) error { return w.m.Close(ctx) }

func (w *module) standing(ctx context.Context, c *Case) (Standing, int64, error) {
	e := &w.set.Events
	w.now = local(e, c.Target)
	if _, err := w.d.Restore(ctx, w.person()); err != nil {
		return Standing{}, 0, err
	}
	events := make([]host.Event, len(c.History))
	for i, row := range c.History {
		events[i] = host.Event{Type: e.Types[e.Type[row]], Item: w.set.Items[e.Item[row]].ID, Time: local(e, row)}
	}
	if _, err := w.d.Observe(ctx, events...); err != nil {
		return Standing{}, 0, err
	}
	q := host.ExplainRequest{Items: []string{w.set.Items[e.Item[c.Target]].ID}, Seen: host.SeenHide, Context: map[string]string{}}
	if c.Repeats {
		q.Seen = host.SeenShow
	}
	for _, p := range pairs(e, c.Target) {
		q.Context[p.Name] = p.Value
	}
	reply, err := w.d.Explain(ctx, q)
	if err != nil {
		return Standing{}, 0, err
	}
	x := &reply.Items[0]
	return Standing{Above: x.Above, Tied: x.Tied, Eligible: reply.Eligible, Missing: x.Hidden != ""}, x.Score, nil
}

// local returns an event's time in its own offset.
func local(e *data.Events, row int32) time.Time {
	return time.UnixMilli(e.Time[row]).In(time.FixedZone("", int(e.Offset[row])*60))
}

// newRanker returns a ranker for a pack.
func newRanker(ctx context.Context, name string, set *data.Set, b []byte) (ranker, error) {
	if name == EngineNative {
		return newNative(set, b)
	}
	return newModule(ctx, set, b)
}
