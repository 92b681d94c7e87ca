package pack_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// TestHeaderErrors breaks the header and the section table of a pack with ten sections, whose bodies begin at 224 and which ends at 324.
func TestHeaderErrors(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(f *file)
		want string
	}{
		"not a pack":           {func(f *file) { f.magic = "HEARTHPX" }, "pack: header: offset 0: magic"},
		"newer major":          {func(f *file) { f.major = 2 }, "pack: header: offset 10: version"},
		"major zero":           {func(f *file) { f.major = 0 }, "pack: header: offset 10: version"},
		"no sections":          {func(f *file) { f.count = 0 }, "pack: header: offset 16: range"},
		"too many sections":    {func(f *file) { f.count = 65 }, "pack: header: offset 16: range"},
		"size above":           {func(f *file) { f.size = 325 }, "pack: header: offset 324: truncated"},
		"size huge":            {func(f *file) { f.size = 1<<63 - 1 }, "pack: header: offset 324: truncated"},
		"size below":           {func(f *file) { f.size = 322 }, "pack: header: offset 322: trailing"},
		"size below the least": {func(f *file) { f.size = 111 }, "pack: header: offset 324: truncated"},
		"wrong checksum":       {func(f *file) { f.sumless = true }, "pack: header: offset 316: checksum"},
		"sequence":             {func(f *file) { f.sequence = 1 << 53 }, "pack: header: offset 32: range"},
		"no catalogue":         {func(f *file) { f.name[0] = 0 }, "pack: header: offset 104: format"},
		"long catalogue":       {func(f *file) { f.name[0] = 65 }, "pack: header: offset 104: format"},
		"zero in catalogue":    {func(f *file) { f.name[0] = 2 }, "pack: header: offset 104: format"},
		"letter in catalogue":  {func(f *file) { f.name[1] = 'C' }, "pack: header: offset 104: format"},
		"slash in catalogue":   {func(f *file) { f.name[1] = '/' }, "pack: header: offset 104: format"},
		"dirt after catalogue": {func(f *file) { f.name[2] = 'c' }, "pack: header: offset 104: format"},
		"dirt at the end":      {func(f *file) { f.name[71] = 1 }, "pack: header: offset 104: format"},
		"section twice":        {func(f *file) { f.sections[3].kind = 3 }, "pack: header: offset 140: order"},
		"sections swapped":     {func(f *file) { f.sections[3], f.sections[4] = f.sections[4], f.sections[3] }, "pack: header: offset 152: order"},
		"section of kind 0":    {func(f *file) { f.sections[0].kind = 0 }, "pack: header: offset 104: order"},
		"unknown section":      {func(f *file) { f.sections[9].kind = 11 }, "pack: header: offset 212: version"},
		"highest unknown":      {func(f *file) { f.sections[9].kind = 0x7fff }, "pack: header: offset 212: version"},
		"gap":                  {func(f *file) { f.sections[2].shifted = 1 }, "pack: header: offset 128: range"},
		"overlap":              {func(f *file) { f.sections[2].shifted = ^uint32(0) }, "pack: header: offset 128: range"},
		"too long":             {func(f *file) { f.sections[9].longer = 1 }, "pack: header: offset 212: range"},
		"far too long":         {func(f *file) { f.sections[9].longer = 1<<32 - 11 }, "pack: header: offset 212: range"},
		"too short":            {func(f *file) { f.sections[9].longer = ^uint32(0) }, "pack: header: offset 224: range"},
		"table above the end":  {func(f *file) { f.count = 64 }, "pack: header: offset 104: range"},
		"ids missing":          {func(f *file) { f.without(2) }, "pack: section 2 (ids): offset 212: missing"},
		"terms missing":        {func(f *file) { f.without(10) }, "pack: section 10 (terms): offset 212: missing"},
	} {
		t.Run(name, func(t *testing.T) {
			f := takeApart(pack.Append(nil, two()))
			c.edit(f)
			p, err := pack.Open(f.bytes())
			require.EqualError(t, err, c.want)
			require.Nil(t, p)
		})
	}
}

