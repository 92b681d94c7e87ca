// This file makes probabilities of scores, for log loss.

package eval

import (
	"context"

	"github.com/hearthrank/hearth/host/train/data"
)

// calibrate fits the sigmoid that turns scores into probabilities from training knowledge only. It is fitted on the held-out training
// positives and their drawn negatives, scored by tuned, which was trained without them (Platt 1999). Units of score differ between
// packs: so scores are standardised by mean and deviation of the drawn negatives' scores, first by tuned's with the history that it
// was asked with, then by tested's with the whole training history.
func calibrate(ctx context.Context, s *Split, tuned, tested func() (ranker, error)) (Sigmoid, error) {
	before, labels, err := drawnScores(ctx, s, s.ValidationRows, tuned)
	if err != nil || len(before) == 0 {
		return Sigmoid{}, err
	}
	after, _, err := drawnScores(ctx, s, s.wholeHistories(), tested)
	if err != nil {
		return Sigmoid{}, err
	}
	fit := fitSigmoid(before, labels)
	mean, sd := moments(unlabelled(before, labels))
	newMean, newSD := moments(unlabelled(after, labels))
	slope := fit.Slope * sd / newSD
	return Sigmoid{Slope: slope, Intercept: fit.Intercept + fit.Slope*mean - slope*newMean}, nil
}

func drawnScores(ctx context.Context, s *Split, rows []Row, open func() (ranker, error)) (scores []float64, labels []bool, err error) {
	x := &outcomes{split: s, questions: rowQuestions(s, rows, false)}
	if x.answers, err = pose(ctx, s, x.questions, open, func(int64, int64) {}); err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		labels = append(labels, r.Label)
	}
	return x.scores(), labels, nil
}

// wholeHistories returns the validation rows with all training positives of their persons as history.
func (s *Split) wholeHistories() []Row {
	rows := make([]Row, len(s.ValidationRows))
	for i, r := range s.ValidationRows {
		r.History = s.histories[r.Person]
		rows[i] = r
	}
	return rows
}

// unlabelled returns the scores of negatives.
func unlabelled(scores []float64, labels []bool) []float64 {
	var out []float64
	for i, v := range scores {
		if !labels[i] {
			out = append(out, v)
		}
	}
	return out
}

// opener returns what opens a ranker for a pack.
func opener(ctx context.Context, set *data.Set, engine string, pack []byte) func() (ranker, error) {
	return func() (ranker, error) {
		if engine == EngineNative {
			return newNative(set, pack)
		}
		return newModule(ctx, set, pack)
	}
}
