package event

// Day is a day in ms.
const Day = 24 * 60 * 60 * 1000

// trusted is how far ahead of the mark a clock may be without being confirmed.
const trusted = 400 * Day

// Clock guards retention against a broken clock. Mark is the highest time believed so far. A time more than 400 days ahead
// of it is Suspect until a later call, at least 24 hours on, confirms it: until then old events are masked but not deleted.
type Clock struct {
	Mark    int64
	Suspect int64 // the first such time, or 0
	Set     bool  // a first time was seen
}

// Advance takes the time of a call. An empty log has nothing to lose, so any time is believed then.
func (c *Clock) Advance(now int64, empty bool) {
	switch {
	case !c.Set || empty:
		*c = Clock{Mark: now, Set: true}
	case now <= c.Mark+trusted:
		c.Mark, c.Suspect = max(c.Mark, now), 0
	case c.Suspect == 0 || now < c.Suspect:
		c.Suspect = now
	case now >= c.Suspect+Day:
		c.Mark, c.Suspect = now, 0
	}
}

// Cutoffs returns the times before which an event of at most age ms is masked in this call, and deleted.
// A negative age keeps everything.
func (c *Clock) Cutoffs(now, age int64) (mask, purge int64) {
	if age < 0 {
		return -1 << 63, -1 << 63
	}
	return max(now, c.Mark) - age, c.Mark - age
}
