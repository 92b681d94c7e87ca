//go:build tinygo || wasip1

// Command guest is the module: its exports are the ABI, each a few lines over wasm/abi.
package main

import (
	"unsafe"

	"github.com/hearthrank/hearth/wasm/abi"
)

var module abi.Module

func main() {}

//go:wasmexport hearth_abi
func version() uint32 { return abi.Version }

//go:wasmexport hearth_in
func in(n uint32) uint32 { return address(module.In(n)) }

//go:wasmexport hearth_pack_begin
func packBegin(size uint32) uint32 { return address(module.PackBegin(size)) }

//go:wasmexport hearth_pack_open
func packOpen(n uint32) uint64 { return call(abi.OpPackOpen, n) }

//go:wasmexport hearth_restore
func restore(n uint32) uint64 { return call(abi.OpRestore, n) }

//go:wasmexport hearth_observe
func observe(n uint32) uint64 { return call(abi.OpObserve, n) }

//go:wasmexport hearth_rank
func rank(n uint32) uint64 { return call(abi.OpRank, n) }

//go:wasmexport hearth_recommend
func recommend(n uint32) uint64 { return call(abi.OpRecommend, n) }

//go:wasmexport hearth_explain
func explain(n uint32) uint64 { return call(abi.OpExplain, n) }

//go:wasmexport hearth_forget
func forget(n uint32) uint64 { return call(abi.OpForget, n) }

//go:wasmexport hearth_snapshot
func snapshot(n uint32) uint64 { return call(abi.OpSnapshot, n) }

//go:wasmexport hearth_stats
func stats(n uint32) uint64 { return call(abi.OpStats, n) }

//go:wasmexport hearth_consent
func consent(n uint32) uint64 { return call(abi.OpConsent, n) }

//go:wasmexport hearth_control
func control(n uint32) uint64 { return call(abi.OpControl, n) }

//go:wasmexport hearth_profile
func profile(n uint32) uint64 { return call(abi.OpProfile, n) }

// call runs an operation and returns address << 32 | length of its reply.
func call(op abi.Op, n uint32) uint64 {
	reply := module.Call(op, n)
	scrub()
	return uint64(address(reply))<<32 | uint64(len(reply))
}

func address(b []byte) uint32 {
	if b == nil {
		return 0
	}
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}
