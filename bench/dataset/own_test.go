package dataset

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestOwnFormat(t *testing.T) {
	for _, dir := range []string{"testdata/shop", "testdata/shop-objects"} {
		t.Run(dir, func(t *testing.T) {
			set := mustOpen(t, "csv:"+dir, Options{})
			require.Equal(t, "csv:"+dir, set.Name)
			require.Equal(t, data.ClockReal, set.Clock)
			require.False(t, set.Synthetic)
			require.Zero(t, set.Summary.Bad, "%v", set.Summary.Problems)
			require.Equal(t, []flat{
				{"ann", "lamp", "view", 1740816000000, 60, "", "device=phone"},
				{"ann", "lamp", "dwell", 1740816005000, 60, "31.5", "device=phone"},
				{"ann", "", "search", 1740816060000, 60, "", "device=phone page=home"},
				{"ann", "42", "purchase", 1740819600000, 60, "", ""},
				{"bob", "42", "view", 1740729600000, 0, "", "device=desktop page=list, long"},
			}, flatSet(set))
		})
	}
}

func TestOwnItems(t *testing.T) {
	set := mustOpen(t, "csv:testdata/shop", Options{})
	require.Equal(t, []data.Item{
		{
			ID: "lamp", Title: "Desk Lamp “Noon”", PriceCents: 4990, Available: true,
			Attributes: map[string][]string{"category": {"Lighting", "Office"}, "brand": {"Alder"}, "colour": {"red", "blue"}, "watts": {"7"}},
			Published:  time.Date(2025, 1, 31, 0, 0, 0, 0, time.UTC),
		},
		{ID: "42", PriceCents: -1, Available: false, Sensitive: []string{"health"}},
		{ID: "bare", PriceCents: -1, Available: true},
	}, set.Items)
}

func TestDecodeItem(t *testing.T) {
	bare := func(change func(*data.Item)) data.Item {
		it := bareItem([]byte("a"))
		change(&it)
		return it
	}
	for name, tc := range map[string]struct {
		line string
		want data.Item
	}{
		"only id":          {`{"id":"a"}`, bare(func(*data.Item) {})},
		"nulls":            {`{"id":"a","title":null,"price":null,"categories":null,"attributes":null,"published":null}`, bare(func(*data.Item) {})},
		"number as id":     {`{"id":17}`, bare(func(it *data.Item) { it.ID = "17" })},
		"one category":     {`{"id":"a","categories":"x"}`, bare(func(it *data.Item) { it.Attributes = map[string][]string{"category": {"x"}} })},
		"empty values":     {`{"id":"a","categories":["",""],"attributes":{"brand":""}}`, bare(func(*data.Item) {})},
		"bool attribute":   {`{"id":"a","attributes":{"vegan":true}}`, bare(func(it *data.Item) { it.Attributes = map[string][]string{"vegan": {"true"}} })},
		"free":             {`{"id":"a","price":0}`, bare(func(it *data.Item) { it.PriceCents = 0 })},
		"half cent":        {`{"id":"a","price":1.005}`, bare(func(it *data.Item) { it.PriceCents = 101 })},
		"below half cent":  {`{"id":"a","price":1.00499}`, bare(func(it *data.Item) { it.PriceCents = 100 })},
		"price exponent":   {`{"id":"a","price":1.5e3}`, bare(func(it *data.Item) { it.PriceCents = 150000 })},
		"tiny exponent":    {`{"id":"a","price":1e-999999}`, bare(func(it *data.Item) { it.PriceCents = 0 })},
		"published time":   {`{"id":"a","published":"2025-01-31T10:00:00+02:00"}`, bare(func(it *data.Item) { it.Published = time.Date(2025, 1, 31, 8, 0, 0, 0, time.UTC) })},
		"published number": {`{"id":"a","published":1738310400}`, bare(func(it *data.Item) { it.Published = time.Date(2025, 1, 31, 8, 0, 0, 0, time.UTC) })},
		"published empty":  {`{"id":"a","published":""}`, bare(func(*data.Item) {})},
		"escapes":          {`{"id":"a","title":"caf\u00e9 \"x\""}`, bare(func(it *data.Item) { it.Title = `café "x"` })},
	} {
		t.Run(name, func(t *testing.T) {
			it, unknown, err := decodeItem([]byte(tc.line), time.UTC)
			require.NoError(t, err)
			require.Empty(t, unknown)
			require.Equal(t, tc.want, it)
		})
	}
}

