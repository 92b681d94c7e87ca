package event

// Category is a kind of personal data, as purposes name it.
type Category uint8

// The categories. An event has one of its own (Record.Category); its context pairs may be of others.
const (
	CategoryBrowsing  Category = iota // what was looked at
	CategorySearch                    // search texts, and what was looked at for one
	CategoryPurchases                 // what was bought or put into a basket
	CategoryFeedback                  // likes, dislikes, ratings
	CategoryInterests                 // what the person declared
	CategoryPlace                     // context pairs that say where
	CategoryTime                      // parts of the day and days of the week, as habits
	CategoryDevice                    // context pairs that say with what
	CategoryOther                     // events without an item, and all other context pairs
	Categories        = int(CategoryOther) + 1
)

// categoryNames are the categories' names, by number.
var categoryNames = [Categories]string{"browsing", "search", "purchases", "feedback", "interests", "place", "time", "device", "other"}

// String returns a category's name.
func (c Category) String() string { return categoryNames[c] }

// CategoryNamed returns the category of a name; ok is false when there is none.
func CategoryNamed(name string) (c Category, ok bool) {
	for i := range categoryNames {
		if categoryNames[i] == name {
			return Category(i), true
		}
	}
	return 0, false
}

// word is a name that says of which category an event type or a context feature is.
type word struct {
	name     string
	category Category
}

var typeWords = [...]word{
	{"search", CategorySearch},
	{"purchase", CategoryPurchases}, {"buy", CategoryPurchases}, {"order", CategoryPurchases}, {"cart", CategoryPurchases},
	{"basket", CategoryPurchases}, {"checkout", CategoryPurchases}, {"add_to_cart", CategoryPurchases},
	{"like", CategoryFeedback}, {"dislike", CategoryFeedback}, {"rate", CategoryFeedback}, {"rating", CategoryFeedback},
	{"review", CategoryFeedback}, {"feedback", CategoryFeedback},
}

var featureWords = [...]word{
	{FeatureDaypart, CategoryTime}, {FeatureWeekday, CategoryTime}, {"hour", CategoryTime}, {"season", CategoryTime}, {"weekend", CategoryTime},
	{"isweekend", CategoryTime}, {"daytime", CategoryTime}, {"daylight", CategoryTime},
	{"place", CategoryPlace}, {"location", CategoryPlace}, {"country", CategoryPlace}, {"city", CategoryPlace}, {"region", CategoryPlace},
	{"homework", CategoryPlace}, {"weather", CategoryPlace},
	{"device", CategoryDevice}, {"os", CategoryDevice}, {"browser", CategoryDevice}, {"screen", CategoryDevice}, {"language", CategoryDevice},
}

// CategoryOf returns the category of an event, from its type, and from its having an item and a search text.
func CategoryOf(eventType string, item, query bool) Category {
	if c, ok := lookup(typeWords[:], eventType); ok {
		return c
	}
	switch {
	case query:
		return CategorySearch
	case item:
		return CategoryBrowsing
	}
	return CategoryOther
}

// FeatureCategory returns the category of a context feature.
func FeatureCategory(name string) Category {
	c, ok := lookup(featureWords[:], name)
	if !ok {
		return CategoryOther
	}
	return c
}

//go:noinline
func lookup(words []word, name string) (Category, bool) {
	for i := range words {
		if words[i].name == name {
			return words[i].category, true
		}
	}
	return 0, false
}
