package host

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// asked are what the persons of these tests are asked for.
var asked = []Purpose{
	{ID: "rank", Version: 1, Text: "Put what fits me first.", Stage: StageRank, Days: 60, Limits: map[string]int32{"search": 7}},
	{ID: "learn", Version: 2, Text: "Learn from what I do.", Stage: StageLearn, Categories: []string{"browsing", "purchases"}},
	{ID: "report", Version: 1, Text: "Tell the shop how well it works.", Stage: StageReport, Days: 30},
}

// asking is a person who can be asked, at a fixed time.
func asking(now time.Time) DeviceConfig {
	return NewDeviceConfig().WithPurposes(asked...).WithClock(func() time.Time { return now })
}

// exportSchema is the committed schema, compiled.
func exportSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("export.schema.json")
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertContent()
	require.NoError(t, c.AddResource("export.schema.json", doc))
	schema, err := c.Compile("export.schema.json")
	require.NoError(t, err)
	return schema
}

// exported exports a device.
func exported(t require.TestingT, d *Device) []byte {
	b, err := d.Export(context.Background())
	require.NoError(t, err)
	return b
}

// decidedDevice is a device with events of every form, decisions and orders.
func decidedDevice(t testing.TB) *Device {
	t.Helper()
	ctx := context.Background()
	d := shopDevice(t, asking(noon))
	_, err := d.Decide(ctx, Decision{Grant: []string{"rank", "learn"}, Deny: []string{"report"}, Act: ActSettings, Signal: new(true)})
	require.NoError(t, err)
	watch(t, d,
		Event{Type: "click", Item: "film-1", Time: noon.Add(-time.Hour), Context: map[string]string{"page": "home"}},
		Event{Type: "view", Item: "film-2", Value: Seconds(1500 * time.Millisecond)},
		Event{Type: "search", Query: "<war> & peace\u2028"}, Event{Type: "view", Item: "gone"})
	_, err = d.Order(ctx, Orders{Set: []Control{
		{Kind: ControlDial, Amount: 40}, {Kind: ControlBlock, Value: "film-9"}, {Kind: ControlInterest, Field: "genre", Value: "noir", Amount: -40},
	}})
	require.NoError(t, err)
	return d
}

func TestExportHasEverything(t *testing.T) {
	d := decidedDevice(t)
	b := exported(t, d)
	x, err := ReadExport(b)
	require.NoError(t, err)
	profile, err := d.Profile(context.Background())
	require.NoError(t, err)
	for _, p := range []*Profile{profile, &x.Profile} {
		p.Audit = slices.DeleteFunc(p.Audit, func(a abi.Tally) bool { return a.Kind == "used" }) // a profile uses the history itself
	}
	require.Equal(t, *profile, x.Profile, "what the device says of itself, to the last key")
	require.Equal(t, "test-shop", x.Catalogue)
	require.Equal(t, noon.UnixMilli(), x.Time)
	require.EqualValues(t, 120, x.Offset)
	snapshot, err := d.Snapshot(context.Background())
	require.NoError(t, err)
	require.Equal(t, snapshot, x.Snapshot)
	require.Contains(t, string(b), `"query": "<war> & peace\u2028"`, "readable: no HTML escapes")
	require.True(t, slices.ContainsFunc(x.Profile.Audit, func(a abi.Tally) bool { return a.Kind == "exported" && a.Count == 1 }), "the audit counts it")
}

func TestExportsAreOfTheSchema(t *testing.T) {
	schema := exportSchema(t)
	validate := func(b []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		require.NoError(t, err)
		return schema.Validate(v)
	}
	b := exported(t, decidedDevice(t))
	require.NoError(t, validate(b))
	require.NoError(t, validate(exported(t, shopDevice(t, asking(noon)))), "a person who decided nothing")
	for _, edit := range [][2]string{
		{`"format": "hearth-export"`, `"format": "other"`}, {`"version": 1,`, `"version": 2,`}, {`"signal": true`, `"signal": 1`},
		{`"deed": "deny"`, `"deed": "shrug"`}, {`"used": true`, `"person": "anna"`}, {`"snapshot": "`, `"snapshot": "?`},
	} {
		broken := strings.Replace(string(b), edit[0], edit[1], 1)
		require.NotEqual(t, string(b), broken, edit[0])
		require.Error(t, validate([]byte(broken)), "the schema says no to %s", edit[1])
	}
}

