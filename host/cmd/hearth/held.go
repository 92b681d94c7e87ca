package main

// This file opens a person's state that lies sealed in a directory, and keeps it there.

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/host/store"
	"github.com/hearthrank/hearth/host/store/keyring"
)

// The file of a device's directory that is not sealed: it says what the directory is and holds nothing about the person.
const (
	labelFile    = "device.json"
	lockFile     = "lock" // of host/store
	labelFormat  = "hearth-device"
	labelVersion = 1
)

// label says whose catalogue a device is for, what its key is called, and what the site declared last.
type label struct {
	Format    string          `json:"format"`
	Version   int             `json:"version"`
	Catalogue string          `json:"catalogue"`
	Key       string          `json:"key"`
	Site      siteDeclaration `json:"site"`
}

// sealFlags say where a device's state lies and where its key.
type sealFlags struct {
	Device  string `placeholder:"DIR" help:"Device: a directory with one person's state, sealed. It is made when the person decides something."`
	KeyDir  string `placeholder:"DIR" help:"Directory of the keys that seal devices; keep it away from them (default: hearth/keys in the account's configuration folder)."`
	Keyring bool   `help:"Keep the key in the keyring of the operating system instead (Keychain, Credential Manager, Secret Service); give it with every command on the device."`
}

// heldFlags are a device and what it is opened with.
type heldFlags struct {
	packFlags
	sealFlags
	Purposes string `placeholder:"FILE" help:"What the site declares (YAML): purposes, and the controller for consent records (default: what it declared when the device was last written)."`
	At       moment `placeholder:"TIME" help:"The device's time, RFC 3339 with the person's offset, such as 2025-03-01T20:15:00+01:00 (default: now)."`
}

// check reports bad flags.
func (f *heldFlags) check() error {
	if f.Device == "" {
		return usagef("missing flags: --device=DIR")
	}
	if err := f.sealFlags.check(); err != nil {
		return err
	}
	return f.trustFlags.check()
}

// check reports bad flags.
func (f *sealFlags) check() error {
	if f.Keyring && f.KeyDir != "" {
		return usagef("--keyring and --key-dir: the key is in one of them")
	}
	return nil
}

// holder is a session whose person is kept in a directory.
type holder struct {
	*session
	dir      string
	keys     store.Keys
	label    *label // nil: nothing is kept there yet
	sealed   *store.File
	site     siteDeclaration
	restored host.Restored
}

// keys returns the keys of the flags.
func (f *sealFlags) keys(e *env) (store.Keys, error) {
	if f.Keyring {
		return keyring.New("hearth"), nil
	}
	dir := f.KeyDir
	if dir == "" {
		dir = e.keyDir
	}
	if dir == "" {
		return nil, errors.New("this account has no configuration folder: give --key-dir")
	}
	return store.KeyDir(dir), nil
}

// readLabel reads the label of a device, nil when there is none.
func readLabel(dir string) (*label, error) {
	path := filepath.Join(dir, labelFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, foreign(dir)
	}
	if err != nil {
		return nil, err
	}
	var l label
	if err := json.Unmarshal(text, &l); err != nil || l.Format != labelFormat {
		return nil, fmt.Errorf("%s: damaged, or of another program", path)
	}
	if l.Version != labelVersion {
		return nil, fmt.Errorf("%s: version %d: this program reads version %d", path, l.Version, labelVersion)
	}
	return &l, nil
}

// foreign returns an error when a directory without a label has something else in it.
func foreign(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("--device %s: %w", dir, cause(err))
	}
	for _, entry := range entries {
		if name := entry.Name(); name != lockFile && !strings.HasPrefix(name, "."+labelFile+".") { // a device that is being made, or was until a crash
			return fmt.Errorf("--device %s: no device, and not empty", dir)
		}
	}
	return nil
}

// openHeld opens a device. What time has taken since is taken from the directory at once.
func openHeld(ctx context.Context, e *env, f *heldFlags) (*holder, error) {
	h := &holder{dir: f.Device}
	snapshot, err := h.load(ctx, e, f)
	if err == nil {
		err = h.start(ctx, e, f, snapshot)
	}
	if err == nil {
		err = h.catchUp(ctx, e, snapshot)
	}
	if err != nil {
		h.close(ctx)
		return nil, err
	}
	return h, nil
}

// catchUp writes what the time since the device was last written has changed: records, or a part of one, are past their time, a yes has lapsed, a clock that
// is far off is to be confirmed. That it is later now is no change.
func (h *holder) catchUp(ctx context.Context, e *env, before []byte) error {
	if h.restored.Purged > 0 {
		e.note("%s removed: past their time, or held by no purpose any more", plural(h.restored.Purged, "record"))
		return h.save(ctx, e)
	}
	if len(before) == 0 {
		return nil
	}
	now, err := h.device.Snapshot(ctx)
	if err != nil || len(now) == 0 || bytes.Equal(timeless(before), timeless(now)) {
		return err
	}
	return h.save(ctx, e)
}

// timeless returns a snapshot, which begins with a magic number of 8 bytes, a version and the latest time, and ends with a checksum of 8, without these.
func timeless(snapshot []byte) []byte {
	rest := snapshot[8 : len(snapshot)-8]
	for range 2 {
		_, n := binary.Uvarint(rest)
		rest = rest[n:]
	}
	return rest
}

