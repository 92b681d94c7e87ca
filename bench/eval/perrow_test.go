package eval

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// rowsOf makes rows of one person each.
func rowsOf(scores []float64, labels string) *PerRow {
	c := &PerRow{Scores: scores, Labels: labels}
	for range scores {
		c.Persons = append(c.Persons, 1)
	}
	return c
}

func TestPooledByHand(t *testing.T) {
	tests := []struct {
		name                    string
		scores                  []float64
		labels                  string
		auc, strict, optimistic float64
	}{
		{"all right", []float64{1, 2, 3, 4}, "0011", 1, 1, 1},
		{"all wrong", []float64{1, 2, 3, 4}, "1100", 0, 0, 0},
		{"one pair of four wrong", []float64{1, 2, 3, 4}, "0101", .75, .75, .75},
		{"all equal", []float64{5, 5, 5}, "010", .5, 0, 1},
		{"one tie of two pairs", []float64{1, 2, 2}, "001", .75, .5, 1},
		{"no negative", []float64{1, 2}, "11", 0, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := rowsOf(tt.scores, tt.labels).statistic()
			require.InDeltaSlice(t, []float64{tt.auc, tt.strict, tt.optimistic, math.Ln2}, s.of(once(len(tt.scores))), 1e-12)
		})
	}
}

// TestPooledEqualsPairs compares with counting all pairs, persons weighted.
func TestPooledEqualsPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "rows")
		c := &PerRow{Sigmoid: Sigmoid{.3, -.2}}
		var labels strings.Builder
		for range n {
			c.Scores = append(c.Scores, float64(rapid.IntRange(0, 5).Draw(t, "score")))
			labels.WriteByte("01"[rapid.IntRange(0, 1).Draw(t, "label")])
		}
		c.Labels = labels.String()
		first := rapid.IntRange(1, n-1).Draw(t, "first")
		c.Persons = []int{first, n - first}
		weight := []int32{int32(rapid.IntRange(0, 3).Draw(t, "w0")), int32(rapid.IntRange(1, 3).Draw(t, "w1"))}
		of := func(i int) float64 { return float64(weight[int(truth(i >= first))]) }
		pairs, won, tied, loss, total := 0.0, 0.0, 0.0, 0.0, 0.0
		for i := range n {
			p := 1 / (1 + math.Exp(-(.3*c.Scores[i] - .2)))
			if c.Labels[i] == '0' {
				p = 1 - p
			}
			loss, total = loss-of(i)*math.Log(p), total+of(i)
			for j := range n {
				if c.Labels[i] == '1' && c.Labels[j] == '0' {
					w := of(i) * of(j)
					pairs += w
					won += w * truth(c.Scores[i] > c.Scores[j])
					tied += w * truth(c.Scores[i] == c.Scores[j])
				}
			}
		}
		want := []float64{0, 0, 0, loss / total}
		if pairs > 0 {
			want = []float64{(won + tied/2) / pairs, won / pairs, (won + tied) / pairs, loss / total}
		}
		require.InDeltaSlice(t, want, c.statistic().of(weight), 1e-9)
	})
}

func TestPerRowKeepsPersons(t *testing.T) {
	c := perRow([]Row{{Person: 4, Label: true}, {Person: 4}, {Person: 9}}, []float64{3, 2, 1}, Sigmoid{1, 2})
	require.Equal(t, &PerRow{Persons: []int{2, 1}, Scores: []float64{3, 2, 1}, Labels: "100", Sigmoid: Sigmoid{1, 2}}, c)
	require.NoError(t, c.check())
	for name, bad := range map[string]PerRow{
		"a label too few": {Persons: []int{2, 1}, Scores: []float64{3, 2, 1}, Labels: "10"},
		"another label":   {Persons: []int{2, 1}, Scores: []float64{3, 2, 1}, Labels: "1x0"},
		"a row too few":   {Persons: []int{2, 1}, Scores: []float64{3, 2}, Labels: "10"},
		"none":            {},
	} {
		require.EqualError(t, bad.check(), "its rows do not fit together", name)
	}
}

func TestSigmoidLossByHand(t *testing.T) {
	s := Sigmoid{Slope: 2, Intercept: -1}
	require.InDelta(t, -math.Log(1/(1+math.Exp(-3))), s.loss(2, true), 1e-12)
	require.InDelta(t, -math.Log(1-1/(1+math.Exp(-3))), s.loss(2, false), 1e-12)
	require.InDelta(t, 2e9-1, s.loss(1e9, false), 1, "no overflow")
}

// TestFitSigmoidFindsTheTruth draws labels from a known sigmoid of scores in large units.
func TestFitSigmoidFindsTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 0))
	var scores []float64
	var labels []bool
	for range 40000 {
		z := r.NormFloat64()
		scores = append(scores, 1e6*z+5e6)
		labels = append(labels, r.Float64() < 1/(1+math.Exp(-(1.5*z-.7))))
	}
	s := fitSigmoid(scores, labels)
	require.InDelta(t, 1.5e-6, s.Slope, .05e-6)
	require.InDelta(t, -.7, s.Slope*5e6+s.Intercept, .05)
}

// TestFitSigmoidNeverLosesToAConstant, on heavy tails, separable rows and rows without any signal.
func TestFitSigmoidNeverLosesToAConstant(t *testing.T) {
	tests := []struct {
		name   string
		scores []float64
		labels []bool
	}{
		{"separable", []float64{1, 2, 3, 1e6}, []bool{false, false, true, true}},
		{"heavy tail", []float64{0, 0, 1, 2, 3, 1e9}, []bool{false, true, false, false, true, true}},
		{"equal scores", []float64{7, 7, 7, 7}, []bool{true, false, false, false}},
		{"one label", []float64{1, 2, 3}, []bool{true, true, true}},
		{"against", []float64{3, 2, 1, 0}, []bool{false, false, true, true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := fitSigmoid(tt.scores, tt.labels)
			yes, loss := 0.0, 0.0
			for i, label := range tt.labels {
				yes += truth(label) / float64(len(tt.labels))
				loss += s.loss(tt.scores[i], label) / float64(len(tt.labels))
			}
			constant := 0.0
			if yes < 1 {
				constant = -yes*math.Log(yes) - (1-yes)*math.Log(1-yes)
			}
			require.False(t, math.IsNaN(loss))
			require.LessOrEqual(t, loss, constant+1e-3)
		})
	}
}

func TestMoments(t *testing.T) {
	mean, sd := moments([]float64{2, 4, 4, 4, 5, 5, 7, 9})
	require.InDelta(t, 5, mean, 1e-12)
	require.InDelta(t, 2, sd, 1e-12)
	mean, sd = moments([]float64{3, 3})
	require.Equal(t, []float64{3, 1}, []float64{mean, sd})
}
