package host

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// marked is an event full of marks that nothing else has, and what it was called.
type marked struct {
	event Event
	texts []string
	ref   int64
}

// newMarked draws event n: a view or a search at some time of the days before noon, with a context of its own.
func newMarked(t *rapid.T, n int) *marked {
	texts := make([]string, 4)
	for k := range texts {
		texts[k] = fmt.Sprintf("mark-%d-%d-%06x", n, k, rapid.IntRange(0, 1<<24-1).Draw(t, "mark"))
	}
	m := &marked{texts: texts}
	m.event = Event{
		Type: rapid.SampledFrom([]string{"view", "purchase", "search"}).Draw(t, "type"), Item: texts[0], Query: texts[1], Context: map[string]string{texts[2]: texts[3]},
		Time: noon.Add(-time.Duration(3*n+1)*time.Hour - time.Duration(rapid.IntRange(0, 3_000_000).Draw(t, "ms"))*time.Millisecond),
	}
	return m
}

// removals are ways in which events go; each says which of all it removed.
var removals = map[string]func(t *rapid.T, d *Device, all []*marked) (gone []*marked){
	"one event": func(t *rapid.T, d *Device, all []*marked) []*marked {
		return forgets(t, d, all[:1], ForgetRequest{Events: []int64{all[0].ref}})
	},
	"an item": func(t *rapid.T, d *Device, all []*marked) []*marked {
		return forgets(t, d, all[:1], ForgetRequest{Items: all[0].texts[:1]})
	},
	"a range": func(t *rapid.T, d *Device, all []*marked) []*marked {
		return forgets(t, d, all[:1], ForgetRequest{From: all[0].event.Time, To: all[0].event.Time.Add(time.Millisecond)})
	},
	"a session": func(t *rapid.T, d *Device, all []*marked) []*marked {
		return forgets(t, d, all[:1], ForgetRequest{Sessions: []int64{all[0].ref}})
	},
	"all": func(t *rapid.T, d *Device, all []*marked) []*marked {
		return forgets(t, d, all, ForgetRequest{All: true})
	},
	"withdrawal": func(t *rapid.T, d *Device, all []*marked) []*marked {
		c, err := d.Decide(context.Background(), Decision{Withdraw: []string{"all"}})
		require.NoError(t, err)
		require.Equal(t, len(all), c.Removed)
		return all
	},
}

func forgets(t *rapid.T, d *Device, gone []*marked, request ForgetRequest) []*marked {
	f, err := d.Forget(context.Background(), request)
	require.NoError(t, err)
	require.Equal(t, len(gone), f.Removed)
	return gone
}

// places returns all that a device holds or gives out, by name.
func places(t *rapid.T, d *Device) map[string][]byte {
	ctx := context.Background()
	snapshot, err := d.Snapshot(ctx)
	require.NoError(t, err)
	export, err := d.Export(ctx)
	require.NoError(t, err)
	profile, err := d.Profile(ctx)
	require.NoError(t, err)
	told, err := MarshalProfile(profile)
	require.NoError(t, err)
	_, err = d.Stats(ctx) // the reply of the call before is wiped
	require.NoError(t, err)
	journal := slices.Clone(d.state.base.Snapshot)
	for _, e := range d.state.entries {
		journal = append(journal, e.request...)
	}
	return map[string][]byte{"snapshot": snapshot, "export": export, "profile": told, "journal": journal, "memory": slices.Clone(d.inst.memory.buf)}
}

// TestCanaryLeavesNoTrace: every event has an item, a query and a context of its own; after its removal none of them, nor the hash that names it, is in the
// snapshot, an export, the profile, the journal or linear memory. Before it the same search finds them.
func TestCanaryLeavesNoTrace(t *testing.T) {
	ctx := context.Background()
	m := loadEngine(t)
	rapid.Check(t, func(t *rapid.T) {
		d, err := m.NewDevice(ctx, shopPack(40, 1), at(noon).WithGrants())
		require.NoError(t, err)
		defer d.Close(ctx)
		_, err = d.Decide(ctx, Decision{Grant: []string{"all"}})
		require.NoError(t, err)
		var all []*marked
		for n := range rapid.IntRange(2, 6).Draw(t, "events") {
			x := newMarked(t, n)
			o, err := d.Observe(ctx, x.event)
			require.NoError(t, err)
			x.ref = o.Refs[0]
			all = append(all, x)
		}
		_, err = d.Explain(ctx, ExplainRequest{Items: []string{"film-1", all[0].texts[0]}, Reasons: AllReasons})
		require.NoError(t, err)
		before := places(t, d)
		gone := removals[rapid.SampledFrom([]string{"one event", "an item", "a range", "a session", "all", "withdrawal"}).Draw(t, "how")](t, d, all)
		after := places(t, d)
		for _, x := range all {
			left := !slices.Contains(gone, x)
			for _, text := range x.texts {
				for place := range before {
					require.Contains(t, string(before[place]), text, "the search finds it: %s", place)
					require.Equal(t, left, strings.Contains(string(after[place]), text), "%s: %s", place, text)
				}
			}
			for _, text := range x.texts {
				entry := string(rune(len(text))) + text // of the dictionary: a length below 128, and the word
				require.Contains(t, string(before["snapshot"]), entry)
				require.Equal(t, left, strings.Contains(string(after["snapshot"]), entry), "the dictionary's entry")
			}
			ref := binary.LittleEndian.AppendUint64(nil, uint64(x.ref))
			require.Contains(t, string(before["memory"]), string(ref))
			require.Equal(t, left, strings.Contains(string(after["memory"]), string(ref)), "the hash in memory")
			require.Equal(t, left, strings.Contains(string(after["export"]), fmt.Sprint(x.ref)), "the hash in the export")
		}
	})
}
