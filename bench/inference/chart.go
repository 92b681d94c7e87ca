package main

// This file draws how well the trait is told against the strength of the proxies.

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// curve is points with their intervals.
type curve struct {
	plotter.XYs
	plotter.YErrors
}

func curveOf(rows []rowB, of func(rowB) estimate) curve {
	var c curve
	for _, r := range rows {
		e := of(r)
		c.XYs = append(c.XYs, plotter.XY{X: r.strength, Y: e.auc})
		c.YErrors = append(c.YErrors, struct{ Low, High float64 }{e.auc - e.lower(), e.upper() - e.auc})
	}
	return c
}

// drawChart writes the curves of (B).
func drawChart(path string, persons int, rows []rowB) error {
	p := plot.New()
	p.Title.Text = fmt.Sprintf("A logistic probe for a hidden trait, %d generated persons", persons)
	p.X.Label.Text, p.Y.Label.Text = "strength of the proxies (mean further views)", "AUC, 95 % interval"
	p.Legend.Left, p.Legend.Top = true, true
	p.Add(plotter.NewGrid())
	for _, c := range []struct {
		name   string
		colour color.Color
		shape  draw.GlyphDrawer
		of     func(rowB) estimate
	}{
		{"sensitive items flagged alone", color.RGBA{R: 0xb0, G: 0x30, B: 0x20, A: 255}, draw.CircleGlyph{}, func(r rowB) estimate { return r.before }},
		{"and what train --proxies lists", color.RGBA{R: 0x20, G: 0x50, B: 0xa0, A: 255}, draw.BoxGlyph{}, func(r rowB) estimate { return r.after }},
		{"and all true proxies", color.RGBA{R: 0x60, G: 0x60, B: 0x60, A: 255}, draw.PyramidGlyph{}, func(r rowB) estimate { return r.all }},
	} {
		points := curveOf(rows, c.of)
		line, dots, err := plotter.NewLinePoints(points)
		if err != nil {
			return err
		}
		bars, err := plotter.NewYErrorBars(points)
		if err != nil {
			return err
		}
		line.Color, bars.Color, dots.Color, dots.Shape, dots.Radius = c.colour, c.colour, c.colour, c.shape, vg.Points(3)
		p.Add(line, dots, bars)
		p.Legend.Add(c.name, line, dots)
	}
	p.Legend.XOffs, p.Legend.YOffs = vg.Points(8), vg.Points(-6)
	p.X.Max *= 1.03 // room for the last point
	p.Y.Min, p.Y.Max = min(.45, p.Y.Min), 1
	return p.Save(16*vg.Centimeter, 10*vg.Centimeter, path)
}
