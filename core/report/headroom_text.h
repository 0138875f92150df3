/* stemprint: the headroom of files and proofs, in words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HEADROOM_TEXT_H
#define STEMPRINT_REPORT_HEADROOM_TEXT_H

#include "report/report.h"

#include "base/text.h"

/** Appends ", 3.5 dB lower" to the description of a file. Appends nothing for a file without headroom. */
void headroom_text_of_file(const struct report_file *file, struct text *text);

/** Appends one sentence, without a full stop, about the headroom that the proof removed before it compared the files.
    Appends nothing when the recipe asks for no headroom and no file states one. */
void headroom_text_of_proof(const struct report *report, const struct report_proof *proof, struct text *text);

#endif
