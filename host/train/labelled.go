package train

// This file is labelled rows as the logistic regression takes them.

import (
	"cmp"
	"context"
	"slices"

	"github.com/hearthrank/hearth/host/train/lambdarank"
)

// labelled are rows of size features each, one after another, and their labels.
type labelled struct {
	size     int
	features []float32
	labels   []bool
}

func (t *labelled) row(k int) []float32 { return t.features[k*t.size : (k+1)*t.size] }

// part returns a copy of the rows for which keep holds.
func (t *labelled) part(keep func(k int) bool) *labelled {
	out := &labelled{size: t.size}
	for k, label := range t.labels {
		if keep(k) {
			out.features, out.labels = append(out.features, t.row(k)...), append(out.labels, label)
		}
	}
	return out
}

// fit returns the weights of least log loss under a penalty.
func (t *labelled) fit(ctx context.Context, ridge float64) ([]float64, error) {
	w, _, err := lambdarank.Logistic(ctx, t.size, t.features, t.labels, ridge, logitSteps)
	return w, err
}

// auc returns P(score of a positive > that of a negative) + ½ P(equal) under weights; ½ where one of the two is lacking.
func (t *labelled) auc(w []float64) float64 {
	order, scores := make([]int, len(t.labels)), make([]float64, len(t.labels))
	for k := range order {
		order[k] = k
		for f, v := range t.row(k) {
			scores[k] += w[f] * float64(v)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	won, below, positives := 0.0, 0.0, 0.0
	for i := 0; i < len(order); {
		yes, no := 0.0, 0.0
		for score := scores[order[i]]; i < len(order) && scores[order[i]] == score; i++ {
			yes, no = yes+oneIf(t.labels[order[i]]), no+oneIf(!t.labels[order[i]])
		}
		won += yes * (below + no/2)
		below, positives = below+no, positives+yes
	}
	if positives*below == 0 {
		return .5
	}
	return won / (positives * below)
}
