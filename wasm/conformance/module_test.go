package conformance

// What the module file is: its imports, its exports, its size; and that calls against the rules of the ABI do no harm.

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"
	"github.com/tetratelabs/wazero/api"

	"github.com/hearthrank/hearth/wasm/abi"
)

// sizeBudget is the most that the module may take, compressed as it travels, in bytes.
const sizeBudget = 55_000

// Sections and kinds of export of the WebAssembly binary format.
const (
	sectionCustom = 0
	sectionImport = 2
	sectionExport = 7
)

// sections splits a module into its sections by id; custom ones are joined.
func sections(t *testing.T, code []byte) map[byte][]byte {
	require.True(t, bytes.HasPrefix(code, []byte("\x00asm\x01\x00\x00\x00")))
	all := map[byte][]byte{}
	for r := bytes.NewReader(code[8:]); r.Len() > 0; {
		id, err := r.ReadByte()
		require.NoError(t, err)
		size, err := binary.ReadUvarint(r)
		require.NoError(t, err)
		body := make([]byte, size)
		_, err = io.ReadFull(r, body)
		require.NoError(t, err)
		all[id] = append(all[id], body...)
	}
	return all
}

// exports reads an export section: the kind of each name.
func exports(t *testing.T, section []byte) map[string]byte {
	r := bytes.NewReader(section)
	count, err := binary.ReadUvarint(r)
	require.NoError(t, err)
	all := map[string]byte{}
	for range count {
		size, err := binary.ReadUvarint(r)
		require.NoError(t, err)
		name := make([]byte, size)
		_, err = io.ReadFull(r, name)
		require.NoError(t, err)
		kind, err := r.ReadByte()
		require.NoError(t, err)
		_, err = binary.ReadUvarint(r)
		require.NoError(t, err)
		all[string(name)] = kind
	}
	require.Zero(t, r.Len())
	return all
}

func TestModuleImportsNothing(t *testing.T) {
	all := sections(t, engineModule(t))
	require.NotContains(t, all, byte(sectionImport))
	require.NotContains(t, all, byte(sectionCustom), "no names, no producers: the bytes depend on the source alone")
}

func TestModuleExports(t *testing.T) {
	i32, i64 := api.ValueTypeI32, api.ValueTypeI64
	type signature struct{ params, results []api.ValueType }
	want := map[string]signature{
		"_initialize":       {},
		"hearth_abi":        {results: []api.ValueType{i32}},
		"hearth_in":         {[]api.ValueType{i32}, []api.ValueType{i32}},
		"hearth_pack_begin": {[]api.ValueType{i32}, []api.ValueType{i32}},
	}
	for _, op := range abi.Ops {
		want["hearth_"+string(op)] = signature{[]api.ValueType{i32}, []api.ValueType{i64}}
	}
	kinds := exports(t, sections(t, engineModule(t))[sectionExport])
	require.Equal(t, api.ExternTypeMemory, kinds["memory"])
	delete(kinds, "memory")
	require.ElementsMatch(t, slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(kinds)))
	for name, f := range newGuest(t, engineModule(t), 64).compiled.ExportedFunctions() {
		require.Equal(t, want[name].params, f.ParamTypes(), name)
		require.Equal(t, want[name].results, f.ResultTypes(), name)
	}
}

func TestModuleSize(t *testing.T) {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	_, err := w.Write(engineModule(t))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	t.Logf("%d bytes, %d in brotli", len(engineModule(t)), b.Len())
	require.LessOrEqual(t, b.Len(), sizeBudget)
}

// TestDocumentedExports holds the table of ABI.md to the file.
func TestDocumentedExports(t *testing.T) {
	documented := abiText(t)
	for name := range exports(t, sections(t, engineModule(t))[sectionExport]) {
		require.Contains(t, documented, "`"+name+"`")
	}
}

// TestLengthsAgainstTheRules calls operations with lengths that hearth_in never gave.
func TestLengthsAgainstTheRules(t *testing.T) {
	lengths := []uint32{0, 1, 2, 4095, 4096, 4097, abi.MaxMessage, abi.MaxMessage + 1, 1<<31 - 1, 1 << 31, 1<<32 - 1}
	g := newGuest(t, engineModule(t), 1024)
	for _, before := range []int{-1, 0, 5, 10_000} {
		t.Run(fmt.Sprint("after a buffer of ", before), func(t *testing.T) {
			inner, outer := &native{}, g.start(t)
			defer outer.close()
			if before >= 0 {
				_, err := outer.call(abi.OpStats, make([]byte, before))
				require.NoError(t, err)
				_, err = inner.call(abi.OpStats, make([]byte, before))
				require.NoError(t, err)
			}
			for _, n := range lengths {
				want := inner.module.Call(abi.OpPackOpen, n)
				got, err := outer.run(abi.OpPackOpen, n)
				require.NoError(t, err, n)
				require.Equal(t, want, got, n)
			}
		})
	}
}

