package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// place puts a file into a world, sealed with the key of anna, which is made when there is none.
func (w *world) place(t tester, name string, h header, snapshot string) {
	t.Helper()
	key, err := w.keys().Create(ctx, "anna")
	require.NoError(t, err)
	sealed, err := seal(key, exampleNonce, h, []byte(snapshot))
	require.NoError(t, err)
	w.put(t, name, sealed)
}

// put puts bytes into a file of a world, or removes it.
func (w *world) put(t tester, name string, b []byte) {
	t.Helper()
	if b == nil {
		require.NoError(t, w.dir("state").Remove(name))
		return
	}
	require.NoError(t, put(w.dir("state"), name, "placing", b))
}

func (w *world) get(t tester, name string) []byte {
	t.Helper()
	b, err := w.dir("state").Read(name, maxFile)
	require.NoError(t, err)
	return b
}

// damage changes one byte of a file.
func (w *world) damage(t tester, name string, at int) {
	t.Helper()
	b := w.get(t, name)
	w.put(t, name, with(b, at, b[at]^0x10))
}

func TestSaveAlternates(t *testing.T) {
	w := newWorld()
	f := w.open(t)
	require.Equal(t, Status{}, f.Status())
	for i, want := range [][]string{{"1"}, {"1", "2"}, {"3", "2"}, {"3", "4"}} {
		require.NoError(t, f.Save(ctx, []byte(fmt.Sprint(i+1))))
		require.Equal(t, want, w.readable(t))
		require.Equal(t, Status{Sequence: uint64(i + 1)}, f.Status())
	}
	require.NoError(t, f.Replace(ctx, []byte("5")))
	require.Equal(t, []string{"state.a"}, w.names("state"))
	require.Equal(t, []string{"5"}, w.readable(t))
	require.NoError(t, f.Replace(ctx, []byte("6")))
	require.Equal(t, []string{"state.b"}, w.names("state"))
	require.NoError(t, f.Save(ctx, []byte("7")))
	require.Equal(t, []string{"7", "6"}, w.readable(t))
	require.Equal(t, uint64(7), f.Status().Sequence)
}

// TestSyncs: what a save costs.
func TestSyncs(t *testing.T) {
	w := newWorld()
	f := w.open(t)
	save("1", "2")(t, f)
	before := w.step
	save("3")(t, f)
	require.Equal(t, 5, w.step-before, "create, write, sync, rename, sync of the directory")
	before = w.step
	_, err := f.Load(ctx)
	require.NoError(t, err)
	require.Equal(t, before, w.step, "a later Load writes nothing")
}

func TestNoncesAreNew(t *testing.T) {
	w := newWorld()
	f := w.open(t)
	seen := map[string]bool{}
	for range 50 {
		save("the same")(t, f)
		b := w.get(t, f.current)
		seen[string(b[fixedSize+5:fixedSize+5+nonceSize])] = true
	}
	require.Len(t, seen, 50)
}