// TestSchemaHasEveryKeyOfTheProfile: a key that the ABI gains is missed here.
func TestSchemaHasEveryKeyOfTheProfile(t *testing.T) {
	text, err := os.ReadFile("export.schema.json")
	require.NoError(t, err)
	var schema struct {
		Defs map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(text, &schema))
	value, offset := int64(1), int32(1)
	full := Profile{
		Audit:     []abi.Tally{{Purpose: "x"}},
		Controls:  []Control{{Amount: 1, Field: "x", Time: 1, Value: "x"}},
		Events:    []abi.Held{{BasedOn: []int64{1}, Context: map[string]string{"x": "x"}, Item: "x", Offset: offset, Query: "x", Title: "x", Value: &value}},
		Interests: []abi.Interest{{Value: "x"}},
		Ledger:    []LedgerEntry{{Purpose: "x", Text: "x", Version: 1}},
		Purposes:  []PurposeStatus{{Days: 1, Limits: map[string]int32{"x": 1}, Sensitive: []string{"x"}, Since: 1}},
	}
	b, err := MarshalProfile(&full)
	require.NoError(t, err)
	var v map[string]any
	require.NoError(t, json.Unmarshal(b, &v))
	same := func(def string, object any) {
		require.Equal(t, slices.Sorted(maps.Keys(schema.Defs[def].Properties)), slices.Sorted(maps.Keys(object.(map[string]any))), def)
	}
	same("profile", v)
	for list, def := range map[string]string{"audit": "tally", "controls": "control", "events": "event", "interests": "interest", "ledger": "decision", "purposes": "purpose"} {
		same(def, v[list].([]any)[0])
	}
}

// drawLife draws calls on a device: decisions, events, orders, forgetting, time that passes.
func drawLife(t *rapid.T, d *Device, now *time.Time) {
	ctx := context.Background()
	ids := func(name string) []string {
		return rapid.SliceOfN(rapid.SampledFrom([]string{"rank", "learn", "report", "all"}), 0, 2).Draw(t, name)
	}
	for range rapid.IntRange(0, 12).Draw(t, "calls") {
		var err error
		switch rapid.IntRange(0, 5).Draw(t, "call") {
		case 0:
			q := Decision{Grant: ids("grant"), Deny: ids("deny"), Withdraw: ids("withdraw"), Act: rapid.SampledFrom([]string{ActBanner, ActSettings}).Draw(t, "act")}
			if rapid.Bool().Draw(t, "signalled") {
				q.Signal = new(rapid.Bool().Draw(t, "signal"))
			}
			_, err = d.Decide(ctx, q)
		case 1:
			_, err = d.Order(ctx, drawOrders(t))
		case 2:
			_, err = d.Forget(ctx, ForgetRequest{Items: []string{fmt.Sprintf("film-%d", rapid.IntRange(0, 45).Draw(t, "item"))}})
		case 3:
			*now = now.Add(time.Duration(rapid.Int64Range(0, 40*24).Draw(t, "hours")) * time.Hour)
			_, err = d.Stats(ctx)
		default:
			_, err = d.Observe(ctx, rapid.SliceOfN(rapid.Custom(drawEvent), 1, 6).Draw(t, "events")...)
		}
		require.NoError(t, err)
	}
}

func drawOrders(t *rapid.T) Orders {
	one := rapid.Custom(func(t *rapid.T) Control {
		genre := rapid.SampledFrom(genres).Draw(t, "genre")
		return rapid.SampledFrom([]Control{
			{Kind: ControlDial, Amount: int32(rapid.IntRange(0, 100).Draw(t, "dial"))}, {Kind: ControlBlock, Value: "film-7"},
			{Kind: ControlBlock, Field: "genre", Value: genre}, {Kind: ControlMute, Field: "genre", Value: genre}, {Kind: ControlLanguage, Value: "de"},
			{Kind: ControlInterest, Field: "genre", Value: genre, Amount: int32(rapid.IntRange(-100, 100).Draw(t, "interest"))},
		}).Draw(t, "control")
	})
	return Orders{
		Set: rapid.SliceOfN(one, 0, 3).Draw(t, "set"), Lift: rapid.SliceOfN(one, 0, 1).Draw(t, "lift"), Remember: rapid.IntRange(0, 9).Draw(t, "remember") == 0,
	}
}

// TestExportEraseImportRoundTrips: a new device that takes an export holds, byte for byte, what the former held.
func TestExportEraseImportRoundTrips(t *testing.T) {
	ctx := context.Background()
	schema := exportSchema(t)
	now := noon
	config := asking(noon).WithClock(func() time.Time { return now })
	a, b := shopDevice(t, config), shopDevice(t, config)
	rapid.Check(t, func(t *rapid.T) {
		now = noon
		for _, d := range []*Device{a, b} {
			_, err := d.Restore(ctx, config)
			require.NoError(t, err)
		}
		drawLife(t, a, &now)
		file := exported(t, a)
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(file))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(v))
		want, err := a.Snapshot(ctx)
		require.NoError(t, err)
		drawLife(t, b, new(time.Time)) // whatever it held before
		now = time.UnixMilli(must(ReadExport(file)).Time).In(noon.Location())
		_, err = b.Import(ctx, file, ImportConfig{})
		require.NoError(t, err)
		got, err := b.Snapshot(ctx)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
