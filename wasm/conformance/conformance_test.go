package conformance

// Records the traces, compares them with the committed ones, and plays those on every Go host.

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/wasm"
	"github.com/hearthrank/hearth/wasm/abi"
)

var (
	update     = flag.Bool("update", false, "rewrite testdata from the native engine")
	moduleFile = flag.String("module", "", "test this build of the module instead of the embedded engine.wasm")
)

// engineModule returns the module under test.
func engineModule(t testing.TB) []byte {
	if *moduleFile == "" {
		return wasm.Engine()
	}
	b, err := os.ReadFile(*moduleFile)
	require.NoError(t, err)
	return b
}

// golden records every scenario and returns all files of testdata by name.
func golden(t *testing.T) (files map[string][]byte, traces []trace) {
	files = map[string][]byte{}
	for name, content := range packs() {
		files[name+packEnding] = content
	}
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			r := newRecorder(t, s.name, s.about)
			s.record(r)
			files[s.name+traceEnding] = r.trace.encode()
			traces = append(traces, r.trace)
		})
	}
	return files, traces
}

// committed returns the names of the golden files that are there.
func committed(t *testing.T) []string {
	var names []string
	for _, ending := range []string{traceEnding, packEnding} {
		paths, err := filepath.Glob(filepath.Join(folder, "*"+ending))
		require.NoError(t, err)
		for _, path := range paths {
			names = append(names, filepath.Base(path))
		}
	}
	return names
}

func TestGolden(t *testing.T) {
	files, traces := golden(t)
	if t.Failed() {
		return
	}
	require.GreaterOrEqual(t, len(traces), 24)
	if *update {
		rewrite(t, files)
	}
	for _, name := range committed(t) {
		require.Contains(t, files, name, "testdata has a file that no scenario makes; run with -update")
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err, "run with -update")
		require.True(t, string(want) == string(got), "%s is not what the engine gives now; run with -update and look at the diff", name)
	}
}

func rewrite(t *testing.T, files map[string][]byte) {
	require.NoError(t, os.MkdirAll(folder, 0o755))
	for _, name := range committed(t) {
		require.NoError(t, os.Remove(filepath.Join(folder, name)))
	}
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o644))
	}
}

// unreachable are codes that no call can bring about: requests nest at most 4 levels, and what would nest deeper is an unknown key
// or a wrong type first.
var unreachable = []string{"depth"}

func TestEveryCodeIsReached(t *testing.T) {
	documented := documentedCodes(t)
	reached := map[string]bool{}
	traces, err := readTraces()
	require.NoError(t, err)
	for i := range traces {
		for k := range traces[i].Steps {
			s := &traces[i].Steps[k]
			if s.Op == opPackBegin {
				continue
			}
			var body map[string]any
			fault, err := decodeReply(s.Out, &body)
			require.NoError(t, err, s.Note)
			if fault != nil {
				reached[fault.Code] = true
			}
		}
	}
	for code := range reached {
		require.Contains(t, documented, code, "ABI.md does not list it")
	}
	for _, code := range unreachable {
		require.NotContains(t, reached, code)
		reached[code] = true
	}
	for _, code := range documented {
		require.Contains(t, reached, code, "no trace has this error")
	}
}

func TestNative(t *testing.T) {
	playAll(t, "native", func() (host, func()) { return &native{}, func() {} })
}

func TestModule(t *testing.T) {
	playGuest(t, "engine.wasm", newGuest(t, engineModule(t), 1024))
}

func TestStandardGo(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command to build the cross-check with")
	}
	g := newGuest(t, buildStandardGo(t), 4096)
	exportWASI(t, g.runtime)
	playGuest(t, "standard Go", g)
}

// buildStandardGo builds the module with the go command, as wasm/toolchain/build-std.sh does.
func buildStandardGo(t *testing.T) []byte {
	file := filepath.Join(t.TempDir(), "std.wasm")
	build := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file, "../guest")
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	return b
}

func playGuest(t *testing.T, name string, g *guest) {
	playAll(t, name, func() (host, func()) {
		i := g.start(t)
		return i, i.close
	})
}

// playAll plays every committed trace on a fresh host and says how much that was.
func playAll(t *testing.T, name string, fresh func() (h host, end func())) {
	traces, err := readTraces()
	require.NoError(t, err)
	steps, calls := 0, map[string]int{}
	for i := range traces {
		t.Run(traces[i].Name, func(t *testing.T) {
			h, end := fresh()
			defer end()
			require.NoError(t, play(h, &traces[i]))
		})
		steps += len(traces[i].Steps)
		for k := range traces[i].Steps {
			calls[traces[i].Steps[k].Op]++
		}
	}
	for _, op := range abi.Ops {
		require.Positive(t, calls[string(op)], op)
	}
	t.Logf("%s: %d traces, %d steps agree to the byte", name, len(traces), steps)
}
