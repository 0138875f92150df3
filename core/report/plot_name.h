/* stemprint: what the files of pictures are called.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PLOT_NAME_H
#define STEMPRINT_REPORT_PLOT_NAME_H

#include "base/text.h"
#include "report/plots.h"

/** Appends the name of the index-th picture of a kind: "waveforms.svg", "waveforms-2.svg". */
void plot_name_append(const struct plot_kind *kind, size_t index, struct text *name);

/** Whether a picture of any kind could have the name, where file names ignore letter case. */
bool plot_name_is_one(const char *name);

#endif
