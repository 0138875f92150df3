/* Writes the manual pages of the program.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_MANUAL_H
#define STEMPRINT_CMD_MANUAL_H

#include "base/text.h"
#include "cmd/command.h"

#include <stdbool.h>

/** Appends the page of that name as roff: a command, "stemprint" for the program, or "recipe" for the language. Returns
    false when there is no such page. */
bool manual_append(const struct command *const *commands, size_t count, const char *name, struct text *out);

#endif
