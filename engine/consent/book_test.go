package consent

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// TestDeclareBits declares one list after another: a purpose keeps its bit, one that goes frees it, a new one takes the lowest that is free.
func TestDeclareBits(t *testing.T) {
	second := purpose("b")
	second.Version, second.Text = 2, "Another text."
	for name, c := range map[string]struct {
		lists [][]Purpose
		gone  Set // of the last
		want  []string
	}{
		"in their order":            {[][]Purpose{purposes("a", "b", "c")}, 0, []string{"a", "b", "c"}},
		"the same again":            {[][]Purpose{purposes("a", "b"), purposes("a", "b")}, 0, []string{"a", "b"}},
		"in another order":          {[][]Purpose{purposes("a", "b"), purposes("b", "a")}, 0, []string{"a", "b"}},
		"one more":                  {[][]Purpose{purposes("b"), purposes("a", "b")}, 0, []string{"b", "a"}},
		"the first goes":            {[][]Purpose{purposes("a", "b"), purposes("b")}, 0b1, []string{"", "b"}},
		"the last goes":             {[][]Purpose{purposes("a", "b"), purposes("a")}, 0b10, []string{"a", ""}},
		"all go":                    {[][]Purpose{purposes("a", "b"), purposes("c", "d")}, 0b11, []string{"c", "d"}},
		"one takes the other's":     {[][]Purpose{purposes("a", "b"), purposes("c", "b")}, 0b1, []string{"c", "b"}},
		"the lowest of two":         {[][]Purpose{purposes("a", "b", "c"), purposes("b"), purposes("d", "b")}, 0, []string{"d", "b", ""}},
		"the other of two":          {[][]Purpose{purposes("a", "b", "c"), purposes("b"), purposes("d", "b", "e")}, 0, []string{"d", "b", "e"}},
		"it comes back, elsewhere":  {[][]Purpose{purposes("a", "b"), purposes("b"), purposes("c", "b", "a")}, 0, []string{"c", "b", "a"}},
		"a new version":             {[][]Purpose{purposes("a", "b", "c"), {purpose("a"), second, purpose("c")}}, 0b10, []string{"a", "b", "c"}},
		"a new version and another": {[][]Purpose{purposes("a", "b"), {purpose("c"), second}}, 0b11, []string{"c", "b"}},
		"as many as there can be":   {[][]Purpose{many(32), append(many(31), purpose("z"))}, 1 << 31, append(ids(many(31)), "z")},
	} {
		t.Run(name, func(t *testing.T) {
			b := &Book{}
			for i, list := range c.lists {
				gone, err := b.Declare(list, 0, 0)
				require.NoError(t, err)
				if i == len(c.lists)-1 {
					require.Equal(t, c.gone, gone)
				}
			}
			for bit, id := range c.want {
				require.Equal(t, id, b.ID(bit))
			}
			require.Len(t, b.slots, len(c.want))
			require.Empty(t, b.ID(len(c.want)), "beyond the last")
			require.Zero(t, b.Effective(0), "nothing is granted by default")
			require.False(t, b.Decided())
		})
	}
}

func ids(all []Purpose) (ids []string) {
	for i := range all {
		ids = append(ids, all[i].ID)
	}
	return ids
}

// TestDeclareWithdraws says what becomes of decisions when a purpose is no longer declared.
func TestDeclareWithdraws(t *testing.T) {
	b := declared(t, purposes("a", "b", "c", "d")...)
	b.Decide(DeedGrant, b.set(t, "a", "b"), ActBanner, 1)
	b.Decide(DeedDeny, b.set(t, "c"), ActBanner, 1)
	gone, err := b.Declare(purposes("b"), 0, 7)
	require.NoError(t, err)
	require.EqualValues(t, 0b1101, gone, "the undecided one too")
	require.Equal(t, []Entry{
		entry(purpose("a"), DeedWithdraw, ActPack, 7), entry(purpose("c"), DeedWithdraw, ActPack, 7),
	}, b.Ledger()[3:], "of what nothing was decided there is nothing to say")
	require.EqualValues(t, 0b10, b.Effective(7), "the one that stays is granted still")
	gone, err = b.Declare(purposes("b", "a"), 0, 8)
	require.NoError(t, err)
	require.Zero(t, gone)
	require.Equal(t, Undecided, b.stateOf(t, "a").State, "what comes back was not decided on")
}

