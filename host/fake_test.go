package host

import (
	"context"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/stretchr/testify/require"
)

// fake describes a hand-assembled module with the ABI's exports that traps, spins or eats memory when told to: what the engine
// never does. Its state is a count of observe calls; the type of the last event of a message tells observe what to do:
//
//	trap  unreachable                    once  unreachable, if rank was called on this instance
//	spin  loop for ever                  late  unreachable, unless rank was called on this instance
//	grow  ask for memory until refused, then unreachable
//	slow  count down from 2³⁰, which ends but not soon
//
// Its recommend answers with bytes that are no reply, its explain with an address outside the memory.
type fake struct {
	version  byte   // of the ABI
	drop     string // export left out
	rename   string // export with another type
	imports  []byte // body of an import section
	minPages byte
}

const (
	fakeCount, fakeFlag     = 0x100, 0x104
	fakeIn, fakePack        = 0x1000, 0x10000
	fakeOK, fakeStats       = 0x200, 0x210
	fakeSnapshot, fakeNoise = 0x230, 0x250
)

// build assembles the module.
func (f fake) build() []byte {
	if f.minPages == 0 {
		f.minPages = 2
	}
	module := []byte("\x00asm\x01\x00\x00\x00")
	types := vector([]byte{0x60, 0, 0}, []byte{0x60, 0, 1, 0x7f}, []byte{0x60, 1, 0x7f, 1, 0x7f}, []byte{0x60, 1, 0x7f, 1, 0x7e})
	module = append(module, wasmSection(1, types)...)
	if f.imports != nil {
		module = append(module, wasmSection(2, f.imports)...)
	}
	names, kinds, bodies := f.functions()
	exports := [][]byte{append(wasmString("memory"), 2, 0)}
	var funcs [][]byte
	for i, name := range names {
		funcs = append(funcs, []byte{kinds[i]})
		if name != f.drop {
			exports = append(exports, append(wasmString(name), 0, byte(i)))
		}
	}
	if f.drop == "memory" {
		exports = exports[1:]
	}
	module = append(module, wasmSection(3, vector(funcs...))...)
	module = append(module, wasmSection(5, []byte{1, 0, f.minPages})...)
	module = append(module, wasmSection(7, vector(exports...))...)
	module = append(module, wasmSection(10, vector(bodies...))...)
	return append(module, wasmSection(11, vector(
		data(fakeOK, "\x92\x00\x80"),
		data(fakeStats, "\x92\x00\x81\xa6events\x00"),
		data(fakeSnapshot, "\x92\x00\x81\xa8snapshot\xc4\x01\x00"),
		data(fakeNoise, "\x93\x00\x80"),
	))...)
}

// functions returns the names, type indexes and bodies of all functions.
func (f fake) functions() (names []string, kinds []byte, bodies [][]byte) {
	add := func(name string, kind byte, code ...[]byte) {
		if name == f.rename {
			kind, code = 2, [][]byte{constant(0)}
		}
		body := append(append([]byte{0}, slices.Concat(code...)...), 0x0b)
		names, kinds, bodies = append(names, name), append(kinds, kind), append(bodies, append(uleb(len(body)), body...))
	}
	add("_initialize", 0)
	add("hearth_abi", 1, constant(int(f.version)))
	add("hearth_in", 2, constant(fakeIn))
	add("hearth_pack_begin", 2, when(greater(local, constant(1<<15)), constant(0), []byte{0x0f}), constant(fakePack))
	add("hearth_pack_open", 3, reply(fakeOK, 3))
	add("hearth_restore", 3, constant(fakeCount), fakeRestored(), store, reply(fakeOK, 3))
	add("hearth_observe", 3, fakeObserve(), reply(fakeOK, 3))
	add("hearth_rank", 3, constant(fakeFlag), constant(1), store, reply(fakeOK, 3))
	add("hearth_recommend", 3, reply(fakeNoise, 3))
	add("hearth_explain", 3, reply(1<<30, 3))
	add("hearth_forget", 3, constant(fakeCount), constant(0), store, reply(fakeOK, 3))
	add("hearth_snapshot", 3, constant(fakeSnapshot+14), count, store8, reply(fakeSnapshot, 15))
	add("hearth_stats", 3, constant(fakeStats+10), count, store8, reply(fakeStats, 11))
	for _, name := range []string{"hearth_consent", "hearth_control", "hearth_profile"} {
		add(name, 3, reply(fakeOK, 3))
	}
	return names, kinds, bodies
}

