// This file tells whether two runs posed the same questions.

package eval

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"github.com/hearthrank/hearth/host/train/data"
)

// fingerprint is a hash of the protocol and of all questions by the names of persons and items: their histories, moments and right
// answers. It knows nothing of files, seeds of intervals, context of requests or what ranks.
func (s *Split) fingerprint(qs []question, rows []Row) string {
	w := &printer{h: sha256.New()}
	w.text(s.Protocol)
	for i := range qs {
		w.question(s.Full, &qs[i])
	}
	for _, r := range rows {
		w.number(int64(truth(r.Label)))
	}
	return w.end()
}

// joinFingerprints is the fingerprint of several runs together.
func joinFingerprints(all []*Figures) string {
	w := &printer{h: sha256.New()}
	for _, f := range all {
		w.text(f.Fingerprint)
	}
	return w.end()
}

// printer writes values so that no two lists of them are written alike.
type printer struct{ h hash.Hash }

func (w *printer) end() string { return hex.EncodeToString(w.h.Sum(nil)[:16]) }

func (w *printer) number(n int64) {
	w.h.Write(binary.LittleEndian.AppendUint64(nil, uint64(n)))
}

func (w *printer) text(s string) {
	w.number(int64(len(s)))
	w.h.Write([]byte(s))
}

func (w *printer) question(set *data.Set, q *question) {
	w.text(set.Events.Persons[q.person])
	w.number(set.Events.Time[q.now])
	w.number(int64(truth(q.repeats)))
	w.number(int64(len(q.history)))
	for _, row := range q.history {
		w.text(itemOf(set, row))
	}
	w.number(int64(len(q.items)))
	for _, i := range q.items {
		if i == data.NoItem {
			w.number(-1)
		} else {
			w.text(set.Items[i].ID)
		}
	}
}