// TestDamage: one damaged generation is passed over, and the caller is told when something may be lost.
func TestDamage(t *testing.T) {
	for name, c := range map[string]struct {
		damage    func(w *world)
		want      string
		recovered string // begins the error; "" for none
	}{
		"none":                  {func(w *world) {}, "new", ""},
		"newest, snapshot":      {func(w *world) { w.damage(t, fileB, 40) }, "old", "store: state.b: it does not authenticate under the key: damaged"},
		"newest, tag":           {func(w *world) { w.damage(t, fileB, 25+12+3) }, "old", "store: state.b: it does not authenticate"},
		"newest, nonce":         {func(w *world) { w.damage(t, fileB, 25) }, "old", "store: state.b: it does not authenticate"},
		"newest, origin":        {func(w *world) { w.damage(t, fileB, 20) }, "old", "store: state.b: it does not authenticate"},
		"newest, magic":         {func(w *world) { w.damage(t, fileB, 0) }, "old", "store: state.b: offset 0: not HEARTHST: damaged"},
		"newest, cut":           {func(w *world) { w.put(t, fileB, w.get(t, fileB)[:30]) }, "old", "store: state.b: offset 30: truncated: damaged"},
		"newest, cut by a byte": {func(w *world) { b := w.get(t, fileB); w.put(t, fileB, b[:len(b)-1]) }, "old", "store: state.b: it does not"},
		"newest, empty":         {func(w *world) { w.put(t, fileB, []byte{}) }, "old", "store: state.b: offset 0: truncated: damaged"},
		"newest, zeros":         {func(w *world) { w.put(t, fileB, make([]byte, 60)) }, "old", "store: state.b: offset 0: not HEARTHST: damaged"},
		"newest, too long":      {func(w *world) { w.put(t, fileB, append(w.get(t, fileB), 0)) }, "old", "store: state.b: it does not authenticate"},
		"claims to be newer":    {func(w *world) { w.put(t, fileA, with(w.get(t, fileA), atSequence, 9)) }, "new", "store: state.a: it does not authenticate"},
		"older, snapshot":       {func(w *world) { w.damage(t, fileA, 40) }, "new", ""},
		"older, header":         {func(w *world) { w.damage(t, fileA, 3) }, "new", "store: state.a: offset 0: not HEARTHST: damaged"},
		"older, gone":           {func(w *world) { w.put(t, fileA, nil) }, "new", ""},
		"newest, gone":          {func(w *world) { w.put(t, fileB, nil) }, "old", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			save("old", "new")(t, w.open(t))
			w.locks = map[string]bool{}
			c.damage(w)
			f := w.open(t)
			got, err := f.Load(ctx)
			require.NoError(t, err)
			require.Equal(t, c.want, string(got))
			if c.recovered == "" {
				require.NoError(t, f.Status().Recovered)
			} else {
				require.ErrorIs(t, f.Status().Recovered, ErrCorrupt)
				require.Contains(t, f.Status().Recovered.Error(), c.recovered)
			}
			save("next")(t, f)
			require.NoError(t, f.Status().Recovered)
			require.ElementsMatch(t, []string{c.want, "next"}, w.readable(t), "the damaged one is written over, not the good one")
		})
	}
}

// refusal is a state that Load refuses.
type refusal struct {
	name  string
	spoil func(t *testing.T, w *world)
	code  Code
	text  string
}

var refusals = []refusal{
	{"both damaged", func(t *testing.T, w *world) { w.damage(t, fileA, 40); w.damage(t, fileB, 2) }, ErrCorrupt,
		"store: state.a: it does not authenticate under the key: damaged; store: state.b: offset 0: not HEARTHST: damaged"},
	{"the only one damaged", func(t *testing.T, w *world) { w.put(t, fileA, nil); w.damage(t, fileB, 40) }, ErrCorrupt,
		"store: state.b: it does not authenticate under the key: damaged"},
	{"newest of version 9", func(t *testing.T, w *world) { w.put(t, fileB, with(w.get(t, fileB), 8, 9)) }, ErrVersion,
		"store: state.b: version 9: this program reads version 1"},
	{"older of version 2", func(t *testing.T, w *world) { w.put(t, fileA, with(w.get(t, fileA), 8, 2)) }, ErrVersion,
		"store: state.a: version 2: this program reads version 1"},
	{"another origin", func(t *testing.T, w *world) { w.place(t, fileB, header{sequence: 3, origin: "shoes"}, "s") }, ErrOrigin,
		`store: state.b: origin "shoes", not "films": the state of another origin`},
	{"another origin and key", func(t *testing.T, w *world) {
		other, err := seal(NewKey(), exampleNonce, header{sequence: 3, origin: "shoes"}, nil)
		require.NoError(t, err)
		w.put(t, fileA, other)
		w.put(t, fileB, other)
	}, ErrOrigin, `store: state.a: origin "shoes", not "films": the state of another origin`},
	{"no key", func(t *testing.T, w *world) { require.NoError(t, w.keys().Destroy(ctx, "anna")) }, ErrKey, "store: key anna: no key"},
	{"another key", func(t *testing.T, w *world) {
		require.NoError(t, w.keys().Destroy(ctx, "anna"))
		_, err := w.keys().Create(ctx, "anna")
		require.NoError(t, err)
	}, ErrCorrupt, "store: state.b: it does not authenticate under the key: damaged; store: state.a: it does not authenticate under the key: damaged"},
	{"no key, all damaged", func(t *testing.T, w *world) {
		require.NoError(t, w.keys().Destroy(ctx, "anna"))
		w.put(t, fileA, make([]byte, 50))
		w.put(t, fileB, make([]byte, 50))
	}, ErrKey, "store: key anna: no key"},
	{"no key file", func(t *testing.T, w *world) {
		require.NoError(t, put(w.dir("keys"), "anna.key", "t", []byte("something else altogether")))
	}, ErrCorrupt, "store: anna.key: offset 0: not HEARTHKY: damaged"},
}

