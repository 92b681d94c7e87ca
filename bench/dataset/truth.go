package dataset

// This file is the model behind the generated shop: what is true of its persons and goods.

import (
	"math"
	"math/rand/v2"
	"sort"
	"time"

	"github.com/hearthrank/hearth/host/train/data"
)

// Truth is what the generator knows and a recommender may find out. Categories, dayparts and devices are
// indexed as in Categories, Dayparts and Devices; items and persons as in the set.
//
// A person p opens sessions: 1 + a geometric number of them, of the mean that the config asks for, each on a
// day drawn evenly, at a daypart d with probability Hours[p][d], on a device v with probability .8 for the
// person's own and .1 for each other. A session has 1 + a geometric number of visits, 4 in the mean. The
// category of a visit is drawn from
//
//	P(c | p, t, d) ∝ Taste[p][c] · exp(.8 cos(2π (day(t) − Peak[c]) / 365)) · Daypart[c][d]       (1)
//
// and the item from
//
//	P(i | c, p) ∝ Popularity[i] · (1 + 3 [brand(i) = Brand[p]])   for i in c                      (2)
//
// but after a visit to item j, with probability .35, the next is instead one of j's three successors, with
// probabilities .5, .3 and .2:
//
//	P(Next[j][k] | j) = .35 · (.5, .3, .2)[k] + .65 · (1)·(2)                                     (3)
//
// An item is not visited before it is published: such a draw is repeated, 16 times at most, and then dropped.
// A visit is a view, with probability .3 a dwell too, of exp(3 + .5 z) seconds, doubled for the person's two
// best categories. It leads to add_to_cart with probability Buy[v], and that to a purchase with probability .5;
// to a like with probability .06 in the two best categories and a dislike with probability .03 elsewhere.
// One session in seven begins with a search. Goods of a category with a Period are used up: after a purchase at t,
// the person's first session after t + Period·u days, u even in [.8, 1.2], begins with probability .7 with
// that item, viewed and purchased again                                                          (4)
type Truth struct {
	Categories, Dayparts, Devices []string
	Taste                         [][]float64 // person → category, sums to 1: .5 and .3 for two, .2 spread evenly
	Best                          [][2]int    // person → the two best categories
	Brand                         []string    // person → the brand liked best
	Hours                         [][]float64 // person → daypart, sums to 1: .64 for one, .12 for each other
	Device                        []int       // person → own device
	Peak                          []float64   // category → day of the year when it sells best, 0 to 365
	Daypart                       [][]float64 // category → daypart → factor, log-normal with sigma .5
	Period                        []float64   // category → days until goods are used up; 0: never
	Popularity                    []float64   // item → weight, (1 + rank)^−.8
	Next                          [][3]int32  // item → its successors, on other shelves, by falling probability
	Buy                           []float64   // device → probability of add_to_cart
	Category                      []int       // item → category

	cumulative map[shelfBrand]ladder // for drawing by (2)
}

// shelfBrand names a table of (2): a category and the brand a person likes best.
type shelfBrand struct {
	category int
	brand    string
}

// ladder is a discrete distribution: item i has the weight sums[i] − sums[i−1].
type ladder struct {
	items []int32
	sums  []float64
}

func (l *ladder) add(item int32, weight float64) {
	if n := len(l.sums); n > 0 {
		weight += l.sums[n-1]
	}
	l.items = append(l.items, item)
	l.sums = append(l.sums, weight)
}

func (l *ladder) draw(r *rand.Rand) int32 {
	x := r.Float64() * l.sums[len(l.sums)-1]
	return l.items[min(sort.SearchFloat64s(l.sums, x), len(l.items)-1)]
}

const (
	seasonStrength = .8
	brandBonus     = 3
	followShare    = .35
)

var followOdds = [3]float64{.5, .3, .2}

