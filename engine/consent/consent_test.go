package consent

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		ids  []string
		want Set
		err  string
	}{
		"none":          {nil, 0, ""},
		"rank":          {[]string{"rank"}, Rank, ""},
		"all":           {[]string{"all"}, 1<<len(builtin) - 1, ""},
		"twice":         {[]string{"rank", "all", "rank"}, 1<<len(builtin) - 1, ""},
		"unknown":       {[]string{"rank", "sell"}, 0, "grants[1]: purpose"},
		"empty":         {[]string{""}, 0, "grants[0]: purpose"},
		"case counts":   {[]string{"Rank"}, 0, "grants[0]: purpose"},
		"prefix of one": {[]string{"ran"}, 0, "grants[0]: purpose"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Parse(c.ids, "grants")
			require.Equal(t, c.want, s)
			if c.err == "" {
				require.NoError(t, err)
			} else {
				require.EqualError(t, err, c.err)
			}
		})
	}
}

func TestGate(t *testing.T) {
	require.False(t, Gate{}.Allows(StageRank, ^Set(0)), "nothing is granted by default")
	require.Zero(t, Gate{}.Records())
	g := Gate{Granted: Rank}
	require.True(t, g.Allows(StageRank, Rank))
	require.True(t, g.Allows(StageRank, Rank|1<<9))
	require.False(t, g.Allows(StageRank, 0), "a record without a purpose is used by nothing")
	require.False(t, g.Allows(StageRank, 1<<9), "another purpose does not stand in")
	require.False(t, g.Allows(Stage(200), Rank), "a stage that no purpose serves")
	require.Equal(t, Rank, g.Records())
}

// TestGateAsks checks the gate against its definition, purpose by purpose.
func TestGateAsks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		granted, carried := Set(rapid.Uint32().Draw(t, "granted")), Set(rapid.Uint32().Draw(t, "carried"))
		want := false
		for bit, p := range Purposes() {
			want = want || p.Stage == StageRank && granted>>bit&1 == 1 && carried>>bit&1 == 1
		}
		require.Equal(t, want, Gate{Granted: granted}.Allows(StageRank, carried))
	})
}

func TestPurposes(t *testing.T) {
	ids := map[string]bool{}
	for _, p := range Purposes() {
		require.NotEmpty(t, p.ID)
		require.NotEmpty(t, p.Text)
		require.NotZero(t, p.Version)
		require.False(t, ids[p.ID])
		ids[p.ID] = true
	}
	require.LessOrEqual(t, len(ids), 32)
}

// TestBitsAreForever pins the released purposes: a text that changes needs a new purpose, not an edit.
func TestBitsAreForever(t *testing.T) {
	require.Equal(t, Purpose{
		ID: "rank", Version: 1, Stage: StageRank,
		Text: "Remember on this device what I look at, and use it to put what fits me first.",
	}, builtin[0])
}

func TestTable(t *testing.T) {
	b := AppendTable([]byte("x"))[1:]
	r := &wire.Reader{B: b}
	ReadTable(r)
	r.End()
	require.Nil(t, r.Err)
	for n := range b {
		r := &wire.Reader{B: b[:n]}
		ReadTable(r)
		require.NotNil(t, r.Err, n)
	}
	text := hash.Text(builtin[0].Text)
	row := func(id string, version, text uint64) []byte {
		return wire.U64(wire.Uvarint(wire.Text(nil, id), version), text)
	}
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"an older table":  {[]byte{0}, ""},
		"too many":        {[]byte{33}, "offset 0: range"},
		"more than known": {append([]byte{2}, append(row("rank", 1, text), row("new", 1, 1)...)...), "offset 1: conflict"},
		"another id":      {append([]byte{1}, row("sell", 1, text)...), "offset 15: conflict"},
		"another version": {append([]byte{1}, row("rank", 2, text)...), "offset 15: conflict"},
		"another text":    {append([]byte{1}, row("rank", 1, text+1)...), "offset 15: conflict"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &wire.Reader{B: c.in}
			ReadTable(r)
			if c.want == "" {
				require.Nil(t, r.Err)
			} else {
				require.EqualError(t, r.Err, c.want)
			}
		})
	}
}
