package abi

// Version is the ABI's major version: a host refuses a module whose hearth_abi() differs.
const Version = 1

// MaxMessage is the largest input hearth_in gives a buffer for, in bytes. It leaves room for a snapshot of an
// uncapped log (some 300,000 events); ordinary messages are a few hundred bytes.
const MaxMessage = 8 << 20

// MaxPack is the largest pack hearth_pack_begin gives a buffer for, in bytes.
const MaxPack = 64 << 20

// Op names one operation of the module; its export is "hearth_" + the name.
type Op string

// The operations. Each takes the request of the same name and answers with a reply [status, body]: status 0 and the
// reply's map, or status 1 and an Error map.
const (
	OpPackOpen  Op = "pack_open"
	OpRestore   Op = "restore"
	OpObserve   Op = "observe"
	OpRank      Op = "rank"
	OpRecommend Op = "recommend"
	OpExplain   Op = "explain"
	OpForget    Op = "forget"
	OpSnapshot  Op = "snapshot"
	OpStats     Op = "stats"
	OpConsent   Op = "consent"
	OpControl   Op = "control"
	OpProfile   Op = "profile"
)

// Ops lists all operations, in the order of ABI.md.
var Ops = []Op{OpPackOpen, OpRestore, OpObserve, OpRank, OpRecommend, OpExplain, OpForget, OpSnapshot, OpStats, OpConsent, OpControl, OpProfile}

// Statuses of a reply.
const (
	StatusOK    = 0
	StatusError = 1
)

// PropensityOne is the fixed-point 1 of Ranked.Propensity.
const PropensityOne = 1 << 30

// All requests and replies are MessagePack maps whose keys are the names in the tags. A request's absent or nil field takes the
// default given here; an unknown or repeated key is an error. Times are Unix milliseconds within ±2⁵³, offsets minutes east of UTC
// within ±1440, identifiers UTF-8 of 1 to 256 bytes. Lists have at most 1,048,576 entries; events 100,000; items to explain 1,000.

// PackOpenRequest opens the bytes written after hearth_pack_begin and refolds the present person's log with them.
// A failed open leaves the former pack in use.
type PackOpenRequest struct {
	Now      int64 `msgpack:"now"`
	Offset   int32 `msgpack:"offset,omitempty"`
	Replace  bool  `msgpack:"replace,omitempty"`  // accept another catalogue id than the open pack's
	Rollback bool  `msgpack:"rollback,omitempty"` // accept a lower sequence number than the open pack's
}

// PackInfo describes the open pack.
type PackInfo struct {
	Attributes uint32   `msgpack:"attributes"` // distinct (field, value) pairs
	Bytes      uint32   `msgpack:"bytes"`      // size of the pack
	Catalogue  string   `msgpack:"catalogue"`  // the catalogue's id; a pack of another is refused
	Edges      uint32   `msgpack:"edges"`      // item-to-item edges stored
	Features   []string `msgpack:"features"`   // names of the context features that it has statistics for
	Items      uint32   `msgpack:"items"`      // items of the catalogue
	Sequence   int64    `msgpack:"sequence"`   // the pack's number, from 1; a lower one is refused
	Types      []string `msgpack:"types"`      // event types the pack gives a weight to
	Version    string   `msgpack:"version"`    // format "major.minor"
}

// RestoreRequest ends the present person's state, wipes it from memory, and begins another's: from a snapshot, or empty.
type RestoreRequest struct {
	Now          int64     `msgpack:"now"`
	Offset       int32     `msgpack:"offset,omitempty"`
	Confidence   int64     `msgpack:"confidence,omitempty"`    // percent of confidence below which a slate is generic, 0 to 100; 0: none
	ConsentDays  int64     `msgpack:"consent_days,omitempty"`  // how long the person's yes holds; 0: 365; -1: for ever
	Grants       []string  `msgpack:"grants,omitempty"`        // purposes that the host grants itself where the person has decided nothing, as a test does; "all" names every one. They do not lapse
	MaxEvents    int64     `msgpack:"max_events,omitempty"`    // 0: 5,000; -1: no cap
	MaxDays      int64     `msgpack:"max_days,omitempty"`      // 0: 90; -1: no cap. Purposes can only shorten it
	Purposes     []Purpose `msgpack:"purposes,omitempty"`      // declared by the site, beside those of the pack: of what both declare the narrower holds
	SignalStages []string  `msgpack:"signal_stages,omitempty"` // stages that a signal such as Global Privacy Control switches off besides report and federate, such as rank
	Snapshot     []byte    `msgpack:"snapshot,omitempty"`      // empty: a new device
}

