package main

// This file puts persons on devices and writes down all that an observer of slate and profile sees.

import (
	"errors"
	"hash/crc32"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train/data"
)

// slateLength is how many items a slate has.
const slateLength = 20

// view is what is seen of one person: the features that are not 0, by ascending number.
type view struct {
	at    []int32
	value []float32
}

// seen is what is seen of all persons.
type seen struct {
	all   []view // slate and profile, the audit and the size of a snapshot among them
	audit []view // the audit and the size of a snapshot alone
	width [2]int // numbers of features
}

// observe gives every person a device that is granted these purposes, lets them act and looks at the device afterwards.
func observe(w *world, packed []byte, grants []string) (*seen, error) {
	p, err := engine.OpenPack(packed)
	if err != nil {
		return nil, err
	}
	s := &seen{all: make([]view, w.persons), audit: make([]view, w.persons)}
	rows := firstRows(w)
	errs := make([]error, runtime.GOMAXPROCS(0))
	widths := make([][2]int, len(errs))
	var wg sync.WaitGroup
	for k := range errs {
		wg.Go(func() {
			o := &observer{world: w, pack: p, options: engine.Options{Grants: grants}}
			for person := k; person < w.persons && errs[k] == nil; person += len(errs) {
				errs[k] = o.person(s, person, rows[person], rows[person+1])
			}
			widths[k] = o.width
		})
	}
	wg.Wait()
	for k, err := range errs {
		if err != nil {
			return nil, err
		}
		s.width = [2]int{max(s.width[0], widths[k][0]), max(s.width[1], widths[k][1])}
	}
	return s, nil
}

// firstRows returns where each person's events begin, and one more.
func firstRows(w *world) []int {
	rows := make([]int, w.persons+1)
	for row, p := range w.set.Events.Person {
		if int(p) < w.persons {
			rows[p+1] = row + 1
		}
	}
	return rows
}

// observer is one worker; its device's workspace serves one person after another.
type observer struct {
	*world
	pack    *engine.Pack
	options engine.Options
	device  *engine.Device
	width   [2]int
}

func (o *observer) person(s *seen, person, from, end int) error {
	at := engine.At{Now: o.set.Events.Time[from], Offset: int32(o.set.Events.Offset[from])}
	if err := o.open(at); err != nil {
		return err
	}
	for row := from; row < end; row++ {
		e, at := o.event(row)
		if _, _, err := o.device.Observe(at, []engine.Event{e}); err != nil {
			return err
		}
	}
	all, audit := &writer{}, &writer{}
	if err := errors.Join(o.state(all), o.audit(all), o.audit(audit)); err != nil {
		return err
	}
	s.all[person], s.audit[person] = all.done(), audit.done()
	o.width = [2]int{int(all.base), int(audit.base)}
	return nil
}

// open gives the device to a new person.
func (o *observer) open(at engine.At) (err error) {
	if o.device == nil {
		o.device, err = engine.NewDevice(o.pack, at.Now, o.options)
		return err
	}
	o.device, _, err = o.device.Replace(nil, at, o.options)
	return err
}

// event returns a row as an event, and the call it is observed in.
func (o *observer) event(row int) (engine.Event, engine.At) {
	e := &o.set.Events
	out := engine.Event{Type: e.Types[e.Type[row]], Time: e.Time[row], Offset: int32(e.Offset[row])}
	if i := e.Item[row]; i != data.NoItem {
		out.Item = o.set.Items[i].ID
	}
	if v := float64(e.Value[row]); !math.IsNaN(v) {
		out.Value, out.HasValue = int64(math.Round(v*1000)), true
	}
	for c := range e.Context { // daypart, device: ascending
		out.Context = append(out.Context, engine.Pair{Name: e.Context[c].Name, Value: e.Context[c].Values[e.Context[c].Cells[row]]})
	}
	return out, engine.At{Now: e.Time[row], Offset: int32(e.Offset[row])}
}

// writer lays features out in blocks, the same for every person.
type writer struct {
	view
	base, size int32
}

// block begins a block of features.
func (w *writer) block(size int) { w.base, w.size = w.base+w.size, int32(size) }

// put adds to feature i of the block.
func (w *writer) put(i int, v float64) {
	if v != 0 {
		w.at, w.value = append(w.at, w.base+int32(i)), append(w.value, float32(v))
	}
}

// done ends the last block; base is then the number of all features.
func (w *writer) done() view { w.block(0); return w.view }

// state looks at slate and profile, without the audit. The request is the same for everybody.
func (o *observer) state(w *writer) error {
	at := engine.At{Now: o.now}
	if err := o.slate(w, at); err != nil {
		return err
	}
	o.events(w)
	interests, err := o.device.Interests(at)
	if err != nil {
		return err
	}
	w.block(2 * o.pack.Attributes())
	for _, x := range interests {
		w.put(2*int(x.Attribute), signedLog(float64(x.Strength)))
		w.put(2*int(x.Attribute)+1, float64(len(x.Records)))
	}
	stats, err := o.device.Stats(at)
	if err == nil {
		o.sizes(w, &stats)
	}
	return err
}

