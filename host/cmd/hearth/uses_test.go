package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/pack"
)

// habitModel is shopModel with what counts uses, and with evidence that speaks against.
func habitModel() *pack.Model {
	m := shopModel()
	m.Used = []int32{400, 900, 900, 800, 700, 600, 500, 400, 300, -200}
	m.Features[0].Habit = []int32{50, 250}
	m.Channels = append(m.Channels, pack.Channel{Name: "instead", Position: []int32{100, -200, -300}, Edges: pack.Matrix{
		Book: []int32{70}, Rows: [][]pack.Entry{{{Col: 1, Code: -1}, {Col: 2, Code: -1}}, {{Col: 0, Code: 1}}, {}, {}, {}, {}, {}, {}}}})
	return m
}

func TestInspectPrintsTablesOfUses(t *testing.T) {
	path := writePack(t, t.TempDir(), "habit.pack", habitModel())
	o := ok(t, "pack", "inspect", path)
	require.Contains(t, o.out, "by uses of an item: 1: 400, 2: 900, 3: 900, 4: 800, 5: 700, 6: 600, 7: 500, 8: 400, … 10: -200 and so on for more\n")
	require.Contains(t, o.out, "by uses with the same weekday: 1: 50, 2: 250 and so on for more\n")
	require.NotContains(t, o.out, "by uses with the same device")
	require.Contains(t, o.out, "3 edges in channel instead, 0.4 an item; 3 events of a history count, 2 edges speak against, at 2 places of the history the other way round\n")
	v := decode[inspected](t, ok(t, "pack", "inspect", path, "--json").out)
	require.Equal(t, habitModel().Used, v.Terms.Used)
	require.Equal(t, []int32{50, 250}, v.Features[0].Habit)
	require.Equal(t, channelView{Name: "instead", Edges: 3, Window: 3, Against: 2, Turned: 2}, v.Channels[1])
}

func TestDiffOfTablesOfUses(t *testing.T) {
	dir := t.TempDir()
	old, later := writePack(t, dir, "a.pack", shopModel()), writePack(t, dir, "b.pack", habitModel())
	v := decode[diffView](t, ok(t, "pack", "diff", old, later, "--json").out)
	require.Equal(t, []settingView{
		{"habit weekday", "", "50 250"}, {"positions instead", "", "100 -200 -300"}, {"uses", "", "400 900 900 800 700 600 500 400 300 -200"},
	}, v.Settings)
	require.Equal(t, edgeChanges{Added: 3, Same: 6}, v.Edges)
}

func TestRecommendSaysHowOftenSomethingWasUsed(t *testing.T) {
	path := writePack(t, t.TempDir(), "habit.pack", habitModel())
	v := decode[slateView](t, ok(t, "recommend", "--pack", path, "--history", "a1,a1,b1", "--type", "view", "--at", "2026-03-07T10:00:00Z", "--seen", "show", "--explain", "--json").out)
	var texts []string
	for _, item := range v.Items {
		if item.ID == "a1" {
			for _, r := range item.Reasons {
				texts = append(texts, r.Text)
			}
		}
	}
	require.Contains(t, texts, "because you used it 2 times, last on 2026-03-07")
	require.Contains(t, texts, "a habit with weekday sat: you used it 2 times, last on 2026-03-07")
}
