package main

// This file prints what was measured.

import (
	"bytes"
	"fmt"
	"io"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/host/train"
)

// table writes one line a row: both metrics, the difference from the full model with its paired interval, and the pack's size.
func table(w io.Writer, rows []row) error {
	m := headline(rows[0].result.Protocol)
	var b bytes.Buffer
	fmt.Fprintf(&b, "| %s | %s | %s | difference of %s, 95 %% | brotli bytes an item |\n|---|---|---|---|---|\n", rows[0].result.Data, m[0], m[1], m[1])
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %.4f | %.4f | %s | %s |\n", r.name, r.result.Metrics[m[0]], r.result.Metrics[m[1]], r.difference(m[1]), r.size())
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (r *row) difference(metric string) string {
	c := r.result.Against
	if c == nil {
		return ""
	}
	d, ok := c.Differences[metric]
	if !ok {
		return ""
	}
	i := c.Intervals[metric]
	return fmt.Sprintf("%+.4f (%+.4f to %+.4f)", d, i.Low, i.High)
}

func (r *row) size() string {
	if r.brotli == 0 {
		return "no pack"
	}
	return fmt.Sprintf("%.1f", r.brotli)
}

// perItem returns the brotli bytes an item of a pack's statistics: all sections but ids and titles, in one stream. 0 without a pack.
func perItem(file []byte) float64 {
	if file == nil {
		return 0
	}
	p, err := pack.Open(file)
	if err != nil || p.Items() == 0 {
		return 0
	}
	return float64(train.Brotli(train.Statistics(file, p))) / float64(p.Items())
}
