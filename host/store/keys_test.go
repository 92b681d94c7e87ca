package store

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNewKey(t *testing.T) {
	require.Len(t, NewKey(), KeySize)
	require.NotEqual(t, NewKey(), NewKey())
}

func TestKeyNames(t *testing.T) {
	for name, ok := range map[string]bool{
		"a": true, "anna-1.films_x": true, "..": true, strings.Repeat("z", 64): true,
		"": false, "Anna": false, "a/b": false, `a\b`: false, "a b": false, "é": false, "a\x00": false, strings.Repeat("z", 65): false,
	} {
		require.Equal(t, ok, checkName(name) == nil, "%q", name)
	}
	_, err := KeyDir(t.TempDir()).Get(ctx, "a/b")
	require.EqualError(t, err, `store: key "a/b": want a name of 1 to 64 characters of a-z 0-9 . _ -`)
	require.NotErrorIs(t, err, ErrKey)
	_, err = KeyDir(t.TempDir()).Create(ctx, "../x")
	require.Error(t, err)
	require.Error(t, KeyDir(t.TempDir()).Destroy(ctx, ""))
}

func TestGivenKey(t *testing.T) {
	mine := NewKey()
	want := bytes.Clone(mine)
	keys := GivenKey(mine)
	for _, get := range []func(context.Context, string) ([]byte, error){keys.Get, keys.Create} {
		got, err := get(ctx, "whatever")
		require.NoError(t, err)
		require.Equal(t, want, got)
		clear(got)
	}
	require.Equal(t, want, mine, "Get copies")

	require.NoError(t, keys.Destroy(ctx, "whatever"))
	require.NoError(t, keys.Destroy(ctx, "whatever"))
	require.Equal(t, make([]byte, KeySize), mine, "Destroy zeroes the caller's slice")
	_, err := keys.Get(ctx, "anna")
	require.EqualError(t, err, "store: key anna: the given key was destroyed: no key")
	_, err = keys.Create(ctx, "anna")
	require.ErrorIs(t, err, ErrKey)
	_, err = GivenKey(make([]byte, 16)).Get(ctx, "anna")
	require.EqualError(t, err, "store: key anna: the given key has 16 bytes, want 32: no key")
}

func TestKeyDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "config", "keys")
	keys := KeyDir(dir)
	_, err := keys.Get(ctx, "anna")
	require.EqualError(t, err, "store: key anna: no key")
	require.ErrorIs(t, err, ErrKey)
	require.NoError(t, keys.Destroy(ctx, "anna"), "there is no directory yet")

	key, err := keys.Create(ctx, "anna")
	require.NoError(t, err)
	again, err := KeyDir(dir).Create(ctx, "anna")
	require.NoError(t, err)
	require.Equal(t, key, again, "Create does not replace a key")
	ben, err := keys.Create(ctx, "ben")
	require.NoError(t, err)
	require.NotEqual(t, key, ben)
	requireMode(t, dir, 0o700)
	requireMode(t, filepath.Join(dir, "anna.key"), 0o600)

	require.NoError(t, keys.Destroy(ctx, "anna"))
	require.NoError(t, keys.Destroy(ctx, "anna"))
	_, err = keys.Get(ctx, "anna")
	require.ErrorIs(t, err, ErrKey)
	got, err := keys.Get(ctx, "ben")
	require.NoError(t, err)
	require.Equal(t, ben, got)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

// requireMode looks at the permissions, where the system has them.
func requireMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		require.Equal(t, want, info.Mode().Perm(), path)
	}
}

func TestKeyFiles(t *testing.T) {
	good := encodeKey(exampleKey)
	require.Equal(t, "HEARTHKY\x01\x000123456789abcdef0123456789abcdef", string(good[:keyFileSize-4]))
	for name, c := range map[string]struct {
		b         []byte
		get       string // error of Get; "" for none
		created   bool   // whether Create makes a key in its place
		destroyed bool   // whether Destroy takes it for a key file
	}{
		"good":           {good, "", false, true},
		"half destroyed": {with(good, keyHead, make([]byte, 16)...), "store: key anna: its file is damaged, or half destroyed: no key", true, true},
		"destroyed":      {with(good, keyHead, make([]byte, 36)...), "store: key anna: its file is damaged, or half destroyed: no key", true, true},
		"short":          {good[:20], "store: key anna: its file is not of 46 bytes: no key", true, true},
		"long":           {append(bytes.Clone(good), 0), "store: key anna: its file is not of 46 bytes: no key", true, true},
		"version 2":      {with(good, 8, 2), "store: anna.key: version 2: this program reads version 1", false, true},
		"another's file": {[]byte("-----BEGIN OPENSSH PRIVATE KEY"), "store: anna.key: offset 0: not HEARTHKY: damaged", false, false},
		"empty":          {nil, "store: anna.key: offset 0: truncated: damaged", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "anna.key")
			require.NoError(t, os.WriteFile(path, c.b, 0o600))
			keys := KeyDir(filepath.Dir(path))
			key, err := keys.Get(ctx, "anna")
			if c.get != "" {
				require.EqualError(t, err, c.get)
			} else {
				require.NoError(t, err)
				require.Equal(t, exampleKey, key)
			}
			_, err = keys.Create(ctx, "anna")
			require.Equal(t, c.created || c.get == "", err == nil, "%v", err)
			b, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, c.created, !bytes.Equal(c.b, b))
			err = keys.Destroy(ctx, "anna")
			require.Equal(t, c.destroyed, err == nil, "%v", err)
			_, err = os.Stat(path)
			require.Equal(t, c.destroyed, os.IsNotExist(err))
		})
	}
}

func TestKeysHeedTheContext(t *testing.T) {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	for name, keys := range map[string]Keys{"given": GivenKey(NewKey()), "dir": KeyDir(t.TempDir())} {
		_, err := keys.Get(ended, "anna")
		require.ErrorIs(t, err, context.Canceled, name)
		_, err = keys.Create(ended, "anna")
		require.ErrorIs(t, err, context.Canceled, name)
		require.ErrorIs(t, keys.Destroy(ended, "anna"), context.Canceled, name)
		_, err = keys.Create(ctx, "anna")
		require.NoError(t, err, name)
	}
}

// TestKeyCreateAtEveryWritePoint: a key that was given out outlives a power cut; one that was not is made anew.
func TestKeyCreateAtEveryWritePoint(t *testing.T) {
	for k := range 8 {
		for _, e := range []event{powerBefore, powerAfter, faultBefore, faultAfter} {
			for _, c := range cuts {
				w := newWorld()
				w.arm(k, e)
				key, err := w.keys().Create(ctx, "anna")
				require.Equal(t, err == nil, key != nil)
				w = w.after(c)
				again, againErr := w.keys().Create(ctx, "anna")
				require.NoError(t, againErr)
				require.Len(t, again, KeySize)
				if err == nil {
					require.Equal(t, key, again, "%s %d: %s", e.name, k, c.name)
				}
				require.NoError(t, w.keys().Destroy(ctx, "anna"))
				require.Empty(t, w.after(cuts[0]).names("keys"))
				require.False(t, w.holds(again))
			}
		}
	}
}
