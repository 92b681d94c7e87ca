package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host"
)

// TestWhyIsWhatForgettingDoes: the place that --why promises is the one that the item has after the forget, of all that was done with an item or of one event.
func TestWhyIsWhatForgettingDoes(t *testing.T) {
	for _, flags := range [][]string{{"--why"}, {"--why", "--single"}} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			k := live(t)
			k.ok("order", "--lift", "all")
			v := slateOf(t, k.args("recommend", append(flags, "--seen", "show", "-n", "100")...)...)
			file := write(t, k.dir, "x.json", k.ok("export").out)
			checked := 0
			for _, it := range v.Items {
				require.NotNil(t, it.Why)
				require.Equal(t, v.Eligible, it.Why.Of)
				for _, w := range it.Why.Without {
					checked += k.comesTrue(it.ID, w, file)
				}
			}
			require.Greater(t, checked, 2)
		})
	}
}

// comesTrue does on another device what a counterfactual imagines, and returns how many items it looked at.
func (k *kept) comesTrue(item string, w withoutView, file string) (checked int) {
	forget := []string{"--item", w.Item}
	if w.Ref != 0 {
		require.NotEmpty(k.t, w.Event)
		require.NotEmpty(k.t, w.Time)
		forget = []string{"--event", strconv.FormatInt(w.Ref, 10)}
	}
	bert := k.other("bert-" + item + "-" + forget[1])
	bert.ok("import", "--purposes", k.yml, file)
	bert.ok("forget", forget...)
	for _, other := range slateOf(k.t, bert.args("recommend", "--why", "--seen", "show", "-n", "100")...).Items {
		if other.ID == item {
			checked++
			require.Equal(k.t, w.Rank, other.Why.Rank, "%s without %s", item, w.Item)
			require.Equal(k.t, w.Score, other.Score)
		}
	}
	return checked
}

func TestRecommendForADevice(t *testing.T) {
	k := live(t)
	v := slateOf(t, k.args("recommend", "--seen", "show")...)
	require.True(t, v.Personal)
	require.Equal(t, []string{"rank"}, v.Grants)
	require.Equal(t, []itemRef{{"a1", "Desk Lamp"}, {"c1", "Green Tea"}, {"b1", "Novel"}}, v.History)
	require.NotContains(t, ids(v), "a2", "blocked")
	before := k.state()
	k.ok("rank", "a1", "b1", "--why")
	require.NotEqual(t, before, k.state(), "asking is counted")
	require.Contains(t, k.ok("audit").out, "Your history was used 3 times, for slates and their reasons, the last on ")

	k.ok("order", "--lift", "all")
	byHand := slateOf(t, "recommend", "--pack", k.pack, "--history", "b1", "--type", "purchase", "--seen", "show", "--explain")
	k.ok("forget", "--item", "a1", "--item", "c1")
	held := slateOf(t, k.args("recommend", "--seen", "show", "--explain")...)
	require.Equal(t, ids(byHand), ids(held), "a person is a person")
	for i := range held.Items {
		require.Equal(t, byHand.Items[i].Score, held.Items[i].Score)
	}
}

func TestWhyTheHistoryTakesNoPart(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		code string
		want string
	}{
		{"a no", []string{"consent", "--deny", "rank"}, host.GenericConsent, "no history: what is popular in this context"},
		{"the dial", []string{"order", "--dial", "0"}, host.GenericDial, "the history takes no part: the dial is at 0"},
		{"nothing left", []string{"forget", "--all"}, host.GenericHistory, "no history: what is popular in this context"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := live(t)
			k.ok(c.args[0], c.args[1:]...)
			require.Equal(t, c.code, slateOf(t, k.args("recommend")...).Generic)
			require.Contains(t, k.ok("recommend").err, c.want)
		})
	}
	_, path := shop(t)
	o := ok(t, "recommend", "--pack", path, "--history", "a1", "--grants", "none")
	require.Contains(t, o.err, "the history takes no part: ")
}

func TestRankSaysWhyCandidatesWereLeftOut(t *testing.T) {
	k := live(t)
	v := slateOf(t, k.args("rank", "--why", "--seen", "hide", "a1", "a2", "b2", "c1", "d1")...)
	require.Equal(t, []string{"b2"}, ids(v))
	why := map[string]string{}
	for _, h := range v.Hidden {
		why[h.ID] = h.Why
	}
	require.Equal(t, map[string]string{"a1": host.HiddenSeen, "a2": host.HiddenBlocked, "c1": host.HiddenSeen, "d1": host.HiddenUnavailable}, why)
	require.Contains(t, k.ok("rank", "--why", "--seen", "hide", "a2", "a1").out, "  - Desk Lamp  [a1]: left out, it is in the history\n")
}

func TestWhyForAPersonGivenByHand(t *testing.T) {
	_, path := shop(t)
	o := ok(t, "recommend", "--pack", path, "--history", "a1", "--why", "-n", "1")
	require.Contains(t, o.out, "because you viewed Desk Lamp  (allowed for rank)\n")
	require.Contains(t, o.out, "     without what you did with Desk Lamp  [a1]: place ")
	require.NotContains(t, ok(t, "recommend", "--pack", path, "--history", "a1", "--explain", "-n", "1").out, "allowed for", "only when asked")
}

func TestWhyForTooMany(t *testing.T) {
	_, path := shop(t)
	o := hearth(t, "rank", "--pack", path, "--why", strings.TrimSuffix(strings.Repeat("a1,", maxWhy+1), ","))
	require.Equal(t, exitUsage, o.code)
	require.Contains(t, o.err, "--why: 1001 items: want at most 1000")
}

func TestPrintWhy(t *testing.T) {
	var out strings.Builder
	e := &env{out: &out}
	printWhy(e, &itemView{}, "")
	require.Empty(t, out.String(), "an item without a standing")
	printWhy(e, &itemView{Why: &whyView{Rank: 2, Of: 9, Without: []withoutView{{Item: "a", Title: "A", Rank: 5}, {Item: "b", Hidden: host.HiddenUnavailable}}}}, "  ")
	require.Equal(t, "  place 2 of 9 in the whole catalogue\n  without what you did with A  [a]: place 5\n"+
		"  without what you did with b: not shown, it is not available\n", out.String())
}

func TestBecauseOfADeclaredInterest(t *testing.T) {
	c := host.Contribution{Kind: host.KindInterest, Field: "category", Value: "Books", Score: 5}
	require.Equal(t, "because you declared an interest in category Books", because(&c))
	c.Score = -5
	require.Equal(t, "because you declared to care little for category Books", because(&c))
	require.Equal(t, "  (allowed for rank, learn)", forPurpose([]string{"rank", "learn"}))
	require.Empty(t, forPurpose(nil))
}
