package eval

// This file chooses settings: it turns validation targets into questions and lets the trainer learn from them.

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/hearthrank/hearth/host/train"
)

// tuneCases bounds the validation cases that are learned from; more of them are drawn from with the seed.
const tuneCases = 10000

// tuneRows bounds the labelled rows likewise.
const tuneRows = 20_000

// Tune learns settings from the validation part of a split, and says how in words. Its packs are trained on TuneTrain alone.
func Tune(ctx context.Context, split *Split, cfg train.Config, start train.Settings, o Options) (train.Settings, string, error) {
	if split.Protocol == LeaveOneOut && len(split.Validation) < tuneFew {
		split = deepen(split, cfg)
	}
	lesson := &train.Lesson{Full: split.Full, Train: split.TuneTrain, MRR: split.Protocol == NextItem, Without: o.Without, Progress: o.Progress}
	cases := split.Validation
	if split.Protocol == Labelled { // its measure is the likelihood of labels, not the head of a ranking
		cases = nil
	}
	for _, c := range sample(cases, tuneCases, o.Seed) {
		lesson.Questions = append(lesson.Questions, asked(&c))
	}
	for _, r := range sample(split.ValidationRows, tuneRows, o.Seed) {
		c := Case{Person: r.Person, History: r.History, Now: r.Now, Repeats: true}
		lesson.Rows = append(lesson.Rows, train.Row{Question: asked(&c), Item: r.Item, Label: r.Label})
	}
	settings, story, err := train.Learn(ctx, lesson, cfg, start)
	if err != nil {
		return start, "", err
	}
	return settings, fmt.Sprintf("learned from %d validation targets, seed %d: %s", max(len(lesson.Questions), len(lesson.Rows)), o.Seed, story), nil
}

func asked(c *Case) train.Question {
	return train.Question{History: c.History, Now: c.Now, Targets: c.Targets, Repeats: c.Repeats, Person: c.Person}
}

// sample draws n without replacement, in their order.
func sample[T any](all []T, n int, seed uint64) []T {
	if len(all) <= n {
		return all
	}
	r := rand.New(rand.NewPCG(seed, 0x74756e65))
	out := make([]T, 0, n)
	for i := range all {
		if r.IntN(len(all)-i) < n-len(out) {
			out = append(out, all[i])
		}
	}
	return out
}

// Where leave-one-out has fewer validation targets than tuneFew, so many more of each person are held out too.
const (
	tuneFew  = 4000
	tuneMore = 4
	tuneKept = 5 // events of a person that stay training data at least
)

// deepen returns a split with more validation targets a person, all of them out of TuneTrain. The test targets stay where they are.
func deepen(s *Split, cfg train.Config) *Split {
	out := *s
	out.Validation = nil
	held := make([]bool, s.Full.Events.Len())
	repeats := len(s.Validation) > 0 && s.Validation[0].Repeats
	eachPerson(s.Full, cfg, func(person uint32, rows []int32) {
		places := targets(s.Full, rows)
		if len(places) < minTargets {
			return
		}
		places = deeper(places[:len(places)-1])
		hold(held, rows[places[0]:])
		for _, k := range places {
			out.Validation = append(out.Validation, nextCase(s.Full, person, rows[:k+1]))
		}
	})
	allow(repeats, out.Validation)
	out.TuneTrain = s.Full.Select(func(row int) bool { return !held[row] })
	return &out
}

// deeper returns the last of these places and up to tuneMore before it, those that leave tuneKept events before them.
func deeper(places []int) []int {
	from := len(places) - 1
	for from > 0 && len(places)-from <= tuneMore && places[from-1] >= tuneKept {
		from--
	}
	return places[from:]
}
