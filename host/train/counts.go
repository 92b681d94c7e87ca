package train

import (
	"cmp"
	"math"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
)

// counts are the trainer's view of a set: the events that are evidence for something, in sequence, by pack item.
type counts struct {
	set   *data.Set
	cfg   Config
	order []int32 // pack item → set item: most events first, so that gaps between popular columns are small; too few persons count as none
	index []int32 // set item → pack item

	item   []int32 // pack item of each positive event, persons one after another, each in time order
	person []int32 // and its person
	event  []int32 // and its row in the set

	first   []int32   // by person: the place of its first event in item; one more than persons
	recency []float64 // by place: 2^(−age/a tenth of the log's span), in whole units of 2⁻³⁰

	n       []int32 // positive events, by pack item
	persons []int32 // distinct persons behind them, by pack item
	where   []int32 // positions in item of each item's events: those of item i are where[start[i]:start[i+1]]
	start   []int32
}

// count walks the set once; memory and time are linear in events.
func count(set *data.Set, cfg Config) *counts {
	c := &counts{set: set, cfg: cfg}
	e := &set.Events
	speaks := cfg.SpeaksFor(e)
	for i := range e.Len() {
		if speaks(i) {
			c.item = append(c.item, e.Item[i])
			c.person = append(c.person, int32(e.Person[i]))
			c.event = append(c.event, int32(i))
		}
	}
	c.arrange(c.tally())
	for pos, i := range c.item {
		c.item[pos] = c.index[i]
	}
	c.invert()
	c.span()
	return c
}

// span finds where each person's events begin, and how recent each event is against the whole log.
func (c *counts) span() {
	c.first = make([]int32, len(c.set.Events.Persons)+1)
	for pos := range c.person {
		c.first[c.person[pos]+1]++
	}
	for p := range len(c.first) - 1 {
		c.first[p+1] += c.first[p]
	}
	c.recency = make([]float64, len(c.item))
	if len(c.event) == 0 {
		return
	}
	time := c.set.Events.Time
	from, to := time[c.event[0]], time[c.event[0]]
	for _, row := range c.event {
		from, to = min(from, time[row]), max(to, time[row])
	}
	for pos, row := range c.event {
		c.recency[pos] = whole(math.Exp2(-float64(to-time[row]) / (recencyShare * float64(max(1, to-from)))))
	}
}

// recencyShare is the share of the log's span in which recency halves.
const recencyShare = .1

// ratingType is the event type whose value is a rating, which Config.MinRating speaks of.
const ratingType = "rating"

// SpeaksFor returns a function that says of a row of e whether the event is evidence for its item: it names one, its type has a weight
// above 0, and it is no "rating" with a value below MinRating (a rating without a value is not below it).
func (c Config) SpeaksFor(e *data.Events) func(row int) bool {
	positive := make([]bool, len(e.Types))
	rating := -1
	for i, name := range e.Types {
		positive[i] = c.Events[name].Weight > 0
		if name == ratingType && c.MinRating != 0 {
			rating = i
		}
	}
	least := float32(c.MinRating) // as the values are: 4.1 is not below 4.1
	return func(row int) bool {
		kind := e.Type[row]
		return e.Item[row] >= 0 && positive[kind] && !(int(kind) == rating && e.Value[row] < least)
	}
}

// tally counts positive events and the distinct persons behind them by set item.
func (c *counts) tally() (n, persons []int32) {
	n, persons = make([]int32, len(c.set.Items)), make([]int32, len(c.set.Items))
	last := slices.Repeat([]int32{-1}, len(n))
	for pos, i := range c.item {
		n[i]++
		if last[i] != c.person[pos] {
			last[i] = c.person[pos]
			persons[i]++
		}
	}
	return n, persons
}

// arrange orders the pack's items by count, then by id. The place of an item with too few persons behind it does not tell its count.
func (c *counts) arrange(n, persons []int32) {
	c.order = make([]int32, len(n))
	for i := range c.order {
		c.order[i] = int32(i)
	}
	known := func(i int32) int32 {
		if c.enough(persons[i]) {
			return n[i]
		}
		return 0
	}
	slices.SortFunc(c.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(known(b), known(a)), cmp.Compare(c.set.Items[a].ID, c.set.Items[b].ID))
	})
	c.index, c.n, c.persons = make([]int32, len(n)), make([]int32, len(n)), make([]int32, len(n))
	for k, i := range c.order {
		c.index[i], c.n[k], c.persons[k] = int32(k), n[i], persons[i]
	}
}

// invert lists each item's events.
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
	for pos, i := range c.item {
		c.where[next[i]] = int32(pos)
		next[i]++
	}
}

// events returns the positions of an item's events.
func (c *counts) events(item int) []int32 { return c.where[c.start[item]:c.start[item+1]] }

// enough reports whether k distinct persons suffice for the pack.
func (c *counts) enough(k int32) bool { return int(k) >= c.cfg.MinPersons }
