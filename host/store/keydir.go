package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"sync"
)

// The layout of a key file, version 1. FORMAT.md describes it.
const (
	keyMagic    = "HEARTHKY"
	keyVersion  = 1
	keyHead     = 10 // bytes before the key: magic and version
	keyFileSize = keyHead + KeySize + 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// keyDir keeps each key in a file of its own.
type keyDir struct {
	mu   sync.Mutex
	disk disk
}

// KeyDir returns Keys that keep each key in the file dir/name.key, with mode 0600, in a directory that is made with mode 0700
// when it is first needed. Keep it away from the directory of the state: who has both reads the state. Destroy overwrites the file,
// syncs, removes it and syncs the directory; the package comment says what storage may nevertheless keep, so prefer the keyring of
// the operating system where there is one. A file that is no key file is left untouched, and an error (ErrCorrupt).
func KeyDir(dir string) Keys {
	return &keyDir{disk: newOSDisk(dir)}
}

func keyFile(name string) string { return name + ".key" }
func keyTemp(name string) string { return name + ".key.tmp" }

// Get reads the key file.
func (k *keyDir) Get(ctx context.Context, name string) ([]byte, error) {
	if err := k.check(ctx, name); err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.read(name)
}

// Create reads the key file, or makes it. A key file that Destroy was at work on is made anew.
func (k *keyDir) Create(ctx context.Context, name string) ([]byte, error) {
	if err := k.check(ctx, name); err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	key, err := k.read(name)
	if errors.Is(err, ErrKey) {
		return k.make(name)
	}
	if err == nil {
		err = k.disk.Sync() // a process that ended may have made it and not come to sync
	}
	if err != nil {
		clear(key)
		return nil, passOn(err)
	}
	return key, nil
}

// Destroy overwrites and removes the key file, of whatever version, and what a cut-short Create left. It spares the preamble, so that
// what is half destroyed can be told from a file of somebody else.
func (k *keyDir) Destroy(ctx context.Context, name string) error {
	if err := k.check(ctx, name); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	key, err := k.read(name)
	clear(key)
	if err != nil && !errors.Is(err, ErrKey) && !errors.Is(err, ErrVersion) {
		return err
	}
	err = join(shred(k.disk, keyFile(name), keyHead), shred(k.disk, keyTemp(name), 0), k.sync())
	return passOn(err)
}

// sync syncs the directory if it is there.
func (k *keyDir) sync() error {
	err := k.disk.Sync()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (k *keyDir) check(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	return ctx.Err()
}

// make stores a new key.
func (k *keyDir) make(name string) ([]byte, error) {
	key := NewKey()
	b := encodeKey(key)
	defer clear(b)
	err := k.disk.Make()
	if err == nil {
		err = shred(k.disk, keyTemp(name), 0)
	}
	if err == nil {
		err = put(k.disk, keyFile(name), keyTemp(name), b)
	}
	if err != nil {
		clear(key)
		return nil, passOn(err)
	}
	return key, nil
}

// read returns the key in the file: ErrKey when there is none or it was overwritten, ErrCorrupt or ErrVersion when it is no key
// file of this version.
func (k *keyDir) read(name string) ([]byte, error) {
	b, err := k.disk.Read(keyFile(name), keyFileSize)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{Name: keyName(name), Code: ErrKey}
	}
	if err != nil {
		return nil, passOn(err)
	}
	defer clear(b)
	if err := checkPreamble(keyFile(name), keyMagic, keyVersion, b); err != nil {
		return nil, err
	}
	return decodeKey(name, b)
}

// encodeKey returns the bytes of a key file.
func encodeKey(key []byte) []byte {
	b := append(make([]byte, 0, keyFileSize), keyMagic...)
	b = binary.LittleEndian.AppendUint16(b, keyVersion)
	b = append(b, key...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(key, castagnoli))
}

// decodeKey returns a copy of the key in a file with a right preamble. A wrong length or checksum is what a cut-short Destroy leaves.
func decodeKey(name string, b []byte) ([]byte, error) {
	if len(b) != keyFileSize {
		return nil, fault(ErrKey, keyName(name), "its file is not of %d bytes", keyFileSize)
	}
	key := b[keyHead : keyHead+KeySize]
	if crc32.Checksum(key, castagnoli) != binary.LittleEndian.Uint32(b[keyHead+KeySize:]) {
		return nil, fault(ErrKey, keyName(name), "its file is damaged, or half destroyed")
	}
	return bytes.Clone(key), nil
}
