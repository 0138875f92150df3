/* Joins the two escapes that JSON writes for one character beyond U+FFFF.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_YAML_PAIR_H
#define STEMPRINT_IO_YAML_PAIR_H

#include <stdbool.h>
#include <stddef.h>

/** Returns a text in which each pair of escapes between double quotes, like `\ud83d\ude00`, is the one escape of YAML,
    `\U0001f600` (RFC 8259, 7); half a pair stays, and libyaml refuses it. Free it. What stands behind such a text keeps
    its line and its column, because spaces make up for what is shorter; its own length is that of the joined text.
    *joined_length are the bytes. It returns NULL where there is nothing to join; *failed says that memory ran out. */
char *yaml_pair_join(const char *bytes, size_t length, size_t *joined_length, bool *failed);

#endif
