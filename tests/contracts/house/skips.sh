#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# skips.sh ROOT: .ci/skips finds each way to skip a test, and lets pass what tests/skips.txt lists.
set -eu
root=$(cd "$1" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/Testing/Temporary"

# expect CODE WORDS LOG XML: what .ci/skips says of such a run.
expect() {
	printf '%b' "$3" >"$folder/Testing/Temporary/LastTest.log"
	printf '%b' "$4" >"$folder/ctest.xml"
	code=0
	"$root/.ci/skips" "$folder" >"$folder/said" 2>&1 || code=$?
	if [ $code -ne "$1" ] || ! grep -qF "$2" "$folder/said"; then
		echo "skips: $code in place of $1, and \"$2\" is looked for in:"
		cat "$folder/said"
		exit 1
	fi
}

listed=$(sed -n 's/^\([^#[:space:]]*\)[[:space:]].*/\1/p' "$root/tests/skips.txt" | head -n 1)
ran='<testcase name="one" classname="one" time="1" status="run">\n</testcase>\n'
expect 1 'skipped: suite::test: no peer' '[SKIP] other::one: Test is disabled\n[SKIP] suite::test: no peer\n' "$ran"
expect 1 'skipped: browser: ' 'all well\n' "$ran"'<testcase name="browser" classname="browser" time="1" status="notrun">\n'
expect 1 'skipped: dsp_bits: ' 'all well\n-- skipped: older CPUs\n' "$ran"
expect 0 "$listed" "[SKIP] $listed: no disk\n" "$ran"
expect 2 'no run of ctest' '' ''
