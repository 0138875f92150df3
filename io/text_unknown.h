/* stemprint: the one error of a text that does not show what it is.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_TEXT_UNKNOWN_H
#define STEMPRINT_IO_TEXT_UNKNOWN_H

#include "base/diagnostic.h"
#include "recipe/text_kind.h"

/** Replaces all that was said of a text since the mark by one error "unknown-text", which shows nothing of it, and
   makes the diagnostics forget its bytes. An error "yaml-limit" stays instead, without its line. */
void text_unknown(struct diagnostics *diagnostics, struct diagnostics_mark mark, uint32_t origin, enum text_kind kind);

#endif
