package main

// This file is "hearth pack inspect".

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train"
)

type inspectCmd struct {
	File string `arg:"" help:"Pack."`
	trustFlags
}

// Help is printed below the one-line help.
func (*inspectCmd) Help() string {
	return `Brotli sizes are at the highest quality, each part compressed alone; "whole file" is what a browser loads. ` +
		`The model is everything but ids and titles.

Examples:

  hearth pack inspect shop.pack
  hearth pack inspect shop.pack --json`
}

// Validate reports bad flags as faults of the command line.
func (c *inspectCmd) Validate() error { return c.check() }

// inspected is what is in a pack.
type inspected struct {
	Pack       packView        `json:"pack"`
	Format     string          `json:"format"`
	Sizes      []sizeView      `json:"sizes"`    // whole file, ids, titles, model
	Sections   []sizeView      `json:"sections"` // as they lie in the file
	Counts     packCounts      `json:"counts"`
	Fields     []fieldView     `json:"fields"`
	Types      []typeView      `json:"types"`
	Features   []featureView   `json:"features"`
	Channels   []channelView   `json:"channels"`
	Terms      termsView       `json:"terms"`
	Support    []supportView   `json:"support,omitempty"`
	Provenance json.RawMessage `json:"provenance,omitempty"`
	made       *train.Report
	raw        string // provenance as it stands
}

type sizeView struct {
	Name          string  `json:"name"`
	Bytes         int     `json:"bytes"`
	Brotli        int     `json:"brotli"`
	BytesPerItem  float64 `json:"bytes_per_item"`
	BrotliPerItem float64 `json:"brotli_per_item"`
}

type packCounts struct {
	Items      int `json:"items"`
	Titled     int `json:"titled"`
	Available  int `json:"available"`
	Priced     int `json:"priced"`
	Dated      int `json:"dated"`
	Sensitive  int `json:"sensitive"`
	Attributes int `json:"attributes"`
	Edges      int `json:"edges"`
	Cells      int `json:"context_cells"`
}

type fieldView struct {
	Name   string `json:"name"`
	Values int    `json:"values"`
}

type typeView struct {
	Name     string  `json:"name"`
	Weight   float64 `json:"weight"`
	HalfLife string  `json:"half_life"` // "never fades", or days
	Seen     bool    `json:"seen"`
}

type featureView struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
	Habit  []int32  `json:"habit,omitempty"` // score units by uses under the same value
}

type channelView struct {
	Name    string `json:"name"`
	Edges   int    `json:"edges"`
	Window  int    `json:"window"`  // evidence events back in a history
	Against int    `json:"against"` // edges of negative weight
	Turned  int    `json:"turned"`  // places of the window at which evidence counts the other way round
}

type termsView struct {
	Affinity        int32   `json:"affinity"` // score units
	Return          int32   `json:"return"`
	FreshDays       int     `json:"fresh_days"`
	FreshestAddsMax int32   `json:"freshness"`
	Used            []int32 `json:"used,omitempty"` // score units by uses of an item
}

type supportView struct {
	Persons string  `json:"persons"`
	Pairs   int64   `json:"pairs"`
	Share   float64 `json:"share"`
}

// Run prints what is in the pack.
func (c *inspectCmd) Run(e *env) error {
	f, err := readPack(c.File, c.trustFlags)
	if err != nil {
		return err
	}
	bar := e.progress()
	v := inspect(f, bar)
	bar.end()
	return e.show(v, func() { v.print(e) })
}

func inspect(f *packFile, bar *progress) *inspected {
	p := f.pack
	v := &inspected{
		Pack: f.view(), Format: fmt.Sprintf("%d.%d", pack.Major, p.FormatMinor()), made: f.made, raw: string(p.Provenance()),
		Counts: countItems(p), Fields: countFields(p), Types: viewTypes(p), Terms: viewTerms(p), Support: viewSupport(f.made),
		Features: []featureView{}, Channels: []channelView{},
	}
	for i := range p.Features() {
		name, _ := p.Feature(i)
		v.Features = append(v.Features, featureView{name, featureValues(p, i), habitOf(p, i)})
	}
	for i := range p.Channels() {
		ch := &p.Channels()[i]
		v.Channels = append(v.Channels, channelView{ch.Name, ch.Edges.Entries(), len(ch.Position), against(&ch.Edges), negatives(ch.Position)})
	}
	if json.Valid(p.Provenance()) {
		v.Provenance = p.Provenance()
	}
	v.measure(f, bar)
	return v
}