func TestDecodeItemPublishedInZone(t *testing.T) {
	it, _, err := decodeItem([]byte(`{"id":"a","published":"2025-01-31"}`), zoneNamed(t, "Europe/Berlin"))
	require.NoError(t, err)
	require.Equal(t, time.Date(2025, 1, 30, 23, 0, 0, 0, time.UTC), it.Published)
}

func TestDecodeItemErrors(t *testing.T) {
	for name, tc := range map[string]struct{ line, want string }{
		"not JSON":        {`{"id":`, "not a JSON object: unexpected end of JSON input"},
		"array":           {`[]`, "not a JSON object: json: cannot unmarshal"},
		"null":            {`null`, "not a JSON object"},
		"two objects":     {`{"id":"a"}{"id":"b"}`, "not a JSON object: invalid character"},
		"id is object":    {`{"id":{}}`, "bad item field: id: want a text or a number"},
		"title is number": {`{"id":"a","title":3}`, "bad item field: title: "},
		"price is text":   {`{"id":"a","price":"3"}`, `bad item field: price: "3" is not a number from 0 to 1e12`},
		"price below 0":   {`{"id":"a","price":-1}`, "bad item field: price: -1 is not a number from 0 to 1e12"},
		"price too large": {`{"id":"a","price":1e13}`, "bad item field: price: 1e13 is not"},
		"available text":  {`{"id":"a","available":"yes"}`, "bad item field: available: "},
		"nested list":     {`{"id":"a","categories":[["x"]]}`, "bad item field: categories: want a text or a number"},
		"attribute":       {`{"id":"a","attributes":{"b":{"c":1}}}`, "bad item field: attributes: b: want a text or a number"},
		"attribute name":  {`{"id":"a","attributes":{"":"x"}}`, "bad item field: attributes: empty attribute name"},
		"attributes list": {`{"id":"a","attributes":["x"]}`, "bad item field: attributes: not a JSON object"},
		"published":       {`{"id":"a","published":"soon"}`, `bad item field: published: time not understood: "soon"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := decodeItem([]byte(tc.line), time.UTC)
			require.ErrorAs(t, err, new(*badRow))
			require.ErrorContains(t, err, tc.want)
		})
	}
}

const eventsHead = "person,item,type,time,value,ctx.device\n"

func TestBadEventRows(t *testing.T) {
	good := "p,a,view,1740816000,,phone\n"
	for name, tc := range map[string]struct{ row, kind, reason string }{
		"short":             {"p,a,view\n", "wrong field count", "wrong field count: 3, the header has 6"},
		"long":              {"p,a,view,1740816000,,phone,\n", "wrong field count", "wrong field count: 7, the header has 6"},
		"no person":         {",a,view,1740816000,,\n", "empty person", "empty person"},
		"no item":           {"p,,view,1740816000,,\n", "empty item", "empty item"},
		"no type":           {"p,a,,1740816000,,\n", "empty type", "empty type"},
		"no time":           {"p,a,view,,,\n", "empty time", "empty time"},
		"unknown item":      {"p,zz,view,1740816000,,\n", "unknown item", `unknown item: "zz"`},
		"unknown search":    {"p,zz,search,1740816000,,\n", "unknown item", `unknown item: "zz"`},
		"unknown type":      {"p,a,teleport,1740816000,,\n", "unknown event type", `unknown event type: "teleport"`},
		"time":              {"p,a,view,noon,,\n", "time not understood", `time not understood: "noon"`},
		"value":             {"p,a,view,1740816000,big,\n", "value is not a finite number", `value is not a finite number: "big"`},
		"value NaN":         {"p,a,view,1740816000,NaN,\n", "value is not a finite number", `value is not a finite number: "NaN"`},
		"value Inf":         {"p,a,view,1740816000,-Inf,\n", "value is not a finite number", `value is not a finite number: "-Inf"`},
		"value too large":   {"p,a,view,1740816000,1e39,\n", "value is not a finite number", `value is not a finite number: "1e39"`},
		"not UTF-8":         {"p\xff,a,view,1740816000,,\n", "invalid UTF-8", "invalid UTF-8"},
		"control character": {"p\x01,a,view,1740816000,,\n", "control character in person", `control character in person: "p\x01"`},
		"open quote":        {"\"p,a,view,1740816000,,\n", "misplaced or unclosed quote", "misplaced or unclosed quote"},
		"long line":         {"p," + strings.Repeat("a", maxLine) + ",view,1740816000,,\n", "line longer than 1 MB", "line longer than 1 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, map[string]string{
				"items.jsonl": `{"id":"a"}`, "events.csv": eventsHead + good + tc.row + good,
			})
			opt := Options{Types: []string{"view", "search"}, Timezone: time.UTC}
			set := mustOpen(t, "csv:"+dir, opt)
			require.Equal(t, 2, set.Events.Len(), "the rows around it stay")
			require.Equal(t, 3, set.Summary.Rows)
			require.Equal(t, 1, set.Summary.Bad)
			require.Equal(t, map[string]int{tc.kind: 1}, set.Summary.ByReason)
			require.Equal(t, []data.Problem{{File: "events.csv", Line: 3, Reason: tc.reason}}, set.Summary.Problems)

			opt.Strict = true
			_, err := Open("csv:"+dir, opt)
			require.EqualError(t, err, fmt.Sprintf("data %q: events.csv: line 3: %s", "csv:"+dir, tc.reason))
		})
	}
}

func TestRowsOfNoItemTypes(t *testing.T) {
	text := "person,item,type,time\np,,search,1740816000\np,,visit,1740816001\np,a,search,1740816002\n"
	dir := folder(t, map[string]string{"events.csv": text})
	set := mustOpen(t, "csv:"+dir, Options{})
	require.Equal(t, map[string]int{"empty item": 1}, set.Summary.ByReason)
	require.Equal(t, []int32{data.NoItem, 0}, set.Events.Item)

	set = mustOpen(t, "csv:"+dir, Options{NoItemTypes: []string{"visit"}})
	require.Equal(t, []string{"visit", "search"}, set.Events.Types)
	require.Equal(t, 1, set.Summary.Bad)
}

func TestUnknownColumnsAndFields(t *testing.T) {
	for name, tc := range map[string]struct {
		files map[string]string
		want  data.Problem
	}{
		"column": {
			map[string]string{"events.csv": "person,item,type,time,colour\np,a,view,1740816000,red\n"},
			data.Problem{File: "events.csv", Line: 1, Reason: `unknown column: "colour"`},
		},
		"nameless context": {
			map[string]string{"events.csv": "person,item,type,time,ctx.\np,a,view,1740816000,red\n"},
			data.Problem{File: "events.csv", Line: 1, Reason: `unknown column: "ctx."`},
		},
		"event field": {
			map[string]string{"events.jsonl": `{"person":"p","item":"a","type":"view","time":1740816000,"colour":"red"}`},
			data.Problem{File: "events.jsonl", Line: 1, Reason: `unknown field: "colour"`},
		},
		"item field": {
			map[string]string{
				"items.jsonl": "\n{\"id\":\"a\",\"colour\":\"red\"}",
				"events.csv":  "person,item,type,time\np,a,view,1740816000\n",
			},
			data.Problem{File: "items.jsonl", Line: 2, Reason: `unknown field: "colour"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, tc.files)
			set := mustOpen(t, "csv:"+dir, Options{})
			require.Equal(t, []data.Problem{tc.want}, set.Summary.Problems)
			require.Zero(t, set.Summary.Bad, "reported, not refused")
			require.Equal(t, 1, set.Events.Len())
			_, err := Open("csv:"+dir, Options{Strict: true})
			require.ErrorContains(t, err, tc.want.String())
		})
	}
}

