package data

import "slices"

// ContextNames returns the names of the context columns in ascending order.
func (e *Events) ContextNames() []string {
	names := make([]string, len(e.Context))
	for i := range e.Context {
		names[i] = e.Context[i].Name
	}
	slices.Sort(names)
	return names
}

// Column returns the context column with a name, or nil.
func (e *Events) Column(name string) *Column {
	for i := range e.Context {
		if e.Context[i].Name == name {
			return &e.Context[i]
		}
	}
	return nil
}
