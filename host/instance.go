package host

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/tetratelabs/wazero/api"
)

// instance is one running module. It is not safe for concurrent use.
type instance struct {
	module    api.Module
	memory    *linearMemory
	functions map[string]api.Function
	stoppable bool            // the code checks whether the context ended
	calls     *sync.WaitGroup // the module's running computations
	abandoned <-chan struct{} // closed at the end of a computation that nobody waits for; nil when there is none
}

// fault is a call after which the instance cannot be used any more: a trap, no memory, or the end of the context.
type fault struct {
	err error
}

func (f *fault) Error() string { return f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

func isFault(err error) bool {
	var f *fault
	return errors.As(err, &f)
}

// open gives the instance a pack.
func (in *instance) open(ctx context.Context, pack []byte, request abi.PackOpenRequest) (abi.PackInfo, error) {
	var info abi.PackInfo
	at, err := in.invoke(ctx, opName(abi.OpPackOpen), exportPackBegin, uint64(len(pack)))
	if err != nil {
		return info, err
	}
	if at == 0 {
		return info, packSizeError(len(pack))
	}
	if err := in.write(abi.OpPackOpen, at, pack); err != nil {
		return info, err
	}
	raw, err := encode(request)
	if err != nil {
		return info, err
	}
	err = in.exchange(ctx, abi.OpPackOpen, raw, &info)
	return info, err
}

// packSizeError says why the module has no buffer for a pack of n bytes.
func packSizeError(n int) error {
	if n == 0 {
		return hostError(opName(abi.OpPackOpen), ErrTruncated, "no bytes")
	}
	return hostError(opName(abi.OpPackOpen), ErrTooLarge, fmt.Sprintf("%d bytes, at most %d", n, abi.MaxPack))
}

// restore begins a person's state.
func (in *instance) restore(ctx context.Context, base *abi.RestoreRequest, reply *abi.RestoreReply) error {
	raw, err := encode(base)
	if err != nil {
		return err
	}
	defer clear(raw)
	return in.exchange(ctx, abi.OpRestore, raw, reply)
}

// exchange sends one request and decodes the reply into out.
func (in *instance) exchange(ctx context.Context, op abi.Op, request []byte, out any) error {
	if len(request) > abi.MaxMessage {
		return hostError(opName(op), ErrTooLarge, fmt.Sprintf("a request of %d bytes, at most %d", len(request), abi.MaxMessage))
	}
	at, err := in.invoke(ctx, opName(op), exportIn, uint64(len(request)))
	if err != nil {
		return err
	}
	if err := in.write(op, at, request); err != nil {
		return err
	}
	result, err := in.invoke(ctx, opName(op), exportOf(op), uint64(len(request)))
	if err != nil {
		return err
	}
	reply, ok := in.module.Memory().Read(uint32(result>>32), uint32(result))
	if !ok {
		return &fault{hostError(opName(op), ErrReply, "it lies outside the memory")}
	}
	return decode(op, reply, out)
}

// write puts data at an address that the module gave.
func (in *instance) write(op abi.Op, at uint64, data []byte) error {
	if at == 0 || !in.module.Memory().Write(uint32(at), data) {
		return &fault{hostError(opName(op), ErrReply, fmt.Sprintf("no buffer of %d bytes at %d", len(data), at))}
	}
	return nil
}

// invoke calls an export and returns its result, 0 when it has none. Its errors are faults.
func (in *instance) invoke(ctx context.Context, op, export string, args ...uint64) (uint64, error) {
	function, ok := in.functions[export]
	if !ok {
		function = in.module.ExportedFunction(export)
		in.functions[export] = function
	}
	in.memory.refused = false
	results, err := in.await(ctx, function, args)
	if err != nil {
		return 0, &fault{in.cause(ctx, op, err)}
	}
	if len(results) == 0 {
		return 0, nil
	}
	return results[0], nil
}

// await calls a function. When code that cannot be stopped outlasts the context, the caller is let go and the instance is fit for
// close only.
func (in *instance) await(ctx context.Context, function api.Function, args []uint64) (results []uint64, err error) {
	if in.stoppable || ctx.Done() == nil {
		return function.Call(ctx, args...)
	}
	ended := make(chan struct{})
	var got []uint64
	var failed error
	in.calls.Go(func() {
		defer close(ended)
		got, failed = function.Call(ctx, args...)
	})
	select {
	case <-ended:
		return got, failed
	case <-ctx.Done():
		in.abandoned = ended
		return nil, ctx.Err()
	}
}

// cause says what ended a call.
func (in *instance) cause(ctx context.Context, op string, err error) error {
	switch {
	case ctx.Err() != nil:
		return contextError(op, ctx)
	case in.memory.refused:
		return hostError(op, ErrMemory, fmt.Sprintf("%d bytes", in.memory.limit))
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return hostError(op, ErrTrap, text)
}

// contextError is a call that its context stopped.
func contextError(op string, ctx context.Context) error {
	return fmt.Errorf("host: %s: %w", op, ctx.Err())
}

// closed reports whether the instance was ended, by close or by a context.
func (in *instance) closed() bool {
	return in.module.IsClosed()
}

// close ends the instance and zeroes its memory, after an abandoned computation has ended.
func (in *instance) close() {
	if in.abandoned == nil {
		in.end()
		return
	}
	in.calls.Go(func() {
		<-in.abandoned
		in.end()
	})
}

// end frees the instance. A module that its context closed has not freed its memory yet, hence the second line.
func (in *instance) end() {
	_ = in.module.Close(context.Background())
	in.memory.Free()
}
