package host

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCountDecisions: yeses, noes, withdrawals and signals; what time ended is no opting out.
func TestCountDecisions(t *testing.T) {
	ctx := context.Background()
	purposes := []Purpose{
		{ID: "rank", Version: 1, Text: "Rank.", Stage: StageRank}, {ID: "report", Version: 1, Text: "Report.", Stage: StageReport}, {ID: "learn", Version: 1, Text: "Learn.", Stage: StageLearn},
	}
	d, err := loadEngine(t).NewDevice(ctx, shopPack(40, 1), at(noon).WithGrants().WithPurposes(purposes...))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close(ctx)) })
	counts := func() DecisionCounts {
		p, err := d.Profile(ctx)
		require.NoError(t, err)
		return CountDecisions(p)
	}
	require.Equal(t, DecisionCounts{Asked: 3}, counts())
	require.Zero(t, counts().Rate())
	for _, step := range []struct {
		decision Decision
		want     DecisionCounts
	}{
		{Decision{Grant: []string{"rank"}, Deny: []string{"report"}}, DecisionCounts{Asked: 3, Decided: 2, Agreed: 1, Grants: 1, OptOuts: 1}},
		{Decision{Grant: []string{"learn"}, Act: ActSettings}, DecisionCounts{Asked: 3, Decided: 3, Agreed: 2, Grants: 2, OptOuts: 1}},
		{Decision{Withdraw: []string{"learn"}}, DecisionCounts{Asked: 3, Decided: 3, Agreed: 1, Grants: 2, OptOuts: 2}},
		{Decision{Signal: new(true)}, DecisionCounts{Asked: 3, Decided: 3, Agreed: 1, Grants: 2, OptOuts: 3}},
		{Decision{Signal: new(false)}, DecisionCounts{Asked: 3, Decided: 3, Agreed: 1, Grants: 2, OptOuts: 3}},
	} {
		_, err := d.Decide(ctx, step.decision)
		require.NoError(t, err)
		require.Equal(t, step.want, counts())
	}
	require.InDelta(t, 1.0/3, counts().Rate(), 1e-12)
}

// TestOrdersAndConsentInOneDevice: an order holds, is in no snapshot before a yes, and what was withdrawn is in none after.
func TestOrdersAndConsentInOneDevice(t *testing.T) {
	ctx := context.Background()
	d, err := loadEngine(t).NewDevice(ctx, shopPack(40, 1), at(noon).WithGrants())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close(ctx)) })
	controls, err := d.Order(ctx, Orders{Set: []Control{{Kind: ControlBlock, Value: "film-3"}, {Kind: ControlDial, Amount: 60}}})
	require.NoError(t, err)
	require.Len(t, controls, 2)
	snapshot, err := d.Snapshot(ctx)
	require.NoError(t, err)
	require.Empty(t, snapshot)
	consent, err := d.Decide(ctx, Decision{Grant: []string{"rank"}})
	require.NoError(t, err)
	require.True(t, consent.Purpose("rank").Holds)
	require.Nil(t, consent.Purpose("sell"))
	watch(t, d, Event{Type: "view", Item: "film-20"})
	snapshot, err = d.Snapshot(ctx)
	require.NoError(t, err)
	require.Contains(t, string(snapshot), "film-3")
	require.Contains(t, string(snapshot), "film-20")
	consent, err = d.Decide(ctx, Decision{Withdraw: []string{"rank"}, Act: ActSettings})
	require.NoError(t, err)
	require.Equal(t, 1, consent.Removed)
	snapshot, err = d.Snapshot(ctx)
	require.NoError(t, err)
	require.NotContains(t, string(snapshot), "film-20")
	require.NotContains(t, string(d.state.base.Snapshot), "film-20", "nor in the journal")
	slate, err := d.Recommend(ctx, RecommendRequest{N: 40})
	require.NoError(t, err)
	require.Equal(t, GenericConsent, slate.Generic)
	for _, x := range slate.Items {
		require.NotEqual(t, "film-3", x.ID)
	}
	_, err = d.Decide(ctx, Decision{Grant: []string{"sell"}})
	require.ErrorContains(t, err, "grant[0]")
	_, err = d.Order(ctx, Orders{Set: []Control{{Kind: ControlDial, Amount: 101}}})
	require.ErrorContains(t, err, "set[0].amount")
}

// TestCounterfactualsAreAsked: three by default where reasons are asked for, as many as one says, or none.
func TestCounterfactualsAreAsked(t *testing.T) {
	ctx := context.Background()
	d := shopDevice(t, at(noon))
	for _, item := range []string{"film-20", "film-21", "film-22", "film-23", "film-24"} {
		watch(t, d, Event{Type: "view", Item: item})
	}
	for name, c := range map[string]struct {
		reasons, counterfactuals, most int
	}{
		"no reasons": {0, 0, 0}, "reasons": {AllReasons, 0, 3}, "one": {0, 1, 1}, "none": {AllReasons, NoCounterfactuals, 0},
	} {
		t.Run(name, func(t *testing.T) {
			x, err := d.Explain(ctx, ExplainRequest{Items: []string{"film-22"}, Reasons: c.reasons, Counterfactuals: c.counterfactuals})
			require.NoError(t, err)
			require.LessOrEqual(t, len(x.Items[0].Without), c.most)
			require.Equal(t, c.most == 0, len(x.Items[0].Without) == 0)
			for _, w := range x.Items[0].Without {
				require.Positive(t, w.Rank())
				require.Contains(t, w.Item, "film-2")
			}
		})
	}
}
