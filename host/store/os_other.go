//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package store

import (
	"io"
	"os"
)

// unlocked stands for a lock where there is none to be had.
type unlocked struct{}

func (unlocked) Close() error { return nil }

// lockFile does nothing: this system has no lock that ends with the process. The caller sees to it that a directory is open once.
func lockFile(string) (io.Closer, error) { return unlocked{}, nil }

// syncDir syncs the directory as well as the system can.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = f.Sync() // not every system has it
	return f.Close()
}