// TestSectionErrors breaks one section; at is the offset in that section. The bytes of each section stand in FORMAT.md's example.
func TestSectionErrors(t *testing.T) {
	big := strings.Repeat("\x01", 65)
	cases := []struct {
		kind uint32
		name string
		edit func(s *body)
		at   int
		code string
	}{
		{1, "not UTF-8", func(s *body) { s.put(0, 1, 0xff) }, 2, "utf8"},
		{1, "too large", func(s *body) { s.bytes = make([]byte, pack.MaxProvenance+1) }, 0, "too_large"},
		{2, "empty section", func(s *body) { s.bytes = nil }, 0, "truncated"},
		{2, "more ids than bytes", func(s *body) { s.put(0, 1, 9) }, 0, "truncated"},
		{2, "too many ids", func(s *body) { s.put(0, 1, 0x81, 0x80, 0x80, 0x02) }, 0, "range"},
		{2, "count not the shortest", func(s *body) { s.put(0, 1, 0x82, 0) }, 0, "format"},
		{2, "empty id", func(s *body) { s.put(1, 1, 0) }, 2, "range"},
		{2, "long id", func(s *body) { s.put(1, 1, 0x81, 0x02) }, 1, "range"},
		{2, "id beyond the end", func(s *body) { s.put(2, 1, 2) }, 3, "truncated"},
		{2, "id not UTF-8", func(s *body) { s.put(3, 1, 0xff) }, 4, "utf8"},
		{2, "duplicate id", func(s *body) { s.put(4, 1, 'a') }, 5, "duplicate"},
		{2, "trailing", func(s *body) { s.put(5, 0, 0) }, 5, "trailing"},
		{3, "one title less", func(s *body) { s.bytes = []byte{1, 1, 'A'} }, 3, "format"},
		{3, "no title", func(s *body) { s.bytes = []byte{0} }, 1, "format"},
		{3, "long title", func(s *body) { s.put(1, 1, 0x81, 0x08) }, 1, "range"},
		{4, "unknown flag", func(s *body) { s.put(1, 1, 2) }, 1, "range"},
		{4, "flags cut off", func(s *body) { s.bytes = s.bytes[:1] }, 0, "truncated"},
		{4, "one price", func(s *body) { s.put(2, 2, 1) }, 3, "format"},
		{4, "three prices", func(s *body) { s.put(2, 1, 3) }, 2, "range"},
		{4, "price above", func(s *body) { s.put(3, 1, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10) }, 3, "range"},
		{4, "one date", func(s *body) { s.put(5, 2, 1) }, 7, "format"},
		{4, "date above", func(s *body) { s.put(6, 1, 0x82, 0x80, 0x80, 0x10) }, 10, "range"},
		{4, "difference above", func(s *body) { s.put(6, 1, 0x82, 0x80, 0x80, 0x20) }, 6, "range"},
		{4, "too many kinds", func(s *body) { s.put(8, 3, append(append([]byte{33}, big[:33]...), big[:33]...)...) }, 8, "range"},
		{4, "empty kind", func(s *body) { s.put(9, 2, 0) }, 10, "range"},
		{4, "one sensitivity", func(s *body) { s.put(11, 2, 1) }, 12, "format"},
		{4, "unknown kind", func(s *body) { s.put(13, 1, 2) }, 13, "range"},
		{4, "cut off", func(s *body) { s.bytes = s.bytes[:13] }, 11, "truncated"},
		{4, "trailing", func(s *body) { s.put(14, 0, 0) }, 14, "trailing"},
		{5, "empty field", func(s *body) { s.put(1, 2, 0) }, 2, "range"},
		{5, "unknown field", func(s *body) { s.put(6, 1, 1) }, 7, "range"},
		{5, "field above", func(s *body) { s.put(6, 1, 0x81, 0x02) }, 6, "range"},
		{5, "codebook above", func(s *body) { s.put(8, 1, 0x82, 0x80, 0x04) }, 11, "range"},
		{5, "codebook negative", func(s *body) { s.put(8, 1, 1) }, 9, "range"},
		{5, "codebook too long", func(s *body) { s.put(7, 1, append([]byte{0x80, 0x01}, make([]byte, 128)...)...) }, 7, "range"},
		{5, "one row less", func(s *body) { s.put(9, 3, 1, 1) }, 10, "format"},
		{5, "one row more", func(s *body) { s.put(9, 1, 3) }, 9, "range"},
		{5, "row longer than columns", func(s *body) { s.put(10, 1, 2) }, 10, "range"},
		{5, "more entries than bytes", func(s *body) { s.bytes = []byte{1, 1, 'f', 1, 1, 'v', 0, 0, 2, 0, 1} }, 11, "truncated"},
		{5, "code above", func(s *body) { s.put(15, 1, 2) }, 15, "range"},
		{5, "code below", func(s *body) { s.put(15, 1, 0xfe) }, 15, "range"},
		{5, "lowest code", func(s *body) { s.put(15, 1, 0x80) }, 15, "range"},
		{5, "code missing", func(s *body) { s.put(14, 2, 0) }, 15, "format"},
		{5, "column above", func(s *body) { s.put(13, 1, 1) }, 14, "range"},
		{5, "column far above", func(s *body) { s.put(13, 1, 2) }, 13, "range"},
		{5, "gap missing", func(s *body) { s.put(12, 2, 0) }, 13, "truncated"},
		{5, "gap unused", func(s *body) { s.put(12, 2, 2, 0, 0) }, 14, "trailing"},
		{5, "gap not the shortest", func(s *body) { s.put(12, 2, 2, 0x80, 0) }, 13, "format"},
		{6, "too many types", func(s *body) { s.put(0, 1, append([]byte{65}, big...)...) }, 0, "range"},
		{6, "no name", func(s *body) { s.put(1, 2, 0) }, 6, "range"},
		{6, "long name", func(s *body) { s.put(1, 2, text(257)...) }, 1, "range"},
		{6, "weight above", func(s *body) { s.put(3, 1, 0x82, 0x80, 0x08) }, 3, "range"},
		{6, "weight below", func(s *body) { s.put(3, 1, 0x81, 0x80, 0x08) }, 3, "range"},
		{6, "half-life above", func(s *body) { s.put(4, 1, 0x81, 0x80, 0x80, 0x80, 0x80, 0x20) }, 4, "range"},
		{6, "floor above", func(s *body) { s.put(5, 1, 0x81, 0x80, 0x80, 0x80, 0x80, 0x20) }, 5, "range"},
		{6, "unknown flag", func(s *body) { s.put(6, 1, 2) }, 7, "range"},
		{6, "duplicate", func(s *body) { s.put(0, 1, 2, 1, 't', 0, 0, 0, 0) }, 13, "duplicate"},
		{7, "too many channels", func(s *body) { s.put(0, 1, 9) }, 0, "range"},
		{7, "position above", func(s *body) { s.put(4, 1, 0x82, 0x80, 0x04) }, 4, "range"},
		{7, "position below", func(s *body) { s.put(4, 1, 0x81, 0x80, 0x04) }, 4, "range"},
		{7, "edge to nowhere", func(s *body) { s.put(11, 1, 2) }, 12, "range"},
		{7, "row longer than items", func(s *body) { s.put(8, 1, 3) }, 8, "range"},
		{8, "one less", func(s *body) { s.bytes = []byte{1, 2} }, 2, "format"},
		{8, "above", func(s *body) { s.put(1, 1, 0x82, 0x80, 0x80, 0x10) }, 5, "range"},
		{8, "below", func(s *body) { s.put(1, 1, 0x81, 0x80, 0x80, 0x10) }, 5, "range"},
		{8, "trailing", func(s *body) { s.put(3, 0, 0) }, 3, "trailing"},
		{9, "too many features", func(s *body) { s.put(0, 1, append([]byte{65}, big...)...) }, 0, "range"},
		{9, "no name", func(s *body) { s.put(1, 2, 0) }, 5, "range"},
		{9, "empty value", func(s *body) { s.put(4, 2, 0) }, 5, "range"},
		{9, "too many values", func(s *body) { s.put(3, 1, append([]byte{0x81, 0x20}, make([]byte, 4097)...)...) }, 3, "range"},
		{9, "habit too long", func(s *body) { s.put(6, 2, append([]byte{0x81, 0x02}, make([]byte, 257)...)...) }, 6, "range"},
		{9, "habit above", func(s *body) { s.put(7, 1, 0x82, 0x80, 0x80, 0x10) }, 11, "range"},
		{9, "habit cut off", func(s *body) { s.bytes = s.bytes[:6] }, 6, "truncated"},
		{9, "one row more", func(s *body) { s.put(10, 2, 2, 1, 0) }, 10, "range"},
		{9, "no row", func(s *body) { s.put(10, 2, 0) }, 11, "format"},
		{10, "scale above", func(s *body) { s.put(0, 1, 0x82, 0x80, 0x80, 0x10) }, 0, "range"},
		{10, "window too long", func(s *body) { s.put(1, 2, append([]byte{0x81, 0x08}, make([]byte, 1025)...)...) }, 1, "range"},
		{10, "freshness too long", func(s *body) { s.put(6, 2, append([]byte{0x81, 0x20}, make([]byte, 4097)...)...) }, 6, "range"},
		{10, "freshness above", func(s *body) { s.put(7, 1, 0x82, 0x80, 0x80, 0x20) }, 7, "range"},
		{10, "uses too long", func(s *body) { s.put(8, 2, append([]byte{0x81, 0x02}, make([]byte, 257)...)...) }, 8, "range"},
		{10, "uses below", func(s *body) { s.put(9, 1, 0x81, 0x80, 0x80, 0x10) }, 13, "range"},
		{10, "uses missing", func(s *body) { s.bytes = s.bytes[:8] }, 8, "truncated"},
		{10, "trailing", func(s *body) { s.put(10, 0, 0) }, 10, "trailing"},
	}
	for _, c := range cases {
		t.Run(pack.SectionName(c.kind)+"/"+c.name, func(t *testing.T) {
			f := takeApart(pack.Append(nil, two()))
			start := 224
			for _, s := range f.sections[:c.kind-1] {
				start += len(s.bytes)
			}
			c.edit(f.at(c.kind))
			_, err := pack.Open(f.bytes())
			require.EqualError(t, err, fmt.Sprintf("pack: section %d (%s): offset %d: %s", c.kind, pack.SectionName(c.kind), start+c.at, c.code))
		})
	}
}

