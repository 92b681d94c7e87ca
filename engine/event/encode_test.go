package event

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// example has one record with all parts, one with none; its bytes stand in FORMAT.md.
func example() *Log {
	l := &Log{}
	l.Append(&Event{
		Type: "view", Item: "mill", Time: 1000, Offset: 60, Value: 2500, HasValue: true, Query: "grinder",
		Context: []Pair{{"device", "phone"}, {"empty", ""}}, BasedOn: []int64{0x0102030405},
	}, 1)
	l.Append(&Event{Type: "view", Time: 900}, 1)
	return l
}

var exampleBytes = []byte("\x01" + // version
	"\x06\x04view\x04mill\x07grinder\x06device\x05phone\x05empty" + // words
	"\x02" + // records
	"\xf0\x01\x02\xd0\x0f\x78\x01\x88\x27\x03\x02\x04\x05\x06\x00\x01\x05\x04\x03\x02\x01\x00\x00\x00" +
	"\x00\x01\xc7\x01\x77\x01")

func TestExampleBytes(t *testing.T) {
	require.Equal(t, exampleBytes, example().AppendBinary(nil))
	l, r := read(exampleBytes)
	require.Nil(t, r.Err)
	require.Equal(t, example().At(0).Ref, l.At(0).Ref)
	require.Equal(t, example().At(1).Ref, l.At(1).Ref)
}

func TestReadErrors(t *testing.T) {
	record := "\x01\x01\x01a\x01"
	for name, c := range map[string]struct {
		in, want string
	}{
		"nothing":                     {"", "log: offset 0: truncated"},
		"newer version":               {"\x02", "log: offset 1: version"},
		"version zero":                {"\x00", "log: offset 1: version"},
		"version not the shortest":    {"\x81\x00", "log: offset 0: format"},
		"no words":                    {"\x01", "log: offset 1: truncated"},
		"more words than bytes":       {"\x01\x05\x01a", "log: offset 1: truncated"},
		"empty word":                  {"\x01\x01\x00\x00", "log: offset 3: duplicate"},
		"word twice":                  {"\x01\x02\x01a\x01a\x00", "log: offset 6: duplicate"},
		"word too long":               {"\x01\x01\x81\x08" + strings.Repeat("a", 1025), "log: offset 2: range"},
		"word not UTF-8":              {"\x01\x01\x01\xff\x00", "log: offset 3: utf8"},
		"word of no record":           {"\x01\x01\x01a\x00", "log: offset 5: order"},
		"no records":                  {"\x01\x01\x01a", "log: offset 4: truncated"},
		"more records than bytes":     {"\x01\x01\x01a\x02\x00", "log: offset 4: truncated"},
		"unknown kind":                {record + "\x01\x01\x00\x00\x00", "log: offset 6: format"},
		"highest kind":                {record + "\x0f\x01\x00\x00\x00", "log: offset 6: format"},
		"type absent":                 {record + "\x00\x00\x00\x00\x00", "log: offset 7: order"},
		"type not in the words":       {record + "\x00\x02\x00\x00\x00", "log: offset 6: range"},
		"words out of order":          {"\x01\x02\x01a\x01b\x01\x00\x02\x00\x00\x00", "log: offset 9: order"},
		"item absent":                 {record + "\x10\x01\x00\x00\x00\x00", "log: offset 8: order"},
		"query absent":                {record + "\x40\x01\x00\x00\x00\x00", "log: offset 11: order"},
		"type too long":               {"\x01\x01\x81\x02" + strings.Repeat("a", 257) + "\x01\x00\x01\x00\x00\x00", "log: offset 264: range"},
		"time above":                  {record + "\x00\x01\x80\x80\x80\x80\x80\x80\x80\x20\x00\x00", "log: offset 15: range"},
		"time below":                  {record + "\x00\x01\xff\xff\xff\xff\xff\xff\xff\x1f\x00\x00", "log: offset 15: range"},
		"offset above":                {record + "\x00\x01\x00\xc2\x16\x00", "log: offset 10: range"},
		"purposes above":              {record + "\x00\x01\x00\x00\x80\x80\x80\x80\x10", "log: offset 9: range"},
		"value above":                 {record + "\x20\x01\x00\x00\x01\x80\x80\x80\x80\x80\x80\x80\x20", "log: offset 10: range"},
		"extras that are none":        {record + "\x80\x01\x00\x00\x01\x00\x00", "log: offset 12: format"},
		"pairs not ascending":         {"\x01\x02\x01b\x01a\x01\x80\x01\x00\x00\x01\x02\x01\x00\x02\x00\x00", "log: offset 17: order"},
		"pair twice":                  {record + "\x80\x01\x00\x00\x01\x02\x01\x00\x01\x00\x00", "log: offset 15: order"},
		"pair without a name":         {record + "\x80\x01\x00\x00\x01\x01\x00\x00\x00", "log: offset 12: order"},
		"too many pairs":              {record + "\x80\x01\x00\x00\x01\x21" + strings.Repeat("\x01", 99), "log: offset 10: range"},
		"too many refs":               {record + "\x80\x01\x00\x00\x01\x00\x41" + strings.Repeat("\x01", 999), "log: offset 11: range"},
		"ref zero":                    {record + "\x80\x01\x00\x00\x01\x00\x01" + strings.Repeat("\x00", 8), "log: offset 20: range"},
		"ref above":                   {record + "\x80\x01\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x20\x00", "log: offset 20: range"},
		"ref cut off":                 {record + "\x80\x01\x00\x00\x01\x00\x01\x01", "log: offset 12: truncated"},
		"trailing":                    {record + "\x00\x01\x00\x00\x00\x00", "log: offset 10: trailing"},
		"many records, few bytes":     {"\x01\x01\x01a\x80\x80\x80\x01", "log: offset 4: truncated"},
		"more records than a log has": {"\x01\x01\x01a\x81\x80\x80\x02", "log: offset 4: range"},
	} {
		t.Run(name, func(t *testing.T) {
			_, r := read([]byte(c.in))
			require.NotNil(t, r.Err)
			require.EqualError(t, r.Err, c.want)
		})
	}
}

