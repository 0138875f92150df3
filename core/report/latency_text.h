/* Writes what the measurement of latencies found.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_LATENCY_TEXT_H
#define STEMPRINT_REPORT_LATENCY_TEXT_H

#include "base/text.h"
#include "verify/latency_check.h"

/** Appends a table of the instances, every way that arrives at a wrong time, a line for each source, and a last line
    that says whether all is as declared. Frames are those of the session. */
void latency_text(const struct latency_check *check, struct text *text);

#endif
