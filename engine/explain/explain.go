// Package explain says why an item has its score and where it stands among the others.
package explain

import "github.com/hearthrank/hearth/engine/scoring"

// Strongest orders contributions by their absolute score, the largest first, and keeps n of them; n < 0 keeps all.
// Equal ones keep their order, which is by kind and then by recency.
func Strongest(all []scoring.Contribution, n int) []scoring.Contribution {
	for i := 1; i < len(all); i++ { // insertion: the lists are short, and package slices' stable sort costs the module a kilobyte
		c := all[i]
		k := i
		for ; k > 0 && abs(all[k-1].Score) < abs(c.Score); k-- {
			all[k] = all[k-1]
		}
		all[k] = c
	}
	if n >= 0 && n < len(all) {
		return all[:n]
	}
	return all
}

func abs(v int64) int64 { return max(v, -v) }

// Standing counts the eligible items with a higher and with an equal score, the item itself left out.
func Standing(scores []int64, eligible []uint32, item uint32) (above, tied uint32) {
	s := scores[item]
	for _, i := range eligible {
		switch {
		case i == item:
		case scores[i] > s:
			above++
		case scores[i] == s:
			tied++
		}
	}
	return above, tied
}
