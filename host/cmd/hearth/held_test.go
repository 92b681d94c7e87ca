package main

// This file runs commands on devices that are kept in directories.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"

	"github.com/hearthrank/hearth/host/store"
)

// siteFile declares two purposes and who asks.
const siteFile = `purposes:
  - {id: rank, version: 1, text: Put first what fits me., stage: rank, days: 60, limits: {search: 7}}
  - {id: report, version: 2, text: "Tell the shop how well it works.", stage: report, categories: [browsing, purchases]}
controller:
  name: Test Shop Ltd
  address: 1 Main Street, Dublin
  contact: privacy@shop.example
  language: en
`

// kept is a device in a directory, and the pack of shopModel.
type kept struct {
	t         testing.TB
	dir       string // of all files
	path      string // of the device
	pack, yml string
	keys      string
}

func keep(t testing.TB) *kept {
	t.Helper()
	dir, path := shop(t)
	return &kept{t, dir, filepath.Join(dir, "anna"), path, write(t, dir, "site.yaml", siteFile), filepath.Join(dir, "keys")}
}

// other is another device beside this one.
func (k *kept) other(name string) *kept {
	o := *k
	o.path = filepath.Join(k.dir, name)
	return &o
}

// args completes a command line.
func (k *kept) args(command string, more ...string) []string {
	args := []string{command, "--device", k.path, "--key-dir", k.keys}
	if command != "erase" {
		args = append(args, "--pack", k.pack)
	}
	return append(args, more...)
}

// ok runs a command that must succeed.
func (k *kept) ok(command string, more ...string) outcome {
	k.t.Helper()
	return ok(k.t, k.args(command, more...)...)
}

// at is ok some minutes after moment0.
func (k *kept) at(minutes int, command string, more ...string) outcome {
	k.t.Helper()
	return k.ok(command, append(more, "--at", moment0.Add(time.Duration(minutes)*time.Minute).Format(time.RFC3339))...)
}

// fails runs a command that must fail.
func (k *kept) fails(code int, want string, command string, more ...string) {
	k.t.Helper()
	o := hearth(k.t, k.args(command, more...)...)
	require.Equal(k.t, code, o.code, o.err)
	require.Contains(k.t, o.err, want)
	require.Empty(k.t, o.out)
}

