package train

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train/data"
)

// featuresOf returns the lifts by "feature=value" and item id.
func featuresOf(set *data.Set, cfg Config, s Settings) map[string]map[string]float64 {
	c := count(set, cfg)
	f := buildFeatures(c, s)
	out, row := map[string]map[string]float64{}, 0
	for _, feature := range f.list {
		for _, v := range feature.Values {
			cells := map[string]float64{}
			for _, x := range f.rows[row] {
				cells[set.Items[c.order[x.col]].ID] = x.weight
			}
			out[feature.Name+"="+v] = cells
			row++
		}
	}
	return out
}

// moods makes n events of fresh persons on an item in a mood.
func moods(n int, item, mood string) []act {
	var acts []act
	for k := range n {
		acts = append(acts, act{person: fmt.Sprint(item, mood, k), item: item, ctx: mood})
	}
	return acts
}

func TestLiftsByHand(t *testing.T) {
	acts := append(moods(6, "a", "calm"), moods(2, "a", "keen")...)
	acts = append(acts, moods(1, "b", "calm")...)
	acts = append(acts, moods(3, "b", "keen")...)
	set := setOf(goods("a", "b"), acts...)
	s := settings()
	s.Context, s.ContextPrior = map[string]float64{"": 2}, 1
	// 12 events: calm 7, keen 5; a 8, b 4.
	lift := func(n, x, i float64) float64 { return 2 * math.Log((n+1)/(x*i/12+1)) }
	got := featuresOf(set, one(), s)
	require.Len(t, got, 2)
	require.InDelta(t, lift(6, 7, 8), got["mood=calm"]["a"], 1e-12)
	require.InDelta(t, lift(2, 5, 8), got["mood=keen"]["a"], 1e-12)
	require.InDelta(t, lift(1, 7, 4), got["mood=calm"]["b"], 1e-12)
	require.InDelta(t, lift(3, 5, 4), got["mood=keen"]["b"], 1e-12)

	got = featuresOf(set, DefaultConfig().WithMinPersons(3), s)
	require.Contains(t, got["mood=calm"], "a")
	require.NotContains(t, got["mood=calm"], "b", "one person")
	require.NotContains(t, got["mood=keen"], "a", "two persons")

	s.Context = nil
	require.Empty(t, featuresOf(set, one(), s), "switched off")
}

// TestLiftsIgnoreEventsWithoutTheFeature: rows that say nothing of the feature change no lift.
func TestLiftsIgnoreEventsWithoutTheFeature(t *testing.T) {
	acts := append(moods(6, "a", "calm"), moods(3, "a", "keen")...)
	acts = append(acts, moods(2, "b", "calm")...)
	acts = append(acts, moods(4, "b", "keen")...)
	want := featuresOf(setOf(goods("a", "b"), acts...), one(), settings())
	acts = append(acts, moods(20, "a", "")...)
	acts = append(acts, moods(5, "b", "")...)
	got := featuresOf(setOf(goods("a", "b"), acts...), one(), settings())
	require.Equal(t, want, got)
	require.Positive(t, got["mood=calm"]["a"])
	require.Negative(t, got["mood=calm"]["b"])
}

// TestIndependentContextHasNoLift: where every item has the same shares there is nothing to say.
func TestIndependentContextHasNoLift(t *testing.T) {
	var acts []act
	for _, item := range []string{"a", "b", "c"} {
		acts = append(append(acts, moods(4, item, "calm")...), moods(8, item, "keen")...)
	}
	got := featuresOf(setOf(goods("a", "b", "c"), acts...), one(), settings())
	require.Equal(t, map[string]map[string]float64{"mood=calm": {}, "mood=keen": {}}, got)
}

func TestLiftsEqualMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, s := drawSet(t), settings()
		set.Clock = data.ClockSynthetic
		k := rapid.IntRange(1, 3).Draw(t, "k")
		got := featuresOf(set, DefaultConfig().WithMinPersons(k), s)
		require.Equal(t, len(naiveLifts(set, k, s)), len(got))
		for value, cells := range naiveLifts(set, k, s) {
			require.Len(t, got[value], len(cells), value)
			for item, lift := range cells {
				require.InDelta(t, lift, got[value][item], 1e-12, "%s %s", value, item)
			}
		}
	})
}

