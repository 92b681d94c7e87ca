// Package abi is the boundary between the module and its hosts: message types, the guest's MessagePack codec, and the dispatch of
// operations. ABI.md is its contract.
package abi

import (
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/rerank"
)

// keepBuffer is the largest message buffer that is kept for the next call.
const keepBuffer = 1 << 20

// Module is one instance of the engine behind the ABI: at most one pack and one person. The guest has one; native tests make their own.
type Module struct {
	in, out  []byte
	incoming []byte // a pack being written
	pack     *engine.Pack
	device   *engine.Device
}

// In returns a buffer of n bytes for the next request, or nil above MaxMessage. It ends the last reply's life.
func (m *Module) In(n uint32) []byte {
	if n > MaxMessage {
		return nil
	}
	m.out = flat.Wipe(m.out)
	m.in = flat.Wipe(m.in)
	if cap(m.in) < max(int(n), 1) {
		m.in = make([]byte, 0, max(int(n), 4096))
	}
	return m.in[:max(n, 1)]
}

// PackBegin returns a buffer for a pack of size bytes, or nil when that is 0 or above MaxPack.
func (m *Module) PackBegin(size uint32) []byte {
	m.incoming = nil
	if size == 0 || size > MaxPack {
		return nil
	}
	m.incoming = make([]byte, size)
	return m.incoming
}

// Call carries out op on the first n bytes of the buffer that In gave, wipes them, and returns the reply, valid until the next call.
func (m *Module) Call(op Op, n uint32) []byte {
	if n > uint32(cap(m.in)) { // not int(n): it is 32 bits wide in the module
		n = 0
	}
	m.in = m.in[:n]
	e := &encoder{b: flat.Wipe(m.out)}
	d := &decoder{b: m.in}
	if err := m.run(op, d, e); err != nil {
		e.b = flat.Wipe(e.b)
		e.error(err)
	}
	d.wipe()
	m.in = flat.Wipe(m.in)
	if cap(m.in) > keepBuffer {
		m.in = nil
	}
	m.out = e.b
	return m.out
}

// run decodes the request, carries it out and encodes the reply.
func (m *Module) run(op Op, d *decoder, e *encoder) *engine.Error {
	switch op {
	case OpPackOpen:
		return m.openPack(d, e)
	case OpRestore:
		return m.restore(d, e)
	}
	if m.device == nil {
		return fail(engine.CodeNoDevice)
	}
	switch op {
	case OpObserve:
		return m.observe(d, e)
	case OpRank:
		return m.rank(d, e)
	case OpRecommend:
		return m.recommend(d, e)
	case OpExplain:
		return m.explain(d, e)
	case OpForget:
		return m.forget(d, e)
	case OpSnapshot:
		return m.snapshot(d, e)
	case OpStats:
		return m.stats(d, e)
	case OpConsent:
		return m.consent(d, e)
	case OpControl:
		return m.control(d, e)
	case OpProfile:
		return m.profile(d, e)
	}
	return fail(engine.CodeFormat)
}

func (m *Module) openPack(d *decoder, e *encoder) *engine.Error {
	q := decodePackOpen(d)
	if d.err != nil {
		return d.err
	}
	if m.incoming == nil {
		return fail(engine.CodeNoPack)
	}
	p, err := engine.OpenPack(m.incoming)
	m.incoming = nil
	if err != nil {
		return asError(err)
	}
	if m.pack != nil && p.Catalogue() != m.pack.Catalogue() && !q.replace {
		return fail(engine.CodeCatalogue)
	}
	if m.pack != nil && p.Catalogue() == m.pack.Catalogue() && p.Sequence() < m.pack.Sequence() && !q.rollback {
		return fail(engine.CodeSequence)
	}
	if m.device != nil {
		if err := m.device.SwapPack(p, q.at); err != nil {
			return asError(err)
		}
	}
	m.pack = p
	e.packInfo(p)
	return nil
}

func (m *Module) restore(d *decoder, e *encoder) *engine.Error {
	q := decodeRestore(d)
	if d.err != nil {
		return d.err
	}
	if m.pack == nil {
		return fail(engine.CodeNoPack)
	}
	var purged uint32
	var err error
	if m.device != nil {
		m.device, purged, err = m.device.Replace(q.snapshot, q.at, q.options)
	} else {
		m.device, purged, err = engine.Restore(m.pack, q.snapshot, q.at, q.options)
	}
	if err != nil {
		return asError(err)
	}
	s, err := m.device.Stats(q.at)
	if err != nil {
		return asError(err)
	}
	e.restored(&s, purged)
	return nil
}

