package eval_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/bench/eval"
	"github.com/hearthrank/hearth/host/train"
)

func ExampleRun() {
	set, err := dataset.Open("sample:persons=60,items=40", dataset.Options{})
	if err != nil {
		panic(err)
	}
	r, err := eval.Run(context.Background(), set, train.DefaultConfig(), eval.Options{Engine: eval.EngineNative})
	if err != nil {
		panic(err)
	}
	fmt.Println(r.About)
	fmt.Println("persons:", r.Persons, "synthetic:", r.Synthetic)
	fmt.Println("both engines agree on", r.Checked, "requests")
	// Output:
	// leave-one-out, full ranking, history eligible (people come back to items here), ties against the target
	// persons: 54 synthetic: true
	// both engines agree on 50 requests
}

// Ablations train with settings of their own, test a pack on the very same split, and compare.
func ExampleTest() {
	ctx := context.Background()
	set, err := dataset.Open("sample:persons=200,items=60", dataset.Options{})
	if err != nil {
		panic(err)
	}
	cfg := train.DefaultConfig().WithMinPersons(1)
	split, err := eval.NewSplit(set, cfg, eval.SplitOptions{Protocol: eval.Temporal})
	if err != nil {
		panic(err)
	}
	settings := train.DefaultSettings(split.TuneTrain)
	for _, window := range []int{settings.Window, 1} {
		settings.Window = window
		pack, _, err := train.Train(ctx, split.TuneTrain, cfg, settings, nil)
		if err != nil {
			panic(err)
		}
		f, err := eval.Test(ctx, split, pack, eval.TestOptions{Engine: eval.EngineNative, Validation: true, Quick: true})
		if err != nil {
			panic(err)
		}
		fmt.Println(f.Cases == len(split.Validation), f.Metrics["ndcg@10"] > .1)
	}
	// Output:
	// true true
	// true true
}

// A run is kept as JSON, and a later one compared with it person by person.
func ExampleResult_CompareTo() {
	set, err := dataset.Open("sample:persons=600,items=60", dataset.Options{})
	if err != nil {
		panic(err)
	}
	run := func(model string) *eval.Result {
		r, err := eval.Run(context.Background(), set, train.DefaultConfig(), eval.Options{Model: model, Engine: eval.EngineNative})
		if err != nil {
			panic(err)
		}
		return r
	}
	kept, err := json.Marshal(run("random"))
	if err != nil {
		panic(err)
	}
	other, err := eval.ReadOther(kept)
	if err != nil {
		panic(err)
	}
	r := run("popularity")
	if err := r.CompareTo(other, 1); err != nil {
		panic(err)
	}
	fmt.Println("against", r.Against.Other)
	fmt.Println("the difference of ndcg@10 excludes 0:", r.Against.Intervals["ndcg@10"].Excludes0())
	// Output:
	// against random on sample:persons=600,items=60
	// the difference of ndcg@10 excludes 0: true
}
