/* Compares names of files with a pattern.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/wildcard.h"

#include <string.h>

bool wildcard_has(const char *text)
{
	return strpbrk(text, "*?");
}

static const char *next_character(const char *text)
{
	text++;
	while (((unsigned char)*text & 0xC0) == 0x80)
		text++;
	return text;
}

bool wildcard_matches(const char *pattern, const char *name)
{
	const char *star = NULL, *from = NULL; /* the last star, and where the name goes on behind what it takes */
	if (name[0] == '.' && pattern[0] != '.')
		return false;
	while (*name) {
		if (*pattern == '*') {
			star = ++pattern;
			from = name;
		} else if (*pattern == '?') {
			pattern++;
			name = next_character(name);
		} else if (*pattern == *name) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star;
			name = from = next_character(from);
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
