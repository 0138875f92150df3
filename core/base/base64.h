/* stemprint: bytes as text of 64 letters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_BASE64_H
#define STEMPRINT_BASE_BASE64_H

#include "base/text.h"

/** Appends bytes in base64 (RFC 4648, section 4), with padding and without line ends. */
void base64_append(struct text *text, const unsigned char *bytes, size_t length);

#endif
