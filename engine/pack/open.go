package pack

import (
	"unicode/utf8"

	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// Open validates b completely and returns a view of it: b must not change afterwards. Any error is an *Error with section and offset.
func Open(b []byte) (*Pack, error) {
	p := &Pack{bytes: b}
	r := &wire.Reader{B: b, Section: label(0)}
	count := p.readHeader(r)
	p.readTable(r, count)
	if r.Err != nil {
		return nil, r.Err
	}
	for i := range p.sections {
		s := &p.sections[i]
		sr := &wire.Reader{B: b[s.Offset : s.Offset+s.Size], Base: int64(s.Offset), Section: label(s.Kind)}
		p.readSection(s.Kind, sr)
		if sr.Err != nil {
			return nil, sr.Err
		}
	}
	p.finish()
	return p, nil
}

//go:noinline
func (p *Pack) readHeader(r *wire.Reader) (sections int) {
	if len(p.bytes) > MaxBytes {
		r.Fail(fault.TooLarge)
		return 0
	}
	if string(r.Take(len(magic))) != magic {
		r.Err = nil
		r.Off = 0
		r.Fail(fault.Magic)
		return 0
	}
	if major := r.U16(); r.Err == nil && major != Major {
		r.Fail(fault.Version)
	}
	p.minor = r.U16()
	sections = int(r.U32())
	if r.Err == nil && (sections < 1 || sections > maxSections) {
		r.Fail(fault.Range)
	}
	p.readSize(r)
	if p.sequence = r.U64(); p.sequence >= 1<<53 {
		r.Fail(fault.Range)
	}
	name := r.Take(72)
	if r.Err != nil {
		return 0
	}
	p.catalogue = wire.View(name[1 : 1+min(int(name[0]), maxCatName)])
	dirt := byte(0)
	for _, c := range name[1+len(p.catalogue):] {
		dirt |= c
	}
	if int(name[0]) > maxCatName || !validCatalogue(p.catalogue) || dirt != 0 {
		r.Fail(fault.Format)
	}
	return sections
}

// readSize checks the declared size against the bytes at hand, and the checksum.
func (p *Pack) readSize(r *wire.Reader) {
	size := r.U64()
	switch {
	case r.Err != nil:
	case size > uint64(len(p.bytes)) || size < headerSize+trailerSize:
		r.Off = len(p.bytes)
		r.Fail(fault.Truncated)
	case size < uint64(len(p.bytes)):
		r.Off = int(size)
		r.Fail(fault.Trailing)
	default:
		end := len(p.bytes) - trailerSize
		sum := wire.Reader{B: p.bytes, Off: end}
		if sum.U64() != hash.Sum64(p.bytes[:end]) {
			r.Off = end
			r.Fail(fault.Checksum)
		}
	}
}

// readTable reads the section table: ascending kinds, contiguous from the table's end to the trailer.
//
//go:noinline
func (p *Pack) readTable(r *wire.Reader, count int) {
	next := uint64(headerSize + entrySize*count)
	last := uint32(0)
	for i := 0; i < count && r.Err == nil; i++ {
		at := r.Off
		s := Section{Kind: r.U32(), Offset: r.U32(), Size: r.U32()}
		code := fault.Code("")
		switch {
		case r.Err != nil:
			return
		case s.Kind <= last:
			code = fault.Order
		case s.Kind >= secEnd && s.Kind < optional:
			code = fault.Version
		case uint64(s.Offset) != next, next+uint64(s.Size) > uint64(len(p.bytes)-trailerSize):
			code = fault.Range
		}
		if code != "" {
			r.Off = at
			r.Fail(code)
			return
		}
		last, next = s.Kind, next+uint64(s.Size)
		p.sections = append(p.sections, s)
	}
	if r.Err == nil && next != uint64(len(p.bytes)-trailerSize) {
		r.Fail(fault.Range)
	}
	p.requireAll(r)
}

// requireAll fails when a section is absent; titles alone may be.
func (p *Pack) requireAll(r *wire.Reader) {
	have := uint64(1 << secTitles)
	for i := range p.sections {
		if p.sections[i].Kind < secEnd {
			have |= 1 << p.sections[i].Kind
		}
	}
	for kind := uint32(secProvenance); kind < secEnd; kind++ {
		if r.Err == nil && have>>kind&1 == 0 {
			r.Section = label(kind)
			r.Fail(fault.Missing)
		}
	}
}

// readSection reads one section; the ones it depends on come before it.
func (p *Pack) readSection(kind uint32, r *wire.Reader) {
	switch kind {
	case secProvenance:
		p.readProvenance(r)
	case secIDs:
		p.readIDs(r)
	case secTitles:
		p.titles = readStrings(r, MaxItems, 0, MaxText)
		if r.Err == nil && p.titles.len() != p.Items() {
			r.Fail(fault.Format)
		}
	case secItems:
		p.readItems(r)
	case secAttributes:
		p.readAttributes(r)
	case secTypes:
		p.readTypes(r)
	case secChannels:
		p.readChannels(r)
	case secPopularity:
		p.popularity = readDeltas(r, MaxItems, MaxScore, nil)
		if r.Err == nil && len(p.popularity) != p.Items() {
			r.Fail(fault.Format)
		}
	case secContext:
		p.readContext(r)
	case secTerms:
		p.terms.Affinity = readTerm(r)
		p.terms.Return = readTerm(r)
		p.terms.Freshness = readDeltas(r, MaxFreshDays, MaxScore, nil)
		p.terms.Used = readDeltas(r, MaxUses, MaxScore, nil)
	case secPurposes:
		if p.purposes = consent.ReadPurposes(r); r.Err == nil && len(p.purposes) == 0 {
			r.Fail(fault.Format)
		}
	default:
		return
	}
	r.End()
}

func (p *Pack) readProvenance(r *wire.Reader) {
	if r.Left() > MaxProvenance {
		r.Fail(fault.TooLarge)
	}
	p.provenance = r.Take(r.Left())
	if !utf8.Valid(p.provenance) {
		r.Fail(fault.UTF8)
	}
}

func (p *Pack) readIDs(r *wire.Reader) {
	p.ids = readStrings(r, MaxItems, 1, MaxID)
	if r.Err != nil {
		return
	}
	x, twin, ok := newIndex(&p.ids)
	if !ok {
		r.Off -= len(p.ids.bytes) - int(p.ids.ends[twin])
		r.Fail(fault.Duplicate)
	}
	p.byID = x
}

func (p *Pack) readItems(r *wire.Reader) {
	n := p.Items()
	p.flags = r.Take(n)
	for i, f := range p.flags {
		if f > flagAvailable {
			r.Off -= n - i
			r.Fail(fault.Range)
			return
		}
	}
	if count := r.Count(n); r.Err == nil && count != 0 && count != n {
		r.Fail(fault.Format)
	} else if count > 0 && r.Err == nil {
		p.prices = make([]int64, n)
		for i := range p.prices {
			p.prices[i] = int64(r.Uvarint(1<<53)) - 1
		}
	}
	p.published = readDeltas(r, n, 1<<24, nil)
	if r.Err == nil && len(p.published) != 0 && len(p.published) != n {
		r.Fail(fault.Format)
	}
	p.kinds = readStrings(r, MaxKinds, 1, MaxID)
	p.readSensitive(r, n)
}

func (p *Pack) readSensitive(r *wire.Reader, n int) {
	count := r.Count(n)
	if r.Err == nil && count != 0 && count != n {
		r.Fail(fault.Format)
	}
	if r.Err != nil || count == 0 {
		return
	}
	p.sensitive = make([]uint32, n)
	for i := range p.sensitive {
		p.sensitive[i] = uint32(r.Uvarint(1<<p.kinds.len() - 1))
	}
}

func (p *Pack) readAttributes(r *wire.Reader) {
	p.fields = readStrings(r, MaxFields, 1, MaxID)
	p.values = readStrings(r, MaxAttributes, 0, MaxText)
	p.fieldOf = make([]uint32, p.values.len())
	for i := range p.fieldOf {
		f := r.Uvarint(MaxFields)
		if r.Err == nil && int(f) >= p.fields.len() {
			r.Fail(fault.Range)
		}
		p.fieldOf[i] = uint32(f)
	}
	p.vectors = readMatrix(r, p.Items(), p.Attributes(), MaxListed, OneVector)
}

func (p *Pack) readTypes(r *wire.Reader) {
	n := r.Count(MaxTypes)
	for i := 0; i < n && r.Err == nil; i++ {
		t := EventType{Name: r.Text(MaxID)}
		t.Weight = int32(r.Varint(16 * OneWeight))
		t.HalfLife = int64(r.Uvarint(MaxHalfLife))
		t.Floor = int64(r.Uvarint(MaxFloor))
		flags := r.Byte()
		if r.Err == nil && (flags > flagSeen || t.Name == "") {
			r.Fail(fault.Range)
		}
		if r.Err == nil && p.Type(t.Name) != None {
			r.Fail(fault.Duplicate)
		}
		t.Seen = flags == flagSeen
		p.types = append(p.types, t)
	}
}

func (p *Pack) readChannels(r *wire.Reader) {
	n := r.Count(MaxChannels)
	for i := 0; i < n && r.Err == nil; i++ {
		p.channels = append(p.channels, OpenChannel{
			Name: r.Text(MaxID), Position: readPosition(r),
			Edges: readMatrix(r, p.Items(), p.Items(), MaxRow, MaxScore),
		})
	}
}

func (p *Pack) readContext(r *wire.Reader) {
	n, cells := r.Count(MaxFeatures), 0
	for i := 0; i < n && r.Err == nil; i++ {
		f := openFeature{name: r.Text(MaxID), first: uint32(cells)}
		f.values = readStrings(r, MaxCells-cells, 1, MaxID)
		cells += f.values.len()
		if r.Err == nil && f.name == "" {
			r.Fail(fault.Range)
		}
		p.features = append(p.features, f)
		if table := readDeltas(r, MaxUses, MaxScore, nil); len(table) > 0 {
			p.habits = append(p.habits, Habit{Feature: i, First: f.first, Values: uint32(f.values.len()), Table: table})
		}
	}
	p.cells = readMatrix(r, cells, p.Items(), MaxRow, MaxScore)
}

//go:noinline
func readTerm(r *wire.Reader) Term {
	return Term{Scale: int32(r.Varint(MaxScore)), Position: readPosition(r)}
}

//go:noinline
func readPosition(r *wire.Reader) []int32 {
	n := r.Count(MaxWindow)
	if r.Err != nil {
		return nil
	}
	t := make([]int32, n)
	for i := range t {
		t[i] = int32(r.Varint(OnePosition))
	}
	return t
}

// finish lays out what every request walks, and the window.
func (p *Pack) finish() {
	p.available = make([]uint32, 0, p.Items())
	for i := range uint32(p.Items()) {
		if p.Available(i) {
			p.available = append(p.available, i)
		}
	}
	p.transpose()
	p.window = max(len(p.terms.Affinity.Position), len(p.terms.Return.Position))
	for i := range p.channels {
		p.window = max(p.window, len(p.channels[i].Position))
	}
}

// transpose turns the items' vectors into lists of holders by attribute: scoring touches only the attributes of a history.
func (p *Pack) transpose() {
	p.heldAt = make([]uint32, p.Attributes()+1)
	weighted := uint32(0)
	p.eachWeight(func(_, attribute uint32, _ int32) {
		p.heldAt[attribute+1]++
		weighted++
	})
	for a := range p.Attributes() {
		p.heldAt[a+1] += p.heldAt[a]
	}
	p.holders = make([]Holder, weighted)
	next := make([]uint32, p.Attributes())
	copy(next, p.heldAt)
	p.eachWeight(func(item, attribute uint32, weight int32) {
		p.holders[next[attribute]] = Holder{item, weight}
		next[attribute]++
	})
}

// eachWeight calls f with every non-zero weight, items in index order.
func (p *Pack) eachWeight(f func(item, attribute uint32, weight int32)) {
	for i := range uint32(p.Items()) {
		row := p.vectors.Row(i)
		for {
			a, w, ok := row.Next()
			if !ok {
				break
			}
			if w != 0 {
				f(i, a, w)
			}
		}
	}
}
