/* stemprint: what a proof undid of the headroom of its files, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HEADROOM_TEXT_H
#define STEMPRINT_REPORT_HEADROOM_TEXT_H

#include "report/report.h"

#include "base/text.h"

/** Appends ", 3.5 dB lower", behind what a file is; nothing for a file without a headroom. */
void headroom_text_of_file(const struct report_file *file, struct text *text);

/** Appends one sentence without a full stop; nothing where no headroom was asked for or told. */
void headroom_text_of_proof(const struct report *report, const struct report_proof *proof, struct text *text);

#endif
