package wasm

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEngineIsAModuleAndACopy(t *testing.T) {
	module := Engine()
	require.Equal(t, "\x00asm\x01\x00\x00\x00", string(module[:8]))
	module[0] = 1
	require.Equal(t, byte(0), Engine()[0])
}
