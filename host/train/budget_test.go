package train

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/engine/pack"
)

// TestBudget: a pack keeps the budget and nearly fills it where there are edges enough; a given number of edges is never passed.
func TestBudget(t *testing.T) {
	set := shop(t, 1500, 300)
	size := func(cfg Config) (edges int, bytes float64) {
		file, report, err := Train(context.Background(), set, cfg.WithMinPersons(1), DefaultSettings(set), nil)
		require.NoError(t, err)
		p, err := pack.Open(file)
		require.NoError(t, err)
		whole := 0
		for _, s := range p.Sections() { // the provenance, some hundred bytes, is not in the budget
			if pack.SectionName(s.Kind) == "provenance" {
				whole = int(s.Size)
			}
		}
		return report.Edges / p.Items(), float64(Brotli(Statistics(file, p))-whole) / float64(p.Items())
	}
	base := DefaultConfig()
	free, _ := size(base.WithEdges(60).WithBudget(0))
	require.Equal(t, 60, free)
	filled, bytes := size(base.Filled())
	require.LessOrEqual(t, bytes, 150.0)
	require.Greater(t, bytes, 140.0)
	require.Greater(t, filled, 60)
	few, bytes := size(base.Filled().WithBudget(60))
	require.LessOrEqual(t, bytes, 60.0)
	require.Greater(t, bytes, 54.0)
	require.Less(t, few, filled)
	given, _ := size(base.WithEdges(10))
	require.Equal(t, 10, given)
	least, _ := size(base.WithBudget(1))
	require.Less(t, least, few, "what does not fit at all keeps its strongest edges")
	require.Positive(t, least)
}
