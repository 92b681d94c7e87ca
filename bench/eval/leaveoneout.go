// This file is the leave-one-out protocol.

package eval

import (
	"errors"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// minTargets is how many events that can be asked for a person needs to be tested on.
const minTargets = 2

// splitLeaveOneOut splits persons with at least three events that speak for an item (Kang & McAuley 2018, section IV.A): the last that
// can be asked for, see targets, is the test target, and the one of these before it the validation target. What comes before both is training
// data, and nothing else of theirs: what goes on with a target would tell it. The input of a case is everything before its target.
// Persons with fewer events are training data whole. Settings are chosen on the very part that the tested pack is trained on. Items of the
// history stay eligible where the training part shows that people come back to items.
func splitLeaveOneOut(set *data.Set, cfg train.Config, _ SplitOptions) (*Split, error) {
	out := &Split{Full: set}
	held := make([]bool, set.Events.Len())
	eachPerson(set, cfg, func(person uint32, rows []int32) {
		places := targets(set, rows)
		n := len(places)
		if n < minTargets {
			return
		}
		hold(held, rows[places[n-2]:])
		out.Validation = append(out.Validation, nextCase(set, person, rows[:places[n-2]+1]))
		out.Test = append(out.Test, nextCase(set, person, rows[:places[n-1]+1]))
	})
	if len(out.Test) == 0 {
		return nil, errors.New("needs persons with at least three events that speak for an item, two of them to ask for; there are none")
	}
	out.Train = set.Select(func(row int) bool { return !held[row] })
	out.TuneTrain = out.Train
	repeats := train.Repeats(&out.Train.Events)
	allow(repeats, out.Validation, out.Test)
	out.About = "leave-one-out, full ranking, " + historyWords(repeats) + ", ties against the target"
	return out, nil
}

// hold marks rows as no training data.
func hold(held []bool, rows []int32) {
	for _, row := range rows {
		held[row] = true
	}
}

// nextCase asks for the item of the last row, the rows before it being the history.
func nextCase(set *data.Set, person uint32, rows []int32) Case {
	last := len(rows) - 1
	return Case{Person: person, History: rows[:last], Now: rows[last], Targets: []int32{set.Events.Item[rows[last]]}}
}

// allow says of cases whether items of the history stay eligible.
func allow(repeats bool, lists ...[]Case) {
	for _, cases := range lists {
		for i := range cases {
			cases[i].Repeats = repeats
		}
	}
}
