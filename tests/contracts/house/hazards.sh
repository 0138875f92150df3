#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# hazards.sh ROOT: each row of tests/HAZARDS.md names a test that is there, or says that there is no way in.
. "$(dirname "$0")/house.inc"
table=$root/tests/HAZARDS.md
rows=$(grep '^|' "$table" | grep -vE '^\|(---|[ ]hazard )' || true)
[ -n "$rows" ] || echo 'tests/HAZARDS.md has no row' >>"$report"

# A test is `FILE: NAME`, where NAME is a word of FILE, and in C a test of it; or `FILE` alone.
printf '%s\n' "$rows" | awk -F ' [|] ?' 'NF != 4 { print "not three columns: " $0 }
	$2 !~ /no way in/ && $3 !~ /`/ { print "neither a test nor \"no way in\": " $1 }' >>"$report"
printf '%s\n' "$rows" | awk -F ' [|] ?' '{ print $3 }' | grep -oE '`[^`]*`' | tr -d '`' | sort -u | while IFS= read -r test; do
	file=$root/tests/${test%%: *}
	name=${test#*: }
	case $test in
	*.c:*) pattern="^(Parameterized)?Test\\([a-z0-9_]+, $name[,)]" ;;
	*.py:*) pattern="^ *def $name\\(" ;;
	*:*) pattern="(^|[^A-Za-z0-9_])$name([^A-Za-z0-9_]|\$)" ;;
	*) pattern= ;;
	esac
	[ -f "$file" ] && { [ -z "$pattern" ] || grep -qE "$pattern" "$file"; } || echo "no such test: $test"
done >>"$report"

# A path in the second column is one of the tree.
printf '%s\n' "$rows" | awk -F ' [|] ?' '{ print $2 }' | grep -oE '(core|io|cmd)/[a-z0-9_/]*\.[ch]' | sort -u | while IFS= read -r file; do
	[ -f "$root/$file" ] || echo "no such file: $file"
done >>"$report"
finish
