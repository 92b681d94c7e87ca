package eval

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/hearthrank/hearth/host/train"
)

// Limits of the search.
const (
	tuneSample = 5000 // validation cases at most, drawn with the seed
	tuneRounds = 2
)

// knob is one setting and the steps that the search tries, applied to the best settings so far.
type knob struct {
	name string
	try  []func(*train.Settings)
}

// times returns trials that multiply a setting.
func times(get func(*train.Settings) *float64, factors ...float64) []func(*train.Settings) {
	var all []func(*train.Settings)
	for _, f := range factors {
		all = append(all, func(s *train.Settings) { *get(s) *= f })
	}
	return all
}

// set returns trials that set a setting.
func set(get func(*train.Settings) *float64, values ...float64) []func(*train.Settings) {
	var all []func(*train.Settings)
	for _, v := range values {
		all = append(all, func(s *train.Settings) { *get(s) = v })
	}
	return all
}

// knobs are searched in this order.
func knobs() []knob {
	return []knob{
		{"history_decay", set(func(s *train.Settings) *float64 { return &s.HistoryDecay }, .5, .6, .7, .8, .9, .95)},
		{"affinity", append(times(func(s *train.Settings) *float64 { return &s.Affinity }, .5, 2, 4), func(s *train.Settings) { s.Affinity = 0 })},
		{"affinity_decay", set(func(s *train.Settings) *float64 { return &s.AffinityDecay }, .5, .7, .8, .9, .95)},
		{"damp", set(func(s *train.Settings) *float64 { return &s.Damp }, .2, .3, .4, .5)},
		{"reverse", times(func(s *train.Settings) *float64 { return &s.Reverse }, .5, 2, 4)},
		{"related", times(func(s *train.Settings) *float64 { return &s.Related }, .5, 2, 4)},
		{"popularity", times(func(s *train.Settings) *float64 { return &s.Popularity }, .3, 3)},
		{"decay", set(func(s *train.Settings) *float64 { return &s.Decay }, .7, .8, .9, .95)},
	}
}

// tune searches settings by coordinate ascent on NDCG@10 of validation targets: every knob in turn, each trial trained on the training
// part and ranked natively, the best kept, twice round or until a round changes nothing. The search is deterministic for a seed.
func tune(ctx context.Context, split *Split, cfg train.Config, start train.Settings, o Options) (train.Settings, string, error) {
	cases := sample(split.Validation, tuneSample, o.Seed)
	sampled := &Split{Protocol: split.Protocol, Full: split.Full, Validation: cases}
	trials := 0
	score := func(s train.Settings) (float64, error) {
		trials++
		o.Progress("choosing settings on validation", int64(trials), int64(trialsAtMost()))
		b, _, err := train.Train(ctx, split.TuneTrain, cfg, s, nil)
		if err != nil {
			return 0, err
		}
		f, err := Test(ctx, sampled, b, TestOptions{Engine: EngineNative, Validation: true, Quick: true})
		if err != nil {
			return 0, err
		}
		return f.Metrics["ndcg@10"], nil
	}
	best := start
	top, err := score(best)
	for round := 0; round < tuneRounds && err == nil; round++ {
		before := best
		for _, k := range knobs() {
			if best, top, err = turn(k, best, top, score); err != nil {
				return start, "", err
			}
		}
		if best == before {
			break
		}
	}
	return best, fmt.Sprintf("coordinate search on ndcg@10 of %d validation targets, %d trials, seed %d: %.4f", len(cases), trials, o.Seed, top), err
}

// turn tries every step of a knob and returns the best settings.
func turn(k knob, best train.Settings, top float64, score func(train.Settings) (float64, error)) (train.Settings, float64, error) {
	from := best
	for _, try := range k.try {
		s := from
		if try(&s); s == from {
			continue
		}
		v, err := score(s)
		if err != nil {
			return best, top, fmt.Errorf("trial of %s: %w", k.name, err)
		}
		if v > top {
			best, top = s, v
		}
	}
	return best, top, nil
}

func trialsAtMost() int {
	n := 1
	for _, k := range knobs() {
		n += tuneRounds * len(k.try)
	}
	return n
}

// sample draws n cases without replacement, in their order.
func sample(cases []Case, n int, seed uint64) []Case {
	if len(cases) <= n {
		return cases
	}
	r := rand.New(rand.NewPCG(seed, 0x74756e65))
	out := make([]Case, 0, n)
	for i := range cases {
		if r.IntN(len(cases)-i) < n-len(out) {
			out = append(out, cases[i])
		}
	}
	return out
}
