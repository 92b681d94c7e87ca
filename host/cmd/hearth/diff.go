package main

// This file is "hearth pack diff".

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hearthrank/hearth/engine/pack"
)

type diffCmd struct {
	Old   string `arg:"" help:"Former pack."`
	New   string `arg:"" help:"Later pack."`
	Limit int    `default:"10" placeholder:"N" help:"Items listed of each kind of change; 0 is all (default ${default})."`
}

// Help is printed below the one-line help.
func (*diffCmd) Help() string {
	return `Items and edges are compared by the ids of their items, so an order that changed is no change. ` +
		`Weights are compared as stored. The exit code is 0 whether or not the packs differ.

Examples:

  hearth pack diff yesterday.pack today.pack
  hearth pack diff yesterday.pack today.pack --limit 0 --json`
}

// Validate reports bad flags as faults of the command line.
func (c *diffCmd) Validate() error {
	if c.Limit < 0 {
		return usagef("--limit %d: want 0 or more", c.Limit)
	}
	return nil
}

// diffView is what changed.
type diffView struct {
	Old       packView      `json:"old"`
	New       packView      `json:"new"`
	Identical bool          `json:"identical"` // to the byte
	Settings  []settingView `json:"settings"`
	Items     itemChanges   `json:"items"`
	Prior     int           `json:"popularity_changed"` // items in both whose prior differs
	Edges     edgeChanges   `json:"edges"`
}