// content is all that is in the state's directory.
func (w *world) content(t tester) map[string]string {
	all := map[string]string{}
	for _, name := range w.names("state") {
		all[name] = string(w.get(t, name))
	}
	return all
}

// TestRefusals: what Load refuses, Save and Replace do not write over, all files stay as they are, and Erase removes them.
func TestRefusals(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			save("old", "new")(t, w.open(t))
			w.locks = map[string]bool{}
			c.spoil(t, w)
			w.put(t, fileTemp, []byte("left by a crash"))
			before := w.content(t)
			f := w.open(t)
			for range 2 {
				got, err := f.Load(ctx)
				require.EqualError(t, err, c.text)
				require.ErrorIs(t, err, c.code)
				require.Nil(t, got)
				require.EqualError(t, f.Save(ctx, []byte("x")), c.text)
				require.EqualError(t, f.Replace(ctx, []byte("x")), c.text)
			}
			require.Equal(t, before, w.content(t))
			if c.name == "no key file" {
				require.ErrorIs(t, f.Erase(ctx), ErrCorrupt)
				require.Empty(t, w.names("state"), "the files go even if the key cannot")
				return
			}
			requireErased(t, w, f)
		})
	}
}

func openAt(t *testing.T, w *world, minimum uint64) *File {
	t.Helper()
	w.locks = map[string]bool{}
	f, err := open(w.dir("state"), NewConfig("films", "anna", w.keys()).WithMinSequence(minimum))
	require.NoError(t, err)
	return f
}

func TestMinimum(t *testing.T) {
	w := newWorld()
	save("1", "2", "3")(t, w.open(t))
	for minimum := range uint64(4) {
		got, err := openAt(t, w, minimum).Load(ctx)
		require.NoError(t, err)
		require.Equal(t, "3", string(got))
	}
	f := openAt(t, w, 4)
	_, err := f.Load(ctx)
	require.EqualError(t, err, "store: state.a: sequence 3, want 4 or above: older than what was seen before")
	require.ErrorIs(t, err, ErrRollback)
	require.ErrorIs(t, f.Save(ctx, nil), ErrRollback)
	require.NoError(t, f.Erase(ctx))
	save("anew")(t, f)
	require.Equal(t, uint64(5), f.Status().Sequence, "numbers go on rising")

	_, err = openAt(t, newWorld(), 4).Load(ctx)
	require.EqualError(t, err, "store: state: there is none, want sequence 4 or above: older than what was seen before")
}

// TestDamageBelowTheMinimum: to fall back is to roll back; a minimum rules it out.
func TestDamageBelowTheMinimum(t *testing.T) {
	w := newWorld()
	save("1", "2")(t, w.open(t))
	w.damage(t, fileB, 40)
	_, err := openAt(t, w, 2).Load(ctx)
	require.EqualError(t, err, "store: state.a: sequence 1, want 2 or above: older than what was seen before; "+
		"store: state.b: it does not authenticate under the key: damaged")
	require.ErrorIs(t, err, ErrRollback)
	require.ErrorIs(t, err, ErrCorrupt)
	got, err := openAt(t, w, 1).Load(ctx)
	require.NoError(t, err)
	require.Equal(t, "1", string(got))
}

