package engine

import (
	"math/rand/v2"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
	"github.com/hearthrank/hearth/engine/profile"
)

const day = 24 * 60 * 60 * 1000

var all = Options{Grants: []string{"all"}}

var uncapped = Options{Grants: []string{"all"}, MaxEvents: NoCap, MaxDays: NoCap}

func open(t require.TestingT, m *pack.Model) *Pack {
	p, err := OpenPack(pack.Append(nil, m))
	require.NoError(t, err)
	return p
}

// genPack draws a pack.
func genPack(t *rapid.T) *Pack {
	return open(t, packtest.Model(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "pack"), 0)).IntN))
}

// genPlain draws a pack without sensitive items.
func genPlain(t *rapid.T) *Pack {
	m := packtest.Model(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "pack"), 0)).IntN)
	m.Sensitive = nil
	return open(t, m)
}

func device(t require.TestingT, p *Pack, now int64, o Options) *Device {
	d, err := NewDevice(p, now, o)
	require.NoError(t, err)
	return d
}

// genEvent draws an event near a time; refs are what it can be based on.
func genEvent(t *rapid.T, now int64, refs []int64) Event {
	e := Event{Type: rapid.SampledFrom(append(packtest.Types[:], "sold")).Draw(t, "type")}
	if i := rapid.IntRange(-1, packtest.MaxItems+1).Draw(t, "item"); i >= 0 {
		e.Item = packtest.Item(i)
	}
	e.Time = now + day*rapid.Int64Range(-120, 1).Draw(t, "age")
	e.Offset = rapid.SampledFrom([]int32{0, 60, -1440}).Draw(t, "offset")
	if len(refs) > 0 && rapid.IntRange(0, 2).Draw(t, "based") == 0 {
		e.BasedOn = rapid.SliceOfN(rapid.SampledFrom(refs), 1, 3).Draw(t, "refs")
	}
	e.Context = rapid.SampledFrom([][]Pair{
		nil, nil, {{Name: "device", Value: "phone"}, {Name: "empty", Value: ""}}, {{Name: "daypart", Value: "morning"}, {Name: "weekday", Value: "sat"}},
	}).Draw(t, "pairs")
	return e
}

func genAt(t *rapid.T, now int64) At {
	at := At{Now: now, Offset: rapid.SampledFrom([]int32{0, 90, -720, 1440}).Draw(t, "offset")}
	if rapid.Bool().Draw(t, "context") {
		at.Context = []Pair{{Name: "device", Value: "phone"}, {Name: "no such feature", Value: "x"}, {Name: "weekday", Value: "sat"}}
	}
	return at
}

func genSeen(t *rapid.T) SeenPolicy { return SeenPolicy(rapid.IntRange(0, 2).Draw(t, "seen")) }

// ids returns all ids of a pack.
func ids(p *Pack) (s []string) {
	for i := range uint32(p.Items()) {
		s = append(s, p.ID(i))
	}
	return s
}

// snapshot returns a device's state but for the audit.
func snapshot(t require.TestingT, d *Device, now int64) []byte {
	_, err := d.enter(now, 0)
	require.NoError(t, err)
	audit := d.audit
	d.audit = Audit{}
	b, _, err := d.Snapshot(At{Now: now}, nil, false)
	d.audit = audit
	require.NoError(t, err)
	return b
}

// folded returns the profile's bytes, after checking that a fresh fold of the log gives the same.
func folded(t require.TestingT, d *Device) []byte {
	var fresh profile.Profile
	fresh.Fold(d.pack, d.log, d.gate)
	b := d.profile.AppendBinary(nil)
	require.Equal(t, fresh.AppendBinary(nil), b, "incremental = refold")
	return b
}

// slates returns everything that a person can be shown: the whole ranking with reasons, under each policy.
func slates(t require.TestingT, d *Device, at At) (s []*Slate) {
	for policy := range SeenPolicy(3) {
		slate, err := d.Rank(&Request{At: at, Candidates: ids(d.pack), Seen: policy, Reasons: -1})
		require.NoError(t, err)
		s = append(s, slate)
	}
	return s
}

// sameDevice requires two devices to hold the same log and profile, and to show the same.
func sameDevice(t require.TestingT, want, got *Device, at At) {
	require.Equal(t, want.log.AppendBinary(nil), got.log.AppendBinary(nil), "log")
	require.Equal(t, folded(t, want), folded(t, got), "profile")
	require.Equal(t, slates(t, want, at), slates(t, got, at), "slates")
}

// refsOf lists the refs in a log.
func refsOf(d *Device) (refs []int64) {
	for i := range d.log.Len() {
		refs = append(refs, d.log.At(i).Ref)
	}
	return slices.Compact(refs)
}
