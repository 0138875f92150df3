/* stemprint: a text as a value of YAML.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_YAML_SCALAR_H
#define STEMPRINT_DRAFT_YAML_SCALAR_H

#include "base/text.h"

#include <stdbool.h>

/** Returns whether the text is UTF-8, so that a recipe can hold it. */
bool yaml_scalar_can_hold(const char *text);

/** Appends a text of UTF-8 so that every reader of YAML finds that text and nothing else: as it is, if it holds only
    letters, digits and "./_-" and begins with a letter, and else in double quotes. Characters that control a terminal
   or the direction of writing become escapes. A word that some readers take for another type ("no") has quotes as well.
 */
void yaml_scalar_append(struct text *out, const char *text);

#endif
