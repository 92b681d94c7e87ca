package eval

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// shop returns the generated shop of this size.
func shop(t testing.TB, persons, items int) *data.Set {
	set, err := dataset.Open(fmt.Sprintf("sample:persons=%d,items=%d,sessions=3,seed=5", persons, items), dataset.Options{})
	require.NoError(t, err)
	return set
}

// step is one event: a person, an item (none below 0), a type and a value.
type step struct {
	person, item int
	kind         string
	value        float32
}

// setOf makes a set of n items i0, i1 … and these events, in order within each person.
func setOf(n int, steps ...step) *data.Set {
	set := &data.Set{Name: "csv:made", Clock: data.ClockSynthetic}
	for i := range n {
		set.Items = append(set.Items, data.Item{ID: fmt.Sprintf("i%d", i), PriceCents: -1, Available: true})
	}
	e := &set.Events
	kinds := map[string]uint8{}
	for k, s := range steps {
		for len(e.Persons) <= s.person {
			e.Persons = append(e.Persons, fmt.Sprintf("p%d", len(e.Persons)))
		}
		if _, known := kinds[s.kind]; !known {
			kinds[s.kind] = uint8(len(e.Types))
			e.Types = append(e.Types, s.kind)
		}
		e.Person = append(e.Person, uint32(s.person))
		e.Item = append(e.Item, int32(max(s.item, int(data.NoItem))))
		e.Type = append(e.Type, kinds[s.kind])
		e.Time = append(e.Time, int64(k+1)*1000)
		e.Offset = append(e.Offset, 0)
		e.Value = append(e.Value, s.value)
	}
	e.Sort()
	return set
}

// drawSet makes a small random log.
func drawSet(t *rapid.T) *data.Set {
	var steps []step
	for range rapid.IntRange(0, 50).Draw(t, "events") {
		steps = append(steps, step{
			person: rapid.IntRange(0, 6).Draw(t, "person"), item: rapid.IntRange(-1, 8).Draw(t, "item"),
			kind: rapid.SampledFrom([]string{"view", "view", "rating", "dislike", "search"}).Draw(t, "kind"), value: float32(rapid.IntRange(1, 5).Draw(t, "value")),
		})
	}
	return setOf(9, steps...)
}

// strict is the default configuration with ratings below 3 as evidence against.
func strict() train.Config {
	cfg := train.DefaultConfig().WithMinPersons(1)
	cfg.MinRating = 3
	return cfg
}

// leaveOneOut splits by leave-one-out with the strict configuration.
func leaveOneOut(t require.TestingT, set *data.Set) *Split {
	s, err := NewSplit(set, strict(), SplitOptions{Protocol: LeaveOneOut})
	require.NoError(t, err)
	return s
}
