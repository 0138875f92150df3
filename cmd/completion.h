/* Writes what a shell needs to complete commands and options.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_COMPLETION_H
#define STEMPRINT_CMD_COMPLETION_H

#include "base/text.h"
#include "cmd/command.h"

#include <stdbool.h>

/** Appends the script for "bash", "zsh" or "fish". Returns false for any other shell. */
bool completion_append(const struct command *const *commands, size_t count, const char *shell, struct text *out);

#endif
