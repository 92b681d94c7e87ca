package dataset

// This file finds and opens the files of a data set, packed or plain, and counts the bytes read.

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// packed are the endings a file may have besides its own.
var packed = []string{"", ".gz", ".zst"}

// find returns the one file named name, plain or packed, in dir, or "" when there is none.
func find(dir, name string) (string, error) {
	var found []string
	for _, ending := range packed {
		path := filepath.Join(dir, name+ending)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			found = append(found, path)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("%s: there is also %s; keep one of them", found[0], filepath.Base(found[1]))
}

// need is find for a file that must be there.
func need(dir, name string) (string, error) {
	path, err := find(dir, name)
	if err == nil && path == "" {
		err = missing(dir, name)
	}
	return path, err
}

// findAny is find of the first name of which there is a file.
func findAny(dir string, names ...string) (path string, err error) {
	for _, name := range names {
		if path, err = find(dir, name); err != nil || path != "" {
			break
		}
	}
	return path, err
}

func missing(dir string, names ...string) error {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: no such folder", dir)
	}
	return fmt.Errorf("%s: no %s (nor .gz, .zst of it)", dir, strings.Join(names, " or "))
}

// expect says which files will be read, so that progress has a total. Empty paths are passed over.
func (l *loader) expect(paths ...string) {
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			l.bytes.total += info.Size()
		}
	}
}

// read opens path, unpacks it if need be, and hands it to fn with its name for messages.
func (l *loader) read(path string, fn func(name string, r io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	l.sum.Files = append(l.sum.Files, path)
	name := filepath.Base(path)
	r, closeReader, err := unpack(name, &meteredReader{f, &l.bytes})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer closeReader()
	return fn(name, r)
}

var (
	gzipMagic = []byte{0x1f, 0x8b}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// unpack undoes gzip or zstd, told by the file's ending or its first bytes.
func unpack(name string, r io.Reader) (io.Reader, func(), error) {
	b := bufio.NewReaderSize(r, 1<<16)
	head, _ := b.Peek(len(zstdMagic))
	switch {
	case strings.HasSuffix(name, ".gz") || bytes.HasPrefix(head, gzipMagic):
		z, err := gzip.NewReader(b)
		return z, func() {}, err
	case strings.HasSuffix(name, ".zst") || bytes.Equal(head, zstdMagic):
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	}
	return b, func() {}, nil
}

// meter adds up the bytes read and reports them once a step.
type meter struct {
	done, said, total int64
	report            func(done, total int64)
}

const meterStep = 1 << 20

func (m *meter) add(n int) {
	m.done += int64(n)
	if m.report != nil && m.done-m.said >= meterStep {
		m.said = m.done
		m.report(m.done, max(m.total, m.done))
	}
}

func (m *meter) end() {
	if m.report != nil {
		m.report(m.done, m.done)
	}
}

type meteredReader struct {
	r io.Reader
	m *meter
}

func (r *meteredReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.m.add(n)
	return n, err
}
