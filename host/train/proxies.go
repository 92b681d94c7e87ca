package train

// This file finds items that go together with sensitive ones, for a person to review.

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
)

// Default thresholds of FindProxies.
const (
	DefaultProxyLLR  = 10.83 // the 99.9 % point of χ² with one degree of freedom
	DefaultProxyLift = 1.1
)

// ProxyOptions say which items FindProxies lists.
type ProxyOptions struct {
	LLR  float64 // least log-likelihood ratio, 0 and up
	Lift float64 // least lift, 1 and up
}

// DefaultProxyOptions returns the default thresholds.
func DefaultProxyOptions() ProxyOptions { return ProxyOptions{DefaultProxyLLR, DefaultProxyLift} }

// Validate returns an error for the first field out of its range.
func (o ProxyOptions) Validate() error {
	if !(o.LLR >= 0) || math.IsInf(o.LLR, 0) {
		return fmt.Errorf("proxy_llr: %v: want 0 or more", o.LLR)
	}
	if !(o.Lift >= 1) || math.IsInf(o.Lift, 0) {
		return fmt.Errorf("proxy_lift: %v: want 1 or more", o.Lift)
	}
	return nil
}

// Proxy is an item and how strongly it goes together with the sensitive items of a kind. Persons are counted who have evidence, for or
// against, in their histories.
type Proxy struct {
	Approve  bool    `json:"approve" yaml:"approve"` // the person who reviews sets it
	Kind     string  `json:"kind" yaml:"kind"`
	Item     string  `json:"item" yaml:"item"`
	Title    string  `json:"title,omitempty" yaml:"title,omitempty"`
	Persons  int     `json:"persons" yaml:"persons"`   // who used the item
	Both     int     `json:"both" yaml:"both"`         // of them, who also used a sensitive item of the kind
	Share    float64 `json:"share" yaml:"share"`       // Both/Persons: the conditional probability
	Expected float64 `json:"expected" yaml:"expected"` // that share among persons as active who did not use the item
	Lift     float64 `json:"lift" yaml:"lift"`         // Share/Expected
	LLR      float64 `json:"llr" yaml:"llr"`           // −2 log λ of Dunning (1993)
}

// FindProxies returns the items that go together with sensitive items of a kind that they are not of themselves, by kind and by falling
// LLR: those with at least MinPersons persons behind the pair and both thresholds reached, and those that the configuration's list of
// proxies approves already. Approved proxies do not count as sensitive here, so that a list does not grow by itself.
//
// The LLR compares the share of persons with a sensitive item among the n1 who used the item, k1/n1, with the share among the n2 who did not:
//
//	−2 log λ = 2 [log L(p1, k1, n1) + log L(p2, k2, n2) − log L(p, k1, n1) − log L(p, k2, n2)],
//	log L(p, k, n) = k log p + (n − k) log(1 − p),  p1 = k1/n1,  p2 = k2/n2,  p = (k1 + k2)/(n1 + n2)
//
// (Dunning 1993, Accurate methods for the statistics of surprise and coincidence, section 4.1, the binomial case). Active persons used
// more of everything, sensitive items too; so the second share is standardised to the activity of the first group: the average of the
// shares by activity class, weighted with the first group's numbers, and k2 is that average times n2. The class of a person is the binary length of the number of
// other items used that are not of the kind. Where activity makes no difference this is Dunning's own table.
func FindProxies(set *data.Set, cfg Config, o ProxyOptions) ([]Proxy, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	kinds, err := cfg.declared(set)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, own := range kinds {
		for _, kind := range own {
			names[kind] = true
		}
	}
	if len(names) == 0 {
		return nil, errors.New("no item is sensitive, so none can be a proxy: mark some in the catalogue or in sensitive_kinds")
	}
	h := historiesOf(set, cfg)
	var all []Proxy
	for _, kind := range slices.Sorted(maps.Keys(names)) {
		all = append(all, h.proxies(kind, kinds, o)...)
	}
	return all, nil
}

// histories are the distinct items that each person has evidence on.
type histories struct {
	set   *data.Set
	cfg   Config
	items [][]int32 // by person
	users [][]int32 // by item
}

func historiesOf(set *data.Set, cfg Config) *histories {
	e := &set.Events
	h := &histories{set: set, cfg: cfg, items: make([][]int32, len(e.Persons)), users: make([][]int32, len(set.Items))}
	for row := range e.Len() {
		if e.Item[row] >= 0 && cfg.Events[e.Types[e.Type[row]]].Weight != 0 {
			p := e.Person[row]
			h.items[p] = append(h.items[p], e.Item[row])
		}
	}
	for p, items := range h.items {
		slices.Sort(items)
		h.items[p] = slices.Compact(items)
		for _, i := range h.items[p] {
			h.users[i] = append(h.users[i], int32(p))
		}
	}
	return h
}

