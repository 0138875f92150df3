/* stemprint: the kinds of pictures that a report can have.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each kind is defined in the file of its name: plot_loudness in plot_loudness.c. plots.h lists them all. */
#ifndef STEMPRINT_REPORT_PLOT_KIND_H
#define STEMPRINT_REPORT_PLOT_KIND_H

#include "report/findings.h"
#include "report/plot.h"

#include <stdbool.h>
#include <stddef.h>

struct plot_kind {
	const char *name; /**< the name of its files and of its section in the page: "waveforms" */
	const char *heading; /**< the heading of that section, as HTML */
	const char *caption; /**< a text that says how to read the picture, as HTML */
	/** Returns more of that text, for what only some pictures of the kind show; NULL: none. The member is NULL for
	    a kind whose pictures all show the same. */
	const char *(*more)(const struct findings *findings);
	/** Returns how many pictures of this kind the findings have: 0 when nothing of it was measured. */
	size_t (*count)(const struct findings *findings);
	/** Returns what the picture at `index` is about ("mix.wav"). The member is NULL for a kind that has one picture
	    at most. */
	const char *(*subject)(const struct findings *findings, size_t index);
	/** Draws the picture at `index`, which is less than count(), on the sheet. */
	void (*draw)(const struct findings *findings, size_t index, const struct plot_sheet *sheet);
	bool scrolls; /**< the picture may be wider than its sheet, and scrolls in a box of the page */
	bool always_named; /**< the page names the subject, even if there is only one picture */
	bool of_this_run; /**< the picture differs between two runs of one recipe */
};

extern const struct plot_kind plot_waveforms; /**< the waveform of every file */
extern const struct plot_kind plot_spectra; /**< the spectrum of every file */
extern const struct plot_kind plot_loudness; /**< the loudness of a file over time */
extern const struct plot_kind plot_reductions; /**< what dynamics do to the level over time */
extern const struct plot_kind plot_proofs; /**< every proof as levels on one scale */
extern const struct plot_kind plot_residuals; /**< the residual of a proof over time */
extern const struct plot_kind plot_octaves; /**< the residual of a proof in third octaves */
extern const struct plot_kind plot_causes; /**< the gain of a stem in the mix, over time or frequency */
extern const struct plot_kind plot_routes; /**< which strip feeds which */
extern const struct plot_kind plot_bleeds; /**< how much of each track is in each stem */
extern const struct plot_kind plot_costs; /**< the CPU time of each strip */

#endif
