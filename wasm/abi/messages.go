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
)

// Ops lists all operations, in the order of ABI.md.
var Ops = []Op{OpPackOpen, OpRestore, OpObserve, OpRank, OpRecommend, OpExplain, OpForget, OpSnapshot, OpStats}

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
	Bytes      uint32   `msgpack:"bytes"`
	Catalogue  string   `msgpack:"catalogue"`
	Edges      uint32   `msgpack:"edges"` // item-to-item edges stored
	Features   []string `msgpack:"features"`
	Items      uint32   `msgpack:"items"`
	Sequence   int64    `msgpack:"sequence"`
	Types      []string `msgpack:"types"`   // event types the pack gives a weight to
	Version    string   `msgpack:"version"` // format "major.minor"
}

// RestoreRequest ends the present person's state, wipes it from memory, and begins another's: from a snapshot, or empty.
type RestoreRequest struct {
	Now       int64    `msgpack:"now"`
	Offset    int32    `msgpack:"offset,omitempty"`
	Grants    []string `msgpack:"grants,omitempty"`     // purposes granted now; none by default. "all" grants every purpose
	MaxEvents int64    `msgpack:"max_events,omitempty"` // 0: 5,000; -1: no cap
	MaxDays   int64    `msgpack:"max_days,omitempty"`   // 0: 90; -1: no cap
	Snapshot  []byte   `msgpack:"snapshot,omitempty"`   // empty: a new device
}

// RestoreReply says what the device holds after a restore and its caps.
type RestoreReply struct {
	Events  uint32 `msgpack:"events"`
	Purged  uint32 `msgpack:"purged"`  // records that the caps removed
	Unknown uint32 `msgpack:"unknown"` // events whose item this pack does not offer
}

// Event is one thing that the person did, or was shown.
type Event struct {
	Type    string            `msgpack:"type"`
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
	Purged   uint32  `msgpack:"purged"` // records that the caps removed
	Recorded uint32  `msgpack:"recorded"`
	Refs     []int64 `msgpack:"refs"`
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
	Candidates []string          `msgpack:"candidates"`
	Context    map[string]string `msgpack:"context,omitempty"`
	N          int32             `msgpack:"n,omitempty"`       // 0: all
	Reasons    int32             `msgpack:"reasons,omitempty"` // contributions an item, strongest first; 0: none, -1: all
	Seen       string            `msgpack:"seen,omitempty"`    // default: "show"
}

// RecommendRequest finds the items and orders them: the first N of the whole eligible catalogue.
type RecommendRequest struct {
	Now     int64             `msgpack:"now"`
	Offset  int32             `msgpack:"offset,omitempty"`
	Context map[string]string `msgpack:"context,omitempty"`
	Exclude []string          `msgpack:"exclude,omitempty"` // items that must not come; unknown ones are ignored
	N       int32             `msgpack:"n"`                 // 1 to 100,000
	Reasons int32             `msgpack:"reasons,omitempty"`
	Seen    string            `msgpack:"seen,omitempty"` // default: "type"
}

// Slate is the answer of rank and recommend.
type Slate struct {
	Eligible uint32   `msgpack:"eligible"` // candidates left after all filters
	Items    []Ranked `msgpack:"items"`
	Personal bool     `msgpack:"personal"`          // some event of the person's history took part
	Unknown  uint32   `msgpack:"unknown,omitempty"` // candidates that the pack does not have
}

// Ranked is one item of a slate.
type Ranked struct {
	ID         string         `msgpack:"id"`
	Propensity int64          `msgpack:"propensity"` // probability of this item at this place, in units of 2⁻³⁰
	Reasons    []Contribution `msgpack:"reasons,omitempty"`
	Score      int64          `msgpack:"score"`
	Title      string         `msgpack:"title,omitempty"`
}

// Kinds of contribution.
const (
	KindItem       = "item"       // item-to-item evidence of one history event
	KindReturn     = "return"     // the item itself is in the history (one history event)
	KindUsed       = "used"       // how many events of the history speak for the item itself
	KindHabit      = "habit"      // how many of them were recorded under the request's value of one context feature
	KindAttribute  = "attribute"  // affinity of the history to one attribute of the item
	KindContext    = "context"    // the item's lift under one context feature
	KindPopularity = "popularity" // the prior
	KindFreshness  = "freshness"  // recent publication
)

