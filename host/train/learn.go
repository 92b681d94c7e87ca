package train

// This file learns settings from questions that were held out of a training set.

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/hearthrank/hearth/host/train/data"
	"github.com/hearthrank/hearth/host/train/lambdarank"
)

// Lesson is what Learn learns from. Nothing of the questions' targets may be in Train.
type Lesson struct {
	Full      *data.Set // the rows that questions and labelled rows speak of
	Train     *data.Set // what is counted
	Questions []Question
	Rows      []Row  // labelled, or none
	MRR       bool   // what matters is the reciprocal rank among 20, as in sessions; otherwise NDCG among 10
	Without   []Part // parts of the model that get no weight
	Progress  func(stage string, done, total int64)
}

// Limits of the search.
const (
	listMost   = 150 // candidates of a list beside its targets
	rounds     = 2   // lists are drawn anew with the weights learned
	learnSteps = 120
	checkEvery = 10
	learnPull  = 1e-2 // towards the start
	logitSteps = 300
)

// ridges are the penalties of the softmax that are tried, the strongest first.
var ridges = []float64{10, 1, .1, .01, .001}

// logitRidges are the penalties of the logistic regression that are tried, the strongest first.
var logitRidges = []float64{1e-1, 1e-2, 1e-3, 1e-4}

// rates are the first steps that are tried, as shares of the weights' length.
var rates = []float64{.4, .1, .03}

// Learn returns start with the weights that rank the targets of the questions best, and how it went: the softmax's optimum first, which is
// convex and so does not depend on the way there, then LambdaRank, which looks at ranks. Persons are halved: weights are learned on one
// half and judged on the other, for each penalty, or each rate and number of steps; what does best on both halves is then used on
// all. With labelled rows the start is their logistic regression. Deterministic.
func Learn(ctx context.Context, l *Lesson, cfg Config, start Settings) (Settings, string, error) {
	start = start.Without(l.Without...)
	c := count(l.Train, cfg)
	ev, err := buildEvidence(ctx, c, start, func(string) bool { return true }, func(done, total int64) { l.Progress("counting pairs", done, total) })
	if err != nil {
		return start, "", err
	}
	x := newExtractor(l.Full, c, ev, start)
	x.mask = x.layout.mask(l.Without)
	if len(l.Rows) == 0 {
		x.popular = withoutSteps(x.popular)
	}
	gain := gainNDCG
	if l.MRR {
		gain = gainMRR
	}
	w, story := []float64(nil), "the best of four starts"
	if len(l.Rows) > 0 {
		w, story, err = x.logit(ctx, l)
	} else {
		w, start, err = x.bestStart(ctx, l.Questions, start, l.Without, gain)
	}
	if err != nil {
		return start, "", err
	}
	if len(l.Questions) == 0 {
		return x.layout.settings(start, w), story, nil
	}
	for r := range rounds {
		l.Progress("learning the blend", int64(r), rounds)
		pool, err := x.pool(ctx, l.Questions, w)
		if err != nil {
			return start, "", err
		}
		var part string
		if r == 0 {
			if w, part, err = soften(ctx, pool, l.Questions, w, gain); err != nil {
				return start, "", err
			}
			story += "; " + part
		}
		if w, part, err = climb(ctx, pool, l.Questions, w, gain); err != nil {
			return start, "", err
		}
		story += fmt.Sprintf("; round %d: %s", r+1, part)
	}
	l.Progress("learning the blend", rounds, rounds)
	learned := x.layout.settings(start, w)
	part, err := x.chooseCut(ctx, l.Questions, &learned, gain)
	return learned, story + "; " + part, err
}

// startCases bounds the questions that starts are compared on.
const startCases = 1500

// bestStart returns the weights of the start that ranks best, and its other settings: the given one, or one of those that suit persons' whole
// taste, sessions, or items told apart by their attributes. Where taste wins and the catalogue is small, λ is searched too.
func (x *extractor) bestStart(ctx context.Context, questions []Question, start Settings, without []Part, gain func(int) float64) ([]float64, Settings, error) {
	some := sampled(questions, startCases)
	best, top := start, math.Inf(-1)
	try := func(s Settings) error {
		w := x.layout.vector(s)
		pool, err := x.pool(ctx, some, w)
		if err != nil {
			return err
		}
		pool.Score(w)
		if v := pool.Mean(gain); v > top {
			best, top = s, v
		}
		return nil
	}
	for _, s := range append([]Settings{start}, starts(start)...) {
		if err := try(s.Without(without...)); err != nil {
			return nil, start, err
		}
	}
	if _, taste := best.Item[kindEase]; taste && len(x.c.order) <= denseItems {
		from := best
		for _, lambda := range []float64{.25, .5, 2, 4} {
			from.Ease = start.Ease * lambda
			x.ev.solve(ctx, x.c, from, regression{0, from.Ease, atEase, -1})
			if err := try(from); err != nil {
				return nil, start, err
			}
		}
		x.ev.solve(ctx, x.c, best, regression{0, best.Ease, atEase, -1})
	}
	return x.layout.vector(best), best, nil
}

