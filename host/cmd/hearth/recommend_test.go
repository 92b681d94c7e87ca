package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host"
)

// ids lists the items of a slate.
func ids(v slateView) []string {
	list := []string{}
	for _, it := range v.Items {
		list = append(list, it.ID)
	}
	return list
}

// slateOf runs a command with --json and returns its slate.
func slateOf(t testing.TB, args ...string) slateView {
	t.Helper()
	return decode[slateView](t, ok(t, append(args, "--json")...).out)
}

func TestRecommend(t *testing.T) {
	dir, path := shop(t)
	for _, c := range []struct {
		name string
		args []string
	}{
		{"recommend", []string{"--history", "Desk Lamp", "--history", "Green Tea"}},
		{"recommend-explain", []string{"--history", "Desk Lamp,c1", "--explain"}},
		{"recommend-json", []string{"--history", "a1,c1", "--explain", "-n", "2", "--json", "--context", "device=phone"}},
		{"recommend-cold", nil},
		{"recommend-dismiss", []string{"--history", "a1", "--type", "dismiss", "--explain", "-n", "3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := ok(t, append([]string{"recommend", "--pack", path}, c.args...)...)
			golden(t, c.name, without(dir, o.out))
			golden(t, c.name+"-stderr", without(dir, o.err))
		})
	}
}

func TestReasonsAddUpInEverySlate(t *testing.T) {
	_, path := shop(t)
	for _, history := range []string{"a1", "c1,a1", "b1,b2,c2", "a1,a1,a1", "x,y"} {
		for _, kind := range []string{"view", "purchase", "dismiss"} {
			for _, seen := range []string{"hide", "type", "show"} {
				v := slateOf(t, "recommend", "--pack", path, "--history", history, "--type", kind, "--seen", seen, "--explain")
				require.NotEmpty(t, v.Items)
				for i := range v.Items {
					require.NoError(t, addUp(&v.Items[i]))
				}
			}
		}
	}
}

func TestAddUpNoticesAWrongSum(t *testing.T) {
	item := itemView{ID: "a", Score: 5, Reasons: []reasonView{{Score: 7}, {Score: -2}}}
	require.NoError(t, addUp(&item))
	item.Score = 6
	require.ErrorContains(t, addUp(&item), `item "a": its reasons add up to 5 and its score is 6`)
}

func TestRecommendPolicies(t *testing.T) {
	_, path := shop(t)
	base := []string{"recommend", "--pack", path, "--history", "a1,c1"}
	for _, c := range []struct {
		name     string
		args     []string
		want     []string // must come
		dont     []string // must not
		eligible int
	}{
		{"history hidden", nil, []string{"a2", "c2"}, []string{"a1", "c1", "d1"}, 5},
		{"by type: a view does not hide", []string{"--seen", "type"}, []string{"a1", "c1"}, []string{"d1"}, 7},
		{"by type: a purchase hides", []string{"--seen", "type", "--type", "purchase"}, []string{"a2"}, []string{"a1", "c1", "d1"}, 5},
		{"shown", []string{"--seen", "show", "--type", "purchase"}, []string{"a1", "c1"}, []string{"d1"}, 7},
		{"excluded", []string{"--exclude", "Floor Lamp", "--exclude", "b1,b2"}, []string{"c2"}, []string{"a2", "b1", "b2"}, 2},
		{"nothing granted: no history, so nothing is hidden", []string{"--grants", "none"}, []string{"a1", "c1"}, []string{"d1"}, 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := slateOf(t, append(base, c.args...)...)
			require.Subset(t, ids(v), c.want)
			require.NotSubset(t, ids(v), c.dont)
			for _, id := range c.dont {
				require.NotContains(t, ids(v), id)
			}
			require.Equal(t, c.eligible, v.Eligible)
		})
	}
}

func TestNothingGrantedIsTheSlateOfNobody(t *testing.T) {
	_, path := shop(t)
	v := slateOf(t, "recommend", "--pack", path, "--history", "a1", "--grants", "none")
	require.False(t, v.Personal)
	require.Equal(t, []string{"none"}, v.Grants)
	require.Equal(t, slateOf(t, "recommend", "--pack", path).Items, v.Items)
	o := ok(t, "recommend", "--pack", path, "--history", "a1", "--grants", "none")
	require.Contains(t, o.err, "grants: none\n")
	require.Contains(t, o.err, "the history takes no part")
	require.Equal(t, slateOf(t, "recommend", "--pack", path, "--history", "a1").Items, slateOf(t, "recommend", "--pack", path, "--history", "a1", "--grants", "rank").Items)
}

