// This file asks Hearth: the engine compiled into this process, and the module.

package eval

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/rerank"
	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/host/train/data"
	"github.com/hearthrank/hearth/wasm"
)

// Grants says how evaluation devices are opened; it is printed with every result.
const Grants = "all purposes granted, no limit of retention, no cap on events"

// native ranks with the engine compiled into this process.
type native struct {
	set     *data.Set
	index   map[string]int32
	pack    *engine.Pack
	d       *engine.Device
	fed     fed
	columns columns
}

func newNative(set *data.Set, b []byte) (*native, error) {
	p, err := engine.OpenPack(b)
	if err != nil {
		return nil, err
	}
	d, err := engine.NewDevice(p, 0, engine.Options{Grants: []string{"all"}, MaxEvents: engine.NoCap, MaxDays: engine.NoCap})
	return &native{set: set, index: indexOf(set), pack: p, d: d, columns: columnsOf(&set.Events)}, err
}

func (n *native) close(context.Context) error { return nil }

func (n *native) ask(_ context.Context, q *question) (*answer, error) {
	r, err := n.ready(q)
	if err != nil {
		return nil, err
	}
	out := unknown(len(q.items))
	if err := n.explain(r, q.items, out); err != nil || q.top == 0 {
		return out, err
	}
	r.N = q.top
	slate, err := n.d.Recommend(r)
	if err != nil {
		return nil, err
	}
	for i := range slate.Items {
		out.top = append(out.top, n.index[n.pack.ID(slate.Items[i].Item)])
	}
	return out, nil
}

// explain fills in the places and scores of items.
func (n *native) explain(r *engine.Request, of []int32, out *answer) error {
	ids, at := names(n.set, of)
	if len(ids) == 0 {
		return nil
	}
	items, eligible, err := n.d.Explain(r, ids, 0)
	for k := range items {
		x := &items[k]
		out.places[at[k]] = Standing{int32(x.Above), int32(x.Tied), int32(eligible), x.Hidden != engine.Visible}
		out.scores[at[k]] = float64(x.Score)
	}
	return err
}

// ready brings the device to the question's history, each event in its own context, and returns its request.
func (n *native) ready(q *question) (*engine.Request, error) {
	e := &n.set.Events
	at := engine.At{Now: e.Time[q.now], Offset: int32(e.Offset[q.now]), Context: n.columns.request(q)}
	rows, fresh := n.fed.more(q)
	if fresh {
		if _, _, err := n.d.Forget(at, &engine.Selection{All: true}); err != nil {
			return nil, err
		}
	}
	events := make([]engine.Event, len(rows))
	for i, row := range rows {
		v, ok := value(e, row)
		events[i] = engine.Event{
			Type: e.Types[e.Type[row]], Item: itemOf(n.set, row), Time: e.Time[row], Offset: int32(e.Offset[row]), Value: v, HasValue: ok,
			Context: n.columns.of(row),
		}
	}
	if _, _, err := n.d.Observe(at, events); err != nil {
		return nil, err
	}
	r := &engine.Request{At: at, Seen: rerank.SeenHide}
	if q.repeats {
		r.Seen = rerank.SeenShow
	}
	return r, nil
}

// rank asks for the whole catalogue in order, by Rank.
func (n *native) rank(_ context.Context, q *question) ([]placed, error) {
	r, err := n.ready(q)
	if err != nil {
		return nil, err
	}
	r.Candidates = ids(n.set)
	slate, err := n.d.Rank(r)
	if err != nil {
		return nil, err
	}
	list := make([]placed, len(slate.Items))
	for i, it := range slate.Items {
		list[i] = placed{n.pack.ID(it.Item), it.Score}
	}
	return list, nil
}

// placed is an item and its score.
type placed struct {
	id    string
	score int64
}

func ids(set *data.Set) []string {
	out := make([]string, len(set.Items))
	for i := range out {
		out[i] = set.Items[i].ID
	}
	return out
}

// itemOf returns the id of a row's item, "" for none.
func itemOf(set *data.Set, row int32) string {
	if i := set.Events.Item[row]; i != data.NoItem {
		return set.Items[i].ID
	}
	return ""
}

// value returns a row's value in thousandths, and whether it has one.
func value(e *data.Events, row int32) (int64, bool) {
	v := float64(e.Value[row])
	if math.IsNaN(v) {
		return 0, false
	}
	return int64(math.Round(v * 1000)), true
}

