package dataset

// This file sets up the generator of a small shop: its size, its goods and the spec that names it.

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host/train/data"
)

// SampleConfig is the size of a generated shop. The same config gives the same shop.
type SampleConfig struct {
	Persons  int            // 1 to 10,000,000; default 2,000
	Items    int            // 24 to 1,000,000; default 400
	Days     int            // length of the log from 1 January 2025, 1 to 3,650; default 365
	Sessions int            // mean sessions per person, 1 to 1,000; default 8
	Seed     uint64         // default 1
	Zone     *time.Location // of the shop's visitors; nil means UTC
}

// DefaultSample returns the shop of "sample:", some 100,000 events.
func DefaultSample() SampleConfig {
	return SampleConfig{Persons: 2000, Items: 400, Days: 365, Sessions: 8, Seed: 1}
}

func (c SampleConfig) validate() error {
	for _, f := range []struct {
		name          string
		got, min, max int
	}{
		{"persons", c.Persons, 1, 10_000_000},
		{"items", c.Items, 2 * len(shelves), 1_000_000},
		{"days", c.Days, 1, 3650},
		{"sessions", c.Sessions, 1, 1000},
	} {
		if f.got < f.min || f.got > f.max {
			return fmt.Errorf("sample: %s %d: want %d to %d", f.name, f.got, f.min, f.max)
		}
	}
	return nil
}

// parseSample reads "persons=2000,items=400,…" over the defaults.
func parseSample(text string) (SampleConfig, error) {
	c := DefaultSample()
	sizes := map[string]*int{"persons": &c.Persons, "items": &c.Items, "days": &c.Days, "sessions": &c.Sessions}
	if text == "" {
		return c, nil
	}
	for _, part := range strings.Split(text, ",") {
		key, value, _ := strings.Cut(part, "=")
		var err error
		switch size := sizes[key]; {
		case size != nil:
			*size, err = strconv.Atoi(value)
		case key == "seed":
			c.Seed, err = strconv.ParseUint(value, 10, 64)
		default:
			return c, fmt.Errorf("sample: unknown %q: want persons, items, days, sessions or seed", key)
		}
		if err != nil {
			return c, fmt.Errorf("sample: %s %q: want a whole number", key, value)
		}
	}
	return c, nil
}

// loadSample generates the shop that the spec asks for.
func loadSample(l *loader, rest string) (*data.Set, error) {
	c, err := parseSample(rest)
	if err != nil {
		return nil, err
	}
	c.Zone = l.opt.Timezone
	set, _, err := Sample(c)
	if err != nil {
		return nil, err
	}
	set.Name = l.name
	return set, nil
}

// shelf is a category of the shop, with names for its goods.
type shelf struct {
	name   string
	price  float64 // a typical one
	period float64 // days until goods are used up; 0 for goods that last
	nouns  []string
}

var shelves = []shelf{
	{"Coffee & Tea", 11, 28, []string{"Espresso Beans", "Green Tea", "Filter Roast", "Chai Blend"}},
	{"Lighting", 60, 0, []string{"Desk Lamp", "Pendant", "Floor Lamp", "Lantern"}},
	{"Kitchen", 35, 0, []string{"Skillet", "Kettle", "Chef's Knife", "Mixing Bowl"}},
	{"Bedding", 80, 0, []string{"Duvet", "Pillow", "Linen Sheet", "Throw"}},
	{"Garden", 25, 0, []string{"Planter", "Watering Can", "Seed Box", "Pruner"}},
	{"Wellness", 18, 35, []string{"Vitamin Drops", "Bath Salt", "Sleep Tea", "Knee Support"}},
	{"Books", 16, 0, []string{"Cookbook", "Atlas", "Field Guide", "Novel"}},
	{"Games", 30, 0, []string{"Card Game", "Puzzle", "Dice Set", "Board Game"}},
	{"Cleaning", 8, 21, []string{"Dish Soap", "Laundry Flakes", "Glass Spray", "Sponges"}},
	{"Outdoors", 70, 0, []string{"Rucksack", "Camp Stove", "Water Bottle", "Hammock"}},
	{"Stationery", 9, 0, []string{"Notebook", "Fountain Pen", "Calendar", "Paper Set"}},
	{"Pets", 14, 24, []string{"Cat Food", "Dog Treats", "Litter", "Bird Seed"}},
}

var (
	brands     = []string{"Alder", "Birch & Co", "Corrie", "Dunlin", "Esker", "Fenwick", "Gannet", "Harbour"}
	adjectives = []string{
		"Quiet", "Amber", "Nordic", "Little", "Classic", "Bright", "Soft", "Wild", "Plain", "Golden",
		"Folded", "Slow", "Winter", "Summer", "River", "Stone", "Copper", "Velvet", "Early", "Northern",
	}
	dayparts = []string{"night", "morning", "afternoon", "evening"} // six hours each, from midnight
	devices  = []string{"phone", "desktop", "tablet"}
)

// sampleStart is the first moment of the log, before the zone is applied.
var sampleStart = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// stock makes the catalogue: item i stands on shelf i mod 12, its brand, price, flags and date drawn. One in
// ten is published during the log, one in thirty is sold out at its end, three in ten of Wellness are sensitive.
func stock(c SampleConfig, r *rand.Rand) []data.Item {
	items := make([]data.Item, c.Items)
	taken := map[string]int{}
	for i := range items {
		s := shelves[i%len(shelves)]
		items[i] = data.Item{
			ID:    fmt.Sprintf("i%04d", i+1),
			Title: uniqueTitle(taken, s, r),
			Attributes: map[string][]string{
				"category": {s.name},
				"brand":    {brands[r.IntN(len(brands))]},
			},
			PriceCents: int64(s.price*math.Exp(.4*r.NormFloat64())*20) * 5,
			Available:  r.IntN(30) != 0,
			Published:  publication(c, r),
		}
		if s.name == "Wellness" && r.Float64() < .3 {
			items[i].Sensitive = []string{"health"}
		}
	}
	return items
}

// uniqueTitle draws a title, numbered when it is taken.
func uniqueTitle(taken map[string]int, s shelf, r *rand.Rand) string {
	title := adjectives[r.IntN(len(adjectives))] + " " + s.nouns[r.IntN(len(s.nouns))]
	taken[title]++
	if n := taken[title]; n > 1 {
		return fmt.Sprintf("%s No. %d", title, n)
	}
	return title
}

// publication draws a day within the log for one item in ten, within the two years before it for the others.
func publication(c SampleConfig, r *rand.Rand) time.Time {
	day := -1 - r.IntN(730)
	if r.IntN(10) == 0 {
		day = r.IntN(c.Days)
	}
	return sampleStart.AddDate(0, 0, day)
}
