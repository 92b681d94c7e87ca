package train

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train/data"
)

// lessonOf holds out the last event of each person: the questions, and the log without their targets.
func lessonOf(set *data.Set) *Lesson {
	qs := questionsOf(set)
	held := map[int]bool{}
	for _, q := range qs {
		held[int(q.Now)] = true
	}
	return &Lesson{Full: set, Train: set.Select(func(row int) bool { return !held[row] }), Questions: qs, Progress: silent}
}

// judged returns the mean gain of settings on questions, over a head that has all items.
func judged(t *testing.T, l *Lesson, s Settings, gain func(int) float64) float64 {
	c := count(l.Train, one())
	x := newExtractor(l.Full, c, evidenceOf(t, c, s), s)
	w := x.layout.vector(s)
	p, err := x.pool(context.Background(), l.Questions, w)
	require.NoError(t, err)
	p.Score(w)
	return p.Mean(gain)
}

// TestLearnIsBetterOnOthers: what is learned from one half of the persons ranks better for the other half than the start does.
func TestLearnIsBetterOnOthers(t *testing.T) {
	all := lessonOf(shop(t, 400, 60))
	mine, theirs := *all, *all
	mine.Questions, theirs.Questions = nil, nil
	for k, q := range all.Questions {
		if k%2 == 0 {
			mine.Questions = append(mine.Questions, q)
		} else {
			theirs.Questions = append(theirs.Questions, q)
		}
	}
	for name, gain := range map[string]func(int) float64{"ndcg": gainNDCG, "mrr": gainMRR} {
		t.Run(name, func(t *testing.T) {
			mine.MRR = name == "mrr"
			start := DefaultSettings(all.Train)
			s, story, err := Learn(context.Background(), &mine, one(), start)
			require.NoError(t, err)
			require.NoError(t, s.Validate())
			require.NotEmpty(t, story)
			require.NotEqual(t, start, s)
			before, after := judged(t, &theirs, start, gain), judged(t, &theirs, s, gain)
			t.Logf("%s: %.4f to %.4f on others (%s)", name, before, after, story)
			require.Greater(t, after, before)
		})
	}
}

func TestLearnIsDeterministic(t *testing.T) {
	l := lessonOf(shop(t, 120, 40))
	start := DefaultSettings(l.Train)
	want, story, err := Learn(context.Background(), l, one(), start)
	require.NoError(t, err)
	require.Equal(t, DefaultSettings(l.Train), start, "the start is left alone")
	for _, workers := range []int{1, 3} {
		was := runtime.GOMAXPROCS(workers)
		got, told, err := Learn(context.Background(), l, one(), start)
		runtime.GOMAXPROCS(was)
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, story, told)
	}
}

// rowsOf labels each question's target as right and another item as wrong.
func rowsOf(l *Lesson) []Row {
	var rows []Row
	for k, q := range l.Questions {
		if t := q.Targets[0]; t != data.NoItem {
			other := int32((int(t) + 1 + k%7) % len(l.Full.Items))
			rows = append(rows, Row{q, t, true}, Row{q, other, false})
		}
	}
	return append(rows, Row{l.Questions[0], data.NoItem, false})
}

// TestLearnFromLabelledRows: the settings tell right rows from wrong ones, deterministically.
func TestLearnFromLabelledRows(t *testing.T) {
	l := lessonOf(shop(t, 200, 40))
	l.Rows = rowsOf(l)
	start := DefaultSettings(l.Train)
	s, _, err := Learn(context.Background(), l, one(), start)
	require.NoError(t, err)
	require.NoError(t, s.Validate())
	again, _, err := Learn(context.Background(), l, one(), start)
	require.NoError(t, err)
	require.Equal(t, s, again)

	c := count(l.Train, one())
	x := newExtractor(l.Full, c, evidenceOf(t, c, s), s)
	w, page := x.layout.vector(s), x.page()
	right, n := 0, 0
	score := func(r Row) float64 {
		sum, _ := sums(page, &r.Question, w)
		return sum[c.index[r.Item]]
	}
	for k := 0; k+1 < len(l.Rows); k += 2 {
		if n++; score(l.Rows[k]) > score(l.Rows[k+1]) {
			right++
		}
	}
	t.Logf("%d of %d pairs in order", right, n)
	require.Greater(t, right, n*6/10)
}

func TestLearnOfNothing(t *testing.T) {
	set := setOf(goods("a", "b"), walks([]string{"a", "b"})...)
	for name, l := range map[string]*Lesson{
		"no questions":     {Full: set, Train: set, Progress: silent},
		"only misses":      {Full: set, Train: set, Progress: silent, Questions: []Question{{Now: 1, Targets: []int32{data.NoItem}}}},
		"nothing to count": {Full: set, Train: setOf(goods("a", "b")), Progress: silent, Questions: []Question{{Now: 1, Targets: []int32{1}}}},
	} {
		t.Run(name, func(t *testing.T) {
			s, _, err := Learn(context.Background(), l, one(), DefaultSettings(set))
			require.NoError(t, err)
			require.NoError(t, s.Validate())
		})
	}
}

func TestLearnCancelled(t *testing.T) {
	l := lessonOf(shop(t, 60, 30))
	for _, at := range []string{"counting pairs", "learning the blend"} {
		ctx, cancel := context.WithCancel(context.Background())
		l.Progress = func(stage string, _, _ int64) {
			if stage == at {
				cancel()
			}
		}
		start := DefaultSettings(l.Train)
		_, _, err := Learn(ctx, l, one(), start)
		require.ErrorIs(t, err, context.Canceled, at)
		cancel()
	}
}

// TestGains: the worth of a rank falls, to nothing.
func TestGains(t *testing.T) {
	for name, gain := range map[string]func(int) float64{"ndcg": gainNDCG, "mrr": gainMRR} {
		for rank := 1; rank < 60; rank++ {
			require.GreaterOrEqual(t, gain(rank), gain(rank+1), "%s %d", name, rank)
		}
		require.Zero(t, gain(60))
	}
	require.Equal(t, 1.0, gainNDCG(1))
	require.InDelta(t, .5, gainNDCG(3), 1e-12)
}

// patience is a context that is cancelled once it has been asked so many times.
type patience struct {
	context.Context
	left atomic.Int64
}

func (p *patience) Err() error {
	if p.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestLearnCancelledAnywhere: whichever of its questions the context says no to, Learn returns that error.
func TestLearnCancelledAnywhere(t *testing.T) {
	l := lessonOf(shop(t, 30, 24))
	labelled := *l
	labelled.Rows = rowsOf(l)
	start := DefaultSettings(l.Train)
	for name, l := range map[string]*Lesson{"questions": l, "rows": &labelled} {
		for left := int64(0); ; left += 1 + left/8 {
			ctx := &patience{Context: context.Background()}
			ctx.left.Store(left)
			_, _, err := Learn(ctx, l, one(), start)
			if err == nil {
				require.Greater(t, left, int64(100))
				break
			}
			require.ErrorIs(t, err, context.Canceled, "%s, cancelled at %d", name, left)
		}
	}
}