// Purpose is what the person is asked to agree to. At most 32 can be declared; a new text needs a new version.
type Purpose struct {
	Categories []string         `msgpack:"categories,omitempty"` // of data that it uses: browsing, search, purchases, feedback, interests, place, time, device, other; none: all
	Days       int32            `msgpack:"days,omitempty"`       // retention, 1 to 36,500; 0: the device's own
	ID         string           `msgpack:"id"`                   // 1 to 64 of a-z 0-9 . _ -
	Limits     map[string]int32 `msgpack:"limits,omitempty"`     // retention in days of single categories, where it is shorter
	Sensitive  []string         `msgpack:"sensitive,omitempty"`  // the kinds of sensitive items that it is for; none: it is for all other items
	Stage      string           `msgpack:"stage"`                // that it serves: rank, learn, report, federate, fairness
	Text       string           `msgpack:"text"`                 // in plain words, at most 4,096 bytes
	Version    uint32           `msgpack:"version"`              // of the text, from 1
}

// RestoreReply says what the device holds after a restore and its caps.
type RestoreReply struct {
	Events  uint32 `msgpack:"events"`  // events held
	Purged  uint32 `msgpack:"purged"`  // records that time and the caps removed, or that no purpose holds any more
	Unknown uint32 `msgpack:"unknown"` // events whose item this pack does not offer
}

// Event is one thing that the person did, or was shown.
type Event struct {
	Type    string            `msgpack:"type"`               // what happened, such as view or purchase: 1 to 256 bytes
	Item    string            `msgpack:"item,omitempty"`     // "" for events that name none, such as a search
	Time    int64             `msgpack:"time,omitempty"`     // default: the request's now; at most 24 hours later than that
	Offset  *int32            `msgpack:"offset,omitempty"`   // default: the request's offset
	Value   *int64            `msgpack:"value,omitempty"`    // thousandths of the type's unit (seconds of dwell, stars)
	Query   string            `msgpack:"query,omitempty"`    // search text, at most 1,024 bytes
	Context map[string]string `msgpack:"context,omitempty"`  // at most 32 pairs
	BasedOn []int64           `msgpack:"based_on,omitempty"` // refs of the events an impression's slate was based on
}

// ObserveRequest records events in order: all of them or, on an error, none.
type ObserveRequest struct {
	Now    int64   `msgpack:"now"`
	Offset int32   `msgpack:"offset,omitempty"`
	Events []Event `msgpack:"events"`
}

// ObserveReply has one ref an event: the handle that Forget and reasons use, or 0 when the event was not recorded because no
// purpose that may record it is granted.
type ObserveReply struct {
	Purged   uint32  `msgpack:"purged"`   // records that the caps removed
	Recorded uint32  `msgpack:"recorded"` // events that were recorded
	Refs     []int64 `msgpack:"refs"`     // one an event, in the order given; 0: not recorded
}

// Seen policies of a request.
const (
	SeenByType = "type" // hide items with an event of a type whose "seen" flag is set
	SeenHide   = "hide" // hide every item of the history
	SeenShow   = "show" // hide nothing for having been seen
)

