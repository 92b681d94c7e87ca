package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// crowd makes persons with 30 features, of which those numbered below telling lean towards the trait.
func crowd(n, telling int, lean float64) (views []view, trait []bool) {
	r := rand.New(rand.NewPCG(7, 7))
	for range n {
		has := r.IntN(3) == 0
		var v view
		for f := range int32(30) {
			x := r.NormFloat64()
			if has && int(f) < telling {
				x += lean
			}
			if f%2 == 0 || r.IntN(4) == 0 { // half of the features are rare
				v.at, v.value = append(v.at, f), append(v.value, float32(x*math.Pow(10, float64(f%5-2))))
			}
		}
		views, trait = append(views, v), append(trait, has)
	}
	return views, trait
}

func TestProbeTellsNothingFromNothing(t *testing.T) {
	views, trait := crowd(4000, 0, 0)
	e := examine(views, 30, trait, 1)
	require.Less(t, e.lower(), .5)
	require.Greater(t, e.upper(), .5)
	require.Less(t, e.upper()-e.lower(), .06)
}

// TestProbeFindsWhatThereIs: with two telling features, of very different size, the probe comes close to the best there is.
func TestProbeFindsWhatThereIs(t *testing.T) {
	views, trait := crowd(4000, 2, .8)
	best := &probe{weight: make([]float64, 30), scale: make([]float64, 30)}
	for f := range 2 { // the log-likelihood ratio is linear in the telling features
		best.weight[f], best.scale[f] = .8, math.Pow(10, float64(2-f%5))
	}
	all := make([]int, len(views))
	for i := range all {
		all[i] = i
	}
	truth := best.judge(views, trait, all)
	e := examine(views, 30, trait, 1)
	require.Greater(t, truth.auc, .7)
	require.Greater(t, e.auc, truth.auc-.02)
}

func TestProbeIsDeterministic(t *testing.T) {
	views, trait := crowd(500, 3, .5)
	require.Equal(t, examine(views, 30, trait, 5), examine(views, 30, trait, 5))
	require.NotEqual(t, examine(views, 30, trait, 5), examine(views, 30, trait, 6))
}

// TestProbeNeverSeesWhomItJudges: a feature that names each person helps with those learned from, and not with others.
func TestProbeNeverSeesWhomItJudges(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var views []view
	var trait []bool
	for i := range 1000 {
		views, trait = append(views, view{[]int32{int32(i)}, []float32{1}}), append(trait, r.IntN(2) == 0)
	}
	all := make([]int, len(views))
	for i := range all {
		all[i] = i
	}
	own := learn(views, 1000, trait, all, 1e-4, 1).judge(views, trait, all)
	require.Greater(t, own.auc, .99)
	require.InDelta(t, .5, examine(views, 1000, trait, 1).auc, .05)
}

func TestDivide(t *testing.T) {
	fold := divide(1003, folds, 9)
	count := map[int]int{}
	for _, f := range fold {
		count[f]++
	}
	require.Len(t, count, folds)
	for _, n := range count {
		require.InDelta(t, 1003/folds, n, 1)
	}
}

// reference minimises the same loss by plain gradient descent on all persons at once.
func reference(views []view, width int, trait []bool, penalty float64) *probe {
	all := make([]int, len(views))
	for i := range all {
		all[i] = i
	}
	p := &probe{weight: make([]float64, width), scale: scales(views, width, all)}
	for range 3000 {
		g, gi := make([]float64, width), 0.
		for i := range views {
			e := 1 / (1 + math.Exp(-p.score(&views[i])))
			if trait[i] {
				e--
			}
			gi += e
			for j, f := range views[i].at {
				g[f] += e * float64(views[i].value[j]) * p.scale[f]
			}
		}
		p.intercept -= gi / float64(len(views))
		for f := range g {
			p.weight[f] -= g[f]/float64(len(views)) + penalty*p.weight[f]
		}
	}
	return p
}

// TestProbeIsALogisticRegression: on fresh persons it does about as well as the minimum of its loss found without chance.
func TestProbeIsALogisticRegression(t *testing.T) {
	views, trait := crowd(3000, 4, .5)
	var learned, fresh []int
	for i := range views {
		if i < 1500 {
			learned = append(learned, i)
		} else {
			fresh = append(fresh, i)
		}
	}
	want := reference(views[:1500], 30, trait[:1500], 1e-3).judge(views, trait, fresh)
	got := learn(views, 30, trait, learned, 1e-3, 1).judge(views, trait, fresh)
	require.Greater(t, want.auc, .65)
	require.InDelta(t, want.auc, got.auc, .03)
}

func TestScales(t *testing.T) {
	views := []view{{[]int32{0, 1}, []float32{3, .001}}, {[]int32{0}, []float32{-4}}}
	s := scales(views, 3, []int{0, 1})
	require.InDelta(t, 1/math.Sqrt(12.5), s[0], 1e-9, "one over the root mean square")
	require.Equal(t, []float64{10, 0}, s[1:], "bounded for what is small or rare; nothing for what never is")
}

// TestChooseTakesTheBestPenalty: features that say nothing, many for few persons, are better held down.
func TestChooseTakesTheBestPenalty(t *testing.T) {
	views, trait := crowd(200, 1, 1.5)
	all := make([]int, 200)
	for i := range all {
		all[i] = i
	}
	got := choose(views, 30, trait, all, 1)
	best, most := 0., -1.
	for _, penalty := range penalties {
		if a := learn(views, 30, trait, all[:160], penalty, 1).judge(views, trait, all[160:]); a.auc > most {
			best, most = penalty, a.auc
		}
	}
	require.Equal(t, learn(views, 30, trait, all, best, 1), got)
}