// slate adds which items a slate has, where and with which scores, and what else it says.
func (o *observer) slate(w *writer, at engine.At) error {
	s, err := o.device.Recommend(&engine.Request{At: at, N: slateLength})
	if err != nil {
		return err
	}
	items := make([]float64, 3*o.pack.Items())
	scores := make([]float64, slateLength)
	for k, it := range s.Items {
		items[3*it.Item], items[3*it.Item+1], items[3*it.Item+2] = 1, 1/math.Log2(float64(k)+2), signedLog(float64(it.Score))
		scores[k] = signedLog(float64(it.Score))
	}
	w.block(len(items))
	for i, v := range items {
		w.put(i, v)
	}
	w.block(slateLength)
	for k, v := range scores {
		w.put(k, v)
	}
	w.block(7)
	w.put(int(s.Generic), 1)
	w.put(5, float64(s.Eligible))
	if s.Personal {
		w.put(6, 1)
	}
	return nil
}

// contexts is how many classes pairs of context fall into, by hash.
const contexts = 64

// events adds what the profile lists: items, types, values and contexts of events, how long ago they were, hours, days of the week and of the log.
func (o *observer) events(w *writer) {
	log, n := o.device.Log(), o.pack.Items()
	counts, recent := make([]float64, n), make([]float64, n)
	values, context := make([]float64, len(o.pack.Types())), make([]float64, contexts)
	types, hours := make([]float64, len(o.pack.Types())), make([]float64, 24+7+shopDays+2)
	for i := range log.Len() {
		r := log.At(i)
		if item := o.pack.Find(log.Text(r.Item)); r.Item != 0 && item != pack.None {
			counts[item]++
			recent[item] = math.Exp2(-float64(log.Len()-1-i) / 5)
		}
		if t := o.pack.Type(log.Text(r.Type)); t != pack.None {
			types[t]++
			values[t] += float64(r.Value) / 1000
		}
		for k := range log.Pairs(r) {
			name, value := log.Context(r, k)
			context[crc32.ChecksumIEEE([]byte(log.Text(name)+"="+log.Text(value)))%contexts]++
		}
		local := r.Time + int64(r.Offset)*60_000
		hours[local/3600_000%24]++
		hours[24+local/86400_000%7]++
		hours[31+min(max(0, shopDays+1-(o.now-r.Time)/86400_000), shopDays+1)]++
	}
	for _, block := range [][]float64{counts, recent, types, values, context, hours} {
		w.block(len(block))
		for i, v := range block {
			w.put(i, v)
		}
	}
}

// sizes adds the numbers that a profile tells, each also by its class, and how events are spaced.
func (o *observer) sizes(w *writer, s *engine.Stats) {
	log := o.device.Log()
	last, visits, previous := 0., 0., int64(0)
	for i := range log.Len() {
		r := log.At(i)
		if r.Time-previous > 30*60_000 {
			visits++
		}
		last, previous = float64(r.Ref), r.Time
	}
	numbers := []float64{
		float64(s.Events), float64(s.Items), float64(s.LogBytes), float64(s.Masked), float64(s.Unknown), float64(log.Words()), last, visits,
		float64(o.now-s.Mark) / 86400_000, float64(o.now-s.Newest) / 86400_000, float64(o.now-s.Oldest) / 86400_000, float64(o.device.Controls()),
		float64(len(o.device.Ledger())),
	}
	classed(w, numbers)
}

// classes is how many classes a number has, by its binary logarithm in halves.
const classes = 40

func classed(w *writer, numbers []float64) {
	w.block(2 * len(numbers))
	for i, v := range numbers {
		w.put(2*i, v)
		w.put(2*i+1, math.Log1p(max(0, v)))
	}
	w.block(classes * len(numbers))
	for i, v := range numbers {
		if v > 0 {
			w.put(i*classes+min(classes-1, int(2*math.Log2(1+v))), 1)
		}
	}
}

// audit looks at the audit's counts and the size of a snapshot.
func (o *observer) audit(w *writer) error {
	snapshot, _, err := o.device.Snapshot(engine.At{Now: o.now}, nil, false)
	numbers := []float64{float64(len(snapshot))}
	counts := make([]float64, 2*engine.AuditKinds*(1+len(purposes)))
	for _, c := range o.device.Audited() {
		of := slices.IndexFunc(purposes, func(p consent.Purpose) bool { return p.ID == c.Purpose }) // -1: all together
		at := 2 * ((of+1)*engine.AuditKinds + int(c.Kind))
		counts[at], counts[at+1] = float64(c.Count), float64(o.now-c.Latest)/86400_000
	}
	numbers = append(numbers, counts...)
	classed(w, numbers)
	return err
}

// signedLog makes scores of any unit comparable.
func signedLog(v float64) float64 { return math.Copysign(math.Log1p(math.Abs(v)), v) }
