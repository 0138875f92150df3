#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# words.sh ROOT: one word for one thing. The words that .github/CONTRIBUTING.md retires stand nowhere in sources and texts, and
# each word of README.md's glossary is used outside of it.
. "$(dirname "$0")/house.inc"
retired=$(mktemp)
trap 'rm -f "$report" "$retired"' EXIT

# Rows of the table "Words that we do not use": | `word`, `word` | the word instead |
awk '/^#/ { inside = /Words that we do not use/ } inside && /^\| `/' "$root/.github/CONTRIBUTING.md" | cut -d '|' -f 2 |
	grep -o '`[^`]*`' | tr -d '`' >"$retired" || true
[ -s "$retired" ] || echo '.github/CONTRIBUTING.md retires no word' >>"$report"

# An identifier is read as its words: in_the_middle is three. A word with an underscore is an identifier or the part of one.
pattern=$(sed 's/ /[[:space:]]+/g' "$retired" | paste -s -d '|')
# shellcheck disable=SC2046
(cd "$root" && grep -nHiE "(^|[^[:alpha:]])($pattern)([^[:alpha:]]|\$)" README.md recipes/reference/*.md $(sources | grep -v '^tests/')) |
	complain word >>"$report" || true

# shellcheck disable=SC2046
awk '/^## / { inside = /^## Glossary/ } inside && /^- \*\*/ { sub(/^- \*\*/, ""); sub(/\*\*.*$/, ""); print }' "$root/README.md" |
	while IFS= read -r word; do
		{ cd "$root" && awk '/^## / { inside = /^## Glossary/ } !inside' README.md && cat recipes/reference/*.md $(sources | grep -v '^tests/'); } |
			tr -d '`' | grep -qiwE "$word(s|es)?" || echo "glossary: \"$word\" is used nowhere else"
	done >>"$report"
finish
