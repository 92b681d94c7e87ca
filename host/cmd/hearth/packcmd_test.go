package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/pack"
)

// signedShop writes a pack, a pair of keys and the pack's signature.
func signedShop(t *testing.T) (dir, path, keys string) {
	dir, path = shop(t)
	keys = filepath.Join(dir, "site")
	ok(t, "pack", "keygen", keys)
	ok(t, "pack", "sign", path, "--key", keys+".key")
	return dir, path, keys
}

func TestKeygenWritesAPairThatOnlyTheOwnerReads(t *testing.T) {
	name := filepath.Join(t.TempDir(), "site")
	v := decode[generated](t, ok(t, "pack", "keygen", name, "--json").out)
	info, err := os.Stat(v.Private)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	private, err := readPrivateKey(v.Private)
	require.NoError(t, err)
	public, err := readPublicKey(v.Public)
	require.NoError(t, err)
	require.Equal(t, public, private.Public())
	require.Equal(t, base64.StdEncoding.EncodeToString(public), v.Base64)
	require.Equal(t, keyID(public), v.Key)
}

func TestKeygenNeverOverwrites(t *testing.T) {
	for _, suffix := range []string{".key", ".pub"} {
		name := filepath.Join(t.TempDir(), "site")
		require.NoError(t, os.WriteFile(name+suffix, []byte("mine"), 0o600))
		o := hearth(t, "pack", "keygen", name)
		require.Equal(t, exitFailure, o.code)
		require.Equal(t, "hearth: "+name+suffix+" is there already and is not overwritten\n", o.err)
		kept, err := os.ReadFile(name + suffix)
		require.NoError(t, err)
		require.Equal(t, "mine", string(kept))
		entries, err := os.ReadDir(filepath.Dir(name))
		require.NoError(t, err)
		require.Len(t, entries, 1, "no half of a pair is left")
	}
}

func TestTwoKeygensDiffer(t *testing.T) {
	dir := t.TempDir()
	a := decode[generated](t, ok(t, "pack", "keygen", filepath.Join(dir, "a"), "--json").out)
	b := decode[generated](t, ok(t, "pack", "keygen", filepath.Join(dir, "b"), "--json").out)
	require.NotEqual(t, a.Base64, b.Base64)
}

func TestSignAndVerify(t *testing.T) {
	dir, path, keys := signedShop(t)
	golden(t, "verify-unchecked", without(dir, ok(t, "pack", "verify", path).out))
	v := decode[verified](t, ok(t, "pack", "verify", path, "--public-key", keys+".pub", "--json").out)
	require.True(t, v.Valid)
	require.Equal(t, "good", v.Signature)
	require.Len(t, v.Pack.SignedBy, 16)
	require.Equal(t, 8, v.Items)
	require.Contains(t, ok(t, "pack", "verify", path, "--public-key", keys+".pub").out, "signature: good, by key "+v.Pack.SignedBy)
}

func TestVerifyWithoutSignature(t *testing.T) {
	_, path := shop(t)
	require.Contains(t, ok(t, "pack", "verify", path).out, "signature: none\n")
}

func TestSignAsBase64(t *testing.T) {
	dir, path, keys := signedShop(t)
	out := filepath.Join(dir, "other.sig")
	v := decode[signed](t, ok(t, "pack", "sign", path, "--key", keys+".key", "--base64", "--out", out, "--json").out)
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, v.Base64+"\n", string(text))
	require.Equal(t, out, v.Signature)
	ok(t, "pack", "verify", path, "--public-key", keys+".pub", "--signature", out)
	raw, err := os.ReadFile(path + ".sig")
	require.NoError(t, err)
	require.Equal(t, v.Base64, base64.StdEncoding.EncodeToString(raw), "Ed25519 is deterministic")
}

func TestVerifyRefuses(t *testing.T) {
	dir, path, keys := signedShop(t)
	other := filepath.Join(dir, "other")
	ok(t, "pack", "keygen", other)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	changed := append([]byte{}, b...)
	changed[len(changed)/2] ^= 1
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"another key", []string{path, "--public-key", other + ".pub"}, "no valid signature: none of the public keys signed these bytes"},
		{"a private key as public", []string{path, "--public-key", keys + ".key"}, "it is a private key"},
		{"no signature", []string{write(t, dir, "bare.pack", string(b)), "--public-key", keys + ".pub"}, "bare.pack.sig: no such file"},
		{"a signature of another kind", []string{path, "--public-key", keys + ".pub", "--signature", path}, "not a signature"},
		{"a changed byte", []string{write(t, dir, "changed.pack", string(changed))}, "checksum differs: the bytes were changed"},
		{"a changed byte, signed", []string{filepath.Join(dir, "changed.pack"), "--public-key", keys + ".pub", "--signature", path + ".sig"}, "no valid signature"},
		{"a cut file", []string{write(t, dir, "cut.pack", string(b[:len(b)/2]))}, "truncated"},
		{"another kind of file", []string{write(t, dir, "text", "hello, this is no pack, but long enough to have a header")}, "not this kind of file"},
		{"an empty file", []string{write(t, dir, "empty", "")}, "not this kind of file"},
		{"no file", []string{filepath.Join(dir, "absent")}, "no such file or directory"},
		{"a folder", []string{dir}, "is a directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := hearth(t, append([]string{"pack", "verify"}, c.args...)...)
			require.Equal(t, exitFailure, o.code)
			require.Empty(t, o.out)
			require.Contains(t, o.err, c.want)
		})
	}
}

