package train

// This file makes the tables of a pack that are not per item: by place in the history, by number of uses.

import (
	"math"
	"slices"

	"github.com/hearthrank/hearth/engine/pack"
)

// maxHistory is the longest position table written: how many evidence events back a history can matter.
const maxHistory = 1000

// reachAt returns ρ of a reach at place k; 0^0 is 1.
func reachAt(reach, k int) float64 { return math.Pow(reachDecay[reach], float64(k)) }

// placeAt returns ρ of a place of Places at place k: the first three stand for one place each.
func placeAt(place, k int) float64 {
	if place < 3 {
		return oneIf(place == k)
	}
	return math.Pow(reachDecay[place-2], float64(k))
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// tableOf returns Σ_w weights[w]·at(w, k) for each place k, until it is next to nothing for good.
func tableOf(weights []float64, at func(w, k int) float64) []float64 {
	table := make([]float64, maxHistory)
	for w, v := range weights {
		if v == 0 {
			continue
		}
		for k := range table {
			table[k] += v * at(w, k)
		}
	}
	least := peak(table) / 4096
	n := len(table)
	for n > 0 && math.Abs(table[n-1]) <= least {
		n--
	}
	return table[:n]
}

// term turns a table into a scale and a position table.
func term(table []float64, scale float64) pack.Term {
	most := peak(table)
	if most == 0 {
		return pack.Term{}
	}
	t := pack.Term{Scale: units(most, scale)}
	for _, v := range table {
		t.Position = append(t.Position, int32(math.Round(pack.OnePosition*v/most)))
	}
	return t
}

// position returns the table decay^k in pack.OnePosition, until it rounds to less than 8 (2⁻¹²) or limit entries are reached.
func position(decay float64, limit int) []int32 {
	var t []int32
	for k := range limit {
		v := math.Round(pack.OnePosition * math.Pow(decay, float64(k)))
		if v < 8 {
			break
		}
		t = append(t, int32(v))
	}
	return slices.Clip(t)
}

// usedTable returns the weight of m uses at entry m−1; nothing when no step has a weight.
func usedTable(s Settings) []float64 {
	if s.Used == (Steps{}) {
		return nil
	}
	table := make([]float64, usedSteps[len(usedSteps)-1])
	for m := range table {
		for k, step := range usedSteps {
			if m+1 >= step {
				table[m] += s.Used[k]
			}
		}
	}
	return table
}

// habitMost is the number of uses under one value after which more of them say no more.
const habitMost = 64

// habitTable returns the weight of m uses under a value at entry m−1.
func habitTable(w [2]float64) []float64 {
	if w == [2]float64{} {
		return nil
	}
	table := make([]float64, habitMost)
	for m := range table {
		table[m] = w[0] + w[1]*math.Log1p(float64(m+1))
	}
	return table
}
