package consent

import (
	"bytes"
	"encoding/hex"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// exampleBook has a purpose that was granted and one that was refused, a free bit between them, and a signal; its bytes stand in
// event/FORMAT.md.
func exampleBook(t require.TestingT) *Book {
	b := declared(t, purposes("rank", "old", "x")...)
	b.Decide(DeedGrant, 0b001, ActBanner, 1000)
	b.Decide(DeedDeny, 0b100, ActSettings, 900)
	_, err := b.Declare(purposes("rank", "x"), 0, 1000)
	require.NoError(t, err)
	b.Signal(true, 1001)
	return b
}

var exampleBytes = []byte("\x01" + // a signal is present
	"\x03" + // three bits
	"\x04rank\x01\x6a\x2e\x69\xc8\xbf\x3a\x1a\xd2\x01\x00\xd0\x0f" + // id, version, hash of the text; granted by banner at 1000
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" + // free
	"\x01x\x01\x94\xc7\x2d\x30\x5f\xff\x07\x4f\x02\x01\x88\x0e" + // denied in the settings at 900
	"\x03" + // three lines
	"\x04rank\x01\x6a\x2e\x69\xc8\xbf\x3a\x1a\xd2\x00\x00\xd0\x0f" + // a grant by banner at 1000
	"\x01x\x01\x94\xc7\x2d\x30\x5f\xff\x07\x4f\x01\x01\x88\x0e" + // a denial in the settings at 900
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x02\xd2\x0f") // the signal, on at 1001

func TestBookExampleBytes(t *testing.T) {
	b := exampleBook(t)
	require.Equal(t, exampleBytes, b.AppendBinary(nil))
	require.Equal(t, exampleBytes, listing(t, "### Purposes"))
	read, known, fail := readBook(exampleBytes)
	require.Nil(t, fail)
	require.EqualValues(t, 0b101, known)
	require.Equal(t, b.slots, read.slots)
	require.Equal(t, b.Ledger(), read.Ledger())
	require.True(t, read.Signalled())
	require.Equal(t, []byte{0, 0, 0}, (&Book{}).AppendBinary(nil), "of a person who was not asked")
}

// listing returns the bytes of the first listing of the snapshot's FORMAT.md after a heading: those of a line end where two blanks or more follow.
func listing(t *testing.T, heading string) (all []byte) {
	doc, err := os.ReadFile("../event/FORMAT.md")
	require.NoError(t, err)
	_, lines, found := strings.Cut(string(doc), "\n"+heading)
	require.True(t, found)
	_, lines, _ = strings.Cut(lines, "```\n")
	lines, _, _ = strings.Cut(lines, "```")
	for line := range strings.Lines(lines) {
		digits, _, _ := strings.Cut(line, "  ")
		b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
		require.NoError(t, err)
		all = append(all, b...)
	}
	return all
}

// TestBookRoundTrip writes and reads what random calls leave: the bytes are the same again, and so are the answers.
func TestBookRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := genBook(t)
		written := b.AppendBinary([]byte("before"))[6:]
		read, known, fail := readBook(bytes.Clone(written))
		require.Nil(t, fail)
		require.Equal(t, written, read.AppendBinary(nil))
		require.Equal(t, b.Ledger(), read.Ledger())
		require.Zero(t, read.Effective(0), "what is not declared is not granted")
		bits := Set(0)
		for _, s := range b.Status(0) {
			bits |= 1 << s.Bit
		}
		require.Equal(t, bits, known)
		gone, err := read.Declare(b.Declared, b.holds/day, 0)
		require.NoError(t, err)
		require.Zero(t, gone)
		at := rapid.Int64Range(0, 999*day).Draw(t, "at")
		require.Equal(t, b.Effective(at), read.Effective(at))
		require.Equal(t, b.Status(0), read.Status(0))
		require.Equal(t, b.Advance(at), read.Advance(at))
		require.Equal(t, b.AppendBinary(nil), read.AppendBinary(nil))
	})
}

