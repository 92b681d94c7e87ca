package fault

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestErrorText(t *testing.T) {
	for want, e := range map[string]*Error{
		"no_pack":               New(NoPack),
		"events[2].item: range": At(Range, "events[2].item"),
		"pack: section 4 (items): offset 1204: truncated": {Code: Truncated, Section: "pack: section 4 (items)", Offset: 1204},
		"pack: header: offset 0: magic":                   {Code: Magic, Section: "pack: header"},
		"s: p: offset 7: format":                          {Code: Format, Section: "s", Path: "p", Offset: 7},
	} {
		require.EqualError(t, e, want)
	}
}

func TestIs(t *testing.T) {
	e := error(&Error{Code: Range, Section: "snapshot: log", Offset: 9, Path: "x"})
	for name, c := range map[string]struct {
		target error
		want   bool
	}{
		"code alone":      {New(Range), true},
		"same place":      {&Error{Code: Range, Section: "snapshot: log", Offset: 9, Path: "x"}, true},
		"other code":      {New(Type), false},
		"other section":   {&Error{Code: Range, Section: "pack: header", Offset: -1}, false},
		"other offset":    {&Error{Code: Range, Offset: 8}, false},
		"other path":      {At(Range, "y"), false},
		"not of the type": {errors.New("range"), false},
	} {
		require.Equal(t, c.want, errors.Is(e, c.target), name)
	}
}

func TestItoa(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Min(0).Draw(t, "n")
		require.Equal(t, strconv.FormatInt(n, 10), Itoa(n))
	})
}

// TestCodesAreDocumented holds the list in ABI.md and the codes here together.
func TestCodesAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../../wasm/abi/ABI.md")
	require.NoError(t, err)
	source, err := os.ReadFile("fault.go")
	require.NoError(t, err)
	n := 0
	for line := range strings.Lines(string(source)) {
		if _, value, ok := strings.Cut(line, "Code = \""); ok {
			code, _, _ := strings.Cut(value, "\"")
			require.Contains(t, string(doc), "\n| `"+code+"` |")
			n++
		}
	}
	require.Equal(t, n, strings.Count(string(doc[strings.Index(string(doc), "## Errors"):]), "\n| `"))
}
