package main

// This file says why: which purposes allowed what a score is made of, and where an item would stand without what the person did.

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hearthrank/hearth/host"
)

// maxWhy is for how many items one call of the module says why.
const maxWhy = 1000

// singleFlag says what counterfactuals leave out.
type singleFlag struct {
	Single bool `help:"With --why: leave out one event at a time, not all with the same item."`
}

func (f singleFlag) checkSingle(why bool) error {
	if f.Single && !why {
		return usagef("--single: needs --why")
	}
	return nil
}

// whyView is the standing of an item in the whole catalogue as JSON.
type whyView struct {
	Rank    int           `json:"rank"` // ties counted against it
	Of      int           `json:"of"`
	Without []withoutView `json:"without"`
}

// withoutView is where it would stand without any event on a history item, or without one event.
type withoutView struct {
	Item   string `json:"item"`
	Ref    int64  `json:"ref,omitempty"`  // of the one event
	Event  string `json:"type,omitempty"` // its type
	Time   string `json:"time,omitempty"`
	Title  string `json:"title,omitempty"`
	Rank   int    `json:"rank,omitempty"`
	Score  int64  `json:"score"`
	Hidden string `json:"hidden,omitempty"`
}

// hiddenView is a candidate that may not be shown.
type hiddenView struct {
	ID    string `json:"id"`
	Title string `json:"title,omitempty"`
	Why   string `json:"why"`
}

// hiddenWords say why an item may not be shown.
var hiddenWords = map[string]string{
	host.HiddenUnknown:     "the pack does not have it",
	host.HiddenUnavailable: "it is not available",
	host.HiddenSeen:        "it is in the history",
	host.HiddenExcluded:    "it was excluded",
	host.HiddenBlocked:     "you ordered never to see it",
}

// genericWords say why the history takes no part in a slate.
var genericWords = map[string]string{
	host.GenericConsent:    "no purpose that holds now allows it",
	host.GenericDial:       "the dial is at 0",
	host.GenericHistory:    "nothing is granted, or nothing in it is evidence",
	host.GenericConfidence: "it says too little, or contradicts itself",
}

// why asks for the standing of the items of a slate, and of candidates that are not on it.
func (s *session) why(ctx context.Context, v *slateView, request host.ExplainRequest) error {
	if len(request.Items) > maxWhy {
		return usagef("--why: %d items: want at most %d", len(request.Items), maxWhy)
	}
	request.Reasons = host.AllReasons
	explained, err := s.device.Explain(ctx, request)
	if err != nil {
		return err
	}
	for i := range explained.Items {
		x := &explained.Items[i]
		if at := slices.IndexFunc(v.Items, func(it itemView) bool { return it.ID == x.ID }); at >= 0 {
			v.Items[at].Why = s.standing(x, explained.Eligible, request.Single)
		} else if x.Hidden != "" {
			v.Hidden = append(v.Hidden, hiddenView{x.ID, x.Title, x.Hidden})
		}
	}
	return nil
}

func (s *session) standing(x *host.Explained, of int, single bool) *whyView {
	v := &whyView{Rank: x.Rank(), Of: of, Without: []withoutView{}}
	for i := range x.Without {
		w := &x.Without[i]
		view := withoutView{Item: w.Item, Title: s.title(w.Item), Score: w.Score, Hidden: w.Hidden}
		if at := slices.IndexFunc(x.Reasons, func(r host.Contribution) bool { return r.Ref == w.Ref }); single && at >= 0 {
			r := &x.Reasons[at]
			view.Ref, view.Event, view.Time = w.Ref, r.Event, r.Time.In(s.now.Location()).Format(time.RFC3339)
		}
		if w.Hidden == "" {
			view.Rank = w.Rank()
		}
		v.Without = append(v.Without, view)
	}
	return v
}

// title is the title of an item that the pack may not have.
func (s *session) title(id string) string {
	if item := s.file.pack.Find(id); item != noCell {
		return s.file.pack.Title(item)
	}
	return ""
}

// printWhy prints the lines below the terms of an item's score.
func printWhy(e *env, item *itemView, indent string) {
	if item.Why == nil {
		return
	}
	e.printf("%splace %d of %d in the whole catalogue\n", indent, item.Why.Rank, item.Why.Of)
	for i := range item.Why.Without {
		w := &item.Why.Without[i]
		text := "without what you did with " + itemRef{w.Item, w.Title}.String() + ": "
		if w.Ref != 0 {
			text = "without the " + oneLine(w.Event) + " of " + itemRef{w.Item, w.Title}.String() + " at " + w.Time + ": "
		}
		if w.Hidden != "" {
			e.printf("%s%snot shown, %s\n", indent, text, hiddenWords[w.Hidden])
			continue
		}
		e.printf("%s%splace %d\n", indent, text, w.Rank)
	}
}

// printHidden lists the candidates that may not be shown.
func printHidden(e *env, hidden []hiddenView) {
	for _, h := range hidden {
		e.printf("  - %s: left out, %s\n", itemRef{h.ID, h.Title}.String(), hiddenWords[h.Why])
	}
}

// forPurpose says which purposes allowed the use of what a reason is about.
func forPurpose(purposes []string) string {
	if len(purposes) == 0 {
		return ""
	}
	return "  (allowed for " + strings.Join(purposes, ", ") + ")"
}
