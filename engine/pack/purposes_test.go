package pack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

const secPurposes = 0x8000

// asking is the shop of the regulars, which asks for two purposes; the one with all its parts stands in FORMAT.md.
func asking() *pack.Model {
	m := packtest.Regulars()
	m.Purposes = []consent.Purpose{
		{ID: "rank", Version: 1, Text: "Rank."},
		{
			ID: "care", Version: 2, Text: "Help.", Stage: consent.StageLearn, Categories: 1<<event.CategoryBrowsing | 1<<event.CategoryTime,
			Days: 30, Limits: []int32{7, 0, 0, 0, 0, 0, 1, 0, 0}, Sensitive: []string{"health"},
		},
	}
	return m
}

// purposesBytes are those of asking's section.
const purposesBytes = "\x02" + // two
	"\x04rank\x01\x05Rank." + // id, version, text
	"\x00\x00\x00" + // rank, every category, no days of its own
	"\x00\x00" + // no limits, no kinds
	"\x04care\x02\x05Help." +
	"\x01\x41\x1e" + // learn; browsing and time; 30 days
	"\x09\x07\x00\x00\x00\x00\x00\x01\x00\x00" + // of browsing 7, of time 1
	"\x01\x06health" // for items of one kind

func TestPurposesBytes(t *testing.T) {
	f := takeApart(pack.Append(nil, asking()))
	require.Equal(t, []byte(purposesBytes), f.at(secPurposes).bytes)
	require.Len(t, f.sections, 11)
	require.EqualValues(t, secPurposes, f.sections[10].kind, "it lies last")
	require.Equal(t, "purposes", pack.SectionName(secPurposes))
}

// TestPurposesRoundTrip writes and opens random models with purposes. Without them the same model is written as it was before there were any.
func TestPurposesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := packtest.Model(draw(t))
		m.Purposes = packtest.Purposes(draw(t), rapid.IntRange(0, 6).Draw(t, "n"))
		b := pack.Append(nil, m)
		p, err := pack.Open(b)
		require.NoError(t, err)
		sameHeader(t, m, p)
		sameItems(t, m, p)
		sameContext(t, m, p)
		f := takeApart(b)
		if len(m.Purposes) > 0 {
			require.EqualValues(t, 1, f.minor)
			f.without(secPurposes)
			f.minor = 0
		}
		m.Purposes = nil
		require.Equal(t, f.bytes(), pack.Append(nil, m))
		require.NotContains(t, kindsOf(f), uint32(secPurposes))
	})
}

func kindsOf(f *file) (kinds []uint32) {
	for _, s := range f.sections {
		kinds = append(kinds, s.kind)
	}
	return kinds
}

// TestPurposesOfAnyMinor: the section says what it says whatever the minor version, and an empty list is no list.
func TestPurposesOfAnyMinor(t *testing.T) {
	for _, minor := range []uint16{0, 1, 2} {
		f := takeApart(pack.Append(nil, asking()))
		f.minor = minor
		p, err := pack.Open(f.bytes())
		require.NoError(t, err)
		require.Equal(t, asking().Purposes, p.Purposes())
	}
	m := asking()
	m.Purposes = []consent.Purpose{}
	require.Equal(t, pack.Append(nil, packtest.Regulars()), pack.Append(nil, m))
}

func TestPurposesErrors(t *testing.T) {
	section := func(edit func(all []consent.Purpose)) []byte {
		m := asking()
		edit(m.Purposes)
		return consent.AppendPurposes(nil, m.Purposes)
	}
	all := section(func([]consent.Purpose) {})
	for name, c := range map[string]struct {
		bytes []byte
		at    int
		code  string
	}{
		"no bytes":            {nil, 0, "truncated"},
		"none":                {[]byte{0}, 1, "format"},
		"33":                  {append([]byte{33}, make([]byte, 40)...), 0, "range"},
		"duplicate":           {section(func(all []consent.Purpose) { all[1].ID = "rank" }), len(all), "duplicate"},
		"another version too": {section(func(all []consent.Purpose) { all[1].ID, all[1].Version = "rank", 7 }), len(all), "duplicate"},
		"id not an id":        {section(func(all []consent.Purpose) { all[0].ID = "Rank" }), 18, "format"},
		"id that is all":      {section(func(all []consent.Purpose) { all[0].ID = "all" }), 17, "format"},
		"version zero":        {section(func(all []consent.Purpose) { all[0].Version = 0 }), 18, "range"},
		"no text":             {section(func(all []consent.Purpose) { all[0].Text = "" }), 13, "missing"},
		"text not UTF-8":      {section(func(all []consent.Purpose) { all[0].Text = "\xff\xff" }), 8, "utf8"},
		"no such stage":       {section(func(all []consent.Purpose) { all[0].Stage = 5 }), 18, "range"},
		"no such category":    {section(func(all []consent.Purpose) { all[0].Categories = 1 << 9 }), 19, "range"},
		"days above":          {section(func(all []consent.Purpose) { all[0].Days = consent.MaxDays + 1 }), 15, "range"},
		"limit missing":       {section(func(all []consent.Purpose) { all[1].Limits = make([]int32, 8) }), len(all) - 1, "range"},
		"kind not a kind":     {section(func(all []consent.Purpose) { all[1].Sensitive = []string{"a b"} }), len(all) - 3, "format"},
		"cut off":             {all[:len(all)-1], len(all) - 7, "truncated"},
		"trailing":            {append(slices.Clone(all), 0), len(all), "trailing"},
	} {
		t.Run(name, func(t *testing.T) {
			f := takeApart(pack.Append(nil, asking()))
			start := 104 + 12*len(f.sections)
			for _, s := range f.sections[:10] {
				start += len(s.bytes)
			}
			f.at(secPurposes).bytes = c.bytes
			p, err := pack.Open(f.bytes())
			require.EqualError(t, err, fmt.Sprintf("pack: section 32768 (purposes): offset %d: %s", start+c.at, c.code))
			require.Nil(t, p)
		})
	}
}

// TestMostPurposes opens as many as there can be, with long texts.
func TestMostPurposes(t *testing.T) {
	m := packtest.Shop()
	for i := range consent.MaxPurposes {
		id := strings.Repeat("x", consent.MaxID-1) + string(rune('a'+i%26))
		if i >= 26 {
			id = id[1:]
		}
		m.Purposes = append(m.Purposes, consent.Purpose{ID: id, Version: 1<<31 - 1, Text: strings.Repeat("t", consent.MaxText), Stage: consent.StageFairness})
	}
	p, err := pack.Open(pack.Append(nil, m))
	require.NoError(t, err)
	require.Equal(t, m.Purposes, p.Purposes())
}

// TestListedNotWeighted: an attribute that does not speak for its item is one all the same, and one of the same value is another field's.
func TestListedNotWeighted(t *testing.T) {
	m := packtest.Shop()
	m.Attributes[3].Value = "Bodo" // sort: Bodo, beside brand: Bodo
	p, err := pack.Open(pack.Append(nil, m))
	require.NoError(t, err)
	brand, sort := p.FindAttribute("brand", "Bodo"), p.FindAttribute("sort", "Bodo")
	require.Equal(t, []uint32{1, 3}, []uint32{brand, sort})
	const kettle, mill = 3, 2
	require.True(t, p.HasAttribute(kettle, brand), "with code 0")
	require.True(t, p.HasAttribute(kettle, sort))
	require.False(t, p.HasAttribute(mill, brand))
}
