// Package consent is the one gate that decides which records a stage may use.
//
// A purpose is a bit. Every record carries the set of purposes that were granted when it was made, and a stage may use
// it when one of those is granted now and serves that stage.
package consent

import (
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// Set is a set of purposes, one bit each.
type Set uint32

// Stage is a part of the engine that uses records.
type Stage uint8

// The stages.
const (
	// StageRank covers candidate generation, scoring, re-ranking and explanations.
	StageRank Stage = iota
)

// Purpose is what the person is asked to agree to. A new text is a new purpose with a bit of its own.
type Purpose struct {
	ID      string
	Version uint32
	Text    string
	Stage   Stage
}

// Rank is the built-in purpose, bit 0.
const Rank Set = 1

// builtin lists the purposes of this version; the index is the bit.
var builtin = [...]Purpose{{
	ID: "rank", Version: 1, Stage: StageRank,
	Text: "Remember on this device what I look at, and use it to put what fits me first.",
}}

// Purposes returns the purposes that can be granted; the index of each is its bit.
func Purposes() []Purpose { return builtin[:] }

// Parse returns the set of the purposes named by ids; "all" names every one. An unknown name is an error at path[i].
//
//go:noinline
func Parse(ids []string, path string) (Set, error) {
	var s Set
	for i, id := range ids {
		bits := lookup(id)
		if bits == 0 {
			return 0, fault.At(fault.Purpose, path+"["+fault.Itoa(int64(i))+"]")
		}
		s |= bits
	}
	return s, nil
}

func lookup(id string) Set {
	var s Set
	for bit := range builtin {
		if id == "all" || id == builtin[bit].ID {
			s |= 1 << bit
		}
	}
	return s
}

// Gate holds what is granted now. The zero value grants nothing.
type Gate struct{ Granted Set }

// Allows reports whether stage may use a record that carries the purposes carried.
func (g Gate) Allows(stage Stage, carried Set) bool {
	return carried&g.Granted&serving(stage) != 0
}

// Records returns the purposes that a record made now carries; 0 means that it must not be made.
func (g Gate) Records() Set { return g.Granted }

// serving returns the purposes that serve a stage.
func serving(stage Stage) Set {
	var s Set
	for bit := range builtin {
		if builtin[bit].Stage == stage {
			s |= 1 << bit
		}
	}
	return s
}

// AppendTable appends the table bit → (purpose id, text version, hash of the text) as a snapshot keeps it.
//
//go:noinline
func AppendTable(b []byte) []byte {
	b = wire.Uvarint(b, uint64(len(builtin)))
	for i := range builtin {
		p := &builtin[i]
		b = wire.Text(b, p.ID)
		b = wire.Uvarint(b, uint64(p.Version))
		b = wire.U64(b, hash.Sum64([]byte(p.Text)))
	}
	return b
}

// ReadTable reads a table and checks that each bit means here what it meant where the snapshot was made: a bit is never reused.
// It returns the bits that the table has.
//
//go:noinline
func ReadTable(r *wire.Reader) Set {
	n := r.Count(32)
	if r.Err == nil && n > len(builtin) {
		r.Fail(fault.Conflict)
	}
	for i := 0; i < n && r.Err == nil; i++ {
		id, version, text := r.Text(256), r.Uvarint(1<<31), r.U64()
		p := &builtin[i]
		if r.Err == nil && (id != p.ID || uint32(version) != p.Version || text != hash.Sum64([]byte(p.Text))) {
			r.Fail(fault.Conflict)
		}
	}
	return 1<<n - 1
}
