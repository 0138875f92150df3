/* stemprint: what a proof left, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_RESIDUAL_TEXT_H
#define STEMPRINT_REPORT_RESIDUAL_TEXT_H

#include "base/text.h"
#include "verify/proof_meter.h"

/** Appends lines that begin at column `indent`: the worst moment, how long the residual exceeds its limit, the loudest
    seconds, and the loudest bands. Appends nothing when the file formats explain the residual. `sample_rate` is in
    Hz. */
void residual_text(const struct proof_result *result, double sample_rate, size_t indent, struct text *text);

#endif
