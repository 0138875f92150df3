/* stemprint: the routing as a flow chart: a box for each strip and each printed file, and lines between them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_ROUTE_CHART_H
#define STEMPRINT_REPORT_ROUTE_CHART_H

#include "base/status.h"
#include "report/findings.h"
#include "report/flow_chart.h"
#include "report/route_map.h"
#include "report/route_print.h"

/** The size of a box and of its rows, in pixels. */
#define ROUTE_BOX 206.0
#define ROUTE_ROW 15.0
#define ROUTE_EDGE 5.0

/** A recipe with more strips is not drawn. */
enum { ROUTE_STRIPS_MAXIMUM = 400 };

/** The rows of a strip: its name, fader and level, then inserts and facts if it has some, then what it takes by inputs
    and keys, then its sends, of which feedback has two. A file has two rows. */
struct route_chart {
	struct arena *arena; /**< owns all lists */
	struct route_map map;
	struct route_prints prints;
	const char **series; /**< [strips] the colour of each strip: that of the file of its stem, or "mix" */
	double *peaks_dbfs; /**< [strips] the peak of all that comes in; NAN: not measured */
	size_t *edge_rows; /**< [map.edge_count] the row of an edge in its box; 0, the first one, for outputs */
	/** Boxes: the strips of the recipe, and then the files. Lines: the edges of the map, and then the origins of
	   the files. */
	struct flow_chart flow;
};

/** Makes the chart; `width` is what it fills if it can. findings->report and findings->graph must not be NULL. Returns
    LIMIT for a routing that is too large, and NO_MEMORY. The caller calls route_chart_release() in any case. */
enum status route_chart_init(struct route_chart *chart, const struct findings *findings, double width) MUST_CHECK;

/** Frees what the chart owns. */
void route_chart_release(struct route_chart *chart);

/** Returns whether a strip has a row for its inserts, or for the device of an output. */
bool route_chart_has_inserts(const struct recipe_strip *strip);

/** Returns whether a strip has a row for its label and its latency. */
bool route_chart_has_facts(const struct route_chart *chart, size_t strip);

/** Returns the name of an edge's tap in a row: "post" for "post-fader", "pre" for "pre-fader", or the whole name. */
const char *route_chart_tap(const struct route_edge *edge);

#endif
