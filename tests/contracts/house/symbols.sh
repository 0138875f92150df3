#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# symbols.sh ROOT LIBRARY...: what the libraries of core call, as the linker sees it. core opens no file, prints nothing, ends nothing, and
# asks neither the clock nor the environment; what reaches audio uses no function of libm whose bits depend on the CPU.
. "$(dirname "$0")/house.inc"
shift

outside='f?open|f?open64|fdopen|freopen|openat|openat64|creat|close|fclose|read|write|pread|pwrite|fread|fwrite|fflush|fseek|ftell|lseek'
outside="$outside|printf|fprintf|vprintf|vfprintf|dprintf|puts|fputs|putc|fputc|putchar|perror|syslog|getc|fgetc|fgets|getchar|scanf|fscanf|getline"
outside="$outside|__(v?f?|d)printf_chk|stdin|stdout|stderr|isatty|ioctl"
outside="$outside|exit|_exit|_Exit|quick_exit|abort|__assert_fail|atexit|system|popen|fork|vfork|exec[lv]p?e?|posix_spawnp?|kill|raise|signal|sigaction"
outside="$outside|getenv|secure_getenv|setenv|putenv|setlocale|time|clock|clock_gettime|gettimeofday|localtime(_r)?|gmtime(_r)?|nanosleep|usleep|sleep"
outside="$outside|rand|srand|random|srandom|drand48|getrandom|getentropy|mmap|mmap64|dlopen|stat|fstat|lstat|unlink|remove|rename|mkdir|tmpfile|mkstemp|opendir"
transcendental='(a?sin|a?cos|a?tan|sincos|atan2|a?sinh|a?cosh|a?tanh|exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|cbrt|hypot|erfc?|[lt]gamma)(f|l)?'

for library in "$@"; do
	name=$(basename "$library" .a)
	calls=$(nm --undefined-only --format=posix "$library" 2>/dev/null | awk 'NF >= 2 { print $1 }' | sort -u)
	[ -n "$calls" ] || { echo "$library: nm finds no symbol"; continue; }
	printf '%s\n' "$calls" | grep -xE "($outside)(@.*)?" | sed "s/^/$name calls /" | complain outside
	case $name in
	*_base | *_dsp | *_processors | *_recipe | *_graph | *_plan | *_engine)
		printf '%s\n' "$calls" | grep -xE "$transcendental(@.*)?" | sed "s/^/$name calls /" | complain libm
		;;
	esac
done >"$report" || true
finish
