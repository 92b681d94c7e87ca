// Package topk selects the k best of n scored items without sorting all of them.
package topk

// Select reorders idx so that its first min(k, len(idx)) entries are those of highest score, best first, and returns them.
// before decides between two of equal score; it must be a strict total order. Time O(n log k), no allocation.
func Select(scores []int64, idx []uint32, k int, before func(a, b uint32) bool) []uint32 {
	k = min(k, len(idx))
	if k == 0 {
		return idx[:0]
	}
	h := heap{scores: scores, idx: idx[:k], before: before} // the worst of the kept ones is on top
	for i := k/2 - 1; i >= 0; i-- {
		h.sink(i, k)
	}
	worst := scores[h.idx[0]]
	for i := k; i < len(idx); i++ {
		if s := scores[idx[i]]; s < worst || s == worst && !before(idx[i], h.idx[0]) {
			continue
		}
		h.idx[0], idx[i] = idx[i], h.idx[0]
		h.sink(0, k)
		worst = scores[h.idx[0]]
	}
	for end := k - 1; end > 0; end-- {
		h.idx[0], h.idx[end] = h.idx[end], h.idx[0]
		h.sink(0, end)
	}
	return h.idx
}

type heap struct {
	scores []int64
	idx    []uint32
	before func(a, b uint32) bool
}

// better reports whether a comes before b.
func (h *heap) better(a, b uint32) bool {
	if x, y := h.scores[a], h.scores[b]; x != y {
		return x > y
	}
	return h.before(a, b)
}

// sink restores the heap of the first n entries below i.
func (h *heap) sink(i, n int) {
	for {
		c := 2*i + 1
		if c >= n {
			return
		}
		if c+1 < n && h.better(h.idx[c], h.idx[c+1]) {
			c++
		}
		if !h.better(h.idx[i], h.idx[c]) {
			return
		}
		h.idx[i], h.idx[c] = h.idx[c], h.idx[i]
		i = c
	}
}
