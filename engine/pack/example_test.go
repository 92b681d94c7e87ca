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
	require.Equal(t, listing(t, "## Example\n"), pack.Append(nil, two()))
	require.Equal(t, listing(t, "### 32768 purposes"), []byte(purposesBytes))
}

// listing returns the bytes of the first listing of FORMAT.md after a heading.
func listing(t *testing.T, heading string) []byte {
	doc, err := os.ReadFile("FORMAT.md")
	require.NoError(t, err)
	_, lines, found := strings.Cut(string(doc), "\n"+heading)
	require.True(t, found)
	_, lines, _ = strings.Cut(lines, "```\n")
	lines, _, _ = strings.Cut(lines, "```")
	text := ""
	for line := range strings.Lines(lines) {
		bytes := regexp.MustCompile(`^([0-9a-f]{2}(\*70)?( |$))+`).FindString(strings.TrimSpace(line) + " ")
		text += strings.ReplaceAll(bytes, "00*70", strings.Repeat("00", 70))
	}
	all, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	require.NoError(t, err)
	return all
}
