#!/usr/bin/env bash
# Proves the toolchain on a small guest: same bytes from two folders, no imports, exact exports, and every kind of trap.
#
# usage: wasm/toolchain/selftest.sh
set -euo pipefail
# shellcheck source=env.sh
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# copy_guest NAME DIR: puts testdata/NAME into DIR as a module of its own.
copy_guest() {
	mkdir -p "$2"
	cp "$toolchain_dir/testdata/$1/main.go" "$2/"
	printf 'module example.com/guest\n\ngo 1.26\n' >"$2/go.mod"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

copy_guest guest "$work/one"
copy_guest guest "$work/deeper/two"
"$toolchain_dir/build.sh" "$work/one.wasm" "$work/one"
# The second build has compile caches of its own.
XDG_CACHE_HOME=$work/cache HEARTH_TINYGO_DIR=$tinygo_dir "$toolchain_dir/build.sh" "$work/two.wasm" "$work/deeper/two"
cmp "$work/one.wasm" "$work/two.wasm" || die "two builds of the same source differ"

copy_guest importing "$work/importing"
if message=$("$toolchain_dir/build.sh" "$work/importing.wasm" "$work/importing" 2>&1); then
	die "build.sh accepted a module that imports env.send"
fi
grep -q 'the module imports env.send' <<<"$message" || die "wrong refusal: $message"
[[ ! -e $work/importing.wasm ]] || die "build.sh left a refused module behind"

need node "install Node 20 or later to call the module"
node "$toolchain_dir/testdata/call.mjs" "$work/one.wasm"
say "ok"
