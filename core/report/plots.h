/* stemprint: the pictures that a report has.
   SPDX-License-Identifier: GPL-3.0-or-later

   To add one: write one plot_NAME.c, and add one line to plots.c. */
#ifndef STEMPRINT_REPORT_PLOTS_H
#define STEMPRINT_REPORT_PLOTS_H

#include "report/findings.h"
#include "report/plot.h"

struct plot_kind {
	const char *name; /**< of its file: "waveforms" */
	const char *heading;
	const char *caption; /**< how to read it */
	/** How many there are of the kind: 0 where nothing of it was measured. */
	size_t (*count)(const struct findings *findings);
	/** What the index-th is about ("mix.wav"); NULL where there is but one. */
	const char *(*subject)(const struct findings *findings, size_t index);
	void (*draw)(const struct findings *findings, size_t index, const struct plot_sheet *sheet);
	bool always_named; /**< by its subject, even where there is but one */
	bool of_this_run; /**< differs between two runs of one recipe */
};

extern const struct plot_kind *const plot_kinds[];
extern const size_t plot_kind_count;

extern const struct plot_kind plot_waveforms;
extern const struct plot_kind plot_loudness;
extern const struct plot_kind plot_causes;
extern const struct plot_kind plot_routes;
extern const struct plot_kind plot_proofs;
extern const struct plot_kind plot_residuals;
extern const struct plot_kind plot_octaves;
extern const struct plot_kind plot_bleeds;
extern const struct plot_kind plot_costs;

/** The colour of a file: "mix", or one of the series, stems counted by themselves. */
const char *plot_file_series(const struct report *report, size_t file);

#endif
