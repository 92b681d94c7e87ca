package eval

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/host/train/data"
)

// public opens a public data set below the folder that HEARTH_DATA names, or skips the test: none may be in this repository.
func public(t *testing.T, prefix, path string) *data.Set {
	dir := os.Getenv("HEARTH_DATA")
	if dir == "" {
		t.Skip("HEARTH_DATA names no folder with public data sets; this test checks the splits and known figures on them")
	}
	set, err := dataset.Open(prefix+":"+filepath.Join(dir, path), dataset.Options{})
	if err != nil {
		t.Skipf("no %s below HEARTH_DATA: %v", path, err)
	}
	return set
}

// TestPublicSplits: the numbers of cases are those of the papers.
func TestPublicSplits(t *testing.T) {
	tests := []struct {
		prefix, path, protocol string
		cases, persons, rows   int
	}{
		{"s3rec", "s3rec/Beauty", LeaveOneOut, 22363, 22363, 0},
		{"s3rec", "s3rec/LastFM", LeaveOneOut, 1090, 1090, 0},
		{"sessions", "serenade", NextItem, 1121, 330, 0},
		{"sessions", "yoochoose_1_64", NextItem, 55898, 15324, 0},
		{"movielens", "ml-100k", Random, 943, 943, 0},
		{"libfm", "frappe", Labelled, 19063, 769, 57722},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			s := split(t, public(t, tt.prefix, tt.path), SplitOptions{})
			require.Equal(t, tt.protocol, s.Protocol)
			require.Len(t, s.Test, tt.cases)
			require.Len(t, runs(personsOf(s.Test)), tt.persons)
			require.Len(t, s.TestRows, tt.rows)
		})
	}
}

// TestPublicFigures: reference models have the figures that others found.
func TestPublicFigures(t *testing.T) {
	tests := []struct {
		name, prefix, path, model, metric string
		want, within                      float64
	}{
		{"used before, then popularity, on Frappe (issue 3)", "libfm", "frappe", "used-before", "auc", .971, .0005},
		{"the same, popularity in context", "libfm", "frappe", "used-before-context", "auc", .9715, .0005},
		{"popularity on yoochoose, near SR-GNN's table 2", "sessions", "yoochoose_1_64", "popularity", "hr@20", .0671, .01},
		{"popularity on ml-100k", "movielens", "ml-100k", "popularity", "ndcg@10", .247, .005},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Run(context.Background(), public(t, tt.prefix, tt.path), strict(), Options{Model: tt.model})
			require.NoError(t, err)
			require.InDelta(t, tt.want, r.Metrics[tt.metric], tt.within)
		})
	}
}
