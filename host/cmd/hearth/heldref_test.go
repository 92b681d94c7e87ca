package main

// This file holds the commands on devices to a plain reference, to the contract of their JSON, and to a terminal.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/wasm"
)

// act is something done by a command, and the same thing done through package host.
type act struct {
	args []string
	do   func(d *host.Device) error
}

// drawDeed draws one. Its items are those of shopModel.
func drawDeed(t *rapid.T) act {
	item := rapid.SampledFrom([]string{"a1", "a2", "b1", "c1", "x,y"}).Draw(t, "item")
	purpose := rapid.SampledFrom([]string{"rank", "report", "all"}).Draw(t, "purpose")
	decide := func(flag string, q host.Decision) act {
		q.Act = host.ActSettings
		return act{[]string{"consent", "--" + flag, purpose}, func(d *host.Device) error { _, err := d.Decide(t.Context(), q); return err }}
	}
	switch rapid.SampledFrom([]string{"observe", "observe", "observe", "grant", "grant", "deny", "withdraw", "order", "lift", "forget", "export", "profile"}).Draw(t, "deed") {
	case "observe":
		return act{[]string{"observe", "--type", "view", "--item", item}, func(d *host.Device) error {
			_, err := d.Observe(t.Context(), host.Event{Type: "view", Item: item})
			return err
		}}
	case "grant":
		return decide("grant", host.Decision{Grant: []string{purpose}})
	case "deny":
		return decide("deny", host.Decision{Deny: []string{purpose}})
	case "withdraw":
		return decide("withdraw", host.Decision{Withdraw: []string{purpose}})
	case "order":
		dial := rapid.IntRange(0, 100).Draw(t, "dial")
		return act{[]string{"order", "--remember", "--dial", fmt.Sprint(dial), "--block", item}, func(d *host.Device) error {
			_, err := d.Order(t.Context(), host.Orders{Remember: true, Set: []host.Control{{Kind: host.ControlDial, Amount: int32(dial)}, {Kind: host.ControlBlock, Value: item}}})
			return err
		}}
	case "lift":
		return act{[]string{"order", "--remember", "--lift", "all"}, func(d *host.Device) error {
			held, err := d.Order(t.Context(), host.Orders{Remember: true})
			if err == nil {
				_, err = d.Order(t.Context(), host.Orders{Lift: held})
			}
			return err
		}}
	case "forget":
		return act{[]string{"forget", "--item", item}, func(d *host.Device) error {
			_, err := d.Forget(t.Context(), host.ForgetRequest{Items: []string{item}})
			return err
		}}
	case "export":
		return act{[]string{"export"}, func(d *host.Device) error { _, err := d.Export(t.Context()); return err }}
	}
	return act{[]string{"profile"}, func(d *host.Device) error { _, err := d.Profile(t.Context()); return err }}
}

// TestCommandsAreWhatADeviceDoes: each command in a process of its own, by way of the sealed files, leaves the state of one device that was never
// closed.
func TestCommandsAreWhatADeviceDoes(t *testing.T) {
	k := keep(t)
	b, err := os.ReadFile(k.pack)
	require.NoError(t, err)
	m, err := host.Load(t.Context(), wasm.Engine(), host.NewConfig().WithCacheDir(compiled))
	require.NoError(t, err)
	defer m.Close(t.Context())
	site, err := readDeclaration(k.yml)
	require.NoError(t, err)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		k := k.other(fmt.Sprintf("run-%d", run))
		now := moment0
		d, err := m.NewDevice(t.Context(), host.Pack{Bytes: b}, host.NewDeviceConfig().WithPurposes(site.purposes()...).WithClock(func() time.Time { return now }))
		require.NoError(t, err)
		defer d.Close(t.Context())
		_, err = d.Decide(t.Context(), host.Decision{Grant: []string{"report"}, Act: host.ActSettings}) // what is counted before a yes is not kept
		require.NoError(t, err)
		k.ok("consent", "--grant", "report", "--purposes", k.yml, "--at", now.Format(time.RFC3339))
		for range rapid.IntRange(1, 5).Draw(t, "deeds") {
			now = now.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "minutes")) * time.Minute)
			x := drawDeed(t)
			require.NoError(t, x.do(d))
			k.ok(x.args[0], append(x.args[1:], "--purposes", k.yml, "--at", now.Format(time.RFC3339))...)
		}
		want, err := d.Snapshot(t.Context())
		require.NoError(t, err)
		restored := func(snapshot []byte) *host.Profile {
			config := host.NewDeviceConfig().WithPurposes(site.purposes()...).WithClock(func() time.Time { return now })
			_, err := d.Restore(t.Context(), config.WithSnapshot(snapshot))
			require.NoError(t, err)
			profile, err := d.Profile(t.Context())
			require.NoError(t, err)
			return profile
		}
		require.Equal(t, restored(want), restored(k.state()))
	})
}