// TestOptional skips sections that a later minor version may bring.
func TestOptional(t *testing.T) {
	f := takeApart(pack.Append(nil, two()))
	f.minor = 3
	f.sections = append(f.sections, body{kind: 0x8001, bytes: []byte("later")}, body{kind: 0xffffffff})
	p, err := pack.Open(f.bytes())
	require.NoError(t, err)
	require.EqualValues(t, 3, p.FormatMinor())
	require.Equal(t, "optional", pack.SectionName(p.Sections()[10].Kind))
	f.without(3)
	p, err = pack.Open(f.bytes())
	require.NoError(t, err)
	require.False(t, p.HasTitles())
}

// TestTruncated cuts a pack at every byte: as it is, and with size and checksum made right again.
func TestTruncated(t *testing.T) {
	for _, m := range []*pack.Model{two(), packtest.Shop(), packtest.Regulars(), asking()} {
		b := pack.Append(nil, m)
		for n := range b {
			_, err := pack.Open(b[:n])
			requirePlace(t, err, n)
			if n < 112 {
				continue
			}
			cut := append([]byte{}, b[:n-8]...)
			copy(cut[16:], wire.U64(nil, uint64(n)))
			_, err = pack.Open(wire.U64(cut, hash.Sum64(cut)))
			requirePlace(t, err, n)
		}
	}
}

