// Package host runs engine.wasm in a Go process over wazero: on a server, in a desktop app, in tests and in measurements.
//
// Three types nest. A [Module] is the engine, compiled once. A [Device] is one instance of it with a pack and the state of one
// person. A [Pool] is a fixed number of instances with the pack loaded, on which a server ranks for many persons in turn.
//
//	module, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
//	device, err := module.NewDevice(ctx, host.Pack{Bytes: pack}, host.NewDeviceConfig().WithGrants("rank"))
//	observed, err := device.Observe(ctx, host.Event{Type: "click", Item: "film-12"})
//	slate, err := device.Recommend(ctx, host.RecommendRequest{N: 20, Reasons: 3})
//
// The module imports nothing and so cannot send anything; Load refuses one that does. The state of a person lives in the
// instance's linear memory and, as the last snapshot and a short journal, in the Device: neither is written anywhere unless
// the caller stores what [Device.Snapshot] returns.
//
// [Device.Export] writes everything as one JSON file that [Device.Import] restores byte for byte; [Device.ConsentRecord] writes what was decided.
//
// # Concurrency
//
// Module, Device and Pool are safe for concurrent use. Calls on one Device run one after the other; waiting for one's turn ends
// with the context. Calls on different devices run in parallel.
//
// # Failure
//
// Bad input is answered with an [*Error] and changes nothing. When the module traps, runs out of memory, or the context ends in
// mid-call, the instance is dropped and the next one is given the last snapshot and the journal of acknowledged calls: a call that
// returned an error has no effect, one that returned nil is kept.
package host