// TestDeclareNewVersion: a new text is asked for anew.
func TestDeclareNewVersion(t *testing.T) {
	b := declared(t, purposes("a", "b")...)
	b.Decide(DeedGrant, 0b11, ActBanner, 1)
	next := Purpose{ID: "a", Version: 2, Text: "More."}
	gone, err := b.Declare([]Purpose{next, purpose("b")}, 0, 9)
	require.NoError(t, err)
	require.EqualValues(t, 0b1, gone)
	require.Equal(t, entry(purpose("a"), DeedWithdraw, ActPack, 9), b.Ledger()[2])
	require.EqualValues(t, 0b10, b.Effective(9))
	b.Decide(DeedGrant, 0b1, ActBanner, 10)
	require.Equal(t, entry(next, DeedGrant, ActBanner, 10), b.Ledger()[3])
}

// TestDeclareConflict: another text under the same version changes nothing at all, whichever purpose it is.
func TestDeclareConflict(t *testing.T) {
	for _, id := range []string{"a", "b", "c"} {
		b := declared(t, purposes("a", "b", "c")...)
		b.Decide(DeedGrant, b.set(t, "b"), ActBanner, 1)
		before, list := b.AppendBinary(nil), b.Declared
		changed := purposes("new", id)
		changed[1].Text = "About something else."
		gone, err := b.Declare(changed, 1, 99*day)
		require.Equal(t, fault.At(fault.Conflict, "purposes."+id+".text"), err)
		require.Zero(t, gone)
		require.Equal(t, before, b.AppendBinary(nil))
		require.Equal(t, list, b.Declared)
		require.EqualValues(t, 0b10, b.Effective(99*day), "nor does a consent hold shorter")
	}
}

// TestDeclareCopiesIDs: the book outlives the bytes of the pack that its purposes came in.
func TestDeclareCopiesIDs(t *testing.T) {
	pack := []byte("rank")
	b := declared(t, Purpose{ID: wire.View(pack), Version: 1, Text: "Rank."})
	b.Decide(DeedGrant, 1, ActBanner, 1)
	clear(pack)
	require.Equal(t, "rank", b.ID(0))
	require.Equal(t, "rank", b.Ledger()[0].ID)
}

func TestParse(t *testing.T) {
	b := declared(t, purposes("a", "gone", "c")...)
	_, err := b.Declare(purposes("a", "c"), 0, 0)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		ids  []string
		want Set
		err  string
	}{
		"none":              {nil, 0, ""},
		"one":               {[]string{"c"}, 0b100, ""},
		"two":               {[]string{"c", "a"}, 0b101, ""},
		"all":               {[]string{"all"}, 0b101, ""},
		"again and again":   {[]string{"a", "all", "a"}, 0b101, ""},
		"unknown":           {[]string{"a", "sell"}, 0, "grants[1]: purpose"},
		"not declared now":  {[]string{"gone"}, 0, "grants[0]: purpose"},
		"empty":             {[]string{""}, 0, "grants[0]: purpose"},
		"case counts":       {[]string{"A"}, 0, "grants[0]: purpose"},
		"the eleventh":      {[]string{"a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "b"}, 0, "grants[10]: purpose"},
		"unknown after all": {[]string{"all", "x"}, 0, "grants[1]: purpose"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := b.Parse(c.ids, "grants")
			require.Equal(t, c.want, s)
			if c.err == "" {
				require.NoError(t, err)
			} else {
				require.EqualError(t, err, c.err)
			}
		})
	}
	_, err = (&Book{}).Parse([]string{All}, "grants")
	require.EqualError(t, err, "grants[0]: purpose", "nothing is declared")
}

func TestIDs(t *testing.T) {
	b := declared(t, purposes("a", "b", "c")...)
	require.Nil(t, b.IDs(0))
	require.Equal(t, []string{"a", "c"}, b.IDs(0b101))
	require.Equal(t, []string{"b"}, b.IDs(^Set(0b101)), "bits that stand for nothing are left out")
}

