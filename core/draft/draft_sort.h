/* stemprint: what becomes of each file of a draft.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_DRAFT_SORT_H
#define STEMPRINT_DRAFT_DRAFT_SORT_H

#include "draft/draft.h"

/** Finds what cannot be mixed, what stands there twice, takes and pairs among the files, which are sorted by their
   paths and whose roles are known, and lists the tracks. Returns OK or NO_MEMORY. */
enum status draft_sort_files(struct draft *draft) MUST_CHECK;

#endif
