# Pins and helpers shared by the scripts of this folder; sourced, not run.
# shellcheck shell=bash disable=SC2034

tinygo_version=0.41.1
llvm_major=19

toolchain_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo_dir=$(cd "$toolchain_dir/../.." && pwd)

# Where the pinned TinyGo lives once install.sh has built it; also its TINYGOROOT.
tinygo_dir=${HEARTH_TINYGO_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/hearth/tinygo-$tinygo_version}

# What every module build needs, and what building TinyGo itself needs on top.
link_packages=(wasi-libc "libclang-rt-$llvm_major-dev-wasm32" binaryen)
compiler_packages=("clang-$llvm_major" "lld-$llvm_major" "llvm-$llvm_major-dev" "libclang-$llvm_major-dev")

# The WebAssembly features that hearth.json switches on, as Binaryen names them.
wasm_features=(--mvp-features --enable-simd --enable-bulk-memory --enable-mutable-globals
	--enable-nontrapping-float-to-int --enable-sign-ext)

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

die() {
	say "error: $*"
	exit 1
}

# need COMMAND HINT: stops with HINT when COMMAND is not on the PATH.
need() { command -v "$1" >/dev/null || die "$1 not found: $2"; }

# packaged_tinygo: prints the path of a TinyGo 0.41 on the PATH, or fails.
packaged_tinygo() {
	local path
	path=$(command -v tinygo) || return 1
	"$path" version 2>/dev/null | grep -q "^tinygo version ${tinygo_version%.*}\." || return 1
	printf '%s\n' "$path"
}

# find_tinygo: prints the path of the TinyGo to build with: the pinned one, else a packaged one; or fails.
find_tinygo() {
	if [[ -x $tinygo_dir/bin/tinygo ]]; then
		printf '%s\n' "$tinygo_dir/bin/tinygo"
	else
		packaged_tinygo
	fi
}

# absolute PATH: prints PATH, whose folder must exist, as an absolute path.
absolute() {
	local dir
	dir=$(cd "$(dirname "$1")" 2>/dev/null && pwd) || die "$1: no such folder: $(dirname "$1")"
	printf '%s/%s\n' "$dir" "$(basename "$1")"
}

# report FILE: prints size, brotli size (where brotli is installed) and SHA-256 of FILE.
report() {
	local compressed=""
	if command -v brotli >/dev/null; then
		compressed=", $(brotli -q 11 -w 24 -c "$1" | wc -c) brotli"
	fi
	printf '%s: %s bytes%s, sha256 %s\n' "$1" "$(wc -c <"$1")" "$compressed" "$(sha256sum <"$1" | cut -d' ' -f1)"
}
