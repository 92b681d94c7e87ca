package store

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
)

// generation is one of the two files as it was found.
type generation struct {
	name   string
	bytes  []byte
	header header
	err    error // why it cannot be read; nil when nothing is known against it
}

// load finds the newest generation, removes what a crash left, and takes note of both.
func (f *File) load(ctx context.Context) ([]byte, error) {
	found, err := f.generations()
	if err != nil {
		return nil, err
	}
	best, snapshot, err := f.newest(ctx, found)
	if err == nil {
		err = f.checkFloor(best, found)
	}
	if err == nil {
		err = f.tidy(best, len(found) > 1)
	}
	if err != nil {
		clear(snapshot)
		return nil, err
	}
	f.adopt(best, found)
	return snapshot, nil
}

// generations reads the files that are there, in the order in which they are to be tried: by the sequence number that the header
// claims, from the highest; those without a readable header last.
func (f *File) generations() ([]*generation, error) {
	var found []*generation
	for _, name := range []string{fileA, fileB} {
		b, err := f.disk.Read(name, maxFile)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		h, err := parse(name, b)
		if errors.Is(err, ErrVersion) {
			return nil, err
		}
		found = append(found, &generation{name, b, h, err})
	}
	slices.SortStableFunc(found, func(a, b *generation) int { return cmp.Compare(b.claim(), a.claim()) })
	return found, nil
}

// claim is the sequence number that the header gives, 0 when it cannot be read.
func (g *generation) claim() uint64 {
	if g.err != nil {
		return 0
	}
	return g.header.sequence
}

// newest returns the first generation that authenticates, and its snapshot. Both are nil when there are no files.
func (f *File) newest(ctx context.Context, found []*generation) (*generation, []byte, error) {
	if len(found) == 0 {
		return nil, nil, nil
	}
	key, err := f.config.keys.Get(ctx, f.config.name)
	defer clear(key)
	if err != nil && !errors.Is(err, ErrKey) {
		return nil, nil, err
	}
	if err != nil {
		return nil, nil, f.unreadable(found, err)
	}
	for _, g := range found {
		if snapshot := g.unseal(key); g.err == nil {
			return f.checkOrigin(g, snapshot)
		}
	}
	return nil, nil, f.unreadable(found, nil)
}

// unseal returns the snapshot unless something is known against the generation.
func (g *generation) unseal(key []byte) (snapshot []byte) {
	if g.err == nil {
		snapshot, g.err = unseal(g.name, key, g.header, g.bytes)
	}
	return snapshot
}

// checkOrigin passes on a generation of this origin.
func (f *File) checkOrigin(g *generation, snapshot []byte) (*generation, []byte, error) {
	if g.header.origin != f.config.origin {
		clear(snapshot)
		return nil, nil, f.otherOrigin(g)
	}
	return g, snapshot, nil
}

func (f *File) otherOrigin(g *generation) error {
	return fault(ErrOrigin, g.name, "origin %q, not %q", g.header.origin, f.config.origin)
}

// unreadable says why there are files and none can be read: another origin explains most, then a key that is not there.
func (f *File) unreadable(found []*generation, noKey error) error {
	for _, g := range found {
		if g.header.origin != "" && g.header.origin != f.config.origin {
			return f.otherOrigin(g)
		}
	}
	if noKey != nil {
		return noKey
	}
	return against(found)
}

// against is what is known against the generations; nil when nothing is.
func against(found []*generation) (err error) {
	for _, g := range found {
		err = join(err, g.err)
	}
	return err
}

// checkFloor refuses a state older than what was seen, and says what is wrong with the newer one if it is there; best is nil when
// there is no state.
func (f *File) checkFloor(best *generation, found []*generation) error {
	switch {
	case best == nil && f.floor > 0:
		return fault(ErrRollback, "state", "there is none, want sequence %d or above", f.floor)
	case best != nil && best.header.sequence < f.floor:
		older := fault(ErrRollback, best.name, "sequence %d, want %d or above", best.header.sequence, f.floor)
		return join(older, against(found))
	}
	return nil
}

// tidy ends what a crash cut short, unless that was done: it makes the newest generation and all names durable, removes the temporary
// files and, when the newest is to be alone, the one beside it.
func (f *File) tidy(best *generation, both bool) error {
	if f.known {
		return nil
	}
	err := f.disk.Sync() // before a byte is overwritten: a name that comes back would stand for zeros
	if err == nil {
		err = join(shred(f.disk, fileTemp, 0), shred(f.disk, fileOld, 0), f.disk.Sync())
	}
	if err == nil && both && best.header.alone {
		err = f.discard(other(best.name))
	}
	return err
}

// discard removes a generation. It takes another name first: a crash that leaves it half overwritten is then not taken for damage.
func (f *File) discard(name string) error {
	err := f.disk.Rename(name, fileOld)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = f.disk.Sync()
	}
	if err == nil {
		err = shred(f.disk, fileOld, 0)
	}
	if err == nil {
		err = f.disk.Sync()
	}
	return err
}

// adopt takes note of what was loaded.
func (f *File) adopt(best *generation, found []*generation) {
	f.known, f.current, f.status = true, "", Status{}
	if best == nil {
		return
	}
	f.current = best.name
	f.last = max(f.last, best.header.sequence)
	f.floor = best.header.sequence
	f.status = Status{Sequence: best.header.sequence, Recovered: against(found)}
}
