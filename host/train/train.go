// Package train builds packs: it counts what a site's logs say about its items, and keeps statistics, never rows of persons.
package train

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train/data"
)

// Train builds a pack from a data set. progress, which may be nil, is told of long stages. The pack returned was opened and so is valid.
func Train(ctx context.Context, set *data.Set, cfg Config, s Settings, progress func(stage string, done, total int64)) ([]byte, *Report, error) {
	if err := s.Validate(); err != nil {
		return nil, nil, err
	}
	if err := cfg.Validate(); err != nil {
		return nil, nil, err
	}
	if progress == nil {
		progress = func(string, int64, int64) {}
	}
	m, report, err := build(ctx, set, cfg, s, progress)
	if err != nil {
		return nil, nil, err
	}
	b := pack.Append(nil, m)
	if _, err := pack.Open(b); err != nil {
		return nil, nil, fmt.Errorf("the data does not fit a pack: %w", err)
	}
	report.Bytes = len(b)
	return b, report, nil
}

func build(ctx context.Context, set *data.Set, cfg Config, s Settings, progress func(string, int64, int64)) (*pack.Model, *Report, error) {
	c := count(set, cfg)
	wanted := func(kind string) bool { return s.Item[kind] != Reaches{} }
	e, err := buildEvidence(ctx, c, s, wanted, func(done, total int64) { progress("counting pairs", done, total) })
	if err != nil {
		return nil, nil, err
	}
	w := e.weigh(ctx, c, s)
	progress("attributes and context", 0, 2)
	a := buildAttributes(c)
	progress("attributes and context", 1, 2)
	f := buildFeatures(c, s)
	progress("attributes and context", 2, 2)

	popular := prior(c, s)
	_, lift := magnitudes(f.rows)
	ret, affinity := tableOf(s.Return[:], placeAt), tableOf(s.Attribute[:], reachAt)
	used := usedTable(s)
	r := newReport(set, c, s)
	kinds, err := r.sensitive(set, cfg)
	if err != nil {
		return nil, nil, err
	}
	assemble := func(b *blended) (*pack.Model, error) {
		scale := scaleFor(max(b.largest(), lift, peak(ret), peak(affinity), peak(used), peak(popular), math.Abs(s.Freshness), f.peakHabit()))
		m := &pack.Model{Catalogue: catalogueOf(set, cfg), Sequence: cfg.Sequence}
		m.Channels = b.channels(scale)
		m.Fields, m.Attributes, m.Vectors = a.fields, a.values, quantise(a.rows, pack.OneVector)
		m.Features, m.Cells = f.scaled(scale), quantise(f.rows, scale)
		m.Popularity = scaled(popular, scale)
		m.Affinity, m.Return = term(affinity, scale), term(ret, scale)
		m.Freshness, m.Used = freshness(s, scale), scaled(used, scale)
		m.Types = eventTypes(set, cfg)
		m.Purposes = cfg.Purposes
		return m, catalogue(m, c, kinds)
	}
	m, b, err := fit(ctx, cfg, w, assemble, progress)
	if err != nil {
		return nil, nil, err
	}
	r.Support, r.Dropped = e.support, a.dropped
	r.Edges, r.EdgesMost, r.Cells = b.edges(), b.asked, entries(f.rows)
	if m.Provenance, err = r.provenance(); err != nil {
		return nil, nil, fmt.Errorf("provenance: %w", err)
	}
	return m, r, nil
}

// units converts a natural weight to score units.
func units(v, scale float64) int32 { return int32(math.Round(v * scale)) }

func entries(rows [][]cell) int {
	n := 0
	for _, row := range rows {
		n += len(row)
	}
	return n
}

// scaled converts natural weights to score units; nil when all are 0 and none is needed.
func scaled(v []float64, scale float64) []int32 {
	out := make([]int32, len(v))
	for i, x := range v {
		out[i] = units(x, scale)
	}
	return out
}

// peak returns the largest absolute value.
func peak(v []float64) float64 {
	most := 0.0
	for _, x := range v {
		most = max(most, math.Abs(x))
	}
	return most
}

// freshness returns Freshness·2^(−days/half), until it is nothing.
func freshness(s Settings, scale float64) []int32 {
	var table []int32
	for day := range pack.MaxFreshDays {
		v := units(s.Freshness*math.Exp2(-float64(day)/s.FreshHalfDay), scale)
		if v == 0 {
			break
		}
		table = append(table, v)
	}
	return table
}

// eventTypes lists the types of the configuration, by name. Evidence does not fade where the data's times mean nothing.
func eventTypes(set *data.Set, cfg Config) []pack.EventType {
	var types []pack.EventType
	for name, t := range cfg.Events {
		p := pack.EventType{Name: name, Weight: int32(math.Round(t.Weight * pack.OneWeight)), Seen: t.Seen}
		if name == ratingType {
			p.Floor = int64(math.Round(cfg.MinRating * 1000))
		}
		if set.Clock != data.ClockSynthetic {
			p.HalfLife = t.HalfLife.Milliseconds()
		}
		types = append(types, p)
	}
	slices.SortFunc(types, func(a, b pack.EventType) int { return strings.Compare(a.Name, b.Name) })
	return types
}

// catalogueOf returns the configured catalogue id, or one made from the data spec.
func catalogueOf(set *data.Set, cfg Config) string {
	if cfg.Catalogue != "" {
		return cfg.Catalogue
	}
	return CatalogueOf(set.Name)
}

// catalogue fills in what is told of each item; sensitive are the kinds by set item.
func catalogue(m *pack.Model, c *counts, sensitive [][]string) error {
	kinds := map[string]uint32{}
	titles := make([]string, len(c.order))
	m.Prices, m.Published = make([]int64, len(c.order)), make([]int32, len(c.order))
	m.Sensitive = make([]uint32, len(c.order))
	for k, i := range c.order {
		it := &c.set.Items[i]
		m.IDs = append(m.IDs, it.ID)
		m.Available = append(m.Available, it.Available)
		titles[k], m.Prices[k] = it.Title, it.PriceCents
		if !it.Published.IsZero() {
			m.Published[k] = int32(math.Floor(float64(it.Published.Unix()) / (24 * 60 * 60)))
		}
		for _, kind := range sensitive[i] {
			bit := kindBit(m, kinds, kind)
			if bit == 0 {
				return fmt.Errorf("item %q: more than %d kinds of sensitivity", it.ID, pack.MaxKinds)
			}
			m.Sensitive[k] |= bit
		}
	}
	if c.cfg.Titles && slices.ContainsFunc(titles, func(t string) bool { return t != "" }) {
		m.Titles = titles
	}
	dropEmpty(m)
	return nil
}

// kindBit returns the bit of a sensitivity kind, in order of first use; 0 when there is none left.
func kindBit(m *pack.Model, kinds map[string]uint32, kind string) uint32 {
	if kinds[kind] == 0 && len(m.Kinds) < pack.MaxKinds {
		m.Kinds = append(m.Kinds, kind)
		kinds[kind] = 1 << (len(m.Kinds) - 1)
	}
	return kinds[kind]
}

// dropEmpty leaves out columns in which no item has anything.
func dropEmpty(m *pack.Model) {
	if !slices.ContainsFunc(m.Prices, func(p int64) bool { return p >= 0 }) {
		m.Prices = nil
	}
	if !slices.ContainsFunc(m.Published, func(d int32) bool { return d != 0 }) {
		m.Published = nil
	}
	if len(m.Kinds) == 0 {
		m.Sensitive = nil
	}
}