// load reads label and state.
func (h *holder) load(ctx context.Context, e *env, f *heldFlags) (snapshot []byte, err error) {
	if h.label, err = readLabel(f.Device); err != nil {
		return nil, err
	}
	if h.label != nil {
		h.site = h.label.Site
	}
	if f.Purposes != "" {
		site, err := readDeclaration(f.Purposes)
		if err != nil {
			return nil, err
		}
		h.site = *site
	}
	if h.keys, err = f.keys(e); err != nil || h.label == nil {
		return nil, err
	}
	if err := h.openFile(ctx, h.label); err != nil {
		return nil, err
	}
	if snapshot, err = h.sealed.Load(ctx); err != nil {
		return nil, h.wrap(err)
	}
	if damage := h.sealed.Status().Recovered; damage != nil {
		e.note("%s: %v: the state before it is used", h.dir, damage)
	}
	return snapshot, nil
}

// openFile opens the sealed files under a label, and makes sure that the directory still has the one that was read: nobody else can change it then.
func (h *holder) openFile(ctx context.Context, as *label) (err error) {
	h.sealed, err = store.Open(ctx, h.dir, store.NewConfig(as.Catalogue, as.Key, h.keys))
	if err != nil {
		return h.wrap(err)
	}
	there, err := readLabel(h.dir)
	if err != nil {
		return err
	}
	if !bytes.Equal(there.bytes(), h.label.bytes()) {
		return fmt.Errorf("--device %s: another command has just made, changed or erased it: try again", h.dir)
	}
	return nil
}

// wrap names the directory in an error of the store.
func (h *holder) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("--device %s: %w", h.dir, err)
}

// start opens the module and restores the person.
func (h *holder) start(ctx context.Context, e *env, f *heldFlags, snapshot []byte) (err error) {
	now := f.At.Time
	if now.IsZero() {
		now = e.now()
	}
	config := host.NewDeviceConfig().WithPurposes(h.site.purposes()...)
	if h.session, err = openSession(ctx, e, &deviceFlags{packFlags: f.packFlags, Grants: []string{"none"}}, now, config); err != nil {
		return ofPurposes(err)
	}
	if catalogue := h.file.pack.Catalogue(); h.label != nil && h.label.Catalogue != catalogue {
		return fmt.Errorf("--device %s: it is for the catalogue %s, and the pack is of %s", h.dir, h.label.Catalogue, catalogue)
	}
	restored, err := h.device.Restore(ctx, config.WithSnapshot(snapshot).WithClock(h.clock))
	if err != nil {
		return h.wrap(ofPurposes(err))
	}
	h.restored = *restored
	return nil
}

// ofPurposes names the flag in an error about what the site declares.
func ofPurposes(err error) error {
	var fault *host.Error
	if errors.As(err, &fault) && strings.HasPrefix(fault.Path, "purposes") {
		return fmt.Errorf("--purposes: %w", err)
	}
	return err
}

// close ends everything that was begun.
func (h *holder) close(ctx context.Context) {
	if h.session != nil {
		h.session.close(ctx)
	}
	if h.sealed != nil {
		_ = h.sealed.Close() // what was saved is saved
	}
}

// save writes the person's state to the directory, which is made if need be, and removes the state of before: any call can let time remove something, which
// must not be left there. Before the person has decided anything nothing is written.
func (h *holder) save(ctx context.Context, e *env) error {
	snapshot, err := h.device.Snapshot(ctx)
	if err != nil {
		return err
	}
	if len(snapshot) == 0 {
		return h.leaveEmpty(ctx, e)
	}
	if err := h.settle(ctx); err != nil {
		return err
	}
	return h.wrap(h.sealed.Replace(ctx, snapshot))
}

// leaveEmpty is save for a person who has decided nothing: what a former one left goes.
func (h *holder) leaveEmpty(ctx context.Context, e *env) error {
	e.note("nothing is kept: the person has decided nothing yet (see hearth consent)")
	if h.sealed == nil {
		return nil
	}
	return h.wrap(h.sealed.Erase(ctx))
}

// settle makes the directory, or writes its label anew when the site declares something else. The label is written by who has the directory open, so that
// two commands at once do not give it two keys.
func (h *holder) settle(ctx context.Context) error {
	next := &label{labelFormat, labelVersion, h.file.pack.Catalogue(), newKeyName(), h.site}
	if h.label != nil {
		next.Key = h.label.Key
	}
	if h.sealed == nil {
		if err := h.openFile(ctx, next); err != nil {
			return err
		}
	}
	if bytes.Equal(h.label.bytes(), next.bytes()) {
		return nil
	}
	if err := writeLabel(h.dir, next.bytes()); err != nil {
		return err
	}
	h.label = next
	return nil
}

// bytes returns a label as it is written; "null" when there is none.
func (l *label) bytes() []byte {
	b, _ := json.Marshal(l) // a plain struct
	return b
}

// newKeyName draws a name for a key, so that no two devices share one.
func newKeyName() string {
	b := make([]byte, 8)
	rand.Read(b) // never fails since Go 1.24
	return "device-" + hex.EncodeToString(b)
}

// writeLabel puts a label into a directory.
func writeLabel(dir string, text []byte) error {
	out, err := createOutput(filepath.Join(dir, labelFile))
	if err != nil {
		return err
	}
	defer out.discard()
	return out.commit(append(text, '\n'))
}

// clock says what time it is for the device: one and the same for the whole command.
func (h *holder) clock() time.Time { return h.now }
