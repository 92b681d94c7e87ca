package train

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

// clinic is a log in which "s" is sensitive, half of the persons with "p" have it, and one in ten of those without; "o" says nothing.
func clinic(persons int) *data.Set {
	items := goods("s", "p", "o", "x")
	items[0].Sensitive = []string{"health"}
	var lists [][]string
	for k := range persons {
		list := []string{"x"}
		if k%2 == 0 {
			list = append(list, "o")
		}
		if k%4 < 2 {
			list = append(list, "p")
		}
		if k%4 < 2 && k%8 < 4 || k%20 == 2 {
			list = append(list, "s")
		}
		lists = append(lists, list)
	}
	return setOf(items, walks(lists...)...)
}

func all() ProxyOptions { return ProxyOptions{0, 1} }

func find(t require.TestingT, set *data.Set, cfg Config, o ProxyOptions) map[string]Proxy {
	list, err := FindProxies(set, cfg, o)
	require.NoError(t, err)
	got := map[string]Proxy{}
	for _, p := range list {
		got[p.Item] = p
	}
	return got
}

// TestDunning compares with the example of the two binomials worked out by hand, and with G² = 2 Σ O ln(O/E) of the same table.
func TestDunning(t *testing.T) {
	// 110 of 2552 against 111 of 29114: table 1 of the paper has "the swiss" with 110 2442 111 29114 and -2 log λ = 270.72.
	require.InDelta(t, 270.72, dunning(110, 110+2442, 111, 111+29114), .005)
	require.Zero(t, dunning(5, 10, 50, 100))
	require.InDelta(t, 2*(10*math.Log(2)+10*math.Log(2)), dunning(10, 10, 0, 10), 1e-9, "all against none")
	rapid.Check(t, func(t *rapid.T) {
		n1, n2 := float64(rapid.IntRange(1, 1000).Draw(t, "n1")), float64(rapid.IntRange(1, 1000).Draw(t, "n2"))
		k1, k2 := math.Floor(n1*rapid.Float64Range(0, 1).Draw(t, "p1")), math.Floor(n2*rapid.Float64Range(0, 1).Draw(t, "p2"))
		g := 0.0
		for _, c := range [][3]float64{{k1, n1, k1 + k2}, {n1 - k1, n1, n1 + n2 - k1 - k2}, {k2, n2, k1 + k2}, {n2 - k2, n2, n1 + n2 - k1 - k2}} {
			if c[0] > 0 {
				g += 2 * c[0] * math.Log(c[0]*(n1+n2)/(c[1]*c[2]))
			}
		}
		require.InDelta(t, g, dunning(k1, n1, k2, n2), 1e-6*(1+g))
	})
}

func TestProxyThresholdIsTheQuantile(t *testing.T) {
	require.InDelta(t, DefaultProxyLLR, distuv.ChiSquared{K: 1}.Quantile(.999), .01)
}

func TestFindProxies(t *testing.T) {
	list, err := FindProxies(clinic(400), one(), DefaultProxyOptions())
	require.NoError(t, err)
	require.Len(t, list, 1, "of p, o and x only p goes together with s")
	p := list[0]
	require.Equal(t, "health", p.Kind)
	require.Equal(t, "p", p.Item)
	require.False(t, p.Approve, "a person decides")
	require.Equal(t, 200, p.Persons)
	require.InDelta(t, .5, p.Share, .02)
	require.Equal(t, int(math.Round(p.Share*200)), p.Both)
	require.Less(t, p.Expected, .2)
	require.InDelta(t, p.Share/p.Expected, p.Lift, .01)
	require.Greater(t, p.LLR, 40.)
}

// TestFindProxiesIsDunningsTable: where all are of one activity class the figures are those of the plain 2×2 table.
func TestFindProxiesIsDunningsTable(t *testing.T) {
	items := goods("s", "p", "q", "x", "y")
	items[0].Sensitive = []string{"health"}
	var lists [][]string
	add := func(n int, list ...string) {
		for range n {
			lists = append(lists, list)
		}
	}
	add(30, "p", "s", "x", "y") // with p: 3 others besides s; less p: 2, as those without
	add(10, "p", "x", "y")
	add(20, "x", "y", "s")
	add(140, "x", "y")
	p := find(t, setOf(items, walks(lists...)...), one(), all())["p"]
	require.Equal(t, Proxy{
		Kind: "health", Item: "p", Persons: 40, Both: 30, Share: .75, Expected: .125, Lift: 6, LLR: rounded(dunning(30, 40, 20, 160)),
	}, p)
}

// TestActivityIsNoProxy: persons who do much have everything more often. An item that they meet by chance is not listed, though its plain
// table would be.
func TestActivityIsNoProxy(t *testing.T) {
	items := goods("s")
	items[0].Sensitive = []string{"health"}
	for k := range 40 {
		items = append(items, goods(fmt.Sprint(k))...)
	}
	r := rand.New(rand.NewPCG(1, 2))
	var lists [][]string
	for range 3000 {
		n := 1 << r.IntN(6)
		var list []string
		for range n {
			list = append(list, items[1+r.IntN(40)].ID)
		}
		if r.Float64() < float64(n)/64 {
			list = append(list, "s")
		}
		lists = append(lists, list)
	}
	set := setOf(items, walks(lists...)...)
	require.Empty(t, find(t, set, one(), DefaultProxyOptions()))
	var with, rest [2]float64
	for _, list := range lists {
		item, holds := 0, 0.
		for _, id := range list {
			if id == "7" {
				item = 1
			}
			if id == "s" {
				holds = 1
			}
		}
		if item == 1 {
			with = [2]float64{with[0] + holds, with[1] + 1}
		} else {
			rest = [2]float64{rest[0] + holds, rest[1] + 1}
		}
	}
	require.Greater(t, dunning(with[0], with[1], rest[0], rest[1]), 100., "so the standardisation is what keeps it out")
}

