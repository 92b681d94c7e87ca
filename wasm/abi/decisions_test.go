package abi

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDecisions carries a person through yes, no and withdrawal, with the replies decoded strictly.
func TestDecisions(t *testing.T) {
	s := newSession(t)
	purposes := []Purpose{
		{ID: "rank", Version: 3, Text: "Rank for me.", Stage: "rank", Categories: []string{"browsing", "search"}, Days: 30, Limits: map[string]int32{"search": 2}},
		{ID: "report", Version: 1, Text: "Count for the site.", Stage: "report"},
	}
	s.ok(OpRestore, RestoreRequest{Purposes: purposes}, &RestoreReply{})
	var c ConsentReply
	s.ok(OpConsent, ConsentRequest{}, &c)
	require.Equal(t, []PurposeStatus{
		{ID: "rank", Version: 3, Text: "Rank for me.", Stage: "rank", State: StateUndecided, Categories: []string{"browsing", "search"}, Days: 30, Limits: map[string]int32{"search": 2}},
		{ID: "report", Version: 1, Text: "Count for the site.", Stage: "report", State: StateUndecided, Categories: []string{"browsing", "search", "purchases", "feedback", "interests", "place", "time", "device", "other"}},
	}, c.Purposes)
	var snapshot SnapshotReply
	s.ok(OpSnapshot, SnapshotRequest{}, &snapshot)
	require.Empty(t, snapshot.Snapshot, "nothing was decided: nothing is to be written")

	yes := true
	s.ok(OpConsent, ConsentRequest{Now: 5, Grant: []string{"all"}, Act: "banner", Signal: &yes}, &c)
	require.True(t, c.Signal)
	require.Equal(t, []bool{true, false}, []bool{c.Purposes[0].Holds, c.Purposes[1].Holds}, "a signal switches report off")
	require.Equal(t, []string{StateGranted, StateGranted}, []string{c.Purposes[0].State, c.Purposes[1].State})
	var o ObserveReply
	s.ok(OpObserve, ObserveRequest{Now: 6, Events: []Event{{Type: "view", Item: "mill"}, {Type: "purchase", Item: "mill"}}}, &o)
	require.EqualValues(t, 1, o.Recorded, "no purpose that holds is for purchases")

	s.ok(OpConsent, ConsentRequest{Now: 7, Withdraw: []string{"rank"}, Act: "settings"}, &c)
	require.EqualValues(t, 1, c.Removed)
	require.Equal(t, StateWithdrawn, c.Purposes[0].State)
	var p Profile
	s.ok(OpProfile, ProfileRequest{Now: 8, Export: true}, &p)
	require.Empty(t, p.Events)
	deeds := []string{}
	for _, e := range p.Ledger {
		deeds = append(deeds, e.Purpose+" "+e.Deed+" by "+e.Act)
	}
	require.Equal(t, []string{" signal on by signal", "rank grant by banner", "report grant by banner", "rank withdraw by settings"}, deeds)
	require.Len(t, p.Ledger[1].Text, 16)
	kinds := []string{}
	for _, x := range p.Audit {
		kinds = append(kinds, x.Kind+" "+x.Purpose)
	}
	require.Equal(t, []string{"recorded ", "recorded rank", "withdrawn ", "withdrawn rank", "exported ", "refused "}, kinds)
}

// TestStricterWins names a purpose in all lists of one call.
func TestStricterWins(t *testing.T) {
	s := newSession(t)
	var c ConsentReply
	s.ok(OpConsent, ConsentRequest{Now: 1, Grant: []string{"rank"}, Deny: []string{"rank"}}, &c)
	require.Equal(t, StateDenied, c.Purposes[0].State)
	s.ok(OpConsent, ConsentRequest{Now: 1, Grant: []string{"rank"}, Deny: []string{"all"}, Withdraw: []string{"rank"}}, &c)
	require.Equal(t, StateWithdrawn, c.Purposes[0].State)
}

func TestControls(t *testing.T) {
	s := newSession(t)
	var c ControlReply
	set := []Control{{Kind: ControlKindDial, Amount: 40}, {Kind: ControlKindBlock, Value: "mill"}, {Kind: ControlKindInterest, Field: "sort", Value: "beans", Amount: -20}}
	s.ok(OpControl, ControlRequest{Now: 3, Set: set}, &c)
	for i := range set {
		set[i].Time = 3
	}
	require.Equal(t, set, c.Controls)
	var slate Slate
	s.ok(OpRecommend, RecommendRequest{Now: 3, N: 10, Reasons: -1}, &slate)
	for _, x := range slate.Items {
		require.NotEqual(t, "mill", x.ID)
		if x.ID == "arabica" {
			require.Contains(t, x.Reasons, Contribution{Kind: KindInterest, Field: "sort", Value: "beans", Score: x.Reasons[kindAt(x.Reasons, KindInterest)].Score})
			require.Negative(t, x.Reasons[kindAt(x.Reasons, KindInterest)].Score)
		}
	}
	s.ok(OpControl, ControlRequest{Now: 4, Lift: []Control{{Kind: ControlKindBlock, Value: "mill"}, {Kind: ControlKindDial}, {Kind: ControlKindMute, Field: "a", Value: "b"}}}, &c)
	require.Equal(t, set[2:], c.Controls)
}

