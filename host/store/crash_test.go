package store

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

var ctx = context.Background()

// tester is *testing.T or *rapid.T.
type tester interface {
	require.TestingT
	Helper()
}

func (w *world) keys() Keys { return &keyDir{disk: w.dir("keys")} }

// open opens the state of anna in a world.
func (w *world) open(t tester) *File {
	t.Helper()
	f, err := open(w.dir("state"), NewConfig("films", "anna", w.keys()))
	require.NoError(t, err)
	return f
}

// readable returns the snapshots in all files of the world that its keys open.
func (w *world) readable(t tester) (snapshots []string) {
	t.Helper()
	key, err := w.keys().Get(ctx, "anna")
	if err != nil {
		require.ErrorIs(t, err, ErrKey)
		return nil
	}
	for _, name := range w.names("state") {
		b, err := w.dir("state").Read(name, maxFile)
		require.NoError(t, err)
		if h, err := parse(name, b); err == nil {
			if snapshot, err := unseal(name, key, h, b); err == nil {
				snapshots = append(snapshots, string(snapshot))
			}
		}
	}
	return snapshots
}

// scenario is a call in a state, and the snapshots that may be there if it is cut short; "" for none.
type scenario struct {
	name     string
	before   func(t tester, f *File)
	do       func(f *File) error
	old, new string
}

func save(snapshots ...string) func(tester, *File) {
	return func(t tester, f *File) {
		for _, s := range snapshots {
			require.NoError(t, f.Save(ctx, []byte(s)))
		}
	}
}

func doSave(f *File) error    { return f.Save(ctx, []byte("new")) }
func doReplace(f *File) error { return f.Replace(ctx, []byte("new")) }
func doErase(f *File) error   { return f.Erase(ctx) }

var scenarios = []scenario{
	{"first save", save(), doSave, "", "new"},
	{"second save", save("old"), doSave, "old", "new"},
	{"third save", save("older", "old"), doSave, "old", "new"},
	{"first is a replace", save(), doReplace, "", "new"},
	{"replace of one", save("old"), doReplace, "old", "new"},
	{"replace of two", save("older", "old"), doReplace, "old", "new"},
	{"save after replace", func(t tester, f *File) { require.NoError(t, f.Replace(ctx, []byte("old"))) }, doSave, "old", "new"},
	{"save after erase", func(t tester, f *File) { save("older", "gone")(t, f); require.NoError(t, f.Erase(ctx)) }, doSave, "", "new"},
	{"save in a new process", func(t tester, f *File) { save("older", "old")(t, f); f.known = false }, doSave, "old", "new"},
}

// start makes a world in which the scenario's call is next.
func (s scenario) start(t tester) (*world, *File) {
	t.Helper()
	w := newWorld()
	f := w.open(t)
	s.before(t, f)
	return w, f
}

// points counts the write points of the call.
func (s scenario) points(t tester) int {
	t.Helper()
	w, f := s.start(t)
	before := w.step
	require.NoError(t, s.do(f))
	return w.step - before
}

// eachPoint runs the call once for each write point, for the one after the last too, and each of the events.
func (s scenario) eachPoint(t *testing.T, events []event, check func(t *testing.T, w *world, f *File, err error)) {
	n := s.points(t)
	require.Greater(t, n, 3)
	for k := range n + 1 {
		for _, e := range events {
			t.Run(fmt.Sprintf("%s/%s %d of %d", s.name, e.name, k, n), func(t *testing.T) {
				w, f := s.start(t)
				w.arm(k, e)
				err := s.do(f)
				require.Equal(t, k == n, err == nil, "%v", err)
				w.until = -1
				check(t, w, f, err)
			})
		}
	}
}

// requireOneOf loads: the old snapshot or the new one in full, the new one when the call had returned.
func (s scenario) requireOneOf(t tester, f *File, done bool) string {
	t.Helper()
	got, err := f.Load(ctx)
	require.NoError(t, err)
	require.NoError(t, f.Status().Recovered)
	if done {
		require.Equal(t, s.new, string(got))
	}
	require.Contains(t, []string{s.old, s.new}, string(got))
	return string(got)
}

