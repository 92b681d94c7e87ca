package host

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// edit changes an export as JSON.
func edit(t *testing.T, b []byte, do func(file, profile map[string]any)) []byte {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v map[string]any
	require.NoError(t, d.Decode(&v))
	do(v, v["profile"].(map[string]any))
	out, err := json.Marshal(v)
	require.NoError(t, err)
	return out
}

// first returns the first entry of a list of the profile.
func first(profile map[string]any, list string) map[string]any {
	return profile[list].([]any)[0].(map[string]any)
}

func TestImportRefusesAndLosesNothing(t *testing.T) {
	ctx := context.Background()
	good := exported(t, decidedDevice(t))
	d := shopDevice(t, asking(noon))
	_, err := d.Decide(ctx, Decision{Grant: []string{"rank"}})
	require.NoError(t, err)
	watch(t, d, Event{Type: "click", Item: "film-30"})
	before, err := d.Snapshot(ctx)
	require.NoError(t, err)
	file := func(do func(file, profile map[string]any)) []byte { return edit(t, good, do) }
	key := func(name string, value any) []byte { return file(func(f, _ map[string]any) { f[name] = value }) }
	without := func(name string) []byte { return file(func(f, _ map[string]any) { delete(f, name) }) }
	inProfile := func(do func(p map[string]any)) []byte { return file(func(_, p map[string]any) { do(p) }) }
	entry := func(list, name string, value any) []byte {
		return inProfile(func(p map[string]any) { first(p, list)[name] = value })
	}
	damaged := func(do func([]byte) []byte) []byte {
		return file(func(f, _ map[string]any) {
			raw, err := base64.StdEncoding.DecodeString(f["snapshot"].(string))
			require.NoError(t, err)
			f["snapshot"] = base64.StdEncoding.EncodeToString(do(raw))
		})
	}
	for _, c := range []struct {
		name string
		file []byte
		code Code
		text string
	}{
		{"nothing", nil, ErrFormat, "import: malformed: no JSON object: unexpected end of JSON input"},
		{"not JSON", []byte("HEARTHSN"), ErrFormat, "import: malformed: no JSON object"},
		{"a list", []byte("[]"), ErrFormat, "no JSON object"},
		{"cut short", good[:len(good)/2], ErrFormat, "unexpected end"},
		{"something after it", append(bytes.Clone(good), good...), ErrFormat, "after top-level value"},
		{"another kind of JSON", []byte(`{"a": 1}`), ErrMagic, `import: format: not this kind of file: nothing, want "hearth-export"`},
		{"another format", key("format", "hearth-pack"), ErrMagic, `"hearth-pack", want "hearth-export"`},
		{"no version", without("version"), ErrFormat, "import: version: malformed: nothing, want a number from 1"},
		{"version of another type", key("version", "1"), ErrFormat, `"1", want a number`},
		{"version 0", key("version", 0), ErrFormat, "0, want a number from 1"},
		{"half a version", key("version", 1.5), ErrFormat, "1.5, want"},
		{"a newer version", key("version", 2), ErrVersion, "2, this program reads up to 1"},
		{"a newer version with other keys", []byte(`{"format":"hearth-export","version":3,"state":"?"}`), ErrVersion, "3, this program reads up to 1"},
		{"no time", without("time"), ErrMissing, "import: time: missing"},
		{"time out of range", key("time", int64(1)<<60), ErrRange, "import: time: out of range"},
		{"offset that is none", key("offset", "east"), ErrFormat, "offset"},
		{"offset of a week", key("offset", 10080), ErrRange, "now"},
		{"no catalogue", without("catalogue"), ErrMissing, "import: catalogue: missing"},
		{"another catalogue", key("catalogue", "films"), ErrCatalogue, `import: catalogue: another catalogue than the open pack's: "films", want "test-shop"`},
		{"unknown key", key("person", "anna"), ErrFormat, `unknown field "person"`},
		{"no profile", without("profile"), ErrMissing, "import: profile: missing"},
		{"profile that is none", key("profile", 7), ErrFormat, "import: profile: malformed"},
		{"no snapshot", without("snapshot"), ErrMissing, "import: snapshot: missing"},
		{"snapshot null", key("snapshot", nil), ErrMissing, "import: snapshot: missing"},
		{"snapshot not base64", key("snapshot", "???"), ErrFormat, "base64"},
		{"snapshot emptied", key("snapshot", ""), ErrContradiction, "import: snapshot: the readable part contradicts the snapshot: it is empty, and profile has 7 events and decisions"},
		{"snapshot cut short", damaged(func(b []byte) []byte { return b[:len(b)-9] }), ErrChecksum, "checksum"},
		{"snapshot with a bit turned", damaged(func(b []byte) []byte { b[40] ^= 1; return b }), ErrChecksum, "checksum"},
		{"snapshot of another kind", damaged(func(b []byte) []byte { return []byte("HEARTHPK") }), ErrMagic, "not this kind of file"},
		{"snapshot of a newer module", damaged(func(b []byte) []byte { b[8] = 99; return b }), ErrVersion, "a version that this module does not read"},
		{"unknown key in the profile", inProfile(func(p map[string]any) { p["mood"] = "good" }), ErrFormat, `unknown field "mood"`},
		{"unknown key in an event", entry("events", "mood", "good"), ErrFormat, `unknown field "mood"`},
		{"number with a fraction", entry("events", "time", 1.5), ErrRange, "the number 1.5"},
		{"number out of range", entry("events", "time", int64(1)<<60), ErrRange, "the number 1152921504606846976"},
		{"another item", entry("events", "item", "film-3"), ErrContradiction, "import: profile.events[0]: the readable part contradicts the snapshot"},
		{"another purpose", entry("events", "purposes", []string{"rank"}), ErrContradiction, "profile.events[0]"},
		{"a value that is not there", entry("events", "value", 5), ErrContradiction, "profile.events[0]"},
		{"other context", entry("events", "context", map[string]string{"page": "search"}), ErrContradiction, "profile.events[0]"},
		{"an event less", inProfile(func(p map[string]any) { p["events"] = p["events"].([]any)[:3] }), ErrContradiction, "profile.events[3]"},
		{"no events", inProfile(func(p map[string]any) { delete(p, "events") }), ErrContradiction, "profile.events[0]"},
		{"another decision", inProfile(func(p map[string]any) { p["ledger"].([]any)[3].(map[string]any)["deed"] = "grant" }), ErrContradiction, "profile.ledger[3]"},
		{"another order", entry("controls", "amount", 100), ErrContradiction, "profile.controls[0]"},
		{"a no for a yes", inProfile(func(p map[string]any) { p["purposes"].([]any)[0].(map[string]any)["state"] = "denied" }), ErrContradiction, "profile.purposes[0]"},
		{"another day of a yes", entry("purposes", "since", 5), ErrContradiction, "profile.purposes[0]"},
		{"a signal", inProfile(func(p map[string]any) { p["signal"] = p["signal"] != true }), ErrContradiction, "profile.signal"},
		{"an order less", inProfile(func(p map[string]any) { p["controls"] = p["controls"].([]any)[1:] }), ErrContradiction, "profile.controls[0]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := d.Import(ctx, c.file, ImportConfig{})
			require.ErrorIs(t, err, c.code)
			require.ErrorContains(t, err, c.text)
			after, err := d.Snapshot(ctx)
			require.NoError(t, err)
			require.Equal(t, before, after)
		})
	}
	restored, err := d.Import(ctx, good, ImportConfig{})
	require.NoError(t, err)
	require.Equal(t, &Restored{Events: 4, Unknown: 1}, restored)
}

