#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# text.sh ROOT: purposes and licence lines, sizes, null checks, banned calls, traps of libraries, paths of one machine, top-level entries.
. "$(dirname "$0")/house.inc"

lines_maximum=800
columns_maximum=120
banned='strcpy|stpcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|alloca|rand|srand|random|drand48|tmpnam|mktemp|setjmp|longjmp'

# Calls of libraries that tests/HAZARDS.md has reasons against: sf_open_fd closes the descriptor in any case; floats wrap in integer
# files, and get a chunk with the time of day; the document interface of libyaml has no bounds; soxr's bits depend on the CPU, and so
# do the plans that FFTW finds by measuring.
traps='sf_open|sf_open_fd|sf_writef?_(short|float|double)|yaml_parser_load|soxr_[a-z_]*|fftw_import_[a-z_]*|FFTW_(MEASURE|PATIENT|EXHAUSTIVE|WISDOM_ONLY)'

check_licence() {
	for file in $(sources); do
		head -n 2 "$root/$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' ||
			echo "$file: wants an SPDX-License-Identifier in its first two lines"
	done | complain licence
}

# A file says what it is for before it says anything else.
check_purpose() {
	for file in $(sources); do
		head -n 1 "$root/$file" | grep -qE '^/\* [[:alpha:]`].{9}' && ! head -n 1 "$root/$file" | grep -q SPDX ||
			echo "$file: wants its purpose in its first line"
	done | complain purpose
}

# A tab counts as 8 columns. What stands between "clang-format off" and "clang-format on" is a table.
check_width() {
	# shellcheck disable=SC2046
	(cd "$root" && awk -v maximum=$columns_maximum '
		FNR == 1 || /clang-format on/ { table = 0 }
		/clang-format off/ { table = 1 }
		{
			gsub(/\t/, "        ")
			gsub(/[\200-\277]/, "") # The bytes of UTF-8 after the first take no column.
			if (!table && length($0) > maximum) print FILENAME ":" FNR ": " length($0) " columns, at most " maximum
		}' $(sources)) | complain width
}

check_null() {
	# shellcheck disable=SC2046
	code $(sources) | grep -E '[!=]=[[:space:]]*NULL|NULL[[:space:]]*[!=]=' | complain null-check
}

check_length() {
	for file in $(sources); do
		lines=$(wc -l <"$root/$file")
		[ "$lines" -le $lines_maximum ] || echo "$file: $lines lines, at most $lines_maximum"
	done | complain length
}

check_calls() {
	# shellcheck disable=SC2046
	code $(sources) | grep -E "(^|[^A-Za-z0-9_.>])($banned)[[:space:]]*\\(" | complain banned-call
}

check_traps() {
	# shellcheck disable=SC2046
	code $(sources | grep -v '^tests/') | grep -E "(^|[^A-Za-z0-9_])($traps)([^A-Za-z0-9_]|\$)" | complain library-trap
}

# Files of the tree: what git knows, or all but the build folders where there is no git.
tree() {
	git -C "$root" -c safe.directory='*' ls-files 2>/dev/null | grep . ||
		(cd "$root" && find . -type f ! -path './build*' ! -path './.git/*' | cut -c 3-)
}

check_paths() {
	tree | (cd "$root" && xargs -d '\n' grep -nIE '(^|[^A-Za-z0-9_.])/(hom[e]|roo[t]|wor[k]|mn[t]|Use[r]s)/' --) 2>/dev/null |
		complain absolute-path
}

check_top() {
	tree | cut -d / -f 1 | sort -u |
		grep -vxE '\..*|cmd|core|io|recipes|tests|fixtures|CMakeLists\.txt|README\.md|LICENSE' | complain top-level-entry
}

{
	check_licence
	check_purpose
	check_width
	check_length
	check_null || true
	check_calls || true
	check_traps || true
	check_paths || true
	check_top || true
} >"$report"
finish
