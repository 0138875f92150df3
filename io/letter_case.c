/* Takes letter case out of names.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/letter_case.h"

#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

enum { UTF8_LENGTH_MAXIMUM = 4 };

/* Some letters have two small forms, like sigma. The conversion to a capital and back makes them one. */
static wchar_t fold_letter(wchar_t letter)
{
	return (wchar_t)towlower(towupper((wint_t)letter));
}

static void fold(const char *text, size_t length, char *folded)
{
	mbstate_t reading = { 0 }, writing = { 0 };
	while (length > 0) {
		wchar_t letter;
		const size_t bytes = mbrtowc(&letter, text, length, &reading);
		const bool readable = bytes != (size_t)-1 && bytes != (size_t)-2 && bytes > 0;
		const size_t wrote = readable ? wcrtomb(folded, fold_letter(letter), &writing) : (size_t)-1;
		const size_t step = readable ? bytes : 1;
		if (wrote == (size_t)-1) {
			memcpy(folded, text, step);
			folded += step;
			reading = writing = (mbstate_t){ 0 };
		} else {
			folded += wrote;
		}
		text += step;
		length -= step;
	}
	*folded = '\0';
}

/* Returns whether all letters were those of ASCII, and have been folded. */
static bool fold_ascii(const char *text, char *folded)
{
	size_t i = 0;
	for (; text[i] != 0 && (text[i] & 0x80) == 0; i++)
		folded[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i]);
	folded[i] = '\0';
	return text[i] == '\0';
}

const char *letter_case_fold(const char *text, struct arena *arena)
{
	const size_t length = strlen(text);
	char *folded = arena_array(arena, length * UTF8_LENGTH_MAXIMUM + MB_LEN_MAX, 1);
	if (!folded)
		return NULL;
	/* Most names need no locale, which the library reads from a file each time. */
	if (fold_ascii(text, folded))
		return folded;
	/* Without such a locale the function folds the letters of ASCII and keeps all else. */
	locale_t letters = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = letters ? uselocale(letters) : (locale_t)0;
	fold(text, length, folded);
	if (letters) {
		uselocale(before);
		freelocale(letters);
	}
	return folded;
}
