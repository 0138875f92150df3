#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# hardened.sh PROGRAM: the program has what makes a defect in memory end it.
set -eu
LC_ALL=C
export LC_ALL
program=$1
failures=0

# expect NAME PATTERN COMMAND...: a line of what the command says has the pattern.
expect() {
	name=$1 pattern=$2
	shift 2
	if ! "$@" 2>/dev/null | grep -Eq "$pattern"; then
		echo "hardened: $name is missing"
		failures=$((failures + 1))
	fi
}

expect 'a position-independent program' 'Type: *DYN' readelf -hW "$program"
expect 'RELRO' 'GNU_RELRO' readelf -lW "$program"
expect 'binding at the start, which makes RELRO full' 'BIND_NOW|Flags:.* NOW' readelf -dW "$program"
expect 'a stack without execution' 'GNU_STACK.* RW +0x' readelf -lW "$program"
# The C library's own start-up files decide whether the program is marked for it.
expect 'Control-flow Enforcement' 'endbr64' objdump -d --disassemble=main "$program"
expect 'the stack protector' '__stack_chk_fail' nm -D "$program"
expect '_FORTIFY_SOURCE' '__(sn|vsn|f|vf)printf_chk' nm -D "$program"
expect '_FORTIFY_SOURCE=3 of a copy' '__mem(cpy|move|set)_chk' nm -D "$program"
exit $((failures > 0))
