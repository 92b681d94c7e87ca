package store

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// The state file of FORMAT.md's example.
var (
	exampleKey      = []byte("0123456789abcdef0123456789abcdef")
	exampleNonce    = []byte("twelve bytes")
	exampleHeader   = header{alone: true, sequence: 7, origin: "films"}
	exampleSnapshot = []byte("what Anna liked")
)

const exampleFile = "v1.state"

func example(t testing.TB) []byte {
	t.Helper()
	sealed, err := seal(exampleKey, exampleNonce, exampleHeader, exampleSnapshot)
	require.NoError(t, err)
	return sealed
}

// read is what Load does with one file.
func read(name string, key, b []byte) (header, []byte, error) {
	h, err := parse(name, b)
	if err != nil {
		return h, nil, err
	}
	snapshot, err := unseal(name, key, h, bytes.Clone(b))
	return h, snapshot, err
}

// TestReleasedVersions reads the files of released versions, byte by byte what this program writes.
func TestReleasedVersions(t *testing.T) {
	path := filepath.Join("testdata", exampleFile)
	if *update {
		require.NoError(t, os.WriteFile(path, example(t), 0o644))
	}
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, example(t), b)
	h, snapshot, err := read("v1", exampleKey, b)
	require.NoError(t, err)
	require.Equal(t, exampleHeader, h)
	require.Equal(t, exampleSnapshot, snapshot)
}

// TestFormatText holds FORMAT.md to the example's bytes.
func TestFormatText(t *testing.T) {
	text, err := os.ReadFile("FORMAT.md")
	require.NoError(t, err)
	sealed := example(t)
	at := 0
	for _, part := range []struct {
		name string
		size int
	}{{"magic", 8}, {"version", 2}, {"flags", 1}, {"length of the origin", 1}, {"sequence number", 8}, {"origin", 5}, {"nonce", 12}, {"ciphertext", 15}, {"tag", 16}} {
		row := fmt.Sprintf("| %s | `%x` |", part.name, sealed[at:at+part.size])
		require.True(t, strings.Contains(string(text), row), row)
		at += part.size
	}
	require.Len(t, sealed, at)
}

// with returns a copy of b with bytes at an offset replaced.
func with(b []byte, at int, bytes ...byte) []byte {
	b = append([]byte{}, b...)
	copy(b[at:], bytes)
	return b
}

func TestParseErrors(t *testing.T) {
	good := example(t)
	huge := binary.LittleEndian.AppendUint64(nil, maxSequence+1)
	long := append(bytes.Clone(good), make([]byte, maxFile)...)
	for name, c := range map[string]struct {
		b    []byte
		code Code
		text string
	}{
		"empty":               {nil, ErrCorrupt, "store: state.a: offset 0: truncated: damaged"},
		"short preamble":      {good[:9], ErrCorrupt, "store: state.a: offset 9: truncated: damaged"},
		"other magic":         {with(good, 0, 'P'), ErrCorrupt, "store: state.a: offset 0: not HEARTHST: damaged"},
		"all zeros":           {make([]byte, 100), ErrCorrupt, "store: state.a: offset 0: not HEARTHST: damaged"},
		"version 0":           {with(good, 8, 0, 0), ErrCorrupt, "store: state.a: offset 8: version 0: damaged"},
		"version 9":           {with(good, 8, 9, 0), ErrVersion, "store: state.a: version 9: this program reads version 1"},
		"version 9, short":    {with(good, 8, 9, 0)[:10], ErrVersion, "store: state.a: version 9: this program reads version 1"},
		"version 256":         {with(good, 8, 0, 1), ErrVersion, "store: state.a: version 256: this program reads version 1"},
		"short header":        {good[:19], ErrCorrupt, "store: state.a: offset 19: truncated: damaged"},
		"short origin":        {good[:24], ErrCorrupt, "store: state.a: offset 24: truncated: damaged"},
		"short of the tag":    {good[:52], ErrCorrupt, "store: state.a: offset 52: truncated: damaged"},
		"unknown flag":        {with(good, 10, 2), ErrCorrupt, "store: state.a: offset 10: flags 0x2: damaged"},
		"no origin":           {with(good, 11, 0), ErrCorrupt, `store: state.a: offset 11: origin "": damaged`},
		"origin not UTF-8":    {with(good, 20, 0xff), ErrCorrupt, `store: state.a: offset 11: origin "\xffilms": damaged`},
		"sequence 0":          {with(good, 12, 0), ErrCorrupt, "store: state.a: offset 12: sequence 0: damaged"},
		"sequence above 2^32": {with(good, 12, huge...), ErrCorrupt, "store: state.a: offset 12: sequence 4294967297: damaged"},
		"too long":            {long, ErrCorrupt, "store: state.a: more than 67109167 bytes: damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse("state.a", c.b)
			require.EqualError(t, err, c.text)
			require.ErrorIs(t, err, c.code)
		})
	}
}

