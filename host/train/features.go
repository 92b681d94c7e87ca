package train

import (
	"cmp"
	"math"
	"slices"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train/data"
)

// maxValues bounds the values of one context feature that get cells: the most frequent ones.
const maxValues = 64

// features are the context features and the lifts of items under their values.
type features struct {
	list  []pack.Feature
	rows  [][]cell    // by value, in the order of the list: weighted lifts
	habit [][]float64 // by feature: weights by number of uses
}

// peakHabit returns the largest absolute weight of a habit.
func (f *features) peakHabit() float64 {
	most := 0.0
	for _, h := range f.habit {
		most = max(most, peak(h))
	}
	return most
}

// scaled returns the features with their habits in score units.
func (f *features) scaled(scale float64) []pack.Feature {
	for k := range f.list {
		if f.habit[k] != nil {
			f.list[k].Habit = scaled(f.habit[k], scale)
		}
	}
	return f.list
}

// buildFeatures measures, for every value x of every context feature and every item i, the shrunken log lift
//
//	ln((n(x,i) + m) / (n(x)·n(i)/n + m)),  m = ContextPrior
//
// over the positive events that carry one of the feature's values: pointwise mutual information with additive smoothing (Church & Hanks 1990, equation 1; a Dirichlet prior of weight m on
// independence). Added to a multiple of ln n(i) it ranks by popularity in context. A cell needs enough distinct persons.
func buildFeatures(c *counts, s Settings) *features {
	f := &features{}
	if len(s.Context)+len(s.Habit) == 0 || len(c.item) == 0 {
		return f
	}
	columns := c.set.Events.Context
	if c.set.Clock == data.ClockReal {
		columns = withClock(&c.set.Events)
	}
	for k := range columns {
		w, h := s.contextWeight(columns[k].Name), s.Habit[columns[k].Name]
		if (w != 0 || h != [2]float64{}) && len(f.list) < pack.MaxFeatures {
			f.add(c, s, &columns[k], w)
		}
	}
	return f
}

// add measures one feature.
func (f *features) add(c *counts, s Settings, col *data.Column, weight float64) {
	values := frequent(c, col)
	if len(values) < 2 {
		return // a feature that never varies says nothing
	}
	feature := pack.Feature{Name: col.Name}
	n, total := make([]int32, len(c.order)), 0
	for _, v := range values {
		total += len(v.at)
		for _, pos := range v.at {
			n[c.item[pos]]++
		}
	}
	for _, v := range values {
		feature.Values = append(feature.Values, col.Values[v.cell])
		f.rows = append(f.rows, lifts(c, s, v.at, n, float64(total), weight))
	}
	f.list = append(f.list, feature)
	f.habit = append(f.habit, habitTable(s.Habit[col.Name]))
}

// occurrences are the positions of the positive events that carry one value.
type occurrences struct {
	cell uint16
	at   []int32
}

// frequent returns the values of a column with enough persons, the most frequent first and then by name, at most maxValues.
func frequent(c *counts, col *data.Column) []occurrences {
	byCell := make([]occurrences, len(col.Values))
	for pos, row := range c.event {
		cell := col.Cells[row]
		byCell[cell].at = append(byCell[cell].at, int32(pos))
	}
	var kept []occurrences
	for cell := 1; cell < len(byCell); cell++ {
		if o := byCell[cell]; len(o.at) > 0 && col.Values[cell] != "" && c.enough(distinct(c, o.at)) {
			kept = append(kept, occurrences{uint16(cell), o.at})
		}
	}
	slices.SortFunc(kept, func(a, b occurrences) int {
		return cmp.Or(cmp.Compare(len(b.at), len(a.at)), cmp.Compare(col.Values[a.cell], col.Values[b.cell]))
	})
	return kept[:min(len(kept), maxValues)]
}

// distinct counts the persons behind positions in ascending order.
func distinct(c *counts, at []int32) int32 {
	n, last := int32(0), int32(-1)
	for _, pos := range at {
		if c.person[pos] != last {
			n, last = n+1, c.person[pos]
		}
	}
	return n
}

// lifts returns one row of cells: weight times the log lift of each item with enough persons under the value. n has the items' events
// with the feature, total the number of all of them.
func lifts(c *counts, s Settings, at, n []int32, total, weight float64) []cell {
	byItem := map[int32][]int32{}
	for _, pos := range at {
		byItem[c.item[pos]] = append(byItem[c.item[pos]], pos)
	}
	var row []cell
	if weight == 0 {
		return nil
	}
	for item, own := range byItem {
		if !c.enough(distinct(c, own)) {
			continue
		}
		expected := float64(len(at)) * float64(n[item]) / total
		lift := math.Log((float64(len(own)) + s.ContextPrior) / (expected + s.ContextPrior))
		if math.Abs(lift) >= minLift {
			row = append(row, cell{uint32(item), weight * lift})
		}
	}
	return strongest(row, pack.MaxRow)
}

// minLift drops lifts that change nothing: a factor of less than 1.05.
const minLift = 0.05

// withClock returns the set's columns and those derived from its times, less the ones that the set itself has.
func withClock(e *data.Events) []data.Column {
	columns := slices.Clone(e.Context)
	for _, col := range clockColumns(e) {
		if e.Column(col.Name) == nil {
			columns = append(columns, col)
		}
	}
	return columns
}

// clockColumns derives the features that the engine computes from a request's time.
func clockColumns(e *data.Events) []data.Column {
	part := data.Column{Name: engine.FeatureDaypart, Values: []string{""}, Cells: make([]uint16, e.Len())}
	day := data.Column{Name: engine.FeatureWeekday, Values: []string{""}, Cells: make([]uint16, e.Len())}
	for i := range e.Len() {
		part.Cells[i] = intern(&part, engine.Daypart(e.Time[i], int32(e.Offset[i])))
		day.Cells[i] = intern(&day, engine.Weekday(e.Time[i], int32(e.Offset[i])))
	}
	return []data.Column{part, day}
}

// intern returns the index of a value, which it adds when it is new.
func intern(col *data.Column, value string) uint16 {
	k := slices.Index(col.Values, value)
	if k < 0 {
		k = len(col.Values)
		col.Values = append(col.Values, value)
	}
	return uint16(k)
}
