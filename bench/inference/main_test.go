package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTablesAndChart runs it all on a few persons: each arm and each strength has its row, and the chart is an SVG with the legend.
func TestTablesAndChart(t *testing.T) {
	var out bytes.Buffer
	chart := filepath.Join(t.TempDir(), "c.svg")
	require.NoError(t, run(context.Background(), &out, 60, 60, 1, chart))
	for _, name := range []string{rowFirewall, rowFlagless, rowGranted, rowAudit, rowOpenAudit, rowDisplaced} {
		require.Regexp(t, `(?m)^\| `+name+` \| [\d.]+ \| -?[\d.]+ to [\d.]+ \|$`, out.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	for k := range strengths {
		require.Regexp(t, `^\| [\d.]+ (\| [\d.]+ \| -?[\d.]+ to [\d.]+ (\| \d+ \(\d\) )?){3}\|$`, lines[len(lines)-len(strengths)+k])
	}
	svg, err := os.ReadFile(chart)
	require.NoError(t, err)
	require.NoError(t, xml.Unmarshal(svg, new(struct{})))
	require.Contains(t, string(svg), "and what train --proxies lists")
	require.Contains(t, string(svg), "60 generated persons")
}

// broken refuses to be written to after a number of writes.
type broken struct{ left int }

func (b *broken) Write(p []byte) (int, error) {
	if b.left--; b.left < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestTablesSayWhenTheyCannotBeWritten(t *testing.T) {
	b := &base{world: world{persons: 1}}
	for left := range 2 {
		require.ErrorIs(t, tableA(&broken{left}, b, make([]rowA, 3)), io.ErrClosedPipe)
		require.ErrorIs(t, tableB(&broken{left}, b, make([]rowB, 3)), io.ErrClosedPipe)
	}
}

func TestRunFails(t *testing.T) {
	require.EqualError(t, run(context.Background(), io.Discard, 0, 0, 1, ""), "sample: persons 0: want 1 to 10000000")
	require.ErrorIs(t, run(context.Background(), &broken{}, 60, 60, 1, ""), io.ErrClosedPipe)
	stopped, stop := context.WithCancel(context.Background())
	stop()
	require.ErrorIs(t, run(stopped, io.Discard, 60, 60, 1, ""), context.Canceled)
	err := drawChart(filepath.Join(t.TempDir(), "no", "c.svg"), 60, []rowB{{}, {strength: 1}})
	require.True(t, errors.Is(err, os.ErrNotExist), "%v", err)
}