// columns are the context features of a log, ascending by name.
type columns []*data.Column

func columnsOf(e *data.Events) columns {
	var out columns
	for _, name := range e.ContextNames() {
		out = append(out, e.Column(name))
	}
	return out
}

// of returns the context of a row.
func (c columns) of(row int32) []engine.Pair {
	var out []engine.Pair
	for _, col := range c {
		if cell := col.Cells[row]; cell != 0 {
			out = append(out, engine.Pair{Name: col.Name, Value: col.Values[cell]})
		}
	}
	return out
}

// request returns the context that a question's request carries: none when it is bare, else that of its moment.
func (c columns) request(q *question) []engine.Pair {
	if q.bare {
		return nil
	}
	return c.of(q.now)
}

// byName returns a context as hosts take it.
func byName(pairs []engine.Pair) map[string]string {
	out := make(map[string]string, len(pairs))
	for _, p := range pairs {
		out[p.Name] = p.Value
	}
	return out
}

// module ranks with engine.wasm through the host.
type module struct {
	set     *data.Set
	index   map[string]int32
	m       *host.Module
	d       *host.Device
	now     time.Time
	fed     fed
	columns columns
}

func newModule(ctx context.Context, set *data.Set, b []byte) (*module, error) {
	m, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
	if err != nil {
		return nil, err
	}
	w := &module{set: set, index: indexOf(set), m: m, columns: columnsOf(&set.Events)}
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

func (w *module) ask(ctx context.Context, q *question) (*answer, error) {
	if err := w.ready(ctx, q); err != nil {
		return nil, err
	}
	out := unknown(len(q.items))
	if err := w.explain(ctx, q, out); err != nil || q.top == 0 {
		return out, err
	}
	slate, err := w.d.Recommend(ctx, host.RecommendRequest{N: q.top, Seen: seenPolicy(q), Context: byName(w.columns.request(q))})
	if err != nil {
		return nil, err
	}
	for i := range slate.Items {
		out.top = append(out.top, w.index[slate.Items[i].ID])
	}
	return out, nil
}

// explain fills in the places and scores of the question's items.
func (w *module) explain(ctx context.Context, q *question, out *answer) error {
	ids, at := names(w.set, q.items)
	if len(ids) == 0 {
		return nil
	}
	reply, err := w.d.Explain(ctx, host.ExplainRequest{Items: ids, Seen: seenPolicy(q), Context: byName(w.columns.request(q))})
	if err != nil {
		return err
	}
	for k := range reply.Items {
		x := &reply.Items[k]
		out.places[at[k]] = Standing{int32(x.Above), int32(x.Tied), int32(reply.Eligible), x.Hidden != ""}
		out.scores[at[k]] = float64(x.Score)
	}
	return nil
}

// ready brings the device to the question's history, each event in its own context.
func (w *module) ready(ctx context.Context, q *question) error {
	e := &w.set.Events
	w.now = local(e, q.now)
	rows, fresh := w.fed.more(q)
	if fresh {
		if _, err := w.d.Restore(ctx, w.person()); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	events := make([]host.Event, len(rows))
	for i, row := range rows {
		events[i] = host.Event{Type: e.Types[e.Type[row]], Item: itemOf(w.set, row), Time: local(e, row), Context: byName(w.columns.of(row))}
		if _, ok := value(e, row); ok {
			v := float64(e.Value[row])
			events[i].Value = &v
		}
	}
	_, err := w.d.Observe(ctx, events...)
	return err
}

// rank asks for the whole catalogue in order, by Rank.
func (w *module) rank(ctx context.Context, q *question) ([]placed, error) {
	if err := w.ready(ctx, q); err != nil {
		return nil, err
	}
	slate, err := w.d.Rank(ctx, host.RankRequest{Candidates: ids(w.set), Seen: seenPolicy(q), Context: byName(w.columns.request(q))})
	if err != nil {
		return nil, err
	}
	list := make([]placed, len(slate.Items))
	for i := range slate.Items {
		list[i] = placed{slate.Items[i].ID, slate.Items[i].Score}
	}
	return list, nil
}

func seenPolicy(q *question) host.Seen {
	if q.repeats {
		return host.SeenShow
	}
	return host.SeenHide
}

// local returns an event's time in its own offset.
func local(e *data.Events, row int32) time.Time {
	return time.UnixMilli(e.Time[row]).In(time.FixedZone("", int(e.Offset[row])*60))
}
