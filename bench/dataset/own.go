package dataset

// This file reads the own format: items.jsonl, events.csv or events.jsonl, and set.json.

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hearthrank/hearth/host/train/data"
)

const (
	itemsFile   = "items.jsonl"
	eventsCSV   = "events.csv"
	eventsJSONL = "events.jsonl"
	aboutFile   = "set.json"
	contextMark = "ctx."
)

// loadOwn reads a folder in the own format. Each line of items.jsonl is an object
//
//	{"id": "a1", "title": "…", "categories": ["…"], "attributes": {"brand": "…", "colour": ["…", "…"]},
//	 "price": 12.99, "available": true, "sensitive": ["health"], "published": "2025-01-31"}
//
// of which only id is needed. events.csv has a header and the columns person, item, type, time, and if
// wanted value and any ctx.NAME; events.jsonl has objects with the same keys. Without items.jsonl the
// catalogue is made of the ids in the events.
func loadOwn(l *loader, dir string) (*data.Set, error) {
	items, err := find(dir, itemsFile)
	if err != nil {
		return nil, err
	}
	events, decode, err := ownEvents(l, dir)
	if err != nil {
		return nil, err
	}
	l.expect(items, events)
	if err := l.ownItems(items); err != nil {
		return nil, err
	}
	if l.opt.Types != nil {
		l.log.known = setOf(l.opt.Types)
	}
	if err := l.read(events, decode); err != nil {
		return nil, err
	}
	l.clock.account(l)
	return l.finishOwn(dir)
}

// ownEvents finds the file of events and its decoder.
func ownEvents(l *loader, dir string) (string, func(string, io.Reader) error, error) {
	table, err := find(dir, eventsCSV)
	if err != nil {
		return "", nil, err
	}
	objects, err := find(dir, eventsJSONL)
	switch {
	case err != nil:
		return "", nil, err
	case table != "" && objects != "":
		return "", nil, fmt.Errorf("%s: there is also %s; keep one of them", table, filepath.Base(objects))
	case table != "":
		return table, l.eventsTable, nil
	case objects != "":
		return objects, l.eventsObjects, nil
	}
	return "", nil, missing(dir, eventsCSV, eventsJSONL)
}

func (l *loader) ownItems(path string) error {
	if path == "" {
		l.note("no %s: the catalogue is made of the ids in the events", itemsFile)
		return nil
	}
	l.log.closed = true
	return l.read(path, l.items)
}

// items reads items.jsonl.
func (l *loader) items(file string, r io.Reader) error {
	_, err := l.eachLine(file, r, func(n int, line []byte) error {
		it, unknown, err := decodeItem(line, l.clock.zone)
		if err != nil {
			return err
		}
		for _, key := range unknown {
			if err := l.remark(file, n, badf("unknown field", "%q", key)); err != nil {
				return err
			}
		}
		return l.log.addItem(it)
	})
	return err
}

// columns of events.csv, as indexes; value is -1 when there is none.
type ownColumns struct {
	person, item, kind, time, value int
	context                         []int
}

// eventsTable reads events.csv.
func (l *loader) eventsTable(file string, r io.Reader) error {
	t := newTable(',')
	var at ownColumns
	var e event
	rows, err := l.eachRecord(file, r, t, func() (err error) {
		at, err = l.ownHeader(file, t)
		return err
	}, func(n int, f [][]byte) (err error) {
		e.person, e.item, e.kind = f[at.person], f[at.item], f[at.kind]
		if e.moment, err = l.clock.parse(f[at.time], n); err != nil {
			return err
		}
		e.value = noValue
		if at.value >= 0 {
			if e.value, err = parseValue(f[at.value]); err != nil {
				return err
			}
		}
		e.context = e.context[:0]
		for _, c := range at.context {
			e.context = append(e.context, f[c])
		}
		return l.log.add(&e)
	})
	l.sum.Rows += rows
	return err
}

func (l *loader) ownHeader(file string, t *table) (ownColumns, error) {
	need, err := t.need("person", "item", "type", "time")
	if err != nil {
		return ownColumns{}, err
	}
	at := ownColumns{need[0], need[1], need[2], need[3], t.find("value"), nil}
	known := setOf([]string{"person", "item", "type", "time", "value"})
	for i, name := range t.columns {
		if rest, ok := strings.CutPrefix(name, contextMark); ok && rest != "" {
			l.log.column(rest)
			at.context = append(at.context, i)
		} else if !known[name] {
			if err := l.remark(file, 1, badf("unknown column", "%q", name)); err != nil {
				return at, err
			}
		}
	}
	if n := len(at.context); n > maxColumns {
		return at, fmt.Errorf("header: %d context columns, at most %d are kept", n, maxColumns)
	}
	return at, nil
}

// parseValue reads a value; an empty one is absent.
func parseValue(text []byte) (float32, error) {
	if len(text) == 0 {
		return noValue, nil
	}
	v, err := strconv.ParseFloat(string(text), 32)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, badf("value is not a finite number", "%q", text)
	}
	return float32(v), nil
}

// about is set.json, which keeps what the other files cannot say.
type about struct {
	Clock     string `json:"clock,omitempty"`     // "real", "day" or "synthetic"; told from the times when absent
	Synthetic bool   `json:"synthetic,omitempty"` // the behaviour was made by a generator
}

// finishOwn closes the set with what set.json says of it, if it is there.
func (l *loader) finishOwn(dir string) (*data.Set, error) {
	text, err := os.ReadFile(filepath.Join(dir, aboutFile))
	if os.IsNotExist(err) {
		return l.finish(l.clock.kind()), nil
	}
	if err != nil {
		return nil, err
	}
	var a about
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, fmt.Errorf("%s: %w", aboutFile, err)
	}
	kind := l.clock.kind()
	if a.Clock != "" {
		if kind, err = clockNamed(a.Clock); err != nil {
			return nil, err
		}
	}
	set := l.finish(kind)
	set.Synthetic = a.Synthetic
	settle(set)
	return set, nil
}

func clockNamed(name string) (data.Clock, error) {
	for _, c := range []data.Clock{data.ClockReal, data.ClockDay, data.ClockSynthetic} {
		if c.String() == name {
			return c, nil
		}
	}
	return 0, fmt.Errorf("%s: clock %q: want real, day or synthetic", aboutFile, name)
}
