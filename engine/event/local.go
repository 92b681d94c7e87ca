package event

import "github.com/hearthrank/hearth/engine/internal/fixed"

// Context features that are computed from a time where the context at that time does not give them.
const (
	FeatureDaypart = "daypart" // night 0–5, morning 6–11, afternoon 12–17, evening 18–23 (local hours)
	FeatureWeekday = "weekday" // mon … sun
)

var (
	dayparts = [4]string{"night", "morning", "afternoon", "evening"}
	weekdays = [7]string{"thu", "fri", "sat", "sun", "mon", "tue", "wed"} // 1970-01-01 was a Thursday
)

// LocalDay returns days since 1970 in local time.
func LocalDay(now int64, offset int32) int64 {
	return fixed.FloorDiv(now+int64(offset)*60_000, Day)
}

// Daypart returns the value of FeatureDaypart at a local time.
func Daypart(now int64, offset int32) string {
	local := now + int64(offset)*60_000
	inDay := local - fixed.FloorDiv(local, Day)*Day
	return dayparts[inDay/(6*60*60*1000)]
}

// Weekday returns the value of FeatureWeekday at a local time.
func Weekday(now int64, offset int32) string {
	day := LocalDay(now, offset)
	return weekdays[day-fixed.FloorDiv(day, 7)*7]
}

// Computed returns the value of a feature that is computed from a local time, "" for others.
//
//go:noinline
func Computed(feature string, now int64, offset int32) string {
	switch feature {
	case FeatureDaypart:
		return Daypart(now, offset)
	case FeatureWeekday:
		return Weekday(now, offset)
	}
	return ""
}