func (m *Module) observe(d *decoder, e *encoder) *engine.Error {
	q := decodeObserve(d)
	if d.err != nil {
		return d.err
	}
	refs, purged, err := m.device.Observe(q.at, q.events)
	if err != nil {
		return asError(err)
	}
	e.observed(refs, purged)
	clear(refs)
	return nil
}

var (
	keysRank      = []string{"now", "offset", "context", "n", "reasons", "seen", "candidates"}
	keysRecommend = []string{"now", "offset", "context", "n", "reasons", "seen", "exclude"}
	keysExplain   = []string{"now", "offset", "context", "counterfactuals", "reasons", "seen", "single", "exclude", "items"}
)

func (m *Module) rank(d *decoder, e *encoder) *engine.Error {
	q := decodeRequest(d, keysRank, "candidates", rerank.SeenShow)
	if d.err != nil {
		return d.err
	}
	s, err := m.device.Rank(&q.Request)
	if err != nil {
		return asError(err)
	}
	e.slate(m.pack, m.device, s)
	return nil
}

func (m *Module) recommend(d *decoder, e *encoder) *engine.Error {
	q := decodeRequest(d, keysRecommend, "n", rerank.SeenByType)
	if d.err != nil {
		return d.err
	}
	s, err := m.device.Recommend(&q.Request)
	if err != nil {
		return asError(err)
	}
	e.slate(m.pack, m.device, s)
	return nil
}

func (m *Module) explain(d *decoder, e *encoder) *engine.Error {
	q := decodeRequest(d, keysExplain, "items", rerank.SeenByType)
	if d.err != nil {
		return d.err
	}
	items, eligible, err := m.device.Explain(&q.Request, q.items, q.counterfactuals())
	if err != nil {
		return asError(err)
	}
	e.explained(m.pack, m.device, q.items, items, eligible)
	return nil
}

func (m *Module) forget(d *decoder, e *encoder) *engine.Error {
	q := decodeForget(d)
	if d.err != nil {
		return d.err
	}
	doomed, purged, err := m.device.Select(q.at, &q.selection)
	if err == nil {
		e.forgot(m.device, doomed, purged)
		if !q.preview {
			m.device.Drop(q.at, doomed)
		}
	}
	q.selection = engine.Selection{}
	if err != nil {
		return asError(err)
	}
	return nil
}

func (m *Module) snapshot(d *decoder, e *encoder) *engine.Error {
	q := decodeFlagged(d, keysSnapshot)
	if d.err != nil {
		return d.err
	}
	b, purged, err := m.device.Snapshot(q.at, nil, q.flag)
	if err != nil {
		return asError(err)
	}
	e.snapshot(purged, b)
	flat.Wipe(b)
	return nil
}

func (m *Module) stats(d *decoder, e *encoder) *engine.Error {
	at := decodeAt(d)
	if d.err != nil {
		return d.err
	}
	s, err := m.device.Stats(at)
	if err != nil {
		return asError(err)
	}
	e.stats(&s)
	return nil
}

func (m *Module) consent(d *decoder, e *encoder) *engine.Error {
	q := decodeConsent(d)
	if d.err != nil {
		return d.err
	}
	removed, purged, err := m.device.Decide(q.at, &q.Decision)
	if err != nil {
		return asError(err)
	}
	e.decided(m.device, removed, purged)
	return nil
}

func (m *Module) control(d *decoder, e *encoder) *engine.Error {
	q := decodeControl(d)
	if d.err != nil {
		return d.err
	}
	purged, err := m.device.Order(q.at, q.set, q.lift, q.remember)
	if err != nil {
		return asError(err)
	}
	o := e.ok()
	e.controls(m.device)
	e.field("purged", int64(purged))
	e.end(o)
	return nil
}

func (m *Module) profile(d *decoder, e *encoder) *engine.Error {
	q := decodeFlagged(d, keysProfile)
	if d.err != nil {
		return d.err
	}
	s, err := m.device.Stats(q.at)
	if err != nil {
		return asError(err)
	}
	interests, err := m.device.Interests(q.at)
	if err != nil {
		return asError(err)
	}
	if q.flag {
		m.device.Export(q.at.Now)
	}
	e.profile(m.pack, m.device, &s, interests)
	return nil
}

//go:noinline
func fail(code engine.Code) *engine.Error { return &engine.Error{Code: code, Offset: -1} }

// asError recovers the engine's error type; the engine returns no other.
//
//go:noinline
func asError(err error) *engine.Error {
	if e, ok := err.(*engine.Error); ok {
		return e
	}
	return fail(engine.CodeFormat)
}
