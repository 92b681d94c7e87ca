package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
)

// laterModel is shopModel some time on: an item gone, one new, others changed, edges moved.
func laterModel() *pack.Model {
	m := shopModel()
	m.Sequence = 4
	m.IDs[7], m.Titles[7] = "e1", "Kettle"
	m.Titles[1] = "Tall Lamp"
	m.Available[6] = true
	m.Prices[0] = 4500
	m.Vectors.Rows[3] = []pack.Entry{{Col: 2, Code: 1}}
	m.Popularity[0] = 95
	m.Types[2].Weight = 2 * pack.OneWeight
	m.Features[1].Values[0] = "tablet"
	m.Channels[0].Edges.Rows[0] = []pack.Entry{{Col: 1, Code: 1}, {Col: 7, Code: 1}}
	m.Affinity.Scale = 250
	return m
}

func TestDiff(t *testing.T) {
	dir := t.TempDir()
	old, later := writePack(t, dir, "old.pack", shopModel()), writePack(t, dir, "new.pack", laterModel())
	golden(t, "diff", without(dir, ok(t, "pack", "diff", old, later).out))
	golden(t, "diff-limit", without(dir, ok(t, "pack", "diff", old, later, "--limit", "1").out))
	v := decode[diffView](t, ok(t, "pack", "diff", old, later, "--limit", "0", "--json").out)
	require.False(t, v.Identical)
	require.Equal(t, []itemRef{{"e1", "Kettle"}}, v.Items.AddedList)
	require.Equal(t, []itemRef{{"x,y", "Salt, Pepper"}}, v.Items.RemovedList)
	require.Equal(t, []itemChange{
		{itemRef{"a1", "Desk Lamp"}, []string{"price"}}, {itemRef{"a2", "Tall Lamp"}, []string{"title"}},
		{itemRef{"b2", "Atlas"}, []string{"attributes"}}, {itemRef{"d1", "Novel"}, []string{"availability"}},
	}, v.Items.ChangedList)
	require.Equal(t, itemChanges{Added: 1, Removed: 1, Changed: 4, Same: 3}, counted(v.Items))
	require.Equal(t, edgeChanges{Added: 1, Removed: 1, Changed: 1, Same: 4}, v.Edges)
	require.Equal(t, 1, v.Prior)
	require.Equal(t, []settingView{
		{"context device", "phone", "tablet"},
		{"event type view", "weight 1, half-life never fades, seen false", "weight 2, half-life never fades, seen false"},
		{"scale.affinity", "200", "250"}, {"sequence", "3", "4"},
	}, v.Settings)
}

// counted is the counts alone.
func counted(c itemChanges) itemChanges {
	return itemChanges{Added: c.Added, Removed: c.Removed, Changed: c.Changed, Same: c.Same}
}

func TestDiffOfAPackWithItself(t *testing.T) {
	_, path := shop(t)
	o := ok(t, "pack", "diff", path, path)
	require.Contains(t, o.out, "\nidentical\n")
	v := decode[diffView](t, ok(t, "pack", "diff", path, path, "--json").out)
	require.True(t, v.Identical)
	require.Empty(t, v.Settings)
	require.Equal(t, edgeChanges{Same: 6}, v.Edges)
	require.Equal(t, itemChanges{Same: 8}, counted(v.Items))
}

func TestDiffOfTitlesAndChannelsThatGo(t *testing.T) {
	dir := t.TempDir()
	bare := shopModel()
	bare.Titles, bare.Channels = nil, nil
	old, later := writePack(t, dir, "a.pack", shopModel()), writePack(t, dir, "b.pack", bare)
	v := decode[diffView](t, ok(t, "pack", "diff", old, later, "--json").out)
	require.Equal(t, edgeChanges{Removed: 6}, v.Edges)
	require.Contains(t, v.Settings, settingView{"has titles", "true", "false"})
	back := decode[diffView](t, ok(t, "pack", "diff", later, old, "--json").out)
	require.Equal(t, edgeChanges{Added: 6}, back.Edges)
}

func TestDiffRefusesWhatIsNoPack(t *testing.T) {
	dir, path := shop(t)
	bad := write(t, dir, "bad", "bad")
	for _, args := range [][]string{{bad, path}, {path, bad}} {
		o := hearth(t, "pack", "diff", args[0], args[1])
		require.Equal(t, exitFailure, o.code)
		require.Contains(t, o.err, "not this kind of file")
	}
}

// drawPack makes a pack with some of six items, in any order, and random edges, as a map too.
func drawPack(t *rapid.T, name string) (*packFile, map[[2]string]int32) {
	ids := rapid.Permutation([]string{"a", "b", "c", "d", "e", "f"}).Draw(t, name)[:rapid.IntRange(0, 6).Draw(t, name+" items")]
	n := len(ids)
	m := &pack.Model{
		Catalogue: "c", IDs: ids, Available: make([]bool, n), Popularity: make([]int32, n),
		Vectors:  pack.Matrix{Rows: make([][]pack.Entry, n)},
		Channels: []pack.Channel{{Name: "together", Edges: pack.Matrix{Book: []int32{1, 2, 3}, Rows: make([][]pack.Entry, n)}}},
	}
	edges := map[[2]string]int32{}
	for i := range n {
		for j := range n {
			if w := rapid.IntRange(0, 3).Draw(t, "weight"); w > 0 {
				m.Channels[0].Edges.Rows[i] = append(m.Channels[0].Edges.Rows[i], pack.Entry{Col: uint32(j), Code: int8(w)})
				edges[[2]string{ids[i], ids[j]}] = int32(w)
			}
		}
	}
	b := pack.Append(nil, m)
	p, err := pack.Open(b)
	require.NoError(t, err)
	return &packFile{bytes: b, pack: p}, edges
}

func TestDiffCountsEdgesAsANaiveComparisonDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, before := drawPack(t, "old")
		later, after := drawPack(t, "new")
		var want edgeChanges
		for edge, w := range before {
			now, there := after[edge]
			want.Removed += one(!there)
			want.Changed += one(there && now != w)
			want.Same += one(there && now == w)
		}
		want.Added = len(after) - want.Changed - want.Same
		v := diffPacks(old, later)
		require.Equal(t, want, v.Edges)
		var added []string
		for _, it := range v.Items.AddedList {
			added = append(added, it.ID)
		}
		for i := range uint32(later.pack.Items()) {
			id := later.pack.ID(i)
			require.Equal(t, old.pack.Find(id) == pack.None, slices.Contains(added, id))
		}
	})
}

func TestFlatten(t *testing.T) {
	all := map[string]string{}
	flatten(all, "", map[string]any{"a": 1.5, "b": map[string]any{"c": "x", "d": map[string]any{"e": true}}})
	require.Equal(t, map[string]string{"a": "1.5", "b.c": "x", "b.d.e": "true"}, all)
}
