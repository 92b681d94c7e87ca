package train

// This file finds how many edges a pack may hold.

import (
	"context"
	"fmt"

	"github.com/hearthrank/hearth/engine/pack"
)

// usualEdges an item is where the search begins.
const usualEdges = 75

// firstEdges are the edges an item before any pack is measured, and those where none is made.
func (c Config) firstEdges() int {
	if c.Budget == 0 {
		return c.Edges
	}
	return min(c.Edges, usualEdges)
}

// leastEdges an item are kept whatever the rest of the pack takes.
const leastEdges = 5

// smallPack is a size in bytes that no budget forbids: what does not grow with the catalogue is most of it.
const smallPack = 16 << 10

// fullEnough is the share of the budget that needs no more edges.
const fullEnough = .985

// fit returns the model with the strongest edges: cfg.Edges an item, or as many as keep the pack's statistics within cfg.Budget.
func fit(ctx context.Context, cfg Config, w *weighed, assemble func(*blended) (*pack.Model, error), progress func(string, int64, int64)) (best *pack.Model, kept *blended, err error) {
	if cfg.Budget == 0 {
		return w.model(ctx, cfg.Edges, assemble)
	}
	scale := scales{ratio: 1}
	low, high := 0, cfg.Edges+1 // numbers of edges that fit, and that do not
	n := cfg.firstEdges()
	for step := range int64(fitSteps) {
		progress("fitting the edges", step, fitSteps)
		m, b, err := w.model(ctx, n, assemble)
		if err != nil {
			return nil, nil, err
		}
		budget := float64(max(cfg.Budget*len(m.IDs), smallPack))
		size, edges, err := scale.weigh(m, budget)
		if err != nil {
			return nil, nil, err
		}
		if size <= budget || best == nil || n < kept.asked {
			best, kept = m, b
		}
		if size > budget {
			high = n
		} else if low = n; n == cfg.Edges || b.edges() < n*len(m.IDs) || size >= budget*fullEnough {
			break
		}
		room := budget*(1+fullEnough)/2 - (size - edges)
		next := min(max(int(float64(n)*room/max(1, edges)), low+1, leastEdges), high-1)
		if next <= low || next == n || size > budget && n <= leastEdges {
			break
		}
		n = next
	}
	progress("fitting the edges", fitSteps, fitSteps)
	return best, kept, nil
}

// fitSteps bounds the search.
const fitSteps = 10

// scales measure packs: by a quick compression, which is some percent above the best, and by the best where it matters and at most a few times.
type scales struct {
	ratio float64 // of the best to the quick one, at most 1 until it is known
	bests int
}

const (
	quickLevel = 5
	mostBests  = 4 // some 10 s each for 12,000 items
)

// weigh returns the bytes of a model's statistics, and of those the edges'.
func (s *scales) weigh(m *pack.Model, budget float64) (size, edges float64, err error) {
	stats, channels, err := packed(m)
	if err != nil {
		return 0, 0, err
	}
	quick := float64(compressed(stats, quickLevel))
	size = quick * s.ratio
	if size >= budget*fullEnough && s.bests < mostBests && (s.bests == 0 || size <= budget*(2-fullEnough)) {
		size = float64(Brotli(stats))
		s.ratio = size / quick
		s.bests++
	}
	return size, float64(compressed(channels, quickLevel)) * s.ratio, nil
}

// model assembles the model of n edges an item.
func (w *weighed) model(ctx context.Context, n int, assemble func(*blended) (*pack.Model, error)) (*pack.Model, *blended, error) {
	b := w.cut(ctx, n)
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	b.asked = n
	m, err := assemble(b)
	return m, b, err
}

// packed returns a model's statistics as its pack has them, and those of the channels alone.
func packed(m *pack.Model) (all, channels []byte, err error) {
	file := pack.Append(nil, m)
	p, err := pack.Open(file)
	if err != nil {
		return nil, nil, fmt.Errorf("the data does not fit a pack: %w", err)
	}
	for _, s := range p.Sections() {
		if name := pack.SectionName(s.Kind); name == "channels" {
			channels = file[s.Offset : s.Offset+s.Size]
		}
	}
	return Statistics(file, p), channels, nil
}
