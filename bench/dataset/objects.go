package dataset

// This file decodes the JSON lines of the own format.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host/train/data"
)

// fields is one line, a JSON object. A field that is null counts as absent.
type fields map[string]json.RawMessage

func object(line []byte) (fields, error) {
	var o fields
	if err := json.Unmarshal(line, &o); err != nil {
		return nil, badf("not a JSON object", "%v", err)
	}
	if o == nil {
		return nil, bad("not a JSON object")
	}
	for key, raw := range o {
		if string(raw) == "null" {
			delete(o, key)
		}
	}
	return o, nil
}

// scalar returns the text of a JSON string, number or bool.
func scalar(raw json.RawMessage) (string, error) {
	switch raw[0] {
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	case '{', '[', 'n':
		return "", errors.New("want a text or a number")
	}
	return string(raw), nil
}

// scalars returns the texts of an array, or of a scalar as an array of one; empty texts are dropped.
func scalars(raw json.RawMessage) ([]string, error) {
	list := []json.RawMessage{raw}
	if raw[0] == '[' {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
	}
	var out []string
	for _, r := range list {
		s, err := scalar(r)
		if err != nil {
			return nil, err
		}
		if s != "" {
			out = append(out, s)
		}
	}
	return out, nil
}

// itemFields reads each field of an item; the zone is for dates without an offset.
var itemFields = map[string]func(*data.Item, json.RawMessage, *time.Location) error{
	"id": func(it *data.Item, raw json.RawMessage, _ *time.Location) (err error) {
		it.ID, err = scalar(raw)
		return err
	},
	"title": func(it *data.Item, raw json.RawMessage, _ *time.Location) error {
		return json.Unmarshal(raw, &it.Title)
	},
	"categories": func(it *data.Item, raw json.RawMessage, _ *time.Location) error {
		return addValues(it, "category", raw)
	},
	"attributes": func(it *data.Item, raw json.RawMessage, _ *time.Location) error {
		return addAttributes(it, raw)
	},
	"price": func(it *data.Item, raw json.RawMessage, _ *time.Location) (err error) {
		it.PriceCents, err = cents(string(raw))
		return err
	},
	"available": func(it *data.Item, raw json.RawMessage, _ *time.Location) error {
		return json.Unmarshal(raw, &it.Available)
	},
	"sensitive": func(it *data.Item, raw json.RawMessage, _ *time.Location) (err error) {
		it.Sensitive, err = scalars(raw)
		return err
	},
	"published": func(it *data.Item, raw json.RawMessage, zone *time.Location) (err error) {
		it.Published, err = published(raw, zone)
		return err
	},
}

// decodeItem reads a line of items.jsonl. It also returns the keys it does not know.
func decodeItem(line []byte, zone *time.Location) (it data.Item, unknown []string, err error) {
	o, err := object(line)
	if err != nil {
		return it, nil, err
	}
	it = data.Item{PriceCents: -1, Available: true}
	for _, key := range slices.Sorted(maps.Keys(o)) {
		read := itemFields[key]
		if read == nil {
			unknown = append(unknown, key)
		} else if err := read(&it, o[key], zone); err != nil {
			return it, nil, badf("bad item field", "%s: %v", key, err)
		}
	}
	return it, unknown, nil
}

func addValues(it *data.Item, field string, raw json.RawMessage) error {
	values, err := scalars(raw)
	if err != nil || len(values) == 0 {
		return err
	}
	if it.Attributes == nil {
		it.Attributes = map[string][]string{}
	}
	it.Attributes[field] = append(it.Attributes[field], values...)
	return nil
}

func addAttributes(it *data.Item, raw json.RawMessage) error {
	o, err := object(raw)
	if err != nil {
		return err
	}
	for name, raw := range o {
		if err := checkName("attribute name", []byte(name)); err != nil {
			return err
		}
		if err := addValues(it, name, raw); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// maxPrice is the highest price read, far above any and far below what an int64 of cents holds.
const maxPrice = 1e12

// cents reads a decimal price as hundredths, exactly, rounded half away from zero.
func cents(text string) (int64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0 && v <= maxPrice) {
		return 0, fmt.Errorf("%s is not a number from 0 to 1e12", text)
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok || strings.ContainsAny(text, "eE") { // an exponent can make the exact form huge
		return int64(math.Round(v * 100)), nil
	}
	hundredths := exact.Mul(exact, big.NewRat(100, 1)).FloatString(0)
	return strconv.ParseInt(hundredths, 10, 64)
}

func published(raw json.RawMessage, zone *time.Location) (time.Time, error) {
	text, err := scalar(raw)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	m, err := newClock(unitAuto, zone).parse([]byte(text), 0)
	return time.UnixMilli(m.ms).UTC(), err
}

// maxColumns bounds the context columns of a set.
const maxColumns = 64

// objectReader reads events.jsonl.
type objectReader struct {
	l       *loader
	file    string
	columns map[string]int // key, with its mark, to context column
	e       event
}

// eventsObjects reads events.jsonl.
func (l *loader) eventsObjects(file string, r io.Reader) error {
	d := &objectReader{l: l, file: file, columns: map[string]int{}}
	return l.eachRow(file, r, d.event)
}

// event reads one line.
func (d *objectReader) event(n int, line []byte) error {
	o, err := object(line)
	if err != nil {
		return err
	}
	d.e = event{value: noValue, context: d.e.context}
	clear(d.e.context)
	var when []byte
	for _, key := range slices.Sorted(maps.Keys(o)) {
		text, err := scalar(o[key])
		if err != nil {
			return badf("bad event field", "%s: %v", key, err)
		}
		if key == "time" {
			when = []byte(text)
		} else if err := d.field(n, key, []byte(text)); err != nil {
			return err
		}
	}
	if d.e.moment, err = d.l.clock.parse(when, n); err != nil {
		return err
	}
	return d.l.log.add(&d.e)
}

// field takes one field of an event but the time.
func (d *objectReader) field(n int, key string, text []byte) (err error) {
	switch key {
	case "person":
		d.e.person = text
	case "item":
		d.e.item = text
	case "type":
		d.e.kind = text
	case "value":
		d.e.value, err = parseValue(text)
	default:
		return d.context(n, key, text)
	}
	return err
}

// context takes a context value, adding its column at first sight, and reports any other key.
func (d *objectReader) context(n int, key string, text []byte) error {
	name, ok := strings.CutPrefix(key, contextMark)
	if !ok || name == "" {
		return d.l.remark(d.file, n, badf("unknown field", "%q", key))
	}
	i, ok := d.columns[key]
	if !ok {
		if len(d.columns) == maxColumns {
			return badf("too many context columns", "%q", key)
		}
		i = d.l.log.column(name)
		d.columns[key] = i
	}
	for len(d.e.context) <= i {
		d.e.context = append(d.e.context, nil)
	}
	d.e.context[i] = text
	return nil
}
