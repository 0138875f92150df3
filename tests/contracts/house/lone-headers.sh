#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lone-headers.sh ROOT COMPILER: every header compiles alone, without what others happened to include before it.
. "$(dirname "$0")/house.inc"
compiler=${2:-cc}
flags=$(pkg-config --cflags sndfile yaml-0.1 fftw3 soxr jansson nettle libxxhash criterion 2>/dev/null || true)

# Kernels are templates: parametrised by the file that includes them.
for header in $(sources | grep '\.h$' | grep -vE 'dsp/kernel/(.*template|vector|narrow_vector)\.h$'); do
	# shellcheck disable=SC2086
	(cd "$root" && printf '#include "%s"\n' "$header" | "$compiler" -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only \
		-I. -Icore -Itests $flags -x c -) 2>&1 | head -n 3 | complain "$header"
done >"$report"
finish
