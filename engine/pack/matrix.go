package pack

import (
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// Sparse is a validated matrix inside a pack: gaps and codes stay where they lie in the pack's bytes.
type Sparse struct {
	book  *[256]int32 // weight by code, as uint8
	gaps  []byte
	codes []byte
	gapAt []uint32 // start of each row in gaps; one more than rows
	at    []uint32 // start of each row in codes; one more than rows
	cols  uint32
}

// Rows returns the number of rows.
func (m *Sparse) Rows() int { return len(m.at) - 1 }

// Entries returns the number of stored entries.
func (m *Sparse) Entries() int { return len(m.codes) }

// Largest returns the largest magnitude of the codebook.
func (m *Sparse) Largest() int32 {
	most := int32(0)
	for i := range m.book {
		most = max(most, m.book[i])
	}
	return most
}

// Row returns an iterator over a row.
//
//go:noinline
func (m *Sparse) Row(row uint32) Row {
	return Row{gaps: m.gaps[m.gapAt[row]:m.gapAt[row+1]], codes: m.codes[m.at[row]:m.at[row+1]], book: m.book}
}

// Row walks the entries of one row in ascending column order.
type Row struct {
	gaps, codes []byte
	book        *[256]int32
	next        uint32
	i, k        int
}

// Len returns the number of entries of the whole row.
func (r *Row) Len() int { return len(r.codes) }

// Next returns the next entry; ok is false at the end.
func (r *Row) Next() (col uint32, weight int32, ok bool) {
	if r.k >= len(r.codes) {
		return 0, 0, false
	}
	c := r.gaps[r.i]
	r.i++
	gap := uint32(c & 0x7f)
	for shift := 7; c >= 0x80; shift += 7 {
		c = r.gaps[r.i]
		r.i++
		gap |= uint32(c&0x7f) << shift
	}
	col = r.next + gap
	weight = r.book[r.codes[r.k]]
	r.k++
	r.next = col + 1
	return col, weight, true
}

// At returns the weight at a column, 0 when there is none.
func (m *Sparse) At(row, col uint32) int32 {
	r := m.Row(row)
	for {
		c, w, ok := r.Next()
		if !ok || c > col {
			return 0
		}
		if c == col {
			return w
		}
	}
}

// readMatrix reads and validates a matrix with the given shape; rows have at most longest entries, weights lie within ±limit.
//
//go:noinline
func readMatrix(r *wire.Reader, rows, cols, longest int, limit int32) Sparse {
	m := Sparse{cols: uint32(cols), book: new([256]int32)}
	levels := m.readBook(r, limit)
	if n := r.Count(max(rows, 1)); r.Err == nil && n != rows {
		r.Fail(fault.Format)
	}
	if r.Err != nil {
		return m
	}
	m.at, m.gapAt = make([]uint32, rows+1), make([]uint32, rows+1)
	for i := range rows {
		m.at[i+1] = m.at[i] + uint32(r.Uvarint(uint64(min(longest, cols))))
		if r.Err == nil && int(m.at[i+1]) > r.Left() {
			r.Fail(fault.Truncated)
		}
		if r.Err != nil {
			return m
		}
	}
	m.gaps = r.Take(r.Count(MaxBytes))
	gapsEnd := r.Base + int64(r.Off)
	m.codes = r.Take(r.Count(MaxBytes))
	if r.Err == nil && len(m.codes) != int(m.at[rows]) {
		r.Fail(fault.Format)
	}
	m.checkCodes(r, levels)
	m.checkGaps(r, gapsEnd-int64(len(m.gaps)))
	return m
}

// readBook reads the codebook into the table by code and returns the number of magnitudes.
func (m *Sparse) readBook(r *wire.Reader, limit int32) int {
	book := readDeltas(r, MaxLevels, int64(limit), nil)
	for i, w := range book {
		if w < 0 {
			r.Fail(fault.Range)
		}
		m.book[uint8(i+1)] = w
		m.book[uint8(-(i + 1))] = -w
	}
	return len(book)
}

func (m *Sparse) checkCodes(r *wire.Reader, levels int) {
	if r.Err != nil {
		return
	}
	for i, c := range m.codes {
		if int(int8(c)) > levels || int(int8(c)) < -levels {
			r.Off -= len(m.codes) - i
			r.Fail(fault.Range)
			return
		}
	}
}

// checkGaps walks every row: columns below cols, and every gap used. base is where the gaps start in the whole input.
func (m *Sparse) checkGaps(r *wire.Reader, base int64) {
	if r.Err != nil {
		return
	}
	g := wire.Reader{B: m.gaps, Base: base, Section: r.Section}
	for row := range m.Rows() {
		next := uint64(0)
		for range m.at[row+1] - m.at[row] {
			next += g.Uvarint(uint64(m.cols)) + 1
			if g.Err == nil && next > uint64(m.cols) {
				g.Fail(fault.Range)
			}
			if g.Err != nil {
				r.Err = g.Err
				return
			}
		}
		m.gapAt[row+1] = uint32(g.Off)
	}
	g.End()
	r.Err = g.Err
}

// readDeltas reads what appendDeltas wrote: at most count values within ±limit, appended to dst.
//
//go:noinline
func readDeltas(r *wire.Reader, count int, limit int64, dst []int32) []int32 {
	n := r.Count(count)
	if r.Err != nil {
		return nil
	}
	if cap(dst) < n {
		dst = make([]int32, 0, n)
	}
	v := int64(0)
	for range n {
		v += r.Varint(2 * limit)
		if r.Err == nil && (v > limit || v < -limit) {
			r.Fail(fault.Range)
		}
		if r.Err != nil {
			return nil
		}
		dst = append(dst, int32(v))
	}
	return dst
}
