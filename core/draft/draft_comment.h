/* stemprint: what a draft says about its files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_DRAFT_COMMENT_H
#define STEMPRINT_DRAFT_DRAFT_COMMENT_H

#include "base/text.h"
#include "draft/draft.h"

/** Appends why a file has its role, how many channels it has, how long and how loud it is. The text has no line end. */
void draft_comment_append(const struct draft *draft, const struct draft_file *file, struct text *out);

/** Appends why a file is not in the mix. The text has no line end. The file is no track. */
void draft_comment_append_reason(const struct draft *draft, const struct draft_file *file, struct text *out);

#endif
