/* stemprint: the passes that tell tracks apart within the stems.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_BLEEDING_H
#define STEMPRINT_CMD_BLEEDING_H

#include "cmd/rendering.h"
#include "verify/bleed.h"

/** After the pass that prints: the same again, over as many frames, without files and with a lane for each track and stem; gains are those of the whole, so that every lane is
    what the printed stem holds of its track. One pass, more where tracks and labels are too many for it. `bleed` is the project's;
    NULL without stems, which is warned of unless nobody was to print any. */
enum status bleeding_run(struct rendering *rendering, const struct bleed **bleed) MUST_CHECK;

#endif
