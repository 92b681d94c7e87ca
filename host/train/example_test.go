package train_test

import (
	"context"
	"fmt"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/host/train"
)

func ExampleTrain() {
	set, err := dataset.Open("sample:persons=300,items=60", dataset.Options{})
	if err != nil {
		panic(err)
	}
	b, report, err := train.Train(context.Background(), set, train.DefaultConfig(), train.DefaultSettings(set), nil)
	if err != nil {
		panic(err)
	}
	p, err := engine.OpenPack(b)
	if err != nil {
		panic(err)
	}
	fmt.Println("catalogue", p.Catalogue(), "with", p.Items(), "items")
	fmt.Println("at least", report.MinPersons, "persons behind each edge")
	fmt.Println("synthetic:", report.Synthetic)
	// Output:
	// catalogue sample with 60 items
	// at least 3 persons behind each edge
	// synthetic: true
}
