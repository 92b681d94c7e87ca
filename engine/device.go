package engine

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/profile"
	"github.com/hearthrank/hearth/engine/scoring"
)

// Default caps of a device.
const (
	DefaultMaxEvents = 5000
	DefaultMaxDays   = 90
)

// NoCap switches a cap off.
const NoCap = -1

// Options are the settings of a device. The zero value grants nothing and has the default caps.
type Options struct {
	Purposes     []consent.Purpose // declared by the site, beside those of the pack; copied
	Grants       []string          // purposes that the host grants itself where the person has decided nothing; "all" names every one
	ConsentDays  int64             // how long a consent holds; 0: consent.DefaultConsentDays; NoCap: for ever
	SignalStages uint32            // stages that a signal such as Global Privacy Control switches off besides report and federate: bit k for consent.Stage k
	MaxEvents    int64             // 0: DefaultMaxEvents; NoCap: none
	MaxDays      int64             // 0: DefaultMaxDays; NoCap: none; purposes can only shorten it
	Confidence   int64             // percent of scoring.Scorer.Confidence below which a slate is generic; 0: none
}

// Device is the state of one person: the log, what is folded from it, and scratch space. It is not safe for concurrent use.
type Device struct {
	log      *event.Log
	controls event.Controls
	book     consent.Book
	clock    event.Clock
	audit    Audit
	keep     bool // the person said yes to something, or to keep what they ordered: until then nothing but decisions is written

	site       []consent.Purpose
	holds      int64 // days that a consent holds, as in Options
	gate       *consent.Gate
	maxEvents  int64
	maxAge     int64   // ms, or NoCap
	confidence int64   // percent
	generic    Generic // of the present request
	back       bool    // the mark went back in the present call
	high       int64   // ms: events that may be used only until before it are not used in the present call

	profile profile.Profile
	*workspace
}

// workspace is a pack and the scratch space for ranking with it; one person after another can use it.
type workspace struct {
	pack       *Pack
	scorer     *scoring.Scorer
	sensitive  bool     // the pack has sensitive items
	marks      []uint8  // one an item: why it is hidden
	candidates []uint32 // room for one an item
	given      []uint32 // the candidates of a Rank
	orders     scoring.Orders
}

//go:noinline
func newWorkspace(p *Pack) *workspace {
	return &workspace{
		pack: p, scorer: scoring.NewScorer(p), sensitive: len(p.SensitiveKinds()) > 0,
		marks: make([]uint8, p.Items()), candidates: make([]uint32, 0, p.Items()),
	}
}

// wipe clears what was derived from a person.
//
//go:noinline
func (w *workspace) wipe() {
	w.scorer.Wipe()
	clear(w.marks)
	w.candidates, w.given = flat.Wipe(w.candidates), flat.Wipe(w.given)
	w.forgetOrders()
}

// NewDevice returns a device without history. now is in Unix ms.
func NewDevice(p *Pack, now int64, o Options) (*Device, error) {
	d, _, err := Restore(p, nil, At{Now: now}, o)
	return d, err
}

// configure takes the options and checks them and the time.
func (d *Device) configure(at At, o Options) error {
	if o.ConsentDays < NoCap || o.ConsentDays > consent.MaxDays {
		return fault.At(fault.Range, "consent_days")
	}
	if o.Confidence < 0 || o.Confidence > 100 {
		return fault.At(fault.Range, "confidence")
	}
	if o.MaxEvents < NoCap || o.MaxEvents > event.MaxRecords {
		return fault.At(fault.Range, "max_events")
	}
	if o.MaxDays < NoCap || o.MaxDays > 1<<20 {
		return fault.At(fault.Range, "max_days")
	}
	if err := checkTime(at.Now, at.Offset); err != nil {
		return err
	}
	d.site, d.holds = copied(o.Purposes), o.ConsentDays
	d.maxEvents, d.maxAge, d.confidence = o.MaxEvents, o.MaxDays, o.Confidence
	if d.maxEvents == 0 {
		d.maxEvents = DefaultMaxEvents
	}
	if d.maxAge == 0 {
		d.maxAge = DefaultMaxDays
	}
	if d.maxAge != NoCap {
		d.maxAge *= event.Day
	}
	return nil
}

