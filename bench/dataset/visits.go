package dataset

// This file lets the persons of the generated shop act by its truth.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/hearthrank/hearth/host/train/data"
)

// Sample generates a shop and returns the truth behind it; Truth says how it works. Each person has a random
// stream of its own (PCG, seeded with Seed and the person's number), so more persons leave the first unchanged.
func Sample(c SampleConfig) (*data.Set, *Truth, error) {
	if err := c.validate(); err != nil {
		return nil, nil, err
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	goods := rand.New(rand.NewPCG(c.Seed, 0))
	g := &generator{config: c, log: newBuilder(nil)}
	g.log.closed = true
	for _, it := range stock(c, goods) {
		if err := g.log.addItem(it); err != nil {
			return nil, nil, err
		}
	}
	g.truth = newTruth(g.log.catalogue, goods)
	g.log.column("daypart")
	g.log.column("device")
	g.share = make([]float64, len(shelves))
	for p := range c.Persons {
		if err := g.live(p); err != nil {
			return nil, nil, err
		}
	}
	return g.finish(), g.truth, nil
}

// generator writes the log of one shop.
type generator struct {
	config SampleConfig
	truth  *Truth
	log    *builder
	share  []float64 // scratch for (1)
	err    error     // the first of the log's
}

func (g *generator) finish() *data.Set {
	c := g.config
	events := g.log.events()
	events.Sort()
	set := &data.Set{
		Name:  fmt.Sprintf("sample:persons=%d,items=%d,days=%d,sessions=%d,seed=%d", c.Persons, c.Items, c.Days, c.Sessions, c.Seed),
		Items: g.log.catalogue, Events: *events, Clock: data.ClockReal, Synthetic: true,
	}
	set.Summary = data.Summary{Rows: events.Len(), TimeUnit: unitMillis}
	settle(set)
	return set
}

// visitor is a person during generation.
type visitor struct {
	p       int
	name    []byte
	r       *rand.Rand
	repeats []repeat
}

// repeat is an item that will be used up.
type repeat struct {
	item int32
	due  time.Time
}

// session is one visit to the shop.
type session struct {
	now             time.Time // local; moves on with every event
	daypart, device int
}

// live draws a person and lets it act, session by session.
func (g *generator) live(p int) error {
	v := &visitor{p: p, name: fmt.Appendf(nil, "p%05d", p+1), r: rand.New(rand.NewPCG(g.config.Seed, uint64(p)+1))}
	g.truth.addPerson(v.r)
	for _, s := range g.sessions(v) {
		g.run(v, s)
	}
	return g.err
}

// sessions draws when and where the person comes, in order of time.
func (g *generator) sessions(v *visitor) []*session {
	list := make([]*session, 1+geometric(v.r, float64(g.config.Sessions-1)))
	for i := range list {
		d := choose(v.r, g.truth.Hours[v.p])
		seconds := 6*3600*d + v.r.IntN(6*3600-1800)
		day := sampleStart.AddDate(0, 0, v.r.IntN(g.config.Days))
		at := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, seconds, v.r.IntN(1000)*1e6, g.config.Zone)
		list[i] = &session{now: at, daypart: d, device: g.device(v)}
	}
	slices.SortFunc(list, func(a, b *session) int { return a.now.Compare(b.now) })
	return list
}

func (g *generator) device(v *visitor) int {
	odds := []float64{.1, .1, .1}
	odds[g.truth.Device[v.p]] = .8
	return choose(v.r, odds)
}

// run plays one session.
func (g *generator) run(v *visitor, s *session) {
	if v.r.IntN(7) == 0 {
		g.emit(v, s, data.NoItem, "search", noValue)
	}
	last := g.restock(v, s)
	for range 1 + geometric(v.r, 3) {
		if i := g.next(v, s, last); i != data.NoItem {
			g.visit(v, s, i)
			last = i
		}
	}
}

