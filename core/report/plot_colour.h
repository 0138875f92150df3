/* stemprint: the colours of pictures and tables.
   SPDX-License-Identifier: GPL-3.0-or-later

   A colour is the name of a class in plot.css. */
#ifndef STEMPRINT_REPORT_PLOT_COLOUR_H
#define STEMPRINT_REPORT_PLOT_COLOUR_H

#include "report/report.h"

#include <stddef.h>

/** Returns the colour "s0" to "s7" of the curve or stem at `index`. The colours repeat after eight. */
const char *plot_colour(size_t index);

/** Returns the colour of report->files[file]: "mix" for every mix, and plot_colour() for the other files, which are
    counted without the mixes. */
const char *plot_colour_of_file(const struct report *report, size_t file);

#endif
