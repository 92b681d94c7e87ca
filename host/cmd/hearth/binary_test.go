package main

import (
	"bufio"
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/wasm"
)

// built prepares a run of the command as a process of its own: this very test binary, which TestMain makes the command.
func built(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), beCommand+"=1", "XDG_CACHE_HOME="+compiled, "HOME="+compiled)
	return cmd
}

func TestBinaryExitCodesAndStreams(t *testing.T) {
	_, path := shop(t)
	for _, c := range []struct {
		name     string
		args     []string
		code     int
		out, err string // what these contain; "" for nothing at all
	}{
		{"good", []string{"rank", "--pack", path, "--history", "a1", "a2", "--json"}, exitOK, `"id": "a2"`, ""},
		{"help", []string{"--help"}, exitOK, "Usage: hearth <command>", ""},
		{"failure", []string{"pack", "verify", "/nowhere"}, exitFailure, "", "hearth: open /nowhere: no such file or directory\n"},
		{"usage", []string{"recommend"}, exitUsage, "", "hearth: missing flags: --pack=FILE\nRun \"hearth recommend --help\" for usage and examples.\n"},
		{"nothing", nil, exitUsage, "", "Usage: hearth <command>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := built(t, c.args...)
			var out, err bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &err
			_ = cmd.Run() // the code says it
			require.Equal(t, c.code, cmd.ProcessState.ExitCode(), err.String())
			for got, want := range map[*bytes.Buffer]string{&out: c.out, &err: c.err} {
				require.Contains(t, got.String(), want)
				require.Equal(t, want == "", got.Len() == 0, got.String())
			}
		})
	}
}

func TestBinaryFromLogsToSlate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop.pack")
	out, err := built(t, "train", "--data", smallSample, "--out", file).CombinedOutput()
	require.NoError(t, err, string(out))
	out, err = built(t, "recommend", "--pack", file, "--history", "i0001", "--explain").CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), "  total\n")
	require.DirExists(t, filepath.Join(compiled, "hearth"), "the compiled module is kept")
}

func TestBinaryServesUntilInterrupted(t *testing.T) {
	dir, _ := folder(t)
	cmd := built(t, "serve", "--dir", dir, "--addr", "127.0.0.1:0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said := lines{bufio.NewReader(out)}.next(t)
	url := strings.Fields(said[strings.Index(said, "http"):])[0]
	r, err := http.Get(url)
	require.NoError(t, err)
	require.Equal(t, "<p>hello", body(t, r))
	require.NoError(t, r.Body.Close())
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.NoError(t, cmd.Wait())
	require.Empty(t, stderr.String())
}

func TestVersion(t *testing.T) {
	v := decode[versions](t, ok(t, "version", "--json").out)
	require.Equal(t, wasm.Version, v.Version)
	require.Len(t, v.Module.SHA256, 64)
	require.Equal(t, len(wasm.Engine()), v.Module.Bytes)
	require.Equal(t, "1.1", v.Pack)
	require.Equal(t, 1, v.ABI)
	text := ok(t, "version").out
	require.Contains(t, text, "hearth       "+wasm.Version)
	require.Contains(t, text, v.Module.SHA256)
}
