package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shopPool is a pool of the real module with the shop of 40 films.
func shopPool(t *testing.T, size int) *Pool {
	t.Helper()
	p, err := loadEngine(t).NewPool(context.Background(), shopPack(40, 1), size)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close(context.Background())) })
	return p
}

// snapshotOf is the state of a person who clicked the films given.
func snapshotOf(t *testing.T, films ...int) []byte {
	t.Helper()
	d := shopDevice(t, at(noon))
	for _, film := range films {
		watch(t, d, Event{Type: "click", Item: fmt.Sprintf("film-%d", film)})
	}
	snapshot, err := d.Snapshot(context.Background())
	require.NoError(t, err)
	return snapshot
}

func TestPoolRanksForManyAtOnce(t *testing.T) {
	ctx := context.Background()
	pool := shopPool(t, 3)
	const persons = 12
	snapshots, want := make([][]byte, persons), make([]*Slate, persons)
	for i := range persons {
		snapshots[i] = snapshotOf(t, i, 39-i)
		slate, err := shopDevice(t, at(noon).WithSnapshot(snapshots[i])).Recommend(ctx, RecommendRequest{N: 10, Reasons: AllReasons})
		require.NoError(t, err)
		want[i] = slate
	}
	require.NotEqual(t, want[0], want[1])
	var wait sync.WaitGroup
	got := make([]*Slate, 4*persons)
	errs := make([]error, 4*persons)
	for i := range got {
		wait.Go(func() {
			got[i], errs[i] = pool.Recommend(ctx, at(noon).WithSnapshot(snapshots[i%persons]), RecommendRequest{N: 10, Reasons: AllReasons})
		})
	}
	wait.Wait()
	for i := range got {
		require.NoError(t, errs[i])
		require.Equal(t, want[i%persons], got[i])
	}
}

func TestPoolRank(t *testing.T) {
	pool := shopPool(t, 1)
	slate, err := pool.Rank(context.Background(), at(noon), RankRequest{Candidates: []string{"film-9", "film-1"}})
	require.NoError(t, err)
	require.Equal(t, []string{"film-1", "film-9"}, ids(slate))
	_, err = pool.Rank(context.Background(), at(noon).WithGrants("sell"), RankRequest{})
	require.ErrorIs(t, err, ErrPurpose)
}

func TestPoolKeepsNothingOfAPerson(t *testing.T) {
	ctx := context.Background()
	pool := shopPool(t, 1)
	var snapshot, memory []byte
	var leaked *Device
	err := pool.Do(ctx, at(noon), func(d *Device) (err error) {
		tell(t, d)
		requireTold(t, d)
		leaked, memory = d, d.inst.memory.buf
		snapshot, err = d.Snapshot(ctx)
		return err
	})
	require.NoError(t, err)
	require.Contains(t, string(snapshot), canaryItem)
	for _, canary := range canaries {
		require.Zero(t, bytes.Count(memory, []byte(canary)), canary)
	}
	_, err = leaked.Stats(ctx)
	require.ErrorIs(t, err, ErrClosed)
	require.NoError(t, leaked.Close(ctx))

	err = pool.Do(ctx, at(noon), func(d *Device) error {
		requireForgotten(t, d)
		requireStats(t, d, 0)
		return nil
	})
	require.NoError(t, err)
	err = pool.Do(ctx, at(noon).WithSnapshot(snapshot), func(d *Device) error { requireStats(t, d, 4); return nil })
	require.NoError(t, err)
}

// requireStats checks the number of events on a device of the real module.
func requireStats(t *testing.T, d *Device, events int) {
	t.Helper()
	stats, err := d.Stats(context.Background())
	require.NoError(t, err)
	require.Equal(t, events, stats.Events)
}

