package main

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/host/train"
)

// means are the mean numbers of events of persons with the trait [1] and without [0].
type means struct{ ordinary, sensitive, proxies [2]float64 }

func meansOf(w *world) (m means) {
	persons := [2]float64{}
	for _, has := range w.trait {
		persons[b2i(has)]++
	}
	for row, i := range w.set.Events.Item {
		k := b2i(w.trait[w.set.Events.Person[row]])
		switch {
		case i >= 0 && slices.Contains(w.sensitive, w.set.Items[i].ID):
			m.sensitive[k] += 1 / persons[k]
		case i >= 0 && slices.Contains(w.proxies, w.set.Items[i].ID):
			m.proxies[k] += 1 / persons[k]
		default:
			m.ordinary[k] += 1 / persons[k]
		}
	}
	return m
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestTheTraitActsAsTold(t *testing.T) {
	b, err := newBase(2000, 1000, 1)
	require.NoError(t, err)
	has := 0
	for _, h := range b.trait {
		has += b2i(h)
	}
	require.InDelta(t, 3000*traitShare, has, 75)
	require.Len(t, b.proxies, proxyItems)
	require.Len(t, b.sensitive, sensitives)

	plain, strong := meansOf(b.live(behaviour{})), meansOf(b.live(behaviour{strength: 4}))
	require.InDelta(t, plain.ordinary[0], plain.ordinary[1], 3, "ordinary activity knows nothing of it: three standard errors")
	require.InDelta(t, plain.proxies[0], plain.proxies[1], .3)
	require.InDelta(t, curiosity, plain.sensitive[0], .05)
	require.InDelta(t, curiosity+calling, plain.sensitive[1], .2)
	require.Equal(t, plain.ordinary, strong.ordinary)
	require.Equal(t, plain.sensitive, strong.sensitive)
	require.Equal(t, plain.proxies[0], strong.proxies[0])
	require.InDelta(t, plain.proxies[1]+4, strong.proxies[1], .25)

	displaced := meansOf(b.live(behaviour{displaced: true}))
	require.InDelta(t, plain.ordinary[1]+plain.proxies[1]-calling-curiosity, displaced.ordinary[1]+displaced.proxies[1], .5)
	require.Equal(t, plain.sensitive, displaced.sensitive)
}

// TestLogsAreInOrder: rows of one person stand together in order of time, and those that packs are trained on are others'.
func TestLogsAreInOrder(t *testing.T) {
	b, err := newBase(40, 20, 1)
	require.NoError(t, err)
	w := b.live(behaviour{strength: 1})
	e := &w.set.Events
	require.Len(t, e.Context[0].Cells, e.Len())
	for i := 1; i < e.Len(); i++ {
		require.LessOrEqual(t, e.Person[i-1], e.Person[i])
		if e.Person[i-1] == e.Person[i] {
			require.LessOrEqual(t, e.Time[i-1], e.Time[i])
		}
	}
	require.Less(t, slices.Max(e.Time), w.now)
	rows := firstRows(w)
	for p := range 40 {
		require.Less(t, rows[p], rows[p+1], "everybody did something")
		require.EqualValues(t, p, e.Person[rows[p]])
		require.EqualValues(t, p, e.Person[rows[p+1]-1])
	}
	site := w.site()
	require.Equal(t, e.Len()-rows[40], site.Events.Len())
	require.GreaterOrEqual(t, slices.Min(site.Events.Person), uint32(40))
}

// TestNothingIsWrittenOfSensitiveViews: behind the firewall all that is seen of each person is as if the sensitive views had not been.
func TestNothingIsWrittenOfSensitiveViews(t *testing.T) {
	b, err := newBase(300, 300, 1)
	require.NoError(t, err)
	w := b.live(behaviour{strength: 1})
	site := w.site()
	packed, _, err := train.Train(context.Background(), site, config(w.sensitive, nil), train.DefaultSettings(site), nil)
	require.NoError(t, err)
	got, err := observe(w, packed, []string{"rank"})
	require.NoError(t, err)
	without := *w
	without.set = w.set.Select(func(row int) bool {
		i := w.set.Events.Item[row]
		return i < 0 || !slices.Contains(w.sensitive, w.set.Items[i].ID)
	})
	require.Less(t, without.set.Events.Len(), w.set.Events.Len())
	want, err := observe(&without, packed, []string{"rank"})
	require.NoError(t, err)
	require.Equal(t, want, got)
	open, err := observe(w, packed, []string{"rank", "care"})
	require.NoError(t, err)
	require.NotEqual(t, want.all, open.all, "and so it would show")
	require.NotEqual(t, want.audit, open.audit)
}

func TestObserveRefusesAPackThatIsNone(t *testing.T) {
	b, err := newBase(2, 2, 1)
	require.NoError(t, err)
	_, err = observe(&b.world, []byte("no pack"), nil)
	require.Error(t, err)
	_, err = newBase(0, 0, 1)
	require.EqualError(t, err, "sample: persons 0: want 1 to 10000000")
}

// TestGrantsMustBeDeclared: a purpose that the pack does not ask for is an error and not silently nothing.
func TestGrantsMustBeDeclared(t *testing.T) {
	b, err := newBase(2, 20, 1)
	require.NoError(t, err)
	_, err = look(context.Background(), b.live(behaviour{}), config(b.sensitive, nil), "rank", "none-such")
	var fault *engine.Error
	require.ErrorAs(t, err, &fault)
	_, err = look(context.Background(), b.live(behaviour{}), config([]string{"none such"}, nil), "rank")
	require.ErrorContains(t, err, `no item "none such" in the catalogue`)
}

// TestStrongerWorldsHaveAllOfWeakerOnes: strengths differ in nothing but further views, so that the curve compares like with like.
func TestStrongerWorldsHaveAllOfWeakerOnes(t *testing.T) {
	b, err := newBase(200, 100, 1)
	require.NoError(t, err)
	l := &life{base: b}
	more := 0
	for p, has := range b.trait {
		last := append([]int32{}, l.further(p)...)
		for _, strength := range strengths[1:] {
			l.how.strength = strength
			items := l.further(p)
			require.Equal(t, last, append([]int32{}, items[:len(last)]...))
			more += len(items) - len(last)
			require.True(t, has || len(items) == len(last))
			last = append([]int32{}, items...)
		}
		l.how.strength = 0
	}
	require.Positive(t, more)
}

// TestFurtherViewsMakeNoVisits: each happens within seconds of an ordinary event, in its context.
func TestFurtherViewsMakeNoVisits(t *testing.T) {
	b, err := newBase(100, 10, 1)
	require.NoError(t, err)
	w := b.live(behaviour{strength: 4})
	e, plain := &w.set.Events, &b.set.Events
	further := 0
	for row, i := range e.Item {
		if i < 0 || !slices.Contains(w.sensitive, w.set.Items[i].ID) {
			continue
		}
		further++
		span := b.ready[e.Person[row]]
		near := func(k int) bool {
			gap := e.Time[row] - plain.Time[k]
			return gap >= 1000 && gap < 5000 && plain.Context[0].Cells[k] == e.Context[0].Cells[row] && plain.Context[1].Cells[k] == e.Context[1].Cells[row]
		}
		found := false
		for k := int(span[0]); k < int(span[1]); k++ {
			found = found || near(k)
		}
		require.True(t, found)
	}
	require.Greater(t, further, 50)
}

// TestSeedsMakeOtherWorlds, and the same seed the same one.
func TestSeedsMakeOtherWorlds(t *testing.T) {
	worlds := map[uint64]*world{}
	for _, seed := range []uint64{1, 2} {
		b, err := newBase(30, 10, seed)
		require.NoError(t, err)
		worlds[seed] = b.live(behaviour{strength: 1})
		again, err := newBase(30, 10, seed)
		require.NoError(t, err)
		require.Equal(t, worlds[seed].trait, again.trait)
		require.Equal(t, worlds[seed].set.Events.Item, again.live(behaviour{strength: 1}).set.Events.Item)
	}
	require.NotEqual(t, worlds[1].trait, worlds[2].trait)
	require.NotEqual(t, worlds[1].set.Events.Item, worlds[2].set.Events.Item)
}