// RankRequest orders the candidates that the caller gives. Unknown candidates are left out of the slate and counted.
type RankRequest struct {
	Now        int64             `msgpack:"now"`
	Offset     int32             `msgpack:"offset,omitempty"`
	Candidates []string          `msgpack:"candidates"`        // ids of the items to order
	Context    map[string]string `msgpack:"context,omitempty"` // the situation, at most 32 pairs; daypart and weekday come from the time where it has none
	N          int32             `msgpack:"n,omitempty"`       // 0: all
	Reasons    int32             `msgpack:"reasons,omitempty"` // contributions an item, strongest first; 0: none, -1: all
	Seen       string            `msgpack:"seen,omitempty"`    // default: "show"
}

// RecommendRequest finds the items and orders them: the first N of the whole eligible catalogue.
type RecommendRequest struct {
	Now     int64             `msgpack:"now"`
	Offset  int32             `msgpack:"offset,omitempty"`
	Context map[string]string `msgpack:"context,omitempty"` // the situation, at most 32 pairs; daypart and weekday come from the time where it has none
	Exclude []string          `msgpack:"exclude,omitempty"` // items that must not come; unknown ones are ignored
	N       int32             `msgpack:"n"`                 // 1 to 100,000
	Reasons int32             `msgpack:"reasons,omitempty"` // contributions an item, strongest first; 0: none, -1: all
	Seen    string            `msgpack:"seen,omitempty"`    // default: "type"
}

// Slate is the answer of rank and recommend.
type Slate struct {
	Eligible uint32   `msgpack:"eligible"`          // candidates left after all filters
	Generic  string   `msgpack:"generic,omitempty"` // why no event took part; "" where some did
	Items    []Ranked `msgpack:"items"`             // the best first
	Personal bool     `msgpack:"personal"`          // some event of the person's history took part
	Unknown  uint32   `msgpack:"unknown,omitempty"` // candidates that the pack does not have
}

// Why no event of the history took part in a slate.
const (
	GenericConsent    = "consent"    // no purpose that holds now allows it
	GenericDial       = "dial"       // the person's dial is at 0
	GenericHistory    = "history"    // there is none that says anything
	GenericConfidence = "confidence" // it says too little or contradicts itself, by the restore's confidence
)

// Ranked is one item of a slate.
type Ranked struct {
	ID         string         `msgpack:"id"`                // the item's id
	Propensity int64          `msgpack:"propensity"`        // probability of this item at this place, in units of 2⁻³⁰
	Reasons    []Contribution `msgpack:"reasons,omitempty"` // what the score is made of, strongest first, as many as were asked for
	Score      int64          `msgpack:"score"`             // the sum of all contributions, an integer without a unit
	Title      string         `msgpack:"title,omitempty"`   // the title that the pack has
}

// Kinds of contribution.
const (
	KindItem       = "item"       // item-to-item evidence of one history event
	KindReturn     = "return"     // the item itself is in the history (one history event)
	KindUsed       = "used"       // how many events of the history speak for the item itself
	KindHabit      = "habit"      // how many of them were recorded under the request's value of one context feature
	KindAttribute  = "attribute"  // affinity of the history to one attribute of the item
	KindInterest   = "interest"   // declared interest in one attribute of the item
	KindContext    = "context"    // the item's lift under one context feature
	KindPopularity = "popularity" // the prior
	KindFreshness  = "freshness"  // recent publication
)

// Contribution is one term of a score. Terms that are zero are left out; all terms add up to the score exactly.
type Contribution struct {
	Count    uint32   `msgpack:"count,omitempty"`    // events counted (used, habit)
	Event    string   `msgpack:"event,omitempty"`    // the event's type (item, return; used, habit: of the latest one)
	Field    string   `msgpack:"field,omitempty"`    // attribute field, or context feature
	Item     string   `msgpack:"item,omitempty"`     // the history item (item, return, used, habit)
	Kind     string   `msgpack:"kind"`               // what sort of evidence it is
	Purposes []string `msgpack:"purposes,omitempty"` // that allow the use of the event
	Ref      int64    `msgpack:"ref,omitempty"`      // the event
	Score    int64    `msgpack:"score"`              // its share of the score, in the same unit; below 0 it speaks against the item
	Time     int64    `msgpack:"time,omitempty"`     // the event's time
	Title    string   `msgpack:"title,omitempty"`    // the history item's title
	Value    string   `msgpack:"value,omitempty"`    // attribute or context value
}

