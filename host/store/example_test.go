package store_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/hearthrank/hearth/host/store"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func temporary() string {
	dir, err := os.MkdirTemp("", "store")
	check(err)
	return dir
}

// A program keeps a person's state from one run to the next. What Load returns is for host.DeviceConfig.WithSnapshot, what Save is
// given comes from host.Device.Snapshot.
func Example() {
	ctx := context.Background()
	home := temporary()
	defer os.RemoveAll(home)
	config := store.NewConfig("films.example", "anna", store.KeyDir(filepath.Join(home, "keys")))

	file, err := store.Open(ctx, filepath.Join(home, "state"), config)
	check(err)
	snapshot, err := file.Load(ctx)
	check(err)
	fmt.Println("first run:", len(snapshot), "bytes")
	check(file.Save(ctx, []byte("clicked film-12, clicked film-3")))
	check(file.Close())

	file, err = store.Open(ctx, filepath.Join(home, "state"), config)
	check(err)
	defer file.Close()
	snapshot, err = file.Load(ctx)
	check(err)
	fmt.Printf("second run: %s\n", snapshot)
	// Output:
	// first run: 0 bytes
	// second run: clicked film-12, clicked film-3
}

// After a Forget the older generation has to go too.
func ExampleFile_Replace() {
	ctx := context.Background()
	home := temporary()
	defer os.RemoveAll(home)
	file, err := store.Open(ctx, home, store.NewConfig("films.example", "anna", store.GivenKey(store.NewKey())))
	check(err)
	defer file.Close()
	generations := func() int {
		files, err := filepath.Glob(filepath.Join(home, "state.*"))
		check(err)
		return len(files)
	}

	check(file.Save(ctx, []byte("clicked film-12")))
	check(file.Save(ctx, []byte("clicked film-12, clicked film-3")))
	fmt.Println(generations(), "generations")
	check(file.Replace(ctx, []byte("clicked film-3")))
	fmt.Println(generations(), "generation")
	// Output:
	// 2 generations
	// 1 generation
}

// Erase ends a person's state. A program that finds one whose key is gone ends the Erase that was cut short.
func ExampleFile_Erase() {
	ctx := context.Background()
	home := temporary()
	defer os.RemoveAll(home)
	keys := store.KeyDir(filepath.Join(home, "keys"))
	file, err := store.Open(ctx, filepath.Join(home, "state"), store.NewConfig("films.example", "anna", keys))
	check(err)
	defer file.Close()
	check(file.Save(ctx, []byte("clicked film-12")))

	check(keys.Destroy(ctx, "anna")) // as far as an Erase came when the power went
	_, err = file.Load(ctx)
	fmt.Println(err)
	if errors.Is(err, store.ErrKey) {
		check(file.Erase(ctx))
	}
	snapshot, err := file.Load(ctx)
	fmt.Println(len(snapshot), err)
	// Output:
	// store: key anna: no key
	// 0 <nil>
}

// A caller that keeps the sequence number elsewhere notices that an old copy of the directory was put back.
func ExampleConfig_WithMinSequence() {
	ctx := context.Background()
	home := temporary()
	defer os.RemoveAll(home)
	config := store.NewConfig("films.example", "anna", store.KeyDir(filepath.Join(home, "keys")))
	file, err := store.Open(ctx, filepath.Join(home, "state"), config.WithMinSequence(7))
	check(err)
	defer file.Close()
	_, err = file.Load(ctx)
	fmt.Println(errors.Is(err, store.ErrRollback))
	// Output: true
}