func TestKeysOfTheJSONOfDevices(t *testing.T) {
	k := live(t)
	k.ok("forget", "--item", "c1")
	file := write(t, k.dir, "anna.json", k.ok("export").out)
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"consent"}, slices.Concat([]string{"device", "purged", "purposes", "removed", "signal"},
			under("purposes[].", []string{"categories", "days", "events", "holds", "id", "limits", "limits.search", "since", "stage", "state", "text", "version"}))},
		{[]string{"observe", "--item", "a1"}, []string{"device", "of", "purged", "recorded", "refs"}},
		{[]string{"order"}, slices.Concat([]string{"device", "orders"}, under("orders[].", []string{"amount", "field", "kind", "since", "value"}))},
		{[]string{"forget", "--item", "a1", "--preview"}, slices.Concat([]string{"device", "preview", "purged", "records", "removed"},
			under("records[].", []string{"item", "ref", "time", "title", "type"}))},
		{[]string{"import", "--yes", file}, []string{"device", "events", "purged", "unknown"}},
		{[]string{"audit"}, slices.Concat([]string{"bytes", "consent_rate", "counts", "decisions", "device", "events", "opt_outs", "purposes_agreed", "purposes_decided", "purposes_declared", "signal"},
			under("counts[].", []string{"count", "kind", "latest", "purposes"}), under("counts[].purposes[].", []string{"count", "id", "latest"}),
			under("decisions[].", []string{"act", "deed", "purpose", "time", "version"}))},
		{[]string{"erase", "--yes"}, []string{"device", "erased", "key_destroyed"}},
	} {
		t.Run(c.args[0], func(t *testing.T) {
			var v any
			require.NoError(t, json.Unmarshal([]byte(k.ok(c.args[0], append(c.args[1:], "--json")...).out), &v))
			slices.Sort(c.want)
			require.Equal(t, c.want, keysOf(v, ""))
		})
	}
}

func TestListsOfDevicesThatAreEmptyAreNotNull(t *testing.T) {
	k := keep(t)
	for _, args := range [][]string{{"consent"}, {"profile"}, {"audit"}, {"order"}, {"forget", "--all"}, {"export"}, {"recommend", "--why"}, {"rank", "--why", "d1"}, {"observe", "--item", "a1"}} {
		require.NotContains(t, k.ok(args[0], append(args[1:], "--json")...).out, "null", args)
	}
}

func TestWhatAPersonTypedCannotControlTheTerminal(t *testing.T) {
	k := keep(t)
	k.ok("consent", "--grant", "rank")
	evil := "\x1b[2Jtea\nnewline\u202e"
	line, err := json.Marshal(map[string]any{"type": "search\x1b", "item": evil, "query": evil, "context": map[string]string{"a\x1b": evil}})
	require.NoError(t, err)
	k.ok("observe", "--file", write(t, k.dir, "evil.jsonl", string(line)))
	k.ok("order", "--language", evil, "--mute", "a="+evil)
	yml := write(t, k.dir, "evil.yaml", `purposes: [{id: rank, version: 2, text: "a\e[2J\nb", stage: rank}]`)
	for _, args := range [][]string{{"profile"}, {"order"}, {"forget", "--all", "--preview"}, {"audit"}, {"consent", "--purposes", yml}} {
		o := k.ok(args[0], args[1:]...)
		require.NotContains(t, o.out+o.err, "\x1b", args)
		require.NotContains(t, o.out, "\nnewline", args)
		require.NotContains(t, o.out, "\u202e", args)
	}
}

func TestDevicesOnANarrowTerminal(t *testing.T) {
	k := live(t)
	for _, args := range [][]string{{"consent"}, {"profile"}, {"order"}, {"forget", "--all", "--preview"}, {"recommend", "--why"}} {
		wide, narrow := k.ok(args[0], args[1:]...), hearthWith(t, &env{width: 60}, k.args(args[0], args[1:]...)...)
		require.Equal(t, exitOK, narrow.code)
		a, b := strings.Split(wide.out, "\n"), strings.Split(narrow.out, "\n")
		require.Len(t, b, len(a), "no line more or less: %v", args)
		for i := range a {
			require.LessOrEqual(t, len([]rune(b[i])), max(len([]rune(a[i])), 60))
		}
	}
}

