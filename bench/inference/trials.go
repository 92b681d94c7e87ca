package main

// This file is the trials: which pack, which grants, which behaviour.

import (
	"context"
	"slices"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/host/train"
)

// purposes are those that every pack asks for.
var purposes = []consent.Purpose{
	{ID: "rank", Version: 1, Stage: consent.StageRank, Text: "Remember what I look at, to put what fits me first."},
	{ID: "care", Version: 1, Stage: consent.StageRank, Text: "Also what I look at in matters of health.", Sensitive: []string{kind}},
}

// config returns the site's configuration, in which some items are flagged.
func config(sensitive, approved []string) train.Config {
	cfg := train.DefaultConfig().WithPurposes(purposes...)
	if len(sensitive) > 0 {
		cfg = cfg.WithSensitive(train.SensitiveItems{Kind: kind, Items: sensitive})
	}
	var list []train.Approved
	for _, id := range approved {
		list = append(list, train.Approved{Kind: kind, Item: id})
	}
	return cfg.WithApproved(list...)
}

// look trains the site's pack, opens the devices and returns what is seen of them.
func look(ctx context.Context, w *world, cfg train.Config, grants ...string) (*seen, error) {
	site := w.site()
	packed, _, err := train.Train(ctx, site, cfg, train.DefaultSettings(site), nil)
	if err != nil {
		return nil, err
	}
	return observe(w, packed, grants)
}

// infer examines all that is seen of slates and profile.
func (s *seen) infer(w *world) estimate { return examine(s.all, s.width[0], w.trait[:w.persons], 1) }

// inferFromAudit examines the audit and the size of a snapshot alone.
func (s *seen) inferFromAudit(w *world) estimate {
	return examine(s.audit, s.width[1], w.trait[:w.persons], 1)
}

// rowA is one arm of (A).
type rowA struct {
	name     string
	estimate estimate
}

// trialA lets the trait act through sensitive items only.
func trialA(ctx context.Context, b *base) ([]rowA, error) {
	w := b.live(behaviour{})
	firewall, err := look(ctx, w, config(w.sensitive, nil), "rank")
	if err != nil {
		return nil, err
	}
	flagless, err := look(ctx, w, config(nil, nil), "rank")
	if err != nil {
		return nil, err
	}
	granted, err := look(ctx, w, config(w.sensitive, nil), "rank", "care")
	if err != nil {
		return nil, err
	}
	displacing := b.live(behaviour{displaced: true})
	displaced, err := look(ctx, displacing, config(w.sensitive, nil), "rank")
	if err != nil {
		return nil, err
	}
	return []rowA{
		{rowFirewall, firewall.infer(w)},
		{rowFlagless, flagless.infer(w)},
		{rowGranted, granted.infer(w)},
		{rowAudit, firewall.inferFromAudit(w)},
		{rowOpenAudit, granted.inferFromAudit(w)},
		{rowDisplaced, displaced.infer(displacing)},
	}, nil
}

// The arms of (A).
const (
	rowFirewall  = "firewall: items flagged, their purpose not granted"
	rowFlagless  = "no firewall: items not flagged"
	rowGranted   = "no firewall: items flagged, their purpose granted"
	rowAudit     = "firewall: the audit's counts and the snapshot's size alone"
	rowOpenAudit = "no firewall, purpose granted: the audit's counts and the snapshot's size alone"
	rowDisplaced = "firewall: sensitive views in place of ordinary ones"
)

// strengths are those of (B), in mean further views of proxies by persons with the trait.
var strengths = []float64{0, .25, .5, 1, 2, 4}

// rowB is one strength of (B).
type rowB struct {
	strength      float64
	before, after estimate // with the sensitive items flagged alone, and with what was listed approved
	all           estimate // with the true proxies flagged, as if the list were perfect
	listed, right int      // items that the list has, and of them true proxies
}

// trialB lets the trait act through proxies too; what the site's own list has is approved unseen.
func trialB(ctx context.Context, b *base, strength float64) (rowB, error) {
	w := b.live(behaviour{strength: strength})
	row := rowB{strength: strength}
	list, err := train.FindProxies(w.site(), config(w.sensitive, nil), train.DefaultProxyOptions())
	if err != nil {
		return row, err
	}
	var approved []string
	for _, p := range list {
		approved = append(approved, p.Item)
		if row.listed++; slices.Contains(w.proxies, p.Item) {
			row.right++
		}
	}
	for _, arm := range []struct {
		approved []string
		to       *estimate
	}{{nil, &row.before}, {approved, &row.after}, {w.proxies, &row.all}} {
		s, err := look(ctx, w, config(w.sensitive, arm.approved), "rank")
		if err != nil {
			return row, err
		}
		*arm.to = s.infer(w)
	}
	return row, nil
}
