package host

import (
	"context"
	"errors"
	"fmt"

	"github.com/hearthrank/hearth/wasm/abi"
)

// build makes the request of a call at the time now.
type build func(now int64, offset int32) (any, error)

// call runs one operation in its turn. keep marks one that may change the person's state and so belongs in the journal.
func (d *Device) call(ctx context.Context, op abi.Op, out any, keep bool, request build) error {
	leave, err := d.enter(ctx, op)
	if err != nil {
		return err
	}
	defer leave()
	return d.run(ctx, op, out, keep, request)
}

// run encodes the request, sends it and, once it is acknowledged, journals it.
func (d *Device) run(ctx context.Context, op abi.Op, out any, keep bool, request build) error {
	now, offset, err := d.config.instant()
	if err != nil {
		return inOp(op, err)
	}
	message, err := request(now, offset)
	if err != nil {
		return inOp(op, err)
	}
	raw, err := encode(message)
	if err != nil {
		return err
	}
	if err := d.attempt(ctx, op, raw, out); err != nil || !keep {
		clear(raw)
		return err
	}
	if d.state.add(entry{op: op, request: raw, now: now, offset: offset}) {
		d.tidy(ctx)
	}
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

// rebuild starts an instance, opens the pack, restores the snapshot and replays the journal.
func (d *Device) rebuild(ctx context.Context) (*instance, error) {
	in, err := d.module.start(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.refill(ctx, in); err != nil {
		in.close()
		return nil, err
	}
	return in, nil
}

func (d *Device) refill(ctx context.Context, in *instance) (err error) {
	base := &d.state.base
	if d.info, err = in.open(ctx, d.pack.Bytes, abi.PackOpenRequest{Now: base.Now, Offset: base.Offset}); err != nil {
		return err
	}
	raw, err := encode(base)
	if err != nil {
		return err
	}
	defer clear(raw)
	if err := in.exchange(ctx, abi.OpRestore, raw, new(abi.RestoreReply)); err != nil {
		return err
	}
	return d.replay(ctx, in)
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

// fold takes a snapshot and makes it the journal's base. It returns the journal's own bytes.
func (d *Device) fold(ctx context.Context) ([]byte, error) {
	now, offset, err := d.config.instant()
	if err != nil {
		return nil, inOp(abi.OpSnapshot, err)
	}
	return d.foldAt(ctx, now, offset)
}

func (d *Device) foldAt(ctx context.Context, now int64, offset int32) ([]byte, error) {
	raw, err := encode(&abi.SnapshotRequest{Now: now, Offset: offset})
	if err != nil {
		return nil, err
	}
	var reply abi.SnapshotReply
	if err := d.attempt(ctx, abi.OpSnapshot, raw, &reply); err != nil {
		return nil, err
	}
	base := d.state.base
	base.Now, base.Offset, base.Snapshot = now, offset, reply.Snapshot
	d.state.rebase(base)
	return reply.Snapshot, nil
}

// tidy folds a full journal at the time of its last call, which changes nothing that the call did not. The call itself is
// acknowledged, so a failure is no error of it: the journal stays as it is and the fold is put off until it has doubled.
func (d *Device) tidy(ctx context.Context) {
	last := d.state.entries[len(d.state.entries)-1]
	if _, err := d.foldAt(ctx, last.now, last.offset); err != nil {
		d.state.putOff()
	}
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
	d.pack, d.info = pack, info
	if _, err := d.foldAt(ctx, request.Now, request.Offset); err != nil {
		d.state.putOff()
	}
	return info, nil
}