// fakeRestored computes the count of a restore request: the last byte when the message ends with a bin of one byte, else 0.
func fakeRestored() []byte {
	at := func(back int) []byte { return slices.Concat(local, constant(fakeIn-back), add, load8) }
	bin := slices.Concat(equal(at(3), constant(0xc4)), equal(at(2), constant(1)), and)
	return slices.Concat(bin, []byte{0x04, 0x7f}, at(1), []byte{0x05}, constant(0), []byte{0x0b})
}

func fakeObserve() []byte {
	tail := func(word string) []byte {
		want := int(int32(binary.LittleEndian.Uint32([]byte(word))))
		return equal(slices.Concat(local, constant(fakeIn-4), add, load), constant(want))
	}
	flag := slices.Concat(constant(fakeFlag), load)
	grow := slices.Concat([]byte{0x03, 0x40}, constant(1), []byte{0x40, 0}, constant(-1), []byte{0x47, 0x0d, 0, 0x0b}, unreachable)
	return slices.Concat(
		when(tail("trap"), unreachable),
		when(tail("spin"), []byte{0x03, 0x40, 0x0c, 0, 0x0b}),
		when(tail("grow"), grow),
		when(tail("slow"), constant(1<<30), []byte{0x21, 0, 0x03, 0x40}, local, constant(-1), add, []byte{0x22, 0, 0x0d, 0, 0x0b}),
		when(slices.Concat(tail("once"), flag, and), unreachable),
		when(slices.Concat(tail("late"), flag, []byte{0x45}, and), unreachable),
		constant(fakeCount), count, constant(1), add, store,
	)
}

var (
	local       = []byte{0x20, 0}
	load        = []byte{0x28, 0, 0}
	load8       = []byte{0x2d, 0, 0}
	store       = []byte{0x36, 0, 0}
	store8      = []byte{0x3a, 0, 0}
	add         = []byte{0x6a}
	and         = []byte{0x71}
	unreachable = []byte{0x00}
	count       = slices.Concat(constant(fakeCount), load)
)

func equal(a, b []byte) []byte   { return slices.Concat(a, b, []byte{0x46}) }
func greater(a, b []byte) []byte { return slices.Concat(a, b, []byte{0x4b}) }

// when runs code if the condition holds.
func when(condition []byte, code ...[]byte) []byte {
	return slices.Concat(condition, []byte{0x04, 0x40}, slices.Concat(code...), []byte{0x0b})
}

// reply is the i64 that an operation returns.
func reply(at, n int) []byte {
	return append([]byte{0x42}, sleb(at<<32|n)...)
}

func constant(v int) []byte { return append([]byte{0x41}, sleb(v)...) }

func data(at int, bytes string) []byte {
	return slices.Concat([]byte{0}, constant(at), []byte{0x0b}, wasmString(bytes))
}

func wasmString(s string) []byte { return append(uleb(len(s)), s...) }

func wasmSection(id byte, body []byte) []byte {
	return slices.Concat([]byte{id}, uleb(len(body)), body)
}

func vector(items ...[]byte) []byte {
	return append(uleb(len(items)), slices.Concat(items...)...)
}

func uleb(v int) []byte { return binary.AppendUvarint(nil, uint64(v)) }

func sleb(v int) (out []byte) {
	for ; v >= 64 || v < -64; v >>= 7 {
		out = append(out, byte(v&0x7f|0x80))
	}
	return append(out, byte(v&0x7f))
}

// load compiles the fake.
func (f fake) load(t *testing.T, config Config) *Module {
	t.Helper()
	f.version = abi.Version
	m, err := Load(context.Background(), f.build(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close(context.Background())) })
	return m
}

// fakeDevice is a device of a fresh fake, at a fixed time.
func fakeDevice(t *testing.T, config Config) *Device {
	t.Helper()
	d, err := fake{}.load(t, config).NewDevice(context.Background(), Pack{Bytes: []byte("pack")}, at(noon))
	require.NoError(t, err)
	return d
}

// observes sends one event of each type and requires success.
func observes(t *testing.T, d *Device, types ...string) {
	t.Helper()
	for _, typ := range types {
		_, err := d.Observe(context.Background(), Event{Type: typ})
		require.NoError(t, err, typ)
	}
}

// requireCount checks the number of observe calls that the state holds.
func requireCount(t *testing.T, want int, d *Device) {
	t.Helper()
	stats, err := d.Stats(context.Background())
	require.NoError(t, err)
	require.Equal(t, want, stats.Events)
}
