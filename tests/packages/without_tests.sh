#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# without_tests.sh ROOT CMAKE: where the packages of the tests are missing, BUILD_TESTING=OFF configures, and the default says what is missing.
set -eu
root=$1 cmake=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
real=$(command -v pkg-config)
cat >"$scratch/pkg-config" <<END
#!/bin/sh
case "\$*" in *criterion* | *soxr*) exit 1 ;; esac
exec '$real' "\$@"
END
chmod +x "$scratch/pkg-config"
export PKG_CONFIG="$scratch/pkg-config"

"$cmake" -S "$root" -B "$scratch/without" -DBUILD_TESTING=OFF >"$scratch/log" 2>&1 || {
	cat "$scratch/log"
	echo 'BUILD_TESTING=OFF needs packages of the tests'
	exit 1
}
if "$cmake" -S "$root" -B "$scratch/without" -DBUILD_TESTING=ON >"$scratch/log" 2>&1; then
	echo 'the tests are configured without Criterion'
	exit 1
fi
grep -qi criterion "$scratch/log"
