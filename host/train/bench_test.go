package train

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/host/train/data"
)

// BenchmarkTrain shows that time and allocated bytes are linear in events:
//
//	go test -run - -bench Train -benchtime 1x ./host/train
func BenchmarkTrain(b *testing.B) {
	for _, events := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(events), func(b *testing.B) {
			set := shopOf(b, events)
			cfg, s := DefaultConfig(), DefaultSettings(set)
			b.ReportAllocs()
			for b.Loop() {
				_, _, err := Train(context.Background(), set, cfg, s, nil)
				require.NoError(b, err)
			}
			b.ReportMetric(float64(set.Events.Len())*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// shopOf generates a shop with this number of events: some 52 a person, on 250 items and from 500,000 events on one for 2,000 of them.
func shopOf(b *testing.B, events int) *data.Set {
	set := shop(b, events/50, max(250, events/2000))
	require.GreaterOrEqual(b, set.Events.Len(), events)
	return set.Select(func(row int) bool { return row < events })
}
