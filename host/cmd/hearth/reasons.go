package main

// This file puts the contributions to a score into words.

import (
	"fmt"
	"strconv"
	"time"

	"github.com/hearthrank/hearth/host"
)

// verbs say what the person did, by event type.
var verbs = map[string]string{
	"view":        "viewed",
	"click":       "clicked",
	"dwell":       "spent time on",
	"add_to_cart": "put in your cart",
	"purchase":    "bought",
	"like":        "liked",
	"dislike":     "disliked",
	"dismiss":     "dismissed",
	"rating":      "rated",
	"listen":      "listened to",
	"impression":  "were shown",
}

// because says in words what a contribution is.
func because(c *host.Contribution) string {
	switch c.Kind {
	case host.KindItem:
		return "because " + deed(c)
	case host.KindReturn:
		return "again, because " + deed(c)
	case host.KindUsed:
		return choose(c, "because you used it ", "again, because you used it ") + times(c)
	case host.KindHabit:
		return choose(c, "a habit with ", "no habit with ") + oneLine(c.Field+" "+c.Value) + ": you used it " + times(c)
	case host.KindAttribute:
		return choose(c, "because your history likes ", "because your history avoids ") + oneLine(c.Field+" "+c.Value)
	case host.KindInterest:
		return choose(c, "because you declared an interest in ", "because you declared to care little for ") + oneLine(c.Field+" "+c.Value)
	case host.KindContext:
		return choose(c, "more in demand with ", "less in demand with ") + oneLine(c.Field+" "+c.Value)
	case host.KindPopularity:
		return choose(c, "popular with everybody", "unpopular with everybody")
	case host.KindFreshness:
		return "published recently"
	}
	return c.Kind
}

// deed says what the person did to the history item.
func deed(c *host.Contribution) string {
	name := c.Title
	if name == "" {
		name = c.Item
	}
	if verb, ok := verbs[c.Event]; ok {
		return fmt.Sprintf("you %s %s", verb, oneLine(name))
	}
	return oneLine(fmt.Sprintf("of your %s of %s", c.Event, name))
}

// times says how often something was done, and when last.
func times(c *host.Contribution) string {
	text := fmt.Sprintf("%d times", c.Count)
	if c.Count == 1 {
		text = "once"
	}
	if c.Time.IsZero() {
		return text
	}
	if c.Count != 1 {
		text += ", last"
	}
	return text + " on " + c.Time.Format(time.DateOnly)
}

func choose(c *host.Contribution, plus, minus string) string {
	if c.Score < 0 {
		return minus
	}
	return plus
}

// reasonView is a contribution as JSON.
type reasonView struct {
	Kind  string `json:"kind"`
	Score int64  `json:"score"`
	Text  string `json:"text"`
	Field string `json:"field,omitempty"`
	Value string `json:"value,omitempty"`
	Item  string `json:"item,omitempty"`
	Title string `json:"title,omitempty"`
	Event string `json:"event,omitempty"`
	Count int    `json:"count,omitempty"`

	Purposes []string `json:"purposes,omitempty"`
}

func viewReasons(all []host.Contribution) []reasonView {
	var views []reasonView
	for i := range all {
		c := &all[i]
		views = append(views, reasonView{
			Kind: c.Kind, Score: c.Score, Text: because(c),
			Field: c.Field, Value: c.Value, Item: c.Item, Title: c.Title, Event: c.Event, Count: c.Count, Purposes: c.Purposes,
		})
	}
	return views
}

// addUp returns an error when the reasons of an item do not sum to its score.
func addUp(item *itemView) error {
	sum := int64(0)
	for _, r := range item.Reasons {
		sum += r.Score
	}
	if sum != item.Score {
		return fmt.Errorf("item %q: its reasons add up to %d and its score is %d: this module and this command do not belong together", item.ID, sum, item.Score)
	}
	return nil
}

// printReasons prints the terms of a score under each other, and their sum.
func printReasons(e *env, item *itemView, indent string) {
	t := table{indent: indent, columns: []column{{}, {right: true}, {flex: true}}}
	for _, r := range item.Reasons {
		sign, score := "+", r.Score
		if score < 0 {
			sign, score = "-", -score
		}
		text := r.Text
		if item.Why != nil {
			text += forPurpose(r.Purposes)
		}
		t.add(sign, strconv.FormatInt(score, 10), text)
	}
	t.add("=", item.Score, "total")
	t.write(e.out, e.width)
}
