package main

// This file holds commands to a plain reference: the same thing done by hand through package host, or counted naively.

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/wasm"
)

// device opens a device of package host on the shop's pack, whose clock the caller moves.
func device(t testing.TB, path string, now *time.Time) *host.Device {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	m, err := host.Load(t.Context(), wasm.Engine(), host.NewConfig().WithCacheDir(compiled))
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Close(t.Context()) })
	config := host.NewDeviceConfig().WithGrants("rank").WithClock(func() time.Time { return *now })
	d, err := m.NewDevice(t.Context(), host.Pack{Bytes: b}, config)
	require.NoError(t, err)
	return d
}

func TestRecommendIsWhatADeviceAnswers(t *testing.T) {
	_, path := shop(t)
	now := moment0.Add(-2 * time.Minute)
	d := device(t, path, &now)
	for _, item := range []string{"a1", "c1"} {
		_, err := d.Observe(t.Context(), host.Event{Type: "view", Item: item})
		require.NoError(t, err)
		now = now.Add(time.Minute)
	}
	want, err := d.Recommend(t.Context(), host.RecommendRequest{N: 10, Seen: host.SeenHide, Reasons: host.AllReasons})
	require.NoError(t, err)
	got := slateOf(t, "recommend", "--pack", path, "--history", "a1,c1", "--explain")
	require.Equal(t, viewItems(want.Items), got.Items)
	require.Equal(t, want.Eligible, got.Eligible)
}

func TestReplayIsWhatADeviceAnswers(t *testing.T) {
	_, path := shop(t)
	v := replayOf(t, "replay", "--pack", path, "--data", shopLog(t), "--person", "anna", "-n", "3")
	var now time.Time
	var d *host.Device
	for i, step := range v.Events {
		at, err := time.Parse(time.RFC3339, step.Time)
		require.NoError(t, err)
		if now = at; i == 0 {
			d = device(t, path, &now)
		}
		want, err := d.Recommend(t.Context(), host.RecommendRequest{N: 3, Context: step.Context})
		require.NoError(t, err)
		require.Equal(t, viewItems(want.Items), step.Slate, "before event %d", step.Number)
		require.Equal(t, want.Eligible, step.Of)
		event := host.Event{Type: step.Type, Value: step.Value, Context: step.Context}
		if step.Item != nil {
			event.Item = step.Item.ID
		}
		_, err = d.Observe(t.Context(), event)
		require.NoError(t, err)
	}
}

func TestPlaceIsWhereTheItemStandsOnTheWholeSlate(t *testing.T) {
	_, path := shop(t)
	v := replayOf(t, "replay", "--pack", path, "--data", shopLog(t), "--person", "anna", "-n", "100")
	checked := 0
	for _, step := range v.Events {
		require.Len(t, step.Slate, step.Of, "all that could be shown")
		if step.Place == 0 {
			continue
		}
		checked++
		above := 0
		for _, it := range step.Slate {
			if it.ID == step.Item.ID {
				require.Equal(t, step.Slate[step.Place-1].Score, it.Score, "ties count against the item")
				break
			}
			above++
		}
		require.LessOrEqual(t, above, step.Place-1)
	}
	require.Equal(t, v.Ranked, checked)
}

func TestInspectCountsAsANaiveWalkDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := shopModel()
		var want packCounts
		for i := range m.IDs {
			want.Items++
			m.Available[i] = rapid.Bool().Draw(t, "available")
			m.Prices[i] = rapid.Int64Range(-1, 3).Draw(t, "price")
			m.Published[i] = rapid.Int32Range(0, 2).Draw(t, "published")
			m.Sensitive[i] = rapid.Uint32Range(0, 1).Draw(t, "sensitive")
			m.Titles[i] = rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "title")
			for _, yes := range []struct {
				count *int
				is    bool
			}{
				{&want.Available, m.Available[i]}, {&want.Priced, m.Prices[i] != -1}, {&want.Dated, m.Published[i] > 0},
				{&want.Sensitive, m.Sensitive[i] == 1}, {&want.Titled, m.Titles[i] != ""},
			} {
				if yes.is {
					*yes.count++
				}
			}
		}
		want.Attributes, want.Edges, want.Cells = 3, 6, 2
		p, err := pack.Open(pack.Append(nil, m))
		require.NoError(t, err)
		require.Equal(t, want, countItems(p))
	})
}