// newTruth draws the goods' side of the truth; persons are added one by one.
func newTruth(items []data.Item, r *rand.Rand) *Truth {
	t := &Truth{Dayparts: dayparts, Devices: devices, Buy: []float64{.12, .2, .16}}
	for _, s := range shelves {
		t.Categories = append(t.Categories, s.name)
		t.Period = append(t.Period, s.period)
		t.Peak = append(t.Peak, 365*r.Float64())
		factors := make([]float64, len(dayparts))
		for d := range factors {
			factors[d] = math.Exp(.5 * r.NormFloat64())
		}
		t.Daypart = append(t.Daypart, factors)
	}
	ranks := r.Perm(len(items))
	for i := range items {
		t.Category = append(t.Category, i%len(shelves))
		t.Popularity = append(t.Popularity, math.Pow(1+float64(ranks[i]), -.8))
		t.Next = append(t.Next, successors(i, len(items), r))
	}
	t.buildLadders(items)
	return t
}

// successors draws three different items on other shelves than i's.
func successors(i, n int, r *rand.Rand) (next [3]int32) {
	for k := range next {
		for {
			j := int32(r.IntN(n))
			if int(j)%len(shelves) != i%len(shelves) && j != next[0] && j != next[1] {
				next[k] = j
				break
			}
		}
	}
	return next
}

func (t *Truth) buildLadders(items []data.Item) {
	t.cumulative = map[shelfBrand]ladder{}
	for _, brand := range brands {
		for i := range items {
			key := shelfBrand{t.Category[i], brand}
			l := t.cumulative[key]
			l.add(int32(i), t.weight(items, i, brand))
			t.cumulative[key] = l
		}
	}
}

// weight is the right side of (2).
func (t *Truth) weight(items []data.Item, i int, brand string) float64 {
	if items[i].Attributes["brand"][0] == brand {
		return t.Popularity[i] * (1 + brandBonus)
	}
	return t.Popularity[i]
}

// addPerson draws a person's tastes and habits.
func (t *Truth) addPerson(r *rand.Rand) {
	pair := r.Perm(len(shelves))[:2]
	best := [2]int{pair[0], pair[1]}
	taste := make([]float64, len(shelves))
	for c := range taste {
		taste[c] = .2 / float64(len(shelves))
	}
	taste[best[0]] += .5
	taste[best[1]] += .3
	hours := []float64{.12, .12, .12, .12}
	hours[r.IntN(len(hours))] = .64
	t.Taste = append(t.Taste, taste)
	t.Best = append(t.Best, best)
	t.Hours = append(t.Hours, hours)
	t.Brand = append(t.Brand, brands[r.IntN(len(brands))])
	t.Device = append(t.Device, r.IntN(len(devices)))
}

// CategoryProb returns (1): the probability of each category for person p at the local time and daypart.
func (t *Truth) CategoryProb(p int, local time.Time, daypart int) []float64 {
	out := make([]float64, len(t.Categories))
	t.categoryProb(out, p, local, daypart)
	return out
}

func (t *Truth) categoryProb(out []float64, p int, local time.Time, daypart int) {
	sum := 0.0
	for c := range out {
		angle := 2 * math.Pi * (float64(local.YearDay()-1) - t.Peak[c]) / 365
		out[c] = t.Taste[p][c] * math.Exp(seasonStrength*math.Cos(angle)) * t.Daypart[c][daypart]
		sum += out[c]
	}
	for c := range out {
		out[c] /= sum
	}
}

// ItemProb returns (1)·(2): the probability of each item for a person's visit that follows no other, among
// published and unpublished items alike.
func (t *Truth) ItemProb(p int, local time.Time, daypart int) []float64 {
	out := make([]float64, len(t.Popularity))
	for c, share := range t.CategoryProb(p, local, daypart) {
		l := t.cumulative[shelfBrand{c, t.Brand[p]}]
		before, all := 0.0, l.sums[len(l.sums)-1]
		for k, i := range l.items {
			out[i] = share * (l.sums[k] - before) / all
			before = l.sums[k]
		}
	}
	return out
}

// IsBest says whether item i is in one of the two best categories of person p.
func (t *Truth) IsBest(p int, i int32) bool {
	c := t.Category[i]
	return c == t.Best[p][0] || c == t.Best[p][1]
}
