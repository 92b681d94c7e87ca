package dataset

// This file writes a set in the own format.

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/hearthrank/hearth/host/train/data"
)

// Write writes set to dir, which it makes if need be, in the own format: items.jsonl, events.csv and
// set.json, replacing files of these names. Open of "csv:"+dir gives the set back, with the same persons,
// items and events, in the same order; a holdout is not written, and types, persons and context values that
// no event uses are lost.
func Write(dir string, set *data.Set) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return errors.Join(
		writeFile(dir, itemsFile, func(w io.Writer) error { return writeItems(w, set.Items) }),
		writeFile(dir, eventsCSV, func(w io.Writer) error { return writeEvents(w, set) }),
		writeFile(dir, aboutFile, func(w io.Writer) error {
			return json.NewEncoder(w).Encode(about{Clock: set.Clock.String(), Synthetic: set.Synthetic})
		}),
	)
}

func writeFile(dir, name string, write func(io.Writer) error) error {
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	err = errors.Join(write(w), w.Flush(), f.Close())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// itemLine is a line of items.jsonl in the order of its fields.
type itemLine struct {
	ID         string         `json:"id"`
	Title      string         `json:"title,omitempty"`
	Categories []string       `json:"categories,omitempty"`
	Attributes map[string]any `json:"attributes,omitempty"`
	Price      json.Number    `json:"price,omitempty"`
	Available  *bool          `json:"available,omitempty"`
	Sensitive  []string       `json:"sensitive,omitempty"`
	Published  string         `json:"published,omitempty"`
}

func writeItems(w io.Writer, items []data.Item) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range items {
		if err := checkName("id", []byte(items[i].ID)); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
		if err := e.Encode(lineOf(&items[i])); err != nil {
			return err
		}
	}
	return nil
}

func lineOf(it *data.Item) itemLine {
	line := itemLine{ID: it.ID, Title: it.Title, Categories: it.Categories(), Sensitive: it.Sensitive}
	for name, values := range it.Attributes {
		if name == "category" || len(values) == 0 {
			continue
		}
		if line.Attributes == nil {
			line.Attributes = map[string]any{}
		}
		line.Attributes[name] = values
		if len(values) == 1 {
			line.Attributes[name] = values[0]
		}
	}
	if it.PriceCents >= 0 {
		line.Price = json.Number(fmt.Sprintf("%d.%02d", it.PriceCents/100, it.PriceCents%100))
	}
	if !it.Available {
		line.Available = &it.Available
	}
	if !it.Published.IsZero() {
		line.Published = it.Published.UTC().Format(time.RFC3339Nano)
	}
	return line
}

func writeEvents(w io.Writer, set *data.Set) error {
	out := csv.NewWriter(w)
	header := []string{"person", "item", "type", "time", "value"}
	for i := range set.Events.Context {
		header = append(header, contextMark+set.Events.Context[i].Name)
	}
	out.Write(header) // csv.Writer keeps its first error
	var row []string
	for i := range set.Events.Len() {
		row = appendEvent(row[:0], set, i)
		if err := checkName("person", []byte(row[0])); err != nil {
			return fmt.Errorf("event %d: %w", i, err)
		}
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// appendEvent adds the fields of event i to row.
func appendEvent(row []string, set *data.Set, i int) []string {
	e := &set.Events
	item, value := "", ""
	if e.Item[i] != data.NoItem {
		item = set.Items[e.Item[i]].ID
	}
	if !math.IsNaN(float64(e.Value[i])) {
		value = strconv.FormatFloat(float64(e.Value[i]), 'g', -1, 32)
	}
	row = append(row, e.Persons[e.Person[i]], item, e.Types[e.Type[i]], timeText(e.Time[i], e.Offset[i]), value)
	for _, c := range e.Context {
		row = append(row, c.Values[c.Cells[i]])
	}
	return row
}

// timeText is the local time with milliseconds and offset, in RFC 3339.
func timeText(ms int64, offset int16) string {
	zone := time.FixedZone("", int(offset)*60)
	return time.UnixMilli(ms).In(zone).Format("2006-01-02T15:04:05.999Z07:00")
}
