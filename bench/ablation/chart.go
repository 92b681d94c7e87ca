package main

// This file draws accuracy against pack bytes.

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawChart writes the rows that differ in edges alone as a line, each point with its number of edges.
func drawChart(path string, rows []row) error {
	m := headline(rows[0].result.Protocol)
	var sized []row
	for _, r := range rows {
		if r.edges > 0 {
			sized = append(sized, r)
		}
	}
	slices.SortFunc(sized, func(a, b row) int { return cmp.Compare(a.brotli, b.brotli) })
	var points plotter.XYs
	var labels plotter.XYLabels
	for _, r := range sized {
		at := plotter.XY{X: r.brotli, Y: r.result.Metrics[m[1]]}
		points = append(points, at)
		labels.XYs, labels.Labels = append(labels.XYs, at), append(labels.Labels, fmt.Sprint(r.edges))
	}
	p := plot.New()
	p.Title.Text = rows[0].result.Data + ", by edges an item"
	p.X.Label.Text, p.Y.Label.Text = "brotli bytes an item, without ids and titles", m[1]
	line, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return err
	}
	dots.Shape, dots.Radius = draw.CircleGlyph{}, vg.Points(3)
	text, err := plotter.NewLabels(labels)
	if err != nil {
		return err
	}
	text.Offset = vg.Point{X: 4, Y: -10}
	p.Add(plotter.NewGrid(), line, dots, text)
	p.X.Min, p.X.Max = 0, p.X.Max*1.1 // room for the last label
	room := (p.Y.Max - p.Y.Min) / 10
	p.Y.Min, p.Y.Max = p.Y.Min-room, p.Y.Max+room
	return p.Save(16*vg.Centimeter, 10*vg.Centimeter, path)
}
