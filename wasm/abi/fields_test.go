package abi

import (
	"bytes"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
)

// tags returns the names in a message's tags, and those that are always there.
func tags(v any) (names, required []string) {
	t := reflect.TypeOf(v)
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("msgpack"), ",")
		names = append(names, name)
		if options == "" {
			required = append(required, name)
		}
	}
	return names, required
}

// TestRequestKeys holds the keys that the module reads and the definition together.
func TestRequestKeys(t *testing.T) {
	for name, c := range map[string]struct {
		keys    []string
		message any
	}{
		"pack_open": {keysPackOpen, PackOpenRequest{}}, "restore": {keysRestore, RestoreRequest{}}, "observe": {keysObserve, ObserveRequest{}},
		"event": {keysEvent, Event{}}, "rank": {keysRank, RankRequest{}}, "recommend": {keysRecommend, RecommendRequest{}},
		"explain": {keysExplain, ExplainRequest{}}, "forget": {keysForget, ForgetRequest{}}, "snapshot": {keysSnapshot, SnapshotRequest{}},
		"stats": {keysAt, StatsRequest{}}, "consent": {keysConsent, ConsentRequest{}}, "controls": {keysControls, ControlRequest{}},
		"control": {keysControl, Control{}}, "profile": {keysProfile, ProfileRequest{}}, "purpose": {keysPurpose, Purpose{}}, "attribute": {keysAttribute, Attribute{}},
	} {
		names, _ := tags(c.message)
		require.ElementsMatch(t, names, c.keys, name)
	}
}

// TestRequiredFields leaves out each required field, and then each optional one.
func TestRequiredFields(t *testing.T) {
	for op, message := range map[Op]any{
		OpPackOpen: PackOpenRequest{}, OpRestore: RestoreRequest{}, OpObserve: ObserveRequest{Events: []Event{}}, OpRank: RankRequest{Candidates: []string{}},
		OpRecommend: RecommendRequest{N: 3}, OpExplain: ExplainRequest{Items: []string{}}, OpSnapshot: SnapshotRequest{}, OpStats: StatsRequest{},
		OpForget: ForgetRequest{All: true}, OpConsent: ConsentRequest{}, OpControl: ControlRequest{}, OpProfile: ProfileRequest{},
	} {
		_, required := tags(message)
		for _, name := range required {
			s := newSession(t)
			var fields map[string]any
			require.NoError(t, msgpack.Unmarshal(encode(t, message), &fields))
			delete(fields, name)
			want := ErrorBody{Code: "missing", Offset: -1, Path: name}
			require.Equal(t, want, s.failed(op, encode(t, fields)), op)
			fields[name] = nil
			require.Equal(t, want, s.failed(op, encode(t, fields)), "nil is absent")
		}
	}
}