// TestPowerCutAtEveryWritePoint: the old snapshot or the new one, never an error, never a mix; and what was loaded stays.
func TestPowerCutAtEveryWritePoint(t *testing.T) {
	for _, s := range scenarios {
		s.eachPoint(t, []event{powerBefore, powerAfter}, func(t *testing.T, w *world, _ *File, err error) {
			for _, c := range cuts {
				w := w.after(c)
				got := s.requireOneOf(t, w.open(t), err == nil)
				w = w.after(cuts[0])
				f := w.open(t)
				require.Equal(t, got, s.requireOneOf(t, f, false), "%s: what was loaded survives the next cut", c.name)
				save("next")(t, f)
				require.NotContains(t, w.names("state"), fileTemp)
				next, err := f.Load(ctx)
				require.NoError(t, err)
				require.Equal(t, "next", string(next))
			}
		})
	}
}

// TestPowerCutInRecovery lets the power go again at every write point of the Load that comes after a cut.
func TestPowerCutInRecovery(t *testing.T) {
	for _, s := range scenarios {
		s.eachPoint(t, []event{powerBefore, powerAfter}, func(t *testing.T, first *world, _ *File, err error) {
			for _, c := range cuts {
				for k, ended := 0, false; !ended; k++ {
					w := first.after(c)
					w.arm(k, powerAfter)
					_, loadErr := w.open(t).Load(ctx)
					ended = loadErr == nil
					for _, again := range cuts {
						s.requireOneOf(t, w.after(again).open(t), err == nil)
					}
				}
			}
		})
	}
}

// TestKilledThenPowerCut ends only the process at every write point, so that what was not synced is still to be seen, and then lets the
// power go at every write point of the next process's Load.
func TestKilledThenPowerCut(t *testing.T) {
	for _, s := range scenarios {
		for k := range s.points(t) {
			for _, e := range []event{faultBefore, faultAfter} {
				for j, ended := 0, false; !ended; j++ {
					w, f := s.start(t)
					w.arm(k, e)
					require.Error(t, s.do(f))
					require.NoError(t, f.Close())
					w.arm(j, powerAfter)
					_, err := w.open(t).Load(ctx)
					ended = err == nil
					for _, c := range cuts {
						s.requireOneOf(t, w.after(c).open(t), false)
					}
				}
			}
		}
	}
}

// TestReplaceLeavesNothing: once Replace has returned, or a Load has seen what it saved, no file has anything else.
func TestReplaceLeavesNothing(t *testing.T) {
	for _, s := range scenarios[3:6] {
		s.eachPoint(t, []event{powerBefore, powerAfter}, func(t *testing.T, w *world, _ *File, err error) {
			for _, c := range cuts {
				w := w.after(c)
				if err == nil {
					require.Equal(t, []string{"new"}, w.readable(t), c.name)
					require.Len(t, w.names("state"), 1, "no name comes back: %s", c.name)
				}
				if s.requireOneOf(t, w.open(t), err == nil) == "new" {
					require.Equal(t, []string{"new"}, w.readable(t), c.name)
					require.Equal(t, []string{"new"}, w.after(cuts[0]).readable(t), c.name)
				}
			}
		})
	}
}

var erasures = []scenario{
	{"erase of one", save("old"), doErase, "old", ""},
	{"erase of two", save("older", "old"), doErase, "old", ""},
	{"erase of one replaced", func(t tester, f *File) { require.NoError(t, f.Replace(ctx, []byte("old"))) }, doErase, "old", ""},
}

