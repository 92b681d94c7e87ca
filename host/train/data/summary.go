package data

// This file keeps and prints the account of what a loader read, guessed and refused.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// String names the clock: "real", "day" or "synthetic".
func (c Clock) String() string {
	switch c {
	case ClockReal:
		return "real"
	case ClockDay:
		return "day"
	case ClockSynthetic:
		return "synthetic"
	}
	return fmt.Sprintf("clock %d", uint8(c))
}

// String gives the problem as "file: line 7: reason", without the line when it concerns the whole file.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Reason
	}
	return fmt.Sprintf("%s: line %d: %s", p.File, p.Line, p.Reason)
}

// Remark counts p under kind, a reason without values such as "unknown item", and keeps it while there is room.
func (s *Summary) Remark(kind string, p Problem) {
	if s.ByReason == nil {
		s.ByReason = map[string]int{}
	}
	s.ByReason[kind]++
	if len(s.Problems) < MaxProblems {
		s.Problems = append(s.Problems, p)
	}
}

// Refuse is Remark for a row or an item that was left out.
func (s *Summary) Refuse(kind string, p Problem) {
	s.Bad++
	s.Remark(kind, p)
}

// shownProblems is how many problems String prints in full, of each file.
const shownProblems = 5

// examples returns the first problems of each file, so that none goes unnamed because another has many.
func (s *Summary) examples() []Problem {
	var shown []Problem
	byFile := map[string]int{}
	for _, p := range s.Problems {
		if byFile[p.File]++; byFile[p.File] <= shownProblems {
			shown = append(shown, p)
		}
	}
	return shown
}

// String prints the summary for people, several lines without a newline at the end.
func (s *Summary) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d persons, %d items, %d events from %d rows", s.Persons, s.Items, s.Events, s.Rows)
	if s.Synthetic {
		b.WriteString("\nsynthetic: the behaviour was made by a generator")
	}
	fmt.Fprintf(&b, "\ntimes: %s", s.times())
	s.writeProblems(&b)
	for _, n := range s.Notes {
		b.WriteString("\nnote: " + n)
	}
	return b.String()
}

func (s *Summary) times() string {
	unit := s.TimeUnit
	if unit == "" {
		unit = "none"
	}
	if s.Guessed {
		unit += " (guessed)"
	}
	return fmt.Sprintf("%s, clock %s", unit, clockMeaning[s.Clock])
}

var clockMeaning = map[Clock]string{
	ClockReal:      "real",
	ClockDay:       "day (order within a day unknown)",
	ClockSynthetic: "synthetic (only the order means something)",
}

func (s *Summary) writeProblems(b *strings.Builder) {
	if len(s.ByReason) == 0 {
		return
	}
	fmt.Fprintf(b, "\nrefused: %d rows or items", s.Bad)
	for _, kind := range slices.Sorted(maps.Keys(s.ByReason)) {
		fmt.Fprintf(b, "\n  %d × %s", s.ByReason[kind], kind)
	}
	shown := s.examples()
	for _, p := range shown {
		b.WriteString("\n  " + p.String())
	}
	if more := s.Bad - len(shown); more > 0 {
		fmt.Fprintf(b, "\n  … and %d more; the first %d are in the JSON form", more, MaxProblems)
	}
}
