package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/hearthrank/hearth/wasm/abi"
)

// build makes the request of a call at the time now.
type build func(now int64, offset int32) (any, error)

// call runs one operation in its turn.
func (d *Device) call(ctx context.Context, op abi.Op, out any, request build) error {
	leave, err := d.enter(ctx, op)
	if err != nil {
		return err
	}
	defer leave()
	return d.run(ctx, op, out, request)
}

// run encodes the request, sends it and, once it is acknowledged, journals it.
func (d *Device) run(ctx context.Context, op abi.Op, out any, request build) error {
	now, offset, err := d.config.instant()
	if err != nil {
		return inOp(op, err)
	}
	message, err := request(now, offset)
	if err != nil {
		return inOp(op, err)
	}
	return d.runAt(ctx, op, out, message, now, offset)
}

// runAt is run with a request that is made already, at the time that it says.
func (d *Device) runAt(ctx context.Context, op abi.Op, out, message any, now int64, offset int32) error {
	if err := d.makeRoom(ctx, op); err != nil {
		return err
	}
	raw, err := encode(message)
	if err != nil {
		return err
	}
	if err := d.attempt(ctx, op, raw, out); err != nil {
		clear(raw)
		return err
	}
	if p, ok := message.(*abi.ProfileRequest); ok && !p.Export {
		op = abi.OpStats // to look changes nothing, and an export is counted
	}
	return d.keep(ctx, entry{op: op, request: raw, now: now, offset: offset})
}

// makeRoom folds a full journal before a call that will add to it, at the time of the journal's last call: that changes nothing
// which this call did not. A state too large for a snapshot within the memory limit takes no further events; what it holds
// stays recoverable.
func (d *Device) makeRoom(ctx context.Context, op abi.Op) error {
	if op != abi.OpObserve && op != abi.OpProfile || !d.state.full() {
		return nil
	}
	last := d.state.entries[len(d.state.entries)-1]
	err := d.foldAt(ctx, last.now, last.offset)
	if op == abi.OpProfile {
		return nil // what is held can be seen and taken along, whatever its size
	}
	return err
}

// keep journals an acknowledged call. Of one that records or forgets nothing only its time matters: it moved the device's clock and
// may have let the caps remove something, as a stats call of the same time does. Such a call never adds to a full journal.
func (d *Device) keep(ctx context.Context, e entry) (err error) {
	if !changes(e.op) {
		clear(e.request)
		if d.state.upTo(e.now, e.offset) {
			return nil
		}
		if d.state.full() {
			_ = d.foldAt(ctx, e.now, e.offset)
			return nil
		}
		e.op = abi.OpStats
		if e.request, err = encode(&abi.StatsRequest{Now: e.now, Offset: e.offset}); err != nil {
			return err
		}
	}
	d.state.add(e)
	return nil
}

// attempt sends a request and, when the module faults, once more to a fresh instance. A second fault sets the call aside: the
// device's state stays what it was before it.
func (d *Device) attempt(ctx context.Context, op abi.Op, raw []byte, out any) error {
	return d.twice(ctx, func() error { return d.inst.exchange(ctx, op, raw, out) })
}

// twice makes sure of an instance and runs do, again after a fault. An end of the context is not tried again.
func (d *Device) twice(ctx context.Context, do func() error) error {
	for retried := false; ; retried = true {
		if err := d.revive(ctx); err != nil {
			return err
		}
		err := do()
		if !isFault(err) {
			return err
		}
		d.drop()
		if retried || ctx.Err() != nil {
			return err
		}
	}
}

// drop ends the instance, if there is one.
func (d *Device) drop() {
	if d.inst != nil {
		d.inst.close()
		d.inst = nil
	}
}

