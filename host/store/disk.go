package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// disk is what the package asks of one directory. Tests put one in its place that fails, or loses power, at a chosen call.
type disk interface {
	Make() error                                                       // makes the directory, and its parents, durably
	Lock(name string) (io.Closer, error)                               // ErrLocked when another has it
	Read(name string, limit int64) ([]byte, error)                     // at most limit+1 bytes
	Create(name string) (file, error)                                  // a new file; fs.ErrExist when there is one
	Overwrite(name string, from int64) (f file, size int64, err error) // an existing file of size bytes, to be written from an offset
	Rename(from, to string) error                                      // replaces to
	Remove(name string) error
	Sync() error // what Create, Rename and Remove did is durable afterwards
}

// file is one that is being written.
type file interface {
	Write([]byte) (int, error)
	Sync() error // what was written is durable afterwards
	Close() error
}

// put makes b the content of a file, durably and all at once: a crash leaves what was there or b. It writes, syncs, renames and syncs
// the directory. The file temp must not exist; it may stay behind after an error.
func put(d disk, name, temp string, b []byte) error {
	f, err := d.Create(temp)
	if err != nil {
		return err
	}
	if err := finish(f, write(f, b)); err != nil {
		return err
	}
	if err := d.Rename(temp, name); err != nil {
		return err
	}
	return d.Sync()
}

// finish syncs and closes a file that err happened to.
func finish(f file, err error) error {
	if err == nil {
		err = f.Sync()
	}
	return join(err, f.Close())
}

func write(f file, b []byte) error {
	_, err := f.Write(b)
	return err
}

// shred overwrites a file with zeros from the offset keep on, syncs and removes it; the directory is the caller's to sync. It is no
// error when there is no such file. The file is removed even if it cannot be overwritten, which is an error nevertheless.
func shred(d disk, name string, keep int64) error {
	f, size, err := d.Overwrite(name, keep)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = finish(f, blank(f, size-keep))
	}
	return join(err, d.Remove(name))
}

// blank writes n zeros.
func blank(f file, n int64) error {
	zeros := make([]byte, max(0, min(n, 64<<10)))
	for ; n > 0; n -= int64(len(zeros)) {
		if err := write(f, zeros[:min(n, int64(len(zeros)))]); err != nil {
			return err
		}
	}
	return nil
}

// passOn puts the package's name before an error of another.
func passOn(err error) error {
	if err == nil || strings.HasPrefix(err.Error(), "store: ") {
		return err
	}
	return fmt.Errorf("store: %w", err)
}

// join makes one error of several, on one line; nil when all are.
func join(errs ...error) (all error) {
	for _, err := range errs {
		switch {
		case all == nil:
			all = passOn(err)
		case err != nil:
			all = fmt.Errorf("%w; %w", all, passOn(err))
		}
	}
	return all
}

// osDisk is a directory of the operating system.
type osDisk struct{ dir string }

// newOSDisk holds on to the directory that dir names now, should the process change its own.
func newOSDisk(dir string) osDisk {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return osDisk{dir}
}

func (d osDisk) path(name string) string { return filepath.Join(d.dir, name) }

func (d osDisk) Make() error { return makeDir(d.dir) }

// makeDir makes a directory with mode 0700, its parents too, and syncs the directory that each is made in.
func makeDir(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		if err := makeDir(filepath.Dir(dir)); err != nil {
			return err
		}
		err = os.Mkdir(dir, 0o700)
	}
	if info, e := os.Stat(dir); errors.Is(err, fs.ErrExist) && e == nil && info.IsDir() {
		return nil
	}
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(dir))
}

func (d osDisk) Lock(name string) (io.Closer, error) { return lockFile(d.path(name)) }

func (d osDisk) Read(name string, limit int64) ([]byte, error) {
	f, err := os.Open(d.path(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	if info, err := f.Stat(); err == nil {
		b.Grow(int(min(info.Size(), limit)) + bytes.MinRead) // so that ReadFrom need not copy
	}
	_, err = b.ReadFrom(io.LimitReader(f, limit+1))
	return b.Bytes(), err
}

func (d osDisk) Create(name string) (file, error) {
	f, err := os.OpenFile(d.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err // not f: a nil *os.File in a file is not nil
	}
	return f, nil
}

func (d osDisk) Overwrite(name string, from int64) (file, int64, error) {
	f, err := os.OpenFile(d.path(name), os.O_WRONLY, 0)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Seek(from, io.SeekStart)
	}
	if err != nil {
		return nil, 0, join(err, f.Close())
	}
	return f, info.Size(), nil
}

func (d osDisk) Rename(from, to string) error { return os.Rename(d.path(from), d.path(to)) }

func (d osDisk) Remove(name string) error { return os.Remove(d.path(name)) }

func (d osDisk) Sync() error { return syncDir(d.dir) }
