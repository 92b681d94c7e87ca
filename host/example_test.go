package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/wasm"
)

// now stands for the clock, so that the examples always print the same.
func now() time.Time {
	return time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// A device recommends, is told of a click, recommends again and says why.
func Example() {
	ctx := context.Background()
	module, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
	check(err)
	defer module.Close(ctx)
	device, err := module.NewDevice(ctx, host.ShopPack(40, 1), host.NewDeviceConfig().WithGrants("rank").WithClock(now))
	check(err)

	slate, err := device.Recommend(ctx, host.RecommendRequest{N: 2})
	check(err)
	fmt.Println(slate.Items[0].Title, "and", slate.Items[1].Title)

	_, err = device.Observe(ctx, host.Event{Type: "purchase", Item: "film-20"})
	check(err)
	slate, err = device.Recommend(ctx, host.RecommendRequest{N: 1, Reasons: 1})
	check(err)
	why := slate.Items[0].Reasons[0]
	fmt.Println(slate.Items[0].Title, "because of the", why.Event, "of", why.Title)
	// Output:
	// Film 0 and Film 1
	// Film 21 because of the purchase of Film 20
}

// The state outlives the device as a snapshot, which the caller stores.
func ExampleDevice_Snapshot() {
	ctx := context.Background()
	module, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
	check(err)
	defer module.Close(ctx)
	config := host.NewDeviceConfig().WithGrants("rank").WithClock(now)
	device, err := module.NewDevice(ctx, host.ShopPack(40, 1), config)
	check(err)
	_, err = device.Observe(ctx, host.Event{Type: "click", Item: "film-20"})
	check(err)
	snapshot, err := device.Snapshot(ctx)
	check(err)
	check(device.Close(ctx))

	device, err = module.NewDevice(ctx, host.ShopPack(40, 1), config.WithSnapshot(snapshot))
	check(err)
	stats, err := device.Stats(ctx)
	check(err)
	fmt.Println(stats.Events, "event")
	// Output: 1 event
}

// What a person wants forgotten goes from the log, from memory, and from every score.
func ExampleDevice_Forget() {
	ctx := context.Background()
	module, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
	check(err)
	defer module.Close(ctx)
	device, err := module.NewDevice(ctx, host.ShopPack(40, 1), host.NewDeviceConfig().WithGrants("rank").WithClock(now))
	check(err)
	_, err = device.Observe(ctx, host.Event{Type: "click", Item: "film-20"}, host.Event{Type: "click", Item: "film-8"})
	check(err)
	forgotten, err := device.Forget(ctx, host.ForgetRequest{Items: []string{"film-20"}})
	check(err)
	stats, err := device.Stats(ctx)
	check(err)
	fmt.Println(forgotten.Removed, "removed,", stats.Events, "left")
	// Output: 1 removed, 1 left
}

// Errors say what and where; errors.Is tells them apart.
func ExampleError() {
	ctx := context.Background()
	module, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
	check(err)
	defer module.Close(ctx)
	pack := host.ShopPack(40, 1)
	_, err = module.NewDevice(ctx, host.Pack{Bytes: pack.Bytes[:100]}, host.NewDeviceConfig())
	fmt.Println(err)
	fmt.Println(errors.Is(err, host.ErrTruncated))
	// Output:
	// pack: header: offset 100: truncated
	// true
}

// states is where a server keeps the snapshots of its persons. A lock for each person keeps two requests at once from losing what
// one of them recorded.
type states struct{ byPerson sync.Map }

type state struct {
	sync.Mutex
	snapshot []byte
}

func (s *states) of(person string) *state {
	v, _ := s.byPerson.LoadOrStore(person, &state{})
	return v.(*state)
}

// recommender answers GET /?person=P[&click=ITEM] with the titles of a slate.
func recommender(pool *host.Pool, persons *states) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		state := persons.of(r.FormValue("person"))
		state.Lock()
		defer state.Unlock()
		config := host.NewDeviceConfig().WithGrants("rank").WithClock(now).WithSnapshot(state.snapshot)
		var titles []string
		err := pool.Do(r.Context(), config, func(d *host.Device) (err error) {
			if item := r.FormValue("click"); item != "" {
				if _, err = d.Observe(r.Context(), host.Event{Type: "purchase", Item: item}); err != nil {
					return err
				}
				if state.snapshot, err = d.Snapshot(r.Context()); err != nil {
					return err
				}
			}
			slate, err := d.Recommend(r.Context(), host.RecommendRequest{N: 1})
			if err != nil {
				return err
			}
			titles = append(titles, slate.Items[0].Title)
			return nil
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(titles)
	}
}

// A server ranks for many persons at once on two instances.
func ExamplePool() {
	ctx := context.Background()
	module, err := host.Load(ctx, wasm.Engine(), host.NewConfig())
	check(err)
	defer module.Close(ctx)
	pool, err := module.NewPool(ctx, host.ShopPack(40, 1), 2)
	check(err)
	defer pool.Close(ctx)
	server := httptest.NewServer(recommender(pool, &states{}))
	defer server.Close()

	answers := make([]string, 32)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() {
			url := fmt.Sprintf("%s/?person=p%d", server.URL, i)
			get(url + fmt.Sprintf("&click=film-%d", i))
			answers[i] = get(url)
		})
	}
	wait.Wait()
	fmt.Print(answers[6], answers[20])
	// Output:
	// ["Film 7"]
	// ["Film 21"]
}

func get(url string) string {
	response, err := http.Get(url)
	check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	check(err)
	return string(body)
}