// requirePlace requires an error of the pack with a section and an offset of 0 to size.
func requirePlace(t require.TestingT, err error, size int) {
	var e *pack.Error
	require.True(t, errors.As(err, &e), "%v", err)
	require.True(t, strings.HasPrefix(e.Section, "pack: "), e.Section)
	require.True(t, e.Offset >= 0 && e.Offset <= int64(size), "%v of %d", e, size)
}

// TestFlippedBits flips every bit of a small pack, with the checksum recomputed: an error, or a pack that can be walked.
func TestFlippedBits(t *testing.T) {
	for _, m := range []*pack.Model{two(), packtest.Shop(), packtest.Regulars(), asking()} {
		b := pack.Append(nil, m)
		sum := len(b) - 8
		for bit := range 8 * sum {
			b[bit/8] ^= 1 << (bit % 8)
			openOrFail(t, wire.U64(b[:sum:sum], hash.Sum64(b[:sum])))
			b[bit/8] ^= 1 << (bit % 8)
		}
	}
}

// TestBroken replaces, inserts and drops random bytes of random packs.
func TestBroken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := packtest.Model(draw(t))
		m.Purposes = packtest.Purposes(draw(t), rapid.IntRange(0, 2).Draw(t, "purposes"))
		f := takeApart(pack.Append(nil, m))
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			s := &f.sections[rapid.IntRange(0, len(f.sections)-1).Draw(t, "section")]
			at := rapid.IntRange(0, len(s.bytes)).Draw(t, "at")
			s.put(at, rapid.IntRange(0, min(3, len(s.bytes)-at)).Draw(t, "n"), rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(t, "with")...)
		}
		openOrFail(t, f.bytes())
	})
}

