package dataset

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train/data"
)

// folder writes files, name → text, to a new folder and returns it.
func folder(t testing.TB, files map[string]string) string {
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

func mustOpen(t testing.TB, spec string, opt Options) *data.Set {
	set, err := Open(spec, opt)
	require.NoError(t, err)
	requireSound(t, set)
	return set
}

// flat is an event with its names in place of indexes.
type flat struct {
	person, item, kind string
	ms                 int64
	offset             int16
	value              string // "" when absent
	context            string // name=value of what is present, space-separated
}

func flatten(items []data.Item, e *data.Events) []flat {
	out := make([]flat, e.Len())
	for i := range out {
		f := flat{person: e.Persons[e.Person[i]], kind: e.Types[e.Type[i]], ms: e.Time[i], offset: e.Offset[i]}
		if e.Item[i] != data.NoItem {
			f.item = items[e.Item[i]].ID
		}
		if v := e.Value[i]; !math.IsNaN(float64(v)) {
			f.value = strconv.FormatFloat(float64(v), 'g', -1, 32)
		}
		var context []string
		for _, c := range e.Context {
			if c.Cells[i] != 0 {
				context = append(context, c.Name+"="+c.Values[c.Cells[i]])
			}
		}
		f.context = strings.Join(context, " ")
		out[i] = f
	}
	return out
}

func flatSet(set *data.Set) []flat { return flatten(set.Items, &set.Events) }

// requireSound checks what must hold for every set, whatever its source.
func requireSound(t require.TestingT, set *data.Set) {
	e := &set.Events
	n := e.Len()
	for _, length := range []int{len(e.Item), len(e.Type), len(e.Time), len(e.Offset), len(e.Value)} {
		require.Equal(t, n, length, "columns of one length")
	}
	for _, c := range e.Context {
		require.Len(t, c.Cells, n)
		require.Equal(t, "", c.Values[0], "index 0 is absent")
		require.LessOrEqual(t, len(c.Values), maxContextValues)
	}
	ids := map[string]bool{}
	for _, it := range set.Items {
		require.NotEmpty(t, it.ID)
		require.False(t, ids[it.ID], "item %q twice", it.ID)
		ids[it.ID] = true
	}
	for i := range n {
		requireSoundEvent(t, set, i)
	}
	s := set.Summary
	require.Equal(t, []int{len(e.Persons), len(set.Items), n}, []int{s.Persons, s.Items, s.Events})
	require.Equal(t, set.Clock, s.Clock)
	require.Equal(t, set.Synthetic, s.Synthetic)
	require.LessOrEqual(t, len(s.Problems), data.MaxProblems)
}

func requireSoundEvent(t require.TestingT, set *data.Set, i int) {
	e := &set.Events
	ok := int(e.Person[i]) < len(e.Persons) && int(e.Type[i]) < len(e.Types) &&
		int(e.Item[i]) < len(set.Items) && e.Item[i] >= data.NoItem &&
		e.Time[i] >= minTime && e.Time[i] <= maxTime && e.Offset[i] > -24*60-1 && e.Offset[i] < 24*60+1
	require.True(t, ok, "event %d out of range", i)
	require.False(t, math.IsInf(float64(e.Value[i]), 0), "event %d", i)
	for _, c := range e.Context {
		require.Less(t, int(c.Cells[i]), len(c.Values))
	}
	if i > 0 {
		ordered := e.Person[i-1] < e.Person[i] || e.Person[i-1] == e.Person[i] && e.Time[i-1] <= e.Time[i]
		require.True(t, ordered, "events %d and %d out of order", i-1, i)
	}
}