// TestReadTruncated cuts the example at every byte.
func TestReadTruncated(t *testing.T) {
	for n := range exampleBytes {
		_, r := read(exampleBytes[:n])
		require.NotNil(t, r.Err, n)
		require.LessOrEqual(t, r.Err.Offset, int64(n))
	}
}

// TestReadAllocation bounds what is reserved for records that a broken log only claims to have.
func TestReadAllocation(t *testing.T) {
	const n = 1 << 18
	b := append([]byte("\x01\x01\x01a"), wire.Uvarint(nil, n)...)
	b = append(b, make([]byte, n)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, r := read(b)
	runtime.ReadMemStats(&after)
	require.NotNil(t, r.Err)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(20*n))
}

func TestValidate(t *testing.T) {
	long := strings.Repeat("x", MaxName+1)
	many := make([]Pair, MaxPairs+1)
	for name, c := range map[string]struct {
		edit func(e *Event)
		path string
		code fault.Code
	}{
		"no type":           {func(e *Event) { e.Type = "" }, "e.type", fault.Missing},
		"long type":         {func(e *Event) { e.Type = long }, "e.type", fault.Range},
		"type not UTF-8":    {func(e *Event) { e.Type = "\xff" }, "e.type", fault.UTF8},
		"long item":         {func(e *Event) { e.Item = long }, "e.item", fault.Range},
		"item not UTF-8":    {func(e *Event) { e.Item = "a\xc0" }, "e.item", fault.UTF8},
		"long query":        {func(e *Event) { e.Query = strings.Repeat("q", MaxQuery+1) }, "e.query", fault.Range},
		"query not UTF-8":   {func(e *Event) { e.Query = "\xed\xa0\x80" }, "e.query", fault.UTF8},
		"time above":        {func(e *Event) { e.Time = MaxTime + 1 }, "e.time", fault.Range},
		"time below":        {func(e *Event) { e.Time = -MaxTime - 1 }, "e.time", fault.Range},
		"offset above":      {func(e *Event) { e.Offset = MaxOffset + 1 }, "e.offset", fault.Range},
		"offset below":      {func(e *Event) { e.Offset = -MaxOffset - 1 }, "e.offset", fault.Range},
		"value above":       {func(e *Event) { e.Value = MaxValue + 1 }, "e.value", fault.Range},
		"value below":       {func(e *Event) { e.Value = -MaxValue - 1 }, "e.value", fault.Range},
		"many refs":         {func(e *Event) { e.BasedOn = make([]int64, MaxBasedOn+1) }, "e.based_on", fault.Range},
		"many pairs":        {func(e *Event) { e.Context = many }, "e.context", fault.Range},
		"pair without name": {func(e *Event) { e.Context = []Pair{{"", "x"}} }, "e.context", fault.Missing},
		"long pair name":    {func(e *Event) { e.Context = []Pair{{long, "x"}} }, "e.context", fault.Range},
		"long pair value":   {func(e *Event) { e.Context = []Pair{{"a", long}} }, "e.context.a", fault.Range},
		"pair not UTF-8":    {func(e *Event) { e.Context = []Pair{{"a", "\xff"}} }, "e.context.a", fault.UTF8},
		"pairs descending":  {func(e *Event) { e.Context = []Pair{{"b", ""}, {"a", ""}} }, "e.context.a", fault.Order},
		"pair twice":        {func(e *Event) { e.Context = []Pair{{"b", ""}, {"b", "x"}} }, "e.context.b", fault.Duplicate},
	} {
		t.Run(name, func(t *testing.T) {
			e := Event{Type: "view"}
			require.NoError(t, e.Validate("e"))
			c.edit(&e)
			require.Equal(t, fault.At(c.code, c.path), e.Validate("e"))
		})
	}
}

