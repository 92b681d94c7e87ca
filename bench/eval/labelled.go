// This file is the two protocols for labelled person–item–context rows, such as Frappe's.

package eval

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"slices"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

const (
	tuneShare = .15 // of the training positives, held out while settings are chosen
	negatives = 2   // drawn for each of them, as Frappe's own
)

// splitLabelled poses the rows of the published holdout: the history of a person is their training positives, in the order of the file;
// where times are made up they are all put at one moment, for between events of unknown order no time passes. Settings are chosen on a
// random 15 % of the training positives with two negatives each, in the same context: items of the whole catalogue that the person never
// used in the whole training part. Nothing else is known at training time. The split carries the questions of ContextRanking too, see As.
func splitLabelled(set *data.Set, cfg train.Config, o SplitOptions) (*Split, error) {
	l, err := newLabels(set, cfg, o.Seed)
	if err != nil {
		return nil, err
	}
	out := l.split()
	for _, c := range l.cases {
		out.ValidationRows = l.drawn(out.ValidationRows, c)
	}
	l.published(out)
	out.Validation = l.cases
	allow(true, out.Validation, out.Test)
	out.times = l.times
	return out.As(Labelled), nil
}

// splitContextRanking asks for the item of every positive row of the published holdout among all items, those used before included.
// Settings are chosen on the positives that splitLabelled holds out: one pack and one choice of settings serve both protocols.
func splitContextRanking(set *data.Set, cfg train.Config, o SplitOptions) (*Split, error) {
	out, err := splitLabelled(set, cfg, o)
	if err != nil {
		return nil, err
	}
	if len(out.Test) == 0 {
		return nil, errors.New("no row of the holdout is labelled positive")
	}
	return out.As(ContextRanking), nil
}

// As returns a split by Labelled or by ContextRanking as one by the other: trained on the same rows, with the same rows held out for
// validation, but the other questions are posed. It changes no other split.
func (s *Split) As(protocol string) *Split {
	out := *s
	switch {
	case s.histories == nil:
	case protocol == Labelled:
		out.Protocol, out.About = Labelled, "published labelled rows, pooled; history the person's training positives"+s.times
	case protocol == ContextRanking:
		out.Protocol = ContextRanking
		out.About = "all items ranked for each positive row, those used before eligible, ties against the target; history the person's training positives" + s.times
	}
	return &out
}

// labels prepares a set with labelled rows.
type labels struct {
	full    *data.Set
	holdout *data.Holdout
	base    int32     // row of full where the holdout begins
	rows    [][]int32 // a person's training positives
	held    []bool    // rows held out for validation
	cases   []Case    // one each of those
	times   string    // what was done to times, in words
	r       *rand.Rand
}

func newLabels(set *data.Set, cfg train.Config, seed uint64) (*labels, error) {
	if set.Holdout == nil || set.Holdout.Rows == nil || set.Holdout.Rows.Len() == 0 {
		return nil, errors.New("needs data that comes with labelled rows, such as libfm:DIR with a validation.libfm")
	}
	l := &labels{full: withRows(set), holdout: set.Holdout, base: int32(set.Events.Len()), held: make([]bool, set.Events.Len()), r: rand.New(rand.NewPCG(seed, 0x6c6162))}
	if set.Clock == data.ClockSynthetic {
		oneMoment(&l.full.Events)
		l.times = ", in the order of the file, at equal times"
	}
	l.rows = make([][]int32, len(l.full.Events.Persons))
	eachPerson(set, cfg, func(person uint32, rows []int32) {
		l.rows[person] = rows
		l.hold(person, rows)
	})
	return l, nil
}

// hold draws which of a person's positives are validation, and asks for them with the others as history.
func (l *labels) hold(person uint32, rows []int32) {
	var history, out []int32
	for _, row := range rows {
		if l.held[row] = l.r.Float64() < tuneShare; l.held[row] {
			out = append(out, row)
		} else {
			history = append(history, row)
		}
	}
	for _, row := range out {
		l.cases = append(l.cases, Case{Person: person, History: history, Now: row, Targets: []int32{l.full.Events.Item[row]}})
	}
}

func (l *labels) split() *Split {
	n := int(l.base)
	return &Split{
		Full:      l.full,
		histories: l.rows,
		Train:     l.full.Select(func(row int) bool { return row < n }),
		TuneTrain: l.full.Select(func(row int) bool { return row < n && !l.held[row] }),
	}
}

// published adds the rows of the holdout, and a case for each positive one.
func (l *labels) published(to *Split) {
	h := l.holdout
	for k, item := range h.Rows.Item {
		person, now := h.Rows.Person[k], l.base+int32(k)
		to.TestRows = append(to.TestRows, Row{person, l.rows[person], now, item, h.Label[k]})
		if h.Label[k] {
			to.Test = append(to.Test, Case{Person: person, History: l.rows[person], Now: now, Targets: []int32{item}})
		}
	}
	l.group(to.TestRows)
	slices.SortStableFunc(to.Test, func(a, b Case) int { return cmp.Compare(a.Person, b.Person) })
}

// drawn adds the row of a validation case and its negatives.
func (l *labels) drawn(to []Row, c Case) []Row {
	to = append(to, Row{c.Person, c.History, c.Now, c.Targets[0], true})
	used := map[int32]bool{}
	for _, row := range l.rows[c.Person] {
		used[l.full.Events.Item[row]] = true
	}
	for n := 0; n < negatives && len(used) < len(l.full.Items); {
		if i := int32(l.r.IntN(len(l.full.Items))); !used[i] {
			used[i] = true
			to = append(to, Row{c.Person, c.History, c.Now, i, false})
			n++
		}
	}
	return to
}

// group orders rows by person and context, so that those of one request stand together.
func (l *labels) group(rows []Row) {
	columns := l.full.Events.Context
	slices.SortStableFunc(rows, func(a, b Row) int {
		order := cmp.Compare(a.Person, b.Person)
		for c := 0; order == 0 && c < len(columns); c++ {
			order = cmp.Compare(columns[c].Cells[a.Now], columns[c].Cells[b.Now])
		}
		return order
	})
}

// withRows returns the set with the rows of its holdout after its own events.
func withRows(set *data.Set) *data.Set {
	out := extended(set)
	e, h := &out.Events, set.Holdout.Rows
	e.Persons, e.Types = longer(e.Persons, h.Persons), longer(e.Types, h.Types)
	e.Person, e.Item, e.Type = append(e.Person, h.Person...), append(e.Item, h.Item...), append(e.Type, h.Type...)
	e.Time, e.Offset, e.Value = append(e.Time, h.Time...), append(e.Offset, h.Offset...), append(e.Value, h.Value...)
	for i := range e.Context {
		c := &e.Context[i]
		c.Values, c.Cells = longer(c.Values, h.Context[i].Values), append(c.Cells, h.Context[i].Cells...)
	}
	return out
}

// longer returns the longer of two lists of names of which one begins with the other.
func longer(a, b []string) []string {
	if len(a) > len(b) {
		return a
	}
	return b
}

// oneMoment puts all events at the time of the first.
func oneMoment(e *data.Events) {
	times := make([]int64, e.Len())
	for i := range times {
		times[i] = e.Time[0]
	}
	e.Time = times
}
