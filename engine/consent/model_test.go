package consent

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// model is a book read literally: one standing for every id that is declared, no bits but what a list of places says.
type model struct {
	now    int64
	holds  int64 // days, as given
	signal bool
	all    map[string]*standing
	places []string // by bit: id, "" where it is free
	ledger []Entry
}

type standing struct {
	Purpose
	state State
	act   Act
	since int64
}

func (m *model) move(id string, to State, deed Deed, act Act, at int64) {
	s := m.all[id]
	s.state, s.act, s.since = to, act, at
	m.ledger = append(m.ledger, Entry{Time: at, ID: id, Version: s.Version, Text: textHash(&s.Purpose), Deed: deed, Act: act})
}

// declare returns the ids that are gone.
func (m *model) declare(list []Purpose, days int64) (gone map[string]bool) {
	gone, m.holds = map[string]bool{}, days
	stays := map[string]bool{}
	for _, p := range list {
		stays[p.ID] = m.all[p.ID] != nil && m.all[p.ID].Version == p.Version
	}
	for bit, id := range m.places {
		if id == "" || stays[id] {
			continue
		}
		if m.all[id].state != Undecided {
			m.move(id, Withdrawn, DeedWithdraw, ActPack, m.now)
		}
		delete(m.all, id)
		m.places[bit], gone[id] = "", true
	}
	for _, p := range list {
		if stays[p.ID] {
			m.all[p.ID].Purpose = p
		} else {
			m.all[p.ID] = &standing{Purpose: p}
			m.settle(p.ID)
		}
	}
	return gone
}

// settle gives an id the first free place.
func (m *model) settle(id string) {
	for bit := range m.places {
		if m.places[bit] == "" {
			m.places[bit] = id
			return
		}
	}
	m.places = append(m.places, id)
}

func (m *model) decide(deed Deed, ids map[string]bool, act Act) {
	to := map[Deed]State{DeedGrant: Granted, DeedDeny: Denied, DeedWithdraw: Withdrawn}[deed]
	for _, id := range m.places {
		if ids[id] && id != "" && (m.all[id].state != to || deed == DeedGrant && (m.all[id].since != m.now || m.all[id].act != act)) {
			m.move(id, to, deed, act, m.now)
		}
	}
}

// lapse returns when a yes lapses; ok is false when it never does.
func (m *model) lapse(s *standing) (at int64, ok bool) {
	days := m.holds
	if days == 0 {
		days = 365
	}
	return s.since + days*day, s.state == Granted && s.act != ActHost && days > 0
}

// advance returns the ids whose purposes end.
func (m *model) advance() map[string]bool {
	ended := map[string]bool{}
	for _, id := range m.places {
		if id == "" {
			continue
		}
		if at, ok := m.lapse(m.all[id]); ok && m.now > at {
			m.move(id, Lapsed, DeedLapse, ActLapse, at)
		}
		if s := m.all[id]; s.state == Lapsed && m.now > s.since+30*day {
			m.move(id, Withdrawn, DeedWithdraw, ActLapse, s.since+30*day)
			ended[id] = true
		}
	}
	return ended
}

func (m *model) effective() map[string]bool {
	granted := map[string]bool{}
	for id, s := range m.all {
		leaves := s.Stage == StageReport || s.Stage == StageFederate
		at, ages := m.lapse(s)
		if s.state == Granted && !(m.signal && leaves) && (!ages || m.now <= at) {
			granted[id] = true
		}
	}
	return granted
}

// bitsOf returns the bits of ids.
func bitsOf(places []string, ids map[string]bool) (s Set) {
	for bit, id := range places {
		if id != "" && ids[id] {
			s |= 1 << bit
		}
	}
	return s
}

