#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# install.sh: installs the file PACKAGE, or the package of release VERSION (the newest if it is empty) of the repository REPOSITORY.
set -euo pipefail
package=${PACKAGE-}
if [ -z "$package" ]; then
	folder=$(mktemp -d)
	trap 'rm -rf "$folder"' EXIT
	tag=()
	[ -z "${VERSION-}" ] || tag=("v${VERSION#v}")
	gh release download "${tag[@]}" --repo "$REPOSITORY" --dir "$folder" --pattern "stemprint_*_$(dpkg --print-architecture).deb"
	found=("$folder"/stemprint_*.deb)
	package=${found[0]}
	chmod 755 "$folder" # apt reads it as a user of its own
fi
[ -f "$package" ] || {
	echo "::error::package \"$package\": it does not exist; name a Debian package, or leave \`package\` out to take a release"
	exit 1
}
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
install() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$(realpath "$package")" </dev/null
}
# The package lists of a new runner may be too old.
install || { "${as_root[@]}" apt-get update -qq </dev/null && install; }
stemprint --version
