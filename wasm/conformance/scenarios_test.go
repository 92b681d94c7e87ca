package conformance

// The list of scenarios, one a trace.

// scenario makes one trace.
type scenario struct {
	name, about string
	record      func(r *recorder)
}

var scenarios = []scenario{
	{"basic", "A person looks around, and the slate follows.", recordBasic},
	{"cold-start", "Without history the context decides: hour and weekday, computed or given, and the prior.", recordColdStart},
	{"reasons", "Reasons add up to the score, the strongest first, as many as asked.", recordReasons},
	{"rank", "Given candidates are ordered; unknown ones are counted, repeated ones count once, unavailable ones stay out.", recordRank},
	{"recommend-is-rank", "Recommend's first n are those of Rank over everything.", recordRecommendIsRank},
	{"seen", "The three policies for items of the history.", recordSeen},
	{"exclude", "Excluded items never come; unknown ones are ignored.", recordExclude},
	{"explain", "Where an item stands, why it is hidden, and why it has its score.", recordExplain},
	{"event-types", "Weights and half-lives of event types: fading, lasting, negative and none.", recordEventTypes},
	{"used", "Uses of an item are counted over the whole history that may be used.", recordUsed},
	{"habit", "Uses of an item are counted by the context that they were recorded under.", recordHabit},
	{"against", "Negative edges and negative places in a position table.", recordAgainst},
	{"forget-ref", "Forgetting an event by its ref equals never having seen it.", recordForgetRef},
	{"forget-item", "Forgetting an item takes all of its events.", recordForgetItem},
	{"forget-range", "Forgetting a time range, closed below and open above, or open at one end.", recordForgetRange},
	{"forget-all", "Forgetting everything equals a new device.", recordForgetAll},
	{"forget-based-on", "What was based on a forgotten event goes too, and so on down the chain.", recordBasedOn},
	{"cap-events", "The cap on events keeps the latest, at every call.", recordCapEvents},
	{"cap-days", "The cap on days removes what is older, at every call.", recordCapDays},
	{"cap-none", "Without caps nothing goes.", recordCapNone},
	{"clock-jump", "A clock that jumps ahead masks but deletes only when it is confirmed.", recordClockJump},
	{"clock-back", "A clock that goes back: newer events count as age 0 and retention runs from the mark.", recordClockBack},
	{"snapshot", "A snapshot restores to the same state, and equal states have equal bytes.", recordSnapshot},
	{"new-pack", "A new pack under an old log: items vanish, keep, and come back.", recordNewPack},
	{"catalogues", "Another catalogue and a lower sequence are refused unless asked for; a failed open leaves the former pack.", recordCatalogues},
	{"grants", "Without a grant nothing is recorded or used; a later grant uses what was recorded under one.", recordGrants},
	{"swap", "Two persons take turns on one instance.", recordSwap},
	{"bad-pack", "Broken packs are refused with section and offset.", recordBadPack},
	{"bad-snapshot", "Broken snapshots are refused with section and offset, and the person stays.", recordBadSnapshot},
	{"truncated", "A message cut at every byte, and one with a byte too many.", recordTruncated},
	{"malformed", "Messages that are wrong in every way.", recordMalformed},
	{"forms", "Integers, strings, arrays and maps in longer forms than needed are read like the shortest.", recordForms},
	{"too-early", "Calls before there is a pack or a person.", recordTooEarly},
	{"unknown-items", "Events of items and types that the pack does not know are kept and contribute nothing.", recordUnknown},
	{"unicode", "Strings of every script come back as they went in, and are compared by their bytes.", recordUnicode},
	{"extremes", "Times, offsets and values at their limits and one beyond.", recordExtremes},
	{"max-sizes", "Strings, lists and counts at their limits and one beyond.", recordMaxSizes},
	{"maxima", "A pack with every number at its limit: sums do not overflow.", recordMaxima},
	{"empty", "A pack without items.", recordEmpty},
	{"large", "A random pack of 2,000 items.", recordLarge},
	{"random-1", "A random history, seed 1.", recordRandom("shop", 1, 250)},
	{"random-2", "A random history, seed 2.", recordRandom("shop", 2, 250)},
	{"random-3", "A random history, seed 3.", recordRandom("habits", 3, 250)},
	{"random-4", "A random history, seed 4.", recordRandom("habits", 4, 250)},
}
