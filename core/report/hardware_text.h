/* Writes what a loop through hardware did, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HARDWARE_TEXT_H
#define STEMPRINT_REPORT_HARDWARE_TEXT_H

#include "base/text.h"
#include "report/report.h"

/** Appends one sentence: "group: round trip 123.37 frames (2.570 ms), gain -2.50 dB, inverted ...". When out of memory,
    it sets text->failed. `sample_rate` is that of the session, Hz. */
void hardware_text(const struct report_hardware *loop, double sample_rate, struct text *text);

#endif