func TestValidateAtTheLimits(t *testing.T) {
	e := Event{
		Type: strings.Repeat("t", MaxName), Item: strings.Repeat("i", MaxName), Query: strings.Repeat("q", MaxQuery),
		Time: MaxTime, Offset: MaxOffset, Value: MaxValue, HasValue: true,
	}
	for i := range MaxPairs {
		e.Context = append(e.Context, Pair{Name: strings.Repeat("n", MaxName-1) + string(rune('A'+i)), Value: strings.Repeat("v", MaxName)})
	}
	for range MaxBasedOn {
		e.BasedOn = append(e.BasedOn, 1<<53-1)
	}
	require.NoError(t, e.Validate("e"))
	l := &Log{}
	l.Append(&e, 1<<32-1)
	e.Time, e.Offset, e.Value = -MaxTime, -MaxOffset, -MaxValue
	require.NoError(t, e.Validate("e"))
	l.Append(&e, 0)
	b := l.AppendBinary(nil)
	decoded, r := read(b)
	require.Nil(t, r.Err)
	require.Equal(t, b, decoded.AppendBinary(nil))
}

// FuzzReadLog reads any bytes: an error with an offset, or a log that encodes to the very same bytes.
func FuzzReadLog(f *testing.F) {
	f.Add(exampleBytes)
	f.Add((&Log{}).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, r := read(b)
		if r.Err != nil {
			require.True(t, r.Err.Offset >= 0 && r.Err.Offset <= int64(len(b)), r.Err.Error())
			return
		}
		require.Equal(t, b, l.AppendBinary(nil))
		n := l.Len()
		require.Equal(t, (n+1)/2, l.Retain(func(i int) bool { return i%2 == 1 }, every))
		again, r := read(l.AppendBinary(nil))
		require.Nil(t, r.Err)
		require.Equal(t, n/2, again.Len())
	})
}
