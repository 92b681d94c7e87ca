package main

// This file writes files so that a reader sees all of one or none.

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// output is a file that appears under its name only when it is complete.
type output struct {
	path string
	temp *os.File
}

// createOutput makes sure, before long work, that path can be written.
func createOutput(path string) (*output, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", path)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be written: %w", path, cause(err))
	}
	return &output{path, temp}, nil
}

// commit writes the content and gives the file its name, in place of a former one.
func (o *output) commit(content []byte) error {
	_, err := o.temp.Write(content)
	err = errors.Join(err, o.temp.Chmod(0o644), o.temp.Close())
	if err == nil {
		err = os.Rename(o.temp.Name(), o.path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", o.path, cause(err))
	}
	return nil
}

// discard removes what was begun; after commit it does nothing.
func (o *output) discard() {
	_ = o.temp.Close()
	_ = os.Remove(o.temp.Name())
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, content []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already and is not overwritten", path)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// cause strips path and operation from a file error whose text names the path already.
func cause(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