func TestSizeIsThatOfAStreamThatDecompresses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.ByteRange(0, 3), 0, 400).Draw(t, "body")
		items := rapid.IntRange(0, 5).Draw(t, "items")
		got := size("part", body, items)
		var compressed bytes.Buffer
		w := brotli.NewWriterLevel(&compressed, 11)
		_, err := w.Write(body)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		require.Equal(t, sizeOf(len(body), compressed.Len(), items), got)
		back, err := io.ReadAll(brotli.NewReader(&compressed))
		require.NoError(t, err)
		require.Equal(t, body, append([]byte{}, back...))
	})
}

func sizeOf(raw, compressed, items int) sizeView {
	v := sizeView{Name: "part", Bytes: raw, Brotli: compressed}
	if items != 0 {
		v.BytesPerItem = float64(raw) / float64(items)
		v.BrotliPerItem = float64(compressed) / float64(items)
	}
	return v
}

// TestDiffTurnedRound: what was added one way was removed the other.
func TestDiffTurnedRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, _ := drawPack(t, "a")
		b, _ := drawPack(t, "b")
		there, back := diffPacks(a, b), diffPacks(b, a)
		require.Equal(t, there.Edges, edgeChanges{Added: back.Edges.Removed, Removed: back.Edges.Added, Changed: back.Edges.Changed, Same: back.Edges.Same})
		require.Equal(t, there.Items.Added, back.Items.Removed)
		require.Equal(t, there.Items.Removed, back.Items.Added)
		require.Equal(t, there.Items.Changed, back.Items.Changed)
		require.Equal(t, there.Identical, back.Identical)
		require.Len(t, back.Settings, len(there.Settings))
		self := diffPacks(a, a)
		require.True(t, self.Identical)
		require.Zero(t, self.Edges.Added+self.Edges.Removed+self.Edges.Changed+self.Items.Added+self.Items.Removed+self.Items.Changed+self.Prior)
	})
}

// FuzzCommandLine: no words make the parser panic, and what it refuses it refuses with a text of one line.
func FuzzCommandLine(f *testing.F) {
	for _, c := range badUsages {
		f.Add(c.line)
	}
	f.Add("recommend --pack x --history \"a b\" --context a=b --at 2025-03-01T20:15:00Z --explain")
	f.Fuzz(func(t *testing.T, line string) {
		defer func() {
			if r := recover(); r != nil {
				require.IsType(t, exited(0), r)
			}
		}()
		e := &env{out: io.Discard, err: io.Discard}
		parser, _ := newParser(t.Context(), e)
		if _, err := parser.Parse(words(line)); err != nil {
			require.NotEmpty(t, err.Error())
			require.Equal(t, exitUsage, complain(e, nil, usageError{err}))
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[31mred")
	f.Add("\u202eevil\u2066")
	f.Fuzz(func(t *testing.T, text string) {
		got := oneLine(text)
		require.Equal(t, got, oneLine(got))
		for _, r := range got {
			require.False(t, r < 0x20 || r >= 0x7f && r < 0xa0, "%q", got)
		}
		require.LessOrEqual(t, len([]rune(shorten(got, 10))), max(10, len([]rune(got))))
	})
}

func TestTextOfANarrowTerminalIsThatOfAWideOneShortened(t *testing.T) {
	dir, path := shop(t)
	later := writePack(t, dir, "later.pack", laterModel())
	for _, args := range [][]string{
		{"recommend", "--pack", path, "--history", "a1"}, {"pack", "diff", path, later}, {"replay", "--pack", path, "--data", shopLog(t), "--person", "anna"},
	} {
		wide, narrow := ok(t, args...), hearthWith(t, &env{width: 40}, args...)
		require.Equal(t, exitOK, narrow.code)
		a, b := strings.Split(wide.out, "\n"), strings.Split(narrow.out, "\n")
		require.Len(t, b, len(a), "no line more or less: %v", args)
		for i := range a {
			require.LessOrEqual(t, len([]rune(b[i])), max(len([]rune(a[i])), 40))
		}
	}
}