// sampled returns at most n questions, evenly spaced: those of the first persons of a file may be unlike the rest.
func sampled(questions []Question, n int) []Question {
	if len(questions) <= n {
		return questions
	}
	some := make([]Question, n)
	for k := range some {
		some[k] = questions[k*len(questions)/n]
	}
	return some
}

// cuts are the exponents tried, and cutCases bounds the questions that they are tried on.
var cuts = []float64{0, .25, .5, .75}

const cutCases = 10_000

// chooseCut sets the exponent of the cut with which the edges that a pack holds rank best; 0 stays unless another is better by more than
// the standard error of the mean difference between the two (Breiman et al. 1984, section 3.4.3, on paired cases).
func (x *extractor) chooseCut(ctx context.Context, questions []Question, s *Settings, gain func(int) float64) (string, error) {
	some := sampled(questions, cutCases)
	gains := make([][]float64, len(cuts))
	best := 0
	for k, cut := range cuts {
		s.Cut = cut
		with := *x
		w := with.cut(ctx, *s)
		pool, err := with.pool(ctx, some, w)
		if err != nil {
			return "", err
		}
		pool.Score(w)
		gains[k] = pool.Gains(gain)
		if now, _ := difference(gains[k], gains[best]); now > 0 {
			best = k
		}
	}
	more, err := difference(gains[best], gains[0])
	story := fmt.Sprintf("cut %g: gain %+.4f against 0, standard error %.4f", cuts[best], more, err)
	if more <= err {
		best, story = 0, story+": 0 kept"
	}
	s.Cut = cuts[best]
	return story, nil
}

// difference returns the mean of a−b and its standard error.
func difference(a, b []float64) (mean, err float64) {
	n := float64(max(1, len(a)))
	for i := range a {
		mean += (a[i] - b[i]) / n
	}
	for i := range a {
		d := a[i] - b[i] - mean
		err += d * d
	}
	return mean, math.Sqrt(err / (n * max(1, n-1)))
}

// starts returns settings of other kinds to begin from.
func starts(s Settings) []Settings {
	taste, session, alike := s.clone(), s.clone(), s.clone()
	taste.Item, taste.Attribute = map[string]Reaches{kindEase: {0, 0, 0, 1}}, Reaches{}
	taste.Return, taste.Popularity = Places{}, map[string]float64{popLog: .001}
	session.Item = map[string]Reaches{kindSoon: {0, 1, 0, 0}, kindBefore: {0, .3, 0, 0}}
	session.Attribute, session.Return = Reaches{0, 0, .01, 0}, Places{0, 0, 0, .1, .1, 0}
	session.Popularity = map[string]float64{popLog: .0001}
	alike.Attribute = Reaches{0, 0, .12, .12}
	return []Settings{taste, session, alike}
}

// pool returns the lists of all questions.
func (x *extractor) pool(ctx context.Context, questions []Question, w []float64) (*lambdarank.Pool, error) {
	p := &lambdarank.Pool{Features: x.layout.size, Lists: make([]lambdarank.List, len(questions))}
	ready := make([]*page, runtime.GOMAXPROCS(0))
	each(ctx, len(questions), func(worker, i int) {
		if ready[worker] == nil {
			ready[worker] = x.page()
			ready[worker].weigh(w)
		}
		p.Lists[i] = ready[worker].list(&questions[i], w, listMost)
	})
	return p, ctx.Err()
}

// sideOf returns which half a person is in: 0 or 1, whatever the order of the numbers.
func sideOf(person uint32) int { return int(person * 2654435761 >> 16 & 1) }

// halves returns the lists of either half of the persons, and the mean gain that weights have on both.
func halves(pool *lambdarank.Pool, questions []Question, w []float64, gain func(int) float64) (sides [2]*lambdarank.Pool, mean float64) {
	for side := range sides {
		sides[side] = pool.Part(func(i int) bool { return sideOf(questions[i].Person) == side })
		sides[side].Score(w)
		mean += sides[side].Mean(gain) / 2
	}
	return sides, mean
}

