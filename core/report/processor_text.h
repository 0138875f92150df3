/* stemprint: the description of a processor, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PROCESSOR_TEXT_H
#define STEMPRINT_REPORT_PROCESSOR_TEXT_H

#include "base/text.h"
#include "processors/processor.h"

/** Appends one line with name and summary for each processor of the registry. */
void processor_list_text(struct text *text);

/** Appends everything that is known of one processor: summary, description, what it does to stems, how a recipe writes
    it, and the table of its parameters. The fields of lists and groups are indented under their parameter. Lines are as
    wide as the text (text->width). */
void processor_text(const struct processor *processor, struct text *text);

#endif
