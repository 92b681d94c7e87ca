package dataset

// This file reads times of any of three units and holds a file to one of them.

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/hearthrank/hearth/host/train/data"
)

// The units of a time column, as the options and the summary name them.
const (
	unitAuto      = "auto"
	unitRFC3339   = "rfc3339"
	unitSeconds   = "s"
	unitMillis    = "ms"
	unitDay       = "day"
	unitSynthetic = "synthetic"
)

// Numbers below magnitudeMillis in size are guessed to be seconds (until the year 5138), others milliseconds
// (before 1966 and after March 1973).
const magnitudeMillis = 1e11

const (
	dayMillis    = 24 * 60 * 60 * 1000
	minuteMillis = 60 * 1000
	// Years 1 to 9999: what RFC 3339 can write.
	minTime = -62135596800000
	maxTime = 253402300799999
)

// clock reads the times of one file.
type clock struct {
	unit     string // "" until guessed or declared
	declared bool
	zone     *time.Location // never nil
	noZone   bool           // zone is UTC for want of a better one

	firstLine int  // where unit was learned
	naive     bool // a time came without an offset
	anyTime   bool
	timeOfDay bool // a time was not a whole day, UTC or local
	dateText  bool // all texts so far are dates without a time
}

func newClock(unit string, zone *time.Location) *clock {
	c := &clock{zone: zone, dateText: true}
	if unit != unitAuto && unit != "" {
		c.unit, c.declared = unit, true
	}
	if zone == nil {
		c.zone, c.noZone = time.UTC, true
	}
	return c
}

// moment is a point in time and the clock on the wall there.
type moment struct {
	ms     int64 // Unix milliseconds, UTC
	offset int16 // minutes east of UTC
}

// parse reads one time. A time it cannot read is a badRow; one in another unit than the rows before is an
// error that names both lines.
func (c *clock) parse(text []byte, line int) (moment, error) {
	if len(text) == 0 {
		return moment{}, bad("empty time")
	}
	unit, m, err := c.read(string(text))
	if err != nil {
		return moment{}, err
	}
	if c.unit == "" {
		c.unit, c.firstLine = unit, line
	}
	if unit != c.unit {
		return moment{}, c.mixed(text, unit)
	}
	if m.ms < minTime || m.ms > maxTime {
		return moment{}, badf("time out of range", "%q", text)
	}
	c.anyTime = true
	c.timeOfDay = c.timeOfDay || m.ms%dayMillis != 0 && (m.ms+int64(m.offset)*minuteMillis)%dayMillis != 0
	return m, nil
}

func (c *clock) mixed(text []byte, unit string) error {
	if c.declared {
		return badf("time not in the declared unit", "%q, want %s", text, c.unit)
	}
	return fmt.Errorf("time %q is in %s, line %d was in %s: a file has one unit; correct it or declare time_unit",
		text, unitName[unit], c.firstLine, unitName[c.unit])
}

var unitName = map[string]string{
	unitRFC3339: "RFC 3339", unitSeconds: "Unix seconds", unitMillis: "Unix milliseconds",
}

// read tells the unit of a text and reads it.
func (c *clock) read(text string) (string, moment, error) {
	if v, ok := number(text); ok {
		unit := c.numberUnit(v)
		if unit == unitSeconds {
			v *= 1000
		}
		if math.Abs(v) > 1e15 {
			return "", moment{}, badf("time out of range", "%q", text)
		}
		return unit, c.local(int64(math.Round(v))), nil
	}
	m, ok := c.readText(text)
	if !ok {
		return "", moment{}, badf("time not understood", "%q", text)
	}
	return unitRFC3339, m, nil
}

// number reads decimal numbers only: no hexadecimal, no infinity.
func number(text string) (float64, bool) {
	for i := range len(text) {
		if !isNumeric(text[i]) {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil
}

func isNumeric(c byte) bool {
	return '0' <= c && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E'
}

func (c *clock) numberUnit(v float64) string {
	switch {
	case c.declared && c.unit != unitRFC3339:
		return c.unit
	case math.Abs(v) < magnitudeMillis:
		return unitSeconds
	}
	return unitMillis
}

// local gives an instant the offset of the site's zone.
func (c *clock) local(ms int64) moment {
	c.naive = true
	return moment{ms, minutesEast(time.UnixMilli(ms).In(c.zone))}
}

func minutesEast(t time.Time) int16 {
	_, seconds := t.Zone()
	return int16(seconds / 60)
}

// readText reads RFC 3339, also with a space for the T, without the offset, or the date alone.
func (c *clock) readText(text string) (moment, bool) {
	if len(text) > 10 && text[10] == ' ' {
		text = text[:10] + "T" + text[11:]
	}
	c.dateText = c.dateText && len(text) == len(time.DateOnly)
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return moment{t.UnixMilli(), minutesEast(t)}, true
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, c.zone); err == nil {
			c.naive = true
			return moment{t.UnixMilli(), minutesEast(t)}, true
		}
	}
	return moment{}, false
}

// kind says what the times read may be used for.
func (c *clock) kind() data.Clock {
	if c.anyTime && !c.timeOfDay {
		return data.ClockDay
	}
	return data.ClockReal
}

// account puts what was read, guessed and assumed into the summary.
func (c *clock) account(l *loader) {
	if !c.anyTime {
		return
	}
	l.sum.TimeUnit = c.unit
	if c.unit == unitRFC3339 && c.dateText {
		l.sum.TimeUnit = unitDay
	}
	l.sum.Guessed = !c.declared && c.unit != unitRFC3339
	if c.naive && c.noZone {
		l.note("times without an offset are taken as UTC; set site_timezone for local hours and weekdays")
	}
	if c.kind() == data.ClockDay && c.unit != unitRFC3339 {
		l.note("all times are whole days: hours and the order within a day are not learned from")
	}
}
