package store

import (
	"context"
	"crypto/rand"
	"io"
)

// The files of a directory.
const (
	fileA    = "state.a"
	fileB    = "state.b"
	fileTemp = "state.tmp" // a generation that is being written
	fileOld  = "state.old" // a generation that is being removed
	fileLock = "lock"
)

// File is the state of one person in a directory of its own: two generations, each sealed with AES-256-GCM. Open opens it.
type File struct {
	turn   turn
	disk   disk
	lock   io.Closer
	config Config

	known   bool   // whether current is what is on disk
	current string // the newest generation, fileA or fileB; "" when there is none
	last    uint64 // highest sequence number that was given out or seen
	floor   uint64 // lowest that Load accepts
	status  Status
}

// Status is what a File knows of the state that it loaded or saved last.
type Status struct {
	// Sequence is the state's sequence number, from 1; 0 when there is none. It rises with every Save.
	Sequence uint64

	// Recovered is nil when all was well, otherwise why Load could not read a generation that seemed newer, or whose header
	// is damaged, and took the other. What was saved last may then be lost. The next Save puts an end to it.
	Recovered error
}

// Open opens a directory, which is made with mode 0700 when it is not there, and locks it until Close: ErrLocked when it is open
// already. It reads no state yet.
func Open(ctx context.Context, dir string, config Config) (*File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return open(newOSDisk(dir), config)
}

func open(d disk, config Config) (*File, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	if err := d.Make(); err != nil {
		return nil, passOn(err)
	}
	lock, err := d.Lock(fileLock)
	if err != nil {
		return nil, passOn(err)
	}
	return &File{turn: newTurn(), disk: d, lock: lock, config: config, last: config.minimum, floor: config.minimum}, nil
}

// Load returns the snapshot of the newest generation that authenticates, which the caller owns, or nil when there is none because nothing was saved or
// all was erased. When the newest is damaged the other one is returned and Status says so. It ends a Replace that was cut short.
//
// The errors leave the files untouched: ErrKey when there are files and no key, as after an Erase that was cut short (call it again);
// ErrCorrupt when no generation authenticates, be it for damage or for another key; ErrOrigin; ErrVersion when any
// generation is of a version unknown; ErrRollback when the state is older than one this File has seen or than the
// minimum, or gone; or an error of the system or of the keys. Save and Replace do not write over what no Load has accepted: they
// return the same errors. Erase does not.
func (f *File) Load(ctx context.Context) ([]byte, error) {
	if err := f.turn.enter(ctx); err != nil {
		return nil, err
	}
	defer f.turn.leave()
	snapshot, err := f.load(ctx)
	return snapshot, passOn(err)
}

// Save writes the snapshot over the older generation, by way of a temporary file, and leaves the newer one to fall back to. When it
// returns nil the snapshot is on stable storage; when not, a Load returns it or the one before, in full. One key
// allows 2^32 saves (NIST SP 800-38D, section 8.3), then the error is ErrExhausted; who gives one key to several directories adds up their saves.
// The other errors are ErrTooLarge and those of Load.
func (f *File) Save(ctx context.Context, snapshot []byte) error {
	return f.save(ctx, snapshot, false)
}

// Replace is Save, and then removes the older generation: what the person wanted forgotten is in no file afterwards. If a crash or
// an error comes between, the next Load, Save or Replace removes it. Until the next Save there is nothing to fall back to.
func (f *File) Replace(ctx context.Context, snapshot []byte) error {
	return f.save(ctx, snapshot, true)
}

// Erase destroys the key, then overwrites and removes all generations, of whatever origin and version, and syncs the directory. It
// does not stop at an error: it removes what it can and returns all errors; call it again until there are none, as after a
// crash. The File then is empty: the next Save begins with a new key, the sequence number goes on rising.
func (f *File) Erase(ctx context.Context) error {
	if err := f.turn.enter(ctx); err != nil {
		return err
	}
	defer f.turn.leave()
	err := f.config.keys.Destroy(ctx, f.config.name)
	for _, name := range []string{fileA, fileB, fileTemp, fileOld} {
		err = join(err, shred(f.disk, name, 0))
	}
	err = join(err, f.disk.Sync())
	f.known, f.current, f.floor, f.status = err == nil, "", 0, Status{}
	return passOn(err)
}

// Status returns what is known of the state; it waits for the running call.
func (f *File) Status() Status {
	<-f.turn.free
	defer f.turn.leave()
	return f.status
}

// Close ends the use of the directory and lets others open it.
func (f *File) Close() error {
	if !f.turn.close() {
		return nil
	}
	return passOn(f.lock.Close())
}

// save writes a generation; alone says that no other may stay beside it.
func (f *File) save(ctx context.Context, snapshot []byte, alone bool) error {
	if err := f.turn.enter(ctx); err != nil {
		return err
	}
	defer f.turn.leave()
	err := checkSize(snapshot)
	if err == nil {
		err = f.find(ctx)
	}
	if err == nil {
		err = f.write(ctx, snapshot, alone)
	}
	return passOn(err)
}

// find makes sure that the newest generation is known.
func (f *File) find(ctx context.Context) error {
	if f.known {
		return nil
	}
	snapshot, err := f.load(ctx)
	clear(snapshot)
	return err
}

// write seals the snapshot and puts it in the place of the older generation.
func (f *File) write(ctx context.Context, snapshot []byte, alone bool) error {
	h, err := f.next(alone)
	if err != nil {
		return err
	}
	sealed, err := f.seal(ctx, h, snapshot)
	if err != nil {
		return err
	}
	f.known = false // until all went well
	target := other(f.current)
	if err := put(f.disk, target, fileTemp, sealed); err != nil {
		return err
	}
	f.current, f.floor, f.status = target, h.sequence, Status{Sequence: h.sequence}
	if alone {
		err = f.discard(other(target))
	}
	f.known = err == nil
	return err
}

// next takes the next sequence number.
func (f *File) next(alone bool) (header, error) {
	if f.last >= maxSequence {
		return header{}, fault(ErrExhausted, keyName(f.config.name), "sequence %d is the highest", f.last)
	}
	f.last++
	return header{alone: alone, sequence: f.last, origin: f.config.origin}, nil
}

// seal seals with the key, which it makes when there is no state yet.
func (f *File) seal(ctx context.Context, h header, snapshot []byte) ([]byte, error) {
	get := f.config.keys.Get
	if f.current == "" {
		get = f.config.keys.Create
	}
	key, err := get(ctx, f.config.name)
	defer clear(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, nonceSize)
	rand.Read(nonce) // never fails since Go 1.24
	return seal(key, nonce, h, snapshot)
}

// other returns the generation that is not this one; the first when there is none.
func other(name string) string {
	if name == fileA {
		return fileB
	}
	return fileA
}