// TestSizesOfBuffers asks for buffers at the limits and beyond.
func TestSizesOfBuffers(t *testing.T) {
	i := newGuest(t, engineModule(t), 4096).start(t)
	defer i.close()
	for _, c := range []struct {
		export string
		size   uint32
		given  bool
	}{
		{"hearth_in", 0, true}, {"hearth_in", abi.MaxMessage, true}, {"hearth_in", abi.MaxMessage + 1, false}, {"hearth_in", 1<<32 - 1, false},
		{"hearth_pack_begin", 0, false}, {"hearth_pack_begin", 1, true}, {"hearth_pack_begin", abi.MaxPack, true},
		{"hearth_pack_begin", abi.MaxPack + 1, false}, {"hearth_pack_begin", 1 << 31, false}, {"hearth_pack_begin", 1<<32 - 1, false},
	} {
		at, err := i.export(c.export, uint64(c.size))
		require.NoError(t, err)
		require.Equal(t, c.given, at != 0, "%s(%d)", c.export, c.size)
		if at != 0 {
			require.LessOrEqual(t, uint64(uint32(at))+uint64(c.size), uint64(i.module.Memory().Size()), "%s(%d)", c.export, c.size)
		}
	}
}

// TestGreatestMessages sends messages of megabytes to both hosts: what they claim must not cost more memory than the limit.
func TestGreatestMessages(t *testing.T) {
	const most, list = abi.MaxMessage - 64, 1 << 20
	cases := []struct {
		name, code string // no code: it must succeed
		op         abi.Op
		in         []byte
	}{
		{"zeros", "type", abi.OpStats, make([]byte, abi.MaxMessage)},
		{"empty events", "range", abi.OpObserve, repeated("events", most, 0x80)},
		{"events that are numbers", "range", abi.OpObserve, repeated("events", most, 0x01)},
		{"above the batch limit", "range", abi.OpObserve, repeated("events", 100_001, 0x80)},
		{"at the batch limit", "missing", abi.OpObserve, repeated("events", 100_000, 0x80)},
		{"candidates", "range", abi.OpRank, repeated("candidates", list+1, 0xa0)},
		{"as many candidates as there may be", "", abi.OpRank, repeated("candidates", list, 0xa0)},
		{"items to explain", "range", abi.OpExplain, repeated("items", 1001, 0xa0)},
		{"as many items to explain as there may be", "", abi.OpExplain, repeated("items", 1000, 0xa0)},
		{"refs to forget", "", abi.OpForget, repeated("events", list, 0x01)},
		{"names to forget", "range", abi.OpForget, repeated("items", most, 0xa0)},
		{"empty grants", "range", abi.OpRestore, repeated("grants", most, 0xa0)},
		{"a long item name", "", abi.OpRank, message("now", 1, "candidates", []string{strings.Repeat("x", most)})},
		{"a snapshot of zeros", "magic", abi.OpRestore, message("now", 1, "snapshot", make([]byte, most))},
	}
	g := newGuest(t, engineModule(t), 2048)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			outer := g.start(t)
			defer outer.close()
			p := pair{&native{}, outer}
			p.shop(t)
			out, err := p.call(c.op, c.in)
			require.NoError(t, err)
			fault, err := decodeReply(out, &map[string]any{})
			require.NoError(t, err)
			if c.code == "" {
				require.Nil(t, fault)
				return
			}
			require.NotNil(t, fault)
			require.Equal(t, c.code, fault.Code)
		})
	}
}

// repeated is a request whose list key has n times the same element of one byte.
func repeated(key string, n uint32, element byte) []byte {
	list := binary.BigEndian.AppendUint32([]byte{0xdd}, n)
	return message("now", int64(monday), key, literal(append(list, bytes.Repeat([]byte{element}, int(n))...)))
}

// pair is two hosts that must agree; as a host it answers for both.
type pair struct{ a, b host }

func (p pair) packBegin(size uint32, content []byte) (bool, error) {
	a, errA := p.a.packBegin(size, content)
	b, errB := p.b.packBegin(size, content)
	if errA != nil || errB != nil || a != b {
		return false, fmt.Errorf("pack_begin(%d): %v %v, %v %v", size, a, errA, b, errB)
	}
	return a, nil
}

func (p pair) call(op abi.Op, in []byte) ([]byte, error) {
	a, errA := p.a.call(op, in)
	b, errB := p.b.call(op, in)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		return nil, fmt.Errorf("%s(%x): hosts disagree:\n%x %v\n%x %v", op, cutBytes(in), cutBytes(a), errA, cutBytes(b), errB)
	}
	return a, nil
}

func cutBytes(b []byte) []byte { return b[:min(len(b), 400)] }

// shop opens the shop and begins a person.
func (p pair) shop(t require.TestingT) {
	content := packs()["shop"]
	_, err := p.packBegin(uint32(len(content)), content)
	require.NoError(t, err)
	for _, q := range []any{abi.PackOpenRequest{Now: monday}, abi.RestoreRequest{Now: monday, Grants: []string{"all"}}} {
		_, err = p.call(opOf(q), encode(q))
		require.NoError(t, err)
	}
}

// TestInstancesAreAlone checks that nothing of one instance shows in another.
func TestInstancesAreAlone(t *testing.T) {
	g := newGuest(t, engineModule(t), 1024)
	one, two := g.start(t), g.start(t)
	defer one.close()
	defer two.close()
	pair{one, &native{}}.shop(t)
	out, err := two.call(abi.OpStats, encode(abi.StatsRequest{}))
	require.NoError(t, err)
	fault, err := decodeReply(out, nil)
	require.NoError(t, err)
	require.Equal(t, "no_device", fault.Code)
}
