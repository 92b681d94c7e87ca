package engine

import (
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/fixed"
	"github.com/hearthrank/hearth/engine/pack"
)

// Context features that are computed from the time of the request where its context does not give them.
const (
	FeatureDaypart = "daypart" // night 0–5, morning 6–11, afternoon 12–17, evening 18–23 (local hours)
	FeatureWeekday = "weekday" // mon … sun
)

var (
	dayparts = [4]string{"night", "morning", "afternoon", "evening"}
	weekdays = [7]string{"thu", "fri", "sat", "sun", "mon", "tue", "wed"} // 1970-01-01 was a Thursday
)

// localDay returns days since 1970 in local time.
func localDay(now int64, offset int32) int32 {
	return int32(min(max(fixed.FloorDiv(now+int64(offset)*60_000, event.Day), -1<<30), 1<<30))
}

// Daypart returns the value of FeatureDaypart at a local time.
func Daypart(now int64, offset int32) string {
	local := now + int64(offset)*60_000
	inDay := local - fixed.FloorDiv(local, event.Day)*event.Day
	return dayparts[inDay/(6*60*60*1000)]
}

// Weekday returns the value of FeatureWeekday at a local time.
func Weekday(now int64, offset int32) string {
	day := fixed.FloorDiv(now+int64(offset)*60_000, event.Day)
	return weekdays[day-fixed.FloorDiv(day, 7)*7]
}

// cells returns the rows of the pack's context table that apply, in the order of its features.
func cells(p *pack.Pack, at *At) []uint32 {
	var rows []uint32
	for f := range p.Features() {
		name, _ := p.Feature(f)
		if row := p.Cell(f, featureValue(name, at)); row != pack.None {
			rows = append(rows, row)
		}
	}
	return rows
}

func featureValue(name string, at *At) string {
	for i := range at.Context {
		if at.Context[i].Name == name {
			return at.Context[i].Value
		}
	}
	switch name {
	case FeatureDaypart:
		return Daypart(at.Now, at.Offset)
	case FeatureWeekday:
		return Weekday(at.Now, at.Offset)
	}
	return ""
}
