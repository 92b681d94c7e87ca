package main

// This file is "hearth version".

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/hearthrank/hearth/engine/pack"
	"github.com/hearthrank/hearth/wasm"
	"github.com/hearthrank/hearth/wasm/abi"
)

type versionCmd struct{}

// Help is printed below the one-line help.
func (*versionCmd) Help() string {
	return `The module's SHA-256 is that of engine.wasm as a browser gets it: equal sums are equal engines.

Examples:

  hearth version
  hearth version --json`
}

type versions struct {
	Version  string     `json:"version"`
	Revision string     `json:"revision,omitempty"` // of the source, "+" when it was changed
	Go       string     `json:"go"`
	Platform string     `json:"platform"`
	ABI      int        `json:"abi"`
	Pack     string     `json:"pack_format"`
	Module   moduleView `json:"module"`
}

type moduleView struct {
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Run prints the versions.
func (*versionCmd) Run(e *env) error {
	engine := wasm.Engine()
	sum := sha256.Sum256(engine)
	v := versions{
		Version: wasm.Version, Revision: revision(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		ABI: abi.Version, Pack: fmt.Sprintf("%d.%d", pack.Major, pack.Minor),
		Module: moduleView{len(engine), hex.EncodeToString(sum[:])},
	}
	return e.show(v, func() { v.print(e) })
}

func (v *versions) print(e *env) {
	t := table{columns: []column{{}, {}}}
	t.add("hearth", v.Version)
	if v.Revision != "" {
		t.add("revision", v.Revision)
	}
	t.add("go", v.Go+" "+v.Platform)
	t.add("pack format", v.Pack)
	t.add("abi", v.ABI)
	t.add("engine.wasm", fmt.Sprintf("%d bytes, sha256 %s", v.Module.Bytes, v.Module.SHA256))
	t.write(e.out, 0)
}

// revision returns the commit that the command was built from, "" when it is unknown.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + changed
}
