package main

// This file makes persons with a hidden trait.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/host/train/data"
)

// kind is the kind of sensitivity in all of this.
const kind = "health"

// Parts of the world that are not varied.
const (
	traitShare   = .25 // of persons
	sensitives   = 6   // items
	proxyItems   = 6   // items that the trait also acts through in (B)
	curiosity    = .2  // mean events on sensitive items of every person
	calling      = 3.  // mean further events on sensitive items of persons with the trait
	shopItems    = 120
	shopDays     = 60
	shopSessions = 4
)

// world is a generated shop, its persons and what they did. The first persons are the ones that are inferred about, each with a device; the
// others make the site's log, which packs are trained on.
//
// Ordinary behaviour is that of dataset.Sample and knows nothing of the trait. A person has the trait with probability traitShare. Every person
// has Poisson(curiosity) further views of sensitive items, persons with the trait Poisson(calling) more; in (B) they also have
// Poisson(strength) further views of the proxies, which all persons meet in ordinary behaviour as well. A further view happens seconds after
// some event of the person's ordinary behaviour, in its context, so it makes no visit of its own.
type world struct {
	set       *data.Set
	persons   int    // that are inferred about
	trait     []bool // by person
	sensitive []string
	proxies   []string
	now       int64 // ms: when slates are asked for, an hour after the last event
}

// base is what is the same in the worlds of every strength.
type base struct {
	world
	seed  uint64
	ready [][2]int32 // first row and end of each person's ordinary events
}

// newBase generates the shop and the ordinary behaviour of persons + site persons.
func newBase(persons, site int, seed uint64) (*base, error) {
	set, _, err := dataset.Sample(dataset.SampleConfig{Persons: persons + site, Items: shopItems, Days: shopDays, Sessions: shopSessions, Seed: seed})
	if err != nil {
		return nil, err
	}
	b := &base{world: world{set: set, persons: persons, now: slices.Max(set.Events.Time) + 3600_000}, seed: seed}
	first := slices.Min(set.Events.Time)
	for i := range set.Items {
		it := &set.Items[i]
		it.Sensitive = nil
		if i >= shopItems/4 && len(b.proxies) < proxyItems && it.Available && it.Published.UnixMilli() < first {
			b.proxies = append(b.proxies, it.ID) // of neighbouring numbers, so of different shelves
		}
	}
	for i := range sensitives {
		it := data.Item{ID: fmt.Sprintf("s%d", i+1), Title: fmt.Sprintf("Sensitive %d", i+1), PriceCents: -1, Available: true}
		it.Attributes = map[string][]string{"category": {"Wellness"}, "brand": {"Alder"}}
		set.Items = append(set.Items, it)
		b.sensitive = append(b.sensitive, it.ID)
	}
	b.index(persons + site)
	return b, nil
}

// index finds each person's ordinary events and draws who has the trait.
func (b *base) index(persons int) {
	b.ready = make([][2]int32, persons)
	for row, p := range b.set.Events.Person {
		if b.ready[p][1] == 0 {
			b.ready[p][0] = int32(row)
		}
		b.ready[p][1] = int32(row) + 1
	}
	for p := range persons {
		b.trait = append(b.trait, b.random(p, 0).Float64() < traitShare)
	}
}

// random returns a random stream of a person for one use of it.
func (b *base) random(person int, use uint64) *rand.Rand {
	return rand.New(rand.NewPCG(b.seed^0x5ca1ab1e, uint64(person)<<8|use))
}

// behaviour is how the trait acts.
type behaviour struct {
	strength  float64 // mean further views of proxies, of persons with the trait
	displaced bool    // further views take the place of ordinary events, so that the trait shows in how much is left of these
}

// live returns a world in which the trait acts.
func (b *base) live(how behaviour) *world {
	w := b.world
	set := *b.set
	w.set = &set
	l := &life{base: b, from: &b.set.Events, to: &set.Events, how: how, view: uint8(slices.Index(b.set.Events.Types, "view"))}
	l.begin()
	for p := range b.trait {
		l.person(p)
	}
	set.Events.Sort()
	return &w
}

// life writes a log anew with the further views.
type life struct {
	*base
	from, to *data.Events
	how      behaviour
	view     uint8
}

func (l *life) begin() {
	*l.to = data.Events{Persons: l.from.Persons, Types: l.from.Types}
	for _, col := range l.from.Context {
		l.to.Context = append(l.to.Context, data.Column{Name: col.Name, Values: col.Values})
	}
}

func (l *life) person(p int) {
	further := l.further(p)
	from, end := l.ready[p][0], l.ready[p][1]
	r := l.random(p, 4)
	gone := map[int32]bool{}
	for k, item := range further {
		row := from + int32(r.IntN(int(end-from)))
		if l.how.displaced && k < int(end-from)-1 {
			for gone[row] {
				row = from + int32(r.IntN(int(end-from)))
			}
			gone[row] = true
		}
		l.add(row, item, l.view, l.from.Time[row]+1000+int64(r.IntN(4000)), noValue)
	}
	for row := from; row < end; row++ {
		if !gone[row] {
			l.add(row, l.from.Item[row], l.from.Type[row], l.from.Time[row], l.from.Value[row])
		}
	}
}

// further draws the items of a person's further views. A world of more strength has those of less and more.
func (l *life) further(p int) (items []int32) {
	of := func(use uint64, mean float64, ids []string) {
		r := l.random(p, use)
		for at := r.ExpFloat64(); at < mean; at += r.ExpFloat64() { // a Poisson process
			items = append(items, l.place(ids[r.IntN(len(ids))]))
		}
	}
	of(1, curiosity, l.sensitive)
	if l.trait[p] {
		of(2, calling, l.sensitive)
		of(3, l.how.strength, l.proxies)
	}
	return items
}

func (l *life) place(id string) int32 {
	return int32(slices.IndexFunc(l.set.Items, func(it data.Item) bool { return it.ID == id }))
}

var noValue = float32(math.NaN())

// add appends an event with the person, offset and context of a row.
func (l *life) add(row, item int32, kind uint8, time int64, value float32) {
	l.to.Person = append(l.to.Person, l.from.Person[row])
	l.to.Item = append(l.to.Item, item)
	l.to.Type = append(l.to.Type, kind)
	l.to.Time = append(l.to.Time, time)
	l.to.Offset = append(l.to.Offset, l.from.Offset[row])
	l.to.Value = append(l.to.Value, value)
	for c := range l.to.Context {
		l.to.Context[c].Cells = append(l.to.Context[c].Cells, l.from.Context[c].Cells[row])
	}
}

// site returns the events that packs are trained on: those of persons who are not inferred about.
func (w *world) site() *data.Set {
	return w.set.Select(func(row int) bool { return int(w.set.Events.Person[row]) >= w.persons })
}
