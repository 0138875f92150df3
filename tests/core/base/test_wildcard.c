/* Compares patterns with fnmatch() of the C library.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/wildcard.h"

#include <criterion/criterion.h>
#include <fnmatch.h>
#include <stdint.h>
#include <string.h>

TestSuite(wildcard, .timeout = 60);

/* Writes the text of that number in a system of digits; each number has another text. */
static void write_word(uint32_t number, const char *digits, char *word)
{
	const uint32_t base = (uint32_t)strlen(digits) + 1;
	size_t length = 0;
	for (; number > 0; number /= base)
		if (number % base > 0)
			word[length++] = digits[number % base - 1];
	word[length] = '\0';
}

Test(wildcard, means_what_fnmatch_means)
{
	size_t matches = 0;
	for (uint32_t p = 0; p < 3125; p++)
		for (uint32_t n = 0; n < 256; n++) {
			char pattern[16], name[16];
			write_word(p, "a*?.", pattern);
			write_word(n, "ab.", name);
			const bool expected = fnmatch(pattern, name, FNM_PERIOD) == 0;
			matches += expected;
			cr_assert_eq(wildcard_matches(pattern, name), expected, "\"%s\" and \"%s\"", pattern, name);
		}
	cr_expect_gt(matches, 1000);
}

Test(wildcard, a_question_mark_is_one_character)
{
	cr_expect(wildcard_matches("?.wav", "\xC3\xBC.wav"));
	cr_expect(wildcard_matches("*?.wav", "\xE4\xB8\x96.wav"));
	cr_expect_not(wildcard_matches("??.wav", "\xC3\xBC.wav"));
	cr_expect(wildcard_matches("[x].wav", "[x].wav"));
	cr_expect_not(wildcard_matches("[x].wav", "x.wav"));
}

Test(wildcard, no_pattern_takes_long)
{
	static char pattern[4001], name[4001];
	for (size_t i = 0; i < 4000; i++) {
		pattern[i] = i % 2 ? 'a' : '*';
		name[i] = 'a';
	}
	pattern[3999] = 'b';
	cr_expect_not(wildcard_matches(pattern, name));
}