// Contribution is one term of a score. Terms that are zero are left out; all terms add up to the score exactly.
type Contribution struct {
	Count uint32 `msgpack:"count,omitempty"` // events counted (used, habit)
	Event string `msgpack:"event,omitempty"` // the event's type (item, return; used, habit: of the latest one)
	Field string `msgpack:"field,omitempty"` // attribute field, or context feature
	Item  string `msgpack:"item,omitempty"`  // the history item (item, return, used, habit)
	Kind  string `msgpack:"kind"`
	Ref   int64  `msgpack:"ref,omitempty"` // the event
	Score int64  `msgpack:"score"`
	Time  int64  `msgpack:"time,omitempty"`  // the event's time
	Title string `msgpack:"title,omitempty"` // the history item's title
	Value string `msgpack:"value,omitempty"` // attribute or context value
}

// ExplainRequest asks for the standing and the contributions of items within the whole catalogue, as Recommend would see them.
type ExplainRequest struct {
	Now     int64             `msgpack:"now"`
	Offset  int32             `msgpack:"offset,omitempty"`
	Context map[string]string `msgpack:"context,omitempty"`
	Exclude []string          `msgpack:"exclude,omitempty"`
	Items   []string          `msgpack:"items"`
	Reasons int32             `msgpack:"reasons,omitempty"`
	Seen    string            `msgpack:"seen,omitempty"` // default: "type"
}

// ExplainReply has one entry an item asked for, in the order asked.
type ExplainReply struct {
	Eligible uint32      `msgpack:"eligible"` // items of the catalogue left after all filters
	Items    []Explained `msgpack:"items"`
}

// Reasons why an item may not appear on a slate.
const (
	HiddenUnknown     = "unknown"     // the pack does not have it
	HiddenUnavailable = "unavailable" // the catalogue says so
	HiddenSeen        = "seen"        // the seen policy
	HiddenExcluded    = "excluded"    // the request excluded it
)

// Explained is the standing of one item. Its rank, ties counted against it, is Above + Tied + 1.
type Explained struct {
	Above   uint32         `msgpack:"above"`            // eligible other items with a higher score
	Hidden  string         `msgpack:"hidden,omitempty"` // why it is not eligible; "" when it is
	ID      string         `msgpack:"id"`
	Reasons []Contribution `msgpack:"reasons,omitempty"`
	Score   int64          `msgpack:"score"`
	Tied    uint32         `msgpack:"tied"` // eligible other items with the same score
	Title   string         `msgpack:"title,omitempty"`
}

// ForgetRequest removes the records that match any of its parts, and every record based on them. At least one part is needed.
type ForgetRequest struct {
	Now    int64    `msgpack:"now"`
	Offset int32    `msgpack:"offset,omitempty"`
	All    bool     `msgpack:"all,omitempty"`
	Events []int64  `msgpack:"events,omitempty"` // refs
	From   *int64   `msgpack:"from,omitempty"`   // time range [from, to), either end open
	To     *int64   `msgpack:"to,omitempty"`
	Items  []string `msgpack:"items,omitempty"`
}

// ForgetReply says what went.
type ForgetReply struct {
	Purged  uint32 `msgpack:"purged"`  // records that the caps removed besides
	Removed uint32 `msgpack:"removed"` // records removed as asked, those based on them included
}

// SnapshotRequest asks for the person's state.
type SnapshotRequest struct {
	Now    int64 `msgpack:"now"`
	Offset int32 `msgpack:"offset,omitempty"`
}

// SnapshotReply has the state as bytes for Restore. Equal states give equal bytes.
type SnapshotReply struct {
	Purged   uint32 `msgpack:"purged"`
	Snapshot []byte `msgpack:"snapshot"`
}

// StatsRequest asks for counts.
type StatsRequest struct {
	Now    int64 `msgpack:"now"`
	Offset int32 `msgpack:"offset,omitempty"`
}

// Stats counts what the device holds; it names nothing.
type Stats struct {
	Events   uint32 `msgpack:"events"`
	Items    uint32 `msgpack:"items"`     // distinct items in the log
	LogBytes uint32 `msgpack:"log_bytes"` // the log's encoded size
	Mark     int64  `msgpack:"mark"`      // the clock's high-water mark
	Masked   uint32 `msgpack:"masked"`    // events held but used by nothing: no purpose granted, or past retention
	Newest   int64  `msgpack:"newest"`    // time of the newest event, 0 when there is none
	Oldest   int64  `msgpack:"oldest"`
	Purged   uint32 `msgpack:"purged"`
	Unknown  uint32 `msgpack:"unknown"` // events whose item this pack does not offer
}

// ErrorBody is the body of a reply with StatusError; hosts make the text from it.
type ErrorBody struct {
	Code    string `msgpack:"code"`
	Offset  int64  `msgpack:"offset"`            // byte offset in the pack, snapshot or message; -1 when there is none
	Path    string `msgpack:"path,omitempty"`    // the request's field, such as "events[2].item"
	Section string `msgpack:"section,omitempty"` // of a pack or a snapshot
}