func TestImportOfAnotherCatalogueWhenAllowed(t *testing.T) {
	ctx := context.Background()
	b := exported(t, decidedDevice(t))
	m := shopModel(10, 1)
	m.Catalogue = "other-shop"
	d, err := loadEngine(t).NewDevice(ctx, packOf(m), asking(noon))
	require.NoError(t, err)
	defer d.Close(ctx)
	_, err = d.Import(ctx, b, ImportConfig{})
	require.ErrorIs(t, err, ErrCatalogue)
	restored, err := d.Import(ctx, b, ImportConfig{OtherCatalogue: true})
	require.NoError(t, err)
	require.Equal(t, 4, restored.Events)
}

func TestImportWherePurposesAreNotDeclared(t *testing.T) {
	ctx := context.Background()
	b := exported(t, decidedDevice(t))
	newer := append([]Purpose{}, asked...)
	newer[0].Version, newer[0].Text = 2, "Put first what fits me and my friends."
	for _, c := range []struct {
		name     string
		purposes []Purpose
		text     string
		left     int // events that another purpose holds
	}{
		{"one is gone", asked[:1], `import: profile.purposes: unknown purpose: "learn" is not declared here`, 4},
		{"one has a new text", newer, `"rank" has version 1, here it is 2`, 3},
		{"both are gone", asked[2:], `"rank" is not declared here`, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := shopDevice(t, NewDeviceConfig().WithPurposes(c.purposes...).WithClock(func() time.Time { return noon }))
			_, err := d.Import(ctx, b, ImportConfig{})
			require.ErrorIs(t, err, ErrPurpose)
			require.ErrorContains(t, err, c.text)
			_, err = d.Import(ctx, b, ImportConfig{DropPurposes: true})
			require.NoError(t, err)
			profile, err := d.Profile(ctx)
			require.NoError(t, err)
			require.Len(t, profile.Events, c.left)
			require.Equal(t, "pack", profile.Ledger[len(profile.Ledger)-1].Act)
		})
	}
}

