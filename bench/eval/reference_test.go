package eval

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train/data"
)

// This file computes whole runs again from nothing but the full ranking of Rank, in the plainest way.

// plain are the figures of one case, from a ranked list with scores.
type plain struct{ recall, hr, precision, ndcg, mrr, ap, auc float64 }

// plainOf walks down the list: an item's rank is how many have its score or more.
func plainOf(set *data.Set, list []placed, targets []int32, k int) plain {
	relevant := map[string]bool{}
	for _, i := range targets {
		if i != data.NoItem {
			relevant[set.Items[i].ID] = true
		}
	}
	var ranks []int
	beaten, pairs := 0.0, 0.0
	for _, x := range list {
		if !relevant[x.id] {
			continue
		}
		rank := 0
		for _, y := range list {
			rank += int(truth(y.score >= x.score))
			if !relevant[y.id] {
				beaten += truth(y.score < x.score)
			}
		}
		ranks = append(ranks, rank)
	}
	pairs = float64(len(targets) * (len(list) - len(ranks)))
	slices.Sort(ranks)
	var p plain
	ideal := 0.0
	for j := range min(len(targets), k) {
		ideal += 1 / math.Log2(float64(j+2))
	}
	for i, rank := range ranks {
		if rank <= k {
			p.recall += 1 / float64(len(targets))
			p.precision += 1 / float64(k)
			p.ndcg += 1 / math.Log2(float64(rank+1)) / ideal
			p.ap += float64(i+1) / float64(rank) / float64(min(len(targets), k))
			p.hr = 1
		}
	}
	if p.hr == 1 {
		p.mrr = 1 / float64(ranks[0])
	}
	if pairs > 0 {
		p.auc = beaten / pairs
	}
	return p
}

// TestRunEqualsAPlainOne: for each protocol of ranked cases, the module's figures are those of the plain walk.
func TestRunEqualsAPlainOne(t *testing.T) {
	tests := []struct {
		protocol string
		set      *data.Set
	}{
		{LeaveOneOut, shop(t, 60, 40)}, {Temporal, shop(t, 40, 40)}, {NextItem, shop(t, 80, 40)},
		{Random, shop(t, 60, 40)}, {ContextRanking, labelledSet(t, 30, 40)},
	}
	for _, tt := range tests {
		t.Run(tt.protocol, func(t *testing.T) {
			s := split(t, tt.set, SplitOptions{Protocol: tt.protocol, Seed: 3})
			b := trained(t, s)
			f, err := Test(context.Background(), s, b, TestOptions{})
			require.NoError(t, err)
			require.Equal(t, len(s.Test), f.Cases)
			n, err := newNative(s.Full, b)
			require.NoError(t, err)
			const k = 10
			var mean plain
			for _, q := range s.questions(TestOptions{}) {
				list, err := n.rank(context.Background(), &q)
				require.NoError(t, err)
				p := plainOf(s.Full, list, q.items, k)
				for to, v := range map[*float64]float64{
					&mean.recall: p.recall, &mean.hr: p.hr, &mean.precision: p.precision, &mean.ndcg: p.ndcg, &mean.mrr: p.mrr, &mean.ap: p.ap, &mean.auc: p.auc,
				} {
					*to += v / float64(len(s.Test))
				}
			}
			for name, want := range map[string]float64{
				"recall@10": mean.recall, "hr@10": mean.hr, "precision@10": mean.precision, "ndcg@10": mean.ndcg, "mrr@10": mean.mrr, "map@10": mean.ap, "auc": mean.auc,
			} {
				require.InDelta(t, want, f.Metrics[name], 1e-9, name)
			}
			require.Positive(t, mean.ndcg)
		})
	}
}

// TestChance: a random model has the figures of chance, whatever the protocol.
func TestChance(t *testing.T) {
	set := shop(t, 400, 100)
	for _, protocol := range []string{LeaveOneOut, Temporal, NextItem, Random} {
		t.Run(protocol, func(t *testing.T) {
			r := ran(t, set, Options{SplitOptions: SplitOptions{Protocol: protocol, Seed: 1}, Model: "random", Seeds: 1})
			missing, targets := 0, 0
			for i, rank := range r.PerCase.Ranks {
				missing += int(truth(rank == 0))
				targets = i + 1
			}
			found := 1 - float64(missing)/float64(targets)
			eligible := float64(sum(r.PerCase.Eligible)) / float64(r.Cases)
			require.InDelta(t, found/2, r.Metrics["auc"], .06)
			require.InDelta(t, found*10/eligible, r.Metrics["recall@10"], .06)
			require.Less(t, r.Metrics["gini@10"], .3, "chance shows all alike")
			require.InDelta(t, 1, r.Metrics["coverage@10"], .05)
		})
	}
}
