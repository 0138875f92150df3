/* Names the kinds of hash, and tells them apart by their digits.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash_kind.h"

#include <string.h>

static const struct {
	const char *name, *key;
	size_t digits;
} kinds[HASH_KINDS] = {
	[HASH_XXH3_128] = { "xxh3-128", "xxh3_128", 32 },
	[HASH_SHA256] = { "sha256", "sha256", HASH_DIGITS_MAXIMUM },
};

const char *hash_kind_name(enum hash_kind kind)
{
	return kinds[kind].name;
}

bool hash_kind_find(const char *name, enum hash_kind *kind)
{
	for (int i = 0; i < HASH_KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0) {
			*kind = (enum hash_kind)i;
			return true;
		}
	return false;
}

const char *hash_kind_key(enum hash_kind kind)
{
	return kinds[kind].key;
}

const char *hash_of_kind(const char *digits, enum hash_kind kind)
{
	const size_t length = digits ? strlen(digits) : 0;
	return length == kinds[kind].digits && strspn(digits, "0123456789abcdef") == length ? digits : NULL;
}

bool hash_kind_of(const char *digits, enum hash_kind *kind)
{
	for (int i = 0; i < HASH_KINDS; i++)
		if (hash_of_kind(digits, (enum hash_kind)i)) {
			*kind = (enum hash_kind)i;
			return true;
		}
	return false;
}
