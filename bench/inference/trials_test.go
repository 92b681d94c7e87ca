package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/host/train"
)

// TestConfigFlagsWhatItIsTold: packs ask for both purposes, and flag the items given, those declared and those approved alike.
func TestConfigFlagsWhatItIsTold(t *testing.T) {
	b, err := newBase(5, 60, 1)
	require.NoError(t, err)
	site := b.live(behaviour{}).site()
	for name, c := range map[string]struct{ sensitive, approved, want []string }{
		"nothing":         {nil, nil, nil},
		"sensitive items": {b.sensitive, nil, b.sensitive},
		"proxies too":     {b.sensitive, b.proxies[:2], append(b.proxies[:2:2], b.sensitive...)},
	} {
		t.Run(name, func(t *testing.T) {
			packed, _, err := train.Train(context.Background(), site, config(c.sensitive, c.approved), train.DefaultSettings(site), nil)
			require.NoError(t, err)
			p, err := engine.OpenPack(packed)
			require.NoError(t, err)
			require.Equal(t, purposes, p.Purposes())
			var flagged []string
			for i := range uint32(p.Items()) {
				if p.SensitiveSet(i) != 0 {
					require.Equal(t, []string{kind}, p.Sensitive(i))
					flagged = append(flagged, p.ID(i))
				}
			}
			require.ElementsMatch(t, c.want, flagged)
		})
	}
}

// TestPacksKnowNothingOfThePersonsInferredAbout: a pack is the same whatever they do.
func TestPacksKnowNothingOfThePersonsInferredAbout(t *testing.T) {
	few, err := newBase(10, 60, 1)
	require.NoError(t, err)
	w := few.live(behaviour{strength: 1})
	site := w.site()
	want, _, err := train.Train(context.Background(), site, config(w.sensitive, nil), train.DefaultSettings(site), nil)
	require.NoError(t, err)
	only := *w
	only.set = w.set.Select(func(row int) bool { p := w.set.Events.Person[row]; return int(p) >= w.persons || p%2 == 0 })
	got, _, err := train.Train(context.Background(), only.site(), config(w.sensitive, nil), train.DefaultSettings(site), nil)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// TestTrialAHasEveryArm: with few persons the figures say little, but what the arms are made of already shows.
func TestTrialAHasEveryArm(t *testing.T) {
	b, err := newBase(400, 300, 1)
	require.NoError(t, err)
	rows, err := trialA(context.Background(), b)
	require.NoError(t, err)
	got := map[string]estimate{}
	for _, r := range rows {
		got[r.name] = r.estimate
		require.Positive(t, r.estimate.variance)
	}
	require.Len(t, got, 6)
	require.Greater(t, got[rowFlagless].lower(), .6)
	require.Greater(t, got[rowGranted].lower(), .6)
	require.Greater(t, got[rowOpenAudit].lower(), .6)
	require.Less(t, got[rowFirewall].upper(), got[rowGranted].lower())
	require.Less(t, got[rowAudit].upper(), got[rowOpenAudit].lower())
}

// TestNoStrengthNoProxies: where the trait does not act through proxies the list has next to none, and flagging the would-be ones changes little.
func TestNoStrengthNoProxies(t *testing.T) {
	b, err := newBase(400, 2000, 1)
	require.NoError(t, err)
	r, err := trialB(context.Background(), b, 0)
	require.NoError(t, err)
	require.LessOrEqual(t, r.listed, 1)
	require.InDelta(t, .5, r.before.auc, .12)
	require.InDelta(t, .5, r.all.auc, .12)
	require.Zero(t, r.strength)
}

func TestCurveOf(t *testing.T) {
	rows := []rowB{{strength: 1, before: estimate{.6, .0004}}, {strength: 2, before: estimate{.8, .0001}}}
	c := curveOf(rows, func(r rowB) estimate { return r.before })
	require.Equal(t, plotter.XYs{{X: 1, Y: .6}, {X: 2, Y: .8}}, c.XYs)
	require.InDelta(t, 1.96*.02, c.YErrors[0].Low, 1e-9)
	require.InDelta(t, 1.96*.01, c.YErrors[1].High, 1e-9)
}

func TestStrengthsRise(t *testing.T) {
	require.Len(t, strengths, 6)
	for k := 1; k < len(strengths); k++ {
		require.Greater(t, strengths[k], strengths[k-1])
	}
	require.Zero(t, strengths[0], "where there are no proxies to find")
}
