package train

// This file is the trainer's configuration, its defaults and its ranges; configfile.go reads it from YAML.

import (
	"fmt"
	"maps"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // site_timezone works on machines without a zone database

	"github.com/hearthrank/hearth/engine/consent"
)

// Config says how a data set becomes a pack. It is a value: the With methods return changed copies, and no
// copy's Events may be written to. docs/CONFIG.md describes the file it is read from.
type Config struct {
	Catalogue  string               // id of the catalogue, 1 to 64 of a-z 0-9 . _ -; "" takes it from the data spec
	Sequence   uint64               // of the pack; devices refuse a lower one; 1 and up, default 1
	TimeUnit   string               // "auto" (default), "rfc3339", "s" or "ms": the own format's time column
	Timezone   string               // IANA name of the zone of rows without an offset; "" means UTC
	Titles     bool                 // keep titles in the pack; default true
	MinPersons int                  // distinct persons behind each edge, attribute weight and context cell, 1 to 1,000; default 3
	Edges      int                  // stored edges an item, on average over the pack, 0 to 1,000; default 75
	Budget     int                  // brotli bytes an item that the statistics may take, 0 to 1,000,000: edges are left out until they fit; 0: no budget; default 150
	MinRating  float64              // "rating" events with a lower value are evidence against the item; 0 (default): none are
	Events     map[string]EventType // by type; at most 64
	Purposes   []consent.Purpose    // what the person is asked for, at most 32; none: the engine's own purpose "rank"
	Sensitive  []SensitiveItems     // the declared list of sensitive items, beside the catalogue's own
	Proxies    string               // file of reviewed proxies, as the configuration names it
	Approved   []Approved           // what LoadConfig read from it: items sensitive as proxies
}

// EventType is how events of one type are taken.
type EventType struct {
	Weight   float64       // -16 to 16: 0 is recorded but no evidence, below 0 is evidence against the item
	HalfLife time.Duration // the evidence halves in this time, 1 minute to 36,500 days; 0: it never fades
	Seen     bool          // the item counts as seen from then on; the default policy hides seen items
	NoItem   bool          // may name no item
}

const (
	day           = 24 * time.Hour
	maxHalfLife   = 36500 * day
	maxWeight     = 16
	maxEventTypes = 64
	maxMinPersons = 1000
	maxEdges      = 1000
	maxBudget     = 1_000_000
	maxMinRating  = 1_000_000
	maxSequence   = 1<<53 - 1
)

// DefaultConfig returns the configuration of an empty file.
func DefaultConfig() Config {
	return Config{
		Sequence: 1, TimeUnit: "auto", Titles: true, MinPersons: 3, Edges: 75, Budget: 150,
		Events: map[string]EventType{
			// A glance: the commonest and weakest sign, stale within weeks.
			"view": {Weight: 1, HalfLife: 30 * day},
			// As a view, but chosen from a list.
			"click": {Weight: 1, HalfLife: 30 * day},
			// Comes on top of the view it belongs to.
			"dwell": {Weight: .5, HalfLife: 30 * day},
			// Intent, but much of it is dropped again.
			"add_to_cart": {Weight: 3, HalfLife: 30 * day},
			// The strongest sign of taste; what is bought need not be shown again.
			"purchase": {Weight: 5, HalfLife: 180 * day, Seen: true},
			// Said outright, so it holds for long; what is liked is known already.
			"like": {Weight: 4, HalfLife: 180 * day, Seen: true},
			// Said outright against; hidden, and evidence against its like.
			"dislike": {Weight: -4, HalfLife: 180 * day, Seen: true},
			// "Not now" more than "never": hidden, mild and soon forgiven as evidence.
			"dismiss": {Weight: -1, HalfLife: 30 * day, Seen: true},
			// Names no item, so it can be no evidence for one; kept for the log.
			"search": {Weight: 0, HalfLife: 30 * day, NoItem: true},
			// The shop's doing, not the person's: no evidence.
			"impression": {Weight: 0, HalfLife: 7 * day},
			// To rate is to know; the rating itself matters through min_rating only. Tastes change slowly.
			"rating": {Weight: 1, HalfLife: 365 * day, Seen: true},
		},
	}
}

// newEventType is what a type that has no default starts from.
var newEventType = EventType{Weight: 1, HalfLife: 30 * day}

// WithCatalogue returns a copy with this catalogue id.
func (c Config) WithCatalogue(id string) Config { c.Catalogue = id; return c }

// WithSequence returns a copy with this sequence number.
func (c Config) WithSequence(n uint64) Config { c.Sequence = n; return c }

// WithTitles returns a copy that keeps titles in the pack or not.
func (c Config) WithTitles(keep bool) Config { c.Titles = keep; return c }

// WithMinPersons returns a copy with this least number of persons.
func (c Config) WithMinPersons(k int) Config { c.MinPersons = k; return c }

// WithEdges returns a copy with this number of edges per item.
func (c Config) WithEdges(n int) Config { c.Edges = n; return c }

// WithBudget returns a copy with this budget.
func (c Config) WithBudget(bytes int) Config { c.Budget = bytes; return c }

// Filled returns a copy that keeps as many edges as its budget allows.
func (c Config) Filled() Config { c.Edges = maxEdges; return c }

