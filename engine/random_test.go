package engine

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
)

// machine makes random calls on one device and checks what must hold after each.
type machine struct {
	t       *rapid.T
	d       *Device
	options Options
	now     int64
}

// TestRandomCalls calls everything at random, under random caps, with a clock that goes forth, back and far ahead.
func TestRandomCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{t: t, now: 20_000 * day}
		m.options = Options{
			Grants:    rapid.SampledFrom([][]string{{"all"}, {"rank"}, {"all"}, nil}).Draw(t, "grants"),
			MaxEvents: rapid.SampledFrom([]int64{0, NoCap, 1, 5}).Draw(t, "max events"),
			MaxDays:   rapid.SampledFrom([]int64{0, NoCap, 1, 100}).Draw(t, "max days"),
		}
		m.d = device(t, genPack(t), m.now, m.options)
		for range rapid.IntRange(1, 12).Draw(t, "calls") {
			m.now += rapid.SampledFrom([]int64{0, 1, day, 30 * day, 500 * day, -day, -100 * day, -500 * day}).Draw(t, "step")
			m.call()
			m.check()
		}
	})
}

func (m *machine) call() {
	at := genAt(m.t, m.now)
	switch rapid.SampledFrom([]string{"observe", "observe", "observe", "forget", "restore", "replace", "swap"}).Draw(m.t, "call") {
	case "observe":
		m.observe(at)
	case "forget":
		m.forget(at)
	case "restore":
		d, _, err := Restore(m.d.pack, snapshot(m.t, m.d, m.now), at, m.options)
		require.NoError(m.t, err)
		sameDevice(m.t, m.d, d, at)
		m.d = d
	case "replace":
		old, b := m.d.log, snapshot(m.t, m.d, m.now)
		next, _, err := m.d.Replace(b, at, m.options)
		require.NoError(m.t, err)
		m.d = next
		require.Zero(m.t, old.Len())
		require.Equal(m.t, b, snapshot(m.t, m.d, m.now))
	case "swap":
		require.NoError(m.t, m.d.SwapPack(genPack(m.t), at))
	}
}

func (m *machine) observe(at At) {
	var events []Event
	for range rapid.IntRange(0, 4).Draw(m.t, "events") {
		events = append(events, genEvent(m.t, m.now, refsOf(m.d)))
	}
	before := m.d.log.Len()
	refs, purged, err := m.d.Observe(at, events)
	require.NoError(m.t, err)
	require.Len(m.t, refs, len(events))
	recorded := 0
	for _, ref := range refs {
		if ref != 0 {
			recorded++
		}
	}
	require.Equal(m.t, before+recorded-int(purged), m.d.log.Len())
	if m.options.Grants == nil {
		require.Zero(m.t, recorded)
	} else {
		allowed := 0
		for _, e := range events {
			if item := m.d.pack.Find(e.Item); item == pack.None || m.d.pack.SensitiveSet(item) == 0 {
				allowed++
			}
		}
		require.Equal(m.t, allowed, recorded)
	}
}

func (m *machine) forget(at At) {
	s := Selection{Items: []string{ids0(m.d.pack), "no such item"}, HasRange: true, From: m.now - 2*day, To: m.now}
	if refs := refsOf(m.d); len(refs) > 0 {
		s.Refs = refs[:1]
	}
	before := m.d.log.Len()
	removed, purged, err := m.d.Forget(at, &s)
	require.NoError(m.t, err)
	require.Equal(m.t, before-int(removed)-int(purged), m.d.log.Len())
	for i := range m.d.log.Len() {
		r := m.d.log.At(i)
		require.False(m.t, r.Time >= s.From && r.Time < s.To)
		require.NotContains(m.t, s.Refs, r.Ref)
		require.NotContains(m.t, s.Items[:1], m.d.log.Text(r.Item))
	}
	again, _, err := m.d.Forget(at, &s)
	require.NoError(m.t, err)
	require.Zero(m.t, again)
}

