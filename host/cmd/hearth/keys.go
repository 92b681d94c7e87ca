package main

// This file keeps Ed25519 keys and signatures in files whose first line says what they are.

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"github.com/hearthrank/hearth/host"
)

// First lines of key files; the key follows in base64 (RFC 4648) on the second: the 32 bytes of RFC 8032.
const (
	privateHeader = "hearth private key v1 (Ed25519): keep it secret"
	publicHeader  = "hearth public key v1 (Ed25519)"
)

const maxKeyFile = 4 << 10 // bytes; more is another kind of file

func keyText(header string, key []byte) []byte {
	return []byte(header + "\n" + base64.StdEncoding.EncodeToString(key) + "\n")
}

// readKey returns the 32 bytes of a key file that begins with header.
func readKey(path, header string) ([]byte, error) {
	text, err := readSmall(path)
	if err != nil {
		return nil, err
	}
	key, err := parseKey(string(text), header)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

func parseKey(text, header string) ([]byte, error) {
	first, rest, _ := strings.Cut(text, "\n")
	first = strings.TrimSpace(first)
	if first != header {
		return nil, fmt.Errorf("not a key of this kind: the first line is not %q%s", header, hint(first))
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("line 2: want %d bytes in base64", ed25519.PublicKeySize)
	}
	return key, nil
}

// hint names what a wrong key file is, where it can be told.
func hint(first string) string {
	switch first {
	case privateHeader:
		return ": it is a private key"
	case publicHeader:
		return ": it is a public key"
	}
	return ""
}

// readSmall reads a file that must not be large.
func readSmall(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxKeyFile {
		return nil, fmt.Errorf("%s: %d bytes: neither a key nor a signature", path, info.Size())
	}
	return os.ReadFile(path)
}

func readPrivateKey(path string) (ed25519.PrivateKey, error) {
	seed, err := readKey(path, privateHeader)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func readPublicKey(path string) (ed25519.PublicKey, error) {
	key, err := readKey(path, publicHeader)
	return ed25519.PublicKey(key), err
}

// keyID is a short name of a public key: the first 8 bytes of its SHA-256 in hexadecimal.
func keyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// readSignature reads a detached signature: 64 raw bytes, or base64 of them.
func readSignature(path string) ([]byte, error) {
	raw, err := readSmall(path)
	if err != nil {
		return nil, err
	}
	if signature := parseSignature(raw); signature != nil {
		return signature, nil
	}
	return nil, fmt.Errorf("%s: not a signature: want %d bytes, raw or in base64", path, ed25519.SignatureSize)
}

// parseSignature returns 64 bytes, or nil.
func parseSignature(raw []byte) []byte {
	if len(raw) == ed25519.SignatureSize {
		return raw
	}
	signature, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(raw)))
	if err != nil || len(signature) != ed25519.SignatureSize {
		return nil
	}
	return signature
}

// signaturePath is where the signature of a pack lies.
func signaturePath(pack string, trust trustFlags) string {
	if trust.Signature != "" {
		return trust.Signature
	}
	return pack + ".sig"
}

// checkSignature verifies the file's bytes and returns the id of the key.
func checkSignature(f *packFile, trust trustFlags) (string, error) {
	key, err := readPublicKey(trust.PublicKey)
	if err != nil {
		return "", err
	}
	path := signaturePath(f.path, trust)
	signature, err := readSignature(path)
	if err != nil {
		return "", fmt.Errorf("signature: %w", err)
	}
	if err := host.VerifyPack(host.Pack{Bytes: f.bytes, Signature: signature}, key); err != nil {
		return "", fmt.Errorf("%s: %s by key %s: %w", f.path, path, keyID(key), err)
	}
	return keyID(key), nil
}