// turn carries out one random call on both.
func (m *model) turn(t *rapid.T, b *Book) {
	m.now += rapid.SampledFrom([]int64{0, 0, 1, -1, day, -day, 7 * day, 30 * day, 31*day + 1, 365*day + 1}).Draw(t, "ms")
	ids := map[string]bool{}
	switch rapid.IntRange(0, 6).Draw(t, "call") {
	case 0:
		m.turnDeclare(t, b)
	case 1:
		m.signal = !m.signal
		m.ledger = append(m.ledger, Entry{Time: m.now, Deed: map[bool]Deed{true: DeedSignalOn, false: DeedSignalOff}[m.signal], Act: ActSignal})
		b.Signal(m.signal, m.now)
	case 2, 3:
		ended := m.advance()
		require.Equal(t, bitsOf(m.places, ended), b.Advance(m.now))
	default:
		for _, id := range rapid.SliceOfN(rapid.SampledFrom(append([]string{"x"}, m.places...)), 0, 3).Draw(t, "which") {
			ids[id] = true
		}
		deed := rapid.SampledFrom([]Deed{DeedGrant, DeedGrant, DeedDeny, DeedWithdraw}).Draw(t, "deed")
		act := rapid.SampledFrom([]Act{ActBanner, ActSettings, ActHost}).Draw(t, "act")
		b.Decide(deed, bitsOf(m.places, ids), act, m.now)
		m.decide(deed, ids, act)
	}
}

func (m *model) turnDeclare(t *rapid.T, b *Book) {
	list := settled(genPurposes(t, 1, 4))
	days := rapid.SampledFrom([]int64{0, -1, 1, 7, 30}).Draw(t, "days")
	places := append([]string{}, m.places...)
	gone, err := b.Declare(list, days, m.now)
	require.NoError(t, err)
	require.Equal(t, bitsOf(places, m.declare(list, days)), gone)
}

func (m *model) same(t require.TestingT, b *Book) {
	require.Equal(t, bitsOf(m.places, m.effective()), b.Effective(m.now))
	require.Equal(t, m.ledger, b.Ledger())
	require.Equal(t, slices.ContainsFunc(m.ledger, func(e Entry) bool { return e.ID != "" }), b.Decided())
	require.Equal(t, m.signal, b.Signalled())
	status := b.Status(b.Effective(m.now))
	undecided := map[string]bool{}
	for id, s := range m.all {
		undecided[id] = s.state == Undecided
	}
	all, err := b.Parse([]string{All}, "ids")
	require.NoError(t, err)
	require.Equal(t, bitsOf(m.places, undecided), b.Undecided()&all)
	require.Len(t, status, len(m.all))
	for _, s := range status {
		require.Equal(t, m.places[s.Bit], s.Purpose.ID)
		want := m.all[s.Purpose.ID]
		require.Equal(t, Status{Purpose: s.Purpose, Bit: s.Bit, State: want.state, Since: want.since, Holds: m.effective()[want.ID]}, s)
		require.Equal(t, want.Purpose, *s.Purpose)
	}
}

// TestBookAgainstModel makes random calls at random times and compares all that can be asked after each.
func TestBookAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, b := &model{all: map[string]*standing{}}, &Book{}
		m.turnDeclare(t, b)
		m.same(t, b)
		for range rapid.IntRange(0, 30).Draw(t, "calls") {
			m.turn(t, b)
			m.same(t, b)
			m.timeless(t, b)
		}
	})
}

// timeless requires that time changes nothing where no yes can lapse and no grace can end.
func (m *model) timeless(t require.TestingT, b *Book) {
	for _, s := range m.all {
		if _, ages := m.lapse(s); ages || s.state == Lapsed {
			return
		}
	}
	before := b.AppendBinary(nil)
	require.Equal(t, b.Effective(m.now), b.Effective(m.now+9999*day))
	require.Zero(t, b.Advance(m.now+9999*day))
	require.Equal(t, before, b.AppendBinary(nil))
}

// genBook draws a book as random calls leave it, and the purposes that it has declared.
func genBook(t *rapid.T) *Book {
	m, b := &model{all: map[string]*standing{}}, &Book{}
	m.turnDeclare(t, b)
	for range rapid.IntRange(0, 12).Draw(t, "calls") {
		m.turn(t, b)
	}
	return b
}
