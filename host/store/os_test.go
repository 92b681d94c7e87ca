package store

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// openDir opens a state in a directory of the operating system.
func openDir(t testing.TB, dir string) *File {
	t.Helper()
	f, err := Open(ctx, dir, NewConfig("films", "anna", KeyDir(filepath.Join(filepath.Dir(dir), "keys"))))
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// names lists what is in a directory.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestDirectory(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "share", "films", "anna")
	f := openDir(t, dir)
	save("1", "2")(t, f)
	require.Equal(t, []string{"lock", "state.a", "state.b"}, names(t, dir))
	for _, made := range []string{dir, filepath.Dir(dir), filepath.Join(top, "share")} {
		requireMode(t, made, 0o700)
	}
	for _, name := range names(t, dir) {
		requireMode(t, filepath.Join(dir, name), 0o600)
	}
	require.NoError(t, f.Close())

	f = openDir(t, dir)
	got, err := f.Load(ctx)
	require.NoError(t, err)
	require.Equal(t, "2", string(got))
	require.NoError(t, f.Replace(ctx, bytes.Repeat([]byte("long "), 40_000)))
	require.Equal(t, []string{"lock", "state.a"}, names(t, dir))
	require.NoError(t, f.Replace(ctx, []byte("short")), "what is overwritten has several blocks of zeros")
	require.NoError(t, f.Erase(ctx))
	require.Equal(t, []string{"lock"}, names(t, dir))
	require.Empty(t, names(t, filepath.Join(filepath.Dir(dir), "keys")))
}

// TestRelativeDirectory: the directory is the one that was meant when it was opened.
func TestRelativeDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	f, err := Open(ctx, "state", NewConfig("films", "anna", KeyDir("keys")))
	require.NoError(t, err)
	defer f.Close()
	t.Chdir(t.TempDir())
	save("1")(t, f)
	require.Empty(t, names(t, "."))
}

func TestOpenErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	config := NewConfig("films", "anna", GivenKey(NewKey()))
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		_, err := Open(ctx, dir, config)
		require.ErrorContains(t, err, "store: mkdir "+file)
	}
	taken := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(taken, fileLock), 0o700))
	_, err := Open(ctx, taken, config)
	require.Error(t, err, "no file can be locked")
	require.NotErrorIs(t, err, ErrLocked)

	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = Open(ended, filepath.Join(taken, "not made"), config)
	require.ErrorIs(t, err, context.Canceled)
	require.NoDirExists(t, filepath.Join(taken, "not made"))
}

// TestSystemErrors: what the system refuses is passed on, and the state stays.
func TestSystemErrors(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	f := openDir(t, dir)
	save("1")(t, f)
	require.NoError(t, os.Mkdir(filepath.Join(dir, fileTemp), 0o700))
	err := f.Save(ctx, []byte("2"))
	require.ErrorIs(t, err, os.ErrExist)
	require.ErrorContains(t, err, "store: open "+filepath.Join(dir, fileTemp))
	require.NoError(t, os.Remove(filepath.Join(dir, fileTemp)))
	got, err := f.Load(ctx)
	require.NoError(t, err)
	require.Equal(t, "1", string(got))

	require.NoError(t, os.Mkdir(filepath.Join(dir, fileB), 0o700))
	_, err = f.Load(ctx)
	require.ErrorContains(t, err, "store: read "+filepath.Join(dir, fileB))
	require.NoError(t, os.Remove(filepath.Join(dir, fileB)))
	save("2")(t, f)
}

func TestLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	f := openDir(t, dir)
	config := NewConfig("films", "anna", GivenKey(NewKey()))
	_, err := Open(ctx, dir, config)
	require.ErrorIs(t, err, ErrLocked)
	require.EqualError(t, err, "store: "+filepath.Join(dir, "lock")+": the directory is open already")
	require.NoError(t, f.Close())
	f, err = Open(ctx, dir, config)
	require.NoError(t, err)
	require.NoError(t, f.Close())
}

const childDir = "HEARTH_STORE_TEST_DIR"

// TestChild is not a test: it is the process that TestKill kills. It saves and replaces, one number after the other.
func TestChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("only as a child of TestKill")
	}
	f := openDir(t, dir)
	for i := f.Status().Sequence; ; i++ {
		call := f.Save
		if i%3 == 0 {
			call = f.Replace
		}
		require.NoError(t, call(ctx, bytes.Repeat([]byte(fmt.Sprintf("%08d", i)), 20_000)))
		fmt.Println("saved", i)
	}
}

// TestKill kills a process that saves: the lock ends with it, and what it said was saved, or the one after, is there in full.
func TestKill(t *testing.T) {
	for round := range 4 {
		dir := filepath.Join(t.TempDir(), "state")
		last := killed(t, dir, time.Duration(20+30*round)*time.Millisecond)
		f := openDir(t, dir)
		got, err := f.Load(ctx)
		require.NoError(t, err)
		require.NoError(t, f.Status().Recovered)
		require.Len(t, got, 160_000)
		require.Equal(t, bytes.Repeat(got[:8], 20_000), got)
		require.Contains(t, []string{fmt.Sprintf("%08d", last), fmt.Sprintf("%08d", last+1)}, string(got[:8]))
	}
}

// killed runs the child for a while after its first save, and returns the number that it saved last.
func killed(t *testing.T, dir string, after time.Duration) (last int) {
	c := exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.v")
	c.Env = append(os.Environ(), childDir+"="+dir)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	last = -1
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, err := fmt.Sscanf(lines.Text(), "saved %d", &last); err == nil && last == 0 {
			_, err := Open(ctx, dir, NewConfig("films", "anna", GivenKey(NewKey())))
			require.ErrorIs(t, err, ErrLocked, "another process has it")
			time.AfterFunc(after, func() { _ = c.Process.Kill() })
		}
	}
	require.Error(t, c.Wait(), "it was killed")
	require.GreaterOrEqual(t, last, 0)
	return last
}

func TestMakeDirOfTheRoot(t *testing.T) {
	root := filepath.VolumeName(t.TempDir()) + string(filepath.Separator)
	require.NoError(t, makeDir(root))
	require.NoError(t, makeDir(t.TempDir()))
	require.True(t, strings.HasPrefix(newOSDisk("x").dir, root))
}

func BenchmarkSave(b *testing.B) {
	f := openDir(b, filepath.Join(b.TempDir(), "state"))
	snapshot := make([]byte, 200<<10)
	b.SetBytes(int64(len(snapshot)))
	for b.Loop() {
		require.NoError(b, f.Save(ctx, snapshot))
	}
}

func BenchmarkLoad(b *testing.B) {
	f := openDir(b, filepath.Join(b.TempDir(), "state"))
	require.NoError(b, f.Save(ctx, make([]byte, 200<<10)))
	require.NoError(b, f.Save(ctx, make([]byte, 200<<10)))
	b.SetBytes(200 << 10)
	for b.Loop() {
		_, err := f.Load(ctx)
		require.NoError(b, err)
	}
}
