package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hearthrank/hearth/bench/eval"
)

// apps writes a folder of Frappe's form: persons who use two apps each, one by day and one by night; the published rows ask for the app of the
// hour and for two that the person never used, one of them known from nowhere else.
func apps(t testing.TB) string {
	r := rand.New(rand.NewPCG(1, 1))
	var train, validation strings.Builder
	line := func(to *strings.Builder, label, person, app, daytime int) {
		fmt.Fprintf(to, "%d %d:1 %d:1 %d:1 300:1 400:1 500:1 600:1 700:1 800:1 900:1\n", label, person, app, 200+daytime)
	}
	for person := range 40 {
		own := [2]int{1000 + r.IntN(8), 1008 + r.IntN(8)}
		for range 12 {
			daytime := r.IntN(2)
			line(&train, 1, person, own[daytime], daytime)
		}
		for daytime, app := range own {
			line(&validation, 1, person, app, daytime)
			line(&validation, -1, person, 1016+r.IntN(2), daytime)
			line(&validation, -1, person, 2000, daytime)
		}
	}
	for app := 1016; app < 1018; app++ {
		line(&train, 1, 99, app, 0)
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "train_positives.libfm"), []byte(train.String()), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "validation.libfm"), []byte(validation.String()), 0o600))
	return "libfm:" + dir
}

// TestEvalLabelled: rows of labelled data are pooled without being asked to; the app that only they name is ranked like any other.
func TestEvalLabelled(t *testing.T) {
	spec := apps(t)
	for _, engine := range []string{"wasm", "native"} {
		v := decode[eval.Result](t, ok(t, "eval", "--data", spec, "--engine", engine, "--json").out)
		require.Equal(t, "labelled", v.Protocol)
		require.Equal(t, 240, v.Cases)
		require.Equal(t, 40, v.Persons)
		require.Equal(t, 19, v.Train.Items, "16 used, 2 rare, 1 without an event")
		require.Greater(t, v.Metrics["auc"], .95, "used before")
		require.Less(t, v.Metrics["logloss"], .5)
		require.Contains(t, v.Intervals, "logloss")
	}
	v := decode[eval.Result](t, ok(t, "eval", "--data", spec, "--model", "used-before", "--json").out)
	require.Equal(t, 1.0, v.Metrics["auc"])
	o := ok(t, "eval", "--data", spec, "--model", "used-before")
	require.Contains(t, o.out, "240 of 40 persons")
	require.Regexp(t, `(?m)^auc +1\.0000  95 % interval 1\.0000 to 1\.0000$`, o.out)
}

// TestEvalContextRanking: what the context brings is printed; by the hour there is one right app of two.
func TestEvalContextRanking(t *testing.T) {
	spec := apps(t)
	v := decode[eval.Result](t, ok(t, "eval", "--data", spec, "--protocol", "context-ranking", "--model", "used-before-context", "--json").out)
	require.Equal(t, 80, v.Cases, "the positive rows")
	require.NotEmpty(t, v.Bare)
	require.Contains(t, v.Context.Intervals, "ndcg@10")
	require.Greater(t, v.Metrics["ndcg@10"], .8, "one of two")

	plain := decode[eval.Result](t, ok(t, "eval", "--data", spec, "--protocol", "context-ranking", "--model", "popularity-in-context", "--json").out)
	require.Greater(t, plain.Metrics["mrr@10"], plain.Bare["mrr@10"])
	require.True(t, plain.Context.Intervals["mrr@20"].Excludes0())
	o := ok(t, "eval", "--data", spec, "--protocol", "context-ranking", "--model", "popularity-in-context")
	require.Contains(t, o.out, "what the context of the request brings")
	require.Contains(t, o.out, "excludes 0")
}