// TestImportLater: what time and the caps of this device would remove is no contradiction; they hold as after any restore.
func TestImportLater(t *testing.T) {
	ctx := context.Background()
	b := exported(t, decidedDevice(t))
	later := shopDevice(t, asking(noon.AddDate(0, 0, 20)))
	restored, err := later.Import(ctx, b, ImportConfig{})
	require.NoError(t, err)
	require.Equal(t, &Restored{Events: 3, Purged: 1, Unknown: 1}, restored, "the search is kept for 7 days")
	narrow := shopDevice(t, asking(noon).WithMaxEvents(2))
	restored, err = narrow.Import(ctx, b, ImportConfig{})
	require.NoError(t, err)
	require.Equal(t, 2, restored.Events)
	_, err = shopDevice(t, asking(noon.AddDate(3, 0, 0))).Import(ctx, b, ImportConfig{})
	require.NoError(t, err, "years later the consent has lapsed, and that is no contradiction either")
}

func TestExportOfAPersonWhoDecidedNothing(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, asking(noon))
	_, err := d.Order(ctx, Orders{Set: []Control{{Kind: ControlDial, Amount: 20}}})
	require.NoError(t, err)
	b := exported(t, d)
	x, err := ReadExport(b)
	require.NoError(t, err)
	require.Empty(t, x.Snapshot, "nothing is to be stored")
	require.Len(t, x.Profile.Controls, 1, "and it is shown")
	other := decidedDevice(t)
	restored, err := other.Import(ctx, b, ImportConfig{})
	require.NoError(t, err)
	require.Equal(t, &Restored{}, restored)
	snapshot, err := other.Snapshot(ctx)
	require.NoError(t, err)
	require.Empty(t, snapshot, "a new person")
}

func TestOrdersKeptInMemoryAloneAreNoContradiction(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, asking(noon))
	_, err := d.Decide(ctx, Decision{Deny: []string{"all"}})
	require.NoError(t, err)
	_, err = d.Order(ctx, Orders{Set: []Control{{Kind: ControlDial, Amount: 20}}})
	require.NoError(t, err)
	other := shopDevice(t, asking(noon))
	_, err = other.Import(ctx, exported(t, d), ImportConfig{})
	require.NoError(t, err)
	_, err = d.Order(ctx, Orders{Remember: true})
	require.NoError(t, err)
	b := edit(t, exported(t, d), func(_, p map[string]any) { first(p, "controls")["amount"] = 30 })
	_, err = other.Import(ctx, b, ImportConfig{})
	require.ErrorIs(t, err, ErrContradiction, "remembered ones are in the snapshot")
}

func TestExportAndImportEndWithTheDevice(t *testing.T) {
	d := decidedDevice(t)
	b := exported(t, d)
	require.NoError(t, d.Close(context.Background()))
	_, err := d.Export(context.Background())
	require.ErrorIs(t, err, ErrClosed)
	_, err = d.Import(context.Background(), b, ImportConfig{})
	require.ErrorIs(t, err, ErrClosed)
	_, err = d.ConsentRecord(context.Background(), RecordInfo{Controller: "x"})
	require.ErrorIs(t, err, ErrClosed)
}

// TestImportLeavesNothingOfTheFormerPerson: neither in memory nor in the journal.
func TestImportLeavesNothingOfTheFormerPerson(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, asking(noon).WithGrants("rank"))
	tell(t, d)
	requireTold(t, d)
	_, err := d.Import(ctx, exported(t, decidedDevice(t)), ImportConfig{})
	require.NoError(t, err)
	requireForgotten(t, d)
}

func FuzzReadExport(f *testing.F) {
	f.Add([]byte(`{"format":"hearth-export","version":1,"time":1,"catalogue":"x","profile":{"events":[{"ref":1}]},"snapshot":"AAAA"}`))
	f.Add([]byte(`{"format":"hearth-export","version":1,"time":1,"catalogue":"x","profile":{"bytes":-1,"ledger":null},"snapshot":""}`))
	f.Add([]byte(`{"format":"hearth-export","version":1e0}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := ReadExport(b)
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "import: "), err)
			return
		}
		again, err := x.marshal()
		require.NoError(t, err)
		y, err := ReadExport(again)
		require.NoError(t, err)
		require.Equal(t, x.Time, y.Time)
		require.Equal(t, len(x.Profile.Events), len(y.Profile.Events))
	})
}
