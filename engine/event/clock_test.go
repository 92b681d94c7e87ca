package event

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestClock walks through the rules: a time believed at once, a suspect one, one that is confirmed, and a way back.
func TestClock(t *testing.T) {
	for name, c := range map[string]struct {
		days []int64 // times of calls on a log with records
		want Clock   // in days
	}{
		"first time":                 {[]int64{7}, Clock{7, 0, true}},
		"forward":                    {[]int64{7, 8, 407}, Clock{407, 0, true}},
		"400 days at once":           {[]int64{7, 407}, Clock{407, 0, true}},
		"back":                       {[]int64{7, 3}, Clock{7, 0, true}},
		"far back":                   {[]int64{7000, 3}, Clock{7000, 0, true}},
		"too far ahead":              {[]int64{7, 408}, Clock{7, 408, true}},
		"again, too soon":            {[]int64{7, 408, 408}, Clock{7, 408, true}},
		"confirmed a day later":      {[]int64{7, 408, 409}, Clock{409, 0, true}},
		"confirmed much later":       {[]int64{7, 408, 9000}, Clock{9000, 0, true}},
		"denied":                     {[]int64{7, 408, 8}, Clock{8, 0, true}},
		"denied, then ahead again":   {[]int64{7, 408, 8, 409}, Clock{8, 409, true}},
		"an earlier one is suspect":  {[]int64{7, 500, 450}, Clock{7, 450, true}},
		"and confirmed from there":   {[]int64{7, 500, 450, 451}, Clock{451, 0, true}},
		"within 400 days by now":     {[]int64{7, 408, 407}, Clock{407, 0, true}},
		"before 1970":                {[]int64{-700, -301}, Clock{-301, 0, true}},
		"before 1970, too far ahead": {[]int64{-700, -299}, Clock{-700, -299, true}},
	} {
		t.Run(name, func(t *testing.T) {
			var k Clock
			for i, d := range c.days {
				k.Advance(d*Day, i == 0)
			}
			require.Equal(t, Clock{c.want.Mark * Day, c.want.Suspect * Day, true}, k)
		})
	}
}

func TestClockOfAnEmptyLog(t *testing.T) {
	var k Clock
	for _, d := range []int64{7, 9000, 3, 5000} {
		k.Advance(d*Day, true)
		require.Equal(t, Clock{Mark: d * Day, Set: true}, k, "nothing to lose: any time is believed")
	}
}

func TestCutoffs(t *testing.T) {
	k := Clock{Mark: 1000, Set: true}
	mask, purge := k.Cutoffs(1500, 100)
	require.Equal(t, []int64{1400, 900}, []int64{mask, purge}, "a suspect now masks, and deletes nothing")
	mask, purge = k.Cutoffs(500, 100)
	require.Equal(t, []int64{900, 900}, []int64{mask, purge}, "a clock that went back does not bring events back")
	mask, purge = k.Cutoffs(500, -1)
	require.Equal(t, []int64{-1 << 63, -1 << 63}, []int64{mask, purge}, "no cap")
}

// TestClockRules checks what DESIGN.md promises on random walks.
func TestClockRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var k Clock
		first := rapid.Int64Range(0, 20000*Day).Draw(t, "first")
		k.Advance(first, true)
		highest, now := first, first
		var since []int64 // times since the mark last moved or was confirmed, all of them too far ahead
		for range rapid.IntRange(1, 30).Draw(t, "calls") {
			step := rapid.SampledFrom([]int64{1, Day - 1, Day, Day + 1, 30 * Day, 400 * Day, 401 * Day, 3000 * Day}).Draw(t, "step")
			now += step * rapid.Int64Range(-1, 1).Draw(t, "direction")
			before := k
			k.Advance(now, false)
			highest = max(highest, now)
			mask, purge := k.Cutoffs(now, 90*Day)
			require.GreaterOrEqual(t, k.Mark, before.Mark, "the mark never goes back")
			require.LessOrEqual(t, k.Mark, highest, "and never beyond what was seen")
			require.GreaterOrEqual(t, mask, now-90*Day, "past retention is masked at once")
			require.GreaterOrEqual(t, mask, purge)
			if now <= before.Mark+400*Day {
				since = nil
				require.Equal(t, max(before.Mark, now), k.Mark)
				continue
			}
			confirmed := false
			for _, s := range since {
				confirmed = confirmed || now >= s+Day
			}
			since = append(since, now)
			if confirmed {
				require.Equal(t, now, k.Mark)
				since = nil
			} else {
				require.Equal(t, before.Mark, k.Mark, "not believed before a call a day later")
				require.Equal(t, k.Mark-90*Day, purge)
			}
		}
	})
}