// TestBinaryOnADevice: the command as processes of its own, with the keys where an account has them.
func TestBinaryOnADevice(t *testing.T) {
	k := keep(t)
	home := t.TempDir()
	run := func(args ...string) string {
		t.Helper()
		cmd := built(t, append(args, "--device", k.path)...)
		cmd.Env = append(cmd.Env, "HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, "conf"))
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		require.NoError(t, cmd.Run(), errs.String())
		return out.String()
	}
	run("consent", "--pack", k.pack, "--grant", "rank")
	require.Equal(t, "1 of 1 event recorded\n", run("observe", "--pack", k.pack, "--item", "a1"))
	require.Contains(t, run("recommend", "--pack", k.pack, "--why", "-n", "1"), "because you viewed Desk Lamp  (allowed for rank)")
	keys, err := filepath.Glob(filepath.Join(home, "conf", "hearth", "keys", "device-*.key"))
	require.NoError(t, err)
	require.Len(t, keys, 1)
	file := write(t, k.dir, "anna.json", run("export", "--pack", k.pack))
	run("erase", "--yes")
	require.NoFileExists(t, keys[0])
	require.Equal(t, "1 event restored, 0 of items that the pack does not offer\n", run("import", "--pack", k.pack, file))
	require.Contains(t, run("audit", "--pack", k.pack), "Everything was exported once")
}

// FuzzReadEvent: a line is read or refused with a text of one line.
func FuzzReadEvent(f *testing.F) {
	f.Add([]byte(`{"type":"view","item":"a1","time":"2025-03-01T18:00:00+01:00","value":1.5,"context":{"a":"b"},"based_on":[1]}`))
	f.Add([]byte(`{"type":"view","time":1e300}`))
	f.Add([]byte(`{"type":"view"}{`))
	f.Fuzz(func(t *testing.T, line []byte) {
		event, err := readEvent(line)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		require.NotEmpty(t, event.Type)
	})
}

// FuzzInterest: what is read prints as what was written.
func FuzzInterest(f *testing.F) {
	f.Add("category=Books:60")
	f.Add("a=b:c:-100")
	f.Add(":")
	f.Add("=:1")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := interestOf(text)
		if err != nil {
			require.ErrorAs(t, err, new(usageError))
			return
		}
		require.True(t, strings.HasPrefix(text, target(&c)+":"))
		require.LessOrEqual(t, c.Amount, int32(100))
		require.GreaterOrEqual(t, c.Amount, int32(-100))
	})
}

// FuzzDeclaration: no file of purposes makes the reader panic, and what it refuses names the file.
func FuzzDeclaration(f *testing.F) {
	f.Add(siteFile)
	f.Add("purposes: [{id: rank}]")
	f.Add("purposes: {}")
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "site.yaml")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
		d, err := readDeclaration(path)
		if err != nil {
			require.Contains(t, err.Error(), path)
			return
		}
		require.NotEmpty(t, d.purposes())
	})
}

func TestSmallWordsOfDevices(t *testing.T) {
	require.Equal(t, []string{"0 events", "1 event", "2 events"}, []string{plural(0, "event"), plural(1, "event"), plural(2, "event")})
	require.Equal(t, "9 events, the last 2", heading(9, 2, "event"))
	require.Equal(t, "9 events", heading(9, 9, "event"))
	require.Equal(t, "", stampOf(0))
	require.Equal(t, "2001-09-09T01:46:40Z", stampOf(1e12))
	require.Equal(t, "browsing; search 7 days; sensitive: health, religion",
		uses(&purposeView{Categories: []string{"browsing"}, Limits: map[string]int32{"search": 7}, Sensitive: []string{"health", "religion"}}))
	for _, c := range []struct {
		text, field, value string
		ok                 bool
	}{{"a=b", "a", "b", true}, {"a=b=c", "a", "b=c", true}, {"a", "a", "", false}, {"=b", "", "b", false}, {"a=", "a", "", false}} {
		field, value, ok := attributeOf(c.text)
		require.Equal(t, []any{c.field, c.value, c.ok}, []any{field, value, ok}, c.text)
	}
	require.Len(t, newKeyName(), len("device-")+16)
	require.NotEqual(t, newKeyName(), newKeyName())
}
