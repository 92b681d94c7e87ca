package dataset

// This file reads sets of anonymous sessions, Serenade's and SR-GNN's form of yoochoose.

import (
	"bufio"
	"bytes"
	"io"
	"strconv"

	"github.com/hearthrank/hearth/host/train/data"
)

// loadSessions reads a folder with train.txt and one of two forms. Serenade's has a header, SessionId ItemId
// Time, tab-separated, in no order; its valid.txt, or a test.txt of the same form, becomes Holdout.Sessions. SR-GNN's has a session of
// item numbers a line, and a test.txt with a prefix and, last on the line, its target; its times are made up, a
// minute a click, and sessions begin a minute apart. Each session is a person, each row an event of type "click".
func loadSessions(l *loader, dir string) (*data.Set, error) {
	train, err := need(dir, "train.txt")
	if err != nil {
		return nil, err
	}
	valid, err := find(dir, "valid.txt")
	if err != nil {
		return nil, err
	}
	test, err := find(dir, "test.txt")
	if err != nil {
		return nil, err
	}
	l.expect(train, valid, test)
	if err := l.read(train, l.trainSessions); err != nil {
		return nil, err
	}
	kind := l.sessionClock()
	holdout, err := l.heldOut(valid, test)
	if err != nil {
		return nil, err
	}
	set := l.finish(kind)
	set.Holdout = holdout
	return set, nil
}

// sessionClock closes the account of the training file's times.
func (l *loader) sessionClock() data.Clock {
	if l.clock.anyTime {
		l.clock.account(l)
		return l.clock.kind()
	}
	l.sum.TimeUnit = unitSynthetic
	l.note("the source has no times: sessions are put a minute apart, their clicks too")
	return data.ClockSynthetic
}

var sessionHeader = []byte("SessionId\t")

// trainSessions reads train.txt in the form that its first bytes tell.
func (l *loader) trainSessions(file string, r io.Reader) error {
	b := bufio.NewReader(r)
	if tabular(b) {
		return l.clicks(file, b)
	}
	return l.sessionLines(file, b)
}

// tabular reports whether what comes next is Serenade's header.
func tabular(b *bufio.Reader) bool {
	head, _ := b.Peek(len(byteOrderMark) + len(sessionHeader))
	return bytes.HasPrefix(bytes.TrimPrefix(head, byteOrderMark), sessionHeader)
}

// clicks reads the tab-separated form.
func (l *loader) clicks(file string, r io.Reader) error {
	t := newTable('\t')
	e := event{kind: []byte("click"), value: noValue}
	l.clock = newClock(unitSeconds, l.opt.Timezone)
	var at []int
	rows, err := l.eachRecord(file, r, t, func() (err error) {
		at, err = t.need("SessionId", "ItemId", "Time")
		return err
	}, func(n int, f [][]byte) (err error) {
		e.person, e.item = f[at[0]], f[at[1]]
		if e.moment, err = l.clock.parse(f[at[2]], n); err != nil {
			return err
		}
		return l.log.add(&e)
	})
	l.sum.Rows += rows
	return err
}

// sessionLines reads the form of a session a line.
func (l *loader) sessionLines(file string, r io.Reader) error {
	session := int64(0)
	_, err := l.eachLine(file, r, func(n int, line []byte) error {
		items := bytes.Fields(line)
		l.sum.Rows += len(items)
		session++
		start := syntheticStart + session*minuteMillis
		return l.sequence(strconv.AppendInt(nil, int64(n), 10), items, "click", start, minuteMillis)
	})
	return err
}

// heldOut reads the validation or test file, of which at most one is used.
func (l *loader) heldOut(valid, test string) (*data.Holdout, error) {
	switch {
	case valid != "" && test != "":
		l.note("both valid.txt and test.txt: the holdout is test.txt")
		fallthrough
	case test != "":
		return l.holdoutFile(test, l.testFile)
	case valid != "":
		return l.holdoutFile(valid, l.validSessions)
	}
	l.note("no valid.txt or test.txt: no holdout")
	return nil, nil
}

func (l *loader) holdoutFile(path string, fn func(string, io.Reader, *data.Holdout) error) (*data.Holdout, error) {
	h := new(data.Holdout)
	err := l.read(path, func(name string, r io.Reader) error { return fn(name, r, h) })
	return h, err
}

// testFile reads test.txt in the form that its first bytes tell.
func (l *loader) testFile(file string, r io.Reader, h *data.Holdout) error {
	b := bufio.NewReader(r)
	if tabular(b) {
		return l.validSessions(file, b, h)
	}
	return l.testCases(file, b, h)
}

// validSessions reads a tab-separated holdout through a log of its own, which sorts it.
func (l *loader) validSessions(file string, r io.Reader, h *data.Holdout) error {
	opt := l.opt
	opt.Progress = nil // the bytes of r are counted already
	own := newLoader(file, opt)
	if err := own.clicks(file, r); err != nil {
		return err
	}
	l.adopt(&own.sum)
	e := own.finish(data.ClockReal)
	last := -1
	for i, p := range e.Events.Person {
		if int(p) != last {
			last = int(p)
			h.Sessions, h.Times = append(h.Sessions, nil), append(h.Times, nil)
		}
		s, at := &h.Sessions[len(h.Sessions)-1], &h.Times[len(h.Sessions)-1]
		*at = append(*at, e.Events.Time[i])
		*s = append(*s, l.log.ids.find([]byte(e.Items[e.Events.Item[i]].ID)))
	}
	return nil
}

// adopt takes over the problems of a second file. Its rows are not event rows of the set.
func (l *loader) adopt(other *data.Summary) {
	for _, p := range other.Problems {
		if len(l.sum.Problems) < data.MaxProblems {
			l.sum.Problems = append(l.sum.Problems, p)
		}
	}
	for kind, n := range other.ByReason {
		if l.sum.ByReason == nil {
			l.sum.ByReason = map[string]int{}
		}
		l.sum.ByReason[kind] += n
	}
	l.sum.Bad += other.Bad
}

// testCases reads lines of a prefix and its target.
func (l *loader) testCases(file string, r io.Reader, h *data.Holdout) error {
	h.Targets = []int32{}
	_, err := l.eachLine(file, r, func(_ int, line []byte) error {
		words := bytes.Fields(line)
		if len(words) < 2 {
			return bad("a test case needs a prefix and a target")
		}
		items := make([]int32, len(words))
		for i, w := range words {
			items[i] = l.log.ids.find(w) // -1 is data.NoItem
		}
		last := len(items) - 1
		h.Sessions = append(h.Sessions, items[:last])
		h.Targets = append(h.Targets, items[last])
		return nil
	})
	return err
}
