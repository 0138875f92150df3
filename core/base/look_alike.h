/* stemprint: characters that look like others, or like nothing.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_LOOK_ALIKE_H
#define STEMPRINT_BASE_LOOK_ALIKE_H

#include <stddef.h>

enum { LOOK_ALIKE_BYTES = 120 };

/** Looks for the first such character of a text in UTF-8. Writes what it is and what stands in its place on a keyboard,
    as in "U+00A0 in it is a no-break space; write a plain space", and returns the room. Returns NULL where the text has
    none: the room stays as it was then. */
const char *look_alike_tell(const char *text, size_t length, char room[LOOK_ALIKE_BYTES]);

#endif