func TestDuplicateAndBadItems(t *testing.T) {
	dir := folder(t, map[string]string{
		"items.jsonl": "{\"id\":\"a\",\"title\":\"first\"}\n{\"id\":\"a\",\"title\":\"second\"}\n{\"title\":\"none\"}\n{\"id\":\"b\\u0007\"}\nxx\n",
		"events.csv":  "person,item,type,time\n",
	})
	set := mustOpen(t, "csv:"+dir, Options{})
	require.Len(t, set.Items, 1)
	require.Equal(t, "first", set.Items[0].Title)
	require.Equal(t, 4, set.Summary.Bad)
	require.Zero(t, set.Summary.Rows, "items are not event rows")
	require.Equal(t, []data.Problem{
		{File: "items.jsonl", Line: 2, Reason: `duplicate item id: "a"`},
		{File: "items.jsonl", Line: 3, Reason: "empty id"},
		{File: "items.jsonl", Line: 4, Reason: `control character in id: "b\a"`},
		{File: "items.jsonl", Line: 5, Reason: "not a JSON object: invalid character 'x' looking for beginning of value"},
	}, set.Summary.Problems)
}

func TestCatalogueFromEvents(t *testing.T) {
	set := mustOpen(t, "csv:"+folder(t, map[string]string{"events.csv": threeEvents}), Options{})
	require.Equal(t, []data.Item{bareItem([]byte("a")), bareItem([]byte("b"))}, set.Items)
	require.Contains(t, set.Summary.Notes, "no items.jsonl: the catalogue is made of the ids in the events")
}

