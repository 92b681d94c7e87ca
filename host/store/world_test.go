package store

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
)

var (
	errOff   = errors.New("the power is off")
	errFault = errors.New("input/output error")
)

// world is a computer with directories in memory. It knows what is durable and what is only cached, counts the calls that write,
// and can fail, or lose power, at any of them.
type world struct {
	cached, durable map[string]*inode   // by path: what programs see, what a power cut leaves
	pending         map[string][]change // by directory: what was done since its last Sync
	inodes          []*inode            // every file that there ever was
	locks           map[string]bool

	step  int // write points passed
	until int // the write point at which something happens; -1 for never
	event event
	off   bool
}

// event is what happens at a write point.
type event struct {
	name  string
	fails bool // the call returns an error and the computer goes on; otherwise the power goes
	late  bool // the call has had its effect; a Write half of it
}

var (
	powerBefore = event{name: "power goes before"}
	powerAfter  = event{name: "power goes after", late: true}
	faultBefore = event{name: "fails", fails: true}
	faultAfter  = event{name: "fails after its effect", fails: true, late: true}
)

// inode is a file's content, apart from its names.
type inode struct {
	cached, durable []byte
	writes          []span // since the last Sync
}

type span struct {
	at    int
	bytes []byte
}

// change is what a call did to a directory: names that now stand for a file, or for none.
type change map[string]*inode

func newWorld() *world {
	return &world{cached: map[string]*inode{}, durable: map[string]*inode{}, pending: map[string][]change{}, locks: map[string]bool{}, until: -1}
}

// arm makes something happen at the k-th write point from now.
func (w *world) arm(k int, e event) {
	w.until, w.event = w.step+k, e
}

// do passes a write point.
func (w *world) do(effect, half func()) error {
	if w.off {
		return errOff
	}
	w.step++
	if w.step-1 != w.until {
		effect()
		return nil
	}
	if w.event.late {
		half()
	}
	if w.event.fails {
		return errFault
	}
	w.off = true
	return errOff
}

// cut is what a power cut does with what was not synced.
type cut struct {
	name  string
	op    func(i, n int) bool // whether the i-th of n changes of a directory comes through
	part  func(n int) int     // how many of n bytes of a write do
	zeros bool                // the file has its length, but zeros where the bytes should be
}

var cuts = func() []cut {
	none, all := func(int, int) bool { return false }, func(int, int) bool { return true }
	first, last := func(i, n int) bool { return i < n/2 }, func(i, n int) bool { return i >= n/2 }
	nothing, half, whole := func(int) int { return 0 }, func(n int) int { return n / 2 }, func(n int) int { return n }
	return []cut{
		{"all is lost", none, nothing, false}, {"all is kept", all, whole, false}, {"names without bytes", all, nothing, false},
		{"bytes without names", none, whole, false}, {"half of the bytes", all, half, false}, {"the first names", first, whole, false},
		{"the last names", last, half, false}, {"zeros for bytes", all, whole, true},
	}
}()

// after returns the world as it is when the power is back.
func (w *world) after(c cut) *world {
	next := newWorld()
	now := map[*inode]*inode{nil: nil}
	for _, old := range w.inodes {
		now[old] = old.after(c)
		next.inodes = append(next.inodes, now[old])
	}
	for name, n := range w.durable {
		next.durable[name] = now[n]
	}
	for _, dir := range slices.Sorted(maps.Keys(w.pending)) {
		changes := w.pending[dir]
		for i, change := range changes {
			if c.op(i, len(changes)) {
				for name, n := range change {
					next.durable[name] = now[n]
				}
			}
		}
	}
	maps.DeleteFunc(next.durable, func(_ string, n *inode) bool { return n == nil })
	next.cached = maps.Clone(next.durable)
	return next
}

func (n *inode) after(c cut) *inode {
	b := bytes.Clone(n.durable)
	for _, s := range n.writes {
		kept := s.bytes[:c.part(len(s.bytes))]
		if c.zeros {
			kept = make([]byte, len(kept))
		}
		b = s.apply(b, kept)
	}
	return &inode{cached: bytes.Clone(b), durable: b}
}

func (s span) apply(b, kept []byte) []byte {
	if end := s.at + len(kept); end > len(b) {
		b = append(b, make([]byte, end-len(b))...)
	}
	copy(b[s.at:], kept)
	return b
}

