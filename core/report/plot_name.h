/* stemprint: the names of the files that hold pictures.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PLOT_NAME_H
#define STEMPRINT_REPORT_PLOT_NAME_H

#include "base/text.h"
#include "report/plots.h"

/** Appends the name of the file for the picture of a kind at `index`: "waveforms.svg", "waveforms-2.svg". */
void plot_name_append(const struct plot_kind *kind, size_t index, struct text *name);

/** Returns whether a picture of any kind could have the name. The function ignores letter case, because some file
    systems do. */
bool plot_name_is_one(const char *name);

#endif
