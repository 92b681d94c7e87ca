package host

import (
	"context"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func slicesOf(parts ...[]byte) []byte { return slices.Concat(parts...) }

func errorsIs(err, target error) bool { return errors.Is(err, target) }

func TestEncodeShortestSorted(t *testing.T) {
	raw, err := encode(&abi.RankRequest{Now: 5, Offset: -60, Candidates: []string{"a"}, Context: map[string]string{"b": "1", "a": "2"}})
	require.NoError(t, err)
	require.Equal(t, "84"+"a36e6f77"+"05"+"a66f6666736574"+"d0c4"+"aa63616e64696461746573"+"91a161"+"a7636f6e74657874"+"82a161a132a162a131", hex.EncodeToString(raw))
}

func TestDecodeIsStrict(t *testing.T) {
	cases := []struct{ name, hex, text string }{
		{"good", "920082a67075726765640 1a772656d6f76656402", ""},
		{"empty", "", "forget: the module's reply cannot be read: EOF"},
		{"no array", "80", "forget: the module's reply cannot be read: msgpack: invalid code=80 decoding array length"},
		{"length", "9100", "forget: the module's reply cannot be read: array of 1 with status 0"},
		{"status", "920280", "forget: the module's reply cannot be read: array of 2 with status 2"},
		{"unknown key", "920081a17801", `forget: the module's reply cannot be read: msgpack: unknown field "x"`},
		{"type", "920081a6707572676564a161", "forget: the module's reply cannot be read: msgpack: invalid code=a1 decoding uint64"},
		{"trailing", "92008000", "forget: the module's reply cannot be read: 1 bytes after the end"},
		{"error", "920182a4636f6465a572616e6765a66f6666736574ff", "forget: out of range"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			raw, err := hex.DecodeString(removeSpaces(tc.hex))
			require.NoError(t, err)
			var reply abi.ForgetReply
			err = decode(abi.OpForget, raw, &reply)
			if tc.text == "" {
				require.NoError(t, err)
				require.Equal(t, abi.ForgetReply{Purged: 1, Removed: 2}, reply)
				return
			}
			require.EqualError(t, err, tc.text)
		})
	}
}

func removeSpaces(s string) string {
	return string(slices.DeleteFunc([]byte(s), func(b byte) bool { return b == ' ' }))
}

func FuzzDecodeReply(f *testing.F) {
	f.Add([]byte("\x92\x00\x80"))
	f.Add([]byte("\x92\x01\x82\xa4code\xa5range\xa6offset\xff"))
	f.Add([]byte("\x92\x00\x81\xa5items\x91\x81\xa2id\xa1a"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var slate abi.Slate
		if err := decode(abi.OpRank, raw, &slate); err != nil {
			var e *Error
			require.ErrorAs(t, err, &e)
		}
	})
}

func TestRequestsOutOfRange(t *testing.T) {
	far := time.Unix(1<<50, 0)
	cases := []struct {
		name string
		do   func(*Device) error
		text string
	}{
		{"value NaN", withEvent(Event{Value: new(math.NaN())}), "observe: events[1].value: out of range: NaN"},
		{"value infinite", withEvent(Event{Value: new(math.Inf(-1))}), "observe: events[1].value: out of range: -Inf"},
		{"value large", withEvent(Event{Value: new(1e16)}), "observe: events[1].value: out of range: 1e+16"},
		{"time late", withEvent(Event{Time: far}), "observe: events[1].time: out of range: the year 35680317"},
		{"time at the epoch", withEvent(Event{Time: time.Unix(0, 0)}), "observe: events[1].time: out of range: the instant 1970-01-01T00:00:00Z stands for now on the wire"},
		{"zone", withEvent(Event{Time: time.Now().In(time.FixedZone("far", 90_000))}), "observe: events[1].time: out of range: offset of 90000 s from UTC"},
		{"n", ranking(RankRequest{N: 1 << 40}), "rank: n: out of range: 1099511627776"},
		{"reasons", ranking(RankRequest{Reasons: -1 << 40}), "rank: reasons: out of range: -1099511627776"},
		{"from", forgetting(ForgetRequest{From: far}), "forget: from: out of range: the year 35680317"},
		{"to", forgetting(ForgetRequest{To: far}), "forget: to: out of range: the year 35680317"},
	}
	d := fakeDevice(t, NewConfig())
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.do(d)
			require.EqualError(t, err, tc.text)
			require.ErrorIs(t, err, ErrRange)
			requireCount(t, 0, d)
		})
	}
}

func withEvent(e Event) func(*Device) error {
	return func(d *Device) error {
		_, err := d.Observe(context.Background(), Event{Type: "view"}, e)
		return err
	}
}

func ranking(r RankRequest) func(*Device) error {
	return func(d *Device) error {
		_, err := d.Rank(context.Background(), r)
		return err
	}
}

func forgetting(r ForgetRequest) func(*Device) error {
	return func(d *Device) error {
		_, err := d.Forget(context.Background(), r)
		return err
	}
}

