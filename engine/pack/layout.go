package pack

import "github.com/hearthrank/hearth/engine/internal/fault"

// Error is the engine's error type: what is wrong and in which section and byte.
type Error = fault.Error

// Major and Minor are the format version that is written. Majors Major and Major-1 are read; a minor above this one may bring
// sections of kind 0x8000 and up, which are skipped.
const (
	Major = 1
	Minor = 1
)

// The header: magic, version, section count, total size, sequence, catalogue id.
const (
	magic       = "HEARTHPK"
	maxSections = 64
	headerSize  = 8 + 2 + 2 + 4 + 8 + 8 + 72
	entrySize   = 12
	trailerSize = 8
	maxCatName  = 64
	optional    = 0x8000 // first kind that a reader may skip
)

// secPurposes came with minor 1; a pack without purposes is written as minor 0.
const secPurposes = optional

// Kinds of section, in the order in which they lie in the file.
const (
	secProvenance = 1 + iota
	secIDs
	secTitles
	secItems
	secAttributes
	secTypes
	secChannels
	secPopularity
	secContext
	secTerms
	secEnd
)

// sectionNames are the names used in errors and by inspect.
var sectionNames = [secEnd]string{"header", "provenance", "ids", "titles", "items", "attributes", "types", "channels", "popularity", "context", "terms"}

// SectionName returns the name of a section's kind.
func SectionName(kind uint32) string {
	switch {
	case kind < secEnd:
		return sectionNames[kind]
	case kind == secPurposes:
		return "purposes"
	}
	return "optional"
}

// label is the section's part of an error text, such as "pack: section 4 (items)".
func label(kind uint32) string {
	if kind == 0 {
		return "pack: header"
	}
	return "pack: section " + fault.Itoa(int64(kind)) + " (" + SectionName(kind) + ")"
}

// validCatalogue reports whether s is 1 to 64 of a-z 0-9 . _ -.
func validCatalogue(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= maxCatName
}
