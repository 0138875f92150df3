/* stemprint: models of a gain that moves fast, as a compressor makes it.
   SPDX-License-Identifier: GPL-3.0-or-later

   A gain that is fitted anew every 64 frames, and moves in straight lines between, follows attacks and releases of a
   few milliseconds. It cannot imitate a modulation, an echo or sound of another origin: of those it explains 9 dB at
   most, and of a compressor 20 dB and more. */
#ifndef STEMPRINT_FORENSICS_FAST_GAIN_MODEL_H
#define STEMPRINT_FORENSICS_FAST_GAIN_MODEL_H

#include "forensics/forensics_case.h"
#include "forensics/model.h"

/** Improves the models of moving gains in the list by what a fast gain explains, where it explains more. When a model
    explains 20 dB already, it does nothing. Else it reads all files once. Returns INTERRUPTED or the failure of a
    source. */
enum status models_add_fast_gains(struct models *models, struct forensics_case *evidence) MUST_CHECK;

#endif
