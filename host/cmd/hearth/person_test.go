package main

// This file tests what the person does with a device: decide, look, order, forget, take along, erase.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host"
)

func TestPersonGoldens(t *testing.T) {
	k := live(t)
	for _, c := range []struct {
		name string
		args []string
	}{
		{"consent", []string{"consent"}}, {"consent-json", []string{"consent", "--json"}}, {"consent-record", []string{"consent", "--record"}},
		{"profile", []string{"profile"}}, {"profile-last", []string{"profile", "--last", "1"}}, {"profile-json", []string{"profile", "--json"}},
		{"order", []string{"order"}}, {"order-json", []string{"order", "--json"}},
		{"forget-preview", []string{"forget", "--category", "category=Lighting", "--item", "b1", "--preview"}},
		{"forget-preview-json", []string{"forget", "--all", "--preview", "--json"}},
		{"audit", []string{"audit"}}, {"audit-json", []string{"audit", "--json"}},
		{"device-recommend-why", []string{"recommend", "--why", "-n", "2", "--seen", "show"}},
		{"device-recommend-why-json", []string{"recommend", "--why", "-n", "1", "--json"}},
		{"device-rank-why", []string{"rank", "--why", "a1", "a2", "b2", "d1"}},
		{"export", []string{"export"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			golden(t, c.name, without(k.dir, k.ok(c.args[0], c.args[1:]...).out))
		})
	}
}

// stateOf is where a purpose stands.
func (k *kept) stateOf(id string) string {
	k.t.Helper()
	for _, p := range decode[consentView](k.t, k.ok("consent", "--json").out).Purposes {
		if p.ID == id {
			return p.State
		}
	}
	return ""
}

func TestConsent(t *testing.T) {
	k := live(t)
	require.Equal(t, []string{"granted", "denied"}, []string{k.stateOf("rank"), k.stateOf("report")})
	o := k.ok("consent", "--grant", "report")
	require.NotContains(t, o.out, "removed", "a yes removes nothing")
	k.ok("observe", "--item", "a1")
	require.Equal(t, 5, k.count("events"))
	o = k.ok("consent", "--deny", "rank")
	require.Equal(t, "denied", k.stateOf("rank"))
	require.Equal(t, 5, k.count("events"), "a no masks")
	o = k.ok("consent", "--withdraw", "rank")
	require.Contains(t, o.out, "\n4 events removed.\n", "what report also holds stays")
	require.Equal(t, 1, k.count("events"))
	o = k.ok("consent", "--signal", "on")
	require.Contains(t, o.out, "A signal such as Global Privacy Control is present: report and federate are off.\n")
	require.False(t, decode[consentView](t, k.ok("consent", "--json").out).Purposes[1].Holds)
	require.NotContains(t, k.ok("consent", "--signal", "off").out, "is present")
	v := decode[consentView](t, k.ok("consent", "--withdraw", "all", "--grant", "rank", "--json").out)
	require.Equal(t, 1, v.Removed)
	require.Equal(t, "withdrawn", v.Purposes[0].State, "the strictest holds")
	require.Equal(t, 0, k.count("events"))
	require.Equal(t, 8, k.count("ledger"))
}

func TestConsentRecord(t *testing.T) {
	k := live(t)
	record := k.ok("consent", "--record").out
	require.NoError(t, host.CheckConsentRecord([]byte(record)))
	require.Contains(t, record, "Test Shop Ltd")
	bare := keep(t)
	bare.ok("consent", "--grant", "rank")
	bare.fails(exitFailure, "--record: who asks for consent is not known: give --purposes with a controller", "consent", "--record")
}

func TestUnknownPurposes(t *testing.T) {
	k := live(t)
	for _, flag := range []string{"--grant", "--deny", "--withdraw"} {
		k.fails(exitUsage, flag[2:]+"[0]: unknown purpose: want all, or of rank, report", "consent", flag, "sell")
	}
	require.Equal(t, "granted", k.stateOf("rank"), "all or nothing")
}

