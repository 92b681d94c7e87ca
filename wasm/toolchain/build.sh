#!/usr/bin/env bash
# Builds the WebAssembly module with TinyGo: no imports, and no exports but memory, _initialize and hearth_*.
#
# usage: wasm/toolchain/build.sh OUT.wasm [PKG]
#   PKG  folder of the main package (default: wasm/guest of this repository)
set -euo pipefail
# shellcheck source=env.sh
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# exports FILE, imports FILE: print the names, one a line.
exports() { wasm-dis "${wasm_features[@]}" "$1" | sed -n 's/^ (export "\([^"]*\)".*/\1/p'; }
imports() { wasm-dis "${wasm_features[@]}" "$1" | sed -n 's/^ (import "\([^"]*\)" "\([^"]*\)".*/\1.\2/p'; }

# export_roots FILE: prints the graph for wasm-metadce in which the module's own exports are the only roots.
export_roots() {
	exports "$1" | awk '
		BEGIN { printf "[" }
		/^(memory|_initialize|hearth_[a-z0-9_]+)$/ { printf "%s{\"name\":\"keep_%s\",\"export\":\"%s\",\"root\":true}", sep, $0, $0; sep = "," }
		END { print "]" }'
}

# compile DIR OUT: TinyGo's own output, names and all.
compile() {
	local dir=$1 out=$2
	if [[ $tinygo == "$tinygo_dir/bin/tinygo" ]]; then
		export TINYGOROOT=$tinygo_dir
	fi
	(cd "$dir" && "$tinygo" build -target="$toolchain_dir/hearth.json" -opt=z -panic=trap -no-debug -o "$out" .)
}

# finish RAW OUT: drops foreign exports and what only they reached, then every custom section.
finish() {
	local raw=$1 out=$2
	export_roots "$raw" >"$raw.roots"
	wasm-metadce "${wasm_features[@]}" --graph-file="$raw.roots" "$raw" -o "$raw.trimmed" >/dev/null
	wasm-opt "${wasm_features[@]}" -Oz --reorder-functions --strip-debug --strip-producers --strip-target-features "$raw.trimmed" -o "$out"
}

# check FILE: fails on any import, and when an export that every module has is missing.
check() {
	local found
	found=$(imports "$1")
	[[ -z $found ]] || die "the module imports $(tr '\n' ' ' <<<"$found"): it must import nothing"
	exports "$1" | grep -qx _initialize || die "the module does not export _initialize: is $pkg a main package?"
}

[[ $# == 1 || $# == 2 ]] || die "usage: build.sh OUT.wasm [PKG]"
out=$(absolute "$1")
pkg=${2:-$repo_dir/wasm/guest}
[[ -d $pkg ]] || die "$pkg: no such folder"
tinygo=$(find_tinygo) || die "TinyGo ${tinygo_version%.*} not found; run $toolchain_dir/install.sh"
need wasm-opt "install Debian's binaryen, or run $toolchain_dir/install.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile "$pkg" "$work/raw.wasm"
finish "$work/raw.wasm" "$work/out.wasm"
check "$work/out.wasm"
cp "$work/out.wasm" "$out"
say "$("$tinygo" version), $(wasm-opt --version)"
report "$out"
