package abi

import (
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/rerank"
)

// Keys of the requests, as messages.go defines them.
var (
	keysAt       = []string{"now", "offset"}
	keysPackOpen = []string{"now", "offset", "replace", "rollback"}
	keysRestore  = []string{"now", "offset", "grants", "max_events", "max_days", "snapshot"}
	keysObserve  = []string{"now", "offset", "events"}
	keysEvent    = []string{"type", "item", "time", "offset", "value", "query", "context", "based_on"}
	keysForget   = []string{"now", "offset", "all", "events", "from", "to", "items"}
)

// times reads the fields that every request has; hasNow records that "now" came.
type times struct {
	at     engine.At
	hasNow bool
}

//go:noinline
func (t *times) read(d *decoder, key string) {
	switch key {
	case "now":
		t.at.Now, t.hasNow = d.int(-maxInt, maxInt), true
	case "offset":
		t.at.Offset = int32(d.int(-1440, 1440))
	}
}

// finish checks what every request must have.
//
//go:noinline
func (t *times) finish(d *decoder) engine.At {
	d.end()
	d.require(t.hasNow, "now")
	at := t.at
	*t = times{} // it lies on the heap, and a call's time can be an event's
	return at
}

// decodeAt reads a request that has nothing but its time.
//
//go:noinline
func decodeAt(d *decoder) engine.At {
	t := times{}
	d.fields(keysAt, func(key string) { t.read(d, key) })
	return t.finish(d)
}

type packOpen struct {
	at                engine.At
	replace, rollback bool
}

func decodePackOpen(d *decoder) packOpen {
	t, q := times{}, packOpen{}
	d.fields(keysPackOpen, func(key string) {
		switch key {
		case "replace":
			q.replace = d.bool()
		case "rollback":
			q.rollback = d.bool()
		default:
			t.read(d, key)
		}
	})
	q.at = t.finish(d)
	return q
}

type restore struct {
	at       engine.At
	options  engine.Options
	snapshot []byte
}

func decodeRestore(d *decoder) restore {
	t, q := times{}, restore{}
	d.fields(keysRestore, func(key string) {
		switch key {
		case "grants":
			q.options.Grants = d.texts(maxList)
		case "max_events":
			q.options.MaxEvents = d.int(-1, maxInt)
		case "max_days":
			q.options.MaxDays = d.int(-1, maxInt)
		case "snapshot":
			q.snapshot = d.bytes()
		default:
			t.read(d, key)
		}
	})
	q.at = t.finish(d)
	return q
}

type observe struct {
	at     engine.At
	events []engine.Event
}

func decodeObserve(d *decoder) observe {
	t := times{}
	var own []timed
	has := false
	d.fields(keysObserve, func(key string) {
		if key != "events" {
			t.read(d, key)
			return
		}
		has = true
		start := func(n int) { d.events, own = make([]engine.Event, n), make([]timed, n) }
		d.elements(engine.MaxBatch, start, func(i int) { own[i] = decodeEvent(d, &d.events[i]) })
	})
	at := t.finish(d)
	d.require(has, "events")
	for i := range own {
		own[i].fill(&d.events[i], at)
	}
	return observe{at: at, events: d.events}
}

// timed says which times an event brought itself; the request's stand in for the others.
type timed struct{ time, offset bool }

func (t timed) fill(e *engine.Event, at engine.At) {
	if !t.time {
		e.Time = at.Now
	}
	if !t.offset {
		e.Offset = at.Offset
	}
}

func decodeEvent(d *decoder, e *engine.Event) (own timed) {
	d.fields(keysEvent, func(key string) {
		switch key {
		case "type":
			e.Type = d.text()
		case "item":
			e.Item = d.text()
		case "query":
			e.Query = d.text()
		case "time":
			e.Time, own.time = d.int(-maxInt, maxInt), true
		case "offset":
			e.Offset, own.offset = int32(d.int(-1440, 1440)), true
		case "value":
			e.Value, e.HasValue = d.int(-maxInt, maxInt), true
		case "context":
			e.Context = d.pairs()
		case "based_on":
			e.BasedOn = d.refs()
		}
	})
	return own
}

// pairs reads a map from text to text and sorts it by key; a repeated key is an error.
func (d *decoder) pairs() []engine.Pair {
	n := d.object()
	var pairs []engine.Pair
	for i := 0; i < n && d.err == nil; i++ {
		key := d.text()
		if !d.push(step{key: key}) {
			return nil
		}
		value := d.text()
		at := len(pairs)
		for at > 0 && pairs[at-1].Name >= key {
			at--
		}
		if at < len(pairs) && pairs[at].Name == key {
			d.fail(engine.CodeDuplicate)
		}
		if len(pairs) > 32 {
			d.fail(engine.CodeRange)
		}
		pairs = append(pairs, engine.Pair{})
		copy(pairs[at+1:], pairs[at:])
		pairs[at] = engine.Pair{Name: key, Value: value}
		d.pop()
	}
	return pairs
}

type request struct {
	engine.Request
	items []string // explain
}

// decodeRequest reads a rank, recommend or explain request: list is the key of its required list ("" for recommend, which
// requires n), seen its default policy.
func decodeRequest(d *decoder, keys []string, list string, seen engine.SeenPolicy) request {
	t, q := times{}, request{}
	q.Seen = seen
	has := false
	d.fields(keys, func(key string) {
		has = has || key == list
		switch key {
		case "context":
			q.Context = d.pairs()
		case "n":
			q.N = int(d.int(0, engine.MaxSlate))
		case "reasons":
			q.Reasons = int(d.int(-1, 1<<20))
		case "seen":
			q.Seen = decodeSeen(d, seen)
		case "candidates":
			q.Candidates = d.texts(maxList)
		case "exclude":
			q.Exclude = d.texts(maxList)
		case "items":
			q.items = d.texts(engine.MaxExplain)
		default:
			t.read(d, key)
		}
	})
	at := t.finish(d)
	q.Now, q.Offset = at.Now, at.Offset
	d.require(has, list)
	return q
}

//go:noinline
func decodeSeen(d *decoder, byDefault engine.SeenPolicy) engine.SeenPolicy {
	switch d.text() {
	case "":
		return byDefault
	case SeenByType:
		return rerank.SeenByType
	case SeenHide:
		return rerank.SeenHide
	case SeenShow:
		return rerank.SeenShow
	}
	d.fail(engine.CodeRange)
	return byDefault
}

type forget struct {
	at        engine.At
	selection engine.Selection
}

func decodeForget(d *decoder) forget {
	t := times{}
	s := engine.Selection{From: -maxInt - 1, To: maxInt + 1}
	d.fields(keysForget, func(key string) {
		switch key {
		case "all":
			s.All = d.bool()
		case "events":
			s.Refs = d.refs()
		case "from":
			s.From, s.HasRange = d.int(-maxInt, maxInt), true
		case "to":
			s.To, s.HasRange = d.int(-maxInt, maxInt), true
		case "items":
			s.Items = d.texts(maxList)
		default:
			t.read(d, key)
		}
	})
	q := forget{at: t.finish(d), selection: s}
	s = engine.Selection{} // as in times.finish
	return q
}
