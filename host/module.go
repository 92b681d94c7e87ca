package host

import (
	"context"
	"fmt"
	"sync"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Module is an engine.wasm, compiled and checked. It is safe for concurrent use.
type Module struct {
	config   Config
	runtime  wazero.Runtime
	cache    wazero.CompilationCache // nil without a cache directory
	compiled wazero.CompiledModule

	inUse  sync.RWMutex   // read-locked by every call that runs wasm; Close takes it
	calls  sync.WaitGroup // computations, among them those that nobody waits for any more; grows only under inUse
	closed bool
}

// Load compiles a module, such as wasm.Engine(). It refuses one that imports anything (ErrImport), lacks an export (ErrExport) or is
// of another ABI version (ErrABI), and one whose first memory is above the limit (ErrMemory).
func Load(ctx context.Context, wasmBytes []byte, config Config) (*Module, error) {
	config, err := config.checked()
	if err != nil {
		return nil, err
	}
	if err := refuseImports(wasmBytes); err != nil {
		return nil, err
	}
	m := &Module{config: config}
	if err := m.compile(ctx, wasmBytes); err != nil {
		_ = m.Close(ctx)
		return nil, err
	}
	return m, nil
}

func (m *Module) compile(ctx context.Context, wasmBytes []byte) (err error) {
	rc := wazero.NewRuntimeConfig().WithCloseOnContextDone(m.config.stoppable)
	if m.config.cacheDir != "" {
		if m.cache, err = wazero.NewCompilationCacheWithDir(m.config.cacheDir); err != nil {
			return fmt.Errorf("host: compilation cache: %w", err)
		}
		rc = rc.WithCompilationCache(m.cache)
	}
	m.runtime = wazero.NewRuntimeWithConfig(ctx, rc)
	if m.compiled, err = m.runtime.CompileModule(ctx, wasmBytes); err != nil {
		return fmt.Errorf("host: load: %w", err)
	}
	if err := checkExports(m.compiled, uint64(m.config.memoryLimit)); err != nil {
		return err
	}
	return m.checkABI(ctx)
}

// checkABI starts an instance to ask for its ABI version.
func (m *Module) checkABI(ctx context.Context) error {
	in, err := m.start(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	version, err := in.invoke(ctx, "load", exportABI)
	if err != nil {
		return err
	}
	if version != abi.Version {
		return hostError("load", ErrABI, fmt.Sprintf("it is version %d, this host speaks %d", version, abi.Version))
	}
	return nil
}

// start makes a fresh instance, with no pack and no person.
func (m *Module) start(ctx context.Context) (*instance, error) {
	if m.closed {
		return nil, hostError("load", ErrClosed, "the module")
	}
	in := &instance{
		memory: &linearMemory{limit: uint64(m.config.memoryLimit)}, functions: map[string]api.Function{},
		stoppable: m.config.stoppable, calls: &m.calls,
	}
	mc := wazero.NewModuleConfig().WithName("").WithStartFunctions()
	module, err := m.runtime.InstantiateModule(experimental.WithMemoryAllocator(ctx, in.memory), m.compiled, mc)
	if err != nil {
		in.memory.Free()
		return nil, fmt.Errorf("host: load: %w", err)
	}
	in.module = module
	if _, err := in.invoke(ctx, "load", exportStart); err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

// enter holds off Close until the returned function is called.
func (m *Module) enter(op string) (leave func(), err error) {
	m.inUse.RLock()
	if m.closed {
		m.inUse.RUnlock()
		return nil, hostError(op, ErrClosed, "the module")
	}
	return m.inUse.RUnlock, nil
}

// verify refuses a pack without a valid signature when public keys are configured.
func (m *Module) verify(pack Pack) error {
	if len(m.config.keys) == 0 {
		return nil
	}
	return VerifyPack(pack, m.config.keys...)
}

// Close waits for running calls, ends every instance and zeroes its memory. Devices and pools of this module then answer ErrClosed.
// Further calls do nothing.
func (m *Module) Close(ctx context.Context) error {
	m.inUse.Lock()
	defer m.inUse.Unlock()
	if m.closed {
		return nil
	}
	m.closed = true
	m.calls.Wait()
	var err error
	if m.runtime != nil {
		err = m.runtime.Close(ctx)
	}
	if m.cache != nil {
		if e := m.cache.Close(ctx); err == nil {
			err = e
		}
	}
	return err
}
