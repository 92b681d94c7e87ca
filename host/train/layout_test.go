package train

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
)

var moodAndPlace = []pack.Feature{{Name: "mood"}, {Name: "place"}}

// TestLayoutRoundTrip: a vector makes settings, which make the vector.
func TestLayoutRoundTrip(t *testing.T) {
	l := newLayout(moodAndPlace)
	require.Equal(t, len(itemKinds)*4+4+6+6+len(popKinds)+1+2*3, l.size)
	rapid.Check(t, func(t *rapid.T) {
		w := make([]float64, l.size)
		for f := range w {
			w[f] = rapid.SampledFrom([]float64{0, 0, .25, -1, 3}).Draw(t, "w")
		}
		start := everything()
		s := l.settings(start, w)
		require.NoError(t, s.Validate())
		require.Equal(t, w, l.vector(s))
		require.Equal(t, everything(), start, "the settings given are left alone")
		require.Equal(t, start.Window, s.Window)

		b, err := json.Marshal(s)
		require.NoError(t, err)
		var again Settings
		require.NoError(t, json.Unmarshal(b, &again))
		require.Equal(t, s, again)
	})
}

// TestVectorRoundTrip: settings make a vector, which makes the settings; features not named have the general weight.
func TestVectorRoundTrip(t *testing.T) {
	l := newLayout(moodAndPlace)
	s := everything()
	got := l.settings(s, l.vector(s))
	require.Equal(t, map[string]float64{"mood": .1, "place": .1}, got.Context)
	got.Context = s.Context
	require.Equal(t, s, got)
}

// TestLayoutPlacesEachWeight: every weight of the settings has a place of its own.
func TestLayoutPlacesEachWeight(t *testing.T) {
	l := newLayout(moodAndPlace)
	for f := range l.size {
		w := make([]float64, l.size)
		w[f] = 2
		s, n := l.settings(Settings{}, w), 0
		require.NoError(t, s.eachWeight(func(_ string, v float64) error {
			if v != 0 {
				n++
				require.Equal(t, 2.0, v)
			}
			return nil
		}))
		require.Equal(t, 1, n, "weight %d", f)
	}
}

func TestCloneSharesNothing(t *testing.T) {
	s := everything()
	blind := s.Without(PartDirection)
	require.True(t, blind.OrderBlind)
	require.False(t, s.OrderBlind)
	blind.Item[kindForward], blind.Popularity[popLog], blind.Context[""], blind.Habit["mood"] = Reaches{}, 0, 0, [2]float64{}
	require.Equal(t, everything(), s)
}
