package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

func TestDataFlagsCheck(t *testing.T) {
	for spec, fine := range map[string]bool{
		"csv:dir": true, "sample:": true, "sample:persons=3": true, "s3rec:a/b": true, "": true,
		"csv": false, "CSV:dir": false, ":dir": false, "/home/me": false, "http://x": false,
	} {
		err := (&dataFlags{Data: spec}).check()
		require.Equal(t, fine, err == nil, spec)
		if !fine {
			require.ErrorAs(t, err, new(usageError))
			require.ErrorContains(t, err, "csv, libfm, movielens, obd, s3rec, sample, sessions")
		}
	}
}

// smallLog writes a log of the own format and returns its spec.
func smallLog(t *testing.T, events string) string {
	dir := t.TempDir()
	write(t, dir, "items.jsonl", `{"id":"a"}`+"\n"+`{"id":"b"}`+"\n")
	write(t, dir, "events.csv", "person,item,type,time\n"+events)
	return "csv:" + dir
}

func openData(f dataFlags, cfg train.Config) (*data.Set, error) {
	return f.open(cfg, (&env{}).progress())
}

func TestOpenTakesTheConfigsZoneUnitAndTypes(t *testing.T) {
	cfg := train.DefaultConfig()
	cfg.Timezone = "Europe/Berlin"
	set, err := openData(dataFlags{Data: smallLog(t, "p,a,view,2025-07-01T10:00:00\n")}, cfg)
	require.NoError(t, err)
	require.EqualValues(t, []int16{120}, set.Events.Offset)
	require.Equal(t, "2025-07-01T10:00:00+02:00", momentOf(&set.Events, 0).Format(time.RFC3339))

	cfg = train.DefaultConfig()
	cfg.TimeUnit = "ms"
	set, err = openData(dataFlags{Data: smallLog(t, "p,a,view,1700000000\n")}, cfg)
	require.NoError(t, err)
	require.EqualValues(t, 1_700_000_000, set.Events.Time[0], "declared, so not guessed to be seconds")

	log := smallLog(t, "p,a,view,1700000000\np,b,stare,1700000001\n")
	set, err = openData(dataFlags{Data: log}, train.DefaultConfig())
	require.NoError(t, err)
	require.Equal(t, []int{1, 1}, []int{set.Events.Len(), set.Summary.Bad}, "a type that the configuration lacks")
	set, err = openData(dataFlags{Data: log}, train.DefaultConfig().WithEvent("stare", train.EventType{Weight: 1}))
	require.NoError(t, err)
	require.Equal(t, []int{2, 0}, []int{set.Events.Len(), set.Summary.Bad})
	_, err = openData(dataFlags{Data: log, Strict: true}, train.DefaultConfig())
	require.ErrorContains(t, err, "events.csv: line 3: ")
}

func TestOpenRefusesAnUnknownZone(t *testing.T) {
	cfg := train.DefaultConfig()
	cfg.Timezone = "Mars/Olympus"
	_, err := openData(dataFlags{Data: "sample:persons=1,items=24,days=1"}, cfg)
	require.ErrorContains(t, err, "Mars/Olympus")
}

func TestConfigOfNoFileIsTheDefault(t *testing.T) {
	cfg, err := (&dataFlags{}).config()
	require.NoError(t, err)
	require.Equal(t, train.DefaultConfig(), cfg)
	cfg, err = (&dataFlags{Config: write(t, t.TempDir(), "c.yaml", "edges: 7\n")}).config()
	require.NoError(t, err)
	require.Equal(t, 7, cfg.Edges)
	_, err = (&dataFlags{Config: filepath.Join(t.TempDir(), "none")}).config()
	require.Error(t, err)
}

func TestViewSummaryKeepsEverything(t *testing.T) {
	set := &data.Set{Name: "csv:x", Summary: data.Summary{
		Files: []string{"events.csv"}, Rows: 5, Persons: 1, Items: 2, Events: 3, TimeUnit: "s", Guessed: true,
		Clock: data.ClockDay, Synthetic: true, Notes: []string{"a note"},
	}}
	set.Summary.Refuse("unknown item", data.Problem{File: "events.csv", Line: 4, Reason: "unknown item \"q\""})
	require.Equal(t, summaryView{
		Data: "csv:x", Files: []string{"events.csv"}, Rows: 5, Persons: 1, Items: 2, Events: 3, Bad: 1,
		ByReason: map[string]int{"unknown item": 1}, Problems: []problemView{{"events.csv", 4, "unknown item \"q\""}},
		TimeUnit: "s", Guessed: true, Clock: "day", Synthetic: true, Notes: []string{"a note"},
	}, viewSummary(set))
}

func TestEventsOf(t *testing.T) {
	set := &data.Set{Name: "x:", Events: data.Events{
		Persons: []string{"ann", "bo", "cy", "nobody"}, Person: []uint32{0, 0, 1, 2, 2, 2},
	}}
	for name, want := range map[string][2]int{"ann": {0, 2}, "bo": {2, 3}, "cy": {3, 6}} {
		from, to, err := eventsOf(set, name)
		require.NoError(t, err)
		require.Equal(t, want, [2]int{from, to}, name)
	}
	_, _, err := eventsOf(set, "nobody")
	require.EqualError(t, err, `person "nobody" has no events`)
	_, _, err = eventsOf(set, "an")
	require.EqualError(t, err, `no person "an" among the 4 of x:; nearest: ann, bo, cy`)
	_, _, err = eventsOf(&data.Set{Name: "x:"}, "ann")
	require.EqualError(t, err, `no person "ann" among the 0 of x:; nearest: none`)
}

func TestEventAt(t *testing.T) {
	nan := float32(0)
	nan /= nan
	set := &data.Set{Items: []data.Item{{ID: "a"}}, Events: data.Events{
		Types: []string{"view", "search"}, Type: []uint8{0, 1}, Item: []int32{0, data.NoItem}, Value: []float32{1.5, nan},
		Time: []int64{1_000, -1}, Offset: []int16{-90, 0},
		Context: []data.Column{{Name: "device", Values: []string{"", "phone"}, Cells: []uint16{1, 0}}},
	}}
	first, second := eventAt(set, 0), eventAt(set, 1)
	require.Equal(t, "view", first.Type)
	require.Equal(t, "a", first.Item)
	require.InDelta(t, 1.5, *first.Value, 1e-9)
	require.Equal(t, map[string]string{"device": "phone"}, first.Context)
	require.Equal(t, "search", second.Type)
	require.Empty(t, second.Item)
	require.Nil(t, second.Value)
	require.Nil(t, second.Context, "an absent feature is no feature of the event")
	require.Equal(t, "1969-12-31T22:30:01-01:30", momentOf(&set.Events, 0).Format(time.RFC3339))
	require.EqualValues(t, -1, momentOf(&set.Events, 1).UnixMilli())
}

func TestWarn(t *testing.T) {
	var text strings.Builder
	set := &data.Set{Name: "csv:x"}
	warn(&env{err: &text}, set)
	require.Empty(t, text.String())
	set.Summary.Bad = 2
	warn(&env{err: &text, json: true}, set)
	require.Empty(t, text.String(), "JSON goes without remarks")
	warn(&env{err: &text}, set)
	require.Equal(t, "hearth: 2 rows or items of csv:x were refused; \"hearth train\" says which\n", text.String())
}
