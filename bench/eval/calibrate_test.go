package eval

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/bench/baseline"
	"github.com/hearthrank/hearth/host/train"
)

// scaled is a model whose scores are those of another in another unit, from another zero.
type scaled struct {
	baseline.Model
	unit, zero float64
}

func (s scaled) Score(q baseline.Query, scores []float64) {
	s.Model.Score(q, scores)
	for i := range scores {
		scores[i] = s.unit*scores[i] + s.zero
	}
}

// references opens a reference model.
func references(s *Split, m baseline.Model) func() (ranker, error) {
	return func() (ranker, error) { return newReference(s.Full, m), nil }
}

// TestCalibrateKnowsNoUnits: the pack trained without the held-out positives may count in another unit than the tested one.
func TestCalibrateKnowsNoUnits(t *testing.T) {
	s := split(t, labelledSet(t, 60, 40), SplitOptions{})
	tuned, err := baseline.New(context.Background(), "used-before", s.TuneTrain)
	require.NoError(t, err)
	tested, err := baseline.New(context.Background(), "used-before", s.Train)
	require.NoError(t, err)
	loss := func(a, b baseline.Model) float64 {
		sigmoid, err := calibrate(context.Background(), s, references(s, a), references(s, b))
		require.NoError(t, err)
		require.Positive(t, sigmoid.Slope)
		f, err := TestModel(context.Background(), s, b, TestOptions{Sigmoid: sigmoid})
		require.NoError(t, err)
		return f.Metrics["logloss"]
	}
	want := loss(tuned, tested)
	for name, got := range map[string]float64{
		"tuned in thousandths": loss(scaled{tuned, 1000, 5}, tested),
		"tested in millions":   loss(tuned, scaled{tested, 1e-6, -3}),
		"both":                 loss(scaled{tuned, 64, 0}, scaled{tested, 1 << 20, 1 << 30}),
	} {
		require.InDelta(t, want, got, 1e-6, name)
	}
}

// TestCalibrateLooksAtNoTestRow: turning all labels round changes nothing in the sigmoid.
func TestCalibrateLooksAtNoTestRow(t *testing.T) {
	set := labelledSet(t, 40, 40)
	sigmoid := func() Sigmoid {
		s := split(t, set, SplitOptions{Seed: 1})
		b := trained(t, s)
		out, err := Calibrate(context.Background(), s, strict(), train.DefaultSettings(s.Train), b)
		require.NoError(t, err)
		return out
	}
	before := sigmoid()
	for i := range set.Holdout.Label {
		set.Holdout.Label[i] = !set.Holdout.Label[i]
	}
	require.Equal(t, before, sigmoid())
}

// TestWholeHistories: the tested pack is asked with all that a device would hold, also for persons without a test row.
func TestWholeHistories(t *testing.T) {
	s := split(t, labelledSet(t, 40, 40), SplitOptions{})
	rows := s.wholeHistories()
	require.Len(t, rows, len(s.ValidationRows))
	longer := 0
	for i, r := range rows {
		require.Subset(t, r.History, s.ValidationRows[i].History)
		require.Equal(t, s.ValidationRows[i].Item, r.Item)
		longer += len(r.History) - len(s.ValidationRows[i].History)
	}
	require.Positive(t, longer)
}

// TestCalibrateWithoutRows: a training part too small to hold anything out gives no sigmoid, and probabilities of one half.
func TestCalibrateWithoutRows(t *testing.T) {
	s := split(t, labelledSet(t, 20, 30), SplitOptions{})
	s.ValidationRows = nil
	sigmoid, err := Calibrate(context.Background(), s, strict(), train.DefaultSettings(s.Train), trained(t, s))
	require.NoError(t, err)
	require.Equal(t, Sigmoid{}, sigmoid)
	require.InDelta(t, math.Ln2, sigmoid.loss(7, true), 1e-12)
}

func TestCalibrateErrors(t *testing.T) {
	s := split(t, labelledSet(t, 20, 30), SplitOptions{})
	bad := train.DefaultSettings(s.Train)
	bad.Window = 0
	_, err := Calibrate(context.Background(), s, strict(), bad, trained(t, s))
	require.ErrorContains(t, err, "window")
	_, err = Calibrate(context.Background(), s, strict(), train.DefaultSettings(s.Train), []byte("no pack"))
	require.Error(t, err)
}