func kindAt(reasons []Contribution, kind string) int {
	for i := range reasons {
		if reasons[i].Kind == kind {
			return i
		}
	}
	return -1
}

// TestDecisionErrors: what is wrong and where, and nothing changes.
func TestDecisionErrors(t *testing.T) {
	purpose := func(change func(m map[string]any)) map[string]any {
		m := map[string]any{"id": "rank", "version": 1, "text": "Rank.", "stage": "rank"}
		change(m)
		return map[string]any{"now": 1, "purposes": []any{m}}
	}
	for name, c := range map[string]struct {
		op      Op
		request any
		want    ErrorBody
	}{
		"no such purpose":   {OpConsent, ConsentRequest{Grant: []string{"rank", "sell"}}, ErrorBody{Code: "purpose", Path: "grant[1]"}},
		"none to withdraw":  {OpConsent, ConsentRequest{Withdraw: []string{"x"}}, ErrorBody{Code: "purpose", Path: "withdraw[0]"}},
		"act by itself":     {OpConsent, ConsentRequest{Act: "lapse"}, ErrorBody{Code: "range", Path: "act"}},
		"no such kind":      {OpControl, ControlRequest{Set: []Control{{Kind: "love"}}}, ErrorBody{Code: "range", Path: "set[0]"}},
		"dial too far":      {OpControl, ControlRequest{Set: []Control{{Kind: "dial", Amount: 101}}}, ErrorBody{Code: "range", Path: "set[0].amount"}},
		"dial below":        {OpControl, ControlRequest{Set: []Control{{Kind: "dial", Amount: -1}}}, ErrorBody{Code: "range", Path: "set[0].amount"}},
		"nothing to block":  {OpControl, ControlRequest{Set: []Control{{Kind: "block"}}}, ErrorBody{Code: "missing", Path: "set[0].value"}},
		"without field":     {OpControl, ControlRequest{Set: []Control{{Kind: "interest", Value: "x"}}}, ErrorBody{Code: "missing", Path: "set[0].field"}},
		"no purpose's id":   {OpRestore, purpose(func(m map[string]any) { delete(m, "id") }), ErrorBody{Code: "missing", Path: "purposes[0].id"}},
		"a bad id":          {OpRestore, purpose(func(m map[string]any) { m["id"] = "Rank" }), ErrorBody{Code: "format", Path: "purposes[0].id"}},
		"id for all":        {OpRestore, purpose(func(m map[string]any) { m["id"] = "all" }), ErrorBody{Code: "format", Path: "purposes[0].id"}},
		"no text":           {OpRestore, purpose(func(m map[string]any) { m["text"] = "" }), ErrorBody{Code: "missing", Path: "purposes[0].text"}},
		"version 0":         {OpRestore, purpose(func(m map[string]any) { m["version"] = 0 }), ErrorBody{Code: "range", Path: "purposes[0].version"}},
		"no such stage":     {OpRestore, purpose(func(m map[string]any) { m["stage"] = "sell" }), ErrorBody{Code: "range", Path: "purposes[0].stage"}},
		"no such category":  {OpRestore, purpose(func(m map[string]any) { m["categories"] = []any{"dna"} }), ErrorBody{Code: "range", Path: "purposes[0].categories"}},
		"limit of nothing":  {OpRestore, purpose(func(m map[string]any) { m["limits"] = map[string]any{"dna": 1} }), ErrorBody{Code: "range", Path: "purposes[0].limits"}},
		"twice":             {OpRestore, RestoreRequest{Purposes: []Purpose{{ID: "a", Version: 1, Text: "A", Stage: "rank"}, {ID: "a", Version: 2, Text: "B", Stage: "rank"}}}, ErrorBody{Code: "duplicate", Path: "purposes[1].id"}},
		"confidence":        {OpRestore, RestoreRequest{Confidence: 101}, ErrorBody{Code: "range", Path: "confidence"}},
		"consent days":      {OpRestore, RestoreRequest{ConsentDays: -2}, ErrorBody{Code: "range", Path: "consent_days"}},
		"counterfactuals":   {OpExplain, map[string]any{"now": 1, "items": []any{}, "counterfactuals": 101}, ErrorBody{Code: "range", Path: "counterfactuals"}},
		"forget no field":   {OpForget, map[string]any{"now": 1, "attributes": []any{map[string]any{"value": "x"}}}, ErrorBody{Code: "missing", Path: "attributes[0].field"}},
		"export what":       {OpProfile, map[string]any{"now": 1, "export": 1}, ErrorBody{Code: "type", Path: "export"}},
		"snapshot volatile": {OpSnapshot, map[string]any{"now": 1, "volatile": "x"}, ErrorBody{Code: "type", Path: "volatile"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t)
			s.fill()
			before := s.state()
			got := s.failed(c.op, encode(t, c.request))
			got.Offset = 0
			require.Equal(t, c.want, got)
			require.Equal(t, before, s.state())
		})
	}
}
