package conformance

// The hosts that play traces: native, and any build of the module under wazero, driven by its raw exports.

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/hearthrank/hearth/wasm/abi"
)

// host is one instance of the engine.
type host interface {
	// packBegin asks for a buffer and writes content into it; taken says whether it was given.
	packBegin(size uint32, content []byte) (taken bool, err error)
	// call carries out one operation; an error is a trap.
	call(op abi.Op, in []byte) (out []byte, err error)
}

// native runs the engine in this process.
type native struct{ module abi.Module }

func (n *native) packBegin(size uint32, content []byte) (bool, error) {
	b := n.module.PackBegin(size)
	copy(b, content)
	return b != nil, nil
}

func (n *native) call(op abi.Op, in []byte) ([]byte, error) {
	b := n.module.In(uint32(len(in)))
	if b == nil {
		return nil, fmt.Errorf("message of %d bytes refused", len(in))
	}
	copy(b, in)
	return append([]byte{}, n.module.Call(op, uint32(len(in)))...), nil
}

// guest is a compiled build of the module.
type guest struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// newGuest compiles a module for instances of at most pages of memory; it is closed with the test.
func newGuest(t testing.TB, code []byte, pages uint32) *guest {
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithMemoryLimitPages(pages))
	t.Cleanup(func() { _ = r.Close(ctx) })
	compiled, err := r.CompileModule(ctx, code)
	require.NoError(t, err)
	return &guest{runtime: r, compiled: compiled}
}

// instance is one instance of a guest.
type instance struct{ module api.Module }

// start makes an instance and initialises it; close ends it.
func (g *guest) start(t testing.TB) *instance {
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize")
	m, err := g.runtime.InstantiateModule(context.Background(), g.compiled, config)
	require.NoError(t, err)
	i := &instance{module: m}
	version, err := i.export("hearth_abi")
	require.NoError(t, err)
	require.EqualValues(t, abi.Version, version)
	return i
}

func (i *instance) close() { _ = i.module.Close(context.Background()) }

func (i *instance) export(name string, args ...uint64) (uint64, error) {
	results, err := i.module.ExportedFunction(name).Call(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return results[0], nil
}

func (i *instance) packBegin(size uint32, content []byte) (bool, error) {
	at, err := i.export("hearth_pack_begin", uint64(size))
	if err != nil || at == 0 {
		return false, err
	}
	if !i.module.Memory().Write(uint32(at), content) {
		return false, fmt.Errorf("pack buffer at %d is not in memory", at)
	}
	return true, nil
}

func (i *instance) call(op abi.Op, in []byte) ([]byte, error) {
	at, err := i.export("hearth_in", uint64(len(in)))
	if err != nil {
		return nil, err
	}
	if at == 0 {
		return nil, fmt.Errorf("message of %d bytes refused", len(in))
	}
	if !i.module.Memory().Write(uint32(at), in) {
		return nil, fmt.Errorf("input buffer at %d is not in memory", at)
	}
	return i.run(op, uint32(len(in)))
}

// run calls an operation on the first n bytes of the input buffer.
func (i *instance) run(op abi.Op, n uint32) ([]byte, error) {
	place, err := i.export("hearth_"+string(op), uint64(n))
	if err != nil {
		return nil, err
	}
	out, ok := i.module.Memory().Read(uint32(place>>32), uint32(place))
	if !ok {
		return nil, fmt.Errorf("reply at %#x is not in memory", place)
	}
	return append([]byte{}, out...), nil
}
