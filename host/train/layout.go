package train

// This file lays the settings out as one vector of weights, so that they can be learned.

import (
	"github.com/hearthrank/hearth/engine/pack"
)

// layout says where each weight stands in the vector.
type layout struct {
	attribute, ret, used, popularity, freshness, context int
	features                                             []string // context features: three weights each, lift, one use, ln(1 + uses)
	size                                                 int
}

func newLayout(list []pack.Feature) layout {
	l := layout{}
	l.attribute = len(itemKinds) * len(reachDecay) // reach after reach, kind after kind
	l.ret = l.attribute + len(reachDecay)
	l.used = l.ret + len(Places{})
	l.popularity = l.used + len(Steps{})
	l.freshness = l.popularity + len(popKinds)
	l.context = l.freshness + 1
	for _, f := range list {
		l.features = append(l.features, f.Name)
	}
	l.size = l.context + 3*len(l.features)
	return l
}

// vector returns the weights of settings.
func (l *layout) vector(s Settings) []float64 {
	w := make([]float64, l.size)
	for r := range reachDecay {
		for k, kind := range itemKinds {
			w[r*len(itemKinds)+k] = s.Item[kind][r]
		}
	}
	copy(w[l.attribute:], s.Attribute[:])
	copy(w[l.ret:], s.Return[:])
	copy(w[l.used:], s.Used[:])
	for k, kind := range popKinds {
		w[l.popularity+k] = s.Popularity[kind]
	}
	w[l.freshness] = s.Freshness
	for k, f := range l.features {
		w[l.context+3*k] = s.contextWeight(f)
		h := s.Habit[f]
		copy(w[l.context+3*k+1:], h[:])
	}
	return w
}

// settings returns s with the weights of a vector.
func (l *layout) settings(s Settings, w []float64) Settings {
	s.Item, s.Popularity = map[string]Reaches{}, map[string]float64{}
	s.Context, s.Habit = map[string]float64{}, map[string][2]float64{}
	for k, kind := range itemKinds {
		var at Reaches
		for r := range at {
			at[r] = w[r*len(itemKinds)+k]
		}
		if at != (Reaches{}) {
			s.Item[kind] = at
		}
	}
	copy(s.Attribute[:], w[l.attribute:])
	copy(s.Return[:], w[l.ret:])
	copy(s.Used[:], w[l.used:])
	for k, kind := range popKinds {
		if v := w[l.popularity+k]; v != 0 {
			s.Popularity[kind] = v
		}
	}
	s.Freshness = w[l.freshness]
	for k, f := range l.features {
		s.Context[f] = w[l.context+3*k]
		if h := [2]float64{w[l.context+3*k+1], w[l.context+3*k+2]}; h != [2]float64{} {
			s.Habit[f] = h
		}
	}
	return s
}
