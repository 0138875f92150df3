/* stemprint: what a null test left, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_RESIDUAL_TEXT_H
#define STEMPRINT_REPORT_RESIDUAL_TEXT_H

#include "base/text.h"
#include "verify/proof_meter.h"

/** Appends lines at that indent: the worst moment, for how long it is over what is allowed, the loudest seconds and the
   loudest bands. Nothing for a null that needs no explaining. */
void residual_text(const struct proof_result *result, double sample_rate, size_t indent, struct text *text);

#endif
