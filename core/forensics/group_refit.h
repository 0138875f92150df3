/* stemprint: fits the values of a group of models again, beside other faults.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_GROUP_REFIT_H
#define STEMPRINT_FORENSICS_GROUP_REFIT_H

#include "forensics/forensics_round.h"

/** Fits the offsets and gains of the group that begins at `first` again, where the other faults of the proof are soft
    (robust_fit.h), and writes the better values into its models. Models of which nothing is left go away: only another
    fault looked like them. files[1 + stem_count] are those that the round measured; they stay. A group that has no
    undo, or no offset and no gain, stays as it is. Returns NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status group_refit(struct forensics_round *round, size_t first, struct source *const *files) MUST_CHECK;

#endif
