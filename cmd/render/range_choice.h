/* Finds the parts of the session that a render prints, by its options and its recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RANGE_CHOICE_H
#define STEMPRINT_CMD_RENDER_RANGE_CHOICE_H

#include "cmd/render/render_job.h"

/** Finds the parts by the options and the recipe. The sources must be open, because they decide the length of the
    session. Reports parts that are outside the session, and regions that do not exist. */
enum status range_choice_find(struct render_job *job, struct print_ranges *ranges) MUST_CHECK;

#endif
