#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bites.sh COMPILER: the house checks find what they are there for. Each rule is broken once in a small tree, and must be named.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
compiler=${1:-cc}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

# put FILE TEXT: a file with its purpose and a licence line.
put() {
	printf '/* Holds one breach of a rule at most.\n   SPDX-License-Identifier: GPL-3.0-or-later */\n%s\n' "$2" >"$scratch/tree/$1"
}

# A tree in which all checks pass.
plant() {
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/core/base" "$scratch/tree/core/dsp" "$scratch/tree/core/report" "$scratch/tree/io" "$scratch/tree/cmd" "$scratch/tree/tests"
	cd "$scratch/tree"
	put core/base/one.h 'int one(void); // strcpy(a, b) in a comment'
	put core/base/one.c "$(printf '#include "base/one.h"\n\nint one(void)\n{\n\treturn 1;\n}')"
	mkdir -p .github recipes/reference
	printf '# Words that we do not use\n\n| `whichever` | any |\n' >.github/CONTRIBUTING.md
	printf '# A tree\n\n## Glossary\n\n' >README.md
	printf '# Strips\n' >recipes/reference/strips.md
	printf 'BasedOnStyle: LLVM\nIndentWidth: 8\nUseTab: Always\nBreakBeforeBraces: Linux\n' >.clang-format
	git init -q . 2>/dev/null && git add . || true
}

# expect NAME WORDS COMMAND...: the command fails and says the words.
expect() {
	name=$1 words=$2
	shift 2
	git add . 2>/dev/null || true
	if "$@" >"$scratch/said" 2>&1; then
		echo "$name: not found"
		failures=$((failures + 1))
	elif ! grep -qF "$words" "$scratch/said"; then
		echo "$name: \"$words\" is not said, but:"
		cat "$scratch/said"
		failures=$((failures + 1))
	fi
}


library() {
	put "core/$1/body.c" "$2"
	"$compiler" -fno-builtin -w -c "core/$1/body.c" -o "$scratch/body.o"
	rm -f "$scratch/libstemprint_$1.a"
	ar rc "$scratch/libstemprint_$1.a" "$scratch/body.o"
}

plant
for check in text layers lone-headers headers words; do
	"$here/$check.sh" . "$compiler" || { echo "$check: a clean tree does not pass"; failures=$((failures + 1)); }
done

plant; printf 'int two;\n' >core/base/two.c
expect licence 'licence: core/base/two.c' "$here/text.sh" .
plant; printf '/* SPDX-License-Identifier: GPL-3.0-or-later */\n' >core/base/two.c
expect purpose 'purpose: core/base/two.c' "$here/text.sh" .
plant; put core/base/two.c "/* $(printf '%0119d' 1) */"
expect width 'width: core/base/two.c:3: 125 columns' "$here/text.sh" .
plant; put core/base/two.c 'int two(const int *a) { return a == NULL; }'
expect null-check 'null-check: core/base/two.c:3:' "$here/text.sh" .
plant; put core/base/two.c "$(yes 'int x;' | head -n 801)"
expect length 'length: core/base/two.c: 803 lines' "$here/text.sh" .
plant; put core/base/two.c 'void f(char *a) { strcpy(a, "b"); }'
expect banned-call 'banned-call: core/base/two.c:3:' "$here/text.sh" .
plant; put io/two.c 'void *f(void *a) { return sf_open_fd(3, 1, a, 0); }'
expect library-trap 'library-trap: io/two.c:3:' "$here/text.sh" .
plant; put core/base/two.c 'int flags = FFTW_MEASURE;'
expect measured-plan 'library-trap: core/base/two.c:3:' "$here/text.sh" .
plant; put core/base/two.c "char *path = \"/ho""me/someone/x.wav\";"
expect absolute-path 'absolute-path: core/base/two.c:3:' "$here/text.sh" .
plant; put NOTES.txt ''
expect top-level-entry 'top-level-entry: NOTES.txt' "$here/text.sh" .

