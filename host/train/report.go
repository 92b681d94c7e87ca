package train

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host/train/data"
)

// Tool is the trainer's name and version, written into every pack.
const Tool = "hearth 0.1.0"

// Support counts item-to-item pairs seen in the data by the number of distinct persons behind them. Each direction counts.
type Support struct {
	One   int64 `json:"1"`
	Two   int64 `json:"2"`
	Three int64 `json:"3-4"`
	Five  int64 `json:"5-9"`
	Ten   int64 `json:"10+"`
}

func (s *Support) count(persons int32) {
	switch {
	case persons >= 10:
		s.Ten++
	case persons >= 5:
		s.Five++
	case persons >= 3:
		s.Three++
	case persons == 2:
		s.Two++
	default:
		s.One++
	}
}

func (s *Support) merge(o Support) {
	s.One, s.Two, s.Three, s.Five, s.Ten = s.One+o.One, s.Two+o.Two, s.Three+o.Three, s.Five+o.Five, s.Ten+o.Ten
}

// Shares returns the share of pairs in each class, in ascending order of support.
func (s Support) Shares() [5]float64 {
	all := [5]int64{s.One, s.Two, s.Three, s.Five, s.Ten}
	total := max(1, s.One+s.Two+s.Three+s.Five+s.Ten)
	var shares [5]float64
	for i, n := range all {
		shares[i] = float64(n) / float64(total)
	}
	return shares
}

// Report says what a pack was made from and how. The pack carries it as JSON: it names no person and no path.
type Report struct {
	Tool       string      `json:"tool"`
	Data       string      `json:"data"` // the loader's prefix and the last part of the path
	Synthetic  bool        `json:"synthetic,omitempty"`
	Clock      string      `json:"clock"`
	From       string      `json:"from,omitempty"` // date of the first and of the last event, when the clock is real
	To         string      `json:"to,omitempty"`
	Items      int         `json:"items"`
	Persons    int         `json:"persons"`
	Events     int         `json:"events"`
	Used       int         `json:"used"` // events that are positive evidence
	Refused    int         `json:"refused,omitempty"`
	MinPersons int         `json:"min_persons"`
	EdgesMost  int         `json:"edges_an_item"`
	Edges      int         `json:"edges"`
	Support    Support     `json:"support"` // pairs before min_persons and edges_an_item cut
	Cells      int         `json:"context_cells"`
	Dropped    int         `json:"attributes_dropped,omitempty"` // above 64 an item
	Purposes   []Asked     `json:"purposes,omitempty"`           // not in the provenance: the pack has them itself
	Sensitive  []KindCount `json:"sensitive,omitempty"`          // by kind, in alphabetical order
	Gone       int         `json:"proxies_gone,omitempty"`       // approved proxies that the catalogue does not have
	Settings   Settings    `json:"settings"`
	Bytes      int         `json:"-"` // size of the pack; it cannot be in the pack itself
}

func newReport(set *data.Set, c *counts, s Settings) *Report {
	r := &Report{
		Tool: Tool, Data: publicName(set.Name), Synthetic: set.Synthetic, Clock: set.Clock.String(),
		Items: len(set.Items), Persons: len(set.Events.Persons), Events: set.Events.Len(), Used: len(c.item),
		Refused: set.Summary.Bad, MinPersons: c.cfg.MinPersons, EdgesMost: c.cfg.Edges, Purposes: asked(c.cfg.Purposes), Settings: s,
	}
	if set.Clock == data.ClockReal && set.Events.Len() > 0 {
		lo, hi := set.Events.Time[0], set.Events.Time[0]
		for _, t := range set.Events.Time {
			lo, hi = min(lo, t), max(hi, t)
		}
		r.From, r.To = date(lo), date(hi)
	}
	return r
}

// sensitive counts the sensitive items and returns the kinds of each item of the set.
func (r *Report) sensitive(set *data.Set, cfg Config) (kinds [][]string, err error) {
	own, err := cfg.declared(set)
	if err != nil {
		return nil, err
	}
	kinds, r.Gone, err = cfg.sensitivity(set)
	r.Sensitive = cfg.countKinds(own, kinds)
	return kinds, err
}

// provenance is what the pack carries of the report.
func (r *Report) provenance() ([]byte, error) {
	kept := *r
	kept.Purposes = nil
	return json.Marshal(kept)
}

func date(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }

// publicName strips the folders from a data spec: "movielens:/srv/me/ml" becomes "movielens:ml". A backslash parts folders too.
func publicName(spec string) string {
	prefix, rest, found := strings.Cut(spec, ":")
	if !found {
		return lastPart(spec)
	}
	return prefix + ":" + lastPart(rest)
}

func lastPart(path string) string {
	path = strings.TrimRight(path, `/\`)
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

// String is the report for people.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "data       %s", r.Data)
	if r.Synthetic {
		b.WriteString(" (synthetic behaviour)")
	}
	if r.From != "" {
		fmt.Fprintf(&b, ", %s to %s", r.From, r.To)
	}
	fmt.Fprintf(&b, "\nevents     %d of %d persons, %d used; %d rows refused\n", r.Events, r.Persons, r.Used, r.Refused)
	fmt.Fprintf(&b, "items      %d\n", r.Items)
	fmt.Fprintf(&b, "edges      %d, at most %d an item on average, at least %d persons behind each\n", r.Edges, r.EdgesMost, r.MinPersons)
	sh := r.Support.Shares()
	fmt.Fprintf(&b, "pairs seen by persons behind them: 1: %.1f %%, 2: %.1f %%, 3-4: %.1f %%, 5-9: %.1f %%, 10+: %.1f %%\n",
		100*sh[0], 100*sh[1], 100*sh[2], 100*sh[3], 100*sh[4])
	fmt.Fprintf(&b, "context    %d cells\n", r.Cells)
	for _, p := range r.Purposes {
		fmt.Fprintf(&b, "purpose    %s\n", p)
	}
	for _, n := range r.Sensitive {
		fmt.Fprintf(&b, "sensitive  %s\n", n)
	}
	if r.Gone > 0 {
		fmt.Fprintf(&b, "proxies    %d of those approved are not in the catalogue\n", r.Gone)
	}
	fmt.Fprintf(&b, "pack       %d bytes\n", r.Bytes)
	return b.String()
}
