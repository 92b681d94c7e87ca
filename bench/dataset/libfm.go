package dataset

// This file reads labelled libFM lines, such as Frappe's.

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"

	"github.com/hearthrank/hearth/host/train/data"
)

// frappeContext are the features of a line after person and app.
var frappeContext = []string{
	"daytime", "weekday", "isweekend", "homework", "cost", "weather", "country", "city",
}

// maxFeatures bounds the features of a line.
const maxFeatures = 32

// loadLibFM reads train_positives.libfm, or else train.libfm, and validation.libfm, or else test.libfm, when it is there. A line is
// "label feature:1 …" with the features person, item and any number of context values, the same for every line; Frappe's eight are called daytime,
// weekday, isweekend, homework, cost, weather, country, city, others context1, context2 and so on; names are the feature numbers. Lines labelled 1 are
// events of type "click", in the order of the file, for which times are made up, a minute a line; others are left out. The validation
// lines become Holdout.Rows and Label, in the order of the file. A store's catalogue lists every app: one that only they name is an item
// without an event.
func loadLibFM(l *loader, dir string) (*data.Set, error) {
	train, err := findAny(dir, "train_positives.libfm", "train.libfm")
	if err == nil && train == "" {
		err = missing(dir, "train_positives.libfm")
	}
	if err != nil {
		return nil, err
	}
	validation, err := findAny(dir, "validation.libfm", "test.libfm")
	if err != nil {
		return nil, err
	}
	l.expect(train, validation)
	form := new(libfm)
	if err := l.read(train, func(file string, r io.Reader) error { return l.libfmTrain(file, r, form) }); err != nil {
		return nil, err
	}
	return l.withRows(validation, form)
}

// libfm is the form of a set's lines: the names of their context values, and whether they are known.
type libfm struct {
	context []string
	known   bool
}

// learn takes a number of context values, if none is known yet, and gives them columns.
func (f *libfm) learn(l *loader, n int) {
	if f.known {
		return
	}
	f.known = true
	if n == len(frappeContext) {
		f.context = frappeContext
	} else {
		for k := range min(max(n, 0), maxFeatures-2) {
			f.context = append(f.context, fmt.Sprintf("context%d", k+1))
		}
	}
	for _, name := range f.context {
		l.log.column(name)
	}
}

// line reads a line into e, whose bytes point into line, and returns whether the label is positive.
func (f *libfm) line(line []byte, e *event) (positive bool, err error) {
	words := bytes.Fields(line)
	if len(words) != 3+len(f.context) {
		return false, badf("wrong field count", "%d, want a label and %d features", len(words), 2+len(f.context))
	}
	switch string(words[0]) {
	case "1", "+1":
		positive = true
	case "0", "-1":
	default:
		return false, badf("label is not 1, 0 or -1", "%q", words[0])
	}
	for i, w := range words[1:] {
		if words[1+i], err = featureNumber(w); err != nil {
			return false, err
		}
	}
	e.person, e.item, e.context = words[1], words[2], words[3:]
	return positive, nil
}

// featureNumber returns the number of "number:1".
func featureNumber(word []byte) ([]byte, error) {
	number, ok := bytes.CutSuffix(word, []byte(":1"))
	if !ok || len(number) == 0 || bytes.ContainsFunc(number, func(r rune) bool { return r < '0' || r > '9' }) {
		return nil, badf("feature is not NUMBER:1", "%q", word)
	}
	return number, nil
}

func (l *loader) libfmTrain(file string, r io.Reader, form *libfm) error {
	e := event{kind: []byte("click"), value: noValue}
	negatives := 0
	err := l.eachRow(file, r, func(n int, line []byte) error {
		form.learn(l, len(bytes.Fields(line))-3)
		positive, err := form.line(line, &e)
		if err != nil {
			return err
		}
		if !positive {
			negatives++
			return nil
		}
		e.ms = syntheticStart + int64(n)*minuteMillis
		return l.log.add(&e)
	})
	form.learn(l, len(frappeContext)) // of a file without a line
	if negatives > 0 {
		l.note("%s: %d lines with a negative label left out", file, negatives)
	}
	l.sum.TimeUnit = unitSynthetic
	l.note("the source has no times: the lines of the file are put a minute apart")
	return err
}

// withRows closes the set and reads the validation file into the same indexes.
func (l *loader) withRows(validation string, form *libfm) (*data.Set, error) {
	if validation == "" {
		l.note("no validation.libfm or test.libfm: no holdout")
		return l.finish(data.ClockSynthetic), nil
	}
	train, known := l.log.detach(), len(l.log.catalogue)
	h := new(data.Holdout)
	err := l.read(validation, func(file string, r io.Reader) error { return l.libfmRows(file, r, h, form) })
	if err != nil {
		return nil, err
	}
	rows := *l.log.events()
	h.Rows = &rows
	l.log.attach(train)
	if cold := len(l.log.catalogue) - known; cold > 0 {
		l.note("%s: %d items that training lacks are items without an event", filepath.Base(validation), cold)
	}
	set := l.finish(data.ClockSynthetic)
	set.Holdout = h
	return set, nil
}

// libfmRows reads labelled rows into an emptied log.
func (l *loader) libfmRows(file string, r io.Reader, h *data.Holdout, form *libfm) error {
	e := event{kind: []byte("click"), value: noValue}
	_, err := l.eachLine(file, r, func(n int, line []byte) error {
		positive, err := form.line(line, &e)
		if err != nil {
			return err
		}
		e.ms = syntheticStart + int64(n)*minuteMillis
		if err := l.log.add(&e); err != nil {
			return err
		}
		h.Label = append(h.Label, positive)
		return nil
	})
	return err
}
