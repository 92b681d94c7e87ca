package eval

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// resamples is the number of bootstrap samples behind an interval.
const resamples = 1000

// Interval is a 95 % percentile bootstrap interval (Efron 1979) over cases; with one case a person that is over persons.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// intervals returns the interval of the headline metrics.
func intervals(standings []Standing, seed uint64) map[string]Interval {
	out := map[string]Interval{}
	for _, m := range metrics {
		if !slices.Contains(headline, m.name) {
			continue
		}
		values := make([]float64, len(standings))
		for i, s := range standings {
			values[i] = m.of(s, false)
		}
		out[m.name] = bootstrap(values, seed)
	}
	return out
}

// headline are the metrics that get intervals.
var headline = []string{"recall@10", "ndcg@10", "hr@20", "mrr@20"}

// bootstrap returns the 2.5 % and 97.5 % quantiles of the mean over resamples.
func bootstrap(values []float64, seed uint64) Interval {
	if len(values) == 0 {
		return Interval{}
	}
	r := rand.New(rand.NewPCG(seed, 0x626f6f74))
	means := make([]float64, resamples)
	for b := range means {
		sum := 0.0
		for range values {
			sum += values[r.IntN(len(values))]
		}
		means[b] = sum / float64(len(values))
	}
	slices.Sort(means)
	return Interval{Low: means[resamples*25/1000], High: means[resamples*975/1000]}
}

func nameAt(metric string, k int) string { return fmt.Sprintf("%s@%d", metric, k) }