type settingView struct {
	Name string `json:"name"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

type itemChanges struct {
	Added       int          `json:"added"`
	Removed     int          `json:"removed"`
	Changed     int          `json:"changed"`
	Same        int          `json:"same"`
	AddedList   []itemRef    `json:"added_items"`
	RemovedList []itemRef    `json:"removed_items"`
	ChangedList []itemChange `json:"changed_items"`
}

type itemChange struct {
	itemRef
	What []string `json:"what"`
}

type edgeChanges struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Changed int `json:"changed"` // another weight
	Same    int `json:"same"`
}

// Run compares the packs.
func (c *diffCmd) Run(e *env) error {
	old, err := readPack(c.Old, trustFlags{})
	if err != nil {
		return err
	}
	later, err := readPack(c.New, trustFlags{})
	if err != nil {
		return err
	}
	v := diffPacks(old, later)
	v.limit(c.Limit)
	return e.show(v, func() { v.print(e) })
}

func diffPacks(old, later *packFile) *diffView {
	v := &diffView{Old: old.view(), New: later.view(), Identical: bytes.Equal(old.bytes, later.bytes), Settings: diffSettings(old, later)}
	d := differ{old.pack, later.pack}
	d.items(v)
	for i := range d.old.Channels() {
		d.channel(d.old.Channels()[i].Name, &v.Edges)
	}
	for i := range d.new.Channels() {
		if ch := &d.new.Channels()[i]; channelOf(d.old, ch.Name) == nil {
			v.Edges.Added += ch.Edges.Entries()
		}
	}
	return v
}

// differ compares two packs by id.
type differ struct{ old, new *pack.Pack }

func (d *differ) items(v *diffView) {
	c := &v.Items
	c.AddedList, c.RemovedList, c.ChangedList = []itemRef{}, []itemRef{}, []itemChange{}
	for i := range uint32(d.old.Items()) {
		j := d.new.Find(d.old.ID(i))
		if j == pack.None {
			c.RemovedList = append(c.RemovedList, itemRef{d.old.ID(i), d.old.Title(i)})
			continue
		}
		if what := d.changes(i, j); len(what) > 0 {
			c.ChangedList = append(c.ChangedList, itemChange{itemRef{d.new.ID(j), d.new.Title(j)}, what})
		}
		v.Prior += one(d.old.Popularity()[i] != d.new.Popularity()[j])
	}
	for j := range uint32(d.new.Items()) {
		if d.old.Find(d.new.ID(j)) == pack.None {
			c.AddedList = append(c.AddedList, itemRef{d.new.ID(j), d.new.Title(j)})
		}
	}
	c.Added, c.Removed, c.Changed = len(c.AddedList), len(c.RemovedList), len(c.ChangedList)
	c.Same = d.old.Items() - c.Removed - c.Changed
}

// changes names what differs between item i of the old pack and j of the new.
func (d *differ) changes(i, j uint32) []string {
	var what []string
	mark := func(name string, same bool) {
		if !same {
			what = append(what, name)
		}
	}
	mark("title", d.old.Title(i) == d.new.Title(j))
	mark("availability", d.old.Available(i) == d.new.Available(j))
	mark("price", d.old.Price(i) == d.new.Price(j))
	mark("publication", d.old.Published(i) == d.new.Published(j))
	mark("sensitivity", sameSet(d.old.Sensitive(i), d.new.Sensitive(j)))
	mark("attributes", sameSet(attributesOf(d.old, i), attributesOf(d.new, j)))
	return what
}

func sameSet(a, b []string) bool {
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// attributesOf lists an item's attributes as "field=value".
func attributesOf(p *pack.Pack, item uint32) []string {
	var list []string
	row := p.AttributesOf(item)
	for a, _, ok := row.Next(); ok; a, _, ok = row.Next() {
		field, value := p.Attribute(a)
		list = append(list, field+"="+value)
	}
	return list
}

func channelOf(p *pack.Pack, name string) *pack.OpenChannel {
	for i := range p.Channels() {
		if p.Channels()[i].Name == name {
			return &p.Channels()[i]
		}
	}
	return nil
}

// channel counts what became of the edges of a channel of the old pack.
func (d *differ) channel(name string, c *edgeChanges) {
	old, later := channelOf(d.old, name), channelOf(d.new, name)
	if later == nil {
		c.Removed += old.Edges.Entries()
		return
	}
	kept := c.Same + c.Changed
	weights := map[uint32]int32{}
	for i := range uint32(d.old.Items()) {
		j := d.new.Find(d.old.ID(i))
		if j == pack.None {
			row := old.Edges.Row(i)
			c.Removed += row.Len()
			continue
		}
		clear(weights)
		fillRow(weights, later.Edges.Row(j))
		d.edges(old.Edges.Row(i), weights, c)
	}
	c.Added += later.Edges.Entries() - (c.Same + c.Changed - kept)
}

// edges compares a row of the old pack with the weights of the same item in the new one.
func (d *differ) edges(row pack.Row, weights map[uint32]int32, c *edgeChanges) {
	for col, weight, ok := row.Next(); ok; col, weight, ok = row.Next() {
		now, there := weights[d.new.Find(d.old.ID(col))]
		switch {
		case !there:
			c.Removed++
		case now != weight:
			c.Changed++
		default:
			c.Same++
		}
	}
}

func fillRow(weights map[uint32]int32, row pack.Row) {
	for col, weight, ok := row.Next(); ok; col, weight, ok = row.Next() {
		weights[col] = weight
	}
}

// diffSettings compares what holds for the pack as a whole: its provenance, scales, event types and context features.
func diffSettings(old, later *packFile) []settingView {
	a, b := settingsOf(old), settingsOf(later)
	names := sortedKeys(a)
	for _, name := range sortedKeys(b) {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	changed := []settingView{}
	for _, name := range names {
		if a[name] != b[name] {
			changed = append(changed, settingView{name, a[name], b[name]})
		}
	}
	return changed
}

// settingsOf lists what holds for the pack as a whole, by name.
func settingsOf(f *packFile) map[string]string {
	p := f.pack
	all := map[string]string{
		"catalogue": p.Catalogue(), "sequence": strconv.FormatUint(p.Sequence(), 10),
		"scale.affinity": fmt.Sprint(p.Terms().Affinity.Scale), "scale.return": fmt.Sprint(p.Terms().Return.Scale),
		"scale.freshness": fmt.Sprint(viewTerms(p).FreshestAddsMax), "has titles": strconv.FormatBool(p.HasTitles()),
	}
	for _, t := range viewTypes(p) {
		all["event type "+t.Name] = fmt.Sprintf("weight %g, half-life %s, seen %t", t.Weight, t.HalfLife, t.Seen)
	}
	for i := range p.Features() {
		name, _ := p.Feature(i)
		values := featureValues(p, i)
		slices.Sort(values)
		all["context "+name] = orNone(values)
		if habit := habitOf(p, i); habit != nil {
			all["habit "+name] = entriesOf(habit)
		}
	}
	for i := range p.Channels() {
		ch := &p.Channels()[i]
		all["positions "+ch.Name] = entriesOf(ch.Position)
	}
	if used := p.Terms().Used; len(used) > 0 {
		all["uses"] = entriesOf(used)
	}
	var made map[string]any
	if json.Unmarshal(p.Provenance(), &made) == nil {
		flatten(all, "", made)
	}
	return all
}

// entriesOf writes a table out, entry after entry.
func entriesOf(table []int32) string { return strings.Trim(fmt.Sprint(table), "[]") }

// flatten puts the leaves of a JSON object into all, named by their path.
func flatten(all map[string]string, prefix string, object map[string]any) {
	for name, value := range object {
		if inner, ok := value.(map[string]any); ok {
			flatten(all, prefix+name+".", inner)
			continue
		}
		all[prefix+name] = fmt.Sprint(value)
	}
}
