package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/bench/eval"
	"github.com/hearthrank/hearth/host/train"
)

const small = "sample:persons=30,items=24,days=30,sessions=3"

// TestTableAndChart runs it all on a small shop: each part has its row, the full model has no difference, and more edges make a larger pack.
func TestTableAndChart(t *testing.T) {
	set, err := dataset.Open(small, dataset.Options{})
	require.NoError(t, err)
	s, err := json.Marshal(train.DefaultSettings(set))
	require.NoError(t, err)
	dir := t.TempDir()
	settings, chart := filepath.Join(dir, "s.json"), filepath.Join(dir, "chart.svg")
	require.NoError(t, os.WriteFile(settings, s, 0o600))
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), &out, small, settings, chart))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 2+1+len(train.Parts())+1+len(edges)-1)
	require.Contains(t, lines[0], "recall@10 | ndcg@10")
	for k, part := range train.Parts() {
		require.Contains(t, lines[3+k], "| no "+string(part)+" |")
		require.Regexp(t, `[+-]\d\.\d{4} \([+-]\d\.\d{4} to [+-]\d\.\d{4}\) \| \d+\.\d \|$`, lines[3+k])
	}
	require.Contains(t, lines[3+len(train.Parts())], "| no pack |")

	svg, err := os.ReadFile(chart)
	require.NoError(t, err)
	d := xml.NewDecoder(bytes.NewReader(svg))
	for err == nil {
		_, err = d.Token()
	}
	require.True(t, errors.Is(err, io.EOF), "%v", err)
	require.Contains(t, string(svg), "brotli bytes an item")
}

func TestPerItemGrowsWithEdges(t *testing.T) {
	set, err := dataset.Open("sample:persons=60,items=60", dataset.Options{})
	require.NoError(t, err)
	last := 0.0
	for _, n := range []int{1, 5, 20} {
		b, _, err := train.Train(context.Background(), set, train.DefaultConfig().WithMinPersons(1).WithEdges(n), train.DefaultSettings(set), nil)
		require.NoError(t, err)
		size := perItem(b)
		require.Greater(t, size, last)
		require.Less(t, size, float64(len(b))/60)
		last = size
	}
	require.Zero(t, perItem(nil))
	require.Zero(t, perItem([]byte("no pack")))
}

func TestHeadline(t *testing.T) {
	require.Equal(t, [2]string{"hr@20", "mrr@20"}, headline(eval.NextItem))
	require.Equal(t, [2]string{"auc", "logloss"}, headline(eval.Labelled))
	require.Equal(t, [2]string{"recall@10", "ndcg@10"}, headline(eval.LeaveOneOut))
}

func TestRunFails(t *testing.T) {
	ctx := context.Background()
	require.ErrorContains(t, run(ctx, io.Discard, "csv:/nowhere", "", ""), "no such folder")
	require.Error(t, run(ctx, io.Discard, small, "/nowhere.json", ""))
	path := filepath.Join(t.TempDir(), "bad.json")
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o600))
	require.ErrorContains(t, run(ctx, io.Discard, small, path, ""), "bad.json")
}