// TestRollbackBehindTheBack puts older files in the place of those that this File has seen.
func TestRollbackBehindTheBack(t *testing.T) {
	w := newWorld()
	f := w.open(t)
	save("1", "2")(t, f)
	a, b := w.get(t, fileA), w.get(t, fileB)
	save("3", "4")(t, f)
	w.put(t, fileA, a)
	w.put(t, fileB, b)
	_, err := f.Load(ctx)
	require.EqualError(t, err, "store: state.b: sequence 2, want 4 or above: older than what was seen before")
	w.put(t, fileA, nil)
	w.put(t, fileB, nil)
	_, err = f.Load(ctx)
	require.ErrorIs(t, err, ErrRollback, "to empty the directory is to roll back, too")
	save("5")(t, f)
	got, err := f.Load(ctx)
	require.NoError(t, err)
	require.Equal(t, "5", string(got), "what this File holds is newer than what was put there")
}

// TestRollbackAfterLoad: what was loaded is what was seen, too.
func TestRollbackAfterLoad(t *testing.T) {
	w := newWorld()
	save("1", "2")(t, w.open(t))
	f := openAt(t, w, 0)
	_, err := f.Load(ctx)
	require.NoError(t, err)
	w.put(t, fileB, nil)
	_, err = f.Load(ctx)
	require.EqualError(t, err, "store: state.a: sequence 1, want 2 or above: older than what was seen before")
}

// TestOldFilesAfterErase: a copy of the erased state that is put back opens no more.
func TestOldFilesAfterErase(t *testing.T) {
	w := newWorld()
	f := w.open(t)
	save("gone")(t, f)
	copied := w.get(t, fileA)
	require.NoError(t, f.Erase(ctx))
	w.put(t, fileA, copied)
	_, err := f.Load(ctx)
	require.ErrorIs(t, err, ErrKey)
	require.NoError(t, f.Erase(ctx))
	save("another")(t, f)
	w.put(t, fileB, copied)
	got, err := f.Load(ctx)
	require.NoError(t, err)
	require.Equal(t, "another", string(got))
}

// TestHalfDoneReplace: the flag of the newest generation removes the one beside it, whatever that is.
func TestHalfDoneReplace(t *testing.T) {
	for name, beside := range map[string]func(w *world){
		"whole":   func(w *world) { w.place(t, fileA, header{sequence: 4, origin: "films"}, "forgotten") },
		"damaged": func(w *world) { w.put(t, fileA, make([]byte, 99)) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.place(t, fileB, header{alone: true, sequence: 5, origin: "films"}, "kept")
			beside(w)
			f := w.open(t)
			save("next")(t, f) // without a Load before
			require.ElementsMatch(t, []string{"kept", "next"}, w.readable(t))
			require.NotContains(t, strings.Join(w.readable(t), " "), "forgotten")
		})
	}
}

func TestLeftoversAreRemoved(t *testing.T) {
	w := newWorld()
	save("1")(t, w.open(t))
	w.locks = map[string]bool{}
	for _, name := range []string{fileTemp, fileOld} {
		w.place(t, name, header{sequence: 9, origin: "films"}, "left over")
	}
	w.put(t, "notes.txt", []byte("another's"))
	left := w.get(t, fileOld)
	got, err := w.open(t).Load(ctx)
	require.NoError(t, err)
	require.Equal(t, "1", string(got), "they are not read")
	require.Equal(t, []string{"notes.txt", fileA}, w.names("state"))
	require.False(t, w.holds(left[len(left)-tagSize:]), "they are overwritten")
	require.Equal(t, w.names("state"), w.after(cuts[0]).names("state"), "for good")
}

func TestExhausted(t *testing.T) {
	w := newWorld()
	w.place(t, fileA, header{sequence: maxSequence - 1, origin: "films"}, "last but one")
	f := w.open(t)
	save("last")(t, f)
	for _, call := range []func(context.Context, []byte) error{f.Save, f.Replace} {
		err := call(ctx, []byte("one more"))
		require.EqualError(t, err, "store: key anna: sequence 4294967296 is the highest: no more saves")
		require.ErrorIs(t, err, ErrExhausted)
	}
	got, err := f.Load(ctx)
	require.NoError(t, err)
	require.Equal(t, "last", string(got))
}

