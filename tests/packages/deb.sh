#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# deb.sh ROOT: makes the Debian package twice, which lintian must accept and which must have the same bytes, and renders with what is in
# it from another folder. Some minutes, when nothing is built yet.
set -eu
root=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset DESTDIR
for take in 1 2; do
	"$root/.ci/package" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
	mkdir "$scratch/$take"
	cp "$root"/build/package/stemprint_*.deb "$scratch/$take"
done
cmp "$scratch"/1/*.deb "$scratch"/2/*.deb

dpkg-deb -x "$scratch"/1/*.deb "$scratch/image"
usr=$scratch/image/usr
cd "$scratch"
gzip -t "$usr"/share/man/man*/*.gz "$usr/share/doc/stemprint/changelog.gz"
[ "$(find "$usr/share/man" -name '*.gz' | wc -l)" -eq "$(find "$usr/share/man" -type f | wc -l)" ]
depends=$(dpkg-deb -f "$scratch"/1/*.deb Depends)
for library in libc6 libsndfile1 libebur128-1 libyaml-0-2 libfftw3-double3 libjansson4; do
	case "$depends" in *"$library"*) ;; *) echo "the package does not depend on $library: $depends"; exit 1 ;; esac
done
if readelf -S "$usr/bin/stemprint" | grep -q '\.symtab'; then
	echo 'the program is not stripped'
	exit 1
fi
"$usr/bin/stemprint" render -q -d prints "$usr/share/doc/stemprint/recipes/big-band.yaml"
"$usr/bin/stemprint" verify -q prints
