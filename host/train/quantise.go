package train

import (
	"math"

	"github.com/hearthrank/hearth/engine/pack"
)

// spread is the largest ratio between the strongest and the weakest magnitude of a codebook: weaker cells take the weakest code.
const spread = 4096

// quantise maps real weights to int8 codes with a geometric codebook of at most pack.MaxLevels magnitudes, so that the relative error
// is the same at every strength (at most half a step, 3.3 % at the full spread). scale is score units per natural unit.
func quantise(rows [][]cell, scale float64) pack.Matrix {
	m := pack.Matrix{Rows: make([][]pack.Entry, len(rows))}
	lo, hi := magnitudes(rows)
	lo = max(lo, hi/spread)
	levels := pack.MaxLevels
	switch hi {
	case 0:
		levels = 0
	case lo:
		levels = 1
	}
	step := 0.0
	if levels > 1 {
		step = math.Log(hi/lo) / float64(levels-1)
	}
	for k := range levels {
		m.Book = append(m.Book, int32(math.Round(scale*lo*math.Exp(step*float64(k)))))
	}
	for i, row := range rows {
		m.Rows[i] = make([]pack.Entry, len(row))
		for k, c := range row {
			m.Rows[i][k] = pack.Entry{Col: c.col, Code: code(c.weight, lo, step)}
		}
	}
	return m
}

// code returns the nearest code on the geometric scale; 0 stands for 0.
func code(w, lo, step float64) int8 {
	if w == 0 {
		return 0
	}
	k := 0.0
	if step > 0 {
		k = math.Round(math.Log(math.Max(math.Abs(w)/lo, 1)) / step)
	}
	return int8(math.Copysign(k+1, w))
}

// magnitudes returns the smallest and the largest absolute weight that is not 0.
func magnitudes(rows [][]cell) (lo, hi float64) {
	lo = math.Inf(1)
	for _, row := range rows {
		for _, c := range row {
			if a := math.Abs(c.weight); a > 0 {
				lo, hi = math.Min(lo, a), math.Max(hi, a)
			}
		}
	}
	return lo, hi
}

// scaleFor returns the power of two that puts the largest natural weight between 2²² and 2²³ score units: high enough that sums
// of rounded terms keep the order of the real ones, low enough for pack.MaxScore.
func scaleFor(largest float64) float64 {
	if largest <= 0 {
		return 1 << 20
	}
	_, exp := math.Frexp(largest)
	return math.Ldexp(1, 23-exp)
}
