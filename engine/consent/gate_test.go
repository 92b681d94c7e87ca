package consent

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/event"
)

// drawn is a gate and what it was made of.
type drawn struct {
	*Gate
	book    *Book
	granted Set
	kinds   []string
	maxAge  int64
}

// genGate draws a gate of purposes some of which took the places of others, so that there are free bits too.
func genGate(t *rapid.T) drawn {
	d := drawn{book: &Book{}, granted: Set(rapid.Uint32Range(0, 63).Draw(t, "granted"))}
	d.kinds = kindNames[:rapid.IntRange(0, len(kindNames)).Draw(t, "kinds")]
	d.maxAge = rapid.SampledFrom([]int64{-1, 0, 1, day, 45 * day, 1 << 50}).Draw(t, "max age")
	for range rapid.IntRange(1, 3).Draw(t, "declared") {
		_, err := d.book.Declare(settled(genPurposes(t, 0, 5)), 0, 0)
		require.NoError(t, err)
	}
	d.Gate = d.book.NewGate(d.granted, d.kinds, d.maxAge)
	return d
}

// each calls f with every purpose declared, and its bit.
func (d drawn) each(f func(bit int, p *Purpose)) {
	for _, s := range d.book.Status(0) {
		f(s.Bit, s.Purpose)
	}
}

// where returns the bits of the purposes that f accepts.
func (d drawn) where(f func(bit int, p *Purpose) bool) (s Set) {
	d.each(func(bit int, p *Purpose) {
		if f(bit, p) {
			s |= 1 << bit
		}
	})
	return s
}

// suits says what items a purpose is for: one that names no kinds for those of no kind, others for those of which they name every kind.
func (d drawn) suits(p *Purpose, kinds uint32) bool {
	if kinds == 0 {
		return len(p.Sensitive) == 0
	}
	for k, kind := range d.kinds {
		if kinds>>k&1 == 1 && !p.Covers(kind) {
			return false
		}
	}
	return kinds < 1<<len(d.kinds)
}

func (d drawn) has(s Set, bit int) bool { return s>>bit&1 == 1 }

// TestGate compares every question with its definition, purpose by purpose.
func TestGate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := genGate(t)
		carried := Set(rapid.Uint32().Draw(t, "carried"))
		for kinds := range uint32(8) {
			d.sameSensitive(t, carried, kinds)
			for c := range event.Category(event.Categories) {
				d.sameAllowed(t, carried, c, kinds)
			}
		}
		require.Equal(t, d.granted, d.Granted)
		for s := range Stage(Stages) {
			require.Equal(t, d.where(func(bit int, p *Purpose) bool { return d.has(d.granted, bit) && p.Stage == s }), d.Serving(s))
		}
		covers := uint32(0)
		for c := range event.Category(event.Categories) {
			if d.where(func(bit int, p *Purpose) bool { return d.has(carried&d.granted, bit) && p.Has(c) }) != 0 {
				covers |= 1 << c
			}
		}
		require.Equal(t, covers, d.Covers(carried))
	})
}

func (d drawn) sameAllowed(t require.TestingT, carried Set, c event.Category, kinds uint32) {
	records := d.where(func(bit int, p *Purpose) bool { return d.has(d.granted, bit) && p.Has(c) && d.suits(p, kinds) })
	require.Equal(t, records, d.Records(c, kinds))
	for s := range Stage(Stages) {
		want := d.where(func(bit int, p *Purpose) bool { return d.has(records&carried, bit) && p.Stage == s })
		require.Equal(t, want, d.Allowed(s, carried, c, kinds))
	}
}

func (d drawn) sameSensitive(t require.TestingT, carried Set, kinds uint32) {
	require.Equal(t, d.where(func(bit int, p *Purpose) bool { return d.has(carried, bit) && d.suits(p, kinds) }), d.May(carried, kinds))
	pushes := d.where(func(bit int, p *Purpose) bool {
		return d.has(d.granted, bit) && p.Stage == StageRank && d.suits(p, kinds)
	})
	require.Equal(t, pushes != 0, d.Pushes(kinds))
}

// life returns the retention in ms that a purpose gives to a category; ok is false when it gives none.
func (d drawn) life(p *Purpose, c event.Category) (ms int64, ok bool) {
	days := lowest(p.Days, limitOf(*p, int(c)))
	switch {
	case days > 0 && d.maxAge >= 0:
		return min(int64(days)*day, d.maxAge), true
	case days > 0:
		return int64(days) * day, true
	}
	return d.maxAge, d.maxAge >= 0
}

