// Command latency times Recommend on a trained pack, natively and under wazero, in interleaved calls of one process, so that the
// ratio holds on a noisy machine. With -dump it writes the pack and the same requests for the Node measurement
// (jsdemo/e2e/latency.mjs).
//
//	go run ./bench/latency -data s3rec:../shared/data/s3rec/Beauty
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/hearthrank/hearth/bench/dataset"
	"github.com/hearthrank/hearth/engine"
	"github.com/hearthrank/hearth/host"
	"github.com/hearthrank/hearth/host/train"
	"github.com/hearthrank/hearth/host/train/data"
	"github.com/hearthrank/hearth/wasm"
)

// slateSize is the length of the slates asked for.
const slateSize = 20

// history is one person's items, oldest first, a day apart.
type history []string

func main() {
	spec := flag.String("data", "sample:", "data set")
	persons := flag.Int("persons", 1000, "persons to rank for")
	dump := flag.String("dump", "", "folder to write latency.pack and latency.json to")
	flag.Parse()
	if err := run(os.Stdout, *spec, *persons, *dump); err != nil {
		log.Fatal(err)
	}
}

// run trains a pack and writes it to a folder, or measures and prints to out.
func run(out io.Writer, spec string, persons int, dump string) error {
	ctx := context.Background()
	set, err := dataset.Open(spec, dataset.Options{})
	if err != nil {
		return err
	}
	pack, _, err := train.Train(ctx, set, train.DefaultConfig().WithMinPersons(1), train.DefaultSettings(set), nil)
	if err != nil {
		return err
	}
	histories := collect(set, persons)
	if len(histories) == 0 {
		return errors.New("no person to rank for")
	}
	if dump != "" {
		return write(dump, pack, histories)
	}
	native, guest, err := measure(ctx, pack, histories)
	if err != nil {
		return err
	}
	ratios := make([]float64, len(native))
	for i := range native {
		ratios[i] = float64(guest[i]) / float64(native[i])
	}
	slices.Sort(ratios)
	fmt.Fprintf(out, "Recommend(%d), %d items, %d persons\n", slateSize, len(set.Items), len(histories))
	report(out, "native", native)
	report(out, "wazero", guest)
	fmt.Fprintf(out, "wazero / native, call by call: median %.2f\n", ratios[len(ratios)/2])
	return nil
}

// collect returns the histories of the first persons.
func collect(set *data.Set, persons int) []history {
	var out []history
	e := &set.Events
	for i := range e.Len() {
		if i == 0 || e.Person[i] != e.Person[i-1] {
			if len(out) == persons {
				break
			}
			out = append(out, nil)
		}
		if e.Item[i] != data.NoItem {
			out[len(out)-1] = append(out[len(out)-1], set.Items[e.Item[i]].ID)
		}
	}
	return out
}

// start is the time of the first event; the others follow a day apart.
var start = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// measure returns the times of one Recommend a person in both engines, taken in turn. Every other person is asked wazero first.
func measure(ctx context.Context, pack []byte, histories []history) (native, guest []time.Duration, err error) {
	p, err := engine.OpenPack(pack)
	if err != nil {
		return nil, nil, err
	}
	now := start
	m, err := host.Load(ctx, wasm.Engine(), host.NewConfig().WithCloseOnContextDone(false))
	if err != nil {
		return nil, nil, err
	}
	defer m.Close(ctx)
	person := host.NewDeviceConfig().WithGrants(host.GrantAll).WithMaxEvents(host.NoCap).WithMaxDays(host.NoCap).
		WithClock(func() time.Time { return now })
	d, err := m.NewDevice(ctx, host.Pack{Bytes: pack}, person)
	if err != nil {
		return nil, nil, err
	}
	for i, h := range histories {
		now = start.AddDate(0, 0, len(h))
		own, err := observeNative(p, h, now)
		if err != nil {
			return nil, nil, err
		}
		if err := observeGuest(ctx, d, person, h); err != nil {
			return nil, nil, err
		}
		calls := []func() error{
			timed(&native, func() error {
				_, err := own.Recommend(&engine.Request{At: engine.At{Now: now.UnixMilli()}, N: slateSize})
				return err
			}),
			timed(&guest, func() error {
				_, err := d.Recommend(ctx, host.RecommendRequest{N: slateSize})
				return err
			}),
		}
		if i%2 == 1 {
			slices.Reverse(calls)
		}
		for _, call := range calls {
			if err := call(); err != nil {
				return nil, nil, err
			}
		}
	}
	return native, guest, nil
}

// timed runs call once to warm up, then once on the clock.
func timed(out *[]time.Duration, call func() error) func() error {
	return func() error {
		if err := call(); err != nil {
			return err
		}
		begin := time.Now()
		err := call()
		*out = append(*out, time.Since(begin))
		return err
	}
}

func observeNative(p *engine.Pack, h history, now time.Time) (*engine.Device, error) {
	d, err := engine.NewDevice(p, now.UnixMilli(), engine.Options{Grants: []string{"all"}, MaxEvents: engine.NoCap, MaxDays: engine.NoCap})
	if err != nil {
		return nil, err
	}
	events := make([]engine.Event, len(h))
	for i, id := range h {
		events[i] = engine.Event{Type: "view", Item: id, Time: start.AddDate(0, 0, i).UnixMilli()}
	}
	_, _, err = d.Observe(engine.At{Now: now.UnixMilli()}, events)
	return d, err
}

func observeGuest(ctx context.Context, d *host.Device, person host.DeviceConfig, h history) error {
	if _, err := d.Restore(ctx, person); err != nil {
		return err
	}
	events := make([]host.Event, len(h))
	for i, id := range h {
		events[i] = host.Event{Type: "view", Item: id, Time: start.AddDate(0, 0, i)}
	}
	_, err := d.Observe(ctx, events...)
	return err
}

// report prints median and 99th percentile of the times.
func report(out io.Writer, name string, times []time.Duration) {
	sorted := slices.Sorted(slices.Values(times))
	fmt.Fprintf(out, "%-8s median %v, 99th percentile %v\n", name, sorted[len(sorted)/2], sorted[len(sorted)*99/100])
}

func write(dir string, pack []byte, histories []history) error {
	b, err := json.Marshal(histories)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "latency.pack"), pack, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "latency.json"), b, 0o644)
}
