package conformance

// FuzzModule sends random sequences of messages and packs to the module and to the native engine: no trap, equal replies.

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/wasm/abi"
)

// fuzzCalls bounds the calls of one run, fuzzPages the memory of its instance: 32 MiB, of which it should need few.
const (
	fuzzCalls = 80
	fuzzPages = 512
)

// tape is a source of randomness that plays a fuzzer's bytes, two a draw, and then goes on from a fixed seed.
type tape struct {
	bytes []byte
	rest  *rand.PCG
}

func (t *tape) Uint64() uint64 {
	if len(t.bytes) < 2 {
		t.bytes = nil
		return t.rest.Uint64()
	}
	v := uint64(t.bytes[0])<<56 | uint64(t.bytes[1])<<48
	t.bytes = t.bytes[2:]
	return v | v>>16 | v>>32 | v>>48
}

// fuzzer drives a pair of hosts from a tape.
type fuzzer struct {
	*wanderer
	hosts pair
}

// step makes one call, most of them well-formed.
func (f *fuzzer) step() error {
	switch f.IntN(8) {
	case 0:
		return f.openPack()
	case 1:
		return f.send(pick(f.wanderer, abi.Ops), f.noise(64))
	case 2:
		q := f.request()
		return f.send(opOf(q), f.mutate(encode(q)))
	case 3:
		return f.restoreBroken()
	default:
		q := f.request()
		return f.send(opOf(q), encode(q))
	}
}

func (f *fuzzer) send(op abi.Op, in []byte) error {
	out, err := f.hosts.call(op, in)
	if err != nil {
		return err
	}
	return f.learn(op, out)
}

// noise is up to n bytes.
func (f *fuzzer) noise(n int) []byte {
	b := make([]byte, f.IntN(n+1))
	for i := range b {
		b[i] = byte(f.Uint32N(256))
	}
	return b
}

// mutate sets, cuts, repeats or inserts bytes in a few places.
func (f *fuzzer) mutate(b []byte) []byte {
	b = slices.Clone(b)
	for range 1 + f.IntN(3) {
		if len(b) == 0 {
			return f.noise(8)
		}
		i := f.IntN(len(b))
		switch f.IntN(5) {
		case 0:
			b = b[:i]
		case 1:
			b = slices.Insert(b, i, f.noise(4)...)
		case 2:
			b = slices.Delete(b, i, min(i+1+f.IntN(4), len(b)))
		default:
			b[i] = byte(f.Uint32N(256))
		}
	}
	return b
}

// openPack opens a good pack, or a mutated one that is mostly sealed, so that what lies behind the checksum is reached.
func (f *fuzzer) openPack() error {
	content := packs()[pick(f.wanderer, wanderPacks)]
	if f.chance(2) {
		content = f.mutate(content)
		if len(content) > packTable && !f.chance(4) {
			le.PutUint64(content[packSize:], uint64(len(content)))
			seal(content)
		}
	}
	if _, err := f.hosts.packBegin(uint32(len(content)), content); err != nil {
		return err
	}
	return f.send(abi.OpPackOpen, encode(abi.PackOpenRequest{Now: f.now, Replace: f.chance(2), Rollback: f.chance(2)}))
}

// restoreBroken restores a mutated snapshot, mostly sealed.
func (f *fuzzer) restoreBroken() error {
	q := f.restore()
	if len(q.Snapshot) > 0 {
		q.Snapshot = f.mutate(q.Snapshot)
		if len(q.Snapshot) > 8 && !f.chance(4) {
			q.Snapshot = seal(q.Snapshot)
		}
	}
	return f.send(abi.OpRestore, encode(q))
}

func FuzzModule(f *testing.F) {
	g := newGuest(f, engineModule(f), fuzzPages)
	for seed := range byte(6) { // tapes for some 5 to 80 calls
		long := make([]byte, 100<<seed)
		_, _ = rand.NewChaCha8([32]byte{seed}).Read(long)
		f.Add(long)
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		i := g.start(t)
		defer i.close()
		source := &tape{bytes: bytes, rest: rand.NewPCG(uint64(len(bytes)), 1)}
		z := fuzzer{wanderer: &wanderer{Rand: rand.New(source), now: monday}, hosts: pair{&native{}, i}}
		z.hosts.shop(t)
		for n := 0; n < fuzzCalls && (n < 4 || len(source.bytes) > 0); n++ {
			require.NoError(t, z.step())
		}
	})
}

// TestManyHistories is the fuzz target over seeded tapes: what every test run covers of it.
func TestManyHistories(t *testing.T) {
	g := newGuest(t, engineModule(t), fuzzPages)
	for seed := range uint64(60) {
		i := g.start(t)
		source := &tape{rest: rand.NewPCG(seed, 2)}
		z := fuzzer{wanderer: &wanderer{Rand: rand.New(source), now: monday}, hosts: pair{&native{}, i}}
		z.hosts.shop(t)
		for n := range 2 * fuzzCalls {
			require.NoError(t, z.step(), "seed %d, call %d", seed, n)
		}
		i.close()
	}
}
