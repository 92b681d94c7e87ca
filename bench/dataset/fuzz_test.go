package dataset

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train/data"
)

// addFiles seeds a fuzz target with the files that fit a pattern in testdata.
func addFiles(f *testing.F, pattern string) {
	paths, err := filepath.Glob(filepath.Join("testdata", pattern))
	require.NoError(f, err)
	require.NotEmpty(f, paths)
	for _, p := range paths {
		text, err := os.ReadFile(p)
		require.NoError(f, err)
		f.Add(text)
	}
}

// requireCounted closes a load that went to its end and checks that every row is either an event or refused.
func requireCounted(t *testing.T, l *loader) {
	set := l.finish(data.ClockReal)
	requireSound(t, set)
	require.Equal(t, set.Summary.Rows, set.Summary.Events+set.Summary.Bad)
	total := 0
	for _, n := range set.Summary.ByReason {
		total += n
	}
	require.GreaterOrEqual(t, total, set.Summary.Bad)
}

// FuzzItem decodes lines of items.jsonl; an item it takes is written and reads back equal.
func FuzzItem(f *testing.F) {
	for _, line := range []string{
		`{"id":"a","title":"t","categories":["x"],"attributes":{"brand":"b","n":[1,true]},"price":1.005,"sensitive":["health"],"published":"2025-01-31"}`,
		`{"id":7,"price":1e-999999,"published":1738310400}`, `{"id":"a","attributes":{"category":"x"},"categories":"y"}`,
		`null`, `[]`, `{"id":`, `{"id":"\ud800","title":null}`, `{"id":"a","published":"0001-01-01"}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		it, _, err := decodeItem(line, time.UTC)
		if err != nil {
			require.ErrorAs(t, err, new(*badRow))
			return
		}
		require.GreaterOrEqual(t, it.PriceCents, int64(-1))
		var text bytes.Buffer
		if err := writeItems(&text, []data.Item{it}); err != nil {
			require.Error(t, checkName("id", []byte(it.ID)))
			return
		}
		again, unknown, err := decodeItem(text.Bytes(), time.UTC)
		require.NoError(t, err)
		require.Empty(t, unknown)
		require.Equal(t, it, again)
	})
}

// FuzzEventsCSV reads any bytes as events.csv.
func FuzzEventsCSV(f *testing.F) {
	addFiles(f, "shop/events.csv")
	f.Add([]byte("person,item,type,time\np,a,view,1740816000\np,a,view,1740816000000\n"))
	f.Add([]byte("\xef\xbb\xbfperson,item,type,time,value,ctx.x\r\np,,search,2025-01-01,,\"a,b\"\r\n\"p,a\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l := newLoader("fuzz", Options{})
		if err := l.eventsTable("events.csv", bytes.NewReader(text)); err == nil {
			requireCounted(t, l)
		}
	})
}

// FuzzEventsJSONL reads any bytes as events.jsonl.
func FuzzEventsJSONL(f *testing.F) {
	addFiles(f, "shop-objects/events.jsonl")
	f.Add([]byte(`{"person":"p","item":"a","type":"view","time":1740816000,"ctx.x":3}` + "\n{\n[]\nnull\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l := newLoader("fuzz", Options{})
		if err := l.eventsObjects("events.jsonl", bytes.NewReader(text)); err == nil {
			requireCounted(t, l)
		}
	})
}

// FuzzLibFM reads any bytes as Frappe's training lines and as its labelled rows.
func FuzzLibFM(f *testing.F) {
	addFiles(f, "apps/*.libfm")
	f.Fuzz(func(t *testing.T, text []byte) {
		l := newLoader("fuzz", Options{})
		form := new(libfm)
		if l.libfmTrain("train", bytes.NewReader(text), form) != nil {
			return
		}
		train := l.log.detach()
		h := new(data.Holdout)
		require.NoError(t, l.libfmRows("rows", bytes.NewReader(text), h, form))
		require.Equal(t, l.log.events().Len(), len(h.Label))
		l.log.attach(train)
		requireSound(t, l.finish(data.ClockSynthetic))
	})
}

// FuzzSessions reads any bytes as train.txt of either form, as a test file and as a validation file.
func FuzzSessions(f *testing.F) {
	addFiles(f, "clicks/*.txt")
	addFiles(f, "lines/*.txt")
	f.Fuzz(func(t *testing.T, text []byte) {
		l := newLoader("fuzz", Options{})
		if l.trainSessions("train.txt", bytes.NewReader(text)) != nil {
			return
		}
		items := int32(len(l.log.catalogue))
		var h data.Holdout
		require.NoError(t, l.testCases("test.txt", bytes.NewReader(text), &h))
		require.Equal(t, len(h.Sessions), len(h.Targets))
		var valid data.Holdout
		_ = l.validSessions("valid.txt", bytes.NewReader(text), &valid)
		require.Len(t, valid.Times, len(valid.Sessions))
		h.Sessions = append(h.Sessions, valid.Sessions...)
		for _, s := range h.Sessions {
			require.NotEmpty(t, s)
			for _, i := range s {
				require.True(t, i >= data.NoItem && i < items)
			}
		}
		requireSound(t, l.finish(data.ClockReal))
	})
}

// FuzzTables reads any bytes as the two tables of MovieLens and of the Open Bandit Dataset.
func FuzzTables(f *testing.F) {
	addFiles(f, "movies/*.csv")
	addFiles(f, "bandit/random/men/*.csv")
	f.Fuzz(func(t *testing.T, text []byte) {
		form, err := movieFiles("testdata/movies")
		require.NoError(t, err)
		l := newLoader("fuzz", Options{})
		_ = l.movies("movies.csv", bytes.NewReader(text), form)
		_ = l.ratings("ratings.csv", bytes.NewReader(text), form)
		requireSound(t, l.finish(data.ClockReal))

		l = newLoader("fuzz", Options{})
		_ = l.banditItems("item_context.csv", bytes.NewReader(text))
		_ = newBandit(l, "random").read("men.csv", bytes.NewReader(text))
		requireSound(t, l.finish(data.ClockReal))
	})
}
