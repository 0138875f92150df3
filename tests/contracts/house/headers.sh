#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# headers.sh ROOT: the headers of each folder of core that declare an interface have a comment on half of their lines or more.
# Empty lines, includes and guards do not count. A header with the body of a function is code, and no interface.
. "$(dirname "$0")/house.inc"
share_minimum=50

# shellcheck disable=SC2046
(cd "$root" && awk -v minimum=$share_minimum '
	FNR == 1 { file++; comment = 0; split(FILENAME, part, "/"); folder[file] = part[1] "/" part[2] }
	/^{/ { body[file] = 1 }
	{
		line = $0
		sub(/^[ \t]+/, "", line)
		if (line == "" || (!comment && line ~ /^#[ \t]*(include|if|ifdef|ifndef|else|endif|pragma|define STEMPRINT_[A-Z0-9_]*_H$)/)) next
		lines[file]++
		if (comment || line ~ /\/\*/) commented[file]++
		if (line ~ /\/\*/) { comment = 1; sub(/^.*\/\*/, "", line) }
		if (comment && line ~ /\*\//) comment = 0
	}
	END {
		for (i = 1; i <= file; i++) if (!body[i]) { all[folder[i]] += lines[i]; told[folder[i]] += commented[i] }
		for (name in all) if (100 * told[name] < minimum * all[name])
			printf "%s: comments on %d of %d lines of its headers, at least %d %%\n", name, told[name], all[name], minimum
	}' $(sources | grep '^core/.*\.h$')) | complain headers >"$report"
finish