// ExplainRequest asks for the standing and the contributions of items within the whole catalogue, as Recommend would see them.
type ExplainRequest struct {
	Now             int64             `msgpack:"now"`
	Offset          int32             `msgpack:"offset,omitempty"`
	Context         map[string]string `msgpack:"context,omitempty"`         // the situation, at most 32 pairs; daypart and weekday come from the time where it has none
	Counterfactuals *int32            `msgpack:"counterfactuals,omitempty"` // history items (with single: events) an item, 0 to 100; default: 3 where reasons are asked for, else 0
	Exclude         []string          `msgpack:"exclude,omitempty"`         // items that must not come; unknown ones are ignored
	Items           []string          `msgpack:"items"`                     // ids of the items, at most 1,000
	Reasons         int32             `msgpack:"reasons,omitempty"`         // contributions an item, strongest first; 0: none, -1: all
	Seen            string            `msgpack:"seen,omitempty"`            // default: "type"
	Single          bool              `msgpack:"single,omitempty"`          // counterfactuals leave out one event each, not all events on a history item
}

// ExplainReply has one entry an item asked for, in the order asked.
type ExplainReply struct {
	Eligible uint32      `msgpack:"eligible"` // items of the catalogue left after all filters
	Items    []Explained `msgpack:"items"`    // one an item asked for, in the order asked
}

// Reasons why an item may not appear on a slate.
const (
	HiddenUnknown     = "unknown"     // the pack does not have it
	HiddenUnavailable = "unavailable" // the catalogue says so
	HiddenSeen        = "seen"        // the seen policy
	HiddenExcluded    = "excluded"    // the request excluded it
	HiddenBlocked     = "blocked"     // the person ordered so
)

// Explained is the standing of one item. Its rank, ties counted against it, is Above + Tied + 1.
type Explained struct {
	Above   uint32         `msgpack:"above"`             // eligible other items with a higher score
	Hidden  string         `msgpack:"hidden,omitempty"`  // why it is not eligible; "" when it is
	ID      string         `msgpack:"id"`                // the item's id
	Reasons []Contribution `msgpack:"reasons,omitempty"` // what the score is made of, strongest first, as many as were asked for
	Score   int64          `msgpack:"score"`             // the sum of all contributions, an integer without a unit
	Tied    uint32         `msgpack:"tied"`              // eligible other items with the same score
	Title   string         `msgpack:"title,omitempty"`   // the title that the pack has
	Without []Without      `msgpack:"without,omitempty"` // one a history item, or event, behind the strongest reasons
}

// Without is where an item would stand without any event on a history item, or without one event: what the same request says once that is forgotten.
type Without struct {
	Above  uint32 `msgpack:"above"`            // eligible other items with a higher score then
	Hidden string `msgpack:"hidden,omitempty"` // why it would not be eligible; "" when it would
	Item   string `msgpack:"item"`             // the history item
	Ref    int64  `msgpack:"ref"`              // an event on it that is behind the reason; with single, the one that is left out
	Score  int64  `msgpack:"score"`            // its score then
	Tied   uint32 `msgpack:"tied"`             // eligible other items with the same score then
}

// ForgetRequest removes the records that match any of its parts, and every record based on them. At least one part is needed.
type ForgetRequest struct {
	Now        int64       `msgpack:"now"`
	Offset     int32       `msgpack:"offset,omitempty"`
	All        bool        `msgpack:"all,omitempty"`        // every record
	Attributes []Attribute `msgpack:"attributes,omitempty"` // events on items that have the attribute in the present pack, such as those of a category
	Events     []int64     `msgpack:"events,omitempty"`     // refs
	From       *int64      `msgpack:"from,omitempty"`       // time range [from, to), either end open
	To         *int64      `msgpack:"to,omitempty"`         // Unix ms, not included
	Items      []string    `msgpack:"items,omitempty"`      // ids of items: all events on them
	Preview    bool        `msgpack:"preview,omitempty"`    // say what would go, and remove nothing
	Sessions   []int64     `msgpack:"sessions,omitempty"`   // refs of events: all events around each without a pause of 30 minutes
}