func TestProxiesNeedMinPersons(t *testing.T) {
	set := clinic(40)
	both := find(t, set, one(), all())["p"].Both
	require.Contains(t, find(t, set, one().WithMinPersons(both), all()), "p")
	require.NotContains(t, find(t, set, one().WithMinPersons(both+1), all()), "p")
	got := find(t, set, one().WithMinPersons(both+1).WithApproved(Approved{"health", "p"}), all())["p"]
	require.Equal(t, Proxy{Kind: "health", Item: "p", Approve: true}, got, "kept because a person approved it, without figures of few persons")
}

func TestProxyThresholds(t *testing.T) {
	set := clinic(400)
	p := find(t, set, one(), all())["p"]
	require.Contains(t, find(t, set, one(), ProxyOptions{p.LLR, p.Lift}), "p")
	require.NotContains(t, find(t, set, one(), ProxyOptions{p.LLR + .001, 1}), "p")
	require.NotContains(t, find(t, set, one(), ProxyOptions{0, p.Lift + .001}), "p")
	for _, c := range []struct {
		o    ProxyOptions
		want string
	}{
		{ProxyOptions{-1, 1}, "proxy_llr: -1: want 0 or more"}, {ProxyOptions{math.NaN(), 1}, "proxy_llr: NaN: want 0 or more"},
		{ProxyOptions{math.Inf(1), 1}, "proxy_llr: +Inf: want 0 or more"}, {ProxyOptions{0, .5}, "proxy_lift: 0.5: want 1 or more"},
		{ProxyOptions{0, math.NaN()}, "proxy_lift: NaN: want 1 or more"}, {ProxyOptions{0, math.Inf(1)}, "proxy_lift: +Inf: want 1 or more"},
	} {
		_, err := FindProxies(set, one(), c.o)
		require.EqualError(t, err, c.want)
	}
}

func TestNoSensitiveItemsNoProxies(t *testing.T) {
	_, err := FindProxies(setOf(goods("a")), one(), DefaultProxyOptions())
	require.EqualError(t, err, "no item is sensitive, so none can be a proxy: mark some in the catalogue or in sensitive_kinds")
	require.Empty(t, find(t, setOf(pharmacy()), one(), all()), "no events, no proxies")
}

// TestApprovedProxiesDoNotSpread: what was approved is listed as approved and changes no other figure.
func TestApprovedProxiesDoNotSpread(t *testing.T) {
	before := find(t, clinic(400), one(), all())
	after := find(t, clinic(400), one().WithApproved(Approved{"health", "p"}), all())
	p := before["p"]
	p.Approve = true
	before["p"] = p
	require.Equal(t, before, after)
}

// TestProxyOfAnotherKind: an item that is sensitive in one way can give away another.
func TestProxyOfAnotherKind(t *testing.T) {
	set := clinic(400)
	cfg := one().WithSensitive(SensitiveItems{Kind: "minors", Items: []string{"p"}})
	list, err := FindProxies(set, cfg, DefaultProxyOptions())
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, [4]string{"health", "p", "minors", "s"}, [4]string{list[0].Kind, list[0].Item, list[1].Kind, list[1].Item})
}

// TestOnlyEvidenceMakesProxies: searches and what the shop showed are not the person's doing; dislikes are.
func TestOnlyEvidenceMakesProxies(t *testing.T) {
	items := goods("s", "p", "x")
	items[0].Sensitive = []string{"health"}
	var shown, hated []act
	for k := range 40 {
		person := fmt.Sprint(k)
		shown = append(shown, act{person: person, item: "x"})
		if k < 20 {
			shown = append(shown, act{person: person, item: "s"})
			hated = append(hated, act{person: person, item: "p", kind: "dislike"})
			shown = append(shown, act{person: person, item: "p", kind: "impression"})
		}
	}
	require.NotContains(t, find(t, setOf(items, shown...), one(), all()), "p")
	require.Contains(t, find(t, setOf(items, append(shown, hated...)...), one(), all()), "p")
}

// TestProxyFiguresAreSane: on random logs shares are shares, every item listed is one it may be, and the order of persons does not matter.
func TestProxyFiguresAreSane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSet(t)
		set.Items[0].Sensitive = []string{"health"}
		cfg := one().WithMinPersons(rapid.IntRange(1, 3).Draw(t, "k"))
		for _, p := range find(t, set, cfg, all()) {
			require.NotEqual(t, set.Items[0].ID, p.Item)
			require.GreaterOrEqual(t, p.Both, cfg.MinPersons)
			require.LessOrEqual(t, p.Both, p.Persons)
			require.LessOrEqual(t, p.Persons, len(set.Events.Persons))
			require.InDelta(t, float64(p.Both)/float64(p.Persons), p.Share, 1e-4)
			require.True(t, p.Share > p.Expected && p.Expected >= 0 && p.Lift >= 1 && p.LLR >= 0 && !math.IsInf(p.Lift, 0) && !math.IsNaN(p.LLR), "%+v", p)
		}
	})
}
