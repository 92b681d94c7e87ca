// This file is the random holdout protocol.

package eval

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// splitRandom holds out a random share of each person's distinct items, rounded, whatever ratings they got: all of them are the targets of
// the person's one case, at the moment of the last event left and in its context. Items trained on are not ranked. It is the
// stratified split of Microsoft's recommenders (python_stratified_split). Settings are chosen on a split of the training part
// made in the same way.
func splitRandom(set *data.Set, cfg train.Config, o SplitOptions) (*Split, error) {
	cfg.MinRating = 0
	r := rand.New(rand.NewPCG(o.Seed, 0x72616e64))
	out := &Split{Full: set}
	kept := make([]bool, set.Events.Len())
	for i := range kept {
		kept[i] = true
	}
	out.Test = holdOut(set, cfg, kept, o.Share, r)
	if len(out.Test) == 0 {
		return nil, errors.New("no person has items enough to hold one out")
	}
	out.Train = set.Select(func(row int) bool { return kept[row] })
	out.Validation = holdOut(set, cfg, kept, o.Share, r)
	out.TuneTrain = set.Select(func(row int) bool { return kept[row] })
	out.About = fmt.Sprintf("random %.3g %% of each person's items held out at once, full ranking, history hidden, ties against the targets", 100*o.Share)
	return out, nil
}

// holdOut draws from each person's items among the rows kept, no longer keeps the rows of those drawn, and asks for them.
func holdOut(set *data.Set, cfg train.Config, kept []bool, share float64, r *rand.Rand) []Case {
	var cases []Case
	eachPerson(set, cfg, func(person uint32, rows []int32) {
		items := distinct(set, rows, kept)
		r.Shuffle(len(items), func(a, b int) { items[a], items[b] = items[b], items[a] })
		left := int(math.Round(float64(len(items)) * (1 - share)))
		targets := items[left:]
		if len(targets) == 0 || left == 0 {
			return
		}
		held := map[int32]bool{}
		for _, i := range targets {
			held[i] = true
		}
		history := keep(set, rows, kept, held)
		cases = append(cases, Case{Person: person, History: history, Now: history[len(history)-1], Targets: targets})
	})
	return cases
}

// distinct returns the items of the rows kept, in the order of first appearance.
func distinct(set *data.Set, rows []int32, kept []bool) []int32 {
	var items []int32
	seen := map[int32]bool{}
	for _, row := range rows {
		if i := set.Events.Item[row]; kept[row] && !seen[i] {
			seen[i] = true
			items = append(items, i)
		}
	}
	return items
}

// keep returns the rows that stay, and gives up those of items held out.
func keep(set *data.Set, rows []int32, kept []bool, held map[int32]bool) (history []int32) {
	for _, row := range rows {
		kept[row] = kept[row] && !held[set.Events.Item[row]]
		if kept[row] {
			history = append(history, row)
		}
	}
	return history
}
