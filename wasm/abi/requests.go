package abi

import (
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/rerank"
)

// Keys of the requests, as messages.go defines them.
var (
	keysAt        = []string{"now", "offset"}
	keysPackOpen  = []string{"now", "offset", "replace", "rollback"}
	keysRestore   = []string{"now", "offset", "confidence", "consent_days", "grants", "max_events", "max_days", "purposes", "signal_stages", "snapshot"}
	keysPurpose   = []string{"categories", "days", "id", "limits", "sensitive", "stage", "text", "version"}
	keysConsent   = []string{"now", "offset", "act", "deny", "grant", "signal", "withdraw"}
	keysControls  = []string{"now", "offset", "lift", "remember", "set"}
	keysControl   = []string{"amount", "field", "kind", "time", "value"}
	keysSnapshot  = []string{"now", "offset", "volatile"}
	keysProfile   = []string{"now", "offset", "export"}
	keysObserve   = []string{"now", "offset", "events"}
	keysEvent     = []string{"type", "item", "time", "offset", "value", "query", "context", "based_on"}
	keysForget    = []string{"now", "offset", "all", "attributes", "events", "from", "to", "items", "preview", "sessions"}
	keysAttribute = []string{"field", "value"}
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
func decodeAt(d *decoder) engine.At { return decodeFlagged(d, keysAt).at }

type packOpen struct {
	at                engine.At
	replace, rollback bool
}

func decodePackOpen(d *decoder) packOpen {
	t, replace, rollback := times{}, false, false
	d.fields(keysPackOpen, func(key string) {
		switch key {
		case "replace":
			replace = d.bool()
		case "rollback":
			rollback = d.bool()
		default:
			t.read(d, key)
		}
	})
	return packOpen{t.finish(d), replace, rollback}
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
		case "confidence":
			q.options.Confidence = d.int(0, 100)
		case "consent_days":
			q.options.ConsentDays = d.int(-1, maxInt)
		case "grants":
			q.options.Grants = d.texts(maxList)
		case "purposes":
			start := func(n int) { q.options.Purposes = make([]consent.Purpose, n) }
			d.elements(consent.MaxPurposes, start, func(i int) { q.options.Purposes[i] = decodePurpose(d) })
		case "max_events":
			q.options.MaxEvents = d.int(-1, maxInt)
		case "max_days":
			q.options.MaxDays = d.int(-1, maxInt)
		case "signal_stages":
			for _, name := range d.texts(consent.Stages) {
				stage, ok := consent.StageNamed(name)
				if !ok {
					d.fail(engine.CodeRange)
				}
				q.options.SignalStages |= 1 << stage
			}
		case "snapshot":
			q.snapshot = d.bytes()
		default:
			t.read(d, key)
		}
	})
	q.at = t.finish(d)
	return q
}

func decodePurpose(d *decoder) (p consent.Purpose) {
	var has [3]bool
	d.fields(keysPurpose, func(key string) {
		switch key {
		case "categories":
			for _, name := range d.texts(event.Categories) {
				p.Categories |= 1 << d.category(name)
			}
		case "days":
			p.Days = int32(d.int(0, consent.MaxDays))
		case "id":
			p.ID, has[0] = d.text(), true
		case "limits":
			p.Limits = make([]int32, event.Categories)
			for n := d.object(); n > 0 && d.err == nil; n-- {
				c := d.category(d.text())
				p.Limits[c] = int32(d.int(1, consent.MaxDays))
			}
		case "sensitive":
			p.Sensitive = d.texts(consent.MaxKinds)
		case "stage":
			ok := false
			if p.Stage, ok = consent.StageNamed(d.text()); !ok {
				d.fail(engine.CodeRange)
			}
		case "text":
			p.Text, has[1] = d.text(), true
		case "version":
			p.Version, has[2] = uint32(d.int(1, 1<<31-1)), true
		}
	})
	d.require(has[0], "id")
	d.require(has[1], "text")
	d.require(has[2], "version")
	return p
}

// category returns the category of a name that was read.
//
//go:noinline
func (d *decoder) category(name string) event.Category {
	c, ok := event.CategoryNamed(name)
	if !ok {
		d.fail(engine.CodeRange)
	}
	return c
}

