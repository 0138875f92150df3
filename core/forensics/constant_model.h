/* stemprint: the model of a constant, a DC offset, that one file holds and the others do not.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_CONSTANT_MODEL_H
#define STEMPRINT_FORENSICS_CONSTANT_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Adds one model when the mean of the residual explains half of its energy or more. The file to blame is the one whose
    own mean is that of the residual, with the sign that it has in there; CAUSE_OF_MIX stands for the mix, and for no
    such file. */
void models_add_constant(struct models *models, const struct forensics_case *evidence);

/** Tells whether the mean of the mix itself is that of the residual. If not, the file with the constant is unknown when
    no stem is blamed. */
bool constant_is_of_mix(const struct forensics_case *evidence);

#endif
