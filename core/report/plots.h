/* stemprint: the list of all pictures that a report can have.
   SPDX-License-Identifier: GPL-3.0-or-later

   To add a kind, write one plot_NAME.c, declare the kind in plot_kind.h,
   and add one line to plots.c. */
#ifndef STEMPRINT_REPORT_PLOTS_H
#define STEMPRINT_REPORT_PLOTS_H

#include "report/plot_kind.h"

/** The kinds are in the order in which a page shows them. */
extern const struct plot_kind *const plot_kinds[];
extern const size_t plot_kind_count;

#endif
