/* stemprint: the faults of files as HTML.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/html_tables.h"

#include "report/escape.h"
#include "report/plot.h"

#include <math.h>

static void append_number(struct text *text, double value, unsigned decimals)
{
	text_append(text, isfinite(value) ? "<td class=\"number\">" : "<td class=\"number none\">");
	plot_append_number(text, value, decimals);
	text_append(text, "</td>");
}

/* How often, and where first. */
static void append_fault(struct text *text, const struct quality_fault *fault, double sample_rate)
{
	text_append(text, "<td class=\"number\">");
	plot_append_number(text, (double)fault->fault.count, 0);
	if (fault->fault.count != 0) {
		text_append(text, "<br><small>from ");
		plot_append_time(text, (double)fault->fault.first_frame / sample_rate);
		text_append(text, "</small>");
	}
	text_append(text, "</td>");
}

static void append_row(const struct report_file *file, struct text *text)
{
	const struct quality *quality = file->quality;
	const double rate = quality->sample_rate, none = (double)NAN;
	text_append(text, "<tr><th scope=\"row\">");
	escape_append(text, ESCAPE_XML, file->path);
	text_append(text, "</th>");
	append_number(text, quality->depth == 0 ? none : (double)quality->depth, 0);
	append_fault(text, &quality->clipping, rate);
	append_fault(text, &quality->dropouts, rate);
	append_fault(text, &quality->clicks, rate);
	append_number(text, quality->offset_dbfs, 1);
	append_number(text, (double)quality->lead_frames / rate, 2);
	append_number(text, (double)quality->tail_frames / rate, 2);
	append_number(text, quality->correlation, 2);
	append_number(text, quality->mono_loss_db, 1);
	append_number(text, quality->balance_db, 1);
	append_number(text, quality->band.edge_hertz / 1000.0, 1);
	text_append(text, "</tr>\n");
}

void html_quality(const struct report *report, struct text *text)
{
	static const char *const titles[] = { "bits<br>used",     "clipped<br>runs",  "drop-<br>outs",
					      "<br>clicks",       "offset<br>dBFS",   "silence<br>before",
					      "silence<br>after", "corre-<br>lation", "mono loss<br>dB",
					      "balance<br>dB",    "band edge<br>kHz" };
	size_t looked_at = 0;
	for (size_t i = 0; i < report->file_count; i++)
		looked_at += report->files[i].quality != NULL;
	if (looked_at == 0)
		return;
	text_append(text, "<section id=\"quality\">\n<h2>Quality</h2>\n"
			  "<div class=\"wide-table\" role=\"region\" aria-label=\"Quality\" tabindex=\"0\"><table "
			  "class=\"files\">\n"
			  "<thead><tr><th scope=\"col\">file</th>");
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		text_append(text, "<th scope=\"col\" class=\"number\">%s</th>", titles[i]);
	text_append(text, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < report->file_count; i++)
		if (report->files[i].quality != NULL)
			append_row(&report->files[i], text);
	text_append(text, "</tbody>\n</table></div>\n</section>\n");
}