// step is one decision about the purpose that TestDecide declares.
type step struct {
	deed Deed
	act  Act
	time int64
}

func TestDecide(t *testing.T) {
	yes, no, off := step{DeedGrant, ActBanner, 10}, step{DeedDeny, ActSettings, 20}, step{DeedWithdraw, ActSettings, 30}
	for name, c := range map[string]struct {
		steps   []step
		state   State
		since   int64
		written []int // which of the steps the ledger has
	}{
		"nothing":               {nil, Undecided, 0, nil},
		"a yes":                 {[]step{yes}, Granted, 10, []int{0}},
		"a no":                  {[]step{no}, Denied, 20, []int{0}},
		"a no to a yes":         {[]step{yes, no}, Denied, 20, []int{0, 1}},
		"withdrawn":             {[]step{yes, off}, Withdrawn, 30, []int{0, 1}},
		"withdrawn unasked":     {[]step{off}, Withdrawn, 30, []int{0}},
		"a yes after all":       {[]step{yes, off, {DeedGrant, ActBanner, 40}}, Granted, 40, []int{0, 1, 2}},
		"renewed":               {[]step{yes, {DeedGrant, ActSettings, 40}}, Granted, 40, []int{0, 1}},
		"renewed, a slow clock": {[]step{yes, {DeedGrant, ActSettings, 4}}, Granted, 4, []int{0, 1}},
		"renewed at once":       {[]step{yes, yes}, Granted, 10, []int{0}},
		"a no twice":            {[]step{no, {DeedDeny, ActBanner, 40}}, Denied, 20, []int{0}},
		"withdrawn twice":       {[]step{off, {DeedWithdraw, ActBanner, 40}}, Withdrawn, 30, []int{0}},
		"withdrawn after a no":  {[]step{no, off}, Withdrawn, 30, []int{0, 1}},
		"before 1970":           {[]step{{DeedGrant, ActHost, -5}}, Granted, -5, []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			b := declared(t, purposes("other", "it")...)
			var want []Entry
			for i, s := range c.steps {
				b.Decide(s.deed, b.set(t, "it"), s.act, s.time)
				if slices.Contains(c.written, i) {
					want = append(want, entry(purpose("it"), s.deed, s.act, s.time))
				}
			}
			require.Equal(t, want, b.Ledger())
			require.Equal(t, len(c.steps) > 0, b.Decided())
			it := b.stateOf(t, "it")
			require.Equal(t, Status{Purpose: &b.Declared[1], Bit: 1, State: c.state, Since: c.since}, it)
			require.Equal(t, Undecided, b.stateOf(t, "other").State, "one decides for itself")
			require.Equal(t, c.state == Granted, b.Effective(50) == 0b10)
		})
	}
}

// TestDecideSeveral writes a line for each purpose that changes, in the order of their bits.
func TestDecideSeveral(t *testing.T) {
	b := declared(t, purposes("a", "b", "c")...)
	b.Decide(DeedDeny, b.set(t, "b"), ActBanner, 1)
	b.Decide(DeedDeny, b.set(t, All), ActBanner, 2)
	require.Equal(t, []Entry{
		entry(purpose("b"), DeedDeny, ActBanner, 1), entry(purpose("a"), DeedDeny, ActBanner, 2), entry(purpose("c"), DeedDeny, ActBanner, 2),
	}, b.Ledger())
}

// TestSignal masks what leaves the device, alone; it grants nothing; it is written down when it changes.
func TestSignal(t *testing.T) {
	var list []Purpose
	for s := range Stages {
		list = append(list, Purpose{ID: Stage(s).String(), Version: 1, Text: "x", Stage: Stage(s)})
	}
	b := declared(t, list...)
	b.Signal(false, 1)
	require.False(t, b.Decided(), "it was not there before")
	b.Signal(true, 2)
	require.True(t, b.Signalled())
	require.Zero(t, b.Effective(2), "it widens nothing")
	b.Decide(DeedGrant, b.set(t, All), ActBanner, 3)
	require.Equal(t, []string{"rank", "learn", "fairness"}, b.IDs(b.Effective(3)))
	b.Signal(true, 4)
	b.Signal(false, 5)
	b.Signal(false, 6)
	require.Equal(t, b.set(t, All), b.Effective(6), "what was decided stands")
	require.Equal(t, Entry{Time: 2, Deed: DeedSignalOn, Act: ActSignal}, b.Ledger()[0])
	require.Equal(t, Entry{Time: 5, Deed: DeedSignalOff, Act: ActSignal}, b.Ledger()[1+Stages])
	require.Len(t, b.Ledger(), 2+Stages)
}