// classes counts persons by activity, and of them those who used a sensitive item.
type classes struct{ persons, holders [32]int }

func (c *classes) count(class int, holds bool) {
	c.persons[class]++
	if holds {
		c.holders[class]++
	}
}

// minus takes other counts away and returns what is left in all.
func (c *classes) minus(o *classes) (left classes, persons, holders int) {
	for k := range c.persons {
		left.persons[k], left.holders[k] = c.persons[k]-o.persons[k], c.holders[k]-o.holders[k]
		persons, holders = persons+left.persons[k], holders+left.holders[k]
	}
	return left, persons, holders
}

// exposure is what persons did with the items of one kind.
type exposure struct {
	holds  []bool // by person: used an item of the kind
	others []int  // by person: items used that are not of the kind
	all    classes
}

// class is the activity class of a number of items.
func class(items int) int { return bits.Len(uint(items)) }

func (h *histories) exposure(kind string, kinds [][]string) *exposure {
	x := &exposure{holds: make([]bool, len(h.items)), others: make([]int, len(h.items))}
	for p, items := range h.items {
		for _, i := range items {
			if slices.Contains(kinds[i], kind) {
				x.holds[p] = true
			} else {
				x.others[p]++
			}
		}
		if x.others[p] > 0 { // others could not have used an item that is not of the kind
			x.all.count(class(x.others[p]), x.holds[p])
		}
	}
	return x
}

// proxies lists the items of one kind.
func (h *histories) proxies(kind string, kinds [][]string, o ProxyOptions) []Proxy {
	x := h.exposure(kind, kinds)
	approved := map[string]bool{}
	for _, a := range h.cfg.Approved {
		approved[a.Item] = approved[a.Item] || a.Kind == kind
	}
	var list []Proxy
	for i := range h.users {
		if slices.Contains(kinds[i], kind) {
			continue
		}
		p := Proxy{Kind: kind, Item: h.set.Items[i].ID, Title: h.set.Items[i].Title, Approve: approved[h.set.Items[i].ID]}
		if h.measure(&p, x, h.users[i]) && p.LLR >= o.LLR && p.Lift >= o.Lift || p.Approve {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b Proxy) int { return cmp.Or(cmp.Compare(b.LLR, a.LLR), cmp.Compare(a.Item, b.Item)) })
	return list
}

// measure fills in the figures, and reports false, with none filled in, when too few persons are behind the pair or the item does not go
// together with the kind.
func (h *histories) measure(p *Proxy, x *exposure, users []int32) bool {
	var own, moved classes // the users in their own class, and in the class without the item
	both := 0
	for _, u := range users {
		own.count(class(x.others[u]), x.holds[u])
		moved.count(class(max(1, x.others[u]-1)), x.holds[u])
		if x.holds[u] {
			both++
		}
	}
	rest, persons, holders := x.all.minus(&own)
	if both < h.cfg.MinPersons || both == 0 || persons == 0 {
		return false
	}
	n := float64(len(users))
	expected := 0.0
	for k, weight := range moved.persons {
		rate := float64(holders) / float64(persons)
		if rest.persons[k] > 0 {
			rate = float64(rest.holders[k]) / float64(rest.persons[k])
		}
		expected += float64(weight) / n * rate
	}
	share := float64(both) / n
	if share <= expected {
		return false
	}
	p.Persons, p.Both, p.Share, p.Expected = len(users), both, rounded(share), rounded(expected)
	p.LLR = rounded(dunning(float64(both), n, expected*float64(persons), float64(persons)))
	p.Lift = rounded(share / max(expected, .5/float64(persons))) // nobody at all counts as half a person
	return true
}

// rounded keeps four decimals: figures are for people, and equal on every machine.
func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// dunning returns −2 log λ of k1 of n1 against k2 of n2.
func dunning(k1, n1, k2, n2 float64) float64 {
	p := (k1 + k2) / (n1 + n2)
	return max(0, 2*(logL(k1/n1, k1, n1)+logL(k2/n2, k2, n2)-logL(p, k1, n1)-logL(p, k2, n2)))
}

// logL returns k log p + (n − k) log(1 − p), where 0 log 0 is 0.
func logL(p, k, n float64) float64 {
	sum := 0.0
	if k > 0 {
		sum += k * math.Log(p)
	}
	if n > k {
		sum += (n - k) * math.Log(1-p)
	}
	return sum
}