// TestRetention compares Life, Expired and Shortest with the days that each purpose gives.
func TestRetention(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := genGate(t)
		all := d.where(func(int, *Purpose) bool { return true })
		some := Set(rapid.Uint32().Draw(t, "some")) & all
		age := rapid.SampledFrom([]int64{-day, 0, 1, 2, day, day + 1, 2*day + 1, 30 * day, 30*day + 1, 45*day + 1, 1 << 51, 1 << 54}).Draw(t, "age")
		shortest := int64(math.MaxInt64)
		for c := range event.Category(event.Categories) {
			longest, expired, holds := int64(-1), Set(0), false
			d.each(func(bit int, p *Purpose) {
				ms, ok := d.life(p, c)
				if !ok {
					ms = 1 << 62
				}
				shortest = min(shortest, ms)
				if d.has(some, bit) && p.Has(c) {
					longest, holds = max(longest, ms), holds || age <= ms
				}
				if d.has(some, bit) && age > ms {
					expired |= 1 << bit
				}
			})
			require.Equal(t, longest, d.Life(some, c))
			require.Equal(t, holds, d.Holds(some, c, age))
			require.Equal(t, expired, d.Expired(some, c, age))
		}
		require.Equal(t, min(shortest, 1<<62), d.Shortest)
	})
}

// TestRetentionEnds is at the very ms: what is exactly as old as it may be is not expired.
func TestRetentionEnds(t *testing.T) {
	p := purpose("a")
	p.Days, p.Limits = 30, make([]int32, event.Categories)
	p.Limits[event.CategorySearch] = 2
	g := declared(t, p, purpose("b")).NewGate(0b11, nil, 90*day)
	for name, c := range map[string]struct {
		category event.Category
		age      int64
		want     Set
	}{
		"new":                     {event.CategorySearch, 0, 0},
		"from the future":         {event.CategorySearch, -day, 0},
		"search, two days":        {event.CategorySearch, 2 * day, 0},
		"search, and 1 ms":        {event.CategorySearch, 2*day + 1, 0b01},
		"browsing then":           {event.CategoryBrowsing, 2*day + 1, 0},
		"browsing, thirty days":   {event.CategoryBrowsing, 30 * day, 0},
		"browsing, and 1 ms":      {event.CategoryBrowsing, 30*day + 1, 0b01},
		"the device's ninety":     {event.CategoryBrowsing, 90 * day, 0b01},
		"the device's, and 1 ms":  {event.CategoryBrowsing, 90*day + 1, 0b11},
		"whatever the category's": {event.CategorySearch, 90*day + 1, 0b11},
	} {
		require.Equal(t, c.want, g.Expired(0b11, c.category, c.age), name)
	}
	require.EqualValues(t, 2*day, g.Shortest)
	require.EqualValues(t, 90*day, g.Life(0b11, event.CategorySearch), "the longest of the two")
	require.EqualValues(t, 2*day, g.Life(0b01, event.CategorySearch))
	require.EqualValues(t, -1, g.Life(0, event.CategorySearch), "none is for it")
}

// TestGateOfNothing: nothing is granted by default, and without purposes nothing ever is.
func TestGateOfNothing(t *testing.T) {
	closed := declared(t, purposes("a", "b")...).NewGate(0, kindNames, -1)
	none := (&Book{}).NewGate(^Set(0), kindNames, -1)
	for name, g := range map[string]*Gate{"not granted": closed, "not declared": none, "zero": {}} {
		for c := range event.Category(event.Categories) {
			require.Zero(t, g.Records(c, 0), name)
			require.Zero(t, g.Allowed(StageRank, ^Set(0), c, 0), name)
		}
		require.False(t, g.Pushes(0), name)
		require.Zero(t, g.Covers(^Set(0)), name)
	}
	require.EqualValues(t, 0b11, closed.May(^Set(0), 0), "a record may wait for a yes")
}

// TestFirewall: an item of two kinds needs a purpose that is for both, and no purpose is for sensitive items and others.
func TestFirewall(t *testing.T) {
	list := purposes("plain", "health", "both")
	list[1].Sensitive, list[2].Sensitive = []string{"health"}, []string{"health", "faith"}
	g := declared(t, list...).NewGate(0b111, kindNames, -1)
	for kinds, want := range map[uint32]Set{0b000: 0b001, 0b001: 0b110, 0b010: 0b100, 0b011: 0b100, 0b100: 0, 0b101: 0, 1 << 31: 0} {
		require.Equal(t, want, g.Records(event.CategoryBrowsing, kinds), kinds)
		require.Equal(t, want, g.Allowed(StageRank, ^Set(0), event.CategoryBrowsing, kinds), kinds)
		require.Equal(t, want, g.May(^Set(0), kinds), kinds)
		require.Equal(t, want != 0, g.Pushes(kinds), kinds)
	}
}
