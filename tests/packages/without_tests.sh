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

# The demo builds the tests only where all that they need is there.
for module in $(sed -n 's/^pkg_check_modules([A-Z0-9]* REQUIRED IMPORTED_TARGET \([a-z0-9]*\)).*/\1/p' "$root/tests/CMakeLists.txt"); do
	grep -q "pkg-config --exists.* $module " "$root/.ci/demo" || {
		echo "the demo does not look for $module, which the tests need"
		exit 1
	}
done
