package engine_test

import (
	"fmt"

	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/engine/pack/packtest"
	"github.com/hearthrank/hearth/engine/scoring"
)

// newDevice opens the pack of a small shop and begins a person who agreed to be ranked for.
func newDevice() (*engine.Pack, *engine.Device) {
	p, err := engine.OpenPack(pack.Append(nil, packtest.Shop()))
	if err != nil {
		panic(err)
	}
	d, err := engine.NewDevice(p, 0, engine.Options{Grants: []string{"rank"}})
	if err != nil {
		panic(err)
	}
	return p, d
}

func ExampleDevice_Recommend() {
	p, d := newDevice()
	_, _, _ = d.Observe(engine.At{Now: 1000}, []engine.Event{{Type: "view", Item: "arabica", Time: 1000}})
	slate, err := d.Recommend(&engine.Request{At: engine.At{Now: 2000}, N: 3})
	if err != nil {
		panic(err)
	}
	for _, r := range slate.Items {
		fmt.Println(p.Title(r.Item), r.Score)
	}
	// Output:
	// Robusta beans 5572
	// Coffee mill 2976
	// Arabica beans 1448
}

func ExampleDevice_Rank() {
	p, d := newDevice()
	slate, err := d.Rank(&engine.Request{At: engine.At{Now: 1000}, Candidates: []string{"kettle", "mill", "poster", "cup"}})
	if err != nil {
		panic(err)
	}
	for _, r := range slate.Items {
		fmt.Println(p.ID(r.Item), r.Score)
	}
	fmt.Println(slate.Unknown, "unknown")
	// Output:
	// mill 800
	// kettle 764
	// 1 unknown
}

func ExampleDevice_Explain() {
	_, d := newDevice()
	_, _, _ = d.Observe(engine.At{Now: 1000}, []engine.Event{{Type: "purchase", Item: "arabica", Time: 1000}})
	items, eligible, err := d.Explain(&engine.Request{At: engine.At{Now: 1000}, Reasons: -1}, []string{"robusta"}, 0)
	if err != nil {
		panic(err)
	}
	fmt.Println("rank", items[0].Above+items[0].Tied+1, "of", eligible, "with", items[0].Score)
	for _, c := range items[0].Reasons {
		if c.Kind == scoring.KindItem {
			_, _, what, item, _ := d.Past(&c)
			fmt.Println(c.Score, "for the", what, "of", item)
		} else {
			fmt.Println(c.Score)
		}
	}
	// Output:
	// rank 1 of 3 with 10180
	// 8192 for the purchase of arabica
	// 1024
	// 900
	// 64
}

func ExampleDevice_Forget() {
	_, d := newDevice()
	refs, _, _ := d.Observe(engine.At{Now: 1000}, []engine.Event{{Type: "view", Item: "arabica", Time: 1000}})
	_, _, _ = d.Observe(engine.At{Now: 1001}, []engine.Event{{Type: "impression", Item: "robusta", Time: 1001, BasedOn: refs}})
	removed, _, err := d.Forget(engine.At{Now: 2000}, &engine.Selection{Items: []string{"arabica"}})
	fmt.Println(removed, err) // the impression was based on the view
	// Output: 2 <nil>
}

func ExampleRestore() {
	p, d := newDevice()
	_, _, _ = d.Observe(engine.At{Now: 1000}, []engine.Event{{Type: "view", Item: "mill", Time: 1000}})
	snapshot, _, _ := d.Snapshot(engine.At{Now: 1000}, nil, false)
	again, _, err := engine.Restore(p, snapshot, engine.At{Now: 2000}, engine.Options{Grants: []string{"rank"}})
	if err != nil {
		panic(err)
	}
	s, _ := again.Stats(engine.At{Now: 2000})
	fmt.Println(s.Events, "event of", s.Items, "item")
	// Output: 1 event of 1 item
}
