package lambdarank

import (
	"context"
	"math"
)

// Logistic returns the weights and the intercept that maximise the likelihood of labels given rows of features, with a ridge penalty
// on scaled weights, by gradient descent. Row k is x[k*features : (k+1)*features].
func Logistic(ctx context.Context, features int, x []float32, label []bool, penalty float64, steps int) (w []float64, intercept float64, err error) {
	unit := make([]float64, features+1)
	for k, v := range x {
		unit[k%features] += float64(v) * float64(v)
	}
	for f := range features {
		if unit[f] = math.Sqrt(unit[f] / float64(max(1, len(label)))); unit[f] < 1e-9 {
			unit[f] = 1
		}
	}
	theta := make([]float64, features+1)
	a := newAdam(features + 1)
	const block = 512
	blocks := (len(label) + block - 1) / block
	for t := range steps {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		parts := make([][]float64, blocks)
		parallel(blocks, func(_, b int) {
			g := make([]float64, features+1)
			for k := b * block; k < min(len(label), (b+1)*block); k++ {
				row, s := x[k*features:(k+1)*features], theta[features]
				for f, v := range row {
					s += theta[f] * float64(v) / unit[f]
				}
				e := 1/(1+math.Exp(-s)) - oneIf(label[k])
				for f, v := range row {
					g[f] += e * float64(v) / unit[f]
				}
				g[features] += e
			}
			parts[b] = g
		})
		g := make([]float64, features+1)
		for _, part := range parts {
			for f, v := range part {
				g[f] += v / float64(len(label))
			}
		}
		for f := range features {
			g[f] += penalty * theta[f]
		}
		a.step(theta, g, .1*math.Pow(.05, float64(t)/float64(steps)))
	}
	for f := range features {
		theta[f] /= unit[f]
	}
	return theta[:features], theta[features], nil
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
