package train

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/hearthrank/hearth/engine/pack"
)

// halfStep is the relative error that 127 magnitudes over the full spread allow.
var halfStep = math.Exp(math.Log(spread)/(pack.MaxLevels-1)/2) - 1

func TestQuantiseErrorIsBounded(t *testing.T) {
	require.InDelta(t, 0.0336, halfStep, 1e-4)
	rapid.Check(t, func(t *rapid.T) {
		largest := math.Exp(rapid.Float64Range(-20, 20).Draw(t, "log of the largest"))
		row := []cell{{0, largest}}
		for i := range rapid.IntRange(0, 40).Draw(t, "cells") {
			w := largest * math.Exp(-rapid.Float64Range(0, 12).Draw(t, "strength"))
			row = append(row, cell{uint32(i + 1), math.Copysign(w, rapid.SampledFrom([]float64{1, -1}).Draw(t, "sign"))})
		}
		scale := scaleFor(largest)
		m := quantise([][]cell{row}, scale)
		require.LessOrEqual(t, len(m.Book), pack.MaxLevels)
		weakest := largest / spread
		for k, c := range row {
			e := m.Rows[0][k]
			require.Equal(t, c.col, e.Col)
			got := float64(value(&m, e.Code))
			require.Equal(t, math.Signbit(c.weight), math.Signbit(got), "sign")
			want := scale * math.Copysign(max(math.Abs(c.weight), weakest), c.weight)
			require.InDelta(t, want, got, math.Abs(want)*(halfStep+1e-9)+1, "weight %v", c.weight)
		}
		requireOrderKept(t, row, m.Rows[0])
	})
}

func requireOrderKept(t *rapid.T, row []cell, entries []pack.Entry) {
	for i := range row {
		for j := range row {
			if row[i].weight < row[j].weight {
				require.LessOrEqual(t, entries[i].Code, entries[j].Code)
			}
		}
	}
}

func TestQuantiseEdgeCases(t *testing.T) {
	tests := []struct {
		name  string
		rows  [][]cell
		book  []int32
		codes [][]int8
	}{
		{"no rows", nil, nil, [][]int8{}},
		{"empty rows", [][]cell{nil, {}}, nil, [][]int8{{}, {}}},
		{"only zeros keep their columns", [][]cell{{{3, 0}}}, nil, [][]int8{{0}}},
		{"one level", [][]cell{{{0, 0.5}, {1, -0.5}}, {{2, 0}}}, []int32{50}, [][]int8{{1, -1}, {0}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := quantise(tt.rows, 100)
			require.Equal(t, tt.book, m.Book)
			got := [][]int8{}
			for i := range m.Rows {
				codes := []int8{}
				for k, e := range m.Rows[i] {
					codes = append(codes, e.Code)
					require.Equal(t, tt.rows[i][k].col, e.Col)
				}
				got = append(got, codes)
			}
			require.Equal(t, tt.codes, got)
		})
	}
}

func TestQuantiseSpread(t *testing.T) {
	m := quantise([][]cell{{{0, 1}, {1, 1.0 / spread}, {2, 1e-9}, {3, -1e-9}}}, 1<<20)
	require.Len(t, m.Book, pack.MaxLevels)
	require.EqualValues(t, 1<<20, m.Book[pack.MaxLevels-1])
	require.EqualValues(t, 1<<20/spread, m.Book[0])
	require.Equal(t, []pack.Entry{{Col: 0, Code: 127}, {Col: 1, Code: 1}, {Col: 2, Code: 1}, {Col: 3, Code: -1}}, m.Rows[0])
}

func TestPosition(t *testing.T) {
	tests := []struct {
		name  string
		decay float64
		limit int
		want  []int32
	}{
		{"halves", 0.5, 4, []int32{1 << 15, 1 << 14, 1 << 13, 1 << 12}},
		{"halves until 2⁻¹²", 0.5, 100, []int32{1 << 15, 1 << 14, 1 << 13, 1 << 12, 1 << 11, 1 << 10, 1 << 9, 1 << 8, 1 << 7, 1 << 6, 1 << 5, 1 << 4, 1 << 3}},
		{"never fades", 1, 3, []int32{1 << 15, 1 << 15, 1 << 15}},
		{"the latest alone", 1e-9, 10, []int32{1 << 15}},
		{"nothing", 0.5, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, position(tt.decay, tt.limit)) })
	}
}

func TestScaleFor(t *testing.T) {
	require.Equal(t, float64(1<<20), scaleFor(0))
	rapid.Check(t, func(t *rapid.T) {
		largest := math.Exp(rapid.Float64Range(-30, 30).Draw(t, "log"))
		scale := scaleFor(largest)
		require.GreaterOrEqual(t, largest*scale, float64(1<<22))
		require.Less(t, largest*scale, float64(1<<23))
		mantissa, _ := math.Frexp(scale)
		require.Equal(t, 0.5, mantissa, "a power of two")
	})
}

// TestEveryTermFitsTheScale: whichever term is the largest, the pack keeps all of them.
func TestEveryTermFitsTheScale(t *testing.T) {
	set := setOf(goods("a", "b"),
		act{person: "p", item: "a", ctx: "calm"}, act{person: "q", item: "a", ctx: "calm"},
		act{person: "p", item: "b", ctx: "keen"}, act{person: "q", item: "b", ctx: "keen"})
	tests := map[string]func(*Settings){
		"edges":      func(s *Settings) { s.Item[kindForward] = Reaches{0, 1e6, 0, 0} },
		"negative":   func(s *Settings) { s.Item[kindForward] = Reaches{0, 0, -1e6, 0} },
		"affinity":   func(s *Settings) { s.Attribute = Reaches{1e6, 1e6, 1e6, 1e6} },
		"popularity": func(s *Settings) { s.Popularity[popLog] = 1e6 },
		"return":     func(s *Settings) { s.Return = Places{0, 0, 0, -1e6, 0, 0} },
		"used":       func(s *Settings) { s.Used = Steps{1e6, 1e6, 1e6, 1e6, 1e6, 1e6} },
		"habit":      func(s *Settings) { s.Habit = map[string][2]float64{"mood": {1e6, 1e6}} },
		"context":    func(s *Settings) { s.Context[""] = 1e6 },
		"freshness":  func(s *Settings) { s.Freshness = -1e6 },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			s := settings()
			change(&s)
			m, _ := modelOf(t, set, one(), s)
			largest := max(m.Affinity.Scale, m.Return.Scale, top(m.Popularity), top(m.Cells.Book), top(m.Used), top(m.Freshness))
			for _, ch := range m.Channels {
				largest = max(largest, top(ch.Edges.Book))
			}
			for _, f := range m.Features {
				largest = max(largest, top(f.Habit))
			}
			require.Greater(t, largest, int32(1<<20))
			require.LessOrEqual(t, largest, int32(1<<23))
			packOf(t, set, one(), s)
		})
	}
}

// top is the largest magnitude.
func top(values []int32) int32 {
	most := int32(0)
	for _, v := range values {
		most = max(most, v, -v)
	}
	return most
}
