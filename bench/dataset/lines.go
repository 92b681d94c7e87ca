package dataset

// This file cuts a stream into lines and lines into fields, within bounds.

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxLine is the longest line read, in bytes; a longer one is a bad row.
const maxLine = 1 << 20

var byteOrderMark = []byte{0xef, 0xbb, 0xbf}

// lines reads a stream line by line. LF and CRLF end a line, a byte order mark at the start is passed over.
type lines struct {
	r   *bufio.Reader
	buf []byte
	n   int // the number of the line last returned, from 1
}

func newLines(r io.Reader) *lines { return &lines{r: bufio.NewReaderSize(r, 1<<16)} }

// next returns the next line without its end, valid until the next call; io.EOF after the last; a badRow
// for a line that is too long or not UTF-8, after which reading can go on.
func (s *lines) next() ([]byte, error) {
	line, err := s.raw()
	if err != nil {
		return nil, err
	}
	s.n++
	if s.n == 1 {
		line = bytes.TrimPrefix(line, byteOrderMark)
	}
	if len(line) > maxLine {
		return nil, bad("line longer than 1 MB")
	}
	if !utf8.Valid(line) {
		return nil, bad("invalid UTF-8")
	}
	return line, nil
}

// raw returns the next line, of which it keeps no more than a little over maxLine.
func (s *lines) raw() ([]byte, error) {
	part, err := s.r.ReadSlice('\n')
	if err == nil {
		return trimEnd(part), nil
	}
	s.buf = s.buf[:0]
	for ; errors.Is(err, bufio.ErrBufferFull); part, err = s.r.ReadSlice('\n') {
		s.keep(part)
	}
	s.keep(part)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading on after this line: %w", err)
	}
	if err == io.EOF && len(s.buf) == 0 {
		return nil, io.EOF
	}
	return trimEnd(s.buf), nil
}

func (s *lines) keep(part []byte) {
	if len(s.buf) <= maxLine+2 {
		s.buf = append(s.buf, part...)
	}
}

func trimEnd(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'})
}

// splitter cuts lines at a separator. With a comma, fields may be quoted as RFC 4180 has it, but not run
// over the end of a line; with a tab, quotes mean nothing. Lines without a quote, nearly all, are cut by
// hand: BenchmarkSplit measures it against encoding/csv.
type splitter struct {
	sep    byte
	fields [][]byte
}

// split returns the fields, valid until the next call or until line changes.
func (s *splitter) split(line []byte) ([][]byte, error) {
	if s.sep == ',' && bytes.IndexByte(line, '"') >= 0 {
		return s.splitQuoted(line)
	}
	s.fields = s.fields[:0]
	for {
		i := bytes.IndexByte(line, s.sep)
		if i < 0 {
			s.fields = append(s.fields, line)
			return s.fields, nil
		}
		s.fields = append(s.fields, line[:i])
		line = line[i+1:]
	}
}

func (s *splitter) splitQuoted(line []byte) ([][]byte, error) {
	r := csv.NewReader(bytes.NewReader(line))
	r.FieldsPerRecord = -1
	record, err := r.Read()
	if err != nil {
		return nil, bad("misplaced or unclosed quote")
	}
	s.fields = s.fields[:0]
	for _, f := range record {
		s.fields = append(s.fields, []byte(f))
	}
	return s.fields, nil
}

// table is a splitter for files whose first line names the columns.
type table struct {
	splitter
	columns []string // nil before the header was read
}

func newTable(sep byte) *table { return &table{splitter: splitter{sep: sep}} }

// record cuts line n, checks the number of its fields and hands them to row.
func (t *table) record(n int, line []byte, row rowFunc) error {
	fields, err := t.split(line)
	if err != nil {
		return err
	}
	if len(fields) != len(t.columns) {
		return badf("wrong field count", "%d, the header has %d", len(fields), len(t.columns))
	}
	return row(n, fields)
}

// header takes the first line. A name twice is an error.
func (t *table) header(line []byte) error {
	fields, err := t.split(line)
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	seen := map[string]bool{}
	for _, f := range fields {
		if seen[string(f)] {
			return fmt.Errorf("header: column %q twice", f)
		}
		seen[string(f)] = true
		t.columns = append(t.columns, string(f))
	}
	return nil
}

// need returns the indexes of the named columns, or an error that says which is missing and what there is.
func (t *table) need(names ...string) ([]int, error) {
	at := make([]int, len(names))
	for i, name := range names {
		if at[i] = t.find(name); at[i] < 0 {
			return nil, fmt.Errorf("header: no column %q among %q", name, t.columns)
		}
	}
	return at, nil
}

// find returns the index of a column, -1 when there is none.
func (t *table) find(name string) int {
	for i, c := range t.columns {
		if c == name {
			return i
		}
	}
	return -1
}
