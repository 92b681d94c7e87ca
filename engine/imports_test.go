package engine_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/hearthrank/hearth/"

// forbidden is what code in the module must not import, not even through others: each costs kilobytes, or is a way out.
var forbidden = []string{
	"fmt", "reflect", "time", "os", "sort", "strings", "strconv", "encoding", "crypto", "net", "io", "errors", "math/rand", "syscall", "plugin",
	"github.com/vmihailenco",
}

// list runs go list in the repository, for one platform.
func list(t *testing.T, platform []string, args ...string) []string {
	c := exec.Command("go", append([]string{"list"}, args...)...)
	c.Dir, c.Env = "..", append(os.Environ(), platform...)
	c.Stderr = os.Stderr
	out, err := c.Output()
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

var asModule = []string{"GOOS=wasip1", "GOARCH=wasm"}

// TestModuleImports looks at everything that is linked into the module, and at the engine's packages one by one.
func TestModuleImports(t *testing.T) {
	for name, c := range map[string]struct{ platform, packages []string }{
		"module": {asModule, []string{"./wasm/guest"}},
		"engine": {asModule, []string{"./engine/...", "./wasm/abi"}},
		"native": {nil, []string{"./engine/...", "./wasm/abi"}},
	} {
		t.Run(name, func(t *testing.T) {
			deps := list(t, c.platform, append([]string{"-deps"}, c.packages...)...)
			require.Contains(t, deps, module+"engine/event")
			for _, dep := range deps {
				for _, f := range forbidden {
					require.False(t, dep == f || strings.HasPrefix(dep, f+"/"), dep)
				}
				own := strings.HasPrefix(dep, module+"engine") || strings.HasPrefix(dep, module+"wasm/")
				require.True(t, own || !strings.Contains(dep, "."), "nothing of others: %s", dep)
			}
		})
	}
}

// levels orders the folders as DESIGN.md draws them: a package imports its own level and those below.
var levels = [][]string{
	{"engine/flat", "engine/internal/fault", "engine/internal/fixed", "engine/internal/hash", "engine/internal/topk", "engine/internal/wire"},
	{"engine/event", "engine/consent"},
	{"engine/pack", "engine/pack/packtest", "engine/profile"},
	{"engine/retrieval", "engine/scoring"},
	{"engine/rerank"},
	{"engine/explain"},
	{"engine"},
	{"wasm/abi"},
	{"wasm/guest"},
}

func level(p string) int {
	return slices.IndexFunc(levels, func(l []string) bool { return slices.Contains(l, p) })
}

// outside says what may be imported of this module by what is not in it; the first prefix that fits decides. bench may import all.
var outside = []struct {
	folder string
	may    []string
}{
	{"host/train/data", nil},
	{"host/train/lambdarank", nil},
	{"host/train", []string{"engine/pack", "engine/consent", "engine/event", "engine", "host/train/data", "host/train/lambdarank"}}, // engine: it trains on the dayparts and weekdays that the engine computes
	{"host/cmd/", []string{"host", "host/*", "bench/*", "wasm", "wasm/abi", "engine/pack"}},
	{"host", []string{"host", "host/*", "wasm", "wasm/abi"}},
	{"bench", []string{"*"}},
	{"wasm/conformance", []string{"*"}},
	{"wasm/toolchain", []string{"*"}},
	{"wasm", nil},
}

func allowed(p, imported string) bool {
	if l := level(p); l >= 0 {
		return level(imported) >= 0 && level(imported) <= l
	}
	for _, o := range outside {
		if p != strings.TrimSuffix(o.folder, "/") && !strings.HasPrefix(p, strings.TrimSuffix(o.folder, "/")+"/") {
			continue
		}
		return slices.ContainsFunc(o.may, func(m string) bool {
			prefix, any := strings.CutSuffix(m, "*")
			return imported == m || any && strings.HasPrefix(imported, prefix)
		})
	}
	return false
}

// TestImportDirection checks every import of this module's packages by one another, test files left out.
func TestImportDirection(t *testing.T) {
	const format = `{{.ImportPath}} {{join .Imports " "}}`
	lines := list(t, nil, "-f", format, "./...")
	lines = append(lines, list(t, asModule, "-f", format, "./wasm/guest")...)
	seen := 0
	for _, line := range lines {
		words := strings.Fields(line)
		p := strings.TrimPrefix(words[0], module)
		for _, w := range words[1:] {
			if imported, own := strings.CutPrefix(w, module); own {
				require.True(t, allowed(p, imported), "%s must not import %s", p, imported)
			}
		}
		if level(p) >= 0 {
			seen++
		} else {
			require.False(t, strings.HasPrefix(p, "engine"), "a new package of the engine has no level yet: %s", p)
		}
	}
	require.GreaterOrEqual(t, seen, len(slices.Concat(levels...)))
}

func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		p, imported string
		want        bool
	}{
		{"engine/pack", "engine/internal/wire", true}, {"engine/pack", "engine/scoring", false}, {"engine/event", "engine/pack", false},
		{"engine", "wasm/abi", false}, {"wasm/abi", "engine/pack", true}, {"host", "engine", false}, {"host", "wasm/abi", true},
		{"host/store", "host", true}, {"host/store", "engine/pack", false}, {"host/train", "engine/pack", true}, {"host/train", "host", false}, {"host/train", "host/train/lambdarank", true}, {"host/train/lambdarank", "host/train/data", false},
		{"host/cmd/hearth", "bench/eval", true}, {"host/cmd/hearth", "engine", false}, {"bench/eval", "engine/rerank", true}, {"wasm", "engine", false},
		{"hosting", "wasm", false},
	} {
		require.Equal(t, c.want, allowed(c.p, c.imported), "%s → %s", c.p, c.imported)
	}
}
