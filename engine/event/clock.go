package event

// Day is a day in ms.
const Day = 24 * 60 * 60 * 1000

// trusted is how far ahead of the mark a clock may be without being confirmed.
const trusted = 400 * Day

// Clock guards retention against a broken clock. Mark is the highest time believed so far. A time more than 400 days ahead
// of it, or before it, is Suspect until a later call, at least 24 hours on, confirms it: until then old events are masked but not deleted, and
// retention runs from the mark.
type Clock struct {
	Mark    int64
	Suspect int64 // the first such time, or 0
	Set     bool  // a first time was seen
}

// Advance takes the time of a call. Where there is nothing to lose, any time is believed. That must not be asked of the log: a log without
// some events would then believe times that the log with them does not.
//
// It reports whether the mark went back: what was recorded later than now+Day was then dated by the clock that was wrong.
func (c *Clock) Advance(now int64, nothing bool) (back bool) {
	switch {
	case !c.Set || nothing:
		*c = Clock{Mark: now, Set: true}
	case now <= c.Mark+trusted && now >= c.Mark-trusted:
		c.Mark, c.Suspect = max(c.Mark, now), 0
	case c.Suspect == 0 || now < c.Suspect || (now < c.Mark) != (c.Suspect < c.Mark):
		c.Suspect = now
	case now >= c.Suspect+Day:
		back = now < c.Mark
		c.Mark, c.Suspect = now, 0
	}
	return back
}
