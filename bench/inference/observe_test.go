package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/host/train"
)

// stand is a world with its pack, and an observer with the firewall up.
func stand(t require.TestingT, grants ...string) *observer {
	b, err := newBase(60, 200, 1)
	require.NoError(t, err)
	w := b.live(behaviour{})
	site := w.site()
	packed, _, err := train.Train(context.Background(), site, config(w.sensitive, nil), train.DefaultSettings(site), nil)
	require.NoError(t, err)
	p, err := engine.OpenPack(packed)
	require.NoError(t, err)
	return &observer{world: w, pack: p, options: engine.Options{Grants: grants}}
}

// views lets a new person act and returns what is seen of the person.
func (o *observer) views(t require.TestingT, events ...engine.Event) (all, audit view) {
	require.NoError(t, o.open(engine.At{Now: o.now - 40*86400_000}))
	for _, e := range events {
		_, _, err := o.device.Observe(engine.At{Now: e.Time, Offset: e.Offset}, []engine.Event{e})
		require.NoError(t, err)
	}
	a, b := &writer{}, &writer{}
	require.NoError(t, o.state(a))
	require.NoError(t, o.audit(a))
	require.NoError(t, o.audit(b))
	return a.done(), b.done()
}

// ago returns a view of an item some minutes before the request.
func (o *observer) ago(minutes int64, item string) engine.Event {
	return engine.Event{Type: "view", Item: item, Time: o.now - minutes*60_000}
}

// TestObserverSeesEachDifference: whatever of a profile differs between two persons shows in some feature.
func TestObserverSeesEachDifference(t *testing.T) {
	o := stand(t, "rank")
	one := o.ago(90, "i0007")
	base, audit := o.views(t, one)
	for name, change := range map[string]func(e *engine.Event){
		"item":    func(e *engine.Event) { e.Item = "i0008" },
		"type":    func(e *engine.Event) { e.Type = "like" },
		"hour":    func(e *engine.Event) { e.Time -= 2 * 3600_000 },
		"day":     func(e *engine.Event) { e.Time -= 9 * 86400_000 },
		"offset":  func(e *engine.Event) { e.Offset = 120 },
		"value":   func(e *engine.Event) { e.Value, e.HasValue = 3000, true },
		"context": func(e *engine.Event) { e.Context = []engine.Pair{{Name: "device", Value: "phone"}} },
		"query":   func(e *engine.Event) { e.Query = "lamp" },
	} {
		t.Run(name, func(t *testing.T) {
			other := one
			change(&other)
			got, _ := o.views(t, other)
			require.NotEqual(t, base, got)
		})
	}
	again, sameAudit := o.views(t, one)
	require.Equal(t, base, again, "and nothing shows where nothing differs: no person leaves a trace for the next")
	require.Equal(t, audit, sameAudit)
	more, moreAudit := o.views(t, one, one)
	require.NotEqual(t, base, more, "one event more")
	require.NotEqual(t, audit, moreAudit)
	none, _ := o.views(t)
	require.NotEqual(t, base, none)
}

// TestObserverSeesEverySnapshotApart: on random histories, two persons who look the same have snapshots of one length, and equal items.
func TestObserverSeesEverySnapshotApart(t *testing.T) {
	o := stand(t, "rank")
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (list []engine.Event, items []string) {
			minute := int64(0)
			for range rapid.IntRange(0, 4).Draw(t, name) {
				minute += int64(rapid.IntRange(1, 500).Draw(t, "minute"))
				e := o.ago(minute, fmt.Sprintf("i%04d", rapid.IntRange(1, 4).Draw(t, "item")))
				list = append(list, e)
				items = append(items, e.Item)
			}
			slices.Reverse(list)
			slices.Sort(items)
			return list, items
		}
		a, itemsA := draw("a")
		b, itemsB := draw("b")
		viewA, _ := o.views(t, a...)
		viewB, _ := o.views(t, b...)
		if slices.Equal(viewA.at, viewB.at) && slices.Equal(viewA.value, viewB.value) {
			require.Equal(t, itemsA, itemsB)
		} else {
			require.NotEqual(t, a, b)
		}
	})
}

