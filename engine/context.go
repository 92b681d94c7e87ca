package engine

import (
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/pack"
)

// Context features that are computed from the time of a request, or of an event, where its context does not give them.
const (
	FeatureDaypart = event.FeatureDaypart // night 0–5, morning 6–11, afternoon 12–17, evening 18–23 (local hours)
	FeatureWeekday = event.FeatureWeekday // mon … sun
)

// localDay returns days since 1970 in local time.
func localDay(now int64, offset int32) int32 {
	return int32(min(max(event.LocalDay(now, offset), -1<<30), 1<<30))
}

// Daypart returns the value of FeatureDaypart at a local time.
func Daypart(now int64, offset int32) string { return event.Daypart(now, offset) }

// Weekday returns the value of FeatureWeekday at a local time.
func Weekday(now int64, offset int32) string { return event.Weekday(now, offset) }

// cells returns the rows of the pack's context table that apply, in the order of its features.
func (d *Device) cells(at *At) []uint32 {
	var rows []uint32
	p := d.pack
	for f := range p.Features() {
		name, _ := p.Feature(f)
		value := featureValue(name, at)
		if value == "" && name == event.FeatureLanguage {
			value = d.language()
		}
		if row := p.Cell(f, value); row != pack.None {
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
	return event.Computed(name, at.Now, at.Offset)
}