func TestSignRefuses(t *testing.T) {
	dir, path, keys := signedShop(t)
	bad := write(t, dir, "bad.pack", "no pack")
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"what is no pack", []string{bad, "--key", keys + ".key"}, "not this kind of file"},
		{"a public key", []string{path, "--key", keys + ".pub"}, "it is a public key"},
		{"no key", []string{path, "--key", filepath.Join(dir, "absent")}, "no such file"},
		{"a folder that is not there", []string{path, "--key", keys + ".key", "--out", filepath.Join(dir, "no", "x.sig")}, "cannot be written: no such file"},
		{"a folder as output", []string{path, "--key", keys + ".key", "--out", dir}, "not a regular file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := hearth(t, append([]string{"pack", "sign"}, c.args...)...)
			require.Equal(t, exitFailure, o.code)
			require.Contains(t, o.err, c.want)
		})
	}
	require.NoFileExists(t, bad+".sig")
}

func TestSignRemarksOnAKeyThatOthersCanRead(t *testing.T) {
	_, path, keys := signedShop(t)
	require.NoError(t, os.Chmod(keys+".key", 0o644))
	o := ok(t, "pack", "sign", path, "--key", keys+".key")
	require.Equal(t, "hearth: "+keys+".key can be read by others: chmod 600 it\n", o.err)
}

func TestInspect(t *testing.T) {
	dir, path := shop(t)
	golden(t, "inspect", without(dir, ok(t, "pack", "inspect", path).out))
	v := decode[inspected](t, ok(t, "pack", "inspect", path, "--json").out)
	require.Equal(t, packCounts{Items: 8, Titled: 8, Available: 7, Priced: 8, Dated: 2, Sensitive: 1, Attributes: 3, Edges: 6, Cells: 2}, v.Counts)
	require.Equal(t, []fieldView{{"category", 3}}, v.Fields)
	require.Equal(t, []typeView{{"dismiss", -1, "never fades", true}, {"purchase", 4, "never fades", true}, {"view", 1, "never fades", false}}, v.Types)
	require.Equal(t, []featureView{{Name: "weekday", Values: []string{"sat", "sun"}}, {Name: "device", Values: []string{"phone"}}}, v.Features)
	require.Equal(t, []channelView{{Name: "together", Edges: 6, Window: 2}}, v.Channels)
	require.Equal(t, termsView{Affinity: 200, Return: 300, FreshDays: 3, FreshestAddsMax: 11}, v.Terms)
	require.Equal(t, supportView{"1", 10, .5}, v.Support[0])
	require.Equal(t, "1.0", v.Format)
}

func TestInspectSizesAddUp(t *testing.T) {
	_, path := shop(t)
	v := decode[inspected](t, ok(t, "pack", "inspect", path, "--json").out)
	sections, parts := 0, 0
	for _, s := range v.Sections {
		sections += s.Bytes
		require.InDelta(t, float64(s.Bytes)/8, s.BytesPerItem, 1e-9)
		require.InDelta(t, float64(s.Brotli)/8, s.BrotliPerItem, 1e-9)
	}
	require.Equal(t, []string{"whole file", "ids", "titles", "model"}, []string{v.Sizes[0].Name, v.Sizes[1].Name, v.Sizes[2].Name, v.Sizes[3].Name})
	for _, s := range v.Sizes[1:] {
		parts += s.Bytes
	}
	require.Equal(t, sections, parts)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.EqualValues(t, info.Size(), v.Sizes[0].Bytes)
	require.Greater(t, v.Sizes[0].Bytes, sections, "the file has a header besides")
}

func TestInspectOfForeignAndEmptyPacks(t *testing.T) {
	dir := t.TempDir()
	empty := &pack.Model{Catalogue: "none", Provenance: []byte("made elsewhere \x1b[2J")}
	o := ok(t, "pack", "inspect", writePack(t, dir, "empty.pack", empty))
	golden(t, "inspect-empty", without(dir, o.out))
	require.NotContains(t, o.out, "\x1b")
	v := decode[inspected](t, ok(t, "pack", "inspect", filepath.Join(dir, "empty.pack"), "--json").out)
	require.Empty(t, v.Provenance, "what is no JSON is left out")
}

func TestHalfLife(t *testing.T) {
	for ms, want := range map[int64]string{0: "never fades", 86_400_000: "1d", 90 * 86_400_000: "90d", 129_600_000: "1.5d", 3_600_000: "1h0m0s"} {
		require.Equal(t, want, halfLife(ms))
	}
}
