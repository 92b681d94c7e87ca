package conformance

// A shim for the ten WASI functions that the standard Go build imports. Nothing in it is real: the clock stands still, random
// bytes come from a fixed seed, output is discarded; so a run depends on the calls alone.

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

const (
	wasiModule = "wasi_snapshot_preview1"
	errnoOK    = uint32(0)
	errnoFault = uint32(21)
	frozenTime = 1_700_000_000_000_000_000 // ns

	subscriptionSize = 48
	eventSize        = 32
	eventClock       = 0
)

// exportWASI adds the shim to a runtime.
func exportWASI(t testing.TB, r wazero.Runtime) {
	random := rand.NewChaCha8([32]byte{'h', 'e', 'a', 'r', 't', 'h'})
	b := r.NewHostModuleBuilder(wasiModule)
	functions := map[string]any{
		"sched_yield":       func() uint32 { return errnoOK },
		"proc_exit":         func(code uint32) { panic(fmt.Errorf("the module exits with code %d", code)) },
		"args_get":          func(uint32, uint32) uint32 { return errnoOK },
		"args_sizes_get":    noStrings,
		"environ_get":       func(uint32, uint32) uint32 { return errnoOK },
		"environ_sizes_get": noStrings,
		"clock_time_get": func(_ context.Context, m api.Module, _ uint32, _ uint64, result uint32) uint32 {
			return errno(m.Memory().WriteUint64Le(result, frozenTime))
		},
		"fd_write": discard,
		"random_get": func(_ context.Context, m api.Module, buffer, size uint32) uint32 {
			bytes := make([]byte, size)
			_, _ = random.Read(bytes)
			return errno(m.Memory().Write(buffer, bytes))
		},
		"poll_oneoff": poll,
	}
	for name, f := range functions {
		b.NewFunctionBuilder().WithFunc(f).Export(name)
	}
	_, err := b.Instantiate(context.Background())
	require.NoError(t, err)
}

func errno(ok bool) uint32 {
	if ok {
		return errnoOK
	}
	return errnoFault
}

// noStrings says that there are no arguments, or no environment.
func noStrings(_ context.Context, m api.Module, count, size uint32) uint32 {
	return errno(m.Memory().WriteUint32Le(count, 0) && m.Memory().WriteUint32Le(size, 0))
}

// discard is fd_write: it says that all bytes of all vectors were written.
func discard(_ context.Context, m api.Module, _, vectors, count, written uint32) uint32 {
	total := uint32(0)
	for i := range count {
		size, ok := m.Memory().ReadUint32Le(vectors + 8*i + 4)
		if !ok {
			return errnoFault
		}
		total += size
	}
	return errno(m.Memory().WriteUint32Le(written, total))
}

// poll is poll_oneoff: every clock that is subscribed to has already struck, and nothing else ever happens.
func poll(_ context.Context, m api.Module, in, out, count, happened uint32) uint32 {
	struck := uint32(0)
	for i := range count {
		subscription := in + subscriptionSize*i
		data, ok := m.Memory().ReadUint64Le(subscription)
		tag, okTag := m.Memory().ReadByte(subscription + 8)
		if !ok || !okTag {
			return errnoFault
		}
		if tag != eventClock {
			continue
		}
		event := make([]byte, eventSize)
		at := out + eventSize*struck
		if !m.Memory().Write(at, event) || !m.Memory().WriteUint64Le(at, data) {
			return errnoFault
		}
		struck++
	}
	return errno(m.Memory().WriteUint32Le(happened, struck))
}
