package train

// This file takes parts of the model away, to see what each is worth.

import (
	"fmt"
	"slices"
)

// Part is a part of the model that settings can go without.
type Part string

// Parts of the model.
const (
	PartDirection  Part = "direction"  // which of two items came first
	PartRecency    Part = "recency"    // how far back in the history an event stands, and popularity by time
	PartReturn     Part = "return"     // that an item was in the history, how often and when
	PartAttributes Part = "attributes" // what items have in common in the catalogue
	PartContext    Part = "context"    // lifts and habits under the request's context
)

// Parts returns all parts.
func Parts() []Part {
	return []Part{PartDirection, PartRecency, PartReturn, PartAttributes, PartContext}
}

// ParsePart returns the part of that name.
func ParsePart(name string) (Part, error) {
	if p := Part(name); slices.Contains(Parts(), p) {
		return p, nil
	}
	return "", fmt.Errorf("part %q: want one of %v", name, Parts())
}

// UnmarshalText reads a part's name.
func (p *Part) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePart(string(text))
	return err
}

// Without returns a copy that gives no weight to some parts. Without recency only evidence of the whole history alike is left.
func (s Settings) Without(parts ...Part) Settings {
	s = s.clone()
	for _, p := range parts {
		switch p {
		case PartDirection:
			s.OrderBlind = true
		case PartRecency:
			s.forgetOrder()
		case PartReturn:
			s.Return, s.Used = Places{}, Steps{}
		case PartAttributes:
			s.Attribute = Reaches{}
		case PartContext:
			s.Context, s.Habit = map[string]float64{"": 0}, nil
		}
	}
	return s
}

// forgetOrder moves evidence that fades with its place in the history to the reach that does not fade, as far as it has a weight, and drops
// popularity by time.
func (s *Settings) forgetOrder() {
	for kind, w := range s.Item {
		s.Item[kind] = w.flat()
	}
	s.Attribute = s.Attribute.flat()
	sum := 0.0
	for k, v := range s.Return {
		sum += v * placeAt(k, 2) // as at the third place
	}
	s.Return = Places{}
	s.Return[len(s.Return)-1] = sum
	for _, kind := range []string{popRecent, popLatest, popLate, popLateCount} {
		delete(s.Popularity, kind)
	}
}

// flat returns reaches with all weight, as it is two places back, on the one that does not fade.
func (w Reaches) flat() Reaches {
	sum := 0.0
	for r, v := range w {
		sum += v * reachAt(r, 2)
	}
	return Reaches{len(w) - 1: sum}
}

// mask returns 1 for each weight that settings without some parts may have, else 0.
func (l *layout) mask(parts []Part) []float64 {
	ones := slices.Repeat([]float64{1}, l.size)
	m := l.vector(l.settings(Settings{}, ones).Without(parts...))
	for k := range m {
		m[k] = oneIf(m[k] != 0)
	}
	return m
}
