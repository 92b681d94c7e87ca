package dataset

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// readAll returns the lines of r, a bad one as "!" and its reason.
func readAll(t require.TestingT, r io.Reader) (out []string) {
	s := newLines(r)
	for {
		line, err := s.next()
		if err == io.EOF {
			return out
		}
		var row *badRow
		if err != nil {
			require.ErrorAs(t, err, &row)
			line = []byte("!" + row.kind)
		}
		out = append(out, string(line))
		require.Equal(t, len(out), s.n)
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"empty":             {"", nil},
		"one without end":   {"a", []string{"a"}},
		"LF":                {"a\nb\n", []string{"a", "b"}},
		"CRLF":              {"a\r\nb\r\n", []string{"a", "b"}},
		"CR within":         {"a\rb\n", []string{"a\rb"}},
		"blank":             {"a\n\n\r\nb", []string{"a", "", "", "b"}},
		"mark":              {"\xef\xbb\xbfa\n\xef\xbb\xbfb", []string{"a", "\ufeffb"}},
		"only a mark":       {"\xef\xbb\xbf", []string{""}},
		"not UTF-8":         {"a\n\xff\nb", []string{"a", "!invalid UTF-8", "b"}},
		"longest":           {long + "\nb\n", []string{long, "b"}},
		"longest, CRLF":     {long + "\r\nb\n", []string{long, "b"}},
		"too long":          {"a\n" + long + "y\nb\n", []string{"a", "!line longer than 1 MB", "b"}},
		"far too long":      {strings.Repeat(long, 5) + "\nb", []string{"!line longer than 1 MB", "b"}},
		"too long at end":   {"a\n" + long + long, []string{"a", "!line longer than 1 MB"}},
		"longer than a buf": {strings.Repeat("y", 1<<17) + "\nb", []string{strings.Repeat("y", 1<<17), "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, readAll(t, strings.NewReader(tc.text)))
		})
	}
}

func TestLinesKeepNoMoreThanTheBound(t *testing.T) {
	s := newLines(io.MultiReader(bytes.NewReader(make([]byte, 20*maxLine)), strings.NewReader("\nb")))
	_, err := s.next()
	require.EqualError(t, err, "line longer than 1 MB")
	require.Less(t, cap(s.buf), 3*maxLine)
	line, err := s.next()
	require.NoError(t, err)
	require.Equal(t, "b", string(line))
}

func TestLinesEqualReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.StringMatching(`[a-c,"]{0,5}`)).Draw(t, "lines")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
		want := parts
		if len(parts) > 0 && parts[len(parts)-1] == "" {
			want = parts[:len(parts)-1] // an end without text after it starts no line
		}
		text := strings.Join(parts, end)
		require.ElementsMatch(t, want, readAll(t, iotest.OneByteReader(strings.NewReader(text))))
	})
}

func TestLinesReadError(t *testing.T) {
	s := newLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(errors.New("disk gone"))))
	_, err := s.next()
	require.NoError(t, err)
	_, err = s.next()
	require.EqualError(t, err, "reading on after this line: disk gone")
}

func splitText(s *splitter, line string) ([]string, error) {
	fields, err := s.split([]byte(line))
	var out []string
	for _, f := range fields {
		out = append(out, string(f))
	}
	return out, err
}

func TestSplit(t *testing.T) {
	for name, tc := range map[string]struct {
		sep  byte
		line string
		want []string
	}{
		"plain":            {',', "a,b,c", []string{"a", "b", "c"}},
		"empty fields":     {',', ",,", []string{"", "", ""}},
		"one":              {',', "a", []string{"a"}},
		"quoted":           {',', `a,"b,c",d`, []string{"a", "b,c", "d"}},
		"doubled quote":    {',', `"say ""hi""",b`, []string{`say "hi"`, "b"}},
		"tab":              {'\t', "a\tb,c\t", []string{"a", "b,c", ""}},
		"quotes mean none": {'\t', "\"a\tb\"", []string{`"a`, `b"`}},
		"spaces stay":      {',', " a , b", []string{" a ", " b"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := splitText(&splitter{sep: tc.sep}, tc.line)
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestSplitBadQuotes(t *testing.T) {
	for _, line := range []string{`a,"b`, `a"b,c`, `"a"b,c`, `"`} {
		_, err := splitText(&splitter{sep: ','}, line)
		require.EqualError(t, err, "misplaced or unclosed quote", line)
	}
}

func TestSplitEqualsEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		record := rapid.SliceOfN(rapid.StringMatching(`[a-c ,";é]{0,4}`), 1, 6).Draw(t, "record")
		var line strings.Builder
		w := csv.NewWriter(&line)
		require.NoError(t, w.Write(record))
		w.Flush()
		got, err := splitText(&splitter{sep: ','}, strings.TrimSuffix(line.String(), "\n"))
		require.NoError(t, err)
		require.Equal(t, record, got)
	})
}

func TestTableHeader(t *testing.T) {
	tb := newTable(',')
	require.NoError(t, tb.header([]byte("b,a,c")))
	at, err := tb.need("a", "c")
	require.NoError(t, err)
	require.Equal(t, []int{1, 2}, at)
	_, err = tb.need("a", "d")
	require.EqualError(t, err, `header: no column "d" among ["b" "a" "c"]`)
	require.Equal(t, -1, tb.find("d"))
	require.EqualError(t, newTable(',').header([]byte("a,b,a")), `header: column "a" twice`)
	require.EqualError(t, newTable(',').header([]byte(`a,"b`)), "header: misplaced or unclosed quote")
}

func TestTableRecord(t *testing.T) {
	tb := newTable(',')
	require.NoError(t, tb.header([]byte("a,b")))
	called := 0
	row := func(n int, fields [][]byte) error {
		called++
		require.Equal(t, 7, n)
		require.Equal(t, [][]byte{[]byte("1"), []byte("2")}, fields)
		return nil
	}
	require.NoError(t, tb.record(7, []byte("1,2"), row))
	require.EqualError(t, tb.record(8, []byte("1,2,3"), row), "wrong field count: 3, the header has 2")
	require.EqualError(t, tb.record(8, []byte(`1,"`), row), "misplaced or unclosed quote")
	require.Equal(t, 1, called)
}

const benchLine = "p104729,i50021,add_to_cart,1700000000,,phone,home"

// BenchmarkSplit is why lines without quotes are cut by hand.
func BenchmarkSplit(b *testing.B) {
	b.Run("hand", func(b *testing.B) {
		s, line := splitter{sep: ','}, []byte(benchLine)
		for b.Loop() {
			if f, err := s.split(line); err != nil || len(f) != 7 {
				b.Fatal(f, err)
			}
		}
	})
	b.Run("encoding-csv", func(b *testing.B) {
		text := strings.Repeat(benchLine+"\n", 1<<16)
		r := csv.NewReader(strings.NewReader(text))
		r.ReuseRecord = true
		for b.Loop() {
			_, err := r.Read()
			if err == io.EOF {
				r = csv.NewReader(strings.NewReader(text))
				r.ReuseRecord = true
			} else if err != nil {
				b.Fatal(err)
			}
		}
	})
}
