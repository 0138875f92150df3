/* stemprint: how loud the tracks of a draft stand.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_DRAFT_LEVEL_H
#define STEMPRINT_DRAFT_DRAFT_LEVEL_H

#include "draft/draft.h"

/** The range of the faders, in dB. */
#define DRAFT_FADER_LEAST_DB (-12.0)
#define DRAFT_FADER_MOST_DB 6.0

/** Sets the faders, the trim and the estimates of the buses from the loudness of the tracks and what their roles have
    together: all tracks of a role share its loudness by power. The trim is the same for all tracks. It is chosen so
   that the faders lie in the middle of their range, and then moves with the mix. Returns OK or NO_MEMORY. */
enum status draft_level_tracks(struct draft *draft) MUST_CHECK;

/** Moves the whole mix by so many dB, after a trial render. */
void draft_move(struct draft *draft, double gain_db);

#endif
