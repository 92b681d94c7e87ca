package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// visits is the log of two persons in the own format, for the items of shopModel and one that the pack lacks.
const visits = `person,item,type,time,value,ctx.device
anna,a1,view,2025-03-01T10:00:00+01:00,,phone
anna,a2,view,2025-03-01T10:05:00+01:00,2.5,phone
bo,b1,view,2025-03-01T11:00:00+01:00,,
anna,,search,2025-03-01T10:06:00+01:00,,
anna,a2,purchase,2025-03-01T10:07:00+01:00,,
anna,a2,view,2025-03-01T10:08:00+01:00,,
anna,d1,view,2025-03-01T10:09:00+01:00,,
anna,new,view,2025-03-01T10:10:00+01:00,,
anna,a1,view,2025-09-01T10:10:00+02:00,,
`

// shopLog writes visits with a catalogue and returns its spec.
func shopLog(t *testing.T) string {
	dir := t.TempDir()
	var items strings.Builder
	for _, id := range append(shopModel().IDs, "new") {
		items.WriteString(`{"id":"` + id + `"}` + "\n")
	}
	write(t, dir, "items.jsonl", items.String())
	write(t, dir, "events.csv", visits)
	return "csv:" + dir
}

func TestReplay(t *testing.T) {
	dir, path := shop(t)
	spec := shopLog(t)
	o := ok(t, "replay", "--pack", path, "--data", spec, "--person", "anna", "-n", "2")
	golden(t, "replay", o.out)
	require.Equal(t, "hearth: pack shop, sequence 3, from synthetic behaviour; grants: all\n", without(dir, o.err))
	last := ok(t, "replay", "--pack", path, "--data", spec, "--person", "anna", "-n", "2", "--last", "1")
	require.True(t, strings.HasSuffix(o.out, last.out), "the last event as before, and the same sum")
	require.True(t, strings.HasPrefix(last.out, "   8. "))
}

func replayOf(t *testing.T, args ...string) replayView {
	t.Helper()
	return decode[replayView](t, ok(t, append(args, "--json")...).out)
}

func TestReplayFeedsInOrderAndShowsWhatWasBefore(t *testing.T) {
	_, path := shop(t)
	base := []string{"replay", "--pack", path, "--data", shopLog(t), "--person", "anna"}
	v := replayOf(t, base...)
	require.Len(t, v.Events, 8)
	first := v.Events[0]
	cold := slateOf(t, "recommend", "--pack", path, "--at", first.Time, "--context", "device=phone", "-n", "5", "--seen", "type")
	require.Equal(t, cold.Items, first.Slate, "the first slate is that of a person without history")
	require.Equal(t, map[string]string{"device": "phone"}, first.Context)
	require.Equal(t, 1, first.Place)

	second := v.Events[1]
	require.Equal(t, "a2", second.Slate[0].ID, "after the desk lamp the floor lamp")
	require.Equal(t, 1, second.Place)
	require.InDelta(t, 2.5, *second.Value, 1e-9)

	search := v.Events[2]
	require.Nil(t, search.Item)
	require.Zero(t, search.Place)
	require.NotEmpty(t, search.Slate)

	require.Equal(t, "seen", v.Events[4].Hidden, "the purchase before hides it")
	require.Equal(t, "unavailable", v.Events[5].Hidden)
	require.Equal(t, "unknown", v.Events[6].Hidden)
	require.Equal(t, itemRef{ID: "new"}, *v.Events[6].Item)
	require.Equal(t, "2025-09-01T10:10:00+02:00", v.Events[7].Time, "in the person's own zone")
	require.Equal(t, 4, v.Ranked)
	require.Equal(t, 4, v.Hits)
}

func TestReplayForgetsAfterMaxDays(t *testing.T) {
	_, path := shop(t)
	base := []string{"replay", "--pack", path, "--data", shopLog(t), "--person", "anna", "--last", "1"}
	score := func(args ...string) int64 { return replayOf(t, append(base, args...)...).Events[0].Slate[0].Score }
	require.EqualValues(t, 90, score(), "half a year on the device remembers nothing")
	require.Greater(t, score("--max-days", "0"), int64(90))
	require.Greater(t, score("--max-days", "365"), int64(90))
}

func TestReplayPoliciesAndGrants(t *testing.T) {
	_, path := shop(t)
	base := []string{"replay", "--pack", path, "--data", shopLog(t), "--person", "anna"}
	require.Equal(t, "", replayOf(t, append(base, "--seen", "show")...).Events[4].Hidden)
	require.Equal(t, "seen", replayOf(t, append(base, "--seen", "hide")...).Events[3].Hidden)
	v := replayOf(t, append(base, "--grants", "none")...)
	require.Equal(t, []string{"none"}, v.Grants)
	require.Equal(t, v.Events[3].Slate, v.Events[4].Slate, "nothing is remembered, so nothing changes within a day")
}

func TestReplayOfTheSampleSaysThatItIsSynthetic(t *testing.T) {
	_, path := shop(t)
	args := []string{"replay", "--pack", path, "--data", "sample:persons=5,items=24,days=30,sessions=3", "--person", "p00001"}
	require.Contains(t, ok(t, args...).err, "the behaviour of sample:persons=5,items=24,days=30,sessions=3 is synthetic\n")
	require.True(t, replayOf(t, args...).Synthetic)
}

func TestReplayFails(t *testing.T) {
	_, path := shop(t)
	spec := shopLog(t)
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"unknown person", []string{"--data", spec, "--pack", path, "--person", "ana"}, "no person \"ana\" among the 2 of " + spec + "; nearest: anna, bo"},
		{"no data", []string{"--data", "csv:/nowhere", "--pack", path, "--person", "a"}, `data "csv:/nowhere"`},
		{"no pack", []string{"--data", spec, "--pack", "/nowhere", "--person", "anna"}, "no such file"},
		{"no config", []string{"--data", spec, "--pack", path, "--person", "anna", "--config", "/nowhere"}, "no such file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := hearth(t, append([]string{"replay"}, c.args...)...)
			require.Equal(t, exitFailure, o.code)
			require.Empty(t, o.out)
			require.Contains(t, o.err, c.want)
		})
	}
}

func TestReplayRemarksOnRefusedRows(t *testing.T) {
	_, path := shop(t)
	spec := shopLog(t)
	write(t, strings.TrimPrefix(spec, "csv:"), "events.csv", visits+"anna,a1,stare,2025-03-01T10:00:00+01:00,,\n")
	o := ok(t, "replay", "--pack", path, "--data", spec, "--person", "anna", "--last", "1")
	require.Contains(t, o.err, "hearth: 1 rows or items of "+spec+" were refused; \"hearth train\" says which\n")
	strict := hearth(t, "replay", "--pack", path, "--data", spec, "--person", "anna", "--strict")
	require.Equal(t, exitFailure, strict.code)
	require.Contains(t, strict.err, "events.csv: line 11")
}
