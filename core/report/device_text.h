/* stemprint: the outputs on the channels of a device, in words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_DEVICE_TEXT_H
#define STEMPRINT_REPORT_DEVICE_TEXT_H

#include "base/text.h"
#include "report/report.h"

/** Appends the outputs in the order of their lowest channel, and for each of them its channels in its own order: "main
    on 1, 2; phones on 4, 3". The file must have device_channels. When out of memory, both functions set
    text->failed. */
void device_text(const struct report_file *file, struct text *text);

/** Appends the channels of the device that an output takes: "interface 1, 2". Appends nothing for a strip without a
    device. `strip` is its index in the recipe. */
void device_text_of_strip(const struct recipe *recipe, size_t strip, struct text *text);

#endif
