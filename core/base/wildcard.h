/* stemprint: names of files that a pattern means.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_WILDCARD_H
#define STEMPRINT_BASE_WILDCARD_H

#include <stdbool.h>

/** Returns whether a text has `*` or `?` in it. */
bool wildcard_has(const char *text);

/** Returns whether the pattern means the name: `*` stands for any number of characters, `?` for one (UTF-8), all others
    for themselves. A name that begins with a dot needs a pattern that does so. The time is at most the product of the
    lengths. */
bool wildcard_matches(const char *pattern, const char *name);

#endif
