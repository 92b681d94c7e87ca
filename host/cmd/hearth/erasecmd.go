package main

// This file is "hearth erase".

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hearthrank/hearth/host/store"
)

type eraseCmd struct {
	sealFlags
	Yes bool `help:"Erase; nothing can bring it back."`
}

// Help is printed below the one-line help.
func (*eraseCmd) Help() string {
	return `The key goes first, so that copies of the sealed files, in backups and in freed blocks of the disk, cannot be read any more. ` +
		`Then the files are overwritten and removed, and the directory when nothing else is in it. No pack is needed.

Examples:

  hearth erase --device anna --yes`
}

// Validate reports bad flags as faults of the command line.
func (c *eraseCmd) Validate() error {
	if c.Device == "" {
		return usagef("missing flags: --device=DIR")
	}
	if err := c.sealFlags.check(); err != nil {
		return err
	}
	if !c.Yes {
		return usagef("this erases everything that %s holds, for good: give --yes", c.Device)
	}
	return nil
}

// Run erases a device.
func (c *eraseCmd) Run(ctx context.Context, e *env) error {
	l, err := readLabel(c.Device)
	if err != nil {
		return err
	}
	v := erasedView{Device: c.Device, Erased: l != nil}
	if l != nil {
		v.Key = c.keyThere(ctx, e, l)
	}
	if l != nil {
		if err := c.erase(ctx, e, l); err != nil {
			return fmt.Errorf("--device %s: %w", c.Device, err)
		}
	}
	return e.show(v, func() {
		if l == nil {
			e.printf("nothing is kept in %s\n", c.Device)
			return
		}
		if v.Key {
			e.printf("%s is erased: key, state and label\n", c.Device)
			return
		}
		e.printf("%s is erased: state and label. Its key was not there: if it lies in another directory (--key-dir) or in the keyring (--keyring), copies of the state stay readable with it\n", c.Device)
	})
}

// erasedView is what became of it as JSON.
type erasedView struct {
	Device string `json:"device"`
	Erased bool   `json:"erased"`
	Key    bool   `json:"key_destroyed"` // it was there to be destroyed
}

// keyThere reports whether the key directory has the device's key.
func (c *eraseCmd) keyThere(ctx context.Context, e *env, l *label) bool {
	keys, err := c.keys(e)
	if err != nil {
		return false
	}
	key, err := keys.Get(ctx, l.Key)
	clear(key)
	return err == nil
}

// erase destroys the key, then the state, then what is left of the directory.
func (c *eraseCmd) erase(ctx context.Context, e *env, l *label) error {
	keys, err := c.keys(e)
	if err != nil {
		return err
	}
	file, err := store.Open(ctx, c.Device, store.NewConfig(l.Catalogue, l.Key, keys))
	if err != nil {
		return err
	}
	err = file.Erase(ctx)
	if err == nil { // while no other command can open it: one that did would give a state to a directory without a label
		err = remove(c.Device, labelFile)
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := remove(c.Device, lockFile); err != nil {
		return err
	}
	_ = os.Remove(c.Device) // unless something else is in it
	return nil
}

// remove removes a file that may be gone already.
func remove(dir, name string) error {
	if err := os.Remove(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