// restock buys again, once a session, what is used up, by (4); it returns the item or NoItem.
func (g *generator) restock(v *visitor, s *session) int32 {
	for k, due := range v.repeats {
		if s.now.Before(due.due) {
			continue
		}
		v.repeats = slices.Delete(v.repeats, k, k+1)
		if v.r.Float64() >= .7 {
			return data.NoItem
		}
		g.emit(v, s, due.item, "view", noValue)
		g.purchase(v, s, due.item)
		return due.item
	}
	return data.NoItem
}

const maxDraws = 16

// next draws the next item by (3), or NoItem when none was found that is published.
func (g *generator) next(v *visitor, s *session, last int32) int32 {
	for range maxDraws {
		i := g.draw(v, s, last)
		if !g.log.catalogue[i].Published.After(s.now) {
			return i
		}
	}
	return data.NoItem
}

func (g *generator) draw(v *visitor, s *session, last int32) int32 {
	if last != data.NoItem && v.r.Float64() < followShare {
		return g.truth.Next[last][choose(v.r, followOdds[:])]
	}
	g.truth.categoryProb(g.share, v.p, s.now, s.daypart)
	l := g.truth.cumulative[shelfBrand{choose(v.r, g.share), g.truth.Brand[v.p]}]
	return l.draw(v.r)
}

// visit looks at an item, and perhaps more.
func (g *generator) visit(v *visitor, s *session, i int32) {
	best := g.truth.IsBest(v.p, i)
	g.emit(v, s, i, "view", noValue)
	if v.r.Float64() < .3 {
		seconds := math.Exp(3 + .5*v.r.NormFloat64())
		if best {
			seconds *= 2
		}
		g.emit(v, s, i, "dwell", float32(math.Round(seconds*10)/10))
	}
	opinion := v.r.Float64()
	if best && opinion < .06 {
		g.emit(v, s, i, "like", noValue)
	} else if !best && opinion < .03 {
		g.emit(v, s, i, "dislike", noValue)
	}
	if v.r.Float64() < g.truth.Buy[s.device] {
		g.emit(v, s, i, "add_to_cart", noValue)
		if v.r.Float64() < .5 {
			g.purchase(v, s, i)
		}
	}
}

// purchase buys an item and, if it will be used up, notes when.
func (g *generator) purchase(v *visitor, s *session, i int32) {
	g.emit(v, s, i, "purchase", noValue)
	if days := g.truth.Period[g.truth.Category[i]]; days > 0 {
		hours := days * 24 * (.8 + .4*v.r.Float64())
		v.repeats = append(v.repeats, repeat{i, s.now.Add(time.Duration(hours * float64(time.Hour)))})
	}
}

// emit writes an event and lets 5 to 60 seconds pass.
func (g *generator) emit(v *visitor, s *session, item int32, kind string, value float32) {
	e := event{
		person: v.name, kind: []byte(kind), value: value,
		moment:  moment{s.now.UnixMilli(), minutesEast(s.now)},
		context: [][]byte{[]byte(dayparts[s.daypart]), []byte(devices[s.device])},
	}
	if item != data.NoItem {
		e.item = []byte(g.log.catalogue[item].ID)
	}
	if err := g.log.add(&e); err != nil && g.err == nil {
		g.err = err
	}
	s.now = s.now.Add(time.Duration(5+v.r.IntN(56)) * time.Second)
}

// choose draws an index with the given odds, which need not sum to 1.
func choose(r *rand.Rand, odds []float64) int {
	sum := 0.0
	for _, o := range odds {
		sum += o
	}
	x := r.Float64() * sum
	for i, o := range odds {
		if x -= o; x < 0 {
			return i
		}
	}
	return len(odds) - 1
}

// geometric draws a number from 0 up with the given mean, by inversion.
func geometric(r *rand.Rand, mean float64) int {
	if mean <= 0 {
		return 0
	}
	return int(math.Log(1-r.Float64()) / math.Log(mean/(1+mean)))
}
