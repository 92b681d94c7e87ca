package dataset

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

var (
	anyName  = rapid.StringMatching(`[a-zA-Z0-9é"', ;#\\=<>&-]{1,6}`)
	anyTexts = rapid.SliceOfN(anyName, 0, 3)
)

func drawItem(t *rapid.T, id string) data.Item {
	it := data.Item{
		ID:         id,
		Title:      rapid.StringMatching(`[^\x00-\x1f]{0,8}`).Draw(t, "title"),
		PriceCents: rapid.Int64Range(-1, 1e9).Draw(t, "price"),
		Available:  rapid.Bool().Draw(t, "available"),
	}
	for _, field := range []string{"category", "brand", "size"} {
		if values := anyTexts.Draw(t, field); len(values) > 0 {
			if it.Attributes == nil {
				it.Attributes = map[string][]string{}
			}
			it.Attributes[field] = values
		}
	}
	if kinds := anyTexts.Draw(t, "sensitive"); len(kinds) > 0 {
		it.Sensitive = kinds
	}
	if rapid.Bool().Draw(t, "dated") {
		it.Published = time.UnixMilli(rapid.Int64Range(minTime+dayMillis, maxTime).Draw(t, "published")).UTC()
	}
	return it
}

// drawSet makes any set that Write can keep.
func drawSet(t *rapid.T) *data.Set {
	b := newBuilder([]string{"search"})
	b.closed = true
	ids := rapid.SliceOfNDistinct(anyName, 1, 5, rapid.ID[string]).Draw(t, "ids")
	for _, id := range ids {
		require.NoError(t, b.addItem(drawItem(t, id)))
	}
	b.column("device")
	b.column("page, with comma")
	for range rapid.IntRange(0, 20).Draw(t, "events") {
		e := event{
			person: []byte(anyName.Draw(t, "person")), kind: []byte(anyName.Draw(t, "type")),
			item: []byte(rapid.SampledFrom(ids).Draw(t, "item")), value: noValue,
			moment:  moment{rapid.Int64Range(-1e13, 1e13).Draw(t, "ms"), int16(rapid.IntRange(-720, 840).Draw(t, "offset"))},
			context: [][]byte{[]byte(rapid.StringMatching(`[a-c]{0,1}`).Draw(t, "c")), []byte(anyName.Draw(t, "d"))},
		}
		if rapid.Bool().Draw(t, "search") {
			e.item, e.kind = nil, []byte("search")
		}
		if rapid.Bool().Draw(t, "valued") {
			e.value = rapid.Float32Range(-math.MaxFloat32, math.MaxFloat32).Draw(t, "value")
		}
		require.NoError(t, b.add(&e))
	}
	l := &loader{log: b}
	set := l.finish(rapid.SampledFrom([]data.Clock{data.ClockReal, data.ClockDay, data.ClockSynthetic}).Draw(t, "clock"))
	set.Synthetic = rapid.Bool().Draw(t, "synthetic")
	settle(set)
	return set
}

func TestWriteReadsBack(t *testing.T) {
	base := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		want := drawSet(rt)
		require.NoError(rt, Write(base, want))
		got, err := Open("csv:"+base, Options{Strict: true})
		require.NoError(rt, err)
		requireSound(rt, got)
		require.Equal(rt, want.Items, got.Items)
		require.Equal(rt, flatSet(want), flatSet(got))
		require.Equal(rt, want.Clock, got.Clock)
		require.Equal(rt, want.Synthetic, got.Synthetic)
		require.Equal(rt, want.Events.Persons, got.Events.Persons)
	})
}

func TestWriteSampleReadsBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	want := mustOpen(t, "sample:persons=50,seed=3", Options{Timezone: zoneNamed(t, "Europe/Berlin")})
	require.NoError(t, Write(dir, want))
	got := mustOpen(t, "csv:"+dir, Options{Strict: true})
	require.Equal(t, want.Items, got.Items)
	require.Equal(t, flatSet(want), flatSet(got))
	require.True(t, got.Synthetic, "made-up behaviour stays marked")
}

func TestWriteForm(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, Write(dir, mustOpen(t, "csv:testdata/shop", Options{})))
	for name, want := range map[string]string{
		"items.jsonl": `{"id":"lamp","title":"Desk Lamp “Noon”","categories":["Lighting","Office"],"attributes":{"brand":"Alder","colour":["red","blue"],"watts":"7"},"price":49.90,"published":"2025-01-31T00:00:00Z"}
{"id":"42","available":false,"sensitive":["health"]}
{"id":"bare"}
`,
		"events.csv": `person,item,type,time,value,ctx.device,ctx.page
ann,lamp,view,2025-03-01T09:00:00+01:00,,phone,
ann,lamp,dwell,2025-03-01T09:00:05+01:00,31.5,phone,
ann,,search,2025-03-01T09:01:00+01:00,,phone,home
ann,42,purchase,2025-03-01T10:00:00+01:00,,,
bob,42,view,2025-02-28T08:00:00Z,,desktop,"list, long"
`,
		"set.json": "{\"clock\":\"real\"}\n",
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, want, string(text), name)
	}
}

func TestWriteRefusesWhatItCannotKeep(t *testing.T) {
	set := &data.Set{Items: []data.Item{{ID: "a\nb"}}}
	require.EqualError(t, Write(t.TempDir(), set), `items.jsonl: item 0: control character in id: "a\nb"`)

	set = mustOpen(t, "csv:testdata/shop", Options{})
	set.Events.Persons[0] = "a\nb"
	require.EqualError(t, Write(t.TempDir(), set), `events.csv: event 0: control character in person: "a\nb"`)

	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.Error(t, Write(file, set), "a file where the folder should be")
}