// TestBookTruncated cuts books at every byte.
func TestBookTruncated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		written := genBook(t).AppendBinary(nil)
		for n := range written {
			_, _, fail := readBook(written[:n])
			require.NotNil(t, fail)
			require.True(t, fail.Offset >= 0 && fail.Offset <= int64(n))
		}
	})
}

// TestBookCorrupted puts other bytes in.
func TestBookCorrupted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rereadsOrFails(t, edited(t, genBook(t).AppendBinary(nil)))
	})
}

// edited replaces, inserts and drops a few bytes.
func edited(t *rapid.T, b []byte) []byte {
	for range rapid.IntRange(1, 3).Draw(t, "edits") {
		at := rapid.IntRange(0, len(b)).Draw(t, "at")
		n := rapid.IntRange(0, min(2, len(b)-at)).Draw(t, "n")
		with := rapid.SliceOfN(rapid.Byte(), 0, 2).Draw(t, "with")
		b = append(append(bytes.Clone(b[:at]), with...), b[at+n:]...)
	}
	return b
}

// rereadsOrFails requires an error with an offset, or a book that is written as it was read.
func rereadsOrFails(t require.TestingT, b []byte) {
	book, known, fail := readBook(b)
	if fail != nil {
		require.True(t, fail.Offset >= 0 && fail.Offset <= int64(len(b)), fail.Error())
		return
	}
	require.Equal(t, b, book.AppendBinary(nil))
	require.Zero(t, uint64(known)>>len(book.slots))
	book.Advance(event.MaxTime)
	_, err := book.Declare(purposes("a", "rank"), 0, 0)
	require.True(t, err == nil || err.(*fault.Error).Code == fault.Conflict)
}

// FuzzReadBook reads any bytes.
func FuzzReadBook(f *testing.F) {
	f.Add(exampleBytes)
	f.Add((&Book{}).AppendBinary(nil))
	b := declared(f, many(3)...)
	b.Decide(DeedGrant, 0b11, ActHost, -1)
	b.Advance(1 << 50)
	f.Add(b.AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) { rereadsOrFails(t, b) })
}

// row is a bit's id, version and hash.
func row(id string, version, text uint64) []byte {
	return wire.U64(wire.Uvarint(wire.Text(nil, id), version), text)
}

func TestReadBookErrors(t *testing.T) {
	free := make([]byte, 13)
	slot := func(id string, state, act byte, since int64) []byte {
		return wire.Varint(append(row(id, 1, 2), state, act), since)
	}
	line := func(deed, act byte) []byte { return append(row("a", 1, 2), deed, act, 0) }
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"nothing":                 {nil, "offset 0: truncated"},
		"no such flag":            {[]byte{2, 0, 0}, "offset 1: range"},
		"33 bits":                 {append([]byte{0, 33}, make([]byte, 33*13)...), "offset 1: range"},
		"more bits than bytes":    {[]byte{0, 2, 0}, "offset 1: truncated"},
		"id not an id":            {append([]byte{0, 1}, slot("Rank", 0, 0, 0)...), "offset 7: format"},
		"id not UTF-8":            {append([]byte{0, 1}, slot("\xff", 0, 0, 0)...), "offset 3: utf8"},
		"id that is all":          {append([]byte{0, 1}, slot("all", 0, 0, 0)...), "offset 6: format"},
		"long id":                 {append([]byte{0, 1}, slot(strings.Repeat("x", MaxID+1), 0, 0, 0)...), "offset 2: range"},
		"version above":           {append([]byte{0, 1}, row("a", 1<<31, 0)...), "offset 4: range"},
		"no such state":           {append([]byte{0, 1}, slot("a", byte(States), 0, 0)...), "offset 14: range"},
		"no such act":             {append([]byte{0, 1}, slot("a", 0, byte(Acts), 0)...), "offset 15: range"},
		"time above":              {append([]byte{0, 1}, slot("a", 0, 0, 1<<53)...), "offset 15: range"},
		"time below":              {append([]byte{0, 1}, slot("a", 0, 0, -1<<53)...), "offset 15: range"},
		"id twice":                {append(append([]byte{0, 2}, slot("a", 0, 0, 0)...), slot("a", 0, 0, 0)...), "offset 30: conflict"},
		"a free bit's version":    {append([]byte{0, 1}, append(row("", 1, 0), 0, 0, 0)...), "offset 15: conflict"},
		"a free bit's hash":       {append([]byte{0, 1}, append(row("", 0, 1), 0, 0, 0)...), "offset 15: conflict"},
		"a free bit is granted":   {append([]byte{0, 1}, append(row("", 0, 0), 1, 0, 0)...), "offset 15: conflict"},
		"a free bit has a time":   {append([]byte{0, 1}, append(row("", 0, 0), 0, 0, 2)...), "offset 15: conflict"},
		"no ledger":               {append([]byte{0, 1}, free...), "offset 15: truncated"},
		"no such deed":            {append([]byte{0, 0, 1}, line(byte(Deeds), 0)...), "offset 15: range"},
		"no such act in a line":   {append([]byte{0, 0, 1}, line(0, byte(Acts))...), "offset 16: range"},
		"more lines than bytes":   {[]byte{0, 0, 9, 0}, "offset 2: truncated"},
		"more lines than allowed": {[]byte{0, 0, 0x81, 0x20}, "offset 2: range"},
		"trailing":                {[]byte{0, 0, 0, 0}, "offset 3: trailing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, fail := readBook(c.in)
			require.EqualError(t, fail, "book: "+c.want)
		})
	}
}

