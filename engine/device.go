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
	Grants    []string // purposes granted now; "all" names every one
	MaxEvents int64    // 0: DefaultMaxEvents; NoCap: none
	MaxDays   int64    // 0: DefaultMaxDays; NoCap: none
}

// Device is the state of one person: the log, what is folded from it, and scratch space. It is not safe for concurrent use.
type Device struct {
	log       *event.Log
	clock     event.Clock
	gate      consent.Gate
	maxEvents int64
	maxAge    int64 // ms, or NoCap
	mask      int64 // events before this time are not used in the present call

	profile profile.Profile
	*workspace
}

// workspace is a pack and the scratch space for ranking with it; one person after another can use it.
type workspace struct {
	pack       *Pack
	scorer     *scoring.Scorer
	marks      []uint8  // one an item: why it is hidden
	candidates []uint32 // room for one an item
	given      []uint32 // the candidates of a Rank
}

func newWorkspace(p *Pack) *workspace {
	return &workspace{
		pack: p, scorer: scoring.NewScorer(p),
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
}

// NewDevice returns a device without history. now is in Unix ms.
func NewDevice(p *Pack, now int64, o Options) (*Device, error) {
	d, _, err := Restore(p, nil, At{Now: now}, o)
	return d, err
}

// configure takes the options and checks them and the time.
func (d *Device) configure(at At, o Options) error {
	granted, err := consent.Parse(o.Grants, "grants")
	if err != nil {
		return err
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
	d.gate = consent.Gate{Granted: granted}
	d.maxEvents, d.maxAge = o.MaxEvents, o.MaxDays
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

// SwapPack folds the log with another pack: the device is then as if it had always had it.
func (d *Device) SwapPack(p *Pack) {
	d.workspace.wipe()
	d.workspace = newWorkspace(p)
	d.profile.Fold(p, d.log, d.gate)
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

// enter begins every call: it takes the call's time and holds the caps. It returns how many records the caps removed.
//
//go:noinline
func (d *Device) enter(now int64, offset int32) (purged uint32, err error) {
	if err := checkTime(now, offset); err != nil {
		return 0, err
	}
	d.clock.Advance(now, d.log.Len() == 0)
	return d.hold(now), nil
}

// hold removes what is past the caps, with all that was based on it, and sets the mask for this call.
//
//go:noinline
func (d *Device) hold(now int64) uint32 {
	mask, purge := d.clock.Cutoffs(now, d.maxAge)
	d.mask = mask
	over := 0
	if d.maxEvents != NoCap {
		over = max(0, d.log.Len()-int(d.maxEvents))
	}
	return d.remove(func(i int) bool { return i < over || d.log.At(i).Time < purge })
}

// Wipe clears every trace of the person from the device's memory. The device must not be used afterwards.
//
//go:noinline
func (d *Device) Wipe() {
	d.log.Wipe()
	d.profile.Wipe()
	d.workspace.wipe()
}
