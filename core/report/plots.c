/* Lists the pictures that a report can have.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plots.h"

const struct plot_kind *const plot_kinds[] = {
	&plot_waveforms, &plot_spectra, &plot_loudness, &plot_reductions, &plot_proofs, &plot_residuals,
	&plot_octaves,   &plot_causes,  &plot_routes,   &plot_bleeds,     &plot_costs,
};

const size_t plot_kind_count = sizeof plot_kinds / sizeof *plot_kinds;