// files lists what is in the device's directory; nothing when there is none.
func (k *kept) files() []string {
	names := []string{}
	entries, _ := os.ReadDir(k.path)
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// state reads the sealed state.
func (k *kept) state() []byte {
	k.t.Helper()
	l, err := readLabel(k.path)
	require.NoError(k.t, err)
	require.NotNil(k.t, l)
	file, err := store.Open(k.t.Context(), k.path, store.NewConfig(l.Catalogue, l.Key, store.KeyDir(k.keys)))
	require.NoError(k.t, err)
	defer file.Close()
	snapshot, err := file.Load(k.t.Context())
	require.NoError(k.t, err)
	return snapshot
}

// live is a device with decisions, events and orders.
func live(t testing.TB) *kept {
	k := keep(t)
	k.at(-60, "consent", "--purposes", k.yml, "--grant", "rank", "--deny", "report", "--act", "banner")
	k.at(-50, "observe", "--item", "Desk Lamp", "--item", "c1", "--context", "device=phone")
	k.at(-40, "observe", "--type", "purchase", "--item", "b1", "--value", "1.5")
	k.at(-10, "observe", "--query", "green tea")
	k.at(-5, "order", "--dial", "80", "--block", "Floor Lamp", "--interest", "category=Books:60", "--mute", "category=Food", "--language", "de")
	return k
}

// profileOf is what a device holds.
func (k *kept) profile() map[string]any {
	k.t.Helper()
	v := decode[profileView](k.t, k.ok("profile", "--json").out)
	var p map[string]any
	require.NoError(k.t, json.Unmarshal(v.Profile, &p))
	return p
}

// count is the length of a list of the profile.
func (k *kept) count(list string) int {
	k.t.Helper()
	all, _ := k.profile()[list].([]any)
	return len(all)
}

func TestNothingIsWrittenBeforeADecision(t *testing.T) {
	k := keep(t)
	for _, args := range [][]string{
		{"consent"}, {"profile"}, {"audit"}, {"export"}, {"order"}, {"observe", "--item", "a1"}, {"order", "--dial", "20"}, {"forget", "--all"},
		{"recommend"}, {"rank", "a1", "a2"}, {"erase", "--yes"}, {"consent", "--purposes", k.yml},
	} {
		k.ok(args[0], args[1:]...)
		require.NoDirExists(t, k.path, args)
		require.NoDirExists(t, k.keys, args)
	}
	o := k.ok("observe", "--item", "a1")
	require.Equal(t, "0 of 1 event recorded\n", o.out)
	require.Contains(t, o.err, "nothing is kept: the person has decided nothing yet (see hearth consent)")
	require.Contains(t, o.err, "1 event left out: no purpose that is granted may record it")
}

func TestADecisionMakesTheDevice(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{
		{"a yes", []string{"consent", "--grant", "rank"}}, {"a no", []string{"consent", "--deny", "all"}},
		{"remember", []string{"order", "--dial", "30", "--remember"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := keep(t)
			k.ok(c.args[0], c.args[1:]...)
			require.ElementsMatch(t, []string{labelFile, "lock", "state.a"}, k.files())
			info, err := os.Stat(k.path)
			require.NoError(t, err)
			require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
			require.NotEmpty(t, k.state())
		})
	}
}

// TestASignalIsNoDecision: it makes no device.
func TestASignalIsNoDecision(t *testing.T) {
	k := keep(t)
	require.Contains(t, k.ok("consent", "--signal", "on").err, "nothing is kept: the person has decided nothing yet")
	require.NoDirExists(t, k.path)
}

func TestTheDirectoryTellsNothingOfThePerson(t *testing.T) {
	k := live(t)
	for _, name := range k.files() {
		text, err := os.ReadFile(filepath.Join(k.path, name))
		require.NoError(t, err)
		for _, secret := range []string{"green tea", "phone", "dial", "Lamp"} {
			require.NotContains(t, string(text), secret, name)
		}
	}
	require.Contains(t, string(k.state()), "green tea", "the search finds it where it is")
}

func TestTheDeviceRemembersWhatTheSiteDeclared(t *testing.T) {
	k := live(t)
	v := decode[consentView](t, k.ok("consent", "--json").out)
	require.Len(t, v.Purposes, 2, "without --purposes")
	require.Equal(t, 4, v.Purposes[0].Events)
	one := write(t, k.dir, "one.yaml", "purposes: [{id: report, version: 2, text: Tell the shop how well it works., stage: report, categories: [browsing, purchases]}]")
	o := k.ok("profile", "--purposes", one)
	require.Contains(t, o.err, "4 records removed: past their time, or held by no purpose any more")
	require.Contains(t, o.out, "0 events\n")
	require.Len(t, decode[consentView](t, k.ok("consent", "--json").out).Purposes, 1, "what removes is written at once")
}

// TestOlderGenerationsGo: whatever was written, one generation is left: time can have removed something in any call.
func TestOlderGenerationsGo(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(k *kept)
	}{
		{"observe", func(k *kept) { k.ok("observe", "--item", "a2"); k.ok("observe", "--item", "a2") }},
		{"forget", func(k *kept) { k.ok("forget", "--item", "a1") }},
		{"withdraw", func(k *kept) { k.ok("consent", "--withdraw", "rank") }},
		{"order", func(k *kept) { k.ok("order", "--lift", "dial") }},
		{"import", func(k *kept) { k.ok("import", "--yes", write(k.t, k.dir, "x.json", k.ok("export").out)) }},
		{"time", func(k *kept) { k.at(60*24*61, "profile") }},
		{"export", func(k *kept) { k.ok("export"); k.ok("export") }},
		{"preview", func(k *kept) { k.ok("export"); k.ok("export"); k.ok("forget", "--all", "--preview") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := live(t)
			c.do(k)
			generations := slices.DeleteFunc(k.files(), func(name string) bool { return !strings.HasPrefix(name, "state") })
			require.Len(t, generations, 1)
		})
	}
}