// Attribute is one value of a field, such as a category.
type Attribute struct {
	Field string `msgpack:"field"` // its name, such as category or brand
	Value string `msgpack:"value"` // the value, as the catalogue has it
}

// ForgetReply says what went.
type ForgetReply struct {
	Purged  uint32    `msgpack:"purged"`  // records that time and the caps removed besides
	Records []Removed `msgpack:"records"` // what was removed as asked, those based on them included, or would be
	Removed uint32    `msgpack:"removed"` // their number
}

// Removed is a record that went, or would go.
type Removed struct {
	Item string `msgpack:"item,omitempty"` // id of the item that it was about
	Ref  int64  `msgpack:"ref"`            // its ref
	Time int64  `msgpack:"time"`           // when it happened, Unix ms
	Type string `msgpack:"type"`           // its type
}

// SnapshotRequest asks for the person's state.
type SnapshotRequest struct {
	Now      int64 `msgpack:"now"`
	Offset   int32 `msgpack:"offset,omitempty"`
	Volatile bool  `msgpack:"volatile,omitempty"` // with what must not be written: for a host that keeps it in memory alone
}

// SnapshotReply has the state as bytes for Restore. Equal states give equal bytes. It is empty until the person has decided something, or has said that
// what they ordered is to be remembered.
type SnapshotReply struct {
	Purged   uint32 `msgpack:"purged"`   // records that time and the caps removed
	Snapshot []byte `msgpack:"snapshot"` // the state, for restore; empty before there is anything to keep
}

// StatsRequest asks for counts.
type StatsRequest struct {
	Now    int64 `msgpack:"now"`
	Offset int32 `msgpack:"offset,omitempty"`
}

// Stats counts what the device holds; it names nothing.
type Stats struct {
	Events   uint32 `msgpack:"events"`    // events held
	Items    uint32 `msgpack:"items"`     // distinct items in the log
	LogBytes uint32 `msgpack:"log_bytes"` // the log's encoded size
	Mark     int64  `msgpack:"mark"`      // the clock's high-water mark
	Masked   uint32 `msgpack:"masked"`    // events held but used by nothing: no purpose granted, or past retention
	Newest   int64  `msgpack:"newest"`    // time of the newest event, 0 when there is none
	Oldest   int64  `msgpack:"oldest"`    // time of the oldest event, 0 when there is none
	Purged   uint32 `msgpack:"purged"`    // records that time and the caps removed
	Unknown  uint32 `msgpack:"unknown"`   // events whose item this pack does not offer
}

// ErrorBody is the body of a reply with StatusError; hosts make the text from it.
type ErrorBody struct {
	Code    string `msgpack:"code"`              // what is wrong, as ABI.md lists it
	Offset  int64  `msgpack:"offset"`            // byte offset in the pack, snapshot or message; -1 when there is none
	Path    string `msgpack:"path,omitempty"`    // the request's field, such as "events[2].item"
	Section string `msgpack:"section,omitempty"` // of a pack or a snapshot
}

// ConsentRequest takes what the person, or a signal, decides. It acts within the call. Of a purpose that is named more than once the strictest holds.
// Without a decision it says where the purposes stand.
type ConsentRequest struct {
	Now      int64    `msgpack:"now"`
	Offset   int32    `msgpack:"offset,omitempty"`
	Act      string   `msgpack:"act,omitempty"`      // how: banner (the default), settings or signal
	Deny     []string `msgpack:"deny,omitempty"`     // purposes: nothing is recorded for them from now on, and what was is masked
	Grant    []string `msgpack:"grant,omitempty"`    // purposes: what is recorded from now on serves them. "all" names every one
	Signal   *bool    `msgpack:"signal,omitempty"`   // whether a signal such as Global Privacy Control is present; while it is, report and federate are off
	Withdraw []string `msgpack:"withdraw,omitempty"` // purposes: they are taken from every record, and what no other purpose holds is removed
}