func TestRecommendN(t *testing.T) {
	_, path := shop(t)
	all := ids(slateOf(t, "recommend", "--pack", path, "--history", "c1", "--n", "100"))
	require.Len(t, all, 6)
	for n := 1; n <= len(all); n++ {
		require.Equal(t, all[:n], ids(slateOf(t, "recommend", "--pack", path, "--history", "c1", "-n", string(rune('0'+n)))))
	}
}

func TestOrderOfTheHistoryCounts(t *testing.T) {
	_, path := shop(t)
	// Lamps are last in the one and tea in the other; the affinity counts the last event alone.
	require.Equal(t, "a2", ids(slateOf(t, "recommend", "--pack", path, "--history", "c1", "--history", "a1"))[0])
	require.Equal(t, "c2", ids(slateOf(t, "recommend", "--pack", path, "--history", "a1", "--history", "c1"))[0])
}

func TestHistoryFile(t *testing.T) {
	dir, path := shop(t)
	want := slateOf(t, "recommend", "--pack", path, "--history", "a1", "--history", "x,y", "--history", "c1")
	file := write(t, dir, "history.txt", "Desk Lamp\r\n\n  Salt, Pepper  \n")
	got := slateOf(t, "recommend", "--pack", path, "--history-file", file, "--history", "c1")
	require.Equal(t, want, got)
	o := hearthWith(t, &env{in: strings.NewReader("a1\nx,y\nc1")}, "recommend", "--pack", path, "--history-file", "-", "--json")
	require.Equal(t, exitOK, o.code, o.err)
	require.Equal(t, want, decode[slateView](t, o.out))
}

func TestContextAndMoment(t *testing.T) {
	_, path := shop(t)
	score := func(id string, args ...string) int64 {
		for _, it := range slateOf(t, append([]string{"recommend", "--pack", path}, args...)...).Items {
			if it.ID == id {
				return it.Score
			}
		}
		t.Fatal(id)
		return 0
	}
	saturday, sunday := "2025-03-01T23:30:00+01:00", "2025-03-02T00:30:00+01:00"
	require.EqualValues(t, 90+7, score("a1", "--at", saturday), "the weekday is computed from the time")
	require.EqualValues(t, 90, score("a1", "--at", sunday), "in the person's own zone")
	require.EqualValues(t, 90, score("a1", "--at", saturday, "--context", "weekday=sun"), "a given one goes first")
	require.EqualValues(t, 60-7, score("b2", "--context", "device=phone"))
	require.EqualValues(t, 80+11, score("a2", "--at", "2025-03-01T00:00:00Z"), "published that very day")
	require.EqualValues(t, 80+9, score("a2", "--at", "2025-03-03T00:00:00Z"))
	require.EqualValues(t, 80, score("a2", "--at", "2025-03-04T00:00:00Z"))
	require.Equal(t, saturday, slateOf(t, "recommend", "--pack", path, "--at", saturday).At)
}

func TestContextWithoutEffectIsRemarkedOn(t *testing.T) {
	_, path := shop(t)
	o := ok(t, "recommend", "--pack", path, "--context", "divice=phone", "--context", "device=fridge")
	require.Contains(t, o.err, "hearth: --context device=fridge: no effect: the pack has the values phone\n")
	require.Contains(t, o.err, "hearth: --context divice: no effect: the pack has the features weekday, device\n")
	require.NotContains(t, ok(t, "recommend", "--pack", path, "--context", "device=phone").err, "no effect")
}

func TestEventTypeByDefault(t *testing.T) {
	dir := t.TempDir()
	m := shopModel()
	m.Types = m.Types[:2]
	path := writePack(t, dir, "noview.pack", m)
	o := ok(t, "recommend", "--pack", path, "--history", "a1", "--explain", "-n", "1")
	require.Contains(t, o.out, "because you bought Desk Lamp", "the first type that counts in favour")
	m.Types = m.Types[:1]
	path = writePack(t, dir, "dismiss.pack", m)
	bad := hearth(t, "recommend", "--pack", path, "--history", "a1")
	require.Equal(t, exitFailure, bad.code)
	require.Contains(t, bad.err, "give --type, one of dismiss")
}

