package main

// This file is "hearth recommend" and "hearth rank".

import (
	"context"

	"github.com/hearthrank/hearth/host"
)

const maxSlate = 100_000

type recommendCmd struct {
	personFlags
	N       int      `name:"n" short:"n" default:"10" placeholder:"N" help:"Length of the slate, 1 to 100000 (default ${default})."`
	Exclude []string `sep:"none" placeholder:"TITLE|ID" help:"Item that must not come; repeat it."`
	Seen    string   `default:"hide" enum:"hide,type,show" placeholder:"POLICY" help:"Items of the history: hide (all of them), type (hide those of event types that the pack marks as seen, as apps do by default) or show (default ${default})."`
	Explain bool     `help:"Print under each item what its score is made of; the terms add up exactly."`
	Why     bool     `help:"Explain, and say which purposes allowed it and where each item would stand without what the person did."`
	singleFlag
}

// Help is printed below the one-line help.
func (*recommendCmd) Help() string {
	return `The slate comes from the module, as on a device. Name items of the history by id, by title, or by title in any case; ` +
		`an unknown one is answered with the nearest. Without a history it is what is popular in the context.

Examples:

  hearth recommend --pack films.pack --history "Toy Story (1995)" --history "Heat (1995)" --explain
  hearth recommend --pack shop.pack --history i0007,i0031 --type purchase --n 20
  hearth recommend --pack shop.pack --history-file seen.txt --context device=phone
  hearth recommend --pack shop.pack --at 2025-12-20T20:00:00+01:00 --json
  hearth recommend --pack shop.pack --device anna --why -n 3`
}

// Validate reports bad flags as faults of the command line.
func (c *recommendCmd) Validate() error {
	if c.N < 1 || c.N > maxSlate {
		return usagef("--n %d: want 1 to %d", c.N, maxSlate)
	}
	if c.Why && c.N > maxWhy {
		return usagef("--why: --n %d: want at most %d", c.N, maxWhy)
	}
	if err := c.checkSingle(c.Why); err != nil {
		return err
	}
	return c.personFlags.check()
}

// Run prints the slate.
func (c *recommendCmd) Run(ctx context.Context, e *env) error {
	s, err := openPerson(ctx, e, &c.personFlags)
	if err != nil {
		return err
	}
	defer s.close(ctx)
	exclude, err := s.named(e, "", "", c.Exclude, "--exclude")
	if err != nil {
		return err
	}
	explain := c.Explain || c.Why
	slate, err := s.device.Recommend(ctx, host.RecommendRequest{
		N: c.N, Context: c.Context, Exclude: s.ids(exclude), Seen: host.Seen(c.Seen), Reasons: reasons(explain),
	})
	if err != nil {
		return err
	}
	v, err := s.viewSlate(&c.personFlags, c.Seen, explain, slate)
	if err == nil && c.Why {
		err = s.why(ctx, v, host.ExplainRequest{Items: v.ids(), Context: c.Context, Exclude: s.ids(exclude), Seen: host.Seen(c.Seen), Single: c.Single})
	}
	if err != nil {
		return err
	}
	return s.showSlate(ctx, e, explain, v)
}

// ids returns the items of a slate.
func (v *slateView) ids() []string {
	ids := make([]string, len(v.Items))
	for i := range v.Items {
		ids[i] = v.Items[i].ID
	}
	return ids
}

// ids returns the ids of items.
func (s *session) ids(items []uint32) []string {
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = s.file.pack.ID(item)
	}
	return ids
}

func reasons(explain bool) int {
	if explain {
		return host.AllReasons
	}
	return 0
}

type rankCmd struct {
	Candidates []string `arg:"" optional:"" name:"candidate" sep:"none" help:"Items to order, by id or title; a comma list is taken when every part is an exact id or title."`
	personFlags
	CandidatesFile string `placeholder:"FILE" help:"Candidates with one id or title a line; - is standard input."`
	N              int    `name:"n" short:"n" default:"0" placeholder:"N" help:"Length of the slate; 0 is all (default ${default})."`
	Seen           string `default:"show" enum:"hide,type,show" placeholder:"POLICY" help:"Candidates of the history: hide (all of them), type (hide those of event types that the pack marks as seen) or show (default ${default})."`
	Explain        bool   `help:"Print under each item what its score is made of; the terms add up exactly."`
	Why            bool   `help:"Explain, and say which purposes allowed it, where each item would stand in the whole catalogue without what the person did, and why candidates were left out."`
	singleFlag
}

// Help is printed below the one-line help.
func (*rankCmd) Help() string {
	return `For lists that somebody else has made: a search result, a page of offers, articles of the day. ` +
		`Candidates that may not be shown (sold out) are left out.

Examples:

  hearth rank --pack films.pack --history "Heat (1995)" "Toy Story (1995)" "Casino (1995)" "Babe (1995)"
  hearth rank --pack shop.pack --history i0007 i0001,i0002,i0003 --explain
  hearth rank --pack shop.pack --history i0007 --candidates-file offers.txt --json
  hearth rank --pack shop.pack --device anna i0001,i0002,i0003 --why`
}

// Validate reports bad flags as faults of the command line.
func (c *rankCmd) Validate() error {
	if c.N < 0 || c.N > maxSlate {
		return usagef("--n %d: want 0 to %d", c.N, maxSlate)
	}
	if len(c.Candidates) == 0 && c.CandidatesFile == "" {
		return usagef("no candidates: name them, or give --candidates-file")
	}
	if c.CandidatesFile == "-" && c.HistoryFile == "-" {
		return usagef("--candidates-file and --history-file cannot both be standard input")
	}
	if err := c.checkSingle(c.Why); err != nil {
		return err
	}
	return c.personFlags.check()
}

// Run prints the candidates in order.
func (c *rankCmd) Run(ctx context.Context, e *env) error {
	s, err := openPerson(ctx, e, &c.personFlags)
	if err != nil {
		return err
	}
	defer s.close(ctx)
	items, err := s.named(e, c.CandidatesFile, "--candidates-file", c.Candidates, "candidate")
	if err != nil {
		return err
	}
	explain := c.Explain || c.Why
	slate, err := s.device.Rank(ctx, host.RankRequest{
		Candidates: s.ids(items), Context: c.Context, N: c.N, Seen: host.Seen(c.Seen), Reasons: reasons(explain),
	})
	if err != nil {
		return err
	}
	v, err := s.viewSlate(&c.personFlags, c.Seen, explain, slate)
	if err == nil && c.Why {
		err = s.why(ctx, v, host.ExplainRequest{Items: s.ids(items), Context: c.Context, Seen: host.Seen(c.Seen), Single: c.Single})
	}
	if err != nil {
		return err
	}
	return s.showSlate(ctx, e, explain, v)
}