// TestPowerCutInErase: when the key is gone nothing is read ever again, and Erase ends what was begun.
func TestPowerCutInErase(t *testing.T) {
	for _, s := range erasures {
		s.eachPoint(t, []event{powerBefore, powerAfter}, func(t *testing.T, first *world, _ *File, err error) {
			for _, c := range cuts {
				w := first.after(c)
				f := w.open(t)
				_, keyErr := w.keys().Get(ctx, "anna")
				got, loadErr := f.Load(ctx)
				switch {
				case keyErr == nil:
					require.Error(t, err, "the key outlived Erase: %s", c.name)
					require.NoError(t, loadErr, c.name)
					require.Equal(t, s.old, string(got), "no file is touched before the key is gone: %s", c.name)
				case loadErr == nil:
					require.Nil(t, got, c.name)
				default:
					require.ErrorIs(t, loadErr, ErrKey, c.name)
					require.ErrorIs(t, f.Save(ctx, []byte("x")), ErrKey, "no new person among the old one's files")
				}
				requireErased(t, w, f)
			}
		})
	}
}

// requireErased erases and looks for remains.
func requireErased(t tester, w *world, f *File) {
	t.Helper()
	key, _ := w.keys().Get(ctx, "anna")
	require.NoError(t, f.Erase(ctx))
	got, err := f.Load(ctx)
	require.NoError(t, err)
	require.Nil(t, got)
	for _, w := range []*world{w, w.after(cuts[0])} {
		require.Empty(t, w.names("state"))
		require.Empty(t, w.names("keys"))
		require.False(t, len(key) > 0 && w.holds(key), "the key is in no block")
	}
	save("another")(t, f)
}

// TestEraseOrder: the key is gone for good, even if the power goes, before a byte of the state is touched; then every byte is zeroed.
func TestEraseOrder(t *testing.T) {
	for _, s := range erasures {
		w, f := s.start(t)
		key, err := w.keys().Get(ctx, "anna")
		require.NoError(t, err)
		sealed := map[string][]byte{}
		for _, name := range w.names("state") {
			sealed[name], err = w.dir("state").Read(name, maxFile)
			require.NoError(t, err)
		}
		require.True(t, w.holds(key))
		for k := range s.points(t) + 1 {
			w, f := s.start(t)
			w.arm(k, powerBefore)
			_ = f.Erase(ctx)
			key, err := w.after(cuts[0]).keys().Get(ctx, "anna")
			if err != nil {
				continue
			}
			require.True(t, w.holds(key))
			for _, name := range w.names("state") {
				require.True(t, bytes.HasPrefix(w.cached["state/"+name].cached, []byte(magic)), "%s: %s at point %d", s.name, name, k)
			}
		}
		require.NoError(t, f.Erase(ctx))
		for name, b := range sealed {
			require.False(t, w.holds(b[len(b)-tagSize:]), name)
		}
	}
}

// TestFaultAtEveryWritePoint: a call that fails leaves the old snapshot or the new one, and the store goes on.
func TestFaultAtEveryWritePoint(t *testing.T) {
	for _, s := range scenarios {
		s.eachPoint(t, []event{faultBefore, faultAfter}, func(t *testing.T, w *world, f *File, err error) {
			if err != nil {
				require.ErrorIs(t, err, errFault)
				require.Regexp(t, "^store: ", err.Error())
			}
			s.requireOneOf(t, f, err == nil)
			save("next")(t, f)
			next, err := f.Load(ctx)
			require.NoError(t, err)
			require.Equal(t, "next", string(next))
			require.NotContains(t, w.names("state"), fileTemp)
			require.NotContains(t, w.names("state"), fileOld)
		})
	}
}

// TestFaultInErase: Erase goes on after an error, says so, and can be called again.
func TestFaultInErase(t *testing.T) {
	for _, s := range erasures {
		s.eachPoint(t, []event{faultBefore, faultAfter}, func(t *testing.T, w *world, f *File, err error) {
			if err != nil {
				require.ErrorIs(t, err, errFault)
			}
			require.Empty(t, w.readable(t), "one fault saves neither the key nor a file")
			requireErased(t, w, f)
		})
	}
}

// TestFaultInReplace: Replace that could not remove the older generation does so later.
func TestFaultInReplace(t *testing.T) {
	for _, s := range scenarios[4:6] {
		s.eachPoint(t, []event{faultBefore, faultAfter}, func(t *testing.T, w *world, f *File, _ error) {
			if s.requireOneOf(t, f, false) == "new" {
				require.Equal(t, []string{"new"}, w.readable(t))
			}
		})
	}
}
