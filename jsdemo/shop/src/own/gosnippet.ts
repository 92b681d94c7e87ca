// The Go example of the repository's README; a test compares the two.

/** Ten lines of Go. */
export const goSnippet = `module, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
device, err := module.NewDevice(ctx, host.Pack{Bytes: pack}, host.NewDeviceConfig())
consent, err := device.Decide(ctx, host.Decision{Grant: []string{"rank"}}) // what the person said

observed, err := device.Observe(ctx, host.Event{Type: "view", Item: "i0007"})
slate, err := device.Recommend(ctx, host.RecommendRequest{N: 10, Reasons: 3})
for _, item := range slate.Items {
	fmt.Println(item.Title, item.Score, item.Reasons)
}
forgotten, err := device.Forget(ctx, host.ForgetRequest{Events: observed.Refs})
`;
