package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWithoutTheSensitivePurposeTheTraitIsNotTold is promise (A): it acts through sensitive items; a logistic probe on slates and profiles of
// 20,000 generated persons tells it with the firewall no better than by chance (upper 95 % bound of the AUC at most .52), and without
// the firewall well (at least .65), so that the test can fail.
func TestWithoutTheSensitivePurposeTheTraitIsNotTold(t *testing.T) {
	if testing.Short() {
		t.Skip("20,000 devices")
	}
	b, err := newBase(20_000, 4000, 1)
	require.NoError(t, err)
	w, ctx := b.live(behaviour{}), context.Background()
	firewall, err := look(ctx, w, config(w.sensitive, nil), "rank")
	require.NoError(t, err)
	got := firewall.infer(w)
	t.Logf("firewall: %s", got)
	require.LessOrEqual(t, got.upper(), .52)
	audit := firewall.inferFromAudit(w)
	t.Logf("firewall, audit and snapshot size alone: %s", audit)
	require.LessOrEqual(t, audit.upper(), .52, "what was refused is not counted")

	few, err := newBase(4000, 4000, 1) // enough to see that it can fail
	require.NoError(t, err)
	w = few.live(behaviour{})
	flagless, err := look(ctx, w, config(nil, nil), "rank")
	require.NoError(t, err)
	granted, err := look(ctx, w, config(w.sensitive, nil), "rank", "care")
	require.NoError(t, err)
	for name, open := range map[string]estimate{
		"items not flagged": flagless.infer(w), "purpose granted": granted.infer(w), "purpose granted, audit alone": granted.inferFromAudit(w),
	} {
		t.Logf("%s: %s", name, open)
		require.GreaterOrEqual(t, open.lower(), .65, name)
	}
}

// TestApprovedProxiesTellLess is promise (B): the trait also acts through proxies that nobody flagged. The firewall alone does not hold it
// back; with what "hearth train --proxies" lists approved the AUC falls.
func TestApprovedProxiesTellLess(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of devices")
	}
	b, err := newBase(4000, 4000, 1)
	require.NoError(t, err)
	last := 0.
	for _, strength := range []float64{.5, 4} {
		r, err := trialB(context.Background(), b, strength)
		require.NoError(t, err)
		t.Logf("strength %g: %s; %d listed, %d of them proxies: %s; all: %s", strength, r.before, r.listed, r.right, r.after, r.all)
		require.Greater(t, r.before.lower(), .5, "proxies do tell")
		require.Greater(t, r.before.auc, last, "the more the stronger")
		require.Less(t, r.after.upper(), r.before.lower(), "the AUC falls")
		require.GreaterOrEqual(t, r.right, 4)
		require.LessOrEqual(t, r.listed-r.right, 2)
		last = r.before.auc
	}
}