func TestObserve(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want map[string]any // of the last event
	}{
		{"by title", []string{"--item", "desk lamp"}, map[string]any{"item": "a1", "type": "view", "category": "browsing"}},
		{"by list", []string{"--item", "a2,b1"}, map[string]any{"item": "b1", "type": "view"}},
		{"of a type", []string{"--item", "c1", "--type", "purchase", "--value", "2.5"}, map[string]any{"item": "c1", "type": "purchase", "value": 2500.0}},
		{"a search", []string{"--query", "lamp"}, map[string]any{"type": "search", "query": "lamp", "category": "search"}},
		{"a search of an item", []string{"--query", "lamp", "--item", "a1"}, map[string]any{"type": "search", "query": "lamp", "item": "a1"}},
		{"without an item", []string{"--type", "visit"}, map[string]any{"type": "visit", "category": "other"}},
		{"with context", []string{"--item", "a1", "--context", "device=phone", "--context", "page=home"}, map[string]any{"context": map[string]any{"device": "phone", "page": "home"}}},
		{"at a time", []string{"--item", "a1", "--at", "2025-02-28T10:00:00-05:00"}, map[string]any{"offset": -300.0, "time": 1740754800000.0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := keep(t)
			k.at(-60*24*7, "consent", "--grant", "rank")
			o := k.ok("observe", c.args...)
			require.Contains(t, o.out, " recorded\n")
			all := k.profile()["events"].([]any)
			last := all[len(all)-1].(map[string]any)
			for name, want := range c.want {
				require.Equal(t, want, last[name], name)
			}
		})
	}
}

func TestObserveAFile(t *testing.T) {
	k := keep(t)
	k.ok("consent", "--grant", "rank")
	lines := "\ufeff" + `{"type":"view","item":"a1","time":"2025-03-01T18:00:00+01:00"}

{"type":"purchase","item":"gone","time":1740855600000,"value":2,"context":{"device":"phone"}}
{"type":"search","query":"tea"}
`
	o := k.ok("observe", "--file", write(t, k.dir, "events.jsonl", lines))
	require.Equal(t, "3 of 3 events recorded\n", o.out)
	require.Equal(t, 3, k.count("events"))
	o = hearthWith(t, &env{in: strings.NewReader(lines)}, k.args("observe", "--file", "-", "--json")...)
	require.Equal(t, exitOK, o.code, o.err)
	v := decode[observedView](t, o.out)
	require.Equal(t, 3, v.Recorded)
	require.Len(t, v.Refs, 3)
	for _, c := range []struct{ name, line, want string }{
		{"no JSON", `view a1`, "line 1: invalid character"},
		{"no type", `{"item":"a1"}`, "line 1: type: missing"},
		{"unknown key", `{"type":"view","person":"anna"}`, `line 1: unknown field "person"`},
		{"bad time", `{"type":"view","time":"yesterday"}`, `line 1: time: "yesterday": want RFC 3339 in quotes, or Unix ms`},
		{"two values", `{"type":"view"} {"type":"view"}`, "line 1: more than one value"},
		{"a bad third line", "{\"type\":\"view\"}\n\n{\"type\":3}", "line 3: cannot unmarshal number"},
		{"a year ahead", `{"type":"view","time":"2026-03-01T18:00:00Z"}`, "events[0].time: out of range"},
		{"too long", `{"type":"` + strings.Repeat("x", 1<<20), "line 1: bufio.Scanner: token too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k.fails(exitFailure, c.want, "observe", "--file", write(t, k.dir, "bad.jsonl", c.line))
		})
	}
	k.fails(exitFailure, "--file: open", "observe", "--file", filepath.Join(k.dir, "nowhere"))
	k.fails(exitFailure, `--item: "q" is neither`, "observe", "--item", "q")
	require.Equal(t, 6, k.count("events"), "all of a call or nothing")
}

