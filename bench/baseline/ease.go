package baseline

// This file is EASE, a linear autoencoder in closed form.

import (
	"context"
	"fmt"

	"github.com/hearthrank/hearth/host/train/data"
)

const (
	easeLambda   = 250.0  // L2 penalty, in persons; on validation targets 60 to 500 differ by under 4 % on LastFM and 10 % on ml-100k
	easeMaxItems = 20_000 // n² float32: 1.6 GB
)

// ease scores by an item-to-item linear model without self-similarity (Steck, "Embarrassingly Shallow Autoencoders for Sparse Data",
// WWW 2019, equation 8),
//
//	P = (XᵀX + λI)⁻¹,   B_ij = −P_ij / P_jj for i ≠ j, B_ii = 0,   score(j) = Σ_{i in history} B_ij
//
// with X the binary person × item matrix of the training set, λ = easeLambda, and the history taken as a set. Scores may be negative.
// Time n³ operations in single precision: about three minutes for 12,000 items on one core, a quarter of an hour for 20,000; ctx ends it.
type ease struct {
	weights []float32 // B, row-major
	items   int
}

func newEase(ctx context.Context, train *data.Set) (scorer, error) {
	return easeWith(ctx, train, easeLambda)
}

func easeWith(ctx context.Context, train *data.Set, lambda float32) (scorer, error) {
	n := len(train.Items)
	if n > easeMaxItems {
		return nil, fmt.Errorf("%d items: it inverts a dense matrix of items by items, and takes at most %d (1.6 GB)", n, easeMaxItems)
	}
	all := sequences(&train.Events)
	m := &ease{weights: gram(all.distinct(), n, lambda), items: n}
	if err := invert(ctx, m.weights, n); err != nil {
		return nil, err
	}
	m.normalise()
	return m, nil
}

// gram returns the lower triangle of XᵀX + λI.
func gram(sets lists, n int, lambda float32) []float32 {
	g := make([]float32, n*n)
	for r := range sets.rows() {
		set := sets.row(int32(r))
		for k, i := range set {
			for _, j := range set[:k+1] {
				g[int(i)*n+int(j)]++
			}
		}
	}
	for i := range n {
		g[i*n+i] += lambda
	}
	return g
}

// normalise turns P into B.
func (m *ease) normalise() {
	n := m.items
	diagonal := make([]float32, n)
	for i := range n {
		diagonal[i] = m.weights[i*n+i]
		m.weights[i*n+i] = 0
	}
	for k, v := range m.weights {
		m.weights[k] = -v / diagonal[k%n]
	}
}

func (m *ease) Score(q Query, scores []float64) {
	clear(scores)
	for _, i := range distinctItems(q.History) {
		for j, w := range m.weights[int(i)*m.items:][:m.items] {
			scores[j] += float64(w)
		}
	}
}
