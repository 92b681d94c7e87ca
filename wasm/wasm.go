// Package wasm embeds engine.wasm, the module that every host runs, so that a Go program needs no file beside it.
package wasm

import _ "embed"

// Version is the release that the embedded module belongs to. The ABI has a version of its own, abi.Version.
const Version = "0.1.0"

//go:embed engine.wasm
var engine string

// Engine returns a copy of the module's bytes, for host.Load.
func Engine() []byte {
	return []byte(engine)
}