func TestOrders(t *testing.T) {
	k := keep(t)
	k.ok("consent", "--grant", "rank")
	list := func() (names []string) {
		for _, o := range decode[ordersView](t, k.ok("order", "--json").out).Orders {
			names = append(names, o.Kind+" "+o.Field+" "+o.Value)
		}
		return names
	}
	k.ok("order", "--dial", "40", "--block", "Desk Lamp", "--block", "category=Food", "--interest", "category=Books:-60", "--mute", "category=Books")
	require.Equal(t, []string{"dial  ", "block  a1", "block category Food", "interest category Books", "mute category Books"}, list())
	slate := slateOf(t, k.args("recommend")...)
	for _, hidden := range []string{"a1", "c1", "c2", "x,y"} {
		require.NotContains(t, ids(slate), hidden)
	}
	k.ok("order", "--lift", "block:Desk Lamp", "--lift", "mute:category=Books", "--dial", "50")
	require.Equal(t, []string{"block category Food", "interest category Books", "dial  "}, list())
	k.fails(exitFailure, `--lift "language": no such order; there is block:category=Food, interest:category=Books, dial`, "order", "--lift", "language")
	k.fails(exitFailure, `--lift "block:a1": no such order`, "order", "--lift", "block:a1")
	k.fails(exitFailure, `--block: "Lampe" is neither an id nor a title`, "order", "--block", "Lampe")
	k.ok("order", "--lift", "all")
	require.Empty(t, list())
	k.ok("order", "--lift", "all")
	o := k.ok("order", "--mute", "category=Boks", "--interest", "a:b=c:d:5")
	require.Contains(t, o.err, "mute category=Boks: no effect with this pack: no item of it has this attribute\n")
	require.Equal(t, []string{"interest a:b c:d", "mute category Boks"}, list())
}

func TestOrdersBeforeAYes(t *testing.T) {
	k := keep(t)
	o := k.ok("order", "--dial", "30")
	require.Contains(t, o.err, "the orders hold until this command ends: the person has said yes to no purpose; --remember keeps them")
	require.Contains(t, o.out, "1 order of the person")
	require.Equal(t, 0, k.count("controls"))
	k.ok("consent", "--deny", "rank")
	o = k.ok("order", "--dial", "30")
	require.Contains(t, o.err, "the orders hold until this command ends")
	require.Equal(t, 0, k.count("controls"), "a no keeps nothing either")
	o = k.ok("order", "--dial", "30", "--remember")
	require.NotContains(t, o.err, "until this command ends")
	require.Equal(t, 1, k.count("controls"))
	require.NotContains(t, k.ok("order", "--language", "de").err, "until this command ends", "once remembered, later ones are")
	require.Equal(t, 2, k.count("controls"))
}

func TestForget(t *testing.T) {
	ref := func(k *kept, i int) string {
		event := k.profile()["events"].([]any)[i].(map[string]any)
		return string(must(json.Marshal(int64(event["ref"].(float64)))))
	}
	for _, c := range []struct {
		name string
		args func(k *kept) []string
		left int
	}{
		{"an item by title", func(k *kept) []string { return []string{"--item", "Desk Lamp"} }, 3},
		{"items by list", func(k *kept) []string { return []string{"--item", "a1,b1"} }, 2},
		{"an event", func(k *kept) []string { return []string{"--event", ref(k, 3)} }, 3},
		{"two events", func(k *kept) []string { return []string{"--event", ref(k, 0) + "," + ref(k, 3)} }, 2},
		{"a category", func(k *kept) []string { return []string{"--category", "category=Food"} }, 3},
		{"a session", func(k *kept) []string { return []string{"--session", ref(k, 0)} }, 1},
		{"from", func(k *kept) []string { return []string{"--from", "2025-03-01T19:30:00+01:00"} }, 2},
		{"to", func(k *kept) []string { return []string{"--to", "2025-03-01T19:30:00+01:00"} }, 2},
		{"from and to", func(k *kept) []string {
			return []string{"--from", "2025-03-01T19:30:00+01:00", "--to", "2025-03-01T20:00:00+01:00"}
		}, 3},
		{"all", func(k *kept) []string { return []string{"--all"} }, 0},
		{"what is not there", func(k *kept) []string { return []string{"--item", "c2"} }, 4},
		{"an unknown ref", func(k *kept) []string { return []string{"--event", "1"} }, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := live(t)
			args := c.args(k)
			before := k.state()
			preview := decode[forgottenView](t, k.ok("forget", append(args, "--preview", "--json")...).out)
			require.Equal(t, before, k.state(), "a preview writes nothing")
			require.Equal(t, 4-c.left, preview.Removed)
			done := decode[forgottenView](t, k.ok("forget", append(args, "--json")...).out)
			require.False(t, done.Preview)
			require.Equal(t, preview.Records, done.Records, "what was promised")
			require.Equal(t, c.left, k.count("events"))
			require.Equal(t, 5, k.count("controls"), "orders stay")
		})
	}
	k := live(t)
	k.fails(exitFailure, `--item: "q" is neither`, "forget", "--item", "q")
	require.Equal(t, "0 records removed\n", k.ok("forget", "--item", "c2").out)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestExportEraseImport(t *testing.T) {
	k := live(t)
	file := write(t, k.dir, "anna.json", k.ok("export").out)
	state := k.state()
	require.Contains(t, k.ok("erase", "--yes").out, "is erased: key, state and label\n")
	require.NoDirExists(t, k.path)
	entries, err := os.ReadDir(k.keys)
	require.NoError(t, err)
	require.Empty(t, entries, "the key is gone")
	o := k.ok("import", "--purposes", k.yml, file)
	require.Equal(t, "4 events restored, 0 of items that the pack does not offer\n", o.out)
	require.Equal(t, state, k.state(), "byte for byte")
	v := decode[importedView](t, k.other("bert").ok("import", "--purposes", k.yml, "--json", file).out)
	require.Equal(t, 4, v.Events)
}

