package host

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/pack"
)

// TestReasonsSayHowOften: what counts uses says how many there were, under what, and which was the latest.
func TestReasonsSayHowOften(t *testing.T) {
	ctx := context.Background()
	m := shopModel(40, 1)
	m.Used = []int32{500, 700}
	m.Features = append(m.Features, pack.Feature{Name: "room", Values: []string{"kitchen"}, Habit: []int32{0, -30}})
	m.Cells.Rows = append(m.Cells.Rows, nil)
	d, err := loadEngine(t).NewDevice(ctx, Pack{Bytes: pack.Append(nil, m)}, at(noon))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close(ctx)) })
	kitchen := map[string]string{"room": "kitchen"}
	refs := watch(t, d,
		Event{Type: "view", Item: "film-7", Time: noon.Add(-3 * time.Hour), Context: kitchen},
		Event{Type: "click", Item: "film-7", Time: noon.Add(-2 * time.Hour), Context: kitchen},
		Event{Type: "view", Item: "film-7", Time: noon.Add(-time.Hour)})
	slate, err := d.Rank(ctx, RankRequest{Candidates: []string{"film-7"}, Seen: SeenShow, Reasons: AllReasons, Context: kitchen})
	require.NoError(t, err)
	require.Equal(t, Contribution{
		Kind: KindUsed, Score: 700, Count: 3, Item: "film-7", Title: "Film 7", Event: "view", Ref: refs[2], Time: noon.Add(-time.Hour).UTC(), Purposes: []string{"rank"},
	}, reasonOf(slate, "film-7", KindUsed))
	require.Equal(t, Contribution{
		Kind: KindHabit, Score: -30, Count: 2, Field: "room", Value: "kitchen",
		Item: "film-7", Title: "Film 7", Event: "click", Ref: refs[1], Time: noon.Add(-2 * time.Hour).UTC(), Purposes: []string{"rank"},
	}, reasonOf(slate, "film-7", KindHabit))
	require.Equal(t, slate.Items[0].Score, sum(slate.Items[0].Reasons))
}
