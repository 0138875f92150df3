/* stemprint: which outputs the channels of a device hold, as words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_DEVICE_TEXT_H
#define STEMPRINT_REPORT_DEVICE_TEXT_H

#include "base/text.h"
#include "report/report.h"

/** "main on 1, 2; phones on 4, 3": the outputs in the order of their lowest channel, and for each its channels in its
    own order. */
void device_text(const struct report_file *file, struct text *text);

/** "interface 1, 2": what an output takes of its device; nothing of a strip without one. */
void device_text_of_strip(const struct recipe *recipe, size_t strip, struct text *text);

#endif
