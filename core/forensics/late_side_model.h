/* stemprint: models of one side of a stem or of the mix that comes late.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_LATE_SIDE_MODEL_H
#define STEMPRINT_FORENSICS_LATE_SIDE_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds the delay of one side of a stem or of the mix. It only looks for one when the residual lies on one side of
    stereo files, and when no gain, offset or matrix explains it already. It then reads all files some eight times more.
   Returns NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status models_add_late_side(struct models *models, struct forensics_case *evidence) MUST_CHECK;

#endif
