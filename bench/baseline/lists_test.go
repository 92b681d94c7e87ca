package baseline

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/host/train/data"
)

func rowsOf(l lists) [][]int32 {
	out := [][]int32{}
	for r := range l.rows() {
		out = append(out, append([]int32{}, l.row(int32(r))...))
	}
	return out
}

func TestSequences(t *testing.T) {
	tests := []struct {
		name                      string
		rows                      [][]int32
		sequences, distinct, back [][]int32
	}{
		{"nobody", nil, [][]int32{}, [][]int32{}, [][]int32{{}, {}, {}}},
		{"repeats", [][]int32{{2, 0, 2}}, [][]int32{{2, 0, 2}}, [][]int32{{0, 2}}, [][]int32{{0}, {}, {0, 0}}},
		{"searches are left out", [][]int32{{1, data.NoItem}, {data.NoItem}, {0}}, [][]int32{{1}, {}, {0}}, [][]int32{{1}, {}, {0}}, [][]int32{{2}, {0}, {}}},
		{"a person without a row between two", [][]int32{{1}, {}, {1, 2}}, [][]int32{{1}, {}, {1, 2}}, [][]int32{{1}, {}, {1, 2}}, [][]int32{{}, {0, 2}, {2}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all := sequences(&setOf(3, tt.rows...).Events)
			require.Equal(t, tt.sequences, rowsOf(all))
			require.Equal(t, tt.distinct, rowsOf(all.distinct()))
			require.Equal(t, tt.back, rowsOf(all.transpose(3)))
		})
	}
}

func TestSequencesOfAnySet(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, _ Query) {
		all := sequences(&set.Events)
		want := people(set)
		require.Equal(t, len(want), all.rows())
		for p := range want {
			require.True(t, slices.Equal(want[p], all.row(int32(p))))
		}
	})
}

// TestTransposeTwice: rows come back sorted, and lengths are what counting finds.
func TestTransposeTwice(t *testing.T) {
	each(t, func(t *rapid.T, set *data.Set, _ Query) {
		all := sequences(&set.Events)
		there := all.transpose(len(set.Items))
		back := there.transpose(all.rows())
		for p := range all.rows() {
			want := slices.Clone(all.row(int32(p)))
			slices.Sort(want)
			require.True(t, slices.Equal(want, back.row(int32(p))))
		}
		require.Equal(t, itemCounts(set), there.lengths())
	})
}

func TestDistinctItems(t *testing.T) {
	tests := []struct {
		name          string
		history, want []int32
	}{
		{"none", nil, nil},
		{"only searches", []int32{data.NoItem, data.NoItem}, []int32{}},
		{"repeats", []int32{3, 1, 3}, []int32{1, 3}},
		{"a search between", []int32{3, data.NoItem, 0}, []int32{0, 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, distinctItems(tt.history))
		})
	}
}
