package dataset

import (
	"strconv"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func zoneNamed(t *testing.T, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}

func TestParseTime(t *testing.T) {
	berlin := zoneNamed(t, "Europe/Berlin")
	for name, tc := range map[string]struct {
		unit string
		zone *time.Location
		text string
		ms   int64
		off  int16
		got  string // the unit told
	}{
		"UTC":                  {"", nil, "2025-03-01T08:00:00Z", 1740816000000, 0, "rfc3339"},
		"small letters":        {"", nil, "2025-03-01 08:00:00Z", 1740816000000, 0, "rfc3339"},
		"offset":               {"", nil, "2025-03-01T08:00:00+05:45", 1740795300000, 345, "rfc3339"},
		"offset beats zone":    {"", berlin, "2025-03-01T08:00:00-03:00", 1740826800000, -180, "rfc3339"},
		"fraction":             {"", nil, "2025-03-01T08:00:00.123456Z", 1740816000123, 0, "rfc3339"},
		"no offset, no zone":   {"", nil, "2025-03-01T08:00:00", 1740816000000, 0, "rfc3339"},
		"no offset, winter":    {"", berlin, "2025-03-01T08:00:00", 1740812400000, 60, "rfc3339"},
		"no offset, summer":    {"", berlin, "2025-07-01 08:00:00.5", 1751349600500, 120, "rfc3339"},
		"pandas":               {"", nil, "2019-11-24 00:00:18.175650+00:00", 1574553618175, 0, "rfc3339"},
		"date":                 {"", berlin, "2025-03-01", 1740783600000, 60, "rfc3339"},
		"seconds":              {"", nil, "1740816000", 1740816000000, 0, "s"},
		"seconds with point":   {"", nil, "1592337718.0", 1592337718000, 0, "s"},
		"seconds, fraction":    {"", nil, "1592337718.25", 1592337718250, 0, "s"},
		"seconds, exponent":    {"", nil, "8.81250949e8", 881250949000, 0, "s"},
		"seconds in a zone":    {"", berlin, "1751349600", 1751349600000, 120, "s"},
		"before 1970":          {"", nil, "-86400", -86400000, 0, "s"},
		"milliseconds":         {"", nil, "1740816000123", 1740816000123, 0, "ms"},
		"declared ms, small":   {"ms", nil, "1500", 1500, 0, "ms"},
		"declared s":           {"s", nil, "1500", 1500000, 0, "s"},
		"auto":                 {"auto", nil, "1500", 1500000, 0, "s"},
		"declared RFC 3339":    {"rfc3339", nil, "2025-03-01T08:00:00Z", 1740816000000, 0, "rfc3339"},
		"edge of the guess":    {"", nil, "99999999999", 99999999999000, 0, "s"},
		"beyond the guess":     {"", nil, "100000000000", 100000000000, 0, "ms"},
		"the last second":      {"", nil, "9999-12-31T23:59:59Z", 253402300799000, 0, "rfc3339"},
		"fraction rounds down": {"ms", nil, "1500.4", 1500, 0, "ms"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClock(tc.unit, tc.zone)
			m, err := c.parse([]byte(tc.text), 2)
			require.NoError(t, err)
			require.Equal(t, moment{tc.ms, tc.off}, m)
			require.Equal(t, tc.got, c.unit)
		})
	}
}

func TestParseTimeBadRows(t *testing.T) {
	for name, tc := range map[string]struct{ unit, text, want string }{
		"empty":               {"", "", "empty time"},
		"word":                {"", "yesterday", `time not understood: "yesterday"`},
		"month 13":            {"", "2025-13-01T00:00:00Z", `time not understood: "2025-13-01T00:00:00Z"`},
		"hour 24":             {"", "2025-12-01T24:00:00Z", `time not understood: "2025-12-01T24:00:00Z"`},
		"hexadecimal":         {"", "0x10", `time not understood: "0x10"`},
		"infinite":            {"", "Inf", `time not understood: "Inf"`},
		"not a number":        {"", "NaN", `time not understood: "NaN"`},
		"only signs":          {"", "-", `time not understood: "-"`},
		"too large":           {"", "1e300", `time out of range: "1e300"`},
		"overflow":            {"", "1e999", `time not understood: "1e999"`},
		"year 10000":          {"", "253402300800000", `time out of range: "253402300800000"`},
		"ms declared s":       {"s", "1740816000123", `time out of range: "1740816000123"`},
		"text declared s":     {"s", "2025-03-01T08:00:00Z", `time not in the declared unit: "2025-03-01T08:00:00Z", want s`},
		"number declared RFC": {"rfc3339", "1740816000", `time not in the declared unit: "1740816000", want rfc3339`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newClock(tc.unit, nil).parse([]byte(tc.text), 2)
			var row *badRow
			require.ErrorAs(t, err, &row, "a bad row, not the end of the load")
			require.EqualError(t, err, tc.want)
		})
	}
}