func TestRetentionHoldsAtEveryOpen(t *testing.T) {
	k := live(t)
	o := k.at(60*24*8, "profile")
	require.Contains(t, o.err, "1 record removed: past their time", "searches are kept for 7 days")
	require.NotContains(t, string(k.state()), "green tea")
	require.Contains(t, k.at(60*24*8, "audit").out, "1 record was removed because its time was up, the last on 2025-03-09")
}

func TestOpeningADeviceFails(t *testing.T) {
	k := live(t)
	full := filepath.Join(k.dir, "full")
	write(t, full, "photo.jpg", "")
	file := write(t, k.dir, "file", "")
	m := shopModel()
	m.Catalogue = "films"
	films := writePack(t, k.dir, "films.pack", m)
	for _, c := range []struct {
		name  string
		setup func(k *kept)
		args  []string
		code  int
		want  string
	}{
		{"a directory of something else", func(k *kept) { k.path = full }, nil, exitFailure, "full: no device, and not empty"},
		{"a file", func(k *kept) { k.path = file }, nil, exitFailure, "not a directory"},
		{"no pack", func(k *kept) { k.pack = "nowhere" }, nil, exitFailure, "nowhere: no such file"},
		{"the pack of another catalogue", func(k *kept) { k.pack = films }, nil, exitFailure, "it is for the catalogue shop, and the pack is of films"},
		{"no key", func(k *kept) { k.keys = filepath.Join(k.dir, "other-keys") }, nil, exitFailure, "no key"},
		{"no purposes file", nil, []string{"--purposes", "nowhere"}, exitFailure, "--purposes: open nowhere"},
		{"an unknown key", nil, []string{"--purposes", write(t, k.dir, "a.yaml", "purposes:\n- {id: rank, mood: good}")}, exitFailure, "a.yaml: unmarshal errors: line 2: field mood not found"},
		{"no purposes in it", nil, []string{"--purposes", write(t, k.dir, "b.yaml", "")}, exitFailure, `b.yaml: no purposes: want a list under "purposes:"`},
		{"a purpose without text", nil, []string{"--purposes", write(t, k.dir, "c.yaml", "purposes: [{id: rank, version: 1, stage: rank}]")}, exitFailure, "--purposes: restore: purposes[0].text: missing"},
		{"another text for the same version", nil, []string{"--purposes", write(t, k.dir, "d.yaml", "purposes: [{id: rank, version: 1, text: Other., stage: rank}]")}, exitFailure, "purposes.rank.text: the purpose table contradicts"},
		{"an unknown stage", nil, []string{"--purposes", write(t, k.dir, "e.yaml", "purposes: [{id: rank, version: 1, text: Other., stage: sell}]")}, exitFailure, "purposes[0].stage"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := *k
			k.t = t
			if c.setup != nil {
				c.setup(&k)
			}
			for _, command := range []string{"profile", "consent", "audit", "export", "order", "recommend"} {
				k.fails(c.code, c.want, command, c.args...)
			}
		})
	}
	require.Equal(t, 4, k.count("events"), "and nothing was lost")
}

func TestDamagedDevices(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"label that is no JSON", labelFile, "{", "device.json: damaged, or of another program"},
		{"label of another program", labelFile, `{"format":"x"}`, "device.json: damaged, or of another program"},
		{"label of a later version", labelFile, `{"format":"hearth-device","version":2}`, "device.json: version 2: this program reads version 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := live(t)
			write(t, k.path, c.file, c.text)
			k.fails(exitFailure, c.want, "profile")
			k.fails(exitFailure, c.want, "erase", "--yes")
		})
	}
	k := live(t)
	state := slices.DeleteFunc(k.files(), func(name string) bool { return !strings.HasPrefix(name, "state") })
	require.Len(t, state, 1)
	text, err := os.ReadFile(filepath.Join(k.path, state[0]))
	require.NoError(t, err)
	text[len(text)-1] ^= 1
	write(t, k.path, state[0], string(text))
	for range 2 {
		k.fails(exitFailure, "store: "+state[0], "observe", "--item", "a1")
	}
	after, err := os.ReadFile(filepath.Join(k.path, state[0]))
	require.NoError(t, err)
	require.Equal(t, text, after, "it is left as it is")
}

