package eval

import (
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// Case is one question put to the ranker: after these events of a person, where does the target stand?
type Case struct {
	Person  uint32
	History []int32 // rows of the set, oldest first
	Target  int32   // row of the set whose item is the right answer
	Repeats bool    // items of the history stay eligible
}

// leaveOneOut splits persons with at least three events that speak for an item (Kang & McAuley 2018, section IV.A): the last is the test
// target, the one before it the validation target, the rest is training data. The input of a test case is everything but the
// target, of a validation case everything but both. Persons with fewer events are training data whole.
type leaveOneOut struct {
	Train            *data.Set // without either target
	Validation, Test []Case
	repeats          bool // the training part shows that people come back to items, so that those stay eligible
}

// minEvents is how many events a person needs to be tested on.
const minEvents = 3

func splitLeaveOneOut(set *data.Set, cfg train.Config) *leaveOneOut {
	out := &leaveOneOut{}
	held := make([]bool, set.Events.Len())
	eachPerson(set, cfg, func(person uint32, rows []int32) {
		n := len(rows)
		if n < minEvents {
			return
		}
		held[rows[n-1]], held[rows[n-2]] = true, true
		out.Validation = append(out.Validation, Case{Person: person, History: rows[:n-2], Target: rows[n-2]})
		out.Test = append(out.Test, Case{Person: person, History: rows[:n-1], Target: rows[n-1]})
	})
	out.Train = set.Select(func(row int) bool { return !held[row] })
	out.repeats = train.Repeats(&out.Train.Events)
	for i := range out.Test {
		out.Validation[i].Repeats, out.Test[i].Repeats = out.repeats, out.repeats
	}
	return out
}

// protocol says in words what was done.
func (s *leaveOneOut) protocol() string {
	history := "history hidden"
	if s.repeats {
		history = "history eligible (people come back to items here)"
	}
	return "leave-one-out, full ranking, " + history + ", ties against the target"
}

// eachPerson calls f with the rows of each person's events that speak for an item, oldest first.
func eachPerson(set *data.Set, cfg train.Config, f func(person uint32, rows []int32)) {
	e := &set.Events
	speaks := cfg.SpeaksFor(e)
	var rows []int32
	for i := range e.Len() {
		if i > 0 && e.Person[i] != e.Person[i-1] {
			f(e.Person[i-1], rows)
			rows = nil
		}
		if speaks(i) {
			rows = append(rows, int32(i))
		}
	}
	if e.Len() > 0 {
		f(e.Person[e.Len()-1], rows)
	}
}
