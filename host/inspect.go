package host

import (
	"encoding/binary"
	"fmt"

	"github.com/hearthrank/hearth/wasm/abi"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// Names of the exports that are no operations.
const (
	exportMemory    = "memory"
	exportStart     = "_initialize"
	exportABI       = "hearth_abi"
	exportIn        = "hearth_in"
	exportPackBegin = "hearth_pack_begin"
)

func exportOf(op abi.Op) string {
	return "hearth_" + string(op)
}

const (
	wasmHeader    = 8 // magic and version
	sectionImport = 2
)

// refuseImports looks for an import section, whatever is in it: functions, memories, tables, globals and tags alike. Bytes that
// are no module are left to the compiler to refuse.
func refuseImports(wasmBytes []byte) error {
	rest := wasmBytes[min(wasmHeader, len(wasmBytes)):]
	for len(rest) > 0 {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil
		}
		body := rest[1+n:]
		if id == sectionImport {
			return importError(body[:size])
		}
		rest = body[size:]
	}
	return nil
}

// importError names the first import of an import section, or is nil when there is none.
func importError(section []byte) error {
	count, n := binary.Uvarint(section)
	if count == 0 {
		return nil
	}
	module, rest := wasmName(section[max(n, 0):])
	field, _ := wasmName(rest)
	return hostError("load", ErrImport, fmt.Sprintf("this module imports %q.%q (of %d)", module, field, count))
}

// wasmName reads a length and that many bytes.
func wasmName(b []byte) (name string, rest []byte) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return "", nil
	}
	return string(b[n : n+int(size)]), b[n+int(size):]
}

// signature is the type of an exported function.
type signature struct {
	name            string
	params, results []api.ValueType
}

// signatures lists the functions that an engine exports.
func signatures() []signature {
	i32, i64 := []api.ValueType{api.ValueTypeI32}, []api.ValueType{api.ValueTypeI64}
	list := []signature{
		{exportStart, nil, nil}, {exportABI, nil, i32}, {exportIn, i32, i32}, {exportPackBegin, i32, i32},
	}
	for _, op := range abi.Ops {
		list = append(list, signature{exportOf(op), i32, i64})
	}
	return list
}

// checkExports compares a module's exports with what ABI.md says, and its first memory with the limit.
func checkExports(compiled wazero.CompiledModule, limit uint64) error {
	memory, ok := compiled.ExportedMemories()[exportMemory]
	if !ok {
		return hostError("load", ErrExport, exportMemory)
	}
	if need := uint64(memory.Min()) * pageSize; need > limit {
		return hostError("load", ErrMemory, fmt.Sprintf("the module begins with %d bytes, the limit is %d", need, limit))
	}
	functions := compiled.ExportedFunctions()
	for _, want := range signatures() {
		got, ok := functions[want.name]
		if !ok || string(got.ParamTypes()) != string(want.params) || string(got.ResultTypes()) != string(want.results) {
			return hostError("load", ErrExport, want.name)
		}
	}
	return nil
}
