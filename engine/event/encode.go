package event

import (
	"github.com/hearthrank/hearth/engine/flat"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/wire"
)

// Version is the log format's version. Every released version stays readable.
const Version = 1

// MaxRecords bounds a log that is read, whatever its caps.
const MaxRecords = 1 << 22

// leastRecord is the fewest bytes of a record: it bounds what a log that only claims to be long can reserve.
const leastRecord = 5

// The first byte of a record: its kind in the low four bits (0 is an event), then which optional parts follow.
const (
	kindEvent  = 0
	kindMask   = 0x0f
	partItem   = 0x10
	partValue  = 0x20
	partQuery  = 0x40
	partExtras = 0x80 // context pairs and based-on refs
)

// AppendBinary appends the log's encoding: version, dictionary, records. Equal logs have equal encodings.
//
//	version   uvarint
//	words     uvarint count, then text each (uvarint length, UTF-8), in order of first use
//	records   uvarint count, then each:
//	  kind    byte
//	  type    uvarint word, from 1
//	  item    uvarint word            when partItem
//	  time    varint, ms since the record before (since 1970 for the first)
//	  offset  varint, minutes more than the record before
//	  purposes uvarint set
//	  value   varint, thousandths     when partValue
//	  query   uvarint word            when partQuery
//	  context uvarint count, (uvarint word, uvarint word or 0) each; refs uvarint count, uint64 each    when partExtras
func (l *Log) AppendBinary(b []byte) []byte {
	b = wire.Uvarint(b, Version)
	b = wire.Uvarint(b, uint64(l.Words()))
	for id := uint32(1); id <= uint32(l.Words()); id++ {
		b = flat.Grow(b, MaxQuery+10)
		b = wire.Text(b, l.Text(id))
	}
	b = wire.Uvarint(b, uint64(len(l.recs)))
	var prev Record
	for i := range l.recs {
		b = flat.Grow(b, 64+MaxPairs*10+MaxBasedOn*8)
		b = l.appendRecord(b, &l.recs[i], &prev)
		prev = l.recs[i]
	}
	return b
}

// Size returns the length of the encoding, without making it.
func (l *Log) Size() int {
	tmp := flat.Grow(l.tmp[:0], 64+MaxPairs*10+MaxBasedOn*8)
	n := len(wire.Uvarint(wire.Uvarint(wire.Uvarint(tmp, Version), uint64(l.Words())), uint64(len(l.recs))))
	for id := uint32(1); id <= uint32(l.Words()); id++ {
		s := l.Text(id)
		n += len(wire.Uvarint(tmp, uint64(len(s)))) + len(s)
	}
	var prev Record
	for i := range l.recs {
		n += len(l.appendRecord(tmp, &l.recs[i], &prev))
		prev = l.recs[i]
	}
	l.tmp = flat.Wipe(tmp)
	return n
}

func (l *Log) appendRecord(b []byte, r, prev *Record) []byte {
	b = append(b, r.parts())
	b = wire.Uvarint(b, uint64(r.Type))
	if r.Item != 0 {
		b = wire.Uvarint(b, uint64(r.Item))
	}
	b = wire.Varint(wire.Varint(b, r.Time-prev.Time), int64(r.Offset)-int64(prev.Offset))
	b = wire.Uvarint(b, uint64(r.Purposes))
	if r.HasValue {
		b = wire.Varint(b, r.Value)
	}
	if r.Query != 0 {
		b = wire.Uvarint(b, uint64(r.Query))
	}
	if r.nPairs+r.nBased == 0 {
		return b
	}
	b = wire.Uvarint(b, uint64(r.nPairs))
	for k := range l.Pairs(r) {
		name, value := l.Context(r, k)
		b = wire.Uvarint(wire.Uvarint(b, uint64(name)), uint64(value))
	}
	b = wire.Uvarint(b, uint64(r.nBased))
	for _, ref := range l.BasedOn(r) {
		b = wire.U64(b, uint64(ref))
	}
	return b
}

// parts returns a record's first byte.
func (r *Record) parts() byte {
	k := byte(kindEvent)
	if r.Item != 0 {
		k |= partItem
	}
	if r.HasValue {
		k |= partValue
	}
	if r.Query != 0 {
		k |= partQuery
	}
	if r.nPairs+r.nBased > 0 {
		k |= partExtras
	}
	return k
}