func TestPoolSurvivesWhatItsBorrowersDo(t *testing.T) {
	ctx := context.Background()
	boom := errors.New("boom")
	cases := []struct {
		name string
		do   func(*Device) error
		want error
	}{
		{"error", func(*Device) error { return boom }, boom},
		{"close", func(d *Device) error { return d.Close(ctx) }, nil},
		{"instance gone", func(d *Device) error { return d.inst.module.Close(ctx) }, nil},
		{"another pack", func(d *Device) error {
			_, err := d.SwapPack(ctx, shopPack(50, 5), SwapConfig{})
			return err
		}, nil},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			pool := shopPool(t, 1)
			for range 2 {
				require.ErrorIs(t, pool.Do(ctx, at(noon), tc.do), tc.want)
				slate, err := pool.Recommend(ctx, at(noon), RecommendRequest{N: 1})
				require.NoError(t, err)
				require.Equal(t, 39, slate.Eligible, "the pool's own pack")
			}
		})
	}
	t.Run("panic", func(t *testing.T) {
		pool := shopPool(t, 1)
		require.Panics(t, func() { _ = pool.Do(ctx, at(noon), func(*Device) error { panic("boom") }) })
		_, err := pool.Recommend(ctx, at(noon), RecommendRequest{N: 1})
		require.NoError(t, err)
	})
}

func TestPoolWaitsForAsLongAsTheContext(t *testing.T) {
	pool := shopPool(t, 1)
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer stop()
	err := pool.Do(context.Background(), at(noon), func(*Device) error {
		_, err := pool.Recommend(ctx, at(noon), RecommendRequest{N: 1})
		return err
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = pool.Recommend(ctx, at(noon), RecommendRequest{N: 1})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestPoolSwapPack(t *testing.T) {
	ctx := context.Background()
	pool := shopPool(t, 3)
	eligible := func() (n []int) {
		held := make(chan struct{})
		var ready, wait sync.WaitGroup
		n = make([]int, 3)
		for i := range n { // all three instances at once
			ready.Add(1)
			wait.Go(func() {
				_ = pool.Do(ctx, at(noon), func(d *Device) error {
					ready.Done()
					<-held
					slate, err := d.Recommend(ctx, RecommendRequest{N: 1})
					if err == nil {
						n[i] = slate.Eligible
					}
					return err
				})
			})
		}
		ready.Wait()
		close(held)
		wait.Wait()
		return n
	}
	require.Equal(t, []int{39, 39, 39}, eligible())
	info, err := pool.SwapPack(ctx, shopPack(50, 2), SwapConfig{})
	require.NoError(t, err)
	require.Equal(t, int64(2), info.Sequence)
	require.Equal(t, []int{49, 49, 49}, eligible())
	_, err = pool.SwapPack(ctx, shopPack(40, 1), SwapConfig{})
	require.ErrorIs(t, err, ErrSequence)
	require.Equal(t, []int{49, 49, 49}, eligible())
	_, err = pool.SwapPack(ctx, shopPack(40, 1), SwapConfig{Rollback: true})
	require.NoError(t, err)
	require.Equal(t, []int{39, 39, 39}, eligible())
}

func TestPoolSwapPackReachesInstancesNotYetStarted(t *testing.T) {
	ctx := context.Background()
	pool := shopPool(t, 2)
	_, err := pool.SwapPack(ctx, shopPack(50, 2), SwapConfig{})
	require.NoError(t, err)
	for range 3 {
		slate, err := pool.Recommend(ctx, at(noon), RecommendRequest{N: 1})
		require.NoError(t, err)
		require.Equal(t, 49, slate.Eligible)
	}
}

func TestPoolClose(t *testing.T) {
	ctx := context.Background()
	pool, err := loadEngine(t).NewPool(ctx, shopPack(40, 1), 2)
	require.NoError(t, err)
	err = pool.Do(ctx, at(noon), func(*Device) error {
		short, stop := context.WithTimeout(ctx, time.Millisecond)
		defer stop()
		return pool.Close(short)
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, pool.Close(ctx))
	_, err = pool.Recommend(ctx, at(noon), RecommendRequest{N: 1})
	require.EqualError(t, err, "pool: closed: the pool")
	_, err = pool.SwapPack(ctx, shopPack(40, 1), SwapConfig{})
	require.ErrorIs(t, err, ErrClosed)
}

func TestPoolNeedsAnInstanceAndAPack(t *testing.T) {
	_, err := loadEngine(t).NewPool(context.Background(), shopPack(40, 1), 0)
	require.EqualError(t, err, "host: a pool of 0 instances: want 1 or more")
	_, err = loadEngine(t).NewPool(context.Background(), Pack{Bytes: []byte("?")}, 1)
	require.Error(t, err)
}