// TestReadTable reads the table of version 1: what it names is known, and nothing is decided.
func TestReadTable(t *testing.T) {
	old := purposes("rank", "x")
	in := append([]byte{2}, append(row("rank", 1, textHash(&old[0])), row("x", 1, textHash(&old[1]))...)...)
	r := &wire.Reader{B: bytes.Clone(in)}
	b, known := ReadTable(r)
	r.End()
	require.Nil(t, r.Err)
	clear(r.B)
	require.EqualValues(t, 0b11, known)
	require.False(t, b.Decided() || b.Signalled())
	gone, err := b.Declare([]Purpose{purpose("new"), old[0]}, 0, 5)
	require.NoError(t, err)
	require.EqualValues(t, 0b10, gone)
	require.Equal(t, []string{"rank", "new"}, b.IDs(0b11))
	require.Zero(t, b.Effective(5))
	require.Empty(t, b.Ledger())
	for n := range in {
		r := &wire.Reader{B: in[:n]}
		ReadTable(r)
		require.NotNil(t, r.Err, n)
	}
}

func TestReadTableErrors(t *testing.T) {
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"none":           {[]byte{0}, ""},
		"33":             {append([]byte{33}, make([]byte, 33*10)...), "offset 0: range"},
		"without an id":  {append([]byte{1}, row("", 1, 1)...), "offset 11: conflict"},
		"id twice":       {append([]byte{2}, append(row("a", 1, 1), row("a", 2, 2)...)...), "offset 23: conflict"},
		"id not an id":   {append([]byte{1}, row("a b", 1, 1)...), "offset 5: format"},
		"version above":  {append([]byte{1}, row("a", math.MaxUint64, 1)...), "offset 3: range"},
		"trailing":       {[]byte{0, 0}, "offset 1: trailing"},
		"newer purposes": {append([]byte{1}, row("not-known-here", 7, 1)...), ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := &wire.Reader{B: c.in}
			ReadTable(r)
			r.End()
			if c.want == "" {
				require.Nil(t, r.Err)
			} else {
				require.EqualError(t, r.Err, c.want)
			}
		})
	}
}

// readPurposes reads purposes that fill all of b.
func readPurposes(b []byte) ([]Purpose, *fault.Error) {
	r := &wire.Reader{B: b, Section: "purposes"}
	all := ReadPurposes(r)
	r.End()
	return all, r.Err
}

// TestPurposesRoundTrip writes and reads random purposes, and cuts what was written at every byte.
func TestPurposesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := genPurposes(t, 0, 5)
		written := AppendPurposes([]byte("before"), all)[6:]
		read, fail := readPurposes(written)
		require.Nil(t, fail)
		require.Equal(t, append([]Purpose{}, all...), read)
		require.Equal(t, written, AppendPurposes(nil, read))
		for n := range written {
			_, fail := readPurposes(written[:n])
			require.NotNil(t, fail)
			require.True(t, fail.Offset >= 0 && fail.Offset <= int64(n))
		}
		purposesRereadOrFail(t, edited(t, written))
	})
}

