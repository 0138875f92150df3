/* stemprint: alignment of stems whose two sides lie in the mix at different times.
   SPDX-License-Identifier: GPL-3.0-or-later

   alignment.h gives both sides of a stem one offset. Where that leaves something, the left sides of all files are
   aligned for themselves, and the right sides too. A stem whose sides stand apart is read with its late side moved, and
   all stems are aligned again. A second round knows the matrices of the other stems, and so hears the sides of their
   stems where the mix has them. */
#ifndef STEMPRINT_FORENSICS_SIDE_ALIGNMENT_H
#define STEMPRINT_FORENSICS_SIDE_ALIGNMENT_H

#include "forensics/alignment.h"

/** Measures the alignment of all stems as alignment_find() does, and by how much one side of a stem is late. The sides
    of a stem count as apart when that is 0.05 frame or more, lowers the energy that is left by 1 dB or more, and the
    stem goes through no matrix that leads one side to the other. It takes the time of alignment_find(), and some two to
    six times more where stereo files leave something. Results come from the arena. Returns NO_MEMORY, INTERRUPTED, or
    the failure of a source. */
enum status side_alignment_find(const struct proof *proof, struct arena *arena, struct alignment *alignment) MUST_CHECK;

#endif