// TestStatusHolds tells a yes that is masked from one that holds.
func TestStatusHolds(t *testing.T) {
	b := declared(t, purpose("a"), Purpose{ID: "r", Version: 1, Text: "x", Stage: StageReport})
	b.Decide(DeedGrant, 0b11, ActBanner, 3)
	b.Signal(true, 4)
	require.Equal(t, []Status{
		{Purpose: &b.Declared[0], Bit: 0, State: Granted, Since: 3, Holds: true}, {Purpose: &b.Declared[1], Bit: 1, State: Granted, Since: 3},
	}, b.Status(b.Effective(5)))
}

// TestLapse walks one yes, given at day 100, through time.
func TestLapse(t *testing.T) {
	const start = 100 * day
	for name, c := range map[string]struct {
		days  int64
		act   Act
		after int64 // ms since the yes
		state State
		since int64 // ms since the yes
		ended bool
	}{
		"at once":                       {0, ActBanner, 0, Granted, 0, false},
		"the clock goes back":           {0, ActBanner, -99 * day, Granted, 0, false},
		"the default's last ms":         {0, ActBanner, DefaultConsentDays * day, Granted, 0, false},
		"the ms after":                  {0, ActBanner, DefaultConsentDays*day + 1, Lapsed, DefaultConsentDays * day, false},
		"by the settings, likewise":     {0, ActSettings, DefaultConsentDays*day + 1, Lapsed, DefaultConsentDays * day, false},
		"seven days' last ms":           {7, ActBanner, 7 * day, Granted, 0, false},
		"seven days and 1 ms":           {7, ActBanner, 7*day + 1, Lapsed, 7 * day, false},
		"the grace's last ms":           {7, ActBanner, 37 * day, Lapsed, 7 * day, false},
		"grace and 1 ms":                {7, ActBanner, 37*day + 1, Withdrawn, 37 * day, true},
		"years later":                   {7, ActBanner, 5000 * day, Withdrawn, 37 * day, true},
		"the host's own":                {7, ActHost, 5000 * day, Granted, 0, false},
		"for ever":                      {-1, ActBanner, 5000 * day, Granted, 0, false},
		"as far as a clock goes, ever":  {-1, ActBanner, 1<<53 - 1 - start, Granted, 0, false},
		"as far as a clock goes, a day": {1, ActBanner, 1<<53 - 1 - start, Withdrawn, 31 * day, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := &Book{}
			_, err := b.Declare(purposes("other", "it"), c.days, 0)
			require.NoError(t, err)
			b.Decide(DeedGrant, 0b10, c.act, start)
			at := start + c.after
			require.Equal(t, c.state == Granted, b.Effective(at) == 0b10, "it is masked before it is advanced")
			require.Equal(t, c.ended, b.Advance(at) == 0b10)
			it := b.stateOf(t, "it")
			require.Equal(t, []int64{int64(c.state), start + c.since}, []int64{int64(it.State), it.Since})
			require.Zero(t, b.Advance(at), "once is enough")
			require.Equal(t, c.state == Granted, b.Effective(at) == 0b10)
		})
	}
}

// TestLapseIsWritten has the ledger say when it was, not when it was noticed.
func TestLapseIsWritten(t *testing.T) {
	b := &Book{}
	_, err := b.Declare(purposes("a"), 7, 0)
	require.NoError(t, err)
	b.Decide(DeedGrant, 1, ActBanner, 0)
	require.EqualValues(t, 1, b.Advance(999*day))
	require.Equal(t, []Entry{
		entry(purpose("a"), DeedLapse, ActLapse, 7*day), entry(purpose("a"), DeedWithdraw, ActLapse, (7+GraceDays)*day),
	}, b.Ledger()[1:])
	require.Zero(t, b.Advance(9999*day), "nothing more can come of time")
	require.Len(t, b.Ledger(), 3)
}

