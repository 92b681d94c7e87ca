package pack_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// FuzzOpen opens any bytes, as they are and with size and checksum made right. What opens can be walked and ranked with.
func FuzzOpen(f *testing.F) {
	for _, m := range []*pack.Model{two(), packtest.Shop(), packtest.Regulars(), asking()} {
		b := pack.Append(nil, m)
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := pack.Open(b); err != nil {
			requirePlace(t, err, len(b))
		}
		if len(b) < 112 {
			return
		}
		b = append([]byte{}, b[:len(b)-8]...)
		copy(b[16:], wire.U64(nil, uint64(len(b)+8)))
		b = wire.U64(b, hash.Sum64(b))
		p, err := pack.Open(b)
		if err != nil {
			requirePlace(t, err, len(b))
			return
		}
		walk(p)
		rankWith(t, p)
	})
}

// rankWith lets a person look at every item, at one of them time and again in a context, and asks for a slate with all reasons, which must add up.
func rankWith(t *testing.T, p *pack.Pack) {
	d, err := engine.NewDevice(p, 1, engine.Options{Grants: []string{"all"}})
	require.NoError(t, err)
	var events []engine.Event
	var context []engine.Pair
	if habits := p.Habits(); len(habits) > 0 && habits[0].Values > 0 {
		name, value := p.CellName(habits[0].First)
		context = []engine.Pair{{Name: name, Value: value}}
	}
	for i := range min(p.Items(), 50) {
		for k := range min(len(p.Types()), 3) {
			events = append(events, engine.Event{Type: p.Types()[k].Name, Item: p.ID(uint32(i)), Time: int64(i), Context: context})
			events = append(events, engine.Event{Type: p.Types()[k].Name, Item: p.ID(0), Time: int64(i), Context: context})
		}
	}
	_, _, err = d.Observe(engine.At{Now: 100}, events)
	require.NoError(t, err)
	s, err := d.Recommend(&engine.Request{At: engine.At{Now: 1 << 40, Context: context}, Seen: engine.SeenPolicy(2), N: 20, Reasons: -1})
	require.NoError(t, err)
	for _, r := range s.Items {
		sum := int64(0)
		for _, c := range r.Reasons {
			sum += c.Score
		}
		require.Equal(t, r.Score, sum)
	}
}

// FuzzSection puts any bytes in the place of one section of a good pack: size, table and checksum stay right, so that the fuzzer
// reaches what lies behind them.
func FuzzSection(f *testing.F) {
	for _, m := range []*pack.Model{two(), packtest.Shop(), packtest.Regulars(), asking()} {
		for _, s := range takeApart(pack.Append(nil, m)).sections {
			f.Add(byte(min(s.kind-1, 10)), s.bytes)
		}
	}
	base := pack.Append(nil, asking())
	f.Fuzz(func(t *testing.T, kind byte, bytes []byte) {
		shop := takeApart(base)
		shop.sections[kind%11].bytes = bytes
		b := shop.bytes()
		p, err := pack.Open(b)
		if err != nil {
			requirePlace(t, err, len(b))
			return
		}
		walk(p)
		rankWith(t, p)
	})
}
