package dataset

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func TestBadRowText(t *testing.T) {
	require.EqualError(t, bad("empty id"), "empty id")
	require.EqualError(t, badf("unknown item", "%q", "a\n"), `unknown item: "a\n"`)
	var row *badRow
	require.ErrorAs(t, fmt.Errorf("header: %w", badf("kind", "detail")), &row)
	require.Equal(t, "kind", row.kind, "counted without its values")
}

// TestTake: a bad row is counted and the load goes on; any other error, and with Strict a bad row too, ends it.
func TestTake(t *testing.T) {
	broken := errors.New("disk on fire")
	tests := []struct {
		name   string
		strict bool
		err    error
		want   string // "" when the load goes on
		bad    int
	}{
		{"no error", false, nil, "", 0},
		{"no error, strict", true, nil, "", 0},
		{"bad row", false, bad("empty id"), "", 1},
		{"bad row inside another error", false, fmt.Errorf("field: %w", bad("empty id")), "", 1},
		{"bad row, strict", true, bad("empty id"), "f: line 3: empty id", 0},
		{"any other error", false, broken, "f: line 3: disk on fire", 0},
		{"any other error, strict", true, broken, "f: line 3: disk on fire", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLoader("x", Options{Strict: tt.strict})
			err := l.take("f", 3, tt.err)
			require.Equal(t, tt.bad, l.sum.Bad)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, tt.want)
			require.ErrorIs(t, err, tt.err, "the cause can be asked for")
		})
	}
}

// TestRemark: told and counted by reason, but nothing is refused.
func TestRemark(t *testing.T) {
	l := newLoader("x", Options{})
	require.NoError(t, l.remark("f", 1, badf("unknown column", "%q", "a")))
	require.NoError(t, l.remark("f", 0, badf("unknown column", "%q", "b")))
	require.Zero(t, l.sum.Bad)
	require.Equal(t, map[string]int{"unknown column": 2}, l.sum.ByReason)
	require.Equal(t, []data.Problem{{File: "f", Line: 1, Reason: `unknown column: "a"`}, {File: "f", Reason: `unknown column: "b"`}}, l.sum.Problems)
	require.Equal(t, `f: unknown column: "b"`, l.sum.Problems[1].String(), "of the whole file")

	l = newLoader("x", Options{Strict: true})
	require.EqualError(t, l.remark("f", 1, badf("unknown column", "%q", "a")), `f: line 1: unknown column: "a"`)
}

// TestManyProblems: all are counted, the first of them are kept.
func TestManyProblems(t *testing.T) {
	var b strings.Builder
	b.WriteString("person,item,type,time\n")
	for range 3 * data.MaxProblems {
		b.WriteString("p,,view,1740816000\np,a,view,soon\n")
	}
	set := mustOpen(t, "csv:"+folder(t, map[string]string{"events.csv": b.String()}), Options{})
	require.Equal(t, 6*data.MaxProblems, set.Summary.Bad)
	require.Equal(t, map[string]int{"empty item": 3 * data.MaxProblems, "time not understood": 3 * data.MaxProblems}, set.Summary.ByReason)
	require.Len(t, set.Summary.Problems, data.MaxProblems)
	require.Equal(t, data.Problem{File: "events.csv", Line: data.MaxProblems + 1, Reason: `time not understood: "soon"`}, set.Summary.Problems[data.MaxProblems-1])
}

// TestAdopt: the problems of a second file are told with those of the first, within one bound.
func TestAdopt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := rapid.SampledFrom([]string{"empty item", "invalid UTF-8", "empty time"})
		l, own := newLoader("x", Options{}), newLoader("y", Options{})
		want, all := map[string]int{}, 0
		for k, to := range []*loader{l, own} {
			for n := range rapid.IntRange(0, 40).Draw(t, "bad rows") {
				kind := kinds.Draw(t, "kind")
				require.NoError(t, to.take(fmt.Sprint("file", k), n+1, bad(kind)))
				want[kind]++
				all++
			}
		}
		first := l.sum.Bad
		l.adopt(&own.sum)
		require.Equal(t, all, l.sum.Bad)
		require.Len(t, l.sum.Problems, min(all, data.MaxProblems))
		for kind, n := range want {
			require.Equal(t, n, l.sum.ByReason[kind])
		}
		for i, p := range l.sum.Problems {
			require.Equal(t, i >= first, p.File == "file1", "in the order of the files")
		}
	})
}

