/* stemprint: the kinds of hash by which a file is known.
   SPDX-License-Identifier: GPL-3.0-or-later

   A hash stands in texts as lower-case hexadecimal digits, the most significant first, just as `xxh128sum` and
   `sha256sum` print it. The number of digits tells the kind. */
#ifndef STEMPRINT_BASE_HASH_KIND_H
#define STEMPRINT_BASE_HASH_KIND_H

#include <stdbool.h>

enum hash_kind {
	HASH_XXH3_128, /**< XXH3 of 128 bits with the seed 0: tells accidents apart, and does not withstand forgers */
	HASH_SHA256, /**< FIPS 180-4: nobody knows two files with one hash */
};

enum { HASH_KINDS = 2, HASH_DIGITS_MAXIMUM = 64 };

/** Returns the name of the option `--hash`: "xxh3-128" or "sha256". */
const char *hash_kind_name(enum hash_kind kind);

/** Finds the kind of that name. Returns false when there is none. */
bool hash_kind_find(const char *name, enum hash_kind *kind);

/** Returns the key that holds such a hash in JSON: "xxh3_128" or "sha256". */
const char *hash_kind_key(enum hash_kind kind);

/** Finds the kind of a hash, which NULL is not. Returns false for a text that is no hash of any kind. */
bool hash_kind_of(const char *digits, enum hash_kind *kind);

/** Returns the digits when they are a hash of that kind, and NULL otherwise. */
const char *hash_of_kind(const char *digits, enum hash_kind kind);

#endif
