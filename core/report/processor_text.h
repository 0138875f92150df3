/* stemprint: what a processor is and takes, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PROCESSOR_TEXT_H
#define STEMPRINT_REPORT_PROCESSOR_TEXT_H

#include "base/text.h"
#include "processors/processor.h"

/** Appends one line for each processor of the registry: name and summary. */
void processor_list_text(struct text *text);

/** Appends all that is known of one: summary, description, how it treats stems, how to write it, and the table of its
   parameters with the fields of lists and groups indented under them. Lines hold at most 100 columns. */
void processor_text(const struct processor *processor, struct text *text);

#endif
