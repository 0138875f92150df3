/* stemprint: boxes in columns from left to right, and lines that go around them.
   SPDX-License-Identifier: GPL-3.0-or-later

   The way to the places is that of Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System
   Structures", 1981. The longest way that leads to a box decides its column. A line that passes a column has a lane
   there, which is an item of the column like a box. The items of a column are in the order of the mean height of their
   neighbours, so that few lines cross. Between two columns is a gutter, where lines go up and down. All lengths are in
   pixels, and y grows downwards. */
#ifndef STEMPRINT_REPORT_FLOW_CHART_H
#define STEMPRINT_REPORT_FLOW_CHART_H

#include "base/arena.h"
#include "base/status.h"
#include "report/plot.h"

#include <stdbool.h>
#include <stddef.h>

/** A chart with more of them is refused: it would show nothing, and take much time. */
enum {
	FLOW_LINES_MAXIMUM = 4000,
	FLOW_TURNS_MAXIMUM = 20000, /**< the gutters that all lines pass, added together */
};

/** Which column a box has. */
enum flow_rank {
	FLOW_BY_DEPTH, /**< the first one behind all boxes that lead to it */
	FLOW_LATE, /**< the last one of those, unless it leads to another box that is not FLOW_LAST */
	FLOW_LAST, /**< the column behind all others */
};

/** A box. The caller sets the rank and the height. */
struct flow_box {
	enum flow_rank rank;
	double height;
	size_t column; /**< counted from 0 */
	double x, y; /**< the upper left corner */
};

/** A line from the right side of a box to the left side of a box. The caller sets all but the points. */
struct flow_line {
	size_t from, to; /**< indices of boxes */
	double leave, enter; /**< where it leaves and enters, below the upper edge of the box */
	double weight; /**< how much it draws its boxes to the same height; over 0 */
	unsigned
		strand; /**< lines of one strand that enter a box in the same place have one way as soon as they meet */
	bool leads_on; /**< the box at the end stands in a later column; those lines must make no cycle */
	size_t first_point, point_count; /**< its corners in flow_chart.points, from the end to the beginning */
};

/** The chart owns the points; boxes and lines are the caller's. */
struct flow_chart {
	struct flow_box *boxes; /**< [box_count] */
	size_t box_count;
	struct flow_line *lines; /**< [line_count] */
	size_t line_count;
	double box_width; /**< of every box */
	double margin; /**< the distance of all boxes from the edges of the chart */
	double least_gutter; /**< the least width of a gutter */
	double wanted_width; /**< the gutters grow, within reason, until the chart is that wide */
	struct plot_point *points; /**< the corners of all lines, in the order of the lines */
	size_t column_count;
	double width, height;
};

/** Finds the places of all boxes and lines; the arena owns the points. The order of boxes of one column is theirs in
    the list where nothing else decides. Returns LIMIT for a chart that is too large, and NO_MEMORY. */
enum status flow_chart_place(struct flow_chart *chart, struct arena *arena) MUST_CHECK;

#endif
