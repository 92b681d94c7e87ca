package host_test

import (
	"context"
	"fmt"

	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/wasm"
)

// What a device holds can be taken to another one.
func ExampleDevice_Import() {
	ctx := context.Background()
	module, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
	check(err)
	defer module.Close(ctx)
	config := host.NewDeviceConfig().WithClock(now)
	phone, err := module.NewDevice(ctx, host.ShopPack(40, 1), config)
	check(err)
	_, err = phone.Decide(ctx, host.Decision{Grant: []string{"rank"}, Act: host.ActSettings})
	check(err)
	_, err = phone.Observe(ctx, host.Event{Type: "click", Item: "film-20"})
	check(err)
	file, err := phone.Export(ctx)
	check(err)

	export, err := host.ReadExport(file)
	check(err)
	fmt.Println(export.Profile.Events[0].Title, "of", export.Catalogue)
	tablet, err := module.NewDevice(ctx, host.ShopPack(40, 1), config)
	check(err)
	restored, err := tablet.Import(ctx, file, host.ImportConfig{})
	check(err)
	fmt.Println(restored.Events, "event restored")
	// Output:
	// Film 20 of test-shop
	// 1 event restored
}

// A consent record says what was decided, and shows when it was changed.
func ExampleDevice_ConsentRecord() {
	ctx := context.Background()
	module, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
	check(err)
	defer module.Close(ctx)
	device, err := module.NewDevice(ctx, host.ShopPack(40, 1), host.NewDeviceConfig().WithClock(now))
	check(err)
	_, err = device.Decide(ctx, host.Decision{Grant: []string{"rank"}})
	check(err)
	record, err := device.ConsentRecord(ctx, host.RecordInfo{Controller: "Test Shop Ltd", Contact: "privacy@shop.example"})
	check(err)
	fmt.Println(host.CheckConsentRecord(record))
	// Output: <nil>
}
