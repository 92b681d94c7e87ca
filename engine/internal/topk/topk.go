// Package topk selects the k best of n without sorting all of them.
package topk

// Select reorders idx so that its first min(k, len(idx)) entries are the best, best first, and returns them.
// less(a, b) says that a comes before b; it must be a strict total order. Time O(n log k), no allocation.
func Select(idx []uint32, k int, less func(a, b uint32) bool) []uint32 {
	k = min(k, len(idx))
	heap := idx[:k] // the worst of the kept ones is on top
	for i := k/2 - 1; i >= 0; i-- {
		sink(heap, i, less)
	}
	for i := k; i < len(idx) && k > 0; i++ {
		if less(idx[i], heap[0]) {
			heap[0], idx[i] = idx[i], heap[0]
			sink(heap, 0, less)
		}
	}
	for end := k - 1; end > 0; end-- {
		heap[0], heap[end] = heap[end], heap[0]
		sink(heap[:end], 0, less)
	}
	return heap
}

// sink restores the heap below i.
func sink(h []uint32, i int, less func(a, b uint32) bool) {
	for {
		c := 2*i + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && less(h[c], h[c+1]) {
			c++
		}
		if !less(h[i], h[c]) {
			return
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
}
