package dataset

// This file is what all loaders share: rows in, bad rows counted, a finished set out.

import (
	"errors"
	"fmt"
	"io"

	"github.com/hearthrank/hearth/host/train/data"
)

// loader carries one load: its options, the log being built and the account of it.
type loader struct {
	opt   Options
	name  string
	log   *builder
	clock *clock
	sum   data.Summary
	bytes meter
}

func newLoader(spec string, opt Options) *loader {
	return &loader{
		opt: opt, name: spec,
		log:   newBuilder(opt.NoItemTypes),
		clock: newClock(opt.TimeUnit, opt.Timezone),
		bytes: meter{report: opt.Progress},
	}
}

// badRow is a reason to leave a row out and go on.
type badRow struct {
	kind   string // without values, to count by
	detail string // the values, may be empty
}

func (b *badRow) Error() string {
	if b.detail == "" {
		return b.kind
	}
	return b.kind + ": " + b.detail
}

func bad(kind string) error { return &badRow{kind: kind} }

func badf(kind, format string, args ...any) error {
	return &badRow{kind: kind, detail: fmt.Sprintf(format, args...)}
}

// take decides about the error of a row: nil when the load goes on.
func (l *loader) take(file string, line int, err error) error {
	if err == nil {
		return nil
	}
	p := data.Problem{File: file, Line: line, Reason: err.Error()}
	var row *badRow
	if !errors.As(err, &row) || l.opt.Strict {
		return problemError{p, err}
	}
	l.sum.Refuse(row.kind, p)
	return nil
}

// remark reports something odd about a row that is kept all the same; Strict makes it an error.
func (l *loader) remark(file string, line int, err error) error {
	p := data.Problem{File: file, Line: line, Reason: err.Error()}
	if l.opt.Strict {
		return problemError{p, err}
	}
	var row *badRow
	errors.As(err, &row)
	l.sum.Remark(row.kind, p)
	return nil
}

// problemError is a problem that stops the load.
type problemError struct {
	data.Problem
	err error
}

func (e problemError) Error() string { return e.Problem.String() }
func (e problemError) Unwrap() error { return e.err }

func (l *loader) note(format string, args ...any) {
	l.sum.Notes = append(l.sum.Notes, fmt.Sprintf(format, args...))
}

// eachLine calls fn with every line of r that is not blank, takes the errors it returns, and counts the lines.
func (l *loader) eachLine(file string, r io.Reader, fn func(n int, line []byte) error) (count int, err error) {
	s := newLines(r)
	for {
		line, err := s.next()
		if err == io.EOF {
			return count, nil
		}
		if err == nil && len(line) == 0 {
			continue
		}
		count++
		if err == nil {
			err = fn(s.n, line)
		}
		if err := l.take(file, s.n, err); err != nil {
			return count, err
		}
	}
}

// eachRow is eachLine for files of event rows without a header.
func (l *loader) eachRow(file string, r io.Reader, fn func(n int, line []byte) error) error {
	rows, err := l.eachLine(file, r, fn)
	l.sum.Rows += rows
	return err
}

// eachRecord reads a table and counts its rows: head is called once the columns are known, then row for
// every line after.
func (l *loader) eachRecord(file string, r io.Reader, t *table, head func() error, row rowFunc) (rows int, err error) {
	count, err := l.eachLine(file, r, func(n int, line []byte) error {
		if t.columns != nil {
			return t.record(n, line, row)
		}
		if err := t.header(line); err != nil {
			return err
		}
		return head()
	})
	if err == nil && t.columns == nil {
		err = fmt.Errorf("%s: empty, not even a header", file)
	}
	return max(0, count-1), err
}

// rowFunc takes the fields of a line; they are valid during the call.
type rowFunc func(n int, fields [][]byte) error

// finish sorts the log and closes the account.
func (l *loader) finish(kind data.Clock) *data.Set {
	events := l.log.events()
	events.Sort()
	l.bytes.end()
	set := &data.Set{Name: l.name, Items: l.log.catalogue, Events: *events, Clock: kind}
	set.Summary = l.sum
	settle(set)
	return set
}

// settle copies into the summary what came of the load.
func settle(set *data.Set) {
	s := &set.Summary
	s.Persons, s.Items, s.Events = len(set.Events.Persons), len(set.Items), set.Events.Len()
	s.Clock, s.Synthetic = set.Clock, set.Synthetic
}