// soften chooses the softmax's penalty on halves of the persons and fits it on all.
func soften(ctx context.Context, pool *lambdarank.Pool, questions []Question, w []float64, gain func(int) float64) ([]float64, string, error) {
	sides, before := halves(pool, questions, w, gain)
	values := make([]float64, len(ridges))
	for side, from := range sides {
		path, err := from.Softmax(ctx, w, ridges...)
		if err != nil {
			return nil, "", err
		}
		for k, at := range path {
			sides[1-side].Score(at)
			values[k] += sides[1-side].Mean(gain) / 2
		}
	}
	best := slices.Index(values, slices.Max(values))
	if values[best] <= before {
		return w, fmt.Sprintf("start kept, gain %.4f", before), nil
	}
	path, err := pool.Softmax(ctx, w, ridges[:best+1]...)
	if err != nil {
		return nil, "", err
	}
	return path[best], fmt.Sprintf("softmax: gain %.4f to %.4f on the other half, ridge %g", before, values[best], ridges[best]), nil
}

// climb chooses rate and number of steps on halves of the persons and learns on all.
func climb(ctx context.Context, pool *lambdarank.Pool, questions []Question, w []float64, gain func(int) float64) ([]float64, string, error) {
	sides, before := halves(pool, questions, w, gain)
	bestRate, bestStep, best := 0.0, 0, before
	for _, rate := range rates {
		values := map[int]float64{}
		for side, from := range sides {
			to := sides[1-side]
			o := options(gain, rate, func(step int, w []float64) {
				to.Score(w)
				values[step] += to.Mean(gain) / 2
			})
			if _, err := from.Learn(ctx, w, o); err != nil {
				return nil, "", err
			}
		}
		for step := checkEvery; step <= learnSteps; step += checkEvery {
			if values[step] > best {
				bestRate, bestStep, best = rate, step, values[step]
			}
		}
	}
	if bestStep == 0 {
		return w, fmt.Sprintf("weights kept, gain %.4f", before), nil
	}
	out := w
	_, err := pool.Learn(ctx, w, options(gain, bestRate, func(step int, w []float64) {
		if step == bestStep {
			out = slices.Clone(w)
		}
	}))
	return out, fmt.Sprintf("gain %.4f to %.4f on the other half, rate %g, %d steps", before, best, bestRate, bestStep), err
}

func options(gain func(int) float64, rate float64, check func(int, []float64)) lambdarank.Options {
	return lambdarank.Options{Gain: gain, Steps: learnSteps, Rate: rate, Decay: learnPull, Every: checkEvery, Check: check}
}

// logit returns the weights of the logistic regression of the labelled rows, and how its penalty was chosen: on halves of the persons, by
// the pooled AUC of the other half.
func (x *extractor) logit(ctx context.Context, l *Lesson) ([]float64, string, error) {
	all, err := x.table(ctx, l.Rows)
	if err != nil {
		return nil, "", err
	}
	var sides [2]*labelled
	for side := range sides {
		sides[side] = all.part(func(k int) bool { return sideOf(l.Rows[k].Person) == side })
	}
	values := make([]float64, len(logitRidges))
	for k, ridge := range logitRidges {
		for side, from := range sides {
			w, err := from.fit(ctx, ridge)
			if err != nil {
				return nil, "", err
			}
			values[k] += sides[1-side].auc(w) / 2
		}
	}
	best := slices.Index(values, slices.Max(values))
	w, err := all.fit(ctx, logitRidges[best])
	return w, fmt.Sprintf("a logistic regression of labelled rows, ridge %g: AUC %.4f on the other half", logitRidges[best], values[best]), err
}

// table returns the features of labelled rows.
func (x *extractor) table(ctx context.Context, rows []Row) (*labelled, error) {
	size := x.layout.size
	t := &labelled{size: size, features: make([]float32, len(rows)*size), labels: make([]bool, len(rows))}
	ready := make([]*page, runtime.GOMAXPROCS(0))
	each(ctx, len(rows), func(worker, k int) {
		if ready[worker] == nil {
			ready[worker] = x.page()
		}
		row := &rows[k]
		t.labels[k] = row.Label
		ready[worker].read(&row.Question)
		if row.Item != data.NoItem {
			ready[worker].features(x.c.index[row.Item], row.Now, t.row(k), 0, 1)
		}
	})
	return t, ctx.Err()
}

// gainNDCG is 1/log2(1+rank) to rank 10 (Järvelin & Kekäläinen 2002), then less, to 0 at rank 30: those just below the cut
// should not be given up.
func gainNDCG(rank int) float64 {
	switch g := 1 / math.Log2(float64(rank)+1); {
	case rank <= 10:
		return g
	case rank < 30:
		return g * float64(30-rank) / 20 * .6
	}
	return 0
}

// gainMRR is 1/rank and .3 for being among the first 20, then less, to 0 at rank 40.
func gainMRR(rank int) float64 {
	switch g := 1/float64(rank) + .3; {
	case rank <= 20:
		return g
	case rank < 40:
		return g * float64(40-rank) / 20 * .6
	}
	return 0
}