func openOrFail(t require.TestingT, b []byte) {
	p, err := pack.Open(b)
	if err != nil {
		requirePlace(t, err, len(b))
		return
	}
	walk(p)
}

// walk reads everything of a pack; what it returns only keeps the reads alive.
func walk(p *pack.Pack) (n int) {
	n = len(p.Catalogue()) + len(p.Provenance()) + p.Size() + p.Edges() + p.Window() + int(p.Sequence()) + int(p.FormatMinor())
	for i := range uint32(p.Items()) {
		n += len(p.ID(i)) + len(p.Title(i)) + len(p.Sensitive(i)) + int(p.Price(i)) + int(p.Published(i)) + int(p.TieHash(i)) + int(p.Popularity()[i])
		if p.Find(p.ID(i)) != i {
			panic("an id is not found")
		}
		n += walkRow(p.AttributesOf(i), p.Attributes())
		for c := range p.Channels() {
			n += walkRow(p.Channels()[c].Edges.Row(i), p.Items())
		}
		if p.Available(i) {
			n++
		}
	}
	for a := range uint32(p.Attributes()) {
		field, value := p.Attribute(a)
		n += len(field) + len(value)
		for _, h := range p.Holders(a) {
			n += int(p.Popularity()[h.Item] * h.Weight)
		}
	}
	for _, i := range p.AllAvailable() {
		n += len(p.ID(i))
	}
	for f := range p.Features() {
		name, _ := p.Feature(f)
		n += len(name) + int(p.Cell(f, name))
	}
	for cell := range uint32(p.Cells().Rows()) {
		feature, value := p.CellName(cell)
		n += len(feature) + len(value) + walkRow(p.Cells().Row(cell), p.Items())
	}
	for _, h := range p.Habits() {
		feature, _ := p.Feature(h.Feature)
		n += len(feature) + len(h.Table)
		if h.Has(pack.None) || int(h.First+h.Values) > p.Cells().Rows() {
			panic("a habit has rows that there are not")
		}
	}
	for i := range p.Types() {
		n += int(p.Type(p.Types()[i].Name))
	}
	for i := range p.Purposes() {
		n += len(p.Purposes()[i].Text)
	}
	return n + len(p.Terms().Freshness) + len(p.Sections()) + len(p.SensitiveKinds())
}

func walkRow(r pack.Row, cols int) (n int) {
	for range r.Len() {
		col, w, ok := r.Next()
		if !ok || int(col) >= cols {
			panic("a row breaks its promise")
		}
		n += int(w)
	}
	return n
}

func TestTooLarge(t *testing.T) {
	_, err := pack.Open(make([]byte, pack.MaxBytes+1))
	require.EqualError(t, err, "pack: header: offset 0: too_large")
}

// allocated returns the bytes that Open allocates for b.
func allocated(b []byte) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = pack.Open(b)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestAllocation bounds what Open allocates by the size of its input, however large the counts in it are.
func TestAllocation(t *testing.T) {
	const perByte, fixed = 40, 64 << 10
	ids := []byte{0x80, 0x80, 0x80, 0x02} // 4M, and nothing behind it
	for name, edit := range map[string]func(f *file){
		"as it is":         func(*file) {},
		"claims many ids":  func(f *file) { f.at(2).bytes = ids },
		"claims with room": func(f *file) { f.at(2).bytes = append(wire.Uvarint(nil, 1<<20), make([]byte, 1<<20)...) },
		"shortest ids": func(f *file) {
			b := wire.Uvarint(nil, 1<<18)
			for range 1 << 18 {
				b = append(b, 1)
			}
			f.at(2).bytes = append(b, make([]byte, 1<<18)...) // all alike
		},
		"many attributes": func(f *file) { f.at(5).bytes = append(wire.Uvarint([]byte{1, 1, 'f'}, 1<<20), make([]byte, 3<<20)...) },
		"long popularity": func(f *file) { f.at(8).bytes = append(wire.Uvarint(nil, 1<<20), make([]byte, 1<<20)...) },
		"many values":     func(f *file) { f.at(9).bytes = append([]byte{64}, make([]byte, 64)...) },
	} {
		t.Run(name, func(t *testing.T) {
			f := takeApart(pack.Append(nil, two()))
			edit(f)
			b := f.bytes()
			require.LessOrEqual(t, allocated(b), uint64(perByte*len(b)+fixed))
		})
	}
}