// ConsentReply says where every purpose stands.
type ConsentReply struct {
	Purged   uint32          `msgpack:"purged"`   // records that time and the caps removed besides
	Purposes []PurposeStatus `msgpack:"purposes"` // every declared purpose
	Removed  uint32          `msgpack:"removed"`  // records that no purpose holds any more
	Signal   bool            `msgpack:"signal"`   // whether a signal such as Global Privacy Control is present
}

// States of a purpose.
const (
	StateUndecided = "undecided"
	StateGranted   = "granted"
	StateDenied    = "denied"
	StateWithdrawn = "withdrawn"
	StateLapsed    = "lapsed" // masked; withdrawn after 30 days, granted again by a renewed yes
)

// PurposeStatus is a declared purpose and where it stands.
type PurposeStatus struct {
	Categories []string         `msgpack:"categories"`          // of data that it uses
	Days       int32            `msgpack:"days,omitempty"`      // retention in days; 0: the device's own
	Holds      bool             `msgpack:"holds"`               // it is granted, and neither too old nor masked by a signal
	ID         string           `msgpack:"id"`                  // its name
	Limits     map[string]int32 `msgpack:"limits,omitempty"`    // retention in days of single categories, where it is shorter
	Sensitive  []string         `msgpack:"sensitive,omitempty"` // the kinds of sensitive items that it is for; none: it is for all other items
	Since      int64            `msgpack:"since,omitempty"`     // when it was decided
	Stage      string           `msgpack:"stage"`               // that it serves: rank, learn, report, federate, fairness
	State      string           `msgpack:"state"`               // what was decided last
	Text       string           `msgpack:"text"`                // what the person is asked to agree to
	Version    uint32           `msgpack:"version"`             // of the text, from 1
}

// Kinds of control.
const (
	ControlKindDial     = "dial"     // amount 0 to 100: how far the history may go; at 0 it contributes nothing
	ControlKindBlock    = "block"    // never show the item named by value, or, with a field, any item that has this attribute
	ControlKindInterest = "interest" // amount -100 to 100: a declared interest in the attribute field, value
	ControlKindMute     = "mute"     // what is inferred about the attribute field, value counts for nothing
	ControlKindLanguage = "language" // value stands in for the context feature "language" where a request has none
)

// Control is an order of the person. It holds until it is lifted or another takes its place: one of the same kind, field and value, or, for dial and
// language, of the same kind.
type Control struct {
	Amount int32  `msgpack:"amount,omitempty"` // of a dial 0 to 100, of an interest -100 to 100
	Field  string `msgpack:"field,omitempty"`  // attribute field, such as category
	Kind   string `msgpack:"kind"`             // what sort of order it is
	Time   int64  `msgpack:"time,omitempty"`   // in replies: when it was given
	Value  string `msgpack:"value,omitempty"`  // the field's value; of a block without a field an item's id, of a language its code
}

// ControlRequest lifts orders and then gives others: all or, on an error, none. A person can have 1,000.
type ControlRequest struct {
	Now      int64     `msgpack:"now"`
	Offset   int32     `msgpack:"offset,omitempty"`
	Lift     []Control `msgpack:"lift,omitempty"`     // orders to take back
	Remember bool      `msgpack:"remember,omitempty"` // write them even before the person has said yes to a purpose
	Set      []Control `msgpack:"set,omitempty"`      // orders to give
}

// ControlReply has all orders that hold.
type ControlReply struct {
	Controls []Control `msgpack:"controls"` // all orders that hold
	Purged   uint32    `msgpack:"purged"`   // records that time and the caps removed
}

// ProfileRequest asks for everything that the device holds about the person.
type ProfileRequest struct {
	Now    int64 `msgpack:"now"`
	Offset int32 `msgpack:"offset,omitempty"`
	Export bool  `msgpack:"export,omitempty"` // count it as an export
}