func TestImportFails(t *testing.T) {
	k := live(t)
	text := k.ok("export").out
	file := write(t, k.dir, "anna.json", text)
	m := shopModel()
	m.Catalogue = "films"
	films := k.other("films")
	films.pack = writePack(t, k.dir, "films.pack", m)
	state := k.state()
	k.fails(exitFailure, "it holds 4 events, 2 decisions and 5 orders, which an import replaces: give --yes if that is wanted", "import", file)
	for _, c := range []struct{ name, from, to, want string }{
		{"no JSON", "{", "", "bad.json: import: malformed: no JSON object"},
		{"another format", "hearth-export", "hearth-pack", `bad.json: import: format: not this kind of file: "hearth-pack", want "hearth-export"`},
		{"a later version", `"version": 1,`, `"version": 2,`, "import: version: a version that this module does not read: 2"},
		{"changed", `"item": "a1"`, `"item": "a2"`, "import: profile.events[0]: the readable part contradicts the snapshot"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := write(t, k.dir, "bad.json", strings.Replace(text, c.from, c.to, 1))
			k.fails(exitFailure, c.want, "import", "--yes", bad)
			require.Equal(t, state, k.state())
		})
	}
	k.fails(exitFailure, "no such file", "import", "nowhere")
	films.fails(exitFailure, `"shop", want "films" (--other-catalogue takes it)`, "import", "--purposes", k.yml, file)
	require.NoDirExists(t, films.path)
	films.ok("import", "--purposes", k.yml, "--other-catalogue", file)
	require.Equal(t, 4, films.count("events"))
	bert := k.other("bert")
	bert.fails(exitFailure, "purposes.rank.text: the purpose table contradicts the module's (--purposes declares it", "import", file)
	one := write(t, k.dir, "one.yaml", strings.SplitN(siteFile, "  - {id: report", 2)[0])
	bert.fails(exitFailure, `"report" is not declared here (--purposes declares it, --drop-purposes goes without)`, "import", "--purposes", one, file)
	bert.ok("import", "--drop-purposes", "--purposes", one, file)
	cleo := k.other("cleo")
	o := hearthWith(t, &env{in: strings.NewReader(text)}, cleo.args("import", "--purposes", k.yml, "-")...)
	require.Equal(t, exitOK, o.code, o.err)
	require.Equal(t, 4, cleo.count("events"))
}

func TestImportOfAPersonWhoDecidedNothing(t *testing.T) {
	k := live(t)
	empty := write(t, k.dir, "empty.json", k.other("nobody").ok("export").out)
	o := k.ok("import", "--yes", empty)
	require.Equal(t, "0 events restored, 0 of items that the pack does not offer\n", o.out)
	require.Equal(t, 0, k.count("events")+k.count("ledger"))
	require.Equal(t, []string{labelFile, "lock"}, k.files(), "what the former person left is gone")
	entries, err := os.ReadDir(k.keys)
	require.NoError(t, err)
	require.Empty(t, entries)
}

