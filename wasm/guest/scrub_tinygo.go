//go:build tinygo

package main

import "unsafe"

// scrubbed is how much of the stack is cleared, in bytes: more than any operation uses, and less than the stack has
// (wasm/toolchain/hearth.json). A conformance test checks that nothing below it is ever touched.
const scrubbed = 32 << 10

//go:linkname stackPointer tinygo_getCurrentStackPointer
func stackPointer() uintptr

// scrub clears the stack below its caller: what an operation left there, such as an event's time, must not outlive the event.
//
//go:noinline
func scrub() {
	low := stackPointer() - scrubbed
	clear(unsafe.Slice((*byte)(unsafe.Pointer(low)), scrubbed))
}