// TestEveryChangedBitIsRefused changes each bit of a file, cuts it at each length and appends to it: no snapshot comes out.
func TestEveryChangedBitIsRefused(t *testing.T) {
	good := example(t)
	refused := func(b []byte, what string, at int) {
		_, snapshot, err := read("f", exampleKey, b)
		require.Error(t, err, "%s %d", what, at)
		require.Nil(t, snapshot, "%s %d", what, at)
	}
	for bit := range len(good) * 8 {
		refused(with(good, bit/8, good[bit/8]^1<<(bit%8)), "bit", bit)
	}
	for n := range good {
		refused(good[:n], "length", n)
	}
	refused(append(bytes.Clone(good), 0), "one more than", len(good))
}

// TestFailedUnsealLeavesNoPlaintext: GCM decrypts before it knows; nothing of that may stay.
func TestFailedUnsealLeavesNoPlaintext(t *testing.T) {
	b := example(t)
	b[len(b)-1] ^= 1
	_, err := unseal("state.b", exampleKey, exampleHeader, b)
	require.EqualError(t, err, "store: state.b: it does not authenticate under the key: damaged")
	require.NotContains(t, string(b), string(exampleSnapshot))
}

func TestKeyLength(t *testing.T) {
	for _, n := range []int{0, 16, 24, 31, 33} {
		_, err := seal(make([]byte, n), exampleNonce, exampleHeader, nil)
		require.ErrorIs(t, err, ErrKey, "AES takes 16 and 24 too, this package does not: %d", n)
		_, err = unseal("f", make([]byte, n), exampleHeader, example(t))
		require.ErrorIs(t, err, ErrKey)
	}
}

func TestLongestOrigin(t *testing.T) {
	h := header{sequence: maxSequence, origin: strings.Repeat("é", 127) + "!"}
	sealed, err := seal(exampleKey, exampleNonce, h, nil)
	require.NoError(t, err)
	require.Len(t, sealed, 20+255+12+16)
	got, snapshot, err := read("f", exampleKey, sealed)
	require.NoError(t, err)
	require.Equal(t, h, got)
	require.Empty(t, snapshot)
}

func TestErrorTexts(t *testing.T) {
	for code := range texts {
		require.NotEmpty(t, code.Error())
		require.ErrorIs(t, &Error{Code: code}, code)
	}
	require.EqualError(t, &Error{Code: ErrClosed}, "store: closed")
	require.EqualError(t, &Error{Name: "state.a", Code: Code("odd")}, "store: state.a: odd")
}

// FuzzRead reads any bytes as a state file: an error, or they are the very file that was sealed.
func FuzzRead(f *testing.F) {
	good := example(f)
	f.Add(good)
	f.Add(good[:30])
	f.Add(with(good, 8, 9))
	f.Add(with(good, 20, 'F'))
	f.Add(with(good, len(good)-1, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, snapshot, err := read("f", exampleKey, b)
		if err != nil {
			require.Nil(t, snapshot)
			return
		}
		require.Equal(t, good, b, "changed bytes authenticate")
		require.Equal(t, exampleSnapshot, snapshot)
	})
}

// FuzzLoad puts any bytes beside a good generation, and any bytes in the place of the key: the good snapshot, an error, or none.
func FuzzLoad(f *testing.F) {
	good, key := example(f), encodeKey(exampleKey)
	f.Add(good, key)
	f.Add(with(good, 12, 9), key)
	f.Add(with(good, 8, 9), key)
	f.Add([]byte{}, with(key, 20, 1))
	f.Add(good[:40], key[:9])
	f.Fuzz(func(t *testing.T, b, k []byte) {
		w := newWorld()
		require.NoError(t, put(w.dir("keys"), "anna.key", "t", k))
		require.NoError(t, put(w.dir("state"), fileA, "t", good))
		require.NoError(t, put(w.dir("state"), fileB, "t", b))
		file := w.open(t)
		snapshot, err := file.Load(ctx)
		if err == nil {
			require.Equal(t, exampleSnapshot, snapshot)
			require.Equal(t, uint64(7), file.Status().Sequence)
			return
		}
		require.Nil(t, snapshot)
		var own *Error
		require.ErrorAs(t, err, &own)
	})
}