// TestReplyKeys compares the keys of replies in which everything is present with the definition, message by message.
func TestReplyKeys(t *testing.T) {
	s := newSession(t)
	found := map[string]map[string]bool{}
	gather := func(kind string, m map[string]any) {
		if found[kind] == nil {
			found[kind] = map[string]bool{}
		}
		for key := range m {
			found[kind][key] = true
		}
	}
	s.load(pack.Append(nil, packtest.Regulars()))
	gather("pack", s.body(OpPackOpen, PackOpenRequest{}))
	gather("restore", s.body(OpRestore, RestoreRequest{Grants: []string{"all"}}))
	gather("observe", s.body(OpObserve, ObserveRequest{Events: []Event{}}))
	gather("slate", s.body(OpRank, RankRequest{Candidates: []string{}}))
	refs := s.fill()
	s.body(OpObserve, ObserveRequest{Events: []Event{{Type: "impression", Item: "mill", BasedOn: refs[:1]}}})
	morning := int64(8 * 60 * 60 * 1000)
	for kind, r := range map[string]map[string]any{
		"slate":   s.body(OpRank, RankRequest{Now: morning, Candidates: []string{"arabica", "robusta", "mill", "kettle", "x"}, Reasons: -1}),
		"explain": s.body(OpExplain, ExplainRequest{Now: morning, Items: []string{"arabica", "mill"}, Reasons: -1}),
	} {
		gather(kind, r)
		for _, item := range r["items"].([]any) {
			gather(kind+"'s item", item.(map[string]any))
			for _, c := range item.(map[string]any)["reasons"].([]any) {
				gather("contribution", c.(map[string]any))
			}
			for _, w := range list(item.(map[string]any)["without"]) {
				gather("without", w.(map[string]any))
			}
		}
	}
	gatherAll := func(m map[string]any, kinds map[string]string) {
		for key, kind := range kinds {
			for _, x := range list(m[key]) {
				gather(kind, x.(map[string]any))
			}
		}
	}
	gather("controls", s.body(OpControl, ControlRequest{Now: 3000, Set: []Control{{Kind: ControlKindBlock, Field: "sort", Value: "x"}, {Kind: ControlKindDial, Amount: 50}}}))
	profile := s.body(OpProfile, ProfileRequest{Now: 3000, Export: true})
	gather("profile", profile)
	gatherAll(profile, map[string]string{"audit": "tally", "controls": "control", "events": "held", "interests": "interest", "ledger": "ledger", "purposes": "purpose"})
	gather("consent", s.body(OpConsent, ConsentRequest{Now: 3000}))
	forget := s.body(OpForget, ForgetRequest{All: true})
	gather("forget", forget)
	gatherAll(forget, map[string]string{"records": "removed"})
	days := int32(30)
	declared := Purpose{ID: "care", Version: 1, Text: "Care.", Stage: "rank", Days: days, Limits: map[string]int32{"search": 3}, Sensitive: []string{"health"}}
	s.body(OpRestore, RestoreRequest{Now: 5, Grants: []string{"all"}, Purposes: []Purpose{declared}})
	gatherAll(s.body(OpConsent, ConsentRequest{Now: 5}), map[string]string{"purposes": "purpose"})
	gather("snapshot", s.body(OpSnapshot, SnapshotRequest{}))
	gather("stats", s.body(OpStats, StatsRequest{}))
	gather("error", s.body(OpStats, map[string]any{"now": "x"}))
	gather("error", s.body(OpRestore, RestoreRequest{Snapshot: []byte("x")}))
	for kind, message := range map[string]any{
		"pack": PackInfo{}, "restore": RestoreReply{}, "observe": ObserveReply{}, "slate": Slate{}, "slate's item": Ranked{},
		"explain": ExplainReply{}, "explain's item": Explained{}, "contribution": Contribution{}, "forget": ForgetReply{},
		"snapshot": SnapshotReply{}, "stats": Stats{}, "error": ErrorBody{}, "without": Without{}, "removed": Removed{}, "consent": ConsentReply{},
		"purpose": PurposeStatus{}, "controls": ControlReply{}, "control": Control{}, "profile": Profile{}, "held": Held{}, "interest": Interest{},
		"ledger": LedgerEntry{}, "tally": Tally{},
	} {
		names, _ := tags(message)
		keys := []string{}
		for key := range found[kind] {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		require.Equal(t, names, keys, "%s: the definition's fields are in ascending order, and all come", kind)
	}
}

// list returns a list that a reply has, or none.
func list(v any) []any {
	l, _ := v.([]any)
	return l
}

// body sends a request and decodes the reply's body without a shape.
func (s *session) body(op Op, request any) map[string]any {
	d := msgpack.NewDecoder(bytes.NewReader(s.send(op, request)))
	_, err := d.DecodeArrayLen()
	require.NoError(s.t, err)
	_, err = d.DecodeInt()
	require.NoError(s.t, err)
	m, err := d.DecodeMap()
	require.NoError(s.t, err)
	return m
}

func TestOps(t *testing.T) {
	require.Len(t, Ops, 12)
	for i, op := range Ops {
		require.NotContains(t, Ops[:i], op)
		require.True(t, slices.Contains(Ops, op))
	}
}
