package host

import (
	"context"
	"testing"

	"github.com/hearthrank/hearth/wasm"
	"github.com/stretchr/testify/require"
)

// Canaries of a person: an item that the pack does not have, a search, a context value.
const (
	canaryItem  = "canary-item-5c1f8a"
	canaryQuery = "canary query 77ab03"
	canaryValue = "canary-value-e09d44"
)

var canaries = []string{canaryItem, canaryQuery, canaryValue}

// tell observes the canaries among other events, and uses the history so that every buffer has seen it.
func tell(t *testing.T, d *Device) (refs []int64) {
	t.Helper()
	ctx := context.Background()
	refs = watch(t, d,
		Event{Type: "click", Item: "film-1"},
		Event{Type: "click", Item: canaryItem, Context: map[string]string{"page": canaryValue}},
		Event{Type: "search", Query: canaryQuery},
		Event{Type: "view", Item: "film-2"})
	_, err := d.Recommend(ctx, RecommendRequest{N: 10, Reasons: AllReasons})
	require.NoError(t, err)
	_, err = d.Rank(ctx, RankRequest{Candidates: []string{canaryItem, "film-1"}, Context: map[string]string{"page": canaryValue}})
	require.NoError(t, err)
	return refs
}

func requireTold(t *testing.T, d *Device) {
	t.Helper()
	for _, canary := range canaries {
		require.NotZero(t, inMemory(d, canary), "%s: the test must be able to find it", canary)
		require.NotZero(t, inJournal(d, canary), canary)
	}
}

func requireForgotten(t *testing.T, d *Device) {
	t.Helper()
	for _, canary := range canaries {
		require.Zero(t, inMemory(d, canary), "%s in linear memory", canary)
		require.Zero(t, inJournal(d, canary), "%s in the journal", canary)
	}
}

func TestNothingForgottenIsLeftInMemory(t *testing.T) {
	ctx := context.Background()
	forget := func(request func(refs []int64) ForgetRequest) func(*testing.T, *Device, []int64) {
		return func(t *testing.T, d *Device, refs []int64) {
			forgotten, err := d.Forget(ctx, request(refs))
			require.NoError(t, err)
			require.NotZero(t, forgotten.Removed)
		}
	}
	restore := func(t *testing.T, d *Device, _ []int64) {
		_, err := d.Restore(ctx, at(noon))
		require.NoError(t, err)
	}
	cases := []struct {
		name string
		do   func(*testing.T, *Device, []int64)
		left int
	}{
		{"forget all", forget(func([]int64) ForgetRequest { return ForgetRequest{All: true} }), 0},
		{"forget refs", forget(func(refs []int64) ForgetRequest { return ForgetRequest{Events: refs[1:3]} }), 2},
		{"forget item and range", forget(func(refs []int64) ForgetRequest {
			return ForgetRequest{Items: []string{canaryItem}, From: noon}
		}), 0},
		{"another person", restore, 0},
		{"a person after a snapshot", func(t *testing.T, d *Device, _ []int64) {
			_, err := d.Snapshot(ctx)
			require.NoError(t, err)
			requireTold(t, d)
			restore(t, d, nil)
		}, 0},
		{"forget after a restore", func(t *testing.T, d *Device, refs []int64) {
			snapshot, err := d.Snapshot(ctx)
			require.NoError(t, err)
			_, err = d.Restore(ctx, at(noon).WithSnapshot(snapshot))
			require.NoError(t, err)
			forget(func(refs []int64) ForgetRequest { return ForgetRequest{Events: refs[1:3]} })(t, d, refs)
		}, 2},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			d := shopDevice(t, at(noon))
			refs := tell(t, d)
			requireTold(t, d)
			tc.do(t, d, refs)
			requireForgotten(t, d)
			stats, err := d.Stats(ctx)
			require.NoError(t, err)
			require.Equal(t, tc.left, stats.Events)
		})
	}
}

func TestClosedInstancesAreZeroed(t *testing.T) {
	d := shopDevice(t, at(noon))
	tell(t, d)
	memory, requests := d.inst.memory.buf, d.state.entries
	require.NoError(t, d.Close(context.Background()))
	require.Equal(t, make([]byte, len(memory)), memory)
	for _, e := range requests {
		require.Equal(t, make([]byte, len(e.request)), e.request)
	}
}

func TestDroppedInstancesAreZeroed(t *testing.T) {
	m, err := Load(context.Background(), wasm.Engine(), NewConfig().WithCloseOnContextDone(true))
	require.NoError(t, err)
	defer m.Close(context.Background())
	d, err := m.NewDevice(context.Background(), shopPack(40, 1), at(noon))
	require.NoError(t, err)
	tell(t, d)
	memory := d.inst.memory.buf
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err = d.inst.module.ExportedFunction(exportABI).Call(ctx) // wazero closes the module, and frees nothing yet
	require.Error(t, err)
	_, err = d.Stats(context.Background())
	require.NoError(t, err)
	require.Equal(t, make([]byte, len(memory)), memory)
}

func TestMemoryThatGrowsLeavesNothingBehind(t *testing.T) {
	m := &linearMemory{limit: 4 * pageSize}
	first := m.Reallocate(pageSize)
	copy(first, canaryItem)
	second := m.Reallocate(2 * pageSize)
	require.Equal(t, make([]byte, pageSize), first)
	require.Equal(t, canaryItem, string(second[:len(canaryItem)]))
	require.False(t, m.refused)
	require.Nil(t, m.Reallocate(5*pageSize))
	require.True(t, m.refused)
	m.Free()
	require.Equal(t, make([]byte, 2*pageSize), second)
	m.Free()
}