// ReadLog decodes a log. It accepts exactly what AppendBinary produces; anything else is an error of r.
func ReadLog(r *wire.Reader) *Log {
	l := &Log{}
	if v := r.Uvarint(1 << 31); r.Err == nil && v != Version {
		r.Fail(fault.Version)
	}
	l.readWords(r)
	n := r.Count(MaxRecords)
	if r.Err == nil {
		l.recs = make([]Record, 0, min(n, r.Left()/leastRecord))
	}
	d := decoder{Reader: r, log: l}
	for i := 0; i < n && r.Err == nil; i++ {
		d.record()
	}
	if r.Err == nil && int(d.used) != l.Words() {
		r.Fail(fault.Order)
	}
	return l
}

func (l *Log) readWords(r *wire.Reader) {
	n := r.Count(1 << 24)
	for i := 0; i < n && r.Err == nil; i++ {
		s := r.Text(MaxQuery)
		if r.Err == nil && (s == "" || l.dict.add(s) != uint32(i+1)) {
			r.Fail(fault.Duplicate)
		}
	}
}

// decoder reads records and checks that words are first used in their order.
type decoder struct {
	*wire.Reader
	log  *Log
	used uint32
}

// word reads a dictionary entry; 0 only where none is allowed.
func (d *decoder) word(limit int, none bool) uint32 {
	id := uint32(d.Uvarint(uint64(d.log.Words())))
	switch {
	case d.Err != nil:
		return 0
	case id == 0 && !none, id > d.used+1:
		d.Fail(fault.Order)
		return 0
	case len(d.log.Text(id)) > limit:
		d.Fail(fault.Range)
		return 0
	}
	d.used = max(d.used, id)
	return id
}

func (d *decoder) record() {
	kind := d.Byte()
	if d.Err == nil && kind&kindMask != kindEvent {
		d.Fail(fault.Format)
	}
	r := d.next()
	r.HasValue = kind&partValue != 0
	r.Type = d.word(MaxName, false)
	if kind&partItem != 0 {
		r.Item = d.word(MaxName, false)
	}
	time, offset := d.before()
	r.Time = d.within(time, MaxTime)
	r.Offset = int16(d.within(offset, MaxOffset))
	r.Purposes = uint32(d.Uvarint(1<<32 - 1))
	if r.HasValue {
		r.Value = d.Varint(MaxValue)
	}
	if kind&partQuery != 0 {
		r.Query = d.word(MaxQuery, false)
	}
	if kind&partExtras != 0 {
		d.extras(r)
	}
	if d.Err == nil {
		d.log.finish(r)
	}
}

// next appends an empty record to fill in place: a copy elsewhere would outlive the log.
func (d *decoder) next() *Record {
	d.log.recs = flat.Append(d.log.recs, Record{pairs: uint32(len(d.log.pairs)), based: uint32(len(d.log.based))})
	return &d.log.recs[len(d.log.recs)-1]
}

// before returns time and offset of the record before the last.
func (d *decoder) before() (time, offset int64) {
	i := len(d.log.recs) - 2
	if i < 0 {
		return 0, 0
	}
	return d.log.recs[i].Time, int64(d.log.recs[i].Offset)
}

// within reads a difference to base whose sum stays within ±limit.
func (d *decoder) within(base, limit int64) int64 {
	v := base + d.Varint(2*limit)
	if v < -limit || v > limit {
		d.Fail(fault.Range)
		return 0
	}
	return v
}

func (d *decoder) extras(r *Record) {
	r.nPairs = uint16(d.Count(MaxPairs))
	last := ""
	for k := 0; k < int(r.nPairs) && d.Err == nil; k++ {
		name, value := d.word(MaxName, false), d.word(MaxName, true)
		if d.Err == nil && k > 0 && d.log.Text(name) <= last {
			d.Fail(fault.Order)
		}
		last = d.log.Text(name)
		d.log.pairs = flat.Append(d.log.pairs, [2]uint32{name, value})
	}
	r.nBased = uint16(d.Count(MaxBasedOn))
	for k := 0; k < int(r.nBased) && d.Err == nil; k++ {
		ref := d.U64()
		if ref == 0 || ref >= 1<<53 {
			d.Fail(fault.Range)
		}
		d.log.based = flat.Append(d.log.based, int64(ref))
	}
	if d.Err == nil && r.nPairs+r.nBased == 0 {
		d.Fail(fault.Format)
	}
}
