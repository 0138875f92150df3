#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# circles.sh ROOT OBJECT...: no file uses, directly or through others, a file that uses it. A .c and its .h count as one file.
# A file uses another when it includes its header, or when its object needs a symbol that the other defines.
. "$(dirname "$0")/house.inc"
shift
edges=$(mktemp)
trap 'rm -f "$report" "$edges"' EXIT

# What is included, as pairs of paths without their ends. Headers of core are named from core on, all others from the root on.
# shellcheck disable=SC2046
code $(sources | grep -v '^tests/') | awk -F: -v root="$root" '
	{
		text = $0; sub(/^[^:]*:[^:]*:/, "", text)
		if (text !~ /^[ \t]*#[ \t]*include[ \t]*"/) next
		name = text; sub(/^[^"]*"/, "", name); sub(/".*$/, "", name)
		if (name !~ /^(cmd|io)\//) name = "core/" name
		from = $1; sub(/\.[ch]$/, "", from); sub(/\.[ch]$/, "", name)
		print from, name
	}' >"$edges"

# What is called: ".../core/base/CMakeFiles/stemprint_base.dir/text.c.o" is the object of core/base/text.c.
for object in "$@"; do
	nm --format=posix "$object" | sed "s#^#$object #"
done | awk '
	{
		file = $1
		sub(/CMakeFiles\/[^\/]*\.dir\//, "", file)
		match(file, /(core|io|cmd)\/.*$/); file = substr(file, RSTART); sub(/\.c\.o$/, "", file)
		if ($3 == "U") needs[file, $2] = 1
		else if ($3 ~ /^[TDBRVWC]$/) home[$2] = file
	}
	END {
		for (pair in needs) {
			split(pair, part, SUBSEP)
			if (part[2] in home) print part[1], home[part[2]]
		}
	}' | sort >>"$edges"

# A use is part of a circle when the file that is used reaches the user again.
sort -u "$edges" | awk '
	$1 != $2 { uses[$1] = uses[$1] " " $2; user[++count] = $1; used[count] = $2 }
	function reach(from, file, next_file, i, n) {
		reached[from, file] = 1
		n = split(uses[file], next_file, " ")
		for (i = 1; i <= n; i++)
			if (!((from, next_file[i]) in reached)) reach(from, next_file[i])
	}
	END {
		for (file in uses) reach(file, file)
		for (i = 1; i <= count; i++)
			if ((used[i], user[i]) in reached) print user[i] " uses " used[i]
	}' | complain circle >"$report"
finish
