package host

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/wasm/abi"
)

func TestFakeKeepsCount(t *testing.T) {
	d := fakeDevice(t, NewConfig())
	observes(t, d, "view", "view", "click")
	requireCount(t, 3, d)
}

func TestFaults(t *testing.T) {
	cases := []struct {
		name string
		do   func(*Device) error
		want error
		text string
	}{
		{"trap twice", observing("trap"), ErrTrap, "observe: the module trapped: wasm error: unreachable"},
		{"trap once", observing("once"), nil, ""},
		{"memory", observing("grow"), ErrMemory, "observe: out of memory: the limit is reached: 1048576 bytes"},
		{"no reply", recommending, ErrReply, "recommend: the module's reply cannot be read: array of 3 with status 0"},
		{"reply elsewhere", explaining, ErrReply, "explain: the module's reply cannot be read: it lies outside the memory"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			d := fakeDevice(t, NewConfig().WithMemoryLimit(1<<20))
			observes(t, d, "view", "click")
			_, err := d.Rank(context.Background(), RankRequest{})
			require.NoError(t, err)
			err = tc.do(d)
			require.ErrorIs(t, err, tc.want)
			kept := 2
			if tc.want == nil {
				kept = 3
			} else {
				require.EqualError(t, err, tc.text)
				var e *Error
				require.ErrorAs(t, err, &e)
			}
			requireCount(t, kept, d)
			observes(t, d, "view")
			requireCount(t, kept+1, d)
		})
	}
}

func observing(typ string) func(*Device) error {
	return func(d *Device) error {
		_, err := d.Observe(context.Background(), Event{Type: typ})
		return err
	}
}

func recommending(d *Device) error {
	_, err := d.Recommend(context.Background(), RecommendRequest{N: 1})
	return err
}

func explaining(d *Device) error {
	_, err := d.Explain(context.Background(), ExplainRequest{})
	return err
}

func TestCancellation(t *testing.T) {
	timeout := func() (context.Context, context.CancelFunc) {
		return context.WithTimeout(context.Background(), 2*time.Millisecond)
	}
	cancel := func() (context.Context, context.CancelFunc) {
		ctx, stop := context.WithCancel(context.Background())
		time.AfterFunc(2*time.Millisecond, stop)
		return ctx, stop
	}
	cases := []struct {
		name string
		make func() (context.Context, context.CancelFunc)
		want error
	}{
		{"deadline", timeout, context.DeadlineExceeded},
		{"cancel", cancel, context.Canceled},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			for event, config := range map[string]Config{"spin": NewConfig().WithCloseOnContextDone(true), "slow": NewConfig()} {
				d := fakeDevice(t, config)
				observes(t, d, "view", "view")
				memory, kept, err := interrupt(d, event, tc.make)
				require.ErrorIs(t, err, tc.want)
				require.Nil(t, d.inst, "the interrupted instance must not be used again")
				requireCount(t, kept, d)
				require.NoError(t, d.module.Close(context.Background()))
				require.Nil(t, memory.buf, "closing the module waits for what nobody waits for")
			}
		})
	}
}

// interrupt calls with contexts that end in mid-call until one is seen to. A call may win the race with its context, for wasm code cannot be
// preempted and a collection may hold up the timer until it is done; then it counts. It returns the memory of the interrupted
// instance and how many events are kept, two from before included.
func interrupt(d *Device, event string, ending func() (context.Context, context.CancelFunc)) (memory *linearMemory, kept int, err error) {
	kept = 2
	for range 50 {
		ctx, stop := ending()
		memory = d.inst.memory
		_, err = d.Observe(ctx, Event{Type: event})
		stop()
		if err == nil {
			kept++
		} else if d.inst == nil {
			break // otherwise the context had ended before the call began
		}
	}
	return memory, kept, err
}

func TestEndedContextTouchesNothing(t *testing.T) {
	d := fakeDevice(t, NewConfig())
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err := d.Observe(ctx, Event{Type: "view"})
	require.ErrorIs(t, err, context.Canceled)
	require.EqualError(t, err, "host: observe: context canceled")
	require.False(t, d.inst.closed())
	requireCount(t, 0, d)
}

func TestWaitingForATurnEndsWithTheContext(t *testing.T) {
	d := fakeDevice(t, NewConfig())
	d.turn <- struct{}{}
	ctx, stop := context.WithTimeout(context.Background(), time.Millisecond)
	defer stop()
	_, err := d.Stats(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, d.Close(ctx), context.DeadlineExceeded)
	<-d.turn
	requireCount(t, 0, d)
}

func TestInstanceClosedBetweenCalls(t *testing.T) {
	d := fakeDevice(t, NewConfig())
	observes(t, d, "view", "view")
	require.NoError(t, d.inst.module.Close(context.Background()))
	requireCount(t, 2, d)
}

func TestReplaySetsAsideWhatTrapsTwice(t *testing.T) {
	d := fakeDevice(t, NewConfig())
	_, err := d.Rank(context.Background(), RankRequest{})
	require.NoError(t, err)
	observes(t, d, "view", "late", "view") // "late" is acknowledged here and traps in every fresh instance
	d.drop()
	_, err = d.Stats(context.Background())
	require.ErrorIs(t, err, ErrTrap)
	require.ErrorContains(t, err, "replay of call 2 of 3, which is now set aside")
	requireCount(t, 2, d)
}