// ids0 returns the first id of a pack, or one that it does not have.
func ids0(p *Pack) string {
	if p.Items() == 0 {
		return "none"
	}
	return p.ID(0)
}

func (m *machine) check() {
	at := genAt(m.t, m.now)
	b := snapshot(m.t, m.d, m.now)
	m.caps()
	folded(m.t, m.d)
	m.rankings(at)
	require.Equal(m.t, b, snapshot(m.t, m.d, m.now), "asking does not write")
	d, purged, err := Restore(m.d.pack, b, at, m.options)
	require.NoError(m.t, err)
	require.Zero(m.t, purged)
	require.Equal(m.t, b, snapshot(m.t, d, m.now), "snapshot, restore, snapshot")
	sameDevice(m.t, m.d, d, at)
	one, err := m.d.Stats(at)
	require.NoError(m.t, err)
	two, err := d.Stats(at)
	require.NoError(m.t, err)
	require.Equal(m.t, one, two)
	require.EqualValues(m.t, m.d.log.Len(), one.Events)
	require.EqualValues(m.t, len(m.d.log.AppendBinary(nil)), one.LogBytes)
}

// caps hold at every call, and what is past retention takes part in nothing.
func (m *machine) caps() {
	limit := m.options.MaxEvents
	if limit == 0 {
		limit = DefaultMaxEvents
	}
	require.True(m.t, limit == NoCap || int64(m.d.log.Len()) <= limit)
	days := m.options.MaxDays
	if days == 0 {
		days = DefaultMaxDays
	}
	for i := range m.d.log.Len() {
		require.True(m.t, days == NoCap || m.d.log.At(i).Time >= m.d.clock.Mark-days*day)
	}
	if days != NoCap {
		require.GreaterOrEqual(m.t, m.d.high, m.now)
	}
}

// rankings must agree: Recommend is the head of Rank, reasons add up, Explain stands where Rank puts it.
func (m *machine) rankings(at At) {
	q := Request{At: at, Seen: genSeen(m.t), Candidates: ids(m.d.pack), Reasons: -1}
	full, err := m.d.Rank(&q)
	require.NoError(m.t, err)
	require.Zero(m.t, full.Unknown)
	for _, r := range full.Items {
		sum := int64(0)
		for _, c := range r.Reasons {
			sum += c.Score
		}
		require.Equal(m.t, r.Score, sum)
		require.EqualValues(m.t, PropensityOne, r.Propensity)
	}
	q.N = rapid.IntRange(1, 20).Draw(m.t, "n")
	head, err := m.d.Recommend(&q)
	require.NoError(m.t, err)
	require.Equal(m.t, full.Items[:min(q.N, len(full.Items))], head.Items)
	require.Equal(m.t, full.Eligible, head.Eligible)
	require.Equal(m.t, full.Personal, head.Personal)
	m.explained(q, full)
}

func (m *machine) explained(q Request, full *Slate) {
	items, eligible, err := m.d.Explain(&q, append(ids(m.d.pack), "no such item"), 0)
	require.NoError(m.t, err)
	require.Equal(m.t, len(full.Items), eligible)
	for _, x := range items[:len(items)-1] {
		above, tied, shown := uint32(0), uint32(0), false
		for _, r := range full.Items {
			if r.Item == x.Item {
				shown = true
				require.Equal(m.t, r.Score, x.Score)
				require.Equal(m.t, r.Reasons, x.Reasons)
			} else if r.Score > x.Score {
				above++
			} else if r.Score == x.Score {
				tied++
			}
		}
		require.Equal(m.t, []uint32{above, tied}, []uint32{x.Above, x.Tied})
		require.Equal(m.t, shown, x.Hidden == Visible)
		require.Equal(m.t, !m.d.pack.Available(x.Item), x.Hidden == HiddenUnavailable)
	}
	require.Equal(m.t, Explained{Item: pack.None, Hidden: HiddenUnknown}, items[len(items)-1])
}
