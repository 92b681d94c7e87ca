package pack_test

import (
	"encoding/hex"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/pack"
)

// TestExample holds the bytes in FORMAT.md and those of the writer together.
func TestExample(t *testing.T) {
	doc, err := os.ReadFile("FORMAT.md")
	require.NoError(t, err)
	_, listing, _ := strings.Cut(string(doc), "```\n")
	listing, _, _ = strings.Cut(listing, "```")
	text := ""
	for line := range strings.Lines(listing) {
		bytes := regexp.MustCompile(`^([0-9a-f]{2}(\*70)?( |$))+`).FindString(strings.TrimSpace(line) + " ")
		text += strings.ReplaceAll(bytes, "00*70", strings.Repeat("00", 70))
	}
	want, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	require.NoError(t, err)
	require.Equal(t, want, pack.Append(nil, two()))
}