// TestEachLineCounts: blank lines count as lines but not as rows; bad ones as both.
func TestEachLineCounts(t *testing.T) {
	l := newLoader("x", Options{})
	var seen []string
	text := "a\n\nbad\n\xff\nb\r\n\n"
	count, err := l.eachLine("f", strings.NewReader(text), func(n int, line []byte) error {
		seen = append(seen, fmt.Sprint(n, string(line)))
		if string(line) == "bad" {
			return bad("word")
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, []string{"1a", "3bad", "5b"}, seen)
	require.Equal(t, 4, count)
	require.Equal(t, map[string]int{"word": 1, "invalid UTF-8": 1}, l.sum.ByReason)
	require.Equal(t, 4, l.sum.Problems[1].Line)
	require.Zero(t, l.sum.Rows, "what is a row, the caller knows")

	require.NoError(t, l.eachRow("f", strings.NewReader("a\n\nb\n"), func(int, []byte) error { return nil }))
	require.Equal(t, 2, l.sum.Rows)
}

// TestEachLineStopsAtAReadError with the file and the line that could not be read.
func TestEachLineStopsAtAReadError(t *testing.T) {
	l := newLoader("x", Options{})
	r := io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(errors.New("disk on fire")))
	lines := 0
	_, err := l.eachLine("f", r, func(int, []byte) error { lines++; return nil })
	require.ErrorContains(t, err, "disk on fire")
	require.ErrorContains(t, err, "f: line 1: ")
	require.Equal(t, 1, lines)
}

// TestEachRecord: the header is asked for once, and is no row.
func TestEachRecord(t *testing.T) {
	tests := []struct {
		name, text, err string
		rows            int
		fields          []string
	}{
		{"rows", "a,b\n1,2\n3,4\n", "", 2, []string{"1 2", "3 4"}},
		{"header alone", "a,b\n", "", 0, nil},
		{"blank lines before and between", "\n\na,b\n\n1,2\n", "", 1, []string{"1 2"}},
		{"a bad row", "a,b\n1\n3,4\n", "", 2, []string{"3 4"}},
		{"nothing", "", "f: empty, not even a header", 0, nil},
		{"blank lines only", "\n\n", "f: empty, not even a header", 0, nil},
		{"a column twice", "a,a\n", `f: line 1: header: column "a" twice`, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, tab := newLoader("x", Options{}), newTable(',')
			heads, fields := 0, []string(nil)
			rows, err := l.eachRecord("f", strings.NewReader(tt.text), tab, func() error {
				heads++
				return nil
			}, func(_ int, f [][]byte) error {
				fields = append(fields, string(f[0])+" "+string(f[1]))
				return nil
			})
			if tt.err != "" {
				require.EqualError(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, 1, heads)
			require.Equal(t, tt.rows, rows)
			require.Equal(t, tt.fields, fields)
		})
	}
}

// TestHeaderRefused: an error of the header's reader ends the load, whatever the options.
func TestHeaderRefused(t *testing.T) {
	l, tab := newLoader("x", Options{}), newTable('\t')
	_, err := l.eachRecord("f", strings.NewReader("a\tb\n1\t2\n"), tab, func() error {
		_, err := tab.need("a", "c")
		return err
	}, func(int, [][]byte) error {
		t.Error("a row after a bad header")
		return nil
	})
	require.EqualError(t, err, `f: line 1: header: no column "c" among ["a" "b"]`)
}

func TestOptionsValidate(t *testing.T) {
	for _, unit := range []string{"", "auto", "rfc3339", "s", "ms"} {
		require.NoError(t, Options{TimeUnit: unit}.validate(), unit)
	}
	for _, unit := range []string{"day", "synthetic", "S", "us"} {
		require.ErrorContains(t, Options{TimeUnit: unit}.validate(), "want auto, rfc3339, s or ms", unit)
	}
	require.Equal(t, []string{"csv", "libfm", "movielens", "obd", "s3rec", "sample", "sessions"}, Prefixes())
}
