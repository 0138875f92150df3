/* stemprint: the printed files, as the picture of the routing shows them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_ROUTE_PRINT_H
#define STEMPRINT_REPORT_ROUTE_PRINT_H

#include "base/arena.h"
#include "graph/graph.h"
#include "report/report.h"

#include <stdbool.h>
#include <stddef.h>

/** So many files are shown at most. */
enum { ROUTE_PRINTS_MAXIMUM = 400 };

/** A printed file. */
struct route_print {
	const char *path; /**< relative to the report's folder: "stems/drums.wav" */
	const char *link; /**< the path from the page to the file; NULL: there is no page, or no file yet */
	const char *role; /**< "mix", "stem", "tap" or "device" */
	const char *series; /**< the colour that the file has elsewhere on the page */
	double peak_dbfs; /**< the sample peak; NAN: not measured, -INFINITY: silence */
	double integrated_lufs; /**< the integrated loudness; NAN: not measured */
};

/** A strip whose sound is in a file. */
struct route_origin {
	size_t print; /**< the index of the file */
	size_t strip; /**< an index into recipe.strips */
	const char *tap; /**< where the sound is taken: "post-pan" */
};

/** The files, and where their sound comes from. The arena owns the lists. */
struct route_prints {
	struct route_print *items; /**< [count] */
	size_t count;
	struct route_origin *origins; /**< [origin_count] in the order of the files */
	size_t origin_count;
	size_t left_out; /**< how many more files there are */
};

/** Lists the files of a report. If the report has none, the function lists those that a render of the graph prints.
    Returns false when out of memory. */
bool route_prints_list(const struct report *report, const struct graph *graph, struct arena *arena,
		       struct route_prints *prints);

#endif
