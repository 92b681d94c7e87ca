package abi

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vmihailenco/msgpack/v5"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine"
)

// TestEncoderAgainstMsgpack writes random values with both codecs: equal bytes.
func TestEncoderAgainstMsgpack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n") >> rapid.IntRange(0, 63).Draw(t, "shift")
		e := encoder{}
		e.number(n)
		require.Equal(t, encode(t, n), e.b)
		text := strings.Repeat("é", rapid.SampledFrom([]int{0, 15, 16, 127, 128, 32767, 32768}).Draw(t, "text"))
		e = encoder{}
		e.text(text)
		require.Equal(t, encode(t, text), e.b)
		data := make([]byte, rapid.SampledFrom([]int{0, 1, 255, 256, 65535, 65536}).Draw(t, "bytes"))
		e = encoder{}
		e.bytes(data)
		require.Equal(t, encode(t, data), e.b)
		list := make([]bool, rapid.SampledFrom([]int{0, 15, 16, 65535, 65536}).Draw(t, "list"))
		e = encoder{}
		e.array(len(list))
		for i := range list {
			list[i] = i%3 == 0
			e.bool(list[i])
		}
		require.Equal(t, encode(t, list), e.b)
	})
	for _, n := range []int{0, 15, 16, 65535, 65536} {
		e, m := encoder{}, map[int]int{}
		for i := range n {
			m[i] = 0
		}
		e.object(n)
		require.Equal(t, e.b, encode(t, m)[:len(e.b)], n)
	}
}

// TestIntegers reads every form of an integer, the longer than needed too.
func TestIntegers(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want int64
		code engine.Code
		at   int64
	}{
		"fixed":            {"\x7f", 127, "", 0},
		"fixed negative":   {"\xe0", -32, "", 0},
		"uint8":            {"\xcc\x05", 5, "", 0},
		"uint16":           {"\xcd\x00\x05", 5, "", 0},
		"uint32":           {"\xce\xff\xff\xff\xff", 1<<32 - 1, "", 0},
		"uint64":           {"\xcf\x00\x1f\xff\xff\xff\xff\xff\xff", maxInt, "", 0},
		"uint64 above":     {"\xcf\x00\x20\x00\x00\x00\x00\x00\x00", 0, "range", 9},
		"uint64 far above": {"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", 0, "range", 9},
		"int8":             {"\xd0\x80", -128, "", 0},
		"int8 positive":    {"\xd0\x05", 5, "", 0},
		"int16":            {"\xd1\x80\x00", -32768, "", 0},
		"int32":            {"\xd2\xff\xff\xff\xff", -1, "", 0},
		"int64":            {"\xd3\xff\xe0\x00\x00\x00\x00\x00\x01", -maxInt, "", 0},
		"int64 below":      {"\xd3\xff\xe0\x00\x00\x00\x00\x00\x00", 0, "range", 0},
		"int64 lowest":     {"\xd3\x80\x00\x00\x00\x00\x00\x00\x00", 0, "range", 0},
		"float":            {"\xcb\x00\x00\x00\x00\x00\x00\x00\x00", 0, "type", 0},
		"nil":              {"\xc0", 0, "type", 0},
		"text":             {"\xa15", 0, "type", 0},
		"never used":       {"\xc1", 0, "type", 0},
		"extension":        {"\xd4\x01\x01", 0, "type", 0},
		"nothing":          {"", 0, "truncated", 0},
		"uint8 cut off":    {"\xcc", 0, "truncated", 1},
		"int64 cut off":    {"\xd3\x00\x00", 0, "truncated", 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := decoder{b: []byte(c.in)}
			require.Equal(t, c.want, d.int(-maxInt, maxInt))
			if c.code == "" {
				require.Nil(t, d.err)
				require.Equal(t, len(c.in), d.off)
				return
			}
			require.Equal(t, &engine.Error{Code: c.code, Offset: c.at}, d.err)
		})
	}
}