// Profile is everything that the device holds about the person.
type Profile struct {
	Audit     []Tally         `msgpack:"audit"`     // what was done with the person's data, as counts
	Bytes     uint32          `msgpack:"bytes"`     // of the encoded log
	Controls  []Control       `msgpack:"controls"`  // all orders that hold
	Events    []Held          `msgpack:"events"`    // in the order in which they arrived
	Interests []Interest      `msgpack:"interests"` // inferred from the events that may be used now
	Ledger    []LedgerEntry   `msgpack:"ledger"`    // every decision, first to last
	Purposes  []PurposeStatus `msgpack:"purposes"`  // every declared purpose
	Signal    bool            `msgpack:"signal"`    // whether a signal such as Global Privacy Control is present
}

// Held is an event as the device holds it.
type Held struct {
	BasedOn  []int64           `msgpack:"based_on,omitempty"` // refs of the events that what was shown was based on
	Category string            `msgpack:"category"`           // of data: browsing, search, purchases, feedback or other
	Context  map[string]string `msgpack:"context,omitempty"`  // the situation that it was recorded with
	Item     string            `msgpack:"item,omitempty"`     // the item's id
	Offset   int32             `msgpack:"offset,omitempty"`   // minutes east of UTC when it happened
	Purposes []string          `msgpack:"purposes"`           // that it carries
	Query    string            `msgpack:"query,omitempty"`    // search text
	Ref      int64             `msgpack:"ref"`                // its handle, for forget
	Time     int64             `msgpack:"time"`               // when it happened, Unix ms
	Title    string            `msgpack:"title,omitempty"`    // of the item, where the pack offers it
	Type     string            `msgpack:"type"`               // what happened, such as view
	Used     bool              `msgpack:"used"`               // ranking may use it now
	Value    *int64            `msgpack:"value,omitempty"`    // in thousandths of the type's unit
}

// Interest is what the history says about an attribute.
type Interest struct {
	Events   []int64 `msgpack:"events"`          // refs of the events behind it, latest first
	Field    string  `msgpack:"field"`           // attribute field, such as category
	Strength int64   `msgpack:"strength"`        // score to an item that consists of the attribute alone
	Value    string  `msgpack:"value,omitempty"` // the field's value
}

// LedgerEntry is one decision: on which text, when and how. An entry about a signal names no purpose.
type LedgerEntry struct {
	Act     string `msgpack:"act"`               // banner, settings, signal, lapse, pack (no longer declared), host
	Deed    string `msgpack:"deed"`              // grant, deny, withdraw, lapse, signal on, signal off
	Purpose string `msgpack:"purpose,omitempty"` // the purpose's id
	Text    string `msgpack:"text,omitempty"`    // XXH64 of the purpose that was decided on, text and all, 16 hexadecimal digits
	Time    int64  `msgpack:"time"`              // when it was decided, Unix ms
	Version uint32 `msgpack:"version,omitempty"` // of the text that was decided on
}

// Kinds of what the audit counts.
const (
	TallyKindRecorded  = "recorded"  // events recorded
	TallyKindRefused   = "refused"   // events that no purpose which held may record, but those on sensitive items, since the person was restored
	TallyKindPurged    = "purged"    // records that time and the caps removed
	TallyKindForgotten = "forgotten" // records that the person removed
	TallyKindWithdrawn = "withdrawn" // records that no purpose held any more
	TallyKindExported  = "exported"  // exports
	TallyKindUsed      = "used"      // slates and explanations that history took part in
)

// Tally is a count of the audit, which says how often and when last something was done with the person's data, and never with what.
type Tally struct {
	Count   int64  `msgpack:"count"`             // how often
	Kind    string `msgpack:"kind"`              // what was done
	Latest  int64  `msgpack:"latest"`            // the day of the latest, as its first ms in UTC: a time could be that of something forgotten
	Purpose string `msgpack:"purpose,omitempty"` // "": all purposes together
}
