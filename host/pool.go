package host

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/hearthrank/hearth/wasm/abi"
)

// unknownSerial marks a device whose pack is not one of its pool's.
const unknownSerial = -1

// Pool is a number of instances with one pack loaded, for servers that rank for many persons: a call takes an instance, restores a
// person's state on it, works, and wipes it. It is safe for concurrent use; as many calls run at once as there are instances, the
// rest wait for as long as their contexts allow.
//
// The pool keeps nothing of a person between calls: what a call recorded is lost unless it takes a Snapshot and stores it. Two
// calls at once that both record for the same person need a lock of the caller's, or the later snapshot wins.
type Pool struct {
	module *Module
	free   chan *seat // idle instances, some of them not started yet
	done   chan struct{}
	closed atomic.Bool
	size   int

	swapping sync.Mutex // held by SwapPack: which pack may follow is asked of the pool's present one
	mu       sync.Mutex // guards the following
	pack     Pack       // the pack that seats are brought up to
	serial   int        // counts packs
}

// NewPool makes a pool of size instances, at least 1. One is started at once, so that a bad pack is an error here; the others when
// they are first needed. Each holds its own copy of the pack.
func (m *Module) NewPool(ctx context.Context, pack Pack, size int) (*Pool, error) {
	if size < 1 {
		return nil, fmt.Errorf("host: a pool of %d instances: want 1 or more", size)
	}
	first, err := m.NewDevice(ctx, pack, NewDeviceConfig())
	if err != nil {
		return nil, err
	}
	p := &Pool{module: m, pack: pack, free: make(chan *seat, size), done: make(chan struct{}), size: size}
	p.free <- &first.seat
	for range size - 1 {
		p.free <- &seat{module: m, pack: pack, state: newJournal(abi.RestoreRequest{}, m.config.journalLimit)}
	}
	return p, nil
}

// Do restores a person on an instance and runs fn with it. The device is fn's until it returns; later calls on it answer ErrClosed.
// It returns fn's error, or the reason why fn was not run.
func (p *Pool) Do(ctx context.Context, person DeviceConfig, fn func(*Device) error) error {
	s, err := p.take(ctx)
	if err != nil {
		return err
	}
	d := newDevice(*s)
	defer func() { p.give(ctx, d) }()
	if err := p.update(ctx, d); err != nil {
		return err
	}
	if _, err := d.Restore(ctx, person); err != nil {
		return err
	}
	return fn(d)
}

// Rank orders candidates for a person.
func (p *Pool) Rank(ctx context.Context, person DeviceConfig, request RankRequest) (slate *Slate, err error) {
	err = p.Do(ctx, person, func(d *Device) error {
		slate, err = d.Rank(ctx, request)
		return err
	})
	return slate, err
}

// Recommend finds and orders items for a person.
func (p *Pool) Recommend(ctx context.Context, person DeviceConfig, request RecommendRequest) (slate *Slate, err error) {
	err = p.Do(ctx, person, func(d *Device) error {
		slate, err = d.Recommend(ctx, request)
		return err
	})
	return slate, err
}

// SwapPack puts another pack in the place of the pool's: opened on one instance now, on the others before their next call. Calls that
// run meanwhile finish with the former pack. On an error the former pack stays in use.
func (p *Pool) SwapPack(ctx context.Context, pack Pack, config SwapConfig) (PackInfo, error) {
	p.swapping.Lock()
	defer p.swapping.Unlock()
	s, err := p.take(ctx)
	if err != nil {
		return PackInfo{}, err
	}
	d := newDevice(*s)
	defer func() { p.give(ctx, d) }()
	if err := p.update(ctx, d); err != nil {
		return PackInfo{}, err
	}
	info, err := d.SwapPack(ctx, pack, config)
	if err != nil {
		return PackInfo{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.serial++
	p.pack, d.serial = pack, p.serial
	return info, nil
}

// take waits for an idle instance.
func (p *Pool) take(ctx context.Context) (*seat, error) {
	if ctx.Err() != nil {
		return nil, contextError("pool", ctx)
	}
	select {
	case <-p.done:
		return nil, hostError("pool", ErrClosed, "the pool")
	default:
	}
	select {
	case s := <-p.free:
		return s, nil
	case <-p.done:
		return nil, hostError("pool", ErrClosed, "the pool")
	case <-ctx.Done():
		return nil, contextError("pool", ctx)
	}
}

// update brings a device to the pool's present pack. The pack was verified and opened when it became the pool's, so that whether
// it may follow the device's is not asked again.
func (p *Pool) update(ctx context.Context, d *Device) error {
	p.mu.Lock()
	pack, serial := p.pack, p.serial
	p.mu.Unlock()
	if d.serial == serial {
		return nil
	}
	if d.inst == nil {
		d.pack, d.serial = pack, serial
		return nil
	}
	if _, err := d.SwapPack(ctx, pack, SwapConfig{Replace: true, Rollback: true}); err != nil {
		return err
	}
	d.serial = serial
	return nil
}

// give takes the device back from its borrower, wipes the person and frees the instance for the next. An instance that cannot be
// wiped is dropped, which zeroes its memory. The end of the caller's context does not stop this.
func (p *Pool) give(ctx context.Context, d *Device) {
	d.turn <- struct{}{}
	own := newDevice(d.seat)
	d.closed, d.seat = true, seat{module: d.module}
	<-d.turn
	if own.inst == nil {
		own.discard()
	} else if _, err := own.Restore(context.WithoutCancel(ctx), NewDeviceConfig()); err != nil {
		own.discard()
	}
	p.free <- &own.seat
}

// Close waits for running calls and ends all instances. Later calls answer ErrClosed. When ctx ends first, the instances in use are
// left to Module.Close.
func (p *Pool) Close(ctx context.Context) error {
	if p.closed.Swap(true) {
		return nil
	}
	close(p.done)
	for range p.size {
		select {
		case s := <-p.free:
			newDevice(*s).discard()
		case <-ctx.Done():
			return contextError("pool", ctx)
		}
	}
	return nil
}