func TestPurposesAtTheLimits(t *testing.T) {
	all := append([]Purpose{largest()}, many(MaxPurposes-1)...)
	read, fail := readPurposes(AppendPurposes(nil, all))
	require.Nil(t, fail)
	require.Equal(t, all, read)
}

func TestReadPurposesErrors(t *testing.T) {
	invalid := func(edit func(p *Purpose)) []byte {
		all := purposes("a", "b")
		edit(&all[1])
		return AppendPurposes(nil, all)
	}
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"nothing":         {nil, "offset 0: truncated"},
		"33":              {AppendPurposes(nil, many(33)), "offset 0: range"},
		"twice":           {AppendPurposes(nil, purposes("a", "a")), "offset 35: duplicate"},
		"no id":           {invalid(func(p *Purpose) { p.ID = "" }), "offset 34: format"},
		"long id":         {invalid(func(p *Purpose) { p.ID = strings.Repeat("x", MaxID+1) }), "offset 18: range"},
		"version zero":    {invalid(func(p *Purpose) { p.Version = 0 }), "offset 35: range"},
		"version above":   {invalid(func(p *Purpose) { p.Version = 1 << 31 }), "offset 20: range"},
		"no text":         {invalid(func(p *Purpose) { p.Text = "" }), "offset 27: missing"},
		"long text":       {invalid(func(p *Purpose) { p.Text = strings.Repeat("x", MaxText+1) }), "offset 21: range"},
		"no such stage":   {invalid(func(p *Purpose) { p.Stage = Stage(Stages) }), "offset 35: range"},
		"category above":  {invalid(func(p *Purpose) { p.Categories = 1 << event.Categories }), "offset 36: range"},
		"days above":      {invalid(func(p *Purpose) { p.Days = MaxDays + 1 }), "offset 32: range"},
		"one limit":       {invalid(func(p *Purpose) { p.Limits = []int32{1} }), "offset 36: range"},
		"ten limits":      {invalid(func(p *Purpose) { p.Limits = make([]int32, event.Categories+1) }), "offset 33: range"},
		"limit above":     {invalid(func(p *Purpose) { p.Limits = []int32{0, MaxDays + 1, 0, 0, 0, 0, 0, 0, 0} }), "offset 35: range"},
		"kind not one":    {invalid(func(p *Purpose) { p.Sensitive = []string{"Health"} }), "offset 42: format"},
		"33 kinds":        {invalid(func(p *Purpose) { p.Sensitive = strings.Split(strings.Repeat("k,", MaxKinds)+"k", ",") }), "offset 34: range"},
		"more than there": {[]byte{9}, "offset 0: truncated"},
		"trailing":        {append(AppendPurposes(nil, purposes("a")), 0), "offset 18: trailing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, fail := readPurposes(c.in)
			require.NotNil(t, fail)
			require.EqualError(t, fail, "purposes: "+c.want)
		})
	}
}

// purposesRereadOrFail requires an error with an offset, or valid purposes that are written as they were read.
func purposesRereadOrFail(t require.TestingT, b []byte) {
	all, fail := readPurposes(b)
	if fail != nil {
		require.True(t, fail.Offset >= 0 && fail.Offset <= int64(len(b)), fail.Error())
		return
	}
	require.Equal(t, b, AppendPurposes(nil, all))
	for i := range all {
		require.NoError(t, all[i].Validate("p"))
		require.Equal(t, i, find(all, all[i].ID))
	}
}

// FuzzReadPurposes reads any bytes.
func FuzzReadPurposes(f *testing.F) {
	f.Add(AppendPurposes(nil, builtin))
	f.Add(AppendPurposes(nil, append(many(3), largest())))
	f.Add([]byte{0})
	f.Fuzz(func(t *testing.T, b []byte) { purposesRereadOrFail(t, b) })
}
