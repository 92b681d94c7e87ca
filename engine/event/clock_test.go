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
		"far back":                   {[]int64{7000, 3}, Clock{7000, 3, true}},
		"400 days back":              {[]int64{7000, 6600}, Clock{7000, 0, true}},
		"far back, a day later":      {[]int64{7000, 3, 4}, Clock{4, 0, true}},
		"far back, then far ahead":   {[]int64{7000, 3, 9000}, Clock{7000, 9000, true}},
		"far ahead, then far back":   {[]int64{7000, 9000, 3}, Clock{7000, 3, true}},
		"far back and back again":    {[]int64{7000, 3, 7000}, Clock{7000, 0, true}},
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

// TestClockRules checks what DESIGN.md promises on random walks.
func TestClockRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var k Clock
		first := rapid.Int64Range(0, 20000*Day).Draw(t, "first")
		k.Advance(first, true)
		now := first
		var since []int64 // suspect times since the mark was last confirmed, all on one side of it
		for range rapid.IntRange(1, 30).Draw(t, "calls") {
			step := rapid.SampledFrom([]int64{1, Day - 1, Day, Day + 1, 30 * Day, 400 * Day, 401 * Day, 3000 * Day}).Draw(t, "step")
			now += step * rapid.Int64Range(-1, 1).Draw(t, "direction")
			before := k
			back := k.Advance(now, false)
			require.Equal(t, back, k.Mark < before.Mark)
			if now <= before.Mark+400*Day && now >= before.Mark-400*Day {
				since = nil
				require.Equal(t, max(before.Mark, now), k.Mark, "the mark does not go back within 400 days")
				continue
			}
			confirmed := false
			for _, s := range since {
				confirmed = confirmed || (s < before.Mark) == (now < before.Mark) && now >= s+Day
			}
			if len(since) > 0 && (since[0] < before.Mark) != (now < before.Mark) {
				since = nil
			}
			since = append(since, now)
			if confirmed {
				require.Equal(t, now, k.Mark)
				since = nil
			} else {
				require.Equal(t, before.Mark, k.Mark, "not believed before a call a day later")
			}
		}
	})
}
