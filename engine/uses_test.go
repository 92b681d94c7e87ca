package engine

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/pack/packtest"
	"github.com/hearthrank/hearth/engine/scoring"
)

const oclock = int64(60 * 60 * 1000)

// uses returns the contributions of the kinds used and habit to an item's score, and the time of the event that each names.
func uses(t *testing.T, d *Device, at At, item string) (terms []Contribution, times []int64) {
	x, _, err := d.Explain(&Request{At: at, Seen: 2, Reasons: -1}, []string{item}, 0)
	require.NoError(t, err)
	for _, c := range x[0].Reasons {
		if c.Kind == scoring.KindUsed || c.Kind == scoring.KindHabit {
			_, time, _, of, allowed := d.Past(&c)
			require.Equal(t, item, of)
			require.Equal(t, []string{"rank"}, d.PurposesOf(allowed))
			times = append(times, time)
			c.Entry = 0
			terms = append(terms, c)
		}
	}
	return terms, times
}

// TestUsedCountsTheWholeHistory looks at a mill that is viewed once a month. Its uses neither fade nor leave with the window of three events.
func TestUsedCountsTheWholeHistory(t *testing.T) {
	d := device(t, open(t, packtest.Regulars()), 0, uncapped)
	for m := range 9 {
		now := int64(m) * 30 * day
		_, _, err := d.Observe(At{Now: now}, []Event{
			{Type: "view", Item: "mill", Time: now}, {Type: "dislike", Item: "mill", Time: now}, {Type: "impression", Item: "mill", Time: now},
		})
		require.NoError(t, err)
		terms, times := uses(t, d, At{Now: now, Context: []Pair{{Name: "daypart"}}}, "mill")
		require.Equal(t, []Contribution{{Kind: scoring.KindUsed, Count: uint32(m + 1), Score: []int64{32, 48, 64}[min(m, 2)]}}, terms)
		require.Equal(t, []int64{now}, times, "the latest use is named")
	}
	terms, _ := uses(t, d, At{Now: 9 * 30 * day}, "kettle")
	require.Empty(t, terms)
}

// TestUsedObeysRetention: what is past retention is not counted, not even while it is only masked.
func TestUsedObeysRetention(t *testing.T) {
	d := device(t, open(t, packtest.Regulars()), 0, all)
	_, _, err := d.Observe(At{Now: day}, []Event{{Type: "view", Item: "mill", Time: 0}, {Type: "purchase", Item: "mill", Time: day}})
	require.NoError(t, err)
	for _, c := range []struct {
		day   int64
		count []uint32
	}{{90, []uint32{2}}, {1000, nil}, {89, []uint32{2}}, {91, []uint32{1}}} {
		terms, _ := uses(t, d, At{Now: c.day * day, Context: []Pair{{Name: "daypart"}}}, "mill")
		var counts []uint32
		for _, term := range terms {
			counts = append(counts, term.Count)
		}
		require.Equal(t, c.count, counts, c.day)
	}
}

