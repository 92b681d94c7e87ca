// Command importing breaks the first promise on purpose: build.sh must refuse it.
package main

//go:wasmimport env send
func send(x uint32)

//go:wasmexport hearth_leak
func leak(x uint32) { send(x) }

func main() {}
