package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The first test vector of RFC 8032, section 7.1.
const (
	rfcSeed   = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
	rfcPublic = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
)

func TestReadKeyOfPublishedVector(t *testing.T) {
	dir := t.TempDir()
	private, err := readPrivateKey(write(t, dir, "k.key", privateHeader+"\n"+rfcSeed+"\n"))
	require.NoError(t, err)
	public, err := readPublicKey(write(t, dir, "k.pub", publicHeader+"\r\n"+rfcPublic))
	require.NoError(t, err)
	require.Equal(t, public, private.Public())
	require.Equal(t, "21fe31dfa154a261", keyID(public))
}

func TestReadKeyRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "the first line is not"},
		{"a private key", privateHeader + "\n" + rfcSeed, ": it is a private key"},
		{"another program's key", "-----BEGIN PRIVATE KEY-----\nMC4\n", "the first line is not \"hearth public key"},
		{"no key", publicHeader + "\n", "line 2: want 32 bytes in base64"},
		{"a short key", publicHeader + "\n" + rfcPublic[4:], "line 2: want 32 bytes in base64"},
		{"no base64", publicHeader + "\n!" + rfcPublic, "line 2: want 32 bytes in base64"},
		{"a large file", publicHeader + "\n" + strings.Repeat("A", maxKeyFile), "neither a key nor a signature"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, dir, "k", c.text)
			_, err := readPublicKey(path)
			require.ErrorContains(t, err, path+": ")
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := readPublicKey(filepath.Join(dir, "absent"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = readPrivateKey(write(t, dir, "pub", publicHeader+"\n"+rfcPublic))
	require.ErrorContains(t, err, ": it is a public key")
}

func TestReadSignatureTakesRawAndBase64(t *testing.T) {
	dir := t.TempDir()
	want := bytes.Repeat([]byte{0xa5, '\n'}, ed25519.SignatureSize/2)
	for name, text := range map[string]string{
		"raw": string(want), "base64": base64.StdEncoding.EncodeToString(want), "base64 with newline": base64.StdEncoding.EncodeToString(want) + "\n",
	} {
		got, err := readSignature(write(t, dir, "s", text))
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
	for _, text := range []string{"", "short", strings.Repeat("A", 86), strings.Repeat("x", 65)} {
		_, err := readSignature(write(t, dir, "s", text))
		require.ErrorContains(t, err, "not a signature: want 64 bytes, raw or in base64")
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add(publicHeader + "\n" + rfcPublic + "\n")
	f.Add(privateHeader + "\n" + rfcSeed)
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := parseKey(text, publicHeader)
		if err != nil {
			require.Nil(t, key)
			return
		}
		again, err := parseKey(string(keyText(publicHeader, key)), publicHeader)
		require.NoError(t, err)
		require.Equal(t, key, again)
	})
}

func FuzzParseSignature(f *testing.F) {
	f.Add(make([]byte, ed25519.SignatureSize))
	f.Add([]byte(base64.StdEncoding.EncodeToString(make([]byte, ed25519.SignatureSize))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if s := parseSignature(raw); s != nil {
			require.Len(t, s, ed25519.SignatureSize)
		}
	})
}