func TestClockOutOfRange(t *testing.T) {
	ctx := context.Background()
	late := NewDeviceConfig().WithClock(func() time.Time { return time.Unix(1<<50, 0) })
	d := fakeDevice(t, NewConfig())
	_, err := d.module.NewDevice(ctx, d.pack, late)
	require.EqualError(t, err, "restore: now: out of range: the year 35680317")
	_, err = d.Restore(ctx, late)
	require.ErrorIs(t, err, ErrRange)
	d.config = late
	_, err = d.Stats(ctx)
	require.EqualError(t, err, "stats: now: out of range: the year 35680317")
	_, err = d.Snapshot(ctx)
	require.EqualError(t, err, "snapshot: now: out of range: the year 35680317")
	_, err = d.SwapPack(ctx, d.pack, SwapConfig{})
	require.EqualError(t, err, "pack: now: out of range: the year 35680317")
}

func TestThousandths(t *testing.T) {
	cases := []struct {
		name string
		in   float64
		want int64
	}{
		{"zero", 0, 0}, {"half star", 3.5, 3500}, {"rounds half away", 0.0005, 1}, {"rounds half away below zero", -0.0005, -1},
		{"rounds down", 0.0004, 0}, {"dwell", *Seconds(1500 * time.Millisecond), 1500}, {"largest", 9007199254740, 9007199254740000},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			got, err := thousandths(tc.in, "value")
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestSplitTime(t *testing.T) {
	kolkata := time.FixedZone("IST", 5*3600+30*60)
	amsterdam1930 := time.FixedZone("AMT", 19*60+32)
	cases := []struct {
		name    string
		at      time.Time
		ms      int64
		minutes int32
	}{
		{"UTC", time.UnixMilli(1_700_000_000_123).UTC(), 1_700_000_000_123, 0},
		{"half hour", time.UnixMilli(5).In(kolkata), 5, 330},
		{"seconds are cut", time.UnixMilli(5).In(amsterdam1930), 5, 19},
		{"seconds are cut down", time.UnixMilli(5).In(time.FixedZone("", -61)), 5, -2},
		{"before the epoch", time.UnixMilli(-1500).UTC(), -1500, 0},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			ms, minutes, err := splitTime(tc.at, "t")
			require.NoError(t, err)
			require.Equal(t, tc.ms, ms)
			require.Equal(t, tc.minutes, minutes)
		})
	}
}

func TestTimesSurviveTheWire(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Int64Range(-maxWire+1000, maxWire-2000).Filter(func(ms int64) bool { return ms != 0 }).Draw(t, "ms")
		got, _, err := splitTime(time.UnixMilli(ms), "t")
		require.NoError(t, err)
		require.True(t, joinTime(got).Equal(time.UnixMilli(ms)))
	})
}

func TestReplies(t *testing.T) {
	slate := slateOf(&abi.Slate{Eligible: 9, Unknown: 1, Personal: true, Items: []abi.Ranked{{
		ID: "a", Title: "A", Score: 7, Propensity: abi.PropensityOne / 4,
		Reasons: []abi.Contribution{{Kind: KindItem, Score: 7, Item: "b", Title: "B", Event: "click", Ref: 3, Time: 1000}},
	}}})
	require.Equal(t, &Slate{Eligible: 9, Unknown: 1, Personal: true, Items: []Ranked{{
		ID: "a", Title: "A", Score: 7, Propensity: 0.25,
		Reasons: []Contribution{{Kind: KindItem, Score: 7, Item: "b", Title: "B", Event: "click", Ref: 3, Time: time.Unix(1, 0).UTC()}},
	}}}, slate)

	explained := explanationOf(&abi.ExplainReply{Eligible: 9, Items: []abi.Explained{{ID: "a", Above: 2, Tied: 1, Hidden: HiddenSeen, Score: 5, Title: "A"}}})
	require.Equal(t, &Explanation{Eligible: 9, Items: []Explained{{ID: "a", Above: 2, Tied: 1, Hidden: HiddenSeen, Score: 5, Title: "A"}}}, explained)
	require.Equal(t, 4, explained.Items[0].Rank())

	stats := statsOf(&abi.Stats{Events: 1, Items: 2, LogBytes: 3, Mark: 4000, Masked: 5, Newest: 6000, Purged: 7, Unknown: 8})
	require.Equal(t, &Stats{Events: 1, Items: 2, LogBytes: 3, Mark: time.Unix(4, 0).UTC(), Masked: 5, Newest: time.Unix(6, 0).UTC(), Purged: 7, Unknown: 8}, stats)
	require.True(t, stats.Oldest.IsZero())
}

func TestObservedErr(t *testing.T) {
	require.NoError(t, (&Observed{Refs: []int64{4}, Recorded: 1}).Err())
	require.ErrorIs(t, (&Observed{Refs: []int64{4, 0}, Recorded: 1}).Err(), ErrNoGrant)
}
