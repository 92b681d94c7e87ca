#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests: $CHROMIUM, one on the PATH, or Debian's package, which it installs as root.
set -euo pipefail

find_chromium() {
	if [[ -n ${CHROMIUM:-} ]]; then
		[[ -x $CHROMIUM ]] || { echo "CHROMIUM=$CHROMIUM is no program" >&2; exit 1; }
		return 0
	fi
	command -v chromium >/dev/null
}

if find_chromium; then
	exit 0
fi
if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
	echo "installing Debian's Chromium for the browser tests"
	export DEBIAN_FRONTEND=noninteractive
	apt-get -o DPkg::Lock::Timeout=600 update -q
	apt-get -o DPkg::Lock::Timeout=600 install -q -y --no-install-recommends chromium
	exit 0
fi
cat >&2 <<'TEXT'
The browser tests need Chromium, and none was found. Install it, for example
    sudo apt-get install chromium
or set CHROMIUM to the path of a Chromium or Chrome, and run the command again.
TEXT
exit 1
