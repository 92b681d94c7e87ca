package data

// Select returns a copy of the set with the events that keep accepts, in their order. Catalogue, names and summary are shared;
// the published holdout is left out.
func (s *Set) Select(keep func(row int) bool) *Set {
	out := *s
	out.Holdout = nil
	var rows []int
	for i := range s.Events.Len() {
		if keep(i) {
			rows = append(rows, i)
		}
	}
	e := &s.Events
	out.Events.Person = pick(e.Person, rows)
	out.Events.Item = pick(e.Item, rows)
	out.Events.Type = pick(e.Type, rows)
	out.Events.Time = pick(e.Time, rows)
	out.Events.Offset = pick(e.Offset, rows)
	out.Events.Value = pick(e.Value, rows)
	out.Events.Context = make([]Column, len(e.Context))
	for c := range e.Context {
		out.Events.Context[c] = Column{Name: e.Context[c].Name, Values: e.Context[c].Values, Cells: pick(e.Context[c].Cells, rows)}
	}
	return &out
}

// pick returns the entries of a column at rows.
func pick[T any](column []T, rows []int) []T {
	out := make([]T, len(rows))
	for k, row := range rows {
		out[k] = column[row]
	}
	return out
}
