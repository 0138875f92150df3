/* Writes the section of a page that lists the faults of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/html_tables.h"

#include "report/html_cell.h"
#include "report/plot.h"

#include <math.h>

/* Appends how often a fault occurs, and where it occurs first. */
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

/* Appends the lossy coder that was in the way. An empty cell means that none was found. */
static void append_coder(struct text *text, const struct coder_findings *coder)
{
	static const char *const names[] = {
		[CODER_NONE] = "", [CODER_MP3] = "MP3", [CODER_AAC] = "AAC", [CODER_OPUS] = "Opus"
	};
	text_append(text, "<td>%s</td>", names[coder->coder]);
}

static void append_row(const struct report_file *file, struct text *text)
{
	const struct quality *quality = file->quality;
	const double rate = quality->sample_rate, none = (double)NAN;
	text_append(text, "<tr>");
	html_row_name(text, file->path);
	html_number(text, quality->depth == 0 ? none : (double)quality->depth, 0);
	append_fault(text, &quality->clipping, rate);
	append_fault(text, &quality->dropouts, rate);
	append_fault(text, &quality->held, rate);
	append_fault(text, &quality->repeats, rate);
	append_fault(text, &quality->clicks, rate);
	html_number(text, quality->offset_dbfs, 1);
	html_number(text, (double)quality->lead_frames / rate, 2);
	html_number(text, (double)quality->tail_frames / rate, 2);
	html_number(text, quality->correlation, 2);
	html_number(text, quality->mono_loss_db, 1);
	html_number(text, quality->balance_db, 1);
	html_number(text, quality->band.edge_hertz / 1000.0, 1);
	append_coder(text, &quality->coder);
	text_append(text, "</tr>\n");
}

void html_quality(const struct report *report, struct text *text)
{
	static const struct html_column columns[] = {
		{ "file", false },
		{ "bits<br>used", true },
		{ "clipped<br>runs", true },
		{ "drop-<br>outs", true },
		{ "held", true },
		{ "repeats", true },
		{ "clicks", true },
		{ "offset<br>dBFS", true },
		{ "silence<br>before", true },
		{ "silence<br>after", true },
		{ "corre-<br>lation", true },
		{ "mono loss<br>dB", true },
		{ "balance<br>dB", true },
		{ "band edge<br>kHz", true },
		{ "lossy<br>coder", false },
	};
	size_t looked_at = 0;
	for (size_t i = 0; i < report->file_count; i++)
		looked_at += !!report->files[i].quality;
	if (looked_at == 0)
		return;
	text_append(text, "<section id=\"quality\">\n<h2>Quality</h2>\n");
	html_table_begin(text, "quality", "Quality");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < report->file_count; i++)
		if (report->files[i].quality)
			append_row(&report->files[i], text);
	html_table_end(text);
	text_append(text, "</section>\n");
}