func TestRecommendFails(t *testing.T) {
	dir, path := shop(t)
	keys := filepath.Join(dir, "k")
	ok(t, "pack", "keygen", keys)
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no pack", []string{"--pack", filepath.Join(dir, "none")}, exitFailure, "no such file"},
		{"unknown item", []string{"--pack", path, "--history", "Lamp"}, exitFailure, "--history: \"Lamp\" is neither an id nor a title of this pack; nearest:\n  a1  Desk Lamp\n"},
		{"ambiguous title", []string{"--pack", path, "--history", "Novel"}, exitFailure, "name one by its id:\n  b1  Novel\n  d1  Novel"},
		{"unknown exclusion", []string{"--pack", path, "--exclude", "q"}, exitFailure, `--exclude: "q" is neither`},
		{"unknown type", []string{"--pack", path, "--type", "stare"}, exitFailure, `--type "stare": the pack has dismiss, purchase, view`},
		{"no history file", []string{"--pack", path, "--history-file", filepath.Join(dir, "none")}, exitFailure, "--history-file: open"},
		{"bad line in the file", []string{"--pack", path, "--history-file", write(t, dir, "h", "a1\n\nq\n")}, exitFailure, "h: line 3: \"q\" is neither"},
		{"a line too long", []string{"--pack", path, "--history-file", write(t, dir, "long", strings.Repeat("x", 1<<17))}, exitFailure, "long: line 1: bufio.Scanner: token too long"},
		{"unknown purpose", []string{"--pack", path, "--grants", "rank,sell"}, exitUsage, "--grants rank,sell: unknown purpose; want all, none or names such as rank"},
		{"unsigned", []string{"--pack", path, "--public-key", keys + ".pub"}, exitFailure, "shop.pack.sig: no such file"},
		{"context too long", []string{"--pack", path, "--context", "device=" + strings.Repeat("x", 2000)}, exitFailure, "context"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := hearth(t, append([]string{"recommend"}, c.args...)...)
			require.Equal(t, c.code, o.code, o.err)
			require.Empty(t, o.out)
			require.Contains(t, o.err, c.want)
		})
	}
}

func TestRecommendWithSignature(t *testing.T) {
	_, path, keys := signedShop(t)
	v := slateOf(t, "recommend", "--pack", path, "--public-key", keys+".pub")
	require.Len(t, v.Pack.SignedBy, 16)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	b[len(b)-1] ^= 1
	require.NoError(t, os.WriteFile(path, b, 0o666))
	require.Contains(t, hearth(t, "recommend", "--pack", path, "--public-key", keys+".pub").err, "no valid signature", "before the bytes are looked at")
}

func TestRank(t *testing.T) {
	dir, path := shop(t)
	o := ok(t, "rank", "--pack", path, "--history", "Desk Lamp", "Atlas", "Floor Lamp", "b1,c2")
	golden(t, "rank", without(dir, o.out))
	golden(t, "rank-explain", ok(t, "rank", "--pack", path, "--history", "Desk Lamp", "Atlas", "Floor Lamp", "--explain").out)
}

func TestRankOrdersTheGivenOnly(t *testing.T) {
	dir, path := shop(t)
	file := write(t, dir, "candidates", "Floor Lamp\nb2\n")
	require.Equal(t, []string{"a2", "b1", "b2"}, ids(slateOf(t, "rank", "--pack", path, "--history", "a1", "--candidates-file", file, "b1")))
	require.Equal(t, []string{"a2"}, ids(slateOf(t, "rank", "--pack", path, "--history", "a1", "--candidates-file", file, "b1", "--n", "1")))
	require.Equal(t, []string{"a1", "a2"}, ids(slateOf(t, "rank", "--pack", path, "--history", "c1", "a2,a1,a1")), "a candidate given twice comes once")
	require.Equal(t, []string{"a2", "a1"}, ids(slateOf(t, "rank", "--pack", path, "--history", "a1", "a2,a1")), "the history is shown unless hidden")
	require.Equal(t, []string{"a2"}, ids(slateOf(t, "rank", "--pack", path, "--history", "a1", "a2,a1", "--seen", "hide")))
	o := ok(t, "rank", "--pack", path, "d1")
	require.Contains(t, o.err, "no item is eligible")
}

func TestRankOfAllIsRecommend(t *testing.T) {
	_, path := shop(t)
	all := []string{"rank", "--pack", path, "--history", "b1,c1", "--seen", "hide", "a1,a2,b1,b2,c1,c2,d1", "x,y"}
	require.Equal(t, slateOf(t, "recommend", "--pack", path, "--history", "b1,c1").Items, slateOf(t, all...).Items)
}