// TestLengths reads strings, binaries, arrays and maps in every form.
func TestLengths(t *testing.T) {
	for in, want := range map[string]string{"\xa1x": "x", "\xd9\x01x": "x", "\xda\x00\x01x": "x", "\xdb\x00\x00\x00\x01x": "x", "\xa0": ""} {
		d := decoder{b: []byte(in)}
		require.Equal(t, want, d.text())
		require.Nil(t, d.err)
	}
	for _, in := range []string{"\xc4\x01x", "\xc5\x00\x01x", "\xc6\x00\x00\x00\x01x"} {
		d := decoder{b: []byte(in)}
		require.Equal(t, []byte("x"), d.bytes())
		require.Nil(t, d.err)
	}
	for _, in := range []string{"\x92\x01\x02", "\xdc\x00\x02\x01\x02", "\xdd\x00\x00\x00\x02\x01\x02"} {
		d := decoder{b: []byte(in)}
		require.Equal(t, 2, d.array())
	}
	for _, in := range []string{"\x81\x01\x02", "\xde\x00\x01\x01\x02", "\xdf\x00\x00\x00\x01\x01\x02"} {
		d := decoder{b: []byte(in)}
		require.Equal(t, 1, d.object())
	}
	for _, in := range []string{"\xdd\xff\xff\xff\xff", "\xdf\xff\xff\xff\xff\x01", "\x93\x01"} {
		d := decoder{b: []byte(in)}
		require.Zero(t, d.array()+d.object())
		require.NotNil(t, d.err, "more entries than bytes")
	}
}

// TestDecoderAgainstMsgpack reads the numbers and strings that the library writes, in the forms that it chooses.
func TestDecoderAgainstMsgpack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-maxInt, maxInt).Draw(t, "n")
		wide, err := msgpack.Marshal(n)
		require.NoError(t, err)
		for _, b := range [][]byte{wide, encode(t, n)} {
			d := decoder{b: b}
			require.Equal(t, n, d.int(math.MinInt64, math.MaxInt64))
			d.end()
			require.Nil(t, d.err)
		}
		list := rapid.SliceOfN(rapid.String(), 0, 20).Draw(t, "list")
		d := decoder{b: encode(t, list)}
		require.Equal(t, append([]string{}, list...), append([]string{}, d.texts(20)...))
		require.Nil(t, d.err)
	})
}

// genRequest draws an event with any of its fields.
func genRequest(t *rapid.T) Event {
	e := Event{Type: rapid.StringN(1, 9, 40).Draw(t, "type"), Item: rapid.StringN(0, 9, 40).Draw(t, "item"), Query: rapid.StringN(0, 50, 200).Draw(t, "query")}
	e.Time = rapid.Int64Range(-maxInt, maxInt).Draw(t, "time")
	if rapid.Bool().Draw(t, "has offset") {
		o := rapid.Int32Range(-1440, 1440).Draw(t, "offset")
		e.Offset = &o
	}
	if rapid.Bool().Draw(t, "has value") {
		v := rapid.Int64Range(-maxInt, maxInt).Draw(t, "value")
		e.Value = &v
	}
	e.Context = rapid.MapOfN(rapid.StringN(1, 9, 40), rapid.StringN(0, 9, 40), 0, 5).Draw(t, "context")
	e.BasedOn = rapid.SliceOfN(rapid.Int64Range(1, maxInt), 0, 5).Draw(t, "based on")
	return e
}

// TestObserveRequests decodes what the library encodes, in compact and in wide forms.
func TestObserveRequests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := ObserveRequest{Now: rapid.Int64Range(-maxInt, maxInt).Draw(t, "now"), Offset: rapid.Int32Range(-1440, 1440).Draw(t, "offset"), Events: []Event{}}
		for range rapid.IntRange(0, 3).Draw(t, "events") {
			q.Events = append(q.Events, genRequest(t))
		}
		wide, err := msgpack.Marshal(q)
		require.NoError(t, err)
		for _, b := range [][]byte{wide, encode(t, q)} {
			d := &decoder{b: b}
			got := decodeObserve(d)
			require.Nil(t, d.err)
			require.Equal(t, engine.At{Now: q.Now, Offset: q.Offset}, got.at)
			require.Len(t, got.events, len(q.Events))
			for i := range q.Events {
				sameEvent(t, q, q.Events[i], got.events[i])
			}
		}
	})
}