type decision struct {
	at engine.At
	engine.Decision
}

func decodeConsent(d *decoder) decision {
	t, q := times{}, engine.Decision{}
	d.fields(keysConsent, func(key string) {
		switch key {
		case "act":
			q.Act = d.act(d.text())
		case "deny":
			q.Deny = d.texts(consent.MaxPurposes)
		case "grant":
			q.Grant = d.texts(consent.MaxPurposes)
		case "signal":
			q.Signal, q.HasSignal = d.bool(), true
		case "withdraw":
			q.Withdraw = d.texts(consent.MaxPurposes)
		default:
			t.read(d, key)
		}
	})
	return decision{t.finish(d), q}
}

// act returns the act of a name that was read; those that come about by themselves cannot be ordered.
func (d *decoder) act(name string) consent.Act {
	for _, a := range [3]consent.Act{consent.ActBanner, consent.ActSettings, consent.ActSignal} {
		if a.String() == name {
			return a
		}
	}
	d.fail(engine.CodeRange)
	return 0
}

type orders struct {
	at        engine.At
	set, lift []engine.Control
	remember  bool
}

func decodeControl(d *decoder) orders {
	t, q := times{}, orders{}
	d.fields(keysControls, func(key string) {
		switch key {
		case "lift":
			q.lift = d.controls()
		case "remember":
			q.remember = d.bool()
		case "set":
			q.set = d.controls()
		default:
			t.read(d, key)
		}
	})
	q.at = t.finish(d)
	return q
}

//go:noinline
func (d *decoder) controls() (all []engine.Control) {
	start := func(n int) { all = make([]engine.Control, n) }
	d.elements(event.MaxControls, start, func(i int) {
		c, ok := &all[i], false
		d.fields(keysControl, func(key string) {
			switch key {
			case "amount":
				c.Amount = int32(d.int(-100, 100))
			case "field":
				c.Field = d.text()
			case "kind":
				c.Kind, ok = event.ControlNamed(d.text())
			case "time":
				d.int(-maxInt, maxInt)
			case "value":
				c.Value = d.text()
			}
		})
		if !ok {
			d.fail(engine.CodeRange)
		}
	})
	return all
}

// flagged is a request that has at most one truth value.
type flagged struct {
	at   engine.At
	flag bool
}

//go:noinline
func decodeFlagged(d *decoder, keys []string) flagged {
	t, flag := times{}, false
	d.fields(keys, func(key string) {
		if key == "volatile" || key == "export" {
			flag = d.bool()
			return
		}
		t.read(d, key)
	})
	return flagged{t.finish(d), flag}
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
	items   []string // explain
	counts  int      // counterfactuals
	counted bool
}

// counterfactuals returns how many history items an item are to be left out in turn.
func (q *request) counterfactuals() int {
	if !q.counted && q.Reasons != 0 {
		return 3
	}
	return q.counts
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
		case "single":
			q.Single = d.bool()
		case "reasons":
			q.Reasons = int(d.int(-1, 1<<20))
		case "seen":
			q.Seen = decodeSeen(d, seen)
		case "candidates":
			q.Candidates = d.texts(maxList)
		case "counterfactuals":
			q.counts, q.counted = int(d.int(0, 100)), true
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
	preview   bool
}

func decodeForget(d *decoder) forget {
	t := times{}
	s := engine.Selection{From: -maxInt - 1, To: maxInt + 1}
	preview := false
	d.fields(keysForget, func(key string) {
		switch key {
		case "all":
			s.All = d.bool()
		case "attributes":
			d.elements(maxList, func(n int) { s.Attributes = make([]engine.Pair, n) }, func(i int) { decodeAttribute(d, &s.Attributes[i]) })
		case "events":
			s.Refs = d.refs()
		case "preview":
			preview = d.bool()
		case "sessions":
			s.Sessions = d.refs()
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
	q := forget{at: t.finish(d), selection: s, preview: preview}
	s = engine.Selection{} // as in times.finish
	return q
}

func decodeAttribute(d *decoder, p *engine.Pair) {
	d.fields(keysAttribute, func(key string) {
		if key == "field" {
			p.Name = d.text()
		} else {
			p.Value = d.text()
		}
	})
	d.require(p.Name != "", "field")
}
