#!/usr/bin/env bash
# Installs the pinned TinyGo and what it needs, once; a second run finds everything and changes nothing.
#
# usage: wasm/toolchain/install.sh [--pinned]
#   --pinned  build the pinned TinyGo even when a packaged 0.41 is on the PATH (for the committed hash)
#
# environment: HEARTH_TINYGO_DIR  where it goes (default ~/.cache/hearth/tinygo-VERSION, XDG_CACHE_HOME honoured)
set -euo pipefail
# shellcheck source=env.sh
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# missing_packages PACKAGE...: prints those that Debian's package manager does not list as installed.
missing_packages() {
	local name
	for name in "$@"; do
		dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || printf '%s\n' "$name"
	done
}

# install_packages PACKAGE...: installs those that are missing as root, or says what to run.
install_packages() {
	command -v dpkg-query >/dev/null || die "not a Debian system: install what $* hold (see README.md) and a TinyGo $tinygo_version by hand"
	local missing
	mapfile -t missing < <(missing_packages "$@")
	((${#missing[@]})) || return 0
	[[ $(id -u) == 0 ]] || die "packages are missing; run: sudo apt-get install --no-install-recommends ${missing[*]}"
	say "installing ${missing[*]}"
	apt-get -o DPkg::Lock::Timeout=600 -qq update
	DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq install -y --no-install-recommends "${missing[@]}"
}

# stamp: prints what the built TinyGo depends on; another Go release means another build.
stamp() { printf 'tinygo %s, llvm %s, %s\n' "$tinygo_version" "$llvm_major" "$(go env GOVERSION)"; }

# build_tinygo DIR: compiles TinyGo into DIR/bin and lays out its TINYGOROOT in DIR.
build_tinygo() {
	local module
	cd "$toolchain_dir"
	export GOFLAGS=-buildvcs=false GOWORK=off CGO_ENABLED=1 CC="clang-$llvm_major" CXX="clang++-$llvm_major"
	go mod download
	module=$(go list -m -f '{{.Dir}}' github.com/tinygo-org/tinygo)
	cp -R "$module/." "$1"
	chmod -R u+w "$1"
	mkdir -p "$1/src/net" # a git submodule upstream, absent from the module zip; its folder is looked for
	go build -trimpath -tags "llvm$llvm_major" -o "$1/bin/tinygo" github.com/tinygo-org/tinygo
	stamp >"$1/hearth-stamp"
}

# install_tinygo: builds beside the final place and moves the whole in one step.
install_tinygo() {
	if [[ -x $tinygo_dir/bin/tinygo && $(cat "$tinygo_dir/hearth-stamp" 2>/dev/null) == "$(stamp)" ]]; then
		say "TinyGo $tinygo_version is in $tinygo_dir"
		return
	fi
	say "building TinyGo $tinygo_version into $tinygo_dir (a minute or two)"
	mkdir -p "$(dirname "$tinygo_dir")"
	work=$(mktemp -d "$tinygo_dir.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	build_tinygo "$work"
	rm -rf "$tinygo_dir"
	mv "$work" "$tinygo_dir"
	say "built: $("$tinygo_dir/bin/tinygo" version)"
}

main() {
	[[ $# == 0 || ($# == 1 && $1 == --pinned) ]] || die "usage: install.sh [--pinned]"
	local packaged
	need go "install Go (the version of go.mod or later), see https://go.dev/dl"
	install_packages "${link_packages[@]}"
	if [[ ${1-} != --pinned ]] && packaged=$(packaged_tinygo); then
		say "using the packaged $("$packaged" version); the committed hash is that of the pinned one (--pinned)"
		return
	fi
	install_packages "${compiler_packages[@]}"
	install_tinygo
}

main "$@"