func TestGivenKeyAfterErase(t *testing.T) {
	w := newWorld()
	f, err := open(w.dir("state"), NewConfig("films", "anna", GivenKey(NewKey())))
	require.NoError(t, err)
	save("1")(t, f)
	require.NoError(t, f.Erase(ctx))
	got, err := f.Load(ctx)
	require.NoError(t, err)
	require.Nil(t, got)
	require.EqualError(t, f.Save(ctx, nil), "store: key anna: the given key was destroyed: no key")
	require.Empty(t, w.names("state"))
}

// brokenKeys are keys that cannot be reached, such as those of a locked keyring.
type brokenKeys struct{}

var errLockedRing = errors.New("the keyring is locked")

func (brokenKeys) Get(context.Context, string) ([]byte, error)    { return nil, errLockedRing }
func (brokenKeys) Create(context.Context, string) ([]byte, error) { return nil, errLockedRing }
func (brokenKeys) Destroy(context.Context, string) error          { return errLockedRing }

func TestKeysOutOfReach(t *testing.T) {
	w := newWorld()
	save("old", "new")(t, w.open(t))
	w.locks = map[string]bool{}
	f, err := open(w.dir("state"), NewConfig("films", "anna", brokenKeys{}))
	require.NoError(t, err)
	_, err = f.Load(ctx)
	require.EqualError(t, err, "store: the keyring is locked")
	require.ErrorIs(t, err, errLockedRing)
	require.NotErrorIs(t, err, ErrKey)
	require.ErrorIs(t, f.Save(ctx, nil), errLockedRing)
	require.Len(t, w.readable(t), 2)
	err = f.Erase(ctx)
	require.EqualError(t, err, "store: the keyring is locked")
	require.Empty(t, w.names("state"), "Erase removes what it can, and tells")
}

func TestConfigErrors(t *testing.T) {
	keys := GivenKey(NewKey())
	for name, c := range map[string]struct {
		config Config
		text   string
	}{
		"no origin":       {NewConfig("", "anna", keys), `store: origin "": want 1 to 255 bytes of UTF-8`},
		"long origin":     {NewConfig(strings.Repeat("o", 256), "anna", keys), "want 1 to 255 bytes of UTF-8"},
		"origin's bytes":  {NewConfig("\xff", "anna", keys), `store: origin "\xff": want 1 to 255 bytes of UTF-8`},
		"no keys":         {NewConfig("films", "anna", nil), "store: no keys: want GivenKey, KeyDir or a keyring"},
		"no name":         {NewConfig("films", "", keys), `store: key "": want a name`},
		"a path":          {NewConfig("films", "../anna", keys), `store: key "../anna": want a name`},
		"minimum too far": {NewConfig("films", "anna", keys).WithMinSequence(1<<32 + 1), "store: minimum sequence 4294967297: want 0 to 4294967296"},
		"zero":            {Config{}, `store: origin ""`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(ctx, t.TempDir(), c.config)
			require.ErrorContains(t, err, c.text)
		})
	}
	config := NewConfig("films", "anna", keys)
	require.NotEqual(t, config, config.WithMinSequence(2), "WithX changes a copy")
	require.Zero(t, config.minimum)
}

func TestJoin(t *testing.T) {
	require.NoError(t, join())
	require.NoError(t, join(nil, nil))
	both := join(nil, fs.ErrExist, nil, &Error{Name: "x", Code: ErrKey})
	require.EqualError(t, both, "store: file already exists; store: x: no key")
	require.ErrorIs(t, both, fs.ErrExist)
	require.ErrorIs(t, both, ErrKey)
	require.Equal(t, both, passOn(both))
}

// TestPlaintextIsNotOnDisk: neither the snapshot nor the key comes into the state's directory.
func TestPlaintextIsNotOnDisk(t *testing.T) {
	w := newWorld()
	f := w.open(t)
	secret := bytes.Repeat([]byte("film-12 "), 100)
	require.NoError(t, f.Save(ctx, secret))
	require.NoError(t, f.Replace(ctx, secret))
	require.False(t, w.holds(secret[:16]))
	key, err := w.keys().Get(ctx, "anna")
	require.NoError(t, err)
	for _, b := range w.content(t) {
		require.NotContains(t, b, string(key))
	}
}
