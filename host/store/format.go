package store

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"unicode/utf8"
)

// The layout of a state file, version 1. FORMAT.md describes it.
const (
	magic   = "HEARTHST"
	version = 1

	atVersion  = 8
	atFlags    = 10
	atOrigin   = 11
	atSequence = 12
	fixedSize  = 20 // bytes of the header before the origin

	flagAlone = 1

	nonceSize = 12
	tagSize   = 16
	maxOrigin = 255

	// KeySize is the length of a key in bytes: AES-256.
	KeySize = 32

	maxFile = fixedSize + maxOrigin + nonceSize + MaxSnapshot + tagSize

	// maxSequence bounds the saves under one key. With random nonces of 96 bits a key may seal 2^32 times: the probability that a nonce
	// repeats stays below 2^-32 (NIST SP 800-38D, section 8.3). Every save raises the sequence number, so it bounds them too.
	maxSequence = 1 << 32
)

// header is what a state file says in the clear; the tag covers it.
type header struct {
	alone    bool // no generation with a lower sequence may stay
	sequence uint64
	origin   string // 1 to 255 bytes of UTF-8
}

// append writes the header behind b.
func (h header) append(b []byte) []byte {
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint16(b, version)
	flags := byte(0)
	if h.alone {
		flags = flagAlone
	}
	b = append(b, flags, byte(len(h.origin)))
	b = binary.LittleEndian.AppendUint64(b, h.sequence)
	return append(b, h.origin...)
}

// size is the number of bytes that append writes.
func (h header) size() int {
	return fixedSize + len(h.origin)
}

// parse reads the header of a state file and checks all of it that can be checked without the key. The error is ErrVersion
// or ErrCorrupt; name begins its text.
func parse(name string, b []byte) (header, error) {
	if err := checkPreamble(name, magic, version, b); err != nil {
		return header{}, err
	}
	if len(b) > maxFile {
		return header{}, fault(ErrCorrupt, name, "more than %d bytes", maxFile)
	}
	if len(b) < fixedSize {
		return header{}, fault(ErrCorrupt, name, "offset %d: truncated", len(b))
	}
	end := fixedSize + int(b[atOrigin])
	if len(b) < end+nonceSize+tagSize {
		return header{}, fault(ErrCorrupt, name, "offset %d: truncated", len(b))
	}
	h := header{
		alone:    b[atFlags] == flagAlone,
		sequence: binary.LittleEndian.Uint64(b[atSequence:]),
		origin:   string(b[fixedSize:end]),
	}
	return h, h.check(name, b[atFlags])
}

// check refuses what no version 1 writes.
func (h header) check(name string, flags byte) error {
	switch {
	case flags > flagAlone:
		return fault(ErrCorrupt, name, "offset %d: flags %#x", atFlags, flags)
	case h.sequence == 0 || h.sequence > maxSequence:
		return fault(ErrCorrupt, name, "offset %d: sequence %d", atSequence, h.sequence)
	case h.origin == "" || !utf8.ValidString(h.origin):
		return fault(ErrCorrupt, name, "offset %d: origin %q", atOrigin, h.origin)
	}
	return nil
}

// checkPreamble checks magic (8 bytes) and version (2 bytes), with which the files of this package begin in every version.
func checkPreamble(name, magic string, want uint16, b []byte) error {
	if len(b) < atFlags {
		return fault(ErrCorrupt, name, "offset %d: truncated", len(b))
	}
	if string(b[:atVersion]) != magic {
		return fault(ErrCorrupt, name, "offset 0: not %s", magic)
	}
	switch got := binary.LittleEndian.Uint16(b[atVersion:]); got {
	case want:
		return nil
	case 0:
		return fault(ErrCorrupt, name, "offset %d: version 0", atVersion)
	default:
		return fault(ErrVersion, name, "version %d", got)
	}
}

// newGCM returns AES-256-GCM (NIST SP 800-38D) with nonces of 96 bits and tags of 128.
func newGCM(key []byte) (cipher.AEAD, error) {
	if len(key) != KeySize {
		return nil, fault(ErrKey, "", "a key of %d bytes, want %d", len(key), KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal makes a state file: header, nonce, ciphertext and tag. The header is the associated data. The nonce has 12 bytes and must be
// new for every call with this key.
func seal(key, nonce []byte, h header, snapshot []byte) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	b := h.append(make([]byte, 0, h.size()+nonceSize+len(snapshot)+tagSize))
	associated := b[:len(b):len(b)]
	b = append(b, nonce...)
	return gcm.Seal(b, nonce, snapshot, associated), nil
}

// unseal returns the snapshot of a state file whose header parse has read. It decrypts in place: b is spent, and when it does not
// authenticate (ErrCorrupt) zeroed where the snapshot would be.
func unseal(name string, key []byte, h header, b []byte) ([]byte, error) {
	gcm, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	start := h.size() + nonceSize
	snapshot, err := gcm.Open(b[start:start], b[h.size():start], b[start:], b[:h.size()])
	if err != nil {
		return nil, fault(ErrCorrupt, name, "it does not authenticate under the key")
	}
	return snapshot, nil
}
