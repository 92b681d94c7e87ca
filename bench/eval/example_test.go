package eval_test

import (
	"context"
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
	// persons: 56 synthetic: true
	// both engines agree on 50 requests
}
