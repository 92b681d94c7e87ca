package consent

import (
	"github.com/hearthrank/hearth/engine/event"
	"github.com/hearthrank/hearth/engine/internal/fault"
	"github.com/hearthrank/hearth/engine/internal/hash"
)

// All names every purpose.
const All = "all"

// State is where a purpose stands.
type State uint8

// The states.
const (
	Undecided State = iota
	Granted
	Denied    // future off, past masked
	Withdrawn // past cleared
	Lapsed    // granted longer ago than a consent holds: past masked; withdrawn after GraceDays, granted again by a renewed yes
	States    = int(Lapsed) + 1
)

var stateNames = [States]string{"undecided", "granted", "denied", "withdrawn", "lapsed"}

// String returns a state's name.
func (s State) String() string { return stateNames[s] }

// Act is how a decision came about.
type Act uint8

// The acts.
const (
	ActBanner   Act = iota // the person answered a question of the site
	ActSettings            // the person's own settings
	ActSignal              // a signal such as Global Privacy Control
	ActLapse               // time
	ActPack                // the purpose is no longer declared
	ActHost                // the host decided, as in a test
	Acts        = int(ActHost) + 1
)

var actNames = [Acts]string{"banner", "settings", "signal", "lapse", "pack", "host"}

// String returns an act's name.
func (a Act) String() string { return actNames[a] }

// Deed is what an entry of the ledger records.
type Deed uint8

// The deeds.
const (
	DeedGrant Deed = iota
	DeedDeny
	DeedWithdraw
	DeedLapse
	DeedSignalOn // of no purpose
	DeedSignalOff
	Deeds = int(DeedSignalOff) + 1
)

var deedNames = [Deeds]string{"grant", "deny", "withdraw", "lapse", "signal on", "signal off"}

// String returns a deed's name.
func (d Deed) String() string { return deedNames[d] }

// Days that a consent holds unless the site says otherwise, and that a lapsed one can be renewed without loss.
const (
	DefaultConsentDays = 365
	GraceDays          = 30
)

// MaxEntries bounds the ledger.
const MaxEntries = 4096

// Entry is one line of the ledger: which text was decided on, when and how. It names no item, title or query.
type Entry struct {
	Time    int64 // ms
	ID      string
	Version uint32
	Text    uint64 // XXH64 of the text
	Deed    Deed
	Act     Act
}

// slot is what a bit stands for. A free one has no id.
type slot struct {
	id      string
	version uint32
	text    uint64
	state   State
	act     Act   // of the last decision
	since   int64 // ms: when it was decided
}

// Book is what the person decided, and the ledger of how. The zero value is that of a person who was not asked yet.
type Book struct {
	Declared []Purpose
	slots    []slot // by bit
	entries  []Entry
	signal   bool
	Switched uint32 // stages that a signal switches off besides report and federate: bit k for stage k
	holds    int64  // ms that a consent holds; negative: for ever
}

// Status is one purpose and where it stands.
type Status struct {
	Purpose *Purpose
	Bit     int
	State   State
	Since   int64
	Holds   bool // it is granted, and neither too old nor masked by a signal
}

// Declare takes the purposes that pack and site declare, and how many days a consent holds (0: DefaultConsentDays, negative: for ever). It returns
// the bits of those that were declared before and are not any more: they are withdrawn. A text that differs from the one that was decided
// on under the same version is a conflict, and changes nothing.
func (b *Book) Declare(purposes []Purpose, days, now int64) (gone Set, err error) {
	for i := range purposes {
		p := &purposes[i]
		if s := b.slotOf(p.ID); s >= 0 && b.slots[s].version == p.Version && b.slots[s].text != textHash(p) {
			return 0, fault.At(fault.Conflict, "purposes."+p.ID+".text")
		}
	}
	b.Declared, b.holds = purposes, days*event.Day
	if days == 0 {
		b.holds = DefaultConsentDays * event.Day
	}
	for bit := range b.slots {
		if b.slots[bit].id != "" && b.purpose(bit) == nil {
			gone |= 1 << bit
			if b.slots[bit].state != Undecided {
				b.move(bit, Withdrawn, DeedWithdraw, ActPack, now)
			}
			b.slots[bit] = slot{}
		}
	}
	for i := range purposes {
		b.place(&purposes[i])
	}
	return gone, nil
}

// place gives a purpose the lowest free bit, unless it has one. The id is copied: a view would keep the bytes of a whole pack.
func (b *Book) place(p *Purpose) {
	if b.slotOf(p.ID) >= 0 {
		return
	}
	s := slot{id: string([]byte(p.ID)), version: p.Version, text: textHash(p)}
	for bit := range b.slots {
		if b.slots[bit].id == "" {
			b.slots[bit] = s
			return
		}
	}
	b.slots = append(b.slots, s)
}

// textHash returns the hash of all that a person agrees to: the text, and the stage, categories, retention and kinds that come with it.
func textHash(p *Purpose) uint64 {
	q := *p
	if q.Categories == 1<<event.Categories-1 { // told one by one or not at all
		q.Categories = 0
	}
	return hash.Sum64(appendPurpose(nil, &q))
}

// slotOf returns the bit of an id, or -1.
//
//go:noinline
func (b *Book) slotOf(id string) int {
	for bit := range b.slots {
		if b.slots[bit].id == id {
			return bit
		}
	}
	return -1
}

// purpose returns the declared purpose that a bit stands for, nil when there is none.
//
//go:noinline
func (b *Book) purpose(bit int) *Purpose {
	s := &b.slots[bit]
	for i := range b.Declared {
		if p := &b.Declared[i]; p.ID == s.id && p.Version == s.version {
			return p
		}
	}
	return nil
}

