package baseline

// This file is nearest neighbours among other people's sessions.

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"github.com/hearthrank/hearth/host/train/data"
)

// sessionKNN scores the items of the sessions most like the person's. A session is the set of items of one person of the training set;
// its age is that of its last event, of equal ones the later in the set is newer. With s the last window items of the history and
// steps(i) how far i is back in it, 0 for the latest (of several places the latest counts):
//
//	candidates  the sample newest sessions that share an item with s
//	sim(n)      Σ_{i in s and n} (1 − steps(i)/|s|)               the dot product with linear decay
//	N           the k candidates of largest sim, of equal ones the newest
//	score(j)    Σ_{n in N with j} sim(n)                           VS-kNN
//	            Σ_{n in N with j} sim(n) · λ(n) · ln(|H| / h_j)    VMIS-kNN
//
// where λ(n) = max(0, 1 − steps/10) for the latest item shared with n, H are all sessions and h_j the number of those with j. Nearly
// every neighbour holds the latest item itself: it scores 0 where people hardly ever do the same twice running (fewer than one step in
// 100 of the training part). The rule is ours. Without it VMIS-kNN's MRR@20 is .21 on Serenade, with it between .316 and
// .332, as ties go, and its authors report .320; on yoochoose, where a step in six repeats, it would cost a fifth of the hits. VS-kNN:
// Ludewig & Jannach, "Evaluation of session-based recommendation algorithms", UMUAI 2018 (V-SKNN). VMIS-kNN: Kersbergen,
// Sprangers & Schelter, "Serenade", SIGMOD 2022, which keeps only the sample newest sessions of each item:
// the same candidates, since a session among the newest of all is among the newest of each of its items.
type sessionKNN struct {
	sets    lists     // sessions, oldest first → items, ascending
	holders lists     // item → sessions, oldest first
	idf     []float64 // by item; nil for VS-kNN, which has no λ either
	sample  int       // m
	k       int
	window  int
	again   bool      // the latest item may be next
	scratch sync.Pool // of *candidates
}

// againLeast is the share of steps to the same item from which the latest item is scored.
const againLeast = .01

// Settings of the two: those of VS-kNN are within the ranges of the paper, those of VMIS-kNN what its authors' hyperparameter search
// found for the Serenade example (README of bolcom/serenade).
const (
	vsSample, vsK, vsWindow       = 1000, 100, math.MaxInt32
	vmisSample, vmisK, vmisWindow = 500, 100, 2
)

func newVSKNN(_ context.Context, train *data.Set) (scorer, error) {
	return newSessionKNN(train, vsSample, vsK, vsWindow), nil
}

func newVMISKNN(_ context.Context, train *data.Set) (scorer, error) {
	m := newSessionKNN(train, vmisSample, vmisK, vmisWindow)
	m.idf = m.holders.lengths()
	for i, h := range m.idf {
		m.idf[i] = math.Log(float64(m.sets.rows()) / max(1, h))
	}
	return m, nil
}

func newSessionKNN(train *data.Set, sample, k, window int) *sessionKNN {
	m := &sessionKNN{sets: byAge(train), sample: sample, k: k, window: window, again: againShare(train) >= againLeast}
	m.holders = m.sets.transpose(len(train.Items))
	m.scratch.New = func() any { return &candidates{seen: make([]candidate, m.sets.rows())} }
	return m
}

// byAge returns the sets of items of all persons who have one, oldest last event first.
func byAge(train *data.Set) lists {
	all := sequences(&train.Events)
	sets := all.distinct()
	ended := make([]int64, len(train.Events.Persons))
	for row, p := range train.Events.Person {
		ended[p] = max(ended[p], train.Events.Time[row])
	}
	var order []int32
	for p := range ended {
		if len(sets.row(int32(p))) > 0 {
			order = append(order, int32(p))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(ended[a], ended[b]) })
	out := lists{start: make([]int32, 1, len(order)+1)}
	for _, p := range order {
		out.push(sets.row(p))
	}
	return out
}

// againShare returns the share of steps, from one event of a person to the next, that stay at the item.
func againShare(train *data.Set) float64 {
	all := sequences(&train.Events)
	stay, steps := 0, 0
	for p := range all.rows() {
		for k, i := range all.row(int32(p)) {
			if k > 0 {
				steps++
				if i == all.row(int32(p))[k-1] {
					stay++
				}
			}
		}
	}
	return float64(stay) / float64(max(1, steps))
}

// candidate is what a query shares with a session.
type candidate struct {
	sim   float64 // above 0 once touched
	match float64 // λ
}

// candidates are the sessions that a query touched.
type candidates struct {
	seen    []candidate // by session
	touched []int32
}

func (m *sessionKNN) Score(q Query, scores []float64) {
	clear(scores)
	c := m.scratch.Get().(*candidates)
	defer m.scratch.Put(c)
	m.collect(q.History, c)
	for _, n := range m.nearest(c) {
		for _, j := range m.sets.row(n) {
			scores[j] += m.worth(c.seen[n], j)
		}
	}
	c.reset()
	if last := len(q.History) - 1; !m.again && last >= 0 && q.History[last] >= 0 {
		scores[q.History[last]] = 0
	}
}

// worth is what one neighbour gives one of its items.
func (m *sessionKNN) worth(n candidate, item int32) float64 {
	if m.idf == nil {
		return n.sim
	}
	return n.sim * n.match * m.idf[item]
}

// collect adds up the similarity of every session that shares an item with the end of the history.
func (m *sessionKNN) collect(history []int32, c *candidates) {
	history = history[max(0, len(history)-m.window):]
	for steps := range history {
		at := len(history) - 1 - steps
		if i := history[at]; i >= 0 && !slices.Contains(history[at+1:], i) {
			c.share(m.newest(i), 1-float64(steps)/float64(len(history)), max(0, 1-float64(steps)/10))
		}
	}
}

// newest returns the newest sessions with an item, as many as may be candidates.
func (m *sessionKNN) newest(item int32) []int32 {
	all := m.holders.row(item)
	return all[max(0, len(all)-m.sample):]
}

// share notes that sessions have an item of the query. Items come latest first, so the first match is the latest.
func (c *candidates) share(sessions []int32, weight, match float64) {
	for _, n := range sessions {
		if c.seen[n].sim == 0 {
			c.touched = append(c.touched, n)
			c.seen[n].match = match
		}
		c.seen[n].sim += weight
	}
}

// nearest returns the k most similar of the newest candidates. It reorders c.touched.
func (m *sessionKNN) nearest(c *candidates) []int32 {
	near := c.touched
	if len(near) > m.sample {
		slices.SortFunc(near, func(a, b int32) int { return cmp.Compare(b, a) })
		near = near[:m.sample]
	}
	slices.SortFunc(near, func(a, b int32) int {
		return cmp.Or(cmp.Compare(c.seen[b].sim, c.seen[a].sim), cmp.Compare(b, a))
	})
	return near[:min(m.k, len(near))]
}

func (c *candidates) reset() {
	for _, n := range c.touched {
		c.seen[n] = candidate{}
	}
	c.touched = c.touched[:0]
}
