/* stemprint: the pictures that a report has.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plots.h"

const struct plot_kind *const plot_kinds[] = {
	&plot_waveforms, &plot_loudness, &plot_proofs, &plot_residuals, &plot_octaves,
	&plot_causes,    &plot_routes,   &plot_bleeds, &plot_costs,
};

const size_t plot_kind_count = sizeof plot_kinds / sizeof *plot_kinds;

const char *plot_file_series(const struct report *report, size_t file)
{
	size_t before = 0;
	if (report->files[file].role == REPORT_MIX)
		return "mix";
	for (size_t i = 0; i < file; i++)
		before += report->files[i].role != REPORT_MIX;
	return plot_series(before);
}