// TestRefusedEventsLeaveTheViewAsItIs: a sensitive view more or less, anywhere in the history, changes no feature behind the firewall.
func TestRefusedEventsLeaveTheViewAsItIs(t *testing.T) {
	shut, open := stand(t, "rank"), stand(t, "rank", "care")
	rapid.Check(t, func(t *rapid.T) {
		var plain, with []engine.Event
		minute := int64(2000)
		for range rapid.IntRange(1, 6).Draw(t, "events") {
			minute -= int64(rapid.IntRange(1, 200).Draw(t, "minute"))
			if rapid.Bool().Draw(t, "sensitive") {
				with = append(with, shut.ago(minute, rapid.SampledFrom(shut.sensitive).Draw(t, "item")))
				continue
			}
			e := shut.ago(minute, fmt.Sprintf("i%04d", rapid.IntRange(1, shopItems).Draw(t, "item")))
			plain, with = append(plain, e), append(with, e)
		}
		last := shut.ago(1, "i0001") // so that the last call is at one time
		plain, with = append(plain, last), append(with, last)
		want, wantAudit := shut.views(t, plain...)
		got, gotAudit := shut.views(t, with...)
		require.Equal(t, want, got)
		require.Equal(t, wantAudit, gotAudit)
		if len(with) > len(plain) {
			seen, seenAudit := open.views(t, with...)
			require.NotEqual(t, want, seen, "with the purpose granted it shows")
			require.NotEqual(t, wantAudit, seenAudit)
		}
	})
}

// TestViewsAreWellFormed: features are numbered ascending within their width, finite and not 0.
func TestViewsAreWellFormed(t *testing.T) {
	b, err := newBase(50, 100, 1)
	require.NoError(t, err)
	w := b.live(behaviour{strength: 2})
	s, err := look(context.Background(), w, config(w.sensitive, nil), "rank", "care")
	require.NoError(t, err)
	for k, views := range [][]view{s.all, s.audit} {
		require.Len(t, views, 50)
		most := int32(0)
		for _, v := range views {
			require.Len(t, v.value, len(v.at))
			require.True(t, slices.IsSorted(v.at))
			require.Len(t, slices.Compact(slices.Clone(v.at)), len(v.at), "no feature twice")
			for _, x := range v.value {
				require.False(t, x == 0 || math.IsNaN(float64(x)) || math.IsInf(float64(x), 0))
			}
			most = max(most, slices.Max(v.at))
		}
		require.Less(t, int(most), s.width[k])
	}
	require.Greater(t, s.width[0], 10*shopItems/2)
}

// TestObserveIsDeterministic: the order in which workers take persons does not matter.
func TestObserveIsDeterministic(t *testing.T) {
	b, err := newBase(40, 60, 1)
	require.NoError(t, err)
	w := b.live(behaviour{strength: 1})
	first, err := look(context.Background(), w, config(w.sensitive, nil), "rank")
	require.NoError(t, err)
	again, err := look(context.Background(), w, config(w.sensitive, nil), "rank")
	require.NoError(t, err)
	require.Equal(t, first, again)
}

func TestWriter(t *testing.T) {
	w := &writer{}
	w.block(3)
	w.put(2, 1.5)
	w.put(1, 0) // is not written
	w.block(2)
	w.put(0, -1)
	require.Equal(t, view{[]int32{2, 3}, []float32{1.5, -1}}, w.done())
	require.EqualValues(t, 5, w.base)
	w = &writer{}
	classed(w, []float64{0, 7, 1e30})
	v := w.done()
	require.Equal(t, []int32{2, 3, 4, 5, 6 + classes + 6, 6 + 2*classes + classes - 1}, v.at)
	require.EqualValues(t, 6+3*classes, w.base)
}

func TestSignedLog(t *testing.T) {
	require.Zero(t, signedLog(0))
	require.InDelta(t, math.Log(101), signedLog(100), 1e-12)
	require.InDelta(t, -math.Log(101), signedLog(-100), 1e-12)
}
