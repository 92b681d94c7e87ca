package train

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/rerank"
	"github.com/hearthrank/hearth/host/train/data"
)

// trial is a generated shop, its truth and its pack.
type trial struct {
	set   *data.Set
	truth *dataset.Truth
	pack  *engine.Pack
	at    engine.At
}

func newTrial(t *testing.T) *trial {
	set, truth, err := dataset.Sample(dataset.SampleConfig{Persons: 1200, Items: 240, Days: 365, Sessions: 6, Seed: 3})
	require.NoError(t, err)
	ordinary(set)
	at := engine.At{Now: slices.Max(set.Events.Time)}
	return &trial{set, truth, packOf(t, set, DefaultConfig(), DefaultSettings(set)), at}
}

// slate returns the ten items, as indexes into the set, for a device that has viewed these.
func (x *trial) slate(t *testing.T, viewed ...int) []int {
	d, err := engine.NewDevice(x.pack, x.at.Now, engine.Options{Grants: []string{"all"}})
	require.NoError(t, err)
	var events []engine.Event
	for _, i := range viewed {
		events = append(events, engine.Event{Type: "view", Item: x.set.Items[i].ID, Time: x.at.Now})
	}
	_, _, err = d.Observe(x.at, events)
	require.NoError(t, err)
	s, err := d.Recommend(&engine.Request{At: x.at, N: 10, Seen: rerank.SeenHide})
	require.NoError(t, err)
	require.Equal(t, len(viewed) > 0, s.Personal)
	var items []int
	for _, it := range s.Items {
		items = append(items, slices.IndexFunc(x.set.Items, func(i data.Item) bool { return i.ID == x.pack.ID(it.Item) }))
	}
	require.Len(t, items, 10)
	return items
}

// TestPacksKnowTastes: after four visits to a person's best category, a slate has far more goods of the two categories that the person
// truly likes than the slate of popularity that a stranger gets.
func TestPacksKnowTastes(t *testing.T) {
	x := newTrial(t)
	liked := func(person int, slate []int) (n int) {
		for _, i := range slate {
			if x.truth.IsBest(person, int32(i)) {
				n++
			}
		}
		return n
	}
	personal, popular := 0, 0
	stranger := x.slate(t)
	for person := range 60 {
		var visits []int
		for i, category := range x.truth.Category {
			if category == x.truth.Best[person][0] && len(visits) < 4 {
				visits = append(visits, i)
			}
		}
		popular += liked(person, stranger)
		personal += liked(person, x.slate(t, visits...))
	}
	t.Logf("of 600 places, %d are of the two best categories; with popularity alone %d", personal, popular)
	require.Greater(t, personal, 2*popular)
}

// TestPacksKnowWhatFollows: after one visit the slate has the item's true successors, which stand in other categories.
func TestPacksKnowWhatFollows(t *testing.T) {
	x := newTrial(t)
	found, popular := 0, 0
	stranger := x.slate(t)
	for i := range x.set.Items {
		slate := x.slate(t, i)
		for _, next := range x.truth.Next[i] {
			if slices.Contains(slate, int(next)) {
				found++
			}
			if slices.Contains(stranger, int(next)) {
				popular++
			}
		}
	}
	t.Logf("of %d true successors the slates have %d; popularity alone %d", 3*len(x.set.Items), found, popular)
	require.Greater(t, found, 4*popular)
}

// TestPacksKnowStrangers: a stranger's slate has items that truly are among the most popular.
func TestPacksKnowStrangers(t *testing.T) {
	x := newTrial(t)
	order := slices.Clone(x.truth.Popularity)
	slices.Sort(order)
	top := order[len(order)-len(order)/8]
	hits := 0
	for _, i := range x.slate(t) {
		if x.truth.Popularity[i] >= top {
			hits++
		}
	}
	t.Logf("%d of 10 are in the true top eighth", hits)
	require.GreaterOrEqual(t, hits, 5)
}