func TestMixedUnitsEndTheLoad(t *testing.T) {
	c := newClock("", nil)
	_, err := c.parse([]byte("1740816000"), 2)
	require.NoError(t, err)
	_, err = c.parse([]byte("soon"), 3)
	require.ErrorAs(t, err, new(*badRow))
	_, err = c.parse([]byte("1740816000123"), 4)
	require.EqualError(t, err, `time "1740816000123" is in Unix milliseconds, line 2 was in Unix seconds: `+
		`a file has one unit; correct it or declare time_unit`)
	var row *badRow
	require.NotErrorAs(t, err, &row)
	_, err = c.parse([]byte("2025-03-01"), 5)
	require.ErrorContains(t, err, "is in RFC 3339, line 2 was in Unix seconds")
}

func TestBadFirstTimeDecidesNoUnit(t *testing.T) {
	c := newClock("", nil)
	_, err := c.parse([]byte("-"), 2)
	require.Error(t, err)
	_, err = c.parse([]byte("1740816000123"), 3)
	require.NoError(t, err)
	require.Equal(t, 3, c.firstLine)
}

func TestClockKindAndAccount(t *testing.T) {
	berlin := zoneNamed(t, "Europe/Berlin")
	for name, tc := range map[string]struct {
		unit    string
		zone    *time.Location
		texts   []string
		kind    data.Clock
		said    string
		guessed bool
		notes   int
	}{
		"none":              {"", nil, nil, data.ClockReal, "", false, 0},
		"texts":             {"", nil, []string{"2025-03-01T08:00:00Z"}, data.ClockReal, "rfc3339", false, 0},
		"naive texts":       {"", nil, []string{"2025-03-01T08:00:00"}, data.ClockReal, "rfc3339", false, 1},
		"naive, zone":       {"", berlin, []string{"2025-03-01T08:00:00"}, data.ClockReal, "rfc3339", false, 0},
		"dates":             {"", nil, []string{"2025-03-01", "2025-03-02"}, data.ClockDay, "day", false, 1},
		"dates in a zone":   {"", berlin, []string{"2025-03-01", "2025-07-02"}, data.ClockDay, "day", false, 0},
		"dates and a time":  {"", berlin, []string{"2025-03-01", "2025-07-02T10:00:00Z"}, data.ClockReal, "rfc3339", false, 0},
		"seconds":           {"", berlin, []string{"86399", "86400"}, data.ClockReal, "s", true, 0},
		"whole-day seconds": {"", nil, []string{"86400", "172800"}, data.ClockDay, "s", true, 2},
		"whole local days":  {"", berlin, []string{"82800"}, data.ClockDay, "s", true, 1},
		"declared":          {"ms", berlin, []string{"1500"}, data.ClockReal, "ms", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLoader("t", Options{TimeUnit: tc.unit, Timezone: tc.zone})
			for _, text := range tc.texts {
				_, err := l.clock.parse([]byte(text), 2)
				require.NoError(t, err)
			}
			l.clock.account(l)
			require.Equal(t, tc.kind, l.clock.kind())
			require.Equal(t, tc.said, l.sum.TimeUnit)
			require.Equal(t, tc.guessed, l.sum.Guessed)
			require.Len(t, l.sum.Notes, tc.notes)
		})
	}
}

func TestTimeTextReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := moment{
			ms:     rapid.Int64Range(minTime+2*dayMillis, maxTime-2*dayMillis).Draw(t, "ms"),
			offset: int16(rapid.IntRange(-18*60, 18*60).Draw(t, "offset")),
		}
		got, err := newClock("", nil).parse([]byte(timeText(want.ms, want.offset)), 1)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// TestParseEqualsTime: any moment, written in any unit and at any offset, is read as package time would.
func TestParseEqualsTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		offset := rapid.IntRange(-720, 840).Draw(t, "minutes east")
		zone := time.FixedZone("", offset*60)
		when := time.UnixMilli(1000 * rapid.Int64Range(-5e9, 5e9).Draw(t, "second")).In(zone)
		units := map[string]string{
			when.Format(time.RFC3339): unitRFC3339, when.Format("2006-01-02 15:04:05Z07:00"): unitRFC3339,
			strconv.FormatInt(when.Unix(), 10): unitSeconds, strconv.FormatInt(when.UnixMilli(), 10): unitMillis,
		}
		for text, unit := range units {
			m, err := newClock(unit, zone).parse([]byte(text), 1)
			require.NoError(t, err, text)
			require.Equal(t, moment{when.UnixMilli(), int16(offset)}, m, text)
		}
		m, err := newClock("", zone).parse([]byte(when.Format("2006-01-02T15:04:05")), 1)
		require.NoError(t, err)
		require.Equal(t, moment{when.UnixMilli(), int16(offset)}, m, "in the site's zone")
	})
}
