#!/usr/bin/env bash
# Builds the same guest with standard Go for WASI: the cross-check of the TinyGo build, never published.
#
# usage: wasm/toolchain/build-std.sh OUT.wasm [PKG]
#   PKG  folder of the main package (default: wasm/guest of this repository)
set -euo pipefail
# shellcheck source=env.sh
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

[[ $# == 1 || $# == 2 ]] || die "usage: build-std.sh OUT.wasm [PKG]"
out=$(absolute "$1")
pkg=${2:-$repo_dir/wasm/guest}
[[ -d $pkg ]] || die "$pkg: no such folder"
need go "install Go (the version of go.mod or later), see https://go.dev/dl"
cd "$pkg"
GOOS=wasip1 GOARCH=wasm CGO_ENABLED=0 go build -buildmode=c-shared -trimpath -buildvcs=false -ldflags='-s -w' -o "$out" .
say "$(go version)"
report "$out"
