#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# daw.sh ROOT STEMPRINT: the scripts for REAPER and Ardour have the same functions, compile, prove a set that adds up and one that does
# not, and take names with blanks, quotes and commands for names. What the DAWs themselves do is played by daw.lua.
set -eu
root=$1 program=$2
# A script of a DAW is one file, so both have the functions that prove. Only the blanks before them differ.
shared() {
	sed -n '/local function quoted/,/xdg-open/s/^[[:blank:]]*//p' "$root/recipes/daw/$1.lua"
}
case "$(shared reaper)" in *xdg-open*) ;; *) echo 'reaper.lua lacks the functions that prove'; exit 1 ;; esac
[ "$(shared reaper)" = "$(shared ardour)" ] || { echo 'reaper.lua and ardour.lua prove in two ways'; exit 1; }
command -v luac5.4 >/dev/null && command -v lua5.4 >/dev/null || { echo 'skipped: lua5.4 is not installed'; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/stemprint"
printf '#!/bin/sh\nprintf "%%s\\n" "$@" >"%s/opened"\n' "$scratch" >"$scratch/bin/xdg-open"
chmod +x "$scratch/bin/xdg-open"
PATH=$scratch/bin:$PATH
cd "$scratch"

tone='{ generate: white-noise, length: 1 s }'
printf 'version: 1\ntracks:\n  a: { source: %s, stem: a }\n  b: { source: %s, stem: b }\noutputs: { master: }\nprint: { directory: prints, mixes: { mix: }, stems: }\n' \
	"$tone" "$tone" >song.yaml
stemprint render -q song.yaml
fault() {
	echo "$1"
	cat said
	exit 1
}

for script in reaper ardour; do
	luac5.4 -p "$root/recipes/daw/$script.lua"
	for folder in plain "it's a \"mix\" \$(touch pwned) \`touch pwned\`; touch pwned #" "-n *"; do
		rm -rf ./"$folder" opened pwned
		cp -r prints ./"$folder"
		for stem in a b; do mv ./"$folder/stems/$stem.wav" ./"$folder/stems/-$stem ' \$(touch pwned).wav"; done
		mix="$scratch/$folder/mix.wav" page="$scratch/$folder/mix.null.html"

		lua5.4 "$root/tests/packages/daw.lua" "$root/recipes/daw/$script.lua" "$mix" yes >said
		grep -q '^question.*1\.0 s' said && grep -q 'PASS' said && grep -q '2 stems' said || fault "$script does not prove \"$folder\""
		grep -q '<html' "$page" || fault "$script writes no page in \"$folder\""
		for wait in $(seq 100); do [ -s opened ] && break || sleep 0.1; done
		[ "$(cat opened)" = "$page" ] || fault "$script does not open the page in \"$folder\""

		rm ./"$folder/stems/"*b*.wav opened
		lua5.4 "$root/tests/packages/daw.lua" "$root/recipes/daw/$script.lua" "$mix" no >said
		grep -q '^question' said && grep -q 'FAIL' said || fault "$script proves what does not add up in \"$folder\""

		# No stems, and the page of the former run beside it.
		rm ./"$folder/stems/"*.wav
		lua5.4 "$root/tests/packages/daw.lua" "$root/recipes/daw/$script.lua" "$mix" yes >said
		grep -q '^message.*no stems lie beside' said || fault "$script does not miss the stems in \"$folder\""
		[ ! -e opened ] || fault "$script opens a page that is not of this run"

		# Without the folder, the stems lie beside the mix.
		rmdir ./"$folder/stems"
		cp prints/stems/*.wav ./"$folder"
		lua5.4 "$root/tests/packages/daw.lua" "$root/recipes/daw/$script.lua" "$mix" no >said
		grep -q 'PASS' said && grep -q '2 stems' said || fault "$script does not find the stems beside the mix in \"$folder\""
		[ -z "$(find . -name pwned)" ] || fault "$script runs a name in \"$folder\""
	done
	lua5.4 "$root/tests/packages/daw.lua" "$root/recipes/daw/$script.lua" "" yes >said
	[ ! -s said ] || fault "$script goes on when nothing was chosen"
done