// SwapPack folds the log with another pack: the device is then as if it had always had it. Purposes that are no longer declared are
// withdrawn, and events on items that are sensitive by the new pack and that no purpose may hold are removed. On an error, which is a text
// that contradicts what was decided on, the device is as before.
func (d *Device) SwapPack(p *Pack, at At) error {
	if _, err := d.enter(at.Now, at.Offset); err != nil {
		return err
	}
	all, err := consent.Merge(p.Purposes(), d.site, "purposes")
	if err != nil {
		return err
	}
	gone, err := d.book.Declare(all, d.holds, d.clock.Mark)
	if err != nil {
		return err
	}
	d.workspace.wipe()
	d.workspace = newWorkspace(p)
	d.settle(gone)
	d.audit.drop(gone)
	return nil
}

//go:noinline
func checkTime(now int64, offset int32) error {
	if now < -event.MaxTime || now > event.MaxTime {
		return fault.At(fault.Range, "now")
	}
	if offset < -event.MaxOffset || offset > event.MaxOffset {
		return fault.At(fault.Range, "offset")
	}
	return nil
}

// enter begins every call: it takes the call's time, lets consents lapse and holds the caps. It returns how many records time and the caps
// removed.
//
//go:noinline
func (d *Device) enter(now int64, offset int32) (purged uint32, err error) {
	if err := checkTime(now, offset); err != nil {
		return 0, err
	}
	ended := d.tick(now)
	if ended != 0 || d.book.Effective(d.high) != d.gate.Granted {
		purged = d.settle(ended)
	}
	return purged + d.hold(), nil
}

// tick takes a time and returns the purposes that it ends; what a clock dated that turned out to be wrong goes by the next hold.
//
//go:noinline
func (d *Device) tick(now int64) (ended consent.Set) {
	d.back = d.clock.Advance(now, !d.book.Decided())
	d.high = max(now, d.clock.Mark)
	d.book.Clamp(d.high) // what a clock that was ahead dated
	return d.book.Advance(d.clock.Mark)
}

// settle makes gate and profile fit what is granted, after the purposes ended were taken from all records. It returns how many records went
// because no purpose was left to them.
//
//go:noinline
func (d *Device) settle(ended consent.Set) uint32 {
	d.gate = d.book.NewGate(d.book.Effective(d.high), d.pack.SensitiveKinds(), d.maxAge)
	var gone []bool
	for i := range d.log.Len() {
		r := d.log.At(i)
		left := consent.Set(r.Purposes) &^ ended
		if d.gate.May(left, d.kindsOf(r)) == 0 {
			gone = d.mark(gone, i) // with its purposes, for the audit
			continue
		}
		r.Purposes = uint32(left)
		gone = d.markPairs(gone, r)
	}
	n := d.remove(gone, AuditWithdrawn, d.high)
	if gone == nil {
		d.refold()
	}
	return n
}

// refold folds the log again and resolves the orders.
//
//go:noinline
func (d *Device) refold() {
	d.profile.Fold(d.pack, d.log, d.gate)
	d.resolveOrders()
}

// kindsOf returns the kinds of sensitivity of a record's item.
//
//go:noinline
func (d *Device) kindsOf(r *event.Record) uint32 {
	if r.Item == 0 || !d.sensitive {
		return 0
	}
	return d.pack.SensitiveSet(d.pack.Find(d.log.Text(r.Item)))
}

// hold removes what is past its retention or the caps, with all that was based on it.
//
//go:noinline
func (d *Device) hold() uint32 {
	mark := d.clock.Mark
	over := 0
	if d.maxEvents != NoCap {
		over = max(0, d.log.Len()-int(d.maxEvents))
	}
	var gone []bool // no closure: what it captured would stay on the heap, and a time can be an event's
	changed := false
	for i := range d.log.Len() {
		r := d.log.At(i)
		if i < over || d.back && r.Time > mark+event.Day {
			gone = d.mark(gone, i)
			continue
		}
		if mark-r.Time > d.gate.Shortest {
			left := consent.Set(r.Purposes) &^ d.gate.Expired(consent.Set(r.Purposes), r.Category, mark-r.Time)
			if left == 0 {
				gone = d.mark(gone, i) // with its purposes, for the audit
				continue
			}
			changed = changed || uint32(left) != r.Purposes
			r.Purposes = uint32(left)
			gone = d.markPairs(gone, r)
		}
	}
	n := d.remove(gone, AuditPurged, mark)
	if changed && gone == nil {
		d.refold()
	}
	d.back = false
	return n
}

// Wipe clears every trace of the person from the device's memory. The device must not be used afterwards.
//
//go:noinline
func (d *Device) Wipe() {
	d.log.Wipe()
	d.controls.Wipe()
	d.profile.Wipe()
	d.workspace.wipe()
	clear(d.audit.rows)
	*d = Device{}
}
