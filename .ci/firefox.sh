#!/usr/bin/env bash
# Makes sure that there is a Firefox: $FIREFOX or /usr/bin/firefox-esr, installed through apt when that is missing and we are root.
set -euo pipefail

firefox=${FIREFOX:-/usr/bin/firefox-esr}
if [[ -x $firefox ]]; then
	exit 0
fi
if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
	echo "No Firefox at $firefox. Install Debian's firefox-esr, or set FIREFOX to the one to use." >&2
	exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr >/dev/null
"$firefox" --version
