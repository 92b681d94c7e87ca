package main

// Commands at once, and crashes, do not spoil a device's directory.

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTwoFirstCommandsAtOnce: one makes the device, the others say why they cannot, and it opens afterwards.
func TestTwoFirstCommandsAtOnce(t *testing.T) {
	for range 5 {
		k := keep(t)
		var all sync.WaitGroup
		codes := make([]int, 4)
		for i := range codes {
			all.Go(func() { codes[i] = hearth(t, k.args("consent", "--grant", "rank")...).code })
		}
		all.Wait()
		require.Contains(t, codes, 0)
		require.Contains(t, k.ok("consent").out, "granted")
		keys, err := os.ReadDir(k.keys)
		require.NoError(t, err)
		require.Len(t, keys, 1)
	}
}

// TestAHalfMadeDeviceIsNone: a crash between the lock and the label leaves no directory that nothing can use.
func TestAHalfMadeDeviceIsNone(t *testing.T) {
	k := keep(t)
	require.NoError(t, os.MkdirAll(k.path, 0o700))
	for _, name := range []string{lockFile, "." + labelFile + ".123"} {
		require.NoError(t, os.WriteFile(filepath.Join(k.path, name), nil, 0o600))
	}
	k.ok("profile")
	k.ok("consent", "--grant", "rank")
	require.NotEmpty(t, k.state())
}
