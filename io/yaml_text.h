/* stemprint: which bytes a recipe, and the files of text that it names, may hold.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_YAML_TEXT_H
#define STEMPRINT_IO_YAML_TEXT_H

#include "base/diagnostic.h"

#include <stdbool.h>
#include <stddef.h>

/** Returns whether all of the text is UTF-8 without control characters, except tabs and line ends. If not, it adds
    an error "bad-character" at the first wrong byte, in the text of that origin. `what` names the text in it:
    "recipe", "table". A byte order mark is not expected here. */
bool yaml_text_check(const char *bytes, size_t length, const char *what, uint32_t origin,
		     struct diagnostics *diagnostics);

#endif
