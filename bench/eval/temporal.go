// This file is the temporal protocol.

package eval

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
)

// splitTemporal trains on what came before a moment and tests on what came after (Ji et al., "A critical study on data leakage in
// recommender system offline evaluation", TOIS 2023): the moment is where the share of events left is o.Share. Every later event that
// speaks for an item and can be asked for (see targets) is a case, its history all the person's events before it, those after the moment
// included: the pack is old, the device is not. Validation is the same within the training part.
func splitTemporal(set *data.Set, cfg train.Config, o SplitOptions) (*Split, error) {
	if set.Clock == data.ClockSynthetic {
		return nil, errors.New("the times of this data are made up, so that before and after mean nothing between persons; use another protocol")
	}
	cut, ok := cutAt(&set.Events, o.Share)
	if !ok {
		return nil, errors.New("no moment divides the events: all have the same time, or there are none")
	}
	out := &Split{Full: set, Train: before(set, cut)}
	out.TuneTrain = out.Train
	if inner, ok := cutAt(&out.Train.Events, o.Share); ok {
		out.TuneTrain = before(set, inner)
		out.Validation = casesWithin(set, cfg, inner, cut)
	}
	out.Test = casesWithin(set, cfg, cut, 1<<62)
	if len(out.Test) == 0 {
		return nil, fmt.Errorf("no event after %s has a history", day(cut))
	}
	repeats := train.Repeats(&out.Train.Events)
	allow(repeats, out.Validation, out.Test)
	out.About = fmt.Sprintf("temporal, trained before %s, every event from then on a case, full ranking, %s, ties against the target",
		day(cut), historyWords(repeats))
	return out, nil
}

func day(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.RFC3339) }

// cutAt returns the time from which on about this share of events lies, with some on either side.
func cutAt(e *data.Events, share float64) (cut int64, ok bool) {
	times := slices.Sorted(slices.Values(e.Time))
	if len(times) == 0 || times[0] == times[len(times)-1] {
		return 0, false
	}
	cut = times[min(len(times)-1, int(float64(len(times))*(1-share)))]
	for _, t := range times {
		if t > times[0] { // the earliest moment with something before it
			return max(cut, t), true
		}
	}
	return 0, false
}

func before(set *data.Set, cut int64) *data.Set {
	return set.Select(func(row int) bool { return set.Events.Time[row] < cut })
}

// casesWithin asks for every target from a moment on and before another.
func casesWithin(set *data.Set, cfg train.Config, from, to int64) []Case {
	var cases []Case
	eachPerson(set, cfg, func(person uint32, rows []int32) {
		for _, k := range targets(set, rows) {
			if t := set.Events.Time[rows[k]]; from <= t && t < to {
				cases = append(cases, nextCase(set, person, rows[:k+1]))
			}
		}
	})
	return cases
}
