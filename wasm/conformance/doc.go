// Package conformance holds the golden traces (packs, calls and the replies expected, byte for byte) and plays them on every Go
// host: natively, under wazero with engine.wasm, and under wazero with the standard Go build. README.md says what a trace is.
package conformance