// names lists the files of a directory.
func (w *world) names(dir string) (names []string) {
	for name := range w.cached {
		if path.Dir(name) == dir {
			names = append(names, path.Base(name))
		}
	}
	slices.Sort(names)
	return names
}

// holds reports whether any file that there ever was has these bytes, cached or durable, removed or not.
func (w *world) holds(b []byte) bool {
	return slices.ContainsFunc(w.inodes, func(n *inode) bool { return bytes.Contains(n.cached, b) || bytes.Contains(n.durable, b) })
}

// dir returns a directory of the world as a disk.
func (w *world) dir(name string) *worldDisk { return &worldDisk{w, name} }

type worldDisk struct {
	w    *world
	name string
}

func (d *worldDisk) path(name string) string { return path.Join(d.name, name) }

func (d *worldDisk) Make() error { return nil }

func (d *worldDisk) Lock(name string) (io.Closer, error) {
	if d.w.locks[d.path(name)] {
		return nil, &Error{Name: name, Code: ErrLocked}
	}
	d.w.locks[d.path(name)] = true
	return closer(func() { delete(d.w.locks, d.path(name)) }), nil
}

type closer func()

func (c closer) Close() error {
	c()
	return nil
}

func (d *worldDisk) find(op, name string) (*inode, error) {
	if d.w.off {
		return nil, errOff
	}
	if n, ok := d.w.cached[d.path(name)]; ok {
		return n, nil
	}
	return nil, &fs.PathError{Op: op, Path: d.path(name), Err: fs.ErrNotExist}
}

func (d *worldDisk) Read(name string, limit int64) ([]byte, error) {
	n, err := d.find("open", name)
	if err != nil {
		return nil, err
	}
	return bytes.Clone(n.cached[:min(len(n.cached), int(limit)+1)]), nil
}

// change passes a write point that changes the directory.
func (d *worldDisk) change(c change) error {
	effect := func() {
		d.w.pending[d.name] = append(d.w.pending[d.name], c)
		maps.Copy(d.w.cached, c)
		maps.DeleteFunc(d.w.cached, func(_ string, n *inode) bool { return n == nil })
	}
	return d.w.do(effect, effect)
}

func (d *worldDisk) Create(name string) (file, error) {
	if _, err := d.find("open", name); err == nil {
		return nil, &fs.PathError{Op: "open", Path: d.path(name), Err: fs.ErrExist}
	}
	n := &inode{}
	d.w.inodes = append(d.w.inodes, n)
	if err := d.change(change{d.path(name): n}); err != nil {
		return nil, err
	}
	return &worldFile{d.w, n, 0}, nil
}

func (d *worldDisk) Overwrite(name string, from int64) (file, int64, error) {
	n, err := d.find("open", name)
	if err != nil {
		return nil, 0, err
	}
	return &worldFile{d.w, n, int(from)}, int64(len(n.cached)), nil
}

func (d *worldDisk) Rename(from, to string) error {
	n, err := d.find("rename", from)
	if err != nil {
		return err
	}
	return d.change(change{d.path(to): n, d.path(from): nil})
}

func (d *worldDisk) Remove(name string) error {
	if _, err := d.find("remove", name); err != nil {
		return err
	}
	return d.change(change{d.path(name): nil})
}

func (d *worldDisk) Sync() error {
	effect := func() {
		for _, c := range d.w.pending[d.name] {
			maps.Copy(d.w.durable, c)
		}
		delete(d.w.pending, d.name)
		maps.DeleteFunc(d.w.durable, func(_ string, n *inode) bool { return n == nil })
	}
	return d.w.do(effect, effect)
}

// worldFile is an open file.
type worldFile struct {
	w     *world
	inode *inode
	at    int
}

func (f *worldFile) Write(b []byte) (int, error) {
	write := func(b []byte) {
		s := span{f.at, bytes.Clone(b)}
		f.inode.writes = append(f.inode.writes, s)
		f.inode.cached = s.apply(f.inode.cached, s.bytes)
		f.at += len(b)
	}
	err := f.w.do(func() { write(b) }, func() { write(b[:len(b)/2]) })
	if err != nil {
		return len(b) / 2, err
	}
	return len(b), nil
}

func (f *worldFile) Sync() error {
	effect := func() { f.inode.durable, f.inode.writes = bytes.Clone(f.inode.cached), nil }
	return f.w.do(effect, effect)
}

func (f *worldFile) Close() error { return nil }
