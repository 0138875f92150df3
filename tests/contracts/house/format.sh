#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# format.sh ROOT: every source is as clang-format 14 writes it. 77 (skipped) where there is no clang-format 14: others differ.
. "$(dirname "$0")/house.inc"
formatter=
for candidate in clang-format-14 clang-format; do
	if "$candidate" --version 2>/dev/null | grep -q 'version 14\.'; then
		formatter=$candidate
		break
	fi
done
[ -n "$formatter" ] || { echo 'clang-format 14 is not installed'; exit 77; }
sources | (cd "$root" && xargs -r "$formatter" --dry-run -Werror) >"$report" 2>&1 || [ -s "$report" ] || echo 'clang-format failed' >"$report"
finish