func TestErase(t *testing.T) {
	k := live(t)
	k.fails(exitUsage, "this erases everything that "+k.path+" holds, for good: give --yes", "erase")
	require.Equal(t, 4, k.count("events"))
	write(t, k.path, "note.txt", "mine")
	k.ok("erase", "--yes")
	require.Equal(t, []string{"note.txt"}, k.files(), "what is not ours stays")
	gone := k.other("gone")
	require.Contains(t, gone.ok("erase", "--yes").out, "nothing is kept in ")
	require.False(t, decode[erasedView](t, gone.ok("erase", "--yes", "--json").out).Erased)
	again := live(t)
	require.True(t, decode[erasedView](t, again.ok("erase", "--yes", "--json").out).Erased)
}

// TestEraseWithoutTheKey: a copy of the files is of no use, and is removed all the same.
func TestEraseWithoutTheKey(t *testing.T) {
	k := live(t)
	require.NoError(t, os.RemoveAll(k.keys))
	k.fails(exitFailure, "no key", "profile")
	k.ok("erase", "--yes")
	require.NoDirExists(t, k.path)
}

func TestAuditInWords(t *testing.T) {
	k := keep(t)
	require.Contains(t, k.ok("audit").out, "You have not decided anything yet, so nothing is recorded and nothing is kept.\n")
	k.at(0, "consent", "--purposes", k.yml, "--grant", "rank", "--act", "banner")
	k.at(0, "observe", "--item", "a1", "--item", "b1")
	k.at(24*60, "consent", "--grant", "report")
	k.at(24*60, "observe", "--item", "c1")
	k.at(24*60, "forget", "--item", "a1")
	k.at(24*60, "export")
	k.at(24*60, "export")
	k.at(48*60, "consent", "--signal", "on")
	k.at(48*60, "consent", "--withdraw", "rank")
	k.at(48*60, "observe", "--query", "tea")
	o := k.at(48*60, "audit")
	for _, want := range []string{
		"3 events were recorded, the last on 2025-03-02: 3 for rank, 1 for report.\n",
		"Nothing was removed for its age.\n",
		"1 record was removed because its purpose was withdrawn, lapsed or given up, the last on 2025-03-03: 1 for rank.\n",
		"1 record was forgotten because you said so, the last on 2025-03-02: 1 for rank.\n",
		"Your history was never used.\n",
		"Everything was exported 2 times, the last on 2025-03-02.\n",
		"You said yes to rank, version 1, asked by the site.\n", "You said yes to report, version 2, in your settings.\n",
		"Your signal (such as Global Privacy Control) came.\n", "You withdrew rank, version 1, in your settings. What was recorded for it alone was removed.\n",
		"\nYour signal (such as Global Privacy Control) is present: report and federate are off.\n",
	} {
		require.Contains(t, o.out, want)
	}
	for _, secret := range []string{"Lamp", "a1", "Green Tea", "tea"} {
		require.NotContains(t, o.out, secret)
	}
}

func TestDecisionsInWords(t *testing.T) {
	for _, c := range []struct {
		d    decisionView
		want string
	}{
		{decisionView{Deed: "grant", Act: "signal", Purpose: "rank", Version: 2}, "You said yes to rank, version 2, by a signal."},
		{decisionView{Deed: "grant", Act: "host", Purpose: "rank", Version: 2}, "You said yes to rank, version 2: the host decided that, not you."},
		{decisionView{Deed: "deny", Act: "banner", Purpose: "rank", Version: 2}, "You said no to rank, version 2, asked by the site."},
		{decisionView{Deed: "lapse", Act: "lapse", Purpose: "rank", Version: 2}, "Your yes to rank, version 2 grew too old. It counts for nothing until you renew it."},
		{decisionView{Deed: "withdraw", Act: "lapse", Purpose: "rank", Version: 2}, "Your yes to rank, version 2 was not renewed: what was recorded for it alone was removed."},
		{decisionView{Deed: "withdraw", Act: "pack", Purpose: "rank", Version: 2}, "rank, version 2 was given up by the site: what was recorded for it alone was removed."},
		{decisionView{Deed: "signal off", Act: "signal"}, "Your signal (such as Global Privacy Control) went."},
	} {
		require.Equal(t, c.want, c.d.sentence())
	}
}
