package dataset

// This file reads the sequences of S3-Rec and their attributes.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/hearthrank/hearth/host/train/data"
)

// syntheticStart is where made-up times begin.
var syntheticStart = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

// loadS3Rec reads PREFIX.txt, one person a line, "person item item …" in time order, and, when it is there,
// PREFIX_item2attributes.json, item → attribute numbers. The sets have no times: a person's k-th event is put
// on the k-th day. Events are of type "rating" without a value. Attributes are values of the field
// "attribute", repeated as often as the source repeats them.
func loadS3Rec(l *loader, prefix string) (*data.Set, error) {
	dir, name := filepath.Split(prefix)
	sequences, err := need(filepath.Clean(dir), name+".txt")
	if err != nil {
		return nil, err
	}
	attributes, err := find(dir, name+"_item2attributes.json")
	if err != nil {
		return nil, err
	}
	l.expect(sequences, attributes)
	if err := l.read(sequences, l.sequences); err != nil {
		return nil, err
	}
	if attributes != "" {
		if err := l.read(attributes, l.attributes); err != nil {
			return nil, err
		}
	}
	l.sum.TimeUnit = unitSynthetic
	l.note("the source has no times: each event is put a day after the person's one before")
	return l.finish(data.ClockSynthetic), nil
}

func (l *loader) sequences(file string, r io.Reader) error {
	_, err := l.eachLine(file, r, func(_ int, line []byte) error {
		words := bytes.Fields(line)
		l.sum.Rows += max(1, len(words)-1)
		if len(words) < 2 {
			return bad("a person without an item")
		}
		if l.log.persons.find(words[0]) >= 0 {
			return badf("duplicate person", "%q", words[0])
		}
		return l.sequence(words[0], words[1:], "rating", syntheticStart, dayMillis)
	})
	return err
}

// sequence adds the events of one person, step milliseconds apart.
func (l *loader) sequence(person []byte, items [][]byte, kind string, start, step int64) error {
	e := event{person: person, kind: []byte(kind), value: noValue}
	for k, item := range items {
		e.item, e.ms = item, start+int64(k)*step
		if err := l.log.add(&e); err != nil {
			return err
		}
	}
	return nil
}

// attributes reads the object item → [attribute, …] and gives the items their attributes.
func (l *loader) attributes(file string, r io.Reader) error {
	var lists map[string][]json.Number
	d := json.NewDecoder(r)
	if err := d.Decode(&lists); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: more text after the object", file)
	}
	unknown := 0
	for id, list := range lists {
		i := l.log.ids.find([]byte(id))
		if i < 0 {
			unknown++
			continue
		}
		values := make([]string, len(list))
		for k, v := range list {
			values[k] = v.String()
		}
		l.log.catalogue[i].Attributes = map[string][]string{"attribute": values}
	}
	if unknown > 0 {
		return l.remark(file, 0, badf("attributes of items without an event", "%d items", unknown))
	}
	return nil
}