// revive makes sure that there is an instance with the device's state. A journalled call that faults twice in replay is set aside
// and named in the error; the next revive does without it.
func (d *Device) revive(ctx context.Context) (err error) {
	if d.inst != nil && !d.inst.closed() {
		return nil
	}
	d.drop()
	if d.inst, err = d.rebuild(ctx); err == nil || ctx.Err() != nil {
		return err
	}
	if d.inst, err = d.rebuild(ctx); err == nil || ctx.Err() != nil {
		return err
	}
	var lost *replayError
	if errors.As(err, &lost) {
		d.state.remove(lost.index)
	}
	return err
}

// rebuild starts an instance with the device's state.
func (d *Device) rebuild(ctx context.Context) (*instance, error) {
	in, err := d.begin(ctx, &d.state.base, new(abi.RestoreReply))
	if err != nil {
		return nil, err
	}
	if err := d.replay(ctx, in); err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

// begin starts an instance, opens the pack and restores base.
func (d *Device) begin(ctx context.Context, base *abi.RestoreRequest, reply *abi.RestoreReply) (*instance, error) {
	in, err := d.module.start(ctx)
	if err != nil {
		return nil, err
	}
	if d.info, err = in.open(ctx, d.pack.Bytes, abi.PackOpenRequest{Now: base.Now, Offset: base.Offset}); err == nil {
		err = in.restore(ctx, base, reply)
	}
	if err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

// replace puts another person in the place of the present one, on the present instance if there is one. After a fault it
// takes a fresh one, without the former person's state, which need not fit any more.
func (d *Device) replace(ctx context.Context, base *abi.RestoreRequest, reply *abi.RestoreReply) (err error) {
	if d.inst != nil && !d.inst.closed() {
		if err = d.inst.restore(ctx, base, reply); !isFault(err) {
			return err
		}
	}
	d.drop()
	if ctx.Err() != nil {
		return cmp.Or(err, contextError(opName(abi.OpRestore), ctx))
	}
	d.inst, err = d.begin(ctx, base, reply)
	return err
}

// replayError is a journalled call that failed in replay.
type replayError struct {
	index, of int
	err       error
}

func (e *replayError) Error() string {
	return fmt.Sprintf("replay of call %d of %d, which is now set aside: %v", e.index+1, e.of, e.err)
}

func (e *replayError) Unwrap() error { return e.err }

func (d *Device) replay(ctx context.Context, in *instance) error {
	for i, e := range d.state.entries {
		if err := in.exchange(ctx, e.op, e.request, e.reply()); err != nil {
			return &replayError{i, len(d.state.entries), err}
		}
	}
	return nil
}

// fold takes a snapshot and makes it the journal's base: calls of before it are gone from memory.
func (d *Device) fold(ctx context.Context) error {
	now, offset, err := d.config.instant()
	if err != nil {
		return inOp(abi.OpSnapshot, err)
	}
	return d.foldAt(ctx, now, offset)
}

func (d *Device) foldAt(ctx context.Context, now int64, offset int32) error {
	raw, err := encode(&abi.SnapshotRequest{Now: now, Offset: offset, Volatile: true})
	if err != nil {
		return err
	}
	var reply abi.SnapshotReply
	if err := d.attempt(ctx, abi.OpSnapshot, raw, &reply); err != nil {
		return err
	}
	base := d.state.base
	base.Now, base.Offset, base.Snapshot = now, offset, reply.Snapshot
	base.Grants = nil // the state has what was decided
	d.state.rebase(base)
	return nil
}

// swap opens another pack in the present instance. The pack belongs to the device's state only once it is open. A fold then makes
// the journal begin with the new pack; its failure is no error of the swap.
func (d *Device) swap(ctx context.Context, pack Pack, request abi.PackOpenRequest) (info PackInfo, err error) {
	err = d.twice(ctx, func() (err error) {
		info, err = d.inst.open(ctx, pack.Bytes, request)
		return err
	})
	if err != nil {
		return PackInfo{}, err
	}
	d.pack, d.info, d.serial = pack, info, unknownSerial
	_ = d.foldAt(ctx, request.Now, request.Offset)
	return info, nil
}