func TestTwoCommandsAtOnce(t *testing.T) {
	k := live(t)
	l, err := readLabel(k.path)
	require.NoError(t, err)
	file, err := store.Open(t.Context(), k.path, store.NewConfig(l.Catalogue, l.Key, store.KeyDir(k.keys)))
	require.NoError(t, err)
	k.fails(exitFailure, "the directory is open already", "profile")
	require.NoError(t, file.Close())
	k.ok("profile")
}

func TestKeysLieInTheAccountsConfiguration(t *testing.T) {
	k := keep(t)
	keys := filepath.Join(k.dir, "conf", "keys")
	o := hearthWith(t, &env{keyDir: keys}, "consent", "--device", k.path, "--pack", k.pack, "--grant", "rank")
	require.Equal(t, exitOK, o.code, o.err)
	entries, err := os.ReadDir(keys)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	base := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", base)
	t.Setenv("HOME", base)
	require.True(t, strings.HasPrefix(keyFolder(), base))
	require.True(t, strings.HasSuffix(keyFolder(), filepath.Join("hearth", "keys")))
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	require.Empty(t, keyFolder())
	_, err = (&sealFlags{}).keys(&env{})
	require.EqualError(t, err, "this account has no configuration folder: give --key-dir")
}

// TestKeyInTheKeyring: the key is in the keyring and nowhere else, and erase destroys it there.
func TestKeyInTheKeyring(t *testing.T) {
	keyring.MockInit()
	k := keep(t)
	dir := filepath.Join(k.dir, "no-keys")
	run := func(command string, more ...string) outcome {
		args := append([]string{command, "--device", k.path, "--keyring"}, more...)
		return hearthWith(t, &env{keyDir: dir}, args...)
	}
	require.Equal(t, exitOK, run("consent", "--pack", k.pack, "--grant", "rank").code)
	require.Equal(t, exitOK, run("observe", "--pack", k.pack, "--item", "a1").code)
	require.Contains(t, run("profile", "--pack", k.pack).out, "Desk Lamp")
	require.NoDirExists(t, dir)
	l, err := readLabel(k.path)
	require.NoError(t, err)
	_, err = keyring.Get("hearth", l.Key)
	require.NoError(t, err)
	without := hearthWith(t, &env{keyDir: dir}, "profile", "--device", k.path, "--pack", k.pack)
	require.Equal(t, exitFailure, without.code)
	require.Contains(t, without.err, "no key")
	require.Contains(t, run("erase", "--yes").out, "is erased: key, state and label\n")
	_, err = keyring.Get("hearth", l.Key)
	require.ErrorIs(t, err, keyring.ErrNotFound)
}

func TestADeviceCanBeMoved(t *testing.T) {
	k := live(t)
	moved := k.other("moved")
	require.NoError(t, os.Rename(k.path, moved.path))
	require.Equal(t, 4, moved.count("events"))
}

func TestASecondPackOfTheCatalogue(t *testing.T) {
	k := live(t)
	m := shopModel()
	m.Sequence++
	m.IDs[0], m.Titles[0] = "a0", "Old Lamp"
	k.pack = writePack(t, k.dir, "next.pack", m)
	require.Contains(t, k.ok("profile").out, "a1 (no longer offered)")
	require.Contains(t, k.ok("forget", "--item", "a1").out, "1 record removed", "what the pack lacks can be forgotten all the same")
}

func TestSensitiveItemsAreLeftOut(t *testing.T) {
	k := live(t)
	m := shopModel()
	m.Available[6] = true
	k.pack = writePack(t, k.dir, "open.pack", m)
	o := k.ok("observe", "--item", "d1")
	require.Equal(t, "0 of 1 event recorded\n", o.out)
	require.NotContains(t, k.ok("audit").out, "left out", "how often somebody came by such items is not for keeping")
}

// TestEraseSaysWhetherTheKeyWentToo: a key that lies elsewhere is not destroyed, and nothing says that it is.
func TestEraseSaysWhetherTheKeyWentToo(t *testing.T) {
	k := live(t)
	other := t.TempDir()
	o := ok(t, "erase", "--device", k.path, "--key-dir", other, "--yes")
	require.Contains(t, o.out, "Its key was not there")
	require.NotContains(t, o.out, "key, state and label")
	require.NoDirExists(t, k.path)
	k = live(t)
	require.Contains(t, k.ok("erase", "--yes").out, "is erased: key, state and label\n")
}
