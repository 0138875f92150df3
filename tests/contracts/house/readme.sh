#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# readme.sh ROOT STEMPRINT: the recipe that README.md explains renders and nulls, the commands that it names exist,
# so do the files that it and .github/CONTRIBUTING.md name, and those that any text for people links to.
. "$(dirname "$0")/house.inc"
stemprint=$2
scratch=$(mktemp -d)
trap 'rm -rf "$report" "$scratch"' EXIT

awk '/^```yaml$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$root/README.md" |
	sed "s#fixtures/#$root/fixtures/#" >"$scratch/readme.yaml"
[ -s "$scratch/readme.yaml" ] || echo 'README.md shows no recipe' >>"$report"
"$stemprint" render -d "$scratch/printed" "$scratch/readme.yaml" >"$scratch/said" 2>&1 || {
	cat "$scratch/said"
	echo 'the recipe of README.md does not render'
} >>"$report"

for command in $(grep -oE '`stemprint [a-z]+' "$root/README.md" | cut -d ' ' -f 2 | sort -u); do
	"$stemprint" "$command" --help >/dev/null 2>&1 || echo "README.md names the command \"$command\"" >>"$report"
done

# Every command has a row in the table.
for command in $("$stemprint" help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
	grep -qE "^\| .stemprint $command[ \`]" "$root/README.md" || echo "README.md lacks the command \"$command\"" >>"$report"
done

for text in README.md .github/CONTRIBUTING.md; do
	for file in $(sed 's#build/[^ `]*##g' "$root/$text" |
		grep -oE '(\.ci|\.cmake|\.github|recipes|fixtures|core|io|cmd|tests)/[A-Za-z0-9_./-]*' | sed 's/[.]$//' | sort -u); do
		[ -e "$root/$file" ] || echo "$text names \"$file\""
	done
done >>"$report"

# Links within the tree: [text](file), from the folder of the text on.
find "$root" -name '*.md' ! -path "$root/build*" ! -path "$root/.git/*" | sort | while IFS= read -r text; do
	for file in $(grep -oE '\]\([^)#:]+' "$text" | cut -c 3- | sort -u); do
		[ -e "$(dirname "$text")/$file" ] || echo "${text#"$root"/} links to \"$file\""
	done
done >>"$report"
finish
