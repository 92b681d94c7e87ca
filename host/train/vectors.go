package train

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/hearthrank/hearth/engine/pack"
)

// Limits of what a pack lists for an item; the rest is counted in the report.
const (
	maxListed   = 64 // attributes an item
	maxWeighted = 32 // of them with a weight
)

// attributes are the catalogue's attributes and the items' vectors over them.
type attributes struct {
	fields  []string
	values  []pack.Attribute
	rows    [][]cell // by pack item; weights of unit length, 0 for listed ones without a weight
	dropped int      // attributes above maxListed
}

type attributeKey struct{ field, value string }

// buildAttributes makes each item's vector: tf-idf weights (1 + ln tf)·ln((N+1)/n_a), cut to the strongest and scaled to length 1, so
// that a dot product is a cosine (Salton & Buckley, "Term-weighting approaches in automatic text retrieval", 1988, tfc·tfc).
// An attribute with fewer than min_persons persons behind it is listed with weight 0.
func buildAttributes(c *counts) *attributes {
	a := &attributes{}
	ids := a.number(c)
	tf := make([]map[uint32]int, len(c.order))
	df := make([]int, len(a.values))
	for i, set := range c.order {
		tf[i] = map[uint32]int{}
		for field, values := range c.set.Items[set].Attributes {
			for _, v := range values {
				tf[i][ids[attributeKey{field, v}]]++
			}
		}
		for id := range tf[i] {
			df[id]++
		}
	}
	supported := a.supported(c, tf)
	a.rows = make([][]cell, len(c.order))
	for i := range tf {
		a.rows[i] = a.vector(tf[i], df, supported)
	}
	return a
}

// number gives every (field, value) an index, in sorted order so that equal catalogues give equal packs.
func (a *attributes) number(c *counts) map[attributeKey]uint32 {
	ids := map[attributeKey]uint32{}
	fields := map[string]uint32{}
	for i := range c.set.Items {
		for field, values := range c.set.Items[i].Attributes {
			for _, v := range values {
				ids[attributeKey{field, v}] = 0
				fields[field] = 0
			}
		}
	}
	a.fields = slices.Sorted(maps.Keys(fields))
	for k, f := range a.fields {
		fields[f] = uint32(k)
	}
	keys := slices.SortedFunc(maps.Keys(ids), func(x, y attributeKey) int {
		return cmp.Or(cmp.Compare(x.field, y.field), cmp.Compare(x.value, y.value))
	})
	for k, key := range keys {
		ids[key] = uint32(k)
		a.values = append(a.values, pack.Attribute{Field: fields[key.field], Value: key.value})
	}
	return ids
}

// supported says which attributes have events of enough distinct persons on their items.
func (a *attributes) supported(c *counts, tf []map[uint32]int) []bool {
	last := slices.Repeat([]int32{-1}, len(a.values))
	persons := make([]int32, len(a.values))
	for pos, item := range c.item { // persons come one after another
		for id := range tf[item] {
			if last[id] != c.person[pos] {
				last[id] = c.person[pos]
				persons[id]++
			}
		}
	}
	ok := make([]bool, len(a.values))
	for id, n := range persons {
		ok[id] = c.enough(n)
	}
	return ok
}

func (a *attributes) vector(tf map[uint32]int, df []int, supported []bool) []cell {
	row := make([]cell, 0, len(tf))
	for _, id := range slices.Sorted(maps.Keys(tf)) {
		w := 0.0
		if supported[id] {
			w = (1 + math.Log(float64(tf[id]))) * math.Log(float64(1+len(a.rows))/float64(df[id]))
		}
		row = append(row, cell{id, w})
	}
	a.dropped += max(0, len(row)-maxListed)
	row = strongest(row, maxListed)
	if weighted := strongest(slices.Clone(row), maxWeighted); len(weighted) < len(row) {
		keep := map[uint32]bool{}
		for _, c := range weighted {
			keep[c.col] = true
		}
		for k := range row {
			if !keep[row[k].col] {
				row[k].weight = 0
			}
		}
	}
	normalise(row)
	return row
}

// normalise scales a row to length 1.
func normalise(row []cell) {
	sum := 0.0
	for _, c := range row {
		sum += c.weight * c.weight
	}
	if sum == 0 {
		return
	}
	for k := range row {
		row[k].weight /= math.Sqrt(sum)
	}
}
