package conformance

// Reads what ABI.md documents.

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// documentedCodes returns the codes of the table under "Errors".
func documentedCodes(t *testing.T) []string {
	_, errors, found := strings.Cut(abiText(t), "\n## Errors\n")
	require.True(t, found)
	var codes []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\|").FindAllStringSubmatch(errors, -1) {
		codes = append(codes, row[1])
	}
	require.NotEmpty(t, codes)
	return codes
}

func abiText(t *testing.T) string {
	b, err := os.ReadFile("../abi/ABI.md")
	require.NoError(t, err)
	return string(b)
}