func sameEvent(t require.TestingT, q ObserveRequest, want Event, got engine.Event) {
	require.Equal(t, []string{want.Type, want.Item, want.Query}, []string{got.Type, got.Item, got.Query})
	if want.Time == 0 { // absent on the wire
		want.Time = q.Now
	}
	if want.Offset == nil {
		want.Offset = &q.Offset
	}
	require.Equal(t, want.Time, got.Time)
	require.Equal(t, *want.Offset, got.Offset)
	require.Equal(t, want.Value != nil, got.HasValue)
	if want.Value != nil {
		require.Equal(t, *want.Value, got.Value)
	}
	require.Equal(t, append([]int64{}, want.BasedOn...), append([]int64{}, got.BasedOn...))
	require.Len(t, got.Context, len(want.Context))
	for i, p := range got.Context {
		require.Equal(t, want.Context[p.Name], p.Value)
		require.True(t, i == 0 || got.Context[i-1].Name < p.Name)
	}
}

// TestOtherRequests decodes one full request of every other kind, and one with the defaults.
func TestOtherRequests(t *testing.T) {
	at := engine.At{Now: 5, Offset: -60}
	asked := at
	asked.Context = []engine.Pair{{Name: "a", Value: "x"}, {Name: "b", Value: ""}}
	both := map[string]string{"b": "", "a": "x"}
	from, to := int64(-9), int64(9)
	read := func(v any) *decoder { return &decoder{b: encode(t, v)} }

	require.Equal(t, at, decodeAt(read(StatsRequest{Now: 5, Offset: -60})))
	require.Equal(t, packOpen{at: at, replace: true, rollback: true}, decodePackOpen(read(PackOpenRequest{Now: 5, Offset: -60, Replace: true, Rollback: true})))
	require.Equal(t, restore{at: at, options: engine.Options{Grants: []string{"rank"}, MaxEvents: -1, MaxDays: 7}, snapshot: []byte{1, 2}},
		decodeRestore(read(RestoreRequest{Now: 5, Offset: -60, Grants: []string{"rank"}, MaxEvents: -1, MaxDays: 7, Snapshot: []byte{1, 2}})))
	require.Equal(t, request{Request: engine.Request{At: asked, Candidates: []string{"x"}, N: 4, Reasons: -1, Seen: 1}},
		decodeRequest(read(RankRequest{Now: 5, Offset: -60, Candidates: []string{"x"}, Context: both, N: 4, Reasons: -1, Seen: "hide"}), keysRank, "candidates", 2))
	require.Equal(t, request{Request: engine.Request{At: asked, Exclude: []string{"x"}, N: 4, Seen: 2}},
		decodeRequest(read(RecommendRequest{Now: 5, Offset: -60, Exclude: []string{"x"}, Context: both, N: 4, Seen: "show"}), keysRecommend, "n", 0))
	require.Equal(t, request{Request: engine.Request{At: at, Exclude: []string{"y"}, Reasons: 3}, items: []string{"x"}},
		decodeRequest(read(ExplainRequest{Now: 5, Offset: -60, Exclude: []string{"y"}, Items: []string{"x"}, Reasons: 3, Seen: "type"}), keysExplain, "items", 2))
	require.Equal(t, forget{at: at, selection: engine.Selection{All: true, Refs: []int64{3}, Items: []string{"x"}, HasRange: true, From: -9, To: 9}},
		decodeForget(read(ForgetRequest{Now: 5, Offset: -60, All: true, Events: []int64{3}, Items: []string{"x"}, From: &from, To: &to})))
	require.Equal(t, engine.Selection{HasRange: true, From: -9, To: maxInt + 1}, decodeForget(read(ForgetRequest{From: &from})).selection)
	require.Equal(t, engine.Selection{HasRange: true, From: -maxInt - 1, To: 9}, decodeForget(read(ForgetRequest{To: &to})).selection)
	require.EqualValues(t, 2, decodeRequest(read(RankRequest{Candidates: []string{}}), keysRank, "candidates", 2).Seen, "the default")
}