// habitOf returns the table of uses of a context feature, nil when it has none.
func habitOf(p *pack.Pack, feature int) []int32 {
	for _, h := range p.Habits() {
		if h.Feature == feature {
			return h.Table
		}
	}
	return nil
}

// against counts the edges of negative weight.
func against(edges *pack.Sparse) (n int) {
	for i := range uint32(edges.Rows()) {
		row := edges.Row(i)
		for _, weight, ok := row.Next(); ok; _, weight, ok = row.Next() {
			n += one(weight < 0)
		}
	}
	return n
}

func negatives(table []int32) (n int) {
	for _, v := range table {
		n += one(v < 0)
	}
	return n
}

// measure compresses the parts of the file.
func (v *inspected) measure(f *packFile, bar *progress) {
	sections := f.pack.Sections()
	for i, s := range sections {
		bar.report("compressing", int64(i), int64(len(sections)+2))
		v.Sections = append(v.Sections, size(pack.SectionName(s.Kind), f.bytes[s.Offset:s.Offset+s.Size], f.pack.Items()))
	}
	v.Sizes = append(v.Sizes, size("whole file", f.bytes, f.pack.Items()))
	for _, s := range v.Sections {
		if s.Name == "ids" || s.Name == "titles" {
			v.Sizes = append(v.Sizes, s)
		}
	}
	v.Sizes = append(v.Sizes, size("model", train.Statistics(f.bytes, f.pack), f.pack.Items()))
}

func size(name string, body []byte, items int) sizeView {
	v := sizeView{Name: name, Bytes: len(body), Brotli: train.Brotli(body)}
	if items > 0 {
		v.BytesPerItem, v.BrotliPerItem = float64(v.Bytes)/float64(items), float64(v.Brotli)/float64(items)
	}
	return v
}

func countItems(p *pack.Pack) packCounts {
	c := packCounts{Items: p.Items(), Attributes: p.Attributes(), Edges: p.Edges(), Cells: p.Cells().Entries()}
	for i := range uint32(p.Items()) {
		c.Titled += one(p.Title(i) != "")
		c.Available += one(p.Available(i))
		c.Priced += one(p.Price(i) >= 0)
		c.Dated += one(p.Published(i) != 0)
		c.Sensitive += one(len(p.Sensitive(i)) > 0)
	}
	return c
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func countFields(p *pack.Pack) []fieldView {
	fields := []fieldView{}
	index := map[string]int{}
	for a := range uint32(p.Attributes()) {
		name, _ := p.Attribute(a)
		i, ok := index[name]
		if !ok {
			i = len(fields)
			index[name] = i
			fields = append(fields, fieldView{Name: name})
		}
		fields[i].Values++
	}
	return fields
}

func viewTypes(p *pack.Pack) []typeView {
	types := []typeView{}
	for _, t := range p.Types() {
		types = append(types, typeView{t.Name, float64(t.Weight) / pack.OneWeight, halfLife(t.HalfLife), t.Seen})
	}
	return types
}

func halfLife(ms int64) string {
	if ms == 0 {
		return "never fades"
	}
	days := float64(ms) / float64(24*time.Hour/time.Millisecond)
	if days < 1 {
		return (time.Duration(ms) * time.Millisecond).String()
	}
	return fmt.Sprintf("%gd", days)
}

func viewTerms(p *pack.Pack) termsView {
	t := p.Terms()
	v := termsView{Affinity: t.Affinity.Scale, Return: t.Return.Scale, FreshDays: len(t.Freshness), Used: t.Used}
	if len(t.Freshness) > 0 {
		v.FreshestAddsMax = t.Freshness[0]
	}
	return v
}

// viewSupport lists the pairs of items seen in the data by the number of persons behind them.
func viewSupport(made *train.Report) []supportView {
	if made == nil {
		return nil
	}
	s, shares := made.Support, made.Support.Shares()
	return []supportView{
		{"1", s.One, shares[0]}, {"2", s.Two, shares[1]}, {"3-4", s.Three, shares[2]}, {"5-9", s.Five, shares[3]}, {"10+", s.Ten, shares[4]},
	}
}