plant; put core/base/two.c '#include "dsp/kernel/kernel.h"'
expect order 'base is before dsp' "$here/layers.sh" .
plant; put core/dsp/two.c '#include "io/wave.h"'
expect core-io 'core does not see io' "$here/layers.sh" .
plant; put io/two.c '#include "cmd/command.h"'
expect io-cmd 'only cmd sees cmd' "$here/layers.sh" .
plant; put core/dsp/two.c '#include <fcntl.h>'
expect core-system 'core does not use <fcntl.h>' "$here/layers.sh" .
plant; put core/report/two.c '#include <sndfile.h>'
expect library-home '<sndfile.h> belongs to io/' "$here/layers.sh" .
plant; put io/inner.h '#include <sndfile.h>'; put io/outer.h '#include "io/inner.h"'; put cmd/two.c '#include "io/outer.h"'
expect library-along '"io/outer.h" brings <sndfile.h> along, which belongs to io/' "$here/layers.sh" .
plant; put core/dsp/two.c '#include <immintrin.h>'
expect intrinsics-place '<immintrin.h> belongs to core/dsp/(kernel/|denormals[.]c)' "$here/layers.sh" .
plant; put core/base/two.c '#include "one.h"'
expect bare-include '"one.h" is written without its folder' "$here/layers.sh" .

plant; put core/base/two.h 'int two(void);
int three(void);
int four(void);
int five(void);'
expect headers 'headers: core/base: comments on 4 of 9 lines' "$here/headers.sh" .

plant; echo '| `errand` | task |' >>.github/CONTRIBUTING.md; put core/base/two.c 'int next_errand;'
expect word 'word: core/base/two.c:3:' "$here/words.sh" .
plant; echo '- **sidecar**: A word.' >>README.md
expect glossary 'glossary: "sidecar" is used nowhere else' "$here/words.sh" .

# A page of hazards with one row of each kind that is right, and the row $1.
hazards() {
	plant
	put tests/test_one.c 'Test(one, holds) { }'
	printf '| hazard | where it is held | test |\n|---|---|---|\n%s\n%s\n%s\n' '| a | core/base/one.c | `test_one.c: holds` |' \
		'| b | no way in: it is not read | none |' "$1" >tests/HAZARDS.md
}

hazards ''
"$here/hazards.sh" . || { echo 'hazards: a clean page does not pass'; failures=$((failures + 1)); }
hazards '| c | here | `test_one.c: hold` |'
expect hazard-test 'no such test: test_one.c: hold' "$here/hazards.sh" .
hazards '| c | here | `test_two.c` |'
expect hazard-file 'no such test: test_two.c' "$here/hazards.sh" .
hazards '| c | here | none |'
expect hazard-open 'neither a test nor "no way in"' "$here/hazards.sh" .
hazards '| c | io/two.c | `test_one.c: holds` |'
expect hazard-place 'no such file: io/two.c' "$here/hazards.sh" .

plant; put core/base/two.h 'size_t two(void);'
expect lone-header 'core/base/two.h:' "$here/lone-headers.sh" . "$compiler"

# object FILE TEXT: a file and its object, which lies where CMake puts objects.
object() {
	put "$1" "$2"
	folder=$scratch/build/$(dirname "$1")/CMakeFiles/body.dir
	mkdir -p "$folder"
	"$compiler" -w -c "$scratch/tree/$1" -o "$folder/$(basename "$1").o"
}

plant; object core/base/one.c 'int one(void) { return 1; }'
"$here/circles.sh" . "$(find "$scratch/build" -name '*.o')" || { echo 'circles: a clean tree does not pass'; failures=$((failures + 1)); }
plant; put core/base/two.h '#include "base/three.h"'; put core/base/three.h '#include "base/two.h"'
expect circle-includes 'circle: core/base/two uses core/base/three' "$here/circles.sh" .
plant; object core/base/two.c 'int b(void); int a(void) { return b(); }'; object core/base/three.c 'int a(void); int b(void) { return a(); }'
expect circle-symbols 'circle: core/base/three uses core/base/two' "$here/circles.sh" . "$scratch"/build/core/base/CMakeFiles/body.dir/*.o

plant; library report 'int printf(const char *, ...); void f(void) { printf("x"); }'
expect prints 'outside: libstemprint_report calls printf' "$here/symbols.sh" . "$scratch/libstemprint_report.a"
plant; library base 'char *getenv(const char *); char *f(void) { return getenv("x"); }'
expect environment 'outside: libstemprint_base calls getenv' "$here/symbols.sh" . "$scratch/libstemprint_base.a"
plant; library dsp 'double pow(double, double); double f(double x) { return pow(x, x); }'
expect libm 'libm: libstemprint_dsp calls pow' "$here/symbols.sh" . "$scratch/libstemprint_dsp.a"

if "$here/format.sh" . >/dev/null 2>&1 || [ $? -ne 77 ]; then
	plant; put core/base/two.c 'int  two ;'
	expect format 'core/base/two.c:3' "$here/format.sh" .
fi

[ "$failures" -eq 0 ]
