/* stemprint: works a draft out.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_DRAFT_MAKE_H
#define STEMPRINT_DRAFT_DRAFT_MAKE_H

#include "draft/draft.h"

/** Works the draft out. `arena`, `files` and `count` are given. Returns OK or NO_MEMORY. */
enum status draft_make(struct draft *draft) MUST_CHECK;

#endif
