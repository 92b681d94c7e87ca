package train

// This file is the kinds of popularity: what all persons together did with an item.

import (
	"fmt"
	"math"
	"slices"
)

// The kinds of popularity of an item with n events of p persons. The mean count is the log's events over its items.
const (
	popLog       = "log"        // ln(1 + n)
	popCount     = "count"      // n / (100 · mean count)
	popRecent    = "recent"     // ln(1 + Σ 2^(−age / a tenth of the log's span))
	popLatest    = "latest"     // ln(1 + Σ 2^(−age / a hundredth of the log's span))
	popLate      = "late"       // ln(1 + Σ .5^(steps to the end of its sequence))
	popLateCount = "late-count" // Σ .8^(steps to the end of its sequence) / (100 · mean count)
)

// popSteps are the kinds "persons-K": 1 where at least K persons used the item, else 0. They tell how likely an item is that few or none used.
var popSteps = []int32{1, 2, 3, 5, 8, 12, 20, 40, 80, 160}

// popKinds are all kinds of popularity.
var popKinds = append([]string{popLog, popCount, popRecent, popLatest, popLate, popLateCount}, stepKinds()...)

// PopularityKinds returns the names of the kinds of popularity.
func PopularityKinds() []string { return slices.Clone(popKinds) }

func stepKinds() []string {
	var names []string
	for _, k := range popSteps {
		names = append(names, fmt.Sprintf("persons-%d", k))
	}
	return names
}

// popularity returns the values of every kind by pack item, in the order of popKinds. An item with too few persons behind it has none.
func popularity(c *counts) [][]float64 {
	n := len(c.order)
	out := make([][]float64, len(popKinds))
	for k := range out {
		out[k] = make([]float64, n)
	}
	for person := range len(c.first) - 1 {
		for pos := c.first[person]; pos < c.first[person+1]; pos++ {
			i, left := c.item[pos], float64(c.first[person+1]-1-pos)
			out[2][i] += c.recency[pos]
			out[3][i] += whole(math.Pow(c.recency[pos], 10))
			out[4][i] += whole(math.Pow(.5, left))
			out[5][i] += whole(math.Pow(.8, left))
		}
	}
	mean := math.Max(1e-9, float64(len(c.item))/float64(max(1, n)))
	for i := range n {
		if !c.enough(c.persons[i]) {
			for k := range out {
				out[k][i] = 0
			}
			continue
		}
		out[0][i], out[1][i] = math.Log1p(float64(c.n[i])), float64(c.n[i])/mean/100
		for k := 2; k <= 4; k++ {
			out[k][i] = math.Log1p(out[k][i])
		}
		out[5][i] /= mean * 100
		for k, step := range popSteps {
			if c.persons[i] >= step {
				out[6+k][i] = 1
			}
		}
	}
	return out
}

// prior returns the weighted sum of the kinds by pack item.
func prior(c *counts, s Settings) []float64 {
	sum := make([]float64, len(c.order))
	for k, values := range popularity(c) {
		if w := s.Popularity[popKinds[k]]; w != 0 {
			for i, v := range values {
				sum[i] += w * v
			}
		}
	}
	return sum
}

// withoutSteps returns the kinds with the steps all 0: they are for telling used from unused items apart, which only labelled rows ask.
func withoutSteps(kinds [][]float64) [][]float64 {
	out := slices.Clone(kinds)
	for k := len(out) - len(popSteps); k < len(out); k++ {
		out[k] = make([]float64, len(out[k]))
	}
	return out
}
