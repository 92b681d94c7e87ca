package event

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestCategoryNames pins names and numbers: purposes in packs and configs name categories by both.
func TestCategoryNames(t *testing.T) {
	want := []string{"browsing", "search", "purchases", "feedback", "interests", "place", "time", "device", "other"}
	require.Len(t, want, Categories)
	for i, name := range want {
		require.Equal(t, name, Category(i).String())
		c, ok := CategoryNamed(name)
		require.True(t, ok)
		require.EqualValues(t, i, c)
	}
	for _, name := range []string{"", "Browsing", "brows", "all"} {
		_, ok := CategoryNamed(name)
		require.False(t, ok, name)
	}
}

func TestCategoryOf(t *testing.T) {
	for name, c := range map[string]struct {
		eventType   string
		item, query bool
		want        Category
	}{
		"a look at an item":          {"view", true, false, CategoryBrowsing},
		"of any other name":          {"zoom", true, false, CategoryBrowsing},
		"a look for a search":        {"view", true, true, CategorySearch},
		"a search":                   {"search", false, true, CategorySearch},
		"a search by its type":       {"search", false, false, CategorySearch},
		"a search with an item":      {"search", true, false, CategorySearch},
		"a text of another type":     {"ask", false, true, CategorySearch},
		"a purchase":                 {"purchase", true, false, CategoryPurchases},
		"a purchase after a search":  {"buy", true, true, CategoryPurchases},
		"a basket without an item":   {"basket", false, false, CategoryPurchases},
		"an order":                   {"order", true, false, CategoryPurchases},
		"a cart":                     {"cart", true, false, CategoryPurchases},
		"a checkout":                 {"checkout", true, false, CategoryPurchases},
		"into the cart":              {"add_to_cart", true, false, CategoryPurchases},
		"a like":                     {"like", true, false, CategoryFeedback},
		"a dislike":                  {"dislike", true, false, CategoryFeedback},
		"a rating":                   {"rating", true, false, CategoryFeedback},
		"a rating as a verb":         {"rate", true, false, CategoryFeedback},
		"a review of a search":       {"review", true, true, CategoryFeedback},
		"feedback on nothing":        {"feedback", false, false, CategoryFeedback},
		"neither item nor text":      {"open", false, false, CategoryOther},
		"case counts":                {"Purchase", true, false, CategoryBrowsing},
		"a feature is no event type": {"daypart", false, false, CategoryOther},
	} {
		require.Equal(t, c.want, CategoryOf(c.eventType, c.item, c.query), name)
	}
}

func TestFeatureCategory(t *testing.T) {
	for name, want := range map[string]Category{
		FeatureDaypart: CategoryTime, FeatureWeekday: CategoryTime, "hour": CategoryTime, "season": CategoryTime, "weekend": CategoryTime,
		"isweekend": CategoryTime, "daytime": CategoryTime, "daylight": CategoryTime, "place": CategoryPlace, "location": CategoryPlace,
		"country": CategoryPlace, "city": CategoryPlace, "region": CategoryPlace, "homework": CategoryPlace, "weather": CategoryPlace,
		"device": CategoryDevice, "os": CategoryDevice, "browser": CategoryDevice, "screen": CategoryDevice, FeatureLanguage: CategoryDevice,
		"": CategoryOther, "mood": CategoryOther, "Device": CategoryOther, "search": CategoryOther,
	} {
		require.Equal(t, want, FeatureCategory(name), name)
	}
}

// TestWordsAreOfOneCategory: no name stands in a list twice, where the second would mean nothing.
func TestWordsAreOfOneCategory(t *testing.T) {
	for _, list := range [][]word{typeWords[:], featureWords[:]} {
		seen := map[string]bool{}
		for _, w := range list {
			require.False(t, seen[w.name], w.name)
			require.NotEmpty(t, w.name)
			seen[w.name] = true
		}
	}
}

// TestRecordsHaveCategories: a record's category follows from what it says, when it is recorded, when it is read, and when it is moved.
func TestRecordsHaveCategories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, all := genLog(t)
		for range rapid.IntRange(0, 5).Draw(t, "more") {
			name := rapid.SampledFrom(typeWords[:]).Draw(t, "type").name
			a := added{event: Event{Type: name, Query: rapid.SampledFrom([]string{"", "q"}).Draw(t, "query")}}
			l.Append(&a.event, 1)
			all = append(all, a)
		}
		decoded, r := read(l.AppendBinary(nil))
		require.Nil(t, r.Err)
		moved := l.Only(func(int) bool { return true }, every)
		for i := range all {
			e := &all[i].event
			want := CategoryOf(e.Type, e.Item != "", e.Query != "")
			require.Equal(t, []Category{want, want, want}, []Category{l.At(i).Category, decoded.At(i).Category, moved.At(i).Category})
		}
	})
}