func TestReplayStopsWithTheContext(t *testing.T) {
	d := fakeDevice(t, NewConfig().WithCloseOnContextDone(true))
	observes(t, d, "view")
	raw, err := encode("spin")
	require.NoError(t, err)
	d.state.add(entry{op: "observe", request: raw})
	d.drop()
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Millisecond)
	defer stop()
	_, err = d.Stats(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Len(t, d.state.entries, 2, "an interrupted replay sets nothing aside")
}

func TestJournalIsFolded(t *testing.T) {
	d := fakeDevice(t, NewConfig().WithJournalLimit(4))
	for i := range 10 {
		observes(t, d, "view")
		require.LessOrEqual(t, len(d.state.entries), 4)
		require.Equal(t, i+1, len(d.state.entries)+folded(d))
	}
	d.drop()
	requireCount(t, 10, d)
}

// folded returns the count in the journal's base snapshot.
func folded(d *Device) int {
	if len(d.state.base.Snapshot) == 0 {
		return 0
	}
	return int(d.state.base.Snapshot[0])
}

func TestJournalIsFoldedBySize(t *testing.T) {
	d := fakeDevice(t, NewConfig())
	wide := Event{Type: "view", Query: string(make([]byte, 30_000))}
	for range 40 {
		_, err := d.Observe(context.Background(), wide)
		require.NoError(t, err)
		require.Less(t, d.state.size, maxJournalBytes+31_000)
	}
	require.NotZero(t, folded(d))
}

func TestSnapshotAndForgetLeaveAnEmptyJournal(t *testing.T) {
	ctx := context.Background()
	d := fakeDevice(t, NewConfig())
	observes(t, d, "view", "view")
	entries := d.state.entries
	snapshot, err := d.Snapshot(ctx)
	require.NoError(t, err)
	require.Equal(t, []byte{2}, snapshot)
	require.Empty(t, d.state.entries)
	require.Equal(t, make([]byte, len(entries[0].request)), entries[0].request, "the journal zeroes what it lets go")

	observes(t, d, "view")
	_, err = d.Forget(ctx, ForgetRequest{All: true})
	require.NoError(t, err)
	require.Empty(t, d.state.entries)
	require.Equal(t, 0, folded(d))
	require.Equal(t, []byte{2}, snapshot, "the caller's snapshot is its own")
}

func TestClosed(t *testing.T) {
	ctx := context.Background()
	t.Run("device", func(t *testing.T) {
		d := fakeDevice(t, NewConfig())
		require.NoError(t, d.Close(ctx))
		require.NoError(t, d.Close(ctx))
		_, err := d.Stats(ctx)
		require.EqualError(t, err, "stats: closed: the device")
		require.ErrorIs(t, err, ErrClosed)
	})
	t.Run("module", func(t *testing.T) {
		d := fakeDevice(t, NewConfig())
		require.NoError(t, d.module.Close(ctx))
		require.NoError(t, d.module.Close(ctx))
		_, err := d.Stats(ctx)
		require.EqualError(t, err, "stats: closed: the module")
		_, err = d.module.NewDevice(ctx, d.pack, NewDeviceConfig())
		require.ErrorIs(t, err, ErrClosed)
		require.NoError(t, d.Close(ctx))
	})
}

func TestModuleCloseWaitsForRunningCalls(t *testing.T) {
	d := fakeDevice(t, NewConfig().WithCloseOnContextDone(true))
	ctx, stop := context.WithCancel(context.Background())
	started, ended := make(chan struct{}), make(chan error)
	go func() {
		close(started)
		_, err := d.Observe(ctx, Event{Type: "spin"})
		ended <- err
	}()
	<-started
	time.AfterFunc(2*time.Millisecond, stop)
	require.NoError(t, d.module.Close(context.Background()))
	err := <-ended
	require.True(t, errors.Is(err, context.Canceled) || errors.Is(err, ErrClosed), "%v", err)
}

func TestRestoreNeedsNotTheFormerPerson(t *testing.T) {
	d := fakeDevice(t, NewConfig())
	observes(t, d, "view")
	for range 3 {
		raw, err := encode("trap")
		require.NoError(t, err)
		d.state.add(entry{op: "observe", request: raw})
	}
	d.drop()
	_, err := d.Stats(context.Background())
	require.ErrorIs(t, err, ErrTrap)
	_, err = d.Restore(context.Background(), at(noon).WithSnapshot([]byte{7}))
	require.NoError(t, err)
	requireCount(t, 7, d)
}

// TestLookingFillsNoJournal: neither profiles nor exports make it longer than its limit.
func TestLookingFillsNoJournal(t *testing.T) {
	ctx := context.Background()
	d := decidedDevice(t)
	for range 3 * d.state.limit {
		_, err := d.Profile(ctx)
		require.NoError(t, err)
		require.LessOrEqual(t, len(d.state.entries), 1)
	}
	for range 3 * d.state.limit {
		_, err := d.Export(ctx)
		require.NoError(t, err)
		require.LessOrEqual(t, len(d.state.entries), d.state.limit)
	}
	d.drop() // as a trap does
	p, err := d.Profile(ctx)
	require.NoError(t, err)
	i := slices.IndexFunc(p.Audit, func(a abi.Tally) bool { return a.Kind == "exported" })
	require.EqualValues(t, 3*d.state.limit, p.Audit[i].Count)
}
