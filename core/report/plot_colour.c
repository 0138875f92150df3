/* Gives each file of a report its colour.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_colour.h"

const char *plot_colour(size_t index)
{
	static const char *const classes[] = { "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7" };
	return classes[index % (sizeof classes / sizeof *classes)];
}

const char *plot_colour_of_file(const struct report *report, size_t file)
{
	size_t before = 0;
	if (report->files[file].role == REPORT_MIX)
		return "mix";
	for (size_t i = 0; i < file; i++)
		before += report->files[i].role != REPORT_MIX;
	return plot_colour(before);
}