// naiveLifts is buildFeatures for the column "mood" with maps of names.
func naiveLifts(set *data.Set, k int, s Settings) map[string]map[string]float64 {
	type key struct{ mood, item string }
	n, persons := map[key]float64{}, map[key]map[string]bool{}
	add := func(x key, person string) {
		if n[x]++; persons[x] == nil {
			persons[x] = map[string]bool{}
		}
		persons[x][person] = true
	}
	speaks, e := one().SpeaksFor(&set.Events), &set.Events
	for i := range e.Len() {
		if mood := e.Context[0].Values[e.Context[0].Cells[i]]; speaks(i) && mood != "" {
			add(key{mood, set.Items[e.Item[i]].ID}, e.Persons[e.Person[i]])
			add(key{mood, ""}, e.Persons[e.Person[i]])
		}
	}
	kept, total, byItem := []string{}, 0.0, map[string]float64{}
	for _, mood := range e.Context[0].Values {
		if len(persons[key{mood, ""}]) < k {
			continue
		}
		kept, total = append(kept, mood), total+n[key{mood, ""}]
		for i := range set.Items {
			byItem[set.Items[i].ID] += n[key{mood, set.Items[i].ID}]
		}
	}
	out := map[string]map[string]float64{}
	for _, mood := range kept {
		cells := map[string]float64{}
		for item, all := range byItem {
			own := n[key{mood, item}]
			lift := math.Log((own + s.ContextPrior) / (n[key{mood, ""}]*all/total + s.ContextPrior))
			if len(persons[key{mood, item}]) >= k && math.Abs(lift) >= minLift {
				cells[item] = s.contextWeight("mood") * lift
			}
		}
		if len(kept) > 1 {
			out["mood="+mood] = cells
		}
	}
	return out
}

func TestClockFeatures(t *testing.T) {
	const day, evening = 24 * 60 * 60 * 1000, 20 * 60 * 60 * 1000
	var acts []act
	for k := range int64(4) {
		acts = append(acts, act{person: fmt.Sprint(k), item: "a", at: 4*day + evening}, act{person: fmt.Sprint(k), item: "b", at: 5 * day})
	}
	set := setOf(goods("a", "b"), acts...)
	tests := []struct {
		clock data.Clock
		want  []string
	}{
		{data.ClockReal, []string{"daypart=evening", "daypart=night", "weekday=mon", "weekday=tue"}},
		{data.ClockDay, nil},
		{data.ClockSynthetic, nil},
	}
	for _, tt := range tests {
		t.Run(tt.clock.String(), func(t *testing.T) {
			set.Clock = tt.clock
			got := featuresOf(set, one(), settings())
			require.Len(t, got, len(tt.want))
			for _, name := range tt.want {
				require.Contains(t, got, name)
			}
			if tt.clock == data.ClockReal {
				require.Positive(t, got["daypart=evening"]["a"])
				require.NotContains(t, got["daypart=evening"], "b")
			}
		})
	}
}

// TestColumnOfTheSetReplacesTheClock: a feature comes once, so that its lift is not added twice.
func TestColumnOfTheSetReplacesTheClock(t *testing.T) {
	p := packOf(t, shop(t, 100, 30), one(), settings())
	seen := map[string]int{}
	for f := range p.Features() {
		name, _ := p.Feature(f)
		seen[name]++
	}
	require.Equal(t, map[string]int{"daypart": 1, "device": 1, engine.FeatureWeekday: 1}, seen)
}

func TestFrequentValues(t *testing.T) {
	var acts []act
	for v := range maxValues + 6 { // value k comes k times more than the first
		acts = append(acts, moods(v+2, "a", fmt.Sprintf("m%02d", v))...)
	}
	m, _ := modelOf(t, setOf(goods("a"), acts...), one(), settings())
	require.Len(t, m.Features, 1)
	require.Len(t, m.Features[0].Values, maxValues)
	require.Equal(t, "m69", m.Features[0].Values[0], "most frequent first")
	require.Equal(t, "m06", m.Features[0].Values[maxValues-1])
}

func TestManyColumns(t *testing.T) {
	set := setOf(goods("a", "b"), append(moods(3, "a", "calm"), moods(3, "b", "keen")...)...)
	mood := set.Events.Context[0]
	for k := range pack.MaxFeatures + 5 {
		mood.Name = fmt.Sprintf("mood%02d", k)
		set.Events.Context = append(set.Events.Context, mood)
	}
	p := packOf(t, set, one(), settings())
	require.Equal(t, pack.MaxFeatures, p.Features())
}

func TestFeatureThatNeverVaries(t *testing.T) {
	require.Empty(t, featuresOf(setOf(goods("a", "b"), moods(5, "a", "calm")...), one(), settings()))
	require.Empty(t, featuresOf(setOf(goods("a", "b")), one(), settings()))
}
