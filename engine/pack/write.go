package pack

import (
	"github.com/hearthrank/hearth/engine/consent"
	"github.com/hearthrank/hearth/engine/internal/hash"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// Append appends the pack of m to b and returns it. It writes m as it stands; a model that breaks a limit gives a pack that Open refuses,
// so the trainer opens what it wrote.
func Append(b []byte, m *Model) []byte {
	start := len(b)
	sections := m.sections()
	offset := headerSize + entrySize*len(sections)
	total := offset + trailerSize
	for i := range sections {
		total += len(sections[i].body)
	}
	b = append(b, magic...)
	b = wire.U16(wire.U16(b, Major), m.minor())
	b = wire.U32(b, uint32(len(sections)))
	b = wire.U64(wire.U64(b, uint64(total)), m.Sequence)
	var name [72]byte
	name[0] = byte(len(m.Catalogue))
	copy(name[1:], m.Catalogue)
	b = append(b, name[:]...)
	for i := range sections {
		b = wire.U32(b, sections[i].kind)
		b = wire.U32(wire.U32(b, uint32(offset)), uint32(len(sections[i].body)))
		offset += len(sections[i].body)
	}
	for i := range sections {
		b = append(b, sections[i].body...)
	}
	return wire.U64(b, hash.Sum64(b[start:]))
}

// minor returns the least minor version whose readers understand all of the model.
func (m *Model) minor() uint16 {
	if len(m.Purposes) > 0 {
		return 1
	}
	return 0
}

type section struct {
	kind uint32
	body []byte
}

func (m *Model) sections() []section {
	all := []section{{secProvenance, m.Provenance}, {secIDs, appendStrings(nil, m.IDs)}}
	if m.Titles != nil {
		all = append(all, section{secTitles, appendStrings(nil, m.Titles)})
	}
	all = append(all,
		section{secItems, m.appendItems(nil)},
		section{secAttributes, m.appendAttributes(nil)},
		section{secTypes, m.appendTypes(nil)},
		section{secChannels, m.appendChannels(nil)},
		section{secPopularity, appendDeltas(nil, m.Popularity)},
		section{secContext, m.appendContext(nil)},
		section{secTerms, m.appendTerms(nil)})
	if len(m.Purposes) > 0 {
		all = append(all, section{secPurposes, consent.AppendPurposes(nil, m.Purposes)})
	}
	return all
}

// appendStrings appends a count, the lengths, then the bytes.
func appendStrings(b []byte, s []string) []byte {
	b = wire.Uvarint(b, uint64(len(s)))
	for i := range s {
		b = wire.Uvarint(b, uint64(len(s[i])))
	}
	for i := range s {
		b = append(b, s[i]...)
	}
	return b
}

// appendDeltas appends the count, then each value's difference to the one before.
func appendDeltas(b []byte, v []int32) []byte {
	b = wire.Uvarint(b, uint64(len(v)))
	prev := int64(0)
	for _, x := range v {
		b = wire.Varint(b, int64(x)-prev)
		prev = int64(x)
	}
	return b
}

func (m *Model) appendItems(b []byte) []byte {
	flags := make([]byte, len(m.IDs))
	for i := range flags {
		if m.Available[i] {
			flags[i] = flagAvailable
		}
	}
	b = append(b, flags...)
	b = wire.Uvarint(b, uint64(len(m.Prices)))
	for _, p := range m.Prices {
		b = wire.Uvarint(b, uint64(p+1))
	}
	b = appendDeltas(b, m.Published)
	b = appendStrings(b, m.Kinds)
	b = wire.Uvarint(b, uint64(len(m.Sensitive)))
	for _, s := range m.Sensitive {
		b = wire.Uvarint(b, uint64(s))
	}
	return b
}

func (m *Model) appendAttributes(b []byte) []byte {
	b = appendStrings(b, m.Fields)
	values := make([]string, len(m.Attributes))
	for i := range m.Attributes {
		values[i] = m.Attributes[i].Value
	}
	b = appendStrings(b, values)
	for i := range m.Attributes {
		b = wire.Uvarint(b, uint64(m.Attributes[i].Field))
	}
	return appendMatrix(b, &m.Vectors)
}

func (m *Model) appendTypes(b []byte) []byte {
	b = wire.Uvarint(b, uint64(len(m.Types)))
	for i := range m.Types {
		t := &m.Types[i]
		b = wire.Varint(wire.Text(b, t.Name), int64(t.Weight))
		b = wire.Uvarint(wire.Uvarint(b, uint64(t.HalfLife)), uint64(t.Floor))
		flags := byte(0)
		if t.Seen {
			flags = flagSeen
		}
		b = append(b, flags)
	}
	return b
}

func (m *Model) appendChannels(b []byte) []byte {
	b = wire.Uvarint(b, uint64(len(m.Channels)))
	for i := range m.Channels {
		b = wire.Text(b, m.Channels[i].Name)
		b = appendPosition(b, m.Channels[i].Position)
		b = appendMatrix(b, &m.Channels[i].Edges)
	}
	return b
}

func (m *Model) appendContext(b []byte) []byte {
	b = wire.Uvarint(b, uint64(len(m.Features)))
	for i := range m.Features {
		b = appendStrings(wire.Text(b, m.Features[i].Name), m.Features[i].Values)
		b = appendDeltas(b, m.Features[i].Habit)
	}
	return appendMatrix(b, &m.Cells)
}

func (m *Model) appendTerms(b []byte) []byte {
	for _, t := range []Term{m.Affinity, m.Return} {
		b = appendPosition(wire.Varint(b, int64(t.Scale)), t.Position)
	}
	return appendDeltas(appendDeltas(b, m.Freshness), m.Used)
}

func appendPosition(b []byte, p []int32) []byte {
	b = wire.Uvarint(b, uint64(len(p)))
	for _, v := range p {
		b = wire.Varint(b, int64(v))
	}
	return b
}

// appendMatrix appends codebook, row lengths, column gaps and codes, each as a stream of its own: alike bytes compress together.
func appendMatrix(b []byte, m *Matrix) []byte {
	b = appendDeltas(b, m.Book)
	b = wire.Uvarint(b, uint64(len(m.Rows)))
	var gaps, codes []byte
	for _, row := range m.Rows {
		b = wire.Uvarint(b, uint64(len(row)))
		next := uint32(0)
		for _, e := range row {
			gaps = wire.Uvarint(gaps, uint64(e.Col-next))
			codes = append(codes, byte(e.Code))
			next = e.Col + 1
		}
	}
	b = append(wire.Uvarint(b, uint64(len(gaps))), gaps...)
	return append(wire.Uvarint(b, uint64(len(codes))), codes...)
}