// TestRenewed: a yes within the days of grace revives, and holds as long as the first; a no ends the grace.
func TestRenewed(t *testing.T) {
	b := &Book{}
	_, err := b.Declare(purposes("a", "b"), 7, 0)
	require.NoError(t, err)
	b.Decide(DeedGrant, 0b11, ActBanner, 0)
	require.Zero(t, b.Advance(20*day))
	b.Decide(DeedGrant, 0b01, ActBanner, 21*day)
	b.Decide(DeedDeny, 0b10, ActBanner, 21*day)
	require.Zero(t, b.Advance(28*day))
	require.EqualValues(t, 0b01, b.Effective(28*day))
	require.Zero(t, b.Effective(28*day+1))
	require.EqualValues(t, 0b01, b.Advance(28*day+GraceDays*day+1))
	require.Equal(t, Denied, b.stateOf(t, "b").State)
}

// TestHolds: how long a consent holds is the site's to say at every start.
func TestHolds(t *testing.T) {
	b := declared(t, purposes("a")...)
	b.Decide(DeedGrant, 1, ActBanner, 0)
	for days, holds := range map[int64]bool{9: false, 10: true, 11: true, -1: true, 0: true} {
		_, err := b.Declare(purposes("a"), days, 10*day)
		require.NoError(t, err)
		require.Equal(t, holds, b.Effective(10*day) == 1, days)
	}
}

// TestLedgerIsBounded: beyond MaxEntries the oldest line goes.
func TestLedgerIsBounded(t *testing.T) {
	b := declared(t, purposes("a")...)
	for i := range int64(MaxEntries + 10) {
		b.Decide(DeedGrant, 1, ActBanner, i)
	}
	require.Len(t, b.Ledger(), MaxEntries)
	for i, e := range b.Ledger() {
		require.Equal(t, entry(purpose("a"), DeedGrant, ActBanner, int64(i)+10), e)
	}
	read, _, fail := readBook(b.AppendBinary(nil))
	require.Nil(t, fail)
	require.Equal(t, b.Ledger(), read.Ledger())
}

// TestSignalsDoNotCrowdOutDecisions: a page that toggles a signal for ever pushes out its own lines only.
func TestSignalsDoNotCrowdOutDecisions(t *testing.T) {
	b := declared(t, purposes("a")...)
	b.Decide(DeedGrant, 1, ActBanner, 1)
	for i := range int64(2 * MaxEntries) {
		b.Signal(i%2 == 0, 2+i)
	}
	b.Decide(DeedWithdraw, 1, ActSettings, 9_000_000)
	require.Len(t, b.Ledger(), MaxEntries)
	require.Equal(t, entry(purpose("a"), DeedGrant, ActBanner, 1), b.Ledger()[0])
	require.Equal(t, entry(purpose("a"), DeedWithdraw, ActSettings, 9_000_000), b.Ledger()[MaxEntries-1])
}

// TestSignalStages: what a site says beside report and federate.
func TestSignalStages(t *testing.T) {
	b := declared(t, purposes("a")...) // for ranking
	b.Decide(DeedGrant, 1, ActBanner, 1)
	b.Signal(true, 2)
	require.EqualValues(t, 1, b.Effective(2), "ranking goes on")
	b.Switched = 1 << StageRank
	require.Zero(t, b.Effective(2), "unless the site says otherwise")
	b.Signal(false, 3)
	require.EqualValues(t, 1, b.Effective(3))
}

// TestZeroBook is that of a person who was not asked: nothing is granted, nothing can lapse.
func TestZeroBook(t *testing.T) {
	var b Book
	require.Zero(t, b.Effective(math.MaxInt64))
	require.Zero(t, b.Advance(math.MaxInt64))
	require.False(t, b.Decided() || b.Signalled())
	require.Empty(t, b.Status(^Set(0)))
	require.Empty(t, b.IDs(^Set(0)))
	b.Decide(DeedGrant, ^Set(0), ActHost, 5)
	require.Empty(t, b.Ledger())
}
