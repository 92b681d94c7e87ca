package train

import (
	"slices"
	"strings"

	"github.com/hearthrank/hearth/host/train/data"
)

// counts are the trainer's view of a set: the events that are evidence for something, in sequence, by pack item.
type counts struct {
	set   *data.Set
	cfg   Config
	order []int32 // pack item → set item: most events first, so that gaps between popular columns are small
	index []int32 // set item → pack item

	item   []int32 // pack item of each positive event, persons one after another, each in time order
	person []int32 // and its person
	event  []int32 // and its row in the set

	n       []int32 // positive events, by pack item
	persons []int32 // distinct persons behind them, by pack item
	where   []int32 // positions in item of each item's events: those of item i are where[start[i]:start[i+1]]
	start   []int32
}

// count walks the set once or twice; memory and time are linear in events.
func count(set *data.Set, cfg Config) *counts {
	c := &counts{set: set, cfg: cfg}
	c.arrange(c.tally())
	e := &set.Events
	positive := c.positive()
	for i := range e.Len() {
		if e.Item[i] >= 0 && positive[e.Type[i]] {
			c.item = append(c.item, c.index[e.Item[i]])
			c.person = append(c.person, int32(e.Person[i]))
			c.event = append(c.event, int32(i))
		}
	}
	c.invert()
	return c
}

// positive says for each type of the set whether its events speak for their item.
func (c *counts) positive() []bool {
	p := make([]bool, len(c.set.Events.Types))
	for i, name := range c.set.Events.Types {
		p[i] = c.cfg.Events[name].Weight > 0
	}
	return p
}

// tally counts positive events by set item.
func (c *counts) tally() []int32 {
	n := make([]int32, len(c.set.Items))
	positive := c.positive()
	e := &c.set.Events
	for i := range e.Len() {
		if e.Item[i] >= 0 && positive[e.Type[i]] {
			n[e.Item[i]]++
		}
	}
	return n
}

// arrange orders the pack's items by count, then by id.
func (c *counts) arrange(n []int32) {
	c.order = make([]int32, len(n))
	for i := range c.order {
		c.order[i] = int32(i)
	}
	slices.SortFunc(c.order, func(a, b int32) int {
		if n[a] != n[b] {
			return int(n[b]) - int(n[a])
		}
		return strings.Compare(c.set.Items[a].ID, c.set.Items[b].ID)
	})
	c.index = make([]int32, len(n))
	c.n = make([]int32, len(n))
	for k, i := range c.order {
		c.index[i], c.n[k] = int32(k), n[i]
	}
}

// invert lists each item's events and counts its persons.
func (c *counts) invert() {
	items := len(c.order)
	c.start = make([]int32, items+1)
	for _, i := range c.item {
		c.start[i+1]++
	}
	for i := range items {
		c.start[i+1] += c.start[i]
	}
	next := slices.Clone(c.start)
	c.where = make([]int32, len(c.item))
	c.persons = make([]int32, items)
	last := slices.Repeat([]int32{-1}, items)
	for pos, i := range c.item {
		c.where[next[i]] = int32(pos)
		next[i]++
		if last[i] != c.person[pos] {
			last[i] = c.person[pos]
			c.persons[i]++
		}
	}
}

// events returns the positions of an item's events.
func (c *counts) events(item int) []int32 { return c.where[c.start[item]:c.start[item+1]] }

// enough reports whether k distinct persons suffice for the pack.
func (c *counts) enough(k int32) bool { return int(k) >= c.cfg.MinPersons }
