/* stemprint: the names of the strips of a draft.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_DRAFT_NAME_H
#define STEMPRINT_DRAFT_DRAFT_NAME_H

#include "draft/draft.h"

/** Names all tracks after their files. All names differ, also from the buses, auxes and outputs of the draft. Returns
   OK or NO_MEMORY. */
enum status draft_name_tracks(struct draft *draft) MUST_CHECK;

#endif