func TestRankFails(t *testing.T) {
	_, path := shop(t)
	o := hearth(t, "rank", "--pack", path, "Novel")
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.err, "candidate: \"Novel\" is the title of 2 items")
	require.Contains(t, hearth(t, "rank", "--pack", path, "--candidates-file", "/nowhere").err, "--candidates-file: open")
}

func TestPackWithoutTitles(t *testing.T) {
	dir := t.TempDir()
	m := shopModel()
	m.Titles = nil
	path := writePack(t, dir, "bare.pack", m)
	golden(t, "recommend-bare", ok(t, "recommend", "--pack", path, "--history", "a1", "-n", "3").out)
	require.Contains(t, ok(t, "recommend", "--pack", path, "--history", "a1", "-n", "1", "--explain").out, "because you viewed a1\n")
}

func TestTitlesCannotControlTheTerminal(t *testing.T) {
	m := shopModel()
	m.Titles[1] = "Lamp\x1b[2J\nnewline"
	m.Types = append(m.Types, pack.EventType{Name: "wave", Weight: pack.OneWeight})
	path := writePack(t, t.TempDir(), "evil.pack", m)
	for _, args := range [][]string{{"--history", "a1"}, {"--history", "a2", "--explain"}, {"--history", "a1", "--explain"}} {
		o := ok(t, append([]string{"recommend", "--pack", path}, args...)...)
		require.NotContains(t, o.out+o.err, "\x1b")
		require.NotContains(t, o.out, "\nnewline")
	}
	require.NotContains(t, hearth(t, "recommend", "--pack", path, "--history", "Lamp").err, "\x1b")
}

func TestNarrowTerminal(t *testing.T) {
	_, path := shop(t)
	for _, args := range [][]string{{"--history", "a1"}, {"--history", "a1", "--explain"}} {
		o := hearthWith(t, &env{width: 34}, append([]string{"recommend", "--pack", path}, args...)...)
		require.Equal(t, exitOK, o.code)
		for line := range strings.SplitSeq(o.out, "\n") {
			require.LessOrEqual(t, len([]rune(line)), 34, line)
		}
	}
}

func TestBecause(t *testing.T) {
	for _, c := range []struct {
		c    host.Contribution
		want string
	}{
		{host.Contribution{Kind: host.KindItem, Event: "view", Item: "1", Title: "Toy Story (1995)", Score: 1}, "because you viewed Toy Story (1995)"},
		{host.Contribution{Kind: host.KindItem, Event: "purchase", Item: "1", Score: 1}, "because you bought 1"},
		{host.Contribution{Kind: host.KindItem, Event: "wave", Item: "1", Score: 1}, "because of your wave of 1"},
		{host.Contribution{Kind: host.KindReturn, Event: "listen", Title: "Aria", Score: 1}, "again, because you listened to Aria"},
		{host.Contribution{Kind: host.KindUsed, Count: 37, Time: time.Unix(1e9, 0).UTC(), Score: 1}, "because you used it 37 times, last on 2001-09-09"},
		{host.Contribution{Kind: host.KindUsed, Count: 1, Time: time.Unix(1e9, 0).UTC(), Score: 1}, "because you used it once on 2001-09-09"},
		{host.Contribution{Kind: host.KindUsed, Count: 2, Score: -1}, "again, because you used it 2 times"},
		{host.Contribution{Kind: host.KindHabit, Field: "daypart", Value: "evening", Count: 3, Score: 1}, "a habit with daypart evening: you used it 3 times"},
		{host.Contribution{Kind: host.KindHabit, Field: "daypart", Value: "evening", Count: 1, Score: -1}, "no habit with daypart evening: you used it once"},
		{host.Contribution{Kind: host.KindAttribute, Field: "brand", Value: "Acme", Score: 1}, "because your history likes brand Acme"},
		{host.Contribution{Kind: host.KindAttribute, Field: "brand", Value: "Acme", Score: -1}, "because your history avoids brand Acme"},
		{host.Contribution{Kind: host.KindContext, Field: "weekday", Value: "sat", Score: 1}, "more in demand with weekday sat"},
		{host.Contribution{Kind: host.KindContext, Field: "weekday", Value: "sat", Score: -1}, "less in demand with weekday sat"},
		{host.Contribution{Kind: host.KindPopularity, Score: 1}, "popular with everybody"},
		{host.Contribution{Kind: host.KindPopularity, Score: -1}, "unpopular with everybody"},
		{host.Contribution{Kind: host.KindFreshness, Score: 1}, "published recently"},
		{host.Contribution{Kind: "boost", Score: 1}, "boost"},
	} {
		require.Equal(t, c.want, because(&c.c))
	}
}