func TestOwnHardErrors(t *testing.T) {
	for name, tc := range map[string]struct {
		files map[string]string
		want  string
	}{
		"missing column": {map[string]string{"events.csv": "person,item,time\n"}, `events.csv: line 1: header: no column "type" among ["person" "item" "time"]`},
		"column twice":   {map[string]string{"events.csv": "person,item,type,time,item\n"}, `events.csv: line 1: header: column "item" twice`},
		"two event logs": {map[string]string{"events.csv": threeEvents, "events.jsonl": "{}"}, "events.csv: there is also events.jsonl"},
		"mixed units": {
			map[string]string{"events.csv": "person,item,type,time\np,a,view,1740816000\np,a,view,1740816000000\n"},
			`events.csv: line 3: time "1740816000000" is in Unix milliseconds, line 2 was in Unix seconds`,
		},
		"set.json":       {map[string]string{"events.csv": threeEvents, "set.json": "{"}, "set.json: unexpected end of JSON input"},
		"set.json clock": {map[string]string{"events.csv": threeEvents, "set.json": `{"clock":"lunar"}`}, `set.json: clock "lunar": want real, day or synthetic`},
		"too many columns": {
			map[string]string{"events.csv": "person,item,type,time" + manyColumns(65) + "\n"},
			"events.csv: line 1: header: 65 context columns, at most 64 are kept",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open("csv:"+folder(t, tc.files), Options{})
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func manyColumns(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",ctx.c%d", i)
	}
	return b.String()
}

func TestTooManyContextFields(t *testing.T) {
	var b strings.Builder
	for i := range maxColumns + 2 {
		fmt.Fprintf(&b, "{\"person\":\"p\",\"item\":\"a\",\"type\":\"view\",\"time\":1740816000,\"ctx.c%d\":\"x\"}\n", i)
	}
	set := mustOpen(t, "csv:"+folder(t, map[string]string{"events.jsonl": b.String()}), Options{})
	require.Len(t, set.Events.Context, maxColumns)
	require.Equal(t, map[string]int{"too many context columns": 2}, set.Summary.ByReason)
	require.Equal(t, "c3=x", flatSet(set)[3].context, "columns that come late are absent before")
}

func TestSetJSON(t *testing.T) {
	dir := folder(t, map[string]string{"events.csv": threeEvents, "set.json": `{"clock":"synthetic","synthetic":true}`})
	set := mustOpen(t, "csv:"+dir, Options{})
	require.Equal(t, data.ClockSynthetic, set.Clock)
	require.True(t, set.Synthetic)
	require.Contains(t, set.Summary.String(), "synthetic: the behaviour was made by a generator")
}

// TestTableAndObjectsAgree writes the same random rows, good and bad, both ways.
func TestTableAndObjectsAgree(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "a", "b", "c d", "é"})
	when := rapid.SampledFrom([]string{"", "1740816000", "1740816000.5", "x", "-5"})
	value := rapid.SampledFrom([]string{"", "1.5", "x"})
	rapid.Check(t, func(rt *rapid.T) {
		var table, objects strings.Builder
		table.WriteString("person,item,type,time,value,ctx.x\n")
		for range rapid.IntRange(1, 20).Draw(rt, "rows") {
			f := []string{text.Draw(rt, "p"), text.Draw(rt, "i"), text.Draw(rt, "k"), when.Draw(rt, "t"), value.Draw(rt, "v"), text.Draw(rt, "x")}
			table.WriteString(strings.Join(f, ",") + "\n")
			fmt.Fprintf(&objects, `{"person":%q,"item":%q,"type":%q,"time":%q,"value":%q,"ctx.x":%q}`+"\n", f[0], f[1], f[2], f[3], f[4], f[5])
		}
		a, b := newLoader("t", Options{}), newLoader("t", Options{})
		require.NoError(rt, a.eventsTable("f", strings.NewReader(table.String())))
		require.NoError(rt, b.eventsObjects("f", strings.NewReader(objects.String())))
		x, y := a.finish(data.ClockReal), b.finish(data.ClockReal)
		require.Equal(rt, flatSet(x), flatSet(y))
		require.Equal(rt, x.Summary.Rows, y.Summary.Rows)
		require.Equal(rt, x.Summary.Bad, y.Summary.Bad, "a row with two faults may be counted under either")
	})
}
