package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"net/http"

	"github.com/stretchr/testify/require"
)

func TestColumnsOfWhatIsNoTerminal(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	require.NoError(t, err)
	defer f.Close()
	require.Zero(t, columns(f))
}

func TestPrivateCache(t *testing.T) {
	base := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", base)
	t.Setenv("HOME", base)
	dir := privateCache()
	require.NotEmpty(t, dir)
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm(), "what is in it is run")
	file := write(t, base, "file", "")
	t.Setenv("XDG_CACHE_HOME", file)
	t.Setenv("HOME", file)
	require.Empty(t, privateCache(), "no folder can be made: no cache, and no fault")
}

func TestShow(t *testing.T) {
	var out strings.Builder
	e := &env{out: &out}
	require.NoError(t, e.show(1, func() { e.printf("text") }))
	require.Equal(t, "text", out.String())
	out.Reset()
	e.json = true
	require.NoError(t, e.show(map[string]string{"a": "<b>"}, func() { t.Fatal("text with --json") }))
	require.Equal(t, "{\n  \"a\": \"<b>\"\n}\n", out.String(), "readable, and without HTML escapes")
}

// full is a disk that is full.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestJSONThatCannotBeWrittenIsAFailure(t *testing.T) {
	var stderr strings.Builder
	e := &env{out: full{}, err: &stderr, now: moment0Now}
	require.Equal(t, exitFailure, run(t.Context(), []string{"version", "--json"}, e))
	require.Equal(t, "hearth: no space left on device\n", stderr.String())
}

func TestCause(t *testing.T) {
	require.Equal(t, fs.ErrNotExist, cause(&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}))
	require.Equal(t, io.EOF, cause(io.EOF))
}

func TestFileName(t *testing.T) {
	for _, c := range []struct {
		url, name string
		ok        bool
	}{
		{"/", ".", true}, {"", ".", true}, {"/a", "a", true}, {"/a/", "a", true}, {"/a/b.js", "a/b.js", true}, {"/a b", "a b", true}, {"/ü", "ü", true},
		{"/..", "", false}, {"/a/../b", "", false}, {"/.a", "", false}, {"/a/.b/c", "", false}, {"/a//b", "", false}, {"/a\\..\\b", "", false},
		{"/a\x00", "", false}, {"/./a", "", false}, {"/\xff", "", false},
	} {
		name, ok := fileName(c.url)
		require.Equal(t, c.ok, ok, "%q", c.url)
		if ok {
			require.Equal(t, c.name, name)
		}
	}
}

func TestContentTypeIgnoresCase(t *testing.T) {
	require.Equal(t, "application/wasm", contentType("A.WASM"))
	require.Equal(t, "application/octet-stream", contentType("no-extension"))
	require.Equal(t, "image/png", contentType("x.png"), "the system's table knows the others")
}

func TestServeManyAtOnce(t *testing.T) {
	_, h := folder(t)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 20 {
				if get(h, http.MethodGet, "/engine.wasm").StatusCode != http.StatusOK {
					t.Error("not served")
				}
			}
		})
	}
	wait.Wait()
}

func TestFeaturesWithManyValuesAreCutShort(t *testing.T) {
	var out strings.Builder
	v := &inspected{Features: []featureView{{Name: "page", Values: strings.Split("abcdefghijklmnop", "")}, {Name: "few", Values: []string{"x"}}}}
	v.printFeatures(&env{out: &out})
	require.Contains(t, out.String(), "  page     a, b, c, d, e, f, g, h, i, j, k, l and 4 more\n")
	require.Contains(t, out.String(), "  few      x\n")
	out.Reset()
	(&inspected{}).printSupport(&env{out: &out})
	require.Empty(t, out.String(), "a pack of another maker says nothing of support")
}

func TestSmallWords(t *testing.T) {
	require.Equal(t, "-", dash(""))
	require.Equal(t, "x", dash("x"))
	require.Equal(t, "none", orNone(nil))
	require.Equal(t, "a, b", orNone([]string{"a", "b"}))
	require.Equal(t, []int{0, 1}, []int{one(false), one(true)})
	require.Equal(t, []string{"", "yes"}, []string{yes(false), yes(true)})
	require.Equal(t, "1", itemRef{ID: "1"}.String())
	require.Equal(t, "A  [1]", itemRef{"1", "A"}.String())
	require.Equal(t, []string{"a", "b"}, sortedKeys(map[string]int{"b": 1, "a": 2}))
}
