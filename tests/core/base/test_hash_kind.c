/* Tests that kinds of hash are told apart by their digits.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash_kind.h"

#include <criterion/criterion.h>

#define DIGITS_32 "99aa06d3014798d86001c324468d497f"
#define DIGITS_64 DIGITS_32 DIGITS_32

Test(hash_kind, is_told_by_the_digits)
{
	static const struct {
		const char *digits;
		int kind; /* -1: none */
	} rows[] = {
		{ DIGITS_32, HASH_XXH3_128 },
		{ DIGITS_64, HASH_SHA256 },
		{ NULL, -1 },
		{ "", -1 },
		{ DIGITS_32 "0", -1 },
		{ "99AA06D3014798D86001C324468D497F", -1 },
		{ "99aa06d3014798d86001c324468d497g", -1 },
		{ DIGITS_64 "00", -1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum hash_kind kind;
		const bool found = hash_kind_of(rows[i].digits, &kind);
		cr_expect_eq(found, rows[i].kind >= 0, "row %zu", i);
		cr_expect(!found || (int)kind == rows[i].kind, "row %zu", i);
		for (int k = 0; k < HASH_KINDS; k++)
			cr_expect_eq(hash_of_kind(rows[i].digits, (enum hash_kind)k),
				     rows[i].kind == k ? rows[i].digits : NULL, "row %zu", i);
	}
}

Test(hash_kind, is_found_by_its_name)
{
	enum hash_kind kind;
	for (int i = 0; i < HASH_KINDS; i++)
		cr_expect(hash_kind_find(hash_kind_name((enum hash_kind)i), &kind) && (int)kind == i);
	cr_expect(hash_kind_find("sha256", &kind) && hash_kind_find("xxh3-128", &kind));
	cr_expect(!hash_kind_find("md5", &kind) && !hash_kind_find("", &kind));
}