// TestHabitIsOfTheEventsOwnContext: an event's daypart is the one that it names, else that of its own local time.
func TestHabitIsOfTheEventsOwnContext(t *testing.T) {
	d := device(t, open(t, packtest.Regulars()), 0, all)
	view := func(hour int64, offset int32, context ...Pair) Event {
		return Event{Type: "view", Item: "mill", Time: hour * oclock, Offset: offset, Context: context}
	}
	evening, phone := Pair{Name: "daypart", Value: "evening"}, Pair{Name: "device", Value: "phone"}
	_, _, err := d.Observe(At{Now: day}, []Event{
		view(7, 0), view(1, 360), view(9, 0, evening, phone), view(19, 0), view(20, 720), view(8, 0, Pair{Name: "daypart", Value: "dawn"}),
	})
	require.NoError(t, err)
	counts := func(at At) (terms []Contribution) {
		at.Now += 2 * day
		all, _ := uses(t, d, at, "mill")
		require.Equal(t, Contribution{Kind: scoring.KindUsed, Count: 6, Score: 64}, all[slices.IndexFunc(all, func(c Contribution) bool { return c.Kind == scoring.KindUsed })])
		return slices.DeleteFunc(all, func(c Contribution) bool { return c.Kind == scoring.KindUsed })
	}
	morning := []Contribution{{Kind: scoring.KindHabit, Index: 0, Count: 3, Score: 128}}
	atNight := []Contribution{{Kind: scoring.KindHabit, Index: 1, Count: 2, Score: 128}}
	require.Equal(t, morning, counts(At{Now: 8 * oclock}))
	require.Equal(t, atNight, counts(At{Now: 8 * oclock, Offset: 600}))
	require.Equal(t, atNight, counts(At{Now: 8 * oclock, Context: []Pair{evening}}))
	require.Equal(t, append(atNight, Contribution{Kind: scoring.KindHabit, Index: 2, Count: 1, Score: -16}), counts(At{Now: 8 * oclock, Context: []Pair{evening, phone}}))
	require.Empty(t, counts(At{Now: 3 * oclock}), "the pack knows no night")
	require.Empty(t, counts(At{Now: 8 * oclock, Context: []Pair{{Name: "daypart", Value: "dawn"}}}))
}

// TestForgottenUsesAreNotCounted forgets one use after the other.
func TestForgottenUsesAreNotCounted(t *testing.T) {
	d := device(t, open(t, packtest.Regulars()), 0, all)
	refs, _, err := d.Observe(At{Now: day}, []Event{
		{Type: "view", Item: "mill", Time: 7 * oclock}, {Type: "view", Item: "mill", Time: 8 * oclock}, {Type: "view", Item: "mill", Time: 19 * oclock},
	})
	require.NoError(t, err)
	at := At{Now: day + 7*oclock}
	terms, times := uses(t, d, at, "mill")
	require.Equal(t, []Contribution{{Kind: scoring.KindHabit, Count: 2, Score: 128}, {Kind: scoring.KindUsed, Count: 3, Score: 64}}, terms)
	require.Equal(t, []int64{8 * oclock, 19 * oclock}, times)
	_, _, err = d.Forget(at, &Selection{Refs: refs[1:2]})
	require.NoError(t, err)
	terms, times = uses(t, d, at, "mill")
	require.Equal(t, []Contribution{{Kind: scoring.KindUsed, Count: 2, Score: 48}, {Kind: scoring.KindHabit, Count: 1, Score: 8}}, terms)
	require.Equal(t, []int64{19 * oclock, 7 * oclock}, times)
	_, _, err = d.Forget(at, &Selection{Items: []string{"mill"}})
	require.NoError(t, err)
	terms, _ = uses(t, d, at, "mill")
	require.Empty(t, terms)
}

// TestEvidenceAgainst: a negative edge and a negative place in a position table each turn evidence round, and together not.
func TestEvidenceAgainst(t *testing.T) {
	for name, c := range map[string]struct {
		history []string
		want    int64 // to the kettle
	}{
		"the last event has no say":           {[]string{"mill"}, 2048},
		"a negative place":                    {[]string{"mill", "poster"}, 1024 - 300},
		"a positive place":                    {[]string{"mill", "poster", "poster"}, 512 + 150},
		"a negative edge":                     {[]string{"arabica", "poster", "poster"}, -150},
		"a negative edge at a negative place": {[]string{"arabica", "poster"}, 300},
	} {
		t.Run(name, func(t *testing.T) {
			d := device(t, open(t, packtest.Regulars()), 0, all)
			for _, item := range c.history {
				_, _, err := d.Observe(At{}, []Event{{Type: "view", Item: item}})
				require.NoError(t, err)
			}
			items, _, err := d.Explain(&Request{Reasons: -1}, []string{"kettle"}, 0)
			require.NoError(t, err)
			sum := int64(0)
			for _, r := range items[0].Reasons {
				if r.Kind == scoring.KindItem {
					sum += r.Score
				}
			}
			require.Equal(t, c.want, sum)
		})
	}
}