// WithEvent returns a copy in which events of a type are taken so.
func (c Config) WithEvent(name string, t EventType) Config {
	c.Events = maps.Clone(c.Events)
	if c.Events == nil {
		c.Events = map[string]EventType{}
	}
	c.Events[name] = t
	return c
}

// WithPurposes returns a copy that asks for these purposes.
func (c Config) WithPurposes(purposes ...consent.Purpose) Config { c.Purposes = purposes; return c }

// WithSensitive returns a copy with this declared list.
func (c Config) WithSensitive(list ...SensitiveItems) Config { c.Sensitive = list; return c }

// WithApproved returns a copy in which these items are sensitive as proxies.
func (c Config) WithApproved(list ...Approved) Config { c.Approved = list; return c }

// Types returns the names of the event types in alphabetical order.
func (c Config) Types() []string { return slices.Sorted(maps.Keys(c.Events)) }

// NoItemTypes returns the names of the event types that may name no item, never nil.
func (c Config) NoItemTypes() []string {
	names := []string{}
	for _, n := range c.Types() {
		if c.Events[n].NoItem {
			names = append(names, n)
		}
	}
	return names
}

// Location returns the site's time zone, nil when none is set. The error is Validate's.
func (c Config) Location() (*time.Location, error) {
	if c.Timezone == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "Local" {
		return nil, fmt.Errorf("%q is not a zone such as Europe/Berlin", c.Timezone)
	}
	return zone, nil
}

// fieldError is a fault of one key; path is the way to it in the file.
type fieldError struct {
	path   []string
	reason string
}

func (e *fieldError) Error() string {
	return strings.ReplaceAll(strings.Join(e.path, "."), ".[", "[") + ": " + e.reason // steps of lists are "[0]"
}

func faultf(key, format string, args ...any) error {
	return &fieldError{[]string{key}, fmt.Sprintf(format, args...)}
}

var catalogueID = regexp.MustCompile(`^[a-z0-9._-]{1,64}$`)

// Validate returns an error for the first field, in the order of the struct, that is out of its range.
func (c Config) Validate() error {
	if c.Catalogue != "" && !catalogueID.MatchString(c.Catalogue) {
		return faultf("catalogue", "%q: want 1 to 64 of a-z 0-9 . _ -", c.Catalogue)
	}
	if c.Sequence == 0 || c.Sequence > maxSequence {
		return faultf("sequence", "%d: want 1 to 2^53 - 1", c.Sequence)
	}
	if !slices.Contains([]string{"auto", "rfc3339", "s", "ms"}, c.TimeUnit) {
		return faultf("time_unit", "%q: want auto, rfc3339, s or ms", c.TimeUnit)
	}
	if _, err := c.Location(); err != nil {
		return faultf("site_timezone", "%v", err)
	}
	if c.MinPersons < 1 || c.MinPersons > maxMinPersons {
		return faultf("min_persons", "%d: want 1 to %d", c.MinPersons, maxMinPersons)
	}
	if c.Budget < 0 || c.Budget > maxBudget {
		return faultf("budget", "%d: want 0 to %d", c.Budget, maxBudget)
	}
	if c.Edges < 0 || c.Edges > maxEdges {
		return faultf("edges", "%d: want 0 to %d", c.Edges, maxEdges)
	}
	if !(c.MinRating >= 0 && c.MinRating <= maxMinRating) {
		return faultf("min_rating", "%v: want 0 to %d", c.MinRating, maxMinRating)
	}
	if err := c.validateEvents(); err != nil {
		return err
	}
	if err := c.validatePurposes(); err != nil {
		return err
	}
	return c.validateSensitive()
}

func (c Config) validateEvents() error {
	if len(c.Events) > maxEventTypes {
		return faultf("events", "%d types: want at most %d", len(c.Events), maxEventTypes)
	}
	for _, name := range c.Types() {
		if !catalogueID.MatchString(name) {
			return &fieldError{[]string{"events", name}, "the name of an event type is 1 to 64 of a-z 0-9 . _ -"}
		}
		if key, reason := c.Events[name].fault(); key != "" {
			return &fieldError{[]string{"events", name, key}, reason}
		}
	}
	return nil
}

// fault returns the key that is out of range and why, or "".
func (t EventType) fault() (key, reason string) {
	if !(math.Abs(t.Weight) <= maxWeight) {
		return "weight", fmt.Sprintf("%v: want -16 to 16", t.Weight)
	}
	if t.HalfLife != 0 && (t.HalfLife < time.Minute || t.HalfLife > maxHalfLife) {
		return "half_life", fmt.Sprintf("%v: want 1m to 36500d, or none", t.HalfLife)
	}
	return "", ""
}

// CatalogueOf makes a catalogue id of a data spec: the base name of its path in lower case, with "-" for what
// an id cannot hold; the prefix when there is no path, as in "sample:"; and "catalogue" when nothing is left.
func CatalogueOf(spec string) string {
	prefix, rest, _ := strings.Cut(spec, ":")
	name := path.Base(strings.ReplaceAll(rest, "\\", "/"))
	if name == "." || name == "/" || prefix == "sample" {
		name = prefix
	}
	name = notInID.ReplaceAllString(strings.ToLower(name), "-")
	name = strings.Trim(name[:min(64, len(name))], "-.")
	if name == "" {
		return "catalogue"
	}
	return name
}

var notInID = regexp.MustCompile(`[^a-z0-9._-]+`)
