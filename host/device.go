package host

import (
	"context"

	"github.com/hearthrank/hearth/wasm/abi"
)

// Device is one instance of the module with a pack and one person's state. It is safe for concurrent use: calls run one after
// the other. Close it when done.
type Device struct {
	turn   chan struct{} // holds one element while a call runs
	closed bool
	seat
}

// seat is what a device consists of; a pool moves it from one Device to the next.
type seat struct {
	module *Module
	pack   Pack
	info   abi.PackInfo
	config DeviceConfig
	inst   *instance // nil after a fault
	state  journal
	serial int // of the pack, in a pool; a swap by SwapPack makes it unknownSerial
}

func newDevice(s seat) *Device {
	return &Device{turn: make(chan struct{}, 1), seat: s}
}

// NewDevice starts an instance with the pack and the person's state. Errors are those of the pack (its Op is "pack"), ErrSignature
// among them, and those of the snapshot and the grants (its Op is "restore").
func (m *Module) NewDevice(ctx context.Context, pack Pack, config DeviceConfig) (*Device, error) {
	if err := m.verify(pack); err != nil {
		return nil, err
	}
	d := newDevice(seat{module: m, pack: pack, config: config.rules()})
	leave, err := d.enter(ctx, abi.OpRestore)
	if err != nil {
		return nil, err
	}
	defer leave()
	now, offset, err := config.instant()
	if err != nil {
		return nil, inOp(abi.OpRestore, err)
	}
	d.state = newJournal(config.request(now, offset), m.config.journalLimit)
	if d.inst, err = d.rebuild(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// enter waits for this call's turn and holds the module open; the returned function ends the turn.
func (d *Device) enter(ctx context.Context, op abi.Op) (leave func(), err error) {
	if ctx.Err() != nil {
		return nil, contextError(opName(op), ctx)
	}
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, contextError(opName(op), ctx)
	}
	if d.closed {
		<-d.turn
		return nil, hostError(opName(op), ErrClosed, "the device")
	}
	leaveModule, err := d.module.enter(opName(op))
	if err != nil {
		<-d.turn
		return nil, err
	}
	return func() { leaveModule(); <-d.turn }, nil
}

// Info describes the open pack.
func (d *Device) Info() PackInfo {
	d.turn <- struct{}{}
	defer func() { <-d.turn }()
	return d.info
}

// Observe records events in order: all of them or, on an error, none. An event that no granted purpose may record is left out
// without an error; Observed.Err tells.
func (d *Device) Observe(ctx context.Context, events ...Event) (*Observed, error) {
	var reply abi.ObserveReply
	err := d.call(ctx, abi.OpObserve, &reply, func(now int64, offset int32) (any, error) {
		wire, err := wireEvents(events)
		return &abi.ObserveRequest{Now: now, Offset: offset, Events: wire}, err
	})
	if err != nil {
		return nil, err
	}
	return &Observed{Refs: reply.Refs, Recorded: int(reply.Recorded), Purged: int(reply.Purged)}, nil
}

// Rank orders the candidates given. It records nothing.
func (d *Device) Rank(ctx context.Context, request RankRequest) (*Slate, error) {
	return d.slate(ctx, abi.OpRank, request.wire)
}

// Recommend finds items of the whole catalogue and orders them. It records nothing.
func (d *Device) Recommend(ctx context.Context, request RecommendRequest) (*Slate, error) {
	return d.slate(ctx, abi.OpRecommend, request.wire)
}

// slate makes a call whose reply is a slate.
func (d *Device) slate(ctx context.Context, op abi.Op, request build) (*Slate, error) {
	var reply abi.Slate
	if err := d.call(ctx, op, &reply, request); err != nil {
		return nil, err
	}
	return slateOf(&reply), nil
}

// Explain returns the standing of items within the whole catalogue and what their scores are made of. It records nothing.
func (d *Device) Explain(ctx context.Context, request ExplainRequest) (*Explanation, error) {
	var reply abi.ExplainReply
	if err := d.call(ctx, abi.OpExplain, &reply, request.wire); err != nil {
		return nil, err
	}
	return explanationOf(&reply), nil
}

// Stats counts what the device holds.
func (d *Device) Stats(ctx context.Context) (*Stats, error) {
	var reply abi.Stats
	err := d.call(ctx, abi.OpStats, &reply, func(now int64, offset int32) (any, error) {
		return &abi.StatsRequest{Now: now, Offset: offset}, nil
	})
	if err != nil {
		return nil, err
	}
	return statsOf(&reply), nil
}

// Forget removes the records that match any part of the request, and every record based on them. When it returns nil neither
// the module's memory nor the device's journal holds them any more.
func (d *Device) Forget(ctx context.Context, request ForgetRequest) (*Forgotten, error) {
	leave, err := d.enter(ctx, abi.OpForget)
	if err != nil {
		return nil, err
	}
	defer leave()
	var reply abi.ForgetReply
	err = d.run(ctx, abi.OpForget, &reply, func(now int64, offset int32) (any, error) {
		return request.wire(now, offset)
	})
	if err != nil {
		return nil, err
	}
	if !request.Preview {
		if err := d.fold(ctx); err != nil {
			return nil, err
		}
	}
	return forgottenOf(&reply), nil
}

// Snapshot returns the person's state for WithSnapshot. Equal states give equal bytes. The caller stores them and guards them:
// they are the person's history. Until the person has decided something, or has said that an order is to be remembered, it is empty: nothing is
// to be stored.
func (d *Device) Snapshot(ctx context.Context) ([]byte, error) {
	leave, err := d.enter(ctx, abi.OpSnapshot)
	if err != nil {
		return nil, err
	}
	defer leave()
	var reply abi.SnapshotReply
	err = d.run(ctx, abi.OpSnapshot, &reply, func(now int64, offset int32) (any, error) {
		return &abi.SnapshotRequest{Now: now, Offset: offset}, nil
	})
	if err != nil {
		return nil, err
	}
	return reply.Snapshot, d.fold(ctx)
}

// Restore ends the present person's state, wipes it, and begins another's. On an error the present one stays.
func (d *Device) Restore(ctx context.Context, config DeviceConfig) (*Restored, error) {
	leave, err := d.enter(ctx, abi.OpRestore)
	if err != nil {
		return nil, err
	}
	defer leave()
	now, offset, err := config.instant()
	if err != nil {
		return nil, inOp(abi.OpRestore, err)
	}
	base := config.request(now, offset)
	var reply abi.RestoreReply
	if err := d.replace(ctx, &base, &reply); err != nil {
		clear(base.Snapshot)
		return nil, err
	}
	d.state.rebase(base)
	d.config = config.rules()
	return &Restored{Events: int(reply.Events), Purged: int(reply.Purged), Unknown: int(reply.Unknown)}, nil
}

// SwapPack puts another pack in the place of the open one; the person's state stays and is read with the new pack. On an error
// the former pack stays in use. ErrCatalogue and ErrSequence are what the config can allow.
func (d *Device) SwapPack(ctx context.Context, pack Pack, config SwapConfig) (PackInfo, error) {
	if err := d.module.verify(pack); err != nil {
		return PackInfo{}, err
	}
	leave, err := d.enter(ctx, abi.OpPackOpen)
	if err != nil {
		return PackInfo{}, err
	}
	defer leave()
	now, offset, err := d.config.instant()
	if err != nil {
		return PackInfo{}, inOp(abi.OpPackOpen, err)
	}
	request := abi.PackOpenRequest{Now: now, Offset: offset, Replace: config.Replace, Rollback: config.Rollback}
	return d.swap(ctx, pack, request)
}

// Close ends the instance and zeroes its memory and the journal. Further calls answer ErrClosed; further Closes do nothing.
func (d *Device) Close(ctx context.Context) error {
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return contextError("close", ctx)
	}
	defer func() { <-d.turn }()
	if d.closed {
		return nil
	}
	d.closed = true
	d.discard()
	return nil
}

// discard ends the instance and wipes the state, which is then that of a person with no history and no grants.
func (d *Device) discard() {
	d.module.inUse.RLock()
	defer d.module.inUse.RUnlock()
	d.drop()
	d.config = DeviceConfig{}
	d.state.rebase(abi.RestoreRequest{})
}
