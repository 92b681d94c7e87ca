package dataset

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
)

func gzipped(t testing.TB, text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func zstandard(t testing.TB, text string) string {
	w, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	return string(w.EncodeAll([]byte(text), nil))
}

const threeEvents = "person,item,type,time\np,a,view,2025-01-01T10:00:00Z\np,b,view,2025-01-01T11:00:00Z\nq,a,view,2025-01-01T12:00:00Z\n"

func TestPackedFilesReadLikePlainOnes(t *testing.T) {
	want := flatSet(mustOpen(t, "csv:"+folder(t, map[string]string{"events.csv": threeEvents}), Options{}))
	require.Len(t, want, 3)
	for name, files := range map[string]map[string]string{
		"gzip by ending":       {"events.csv.gz": gzipped(t, threeEvents)},
		"zstd by ending":       {"events.csv.zst": zstandard(t, threeEvents)},
		"gzip by first bytes":  {"events.csv": gzipped(t, threeEvents)},
		"zstd by first bytes":  {"events.csv": zstandard(t, threeEvents)},
		"two gzip members":     {"events.csv.gz": gzipped(t, threeEvents[:50]) + gzipped(t, threeEvents[50:])},
		"CRLF and mark":        {"events.csv": "\xef\xbb\xbf" + strings.ReplaceAll(threeEvents, "\n", "\r\n")},
		"no end of last line":  {"events.csv": strings.TrimSuffix(threeEvents, "\n")},
		"blank lines between":  {"events.csv": strings.ReplaceAll(threeEvents, "\n", "\n\n")},
		"items packed as well": {"events.csv": threeEvents, "items.jsonl.gz": gzipped(t, "{\"id\":\"a\"}\n{\"id\":\"b\"}\n")},
	} {
		t.Run(name, func(t *testing.T) {
			set := mustOpen(t, "csv:"+folder(t, files), Options{})
			require.Equal(t, want, flatSet(set))
			require.Equal(t, 3, set.Summary.Rows)
			require.Zero(t, set.Summary.Bad)
		})
	}
}

func TestBrokenPacking(t *testing.T) {
	whole := gzipped(t, strings.Repeat(threeEvents, 100))
	flipped := []byte(gzipped(t, threeEvents))
	flipped[len(flipped)-6] ^= 1 // in the checksum
	for name, tc := range map[string]struct{ file, text, want string }{
		"plain text named gz":  {"events.csv.gz", threeEvents, "events.csv.gz: gzip: invalid header"},
		"cut gzip":             {"events.csv.gz", whole[:len(whole)-10], "unexpected EOF"},
		"checksum":             {"events.csv.gz", string(flipped), "gzip: invalid checksum"},
		"plain text named zst": {"events.csv.zst", threeEvents, "magic number mismatch"},
		"cut zstd":             {"events.csv.zst", zstandard(t, threeEvents)[:20], "unexpected EOF"},
		"empty file":           {"events.csv", "", "events.csv: empty, not even a header"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open("csv:"+folder(t, map[string]string{tc.file: tc.text}), Options{})
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestFindRefusesTwoForms(t *testing.T) {
	dir := folder(t, map[string]string{"events.csv": threeEvents, "events.csv.gz": gzipped(t, threeEvents)})
	_, err := Open("csv:"+dir, Options{})
	require.ErrorContains(t, err, "events.csv: there is also events.csv.gz; keep one of them")
}

func TestFindPassesOverFolders(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "events.csv"), 0o700))
	path, err := find(dir, "events.csv")
	require.NoError(t, err)
	require.Empty(t, path)
}

func TestOpenErrors(t *testing.T) {
	empty := t.TempDir()
	for name, tc := range map[string]struct {
		spec string
		opt  Options
		want string
	}{
		"no prefix":         {"shop", Options{}, `data "shop": want PREFIX:REST, with PREFIX one of csv, libfm, movielens, obd, s3rec, sample, sessions`},
		"unknown prefix":    {"xml:shop", Options{}, `data "xml:shop": want PREFIX:REST`},
		"no path":           {"csv:", Options{}, `data "csv:": no path after the colon`},
		"time unit":         {"sample:", Options{TimeUnit: "h"}, `time unit "h": want auto, rfc3339, s or ms`},
		"csv no folder":     {"csv:" + empty + "/none", Options{}, "/none: no such folder"},
		"csv empty":         {"csv:" + empty, Options{}, "no events.csv or events.jsonl (nor .gz, .zst of it)"},
		"movielens none":    {"movielens:" + empty + "/none", Options{}, "/none: no such folder"},
		"movielens empty":   {"movielens:" + empty, Options{}, "want movies.csv and ratings.csv, or one *.item and one *.inter; found 0 *.item"},
		"s3rec":             {"s3rec:" + empty + "/Beauty", Options{}, "no Beauty.txt"},
		"sessions":          {"sessions:" + empty, Options{}, "no train.txt"},
		"libfm":             {"libfm:" + empty, Options{}, "no train_positives.libfm"},
		"obd":               {"obd:" + empty, Options{}, "no all.csv or men.csv or women.csv"},
		"sample key":        {"sample:size=3", Options{}, `sample: unknown "size": want persons, items, days, sessions or seed`},
		"sample number":     {"sample:persons=many", Options{}, `sample: persons "many": want a whole number`},
		"sample seed":       {"sample:seed=-1", Options{}, `sample: seed "-1": want a whole number`},
		"sample persons":    {"sample:persons=0", Options{}, "sample: persons 0: want 1 to 10000000"},
		"sample items":      {"sample:items=3", Options{}, "sample: items 3: want 24 to 1000000"},
		"sample empty part": {"sample:persons=3,", Options{}, `sample: unknown ""`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(tc.spec, tc.opt)
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestProgress(t *testing.T) {
	var text strings.Builder
	text.WriteString("person,item,type,time\n")
	for range 100_000 {
		text.WriteString("person-one,item-one,view,2025-01-01T10:00:00Z\n")
	}
	items := "{\"id\":\"item-one\"}\n"
	dir := folder(t, map[string]string{"events.csv": text.String(), "items.jsonl": items})
	size := int64(text.Len() + len(items))
	var seen []int64
	mustOpen(t, "csv:"+dir, Options{Progress: func(done, total int64) {
		require.Equal(t, size, total)
		seen = append(seen, done)
	}})
	require.IsIncreasing(t, seen)
	require.Len(t, seen, 5, "one a megabyte and the end")
	require.Equal(t, size, seen[len(seen)-1])
}