// Parse returns the set of the purposes named by ids; All names every one. An unknown name is an error at path[i].
//
//go:noinline
func (b *Book) Parse(ids []string, path string) (Set, error) {
	s := Set(0)
	for i, id := range ids {
		bits := Set(0)
		for bit := range b.slots {
			if name := b.slots[bit].id; name != "" && (id == All || id == name) {
				bits |= 1 << bit
			}
		}
		if bits == 0 {
			return 0, fault.At(fault.Purpose, path+"["+fault.Itoa(int64(i))+"]")
		}
		s |= bits
	}
	return s, nil
}

// Decide records a decision about a set of purposes. What stands so already is left as it is, but a yes renews.
func (b *Book) Decide(deed Deed, set Set, act Act, now int64) {
	to := [Deeds]State{DeedGrant: Granted, DeedDeny: Denied, DeedWithdraw: Withdrawn}[deed]
	for bit := range b.slots {
		if set>>bit&1 == 1 && (b.slots[bit].state != to || to == Granted && (now != b.slots[bit].since || act != b.slots[bit].act)) {
			b.move(bit, to, deed, act, now)
		}
	}
}

// move changes a purpose's state and writes it down.
//
//go:noinline
func (b *Book) move(bit int, to State, deed Deed, act Act, now int64) {
	s := &b.slots[bit]
	s.state, s.act, s.since = to, act, now
	b.write(Entry{Time: now, ID: s.id, Version: s.version, Text: s.text, Deed: deed, Act: act})
}

// write appends to the ledger. Beyond MaxEntries the oldest entry goes, one of a signal before one of a purpose.
func (b *Book) write(e Entry) {
	if len(b.entries) == MaxEntries {
		oldest := 0
		for i := range b.entries {
			if b.entries[i].ID == "" {
				oldest = i
				break
			}
		}
		b.entries = append(b.entries[:oldest], b.entries[oldest+1:]...)
	}
	b.entries = append(b.entries, e)
}

// Signal takes whether a signal such as Global Privacy Control is present.
func (b *Book) Signal(on bool, now int64) {
	if on == b.signal {
		return
	}
	b.signal = on
	deed := DeedSignalOff
	if on {
		deed = DeedSignalOn
	}
	b.write(Entry{Time: now, Deed: deed, Act: ActSignal})
}

// masked reports whether a signal that is present switches a purpose off.
func (b *Book) masked(p *Purpose) bool {
	return b.signal && (1<<StageReport|1<<StageFederate|b.Switched)>>p.Stage&1 == 1
}

// stale reports whether a yes is older than a consent holds. What the host granted itself is the host's to keep account of.
func (b *Book) stale(s *slot, at int64) bool {
	return s.state == Granted && s.act != ActHost && b.holds >= 0 && at-s.since > b.holds
}

// Advance lets consents lapse by a time that is believed, and returns the bits of those that thereby end.
func (b *Book) Advance(mark int64) (ended Set) {
	for bit := range b.slots {
		s := &b.slots[bit]
		if b.stale(s, mark) {
			b.move(bit, Lapsed, DeedLapse, ActLapse, s.since+b.holds)
		}
		if s.state == Lapsed && mark-s.since > GraceDays*event.Day {
			b.move(bit, Withdrawn, DeedWithdraw, ActLapse, s.since+GraceDays*event.Day)
			ended |= 1 << bit
		}
	}
	return ended
}

// Effective returns what is granted at a time.
//
//go:noinline
func (b *Book) Effective(at int64) Set {
	s := Set(0)
	for bit := range b.slots {
		p := b.purpose(bit)
		if p == nil || b.slots[bit].state != Granted || b.masked(p) || b.stale(&b.slots[bit], at) {
			continue
		}
		s |= 1 << bit
	}
	return s
}

// Undecided returns the purposes on which nothing was decided yet.
func (b *Book) Undecided() (s Set) {
	for bit := range b.slots {
		if b.slots[bit].state == Undecided {
			s |= 1 << bit
		}
	}
	return s
}

// Decided reports whether anything was decided about a purpose, ever. A signal alone is no decision.
func (b *Book) Decided() bool {
	for i := range b.entries {
		if b.entries[i].ID != "" {
			return true
		}
	}
	return false
}

// Clamp dates what was decided later than a time back to it: the clock that dated it was wrong.
func (b *Book) Clamp(mark int64) {
	for bit := range b.slots {
		b.slots[bit].since = min(b.slots[bit].since, mark)
	}
}

// Signalled reports whether the signal is present.
func (b *Book) Signalled() bool { return b.signal }

// Ledger returns all entries, first to last: a view.
func (b *Book) Ledger() []Entry { return b.entries }

// Status returns where each declared purpose stands, in the order of its bits; holds are those that are granted now.
func (b *Book) Status(holds Set) []Status {
	var all []Status
	for bit := range b.slots {
		if p := b.purpose(bit); p != nil {
			all = append(all, Status{Purpose: p, Bit: bit, State: b.slots[bit].state, Since: b.slots[bit].since, Holds: holds>>bit&1 == 1})
		}
	}
	return all
}

// ID returns what a bit stands for.
func (b *Book) ID(bit int) string {
	if bit >= len(b.slots) {
		return ""
	}
	return b.slots[bit].id
}

// IDs returns the ids of a set of purposes.
//
//go:noinline
func (b *Book) IDs(s Set) []string {
	var ids []string
	for bit := range b.slots {
		if s>>bit&1 == 1 {
			ids = append(ids, b.slots[bit].id)
		}
	}
	return ids
}
