/* stemprint: why a null failed, as HTML.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/html_tables.h"

#include "report/escape.h"
#include "report/plot.h"

#include <math.h>

/* The surest, and others nearly as sure. */
enum { CAUSES_MAXIMUM = 3 };
#define OTHERS_CONFIDENCE 0.3

static void append_number(struct text *text, double value, unsigned decimals)
{
	text_append(text, isfinite(value) ? "<td class=\"number\">" : "<td class=\"number none\">");
	plot_append_number(text, value, decimals);
	text_append(text, "</td>");
}

static void append_cause(const struct cause *cause, struct text *text)
{
	text_append(text, "<tr><td class=\"number\">");
	plot_append_number(text, 100.0 * cause->confidence, 0);
	text_append(text, " %%</td><td>");
	escape_append(text, ESCAPE_XML, cause->evidence);
	text_append(text, "</td>");
	append_number(text, cause->left_db, 1);
	text_append(text, "</tr>\n");
}

static void append_causes(const struct report_null *proof, struct text *text)
{
	text_append(text, "<div class=\"wide-table\" role=\"region\" aria-label=\"Causes\" tabindex=\"0\"><table "
			  "class=\"causes\">\n"
			  "<thead><tr><th scope=\"col\" class=\"number\">sure</th><th scope=\"col\">cause</th>"
			  "<th scope=\"col\" class=\"number\">left without it<br>dB</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < proof->cause_count && i < CAUSES_MAXIMUM; i++)
		if (i == 0 || proof->causes[i].confidence >= OTHERS_CONFIDENCE)
			append_cause(&proof->causes[i], text);
	text_append(text, "</tbody>\n</table></div>\n");
}

static void append_stem(const char *path, const struct alignment_stem *stem, double sample_rate, struct text *text)
{
	const double none = (double)NAN;
	text_append(text, "<tr><th scope=\"row\">");
	escape_append(text, ESCAPE_XML, path);
	text_append(text, "</th>");
	append_number(text, stem->known ? stem->offset : none, 2);
	append_number(text, stem->known ? 1e3 * stem->offset / sample_rate : none, 3);
	append_number(text, stem->known ? stem->gain_db : none, 3);
	text_append(text, "<td>%s</td></tr>\n",
		    !stem->known     ? "silent, or made up by others"
		    : stem->inverted ? "inverted"
				     : "as it is");
}

static void append_alignment(const struct report *report, const struct report_null *proof, struct text *text)
{
	const struct alignment *alignment = proof->alignment;
	text_append(text, "<h3>How the mix holds each stem, against its file</h3>\n<p>With all so corrected, the rms "
			  "of what is left is ");
	plot_append_number(text, alignment->corrected_dbfs, 1);
	text_append(text, " dBFS instead of ");
	plot_append_number(text, alignment->residual_dbfs, 1);
	text_append(text,
		    " dBFS.</p>\n<div class=\"wide-table\" role=\"region\" aria-label=\"Alignment\" "
		    "tabindex=\"0\"><table class=\"alignment\">\n"
		    "<thead><tr><th scope=\"col\">stem</th><th scope=\"col\" class=\"number\">later by<br>frames</th>"
		    "<th scope=\"col\" class=\"number\">later by<br>ms</th><th scope=\"col\" "
		    "class=\"number\">gain<br>dB</th>"
		    "<th scope=\"col\">polarity</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < proof->null.stem_count; i++)
		append_stem(report->files[proof->stems[i]].path, &alignment->stems[i],
			    report->files[proof->mix].sample_rate, text);
	text_append(text, "</tbody>\n</table></div>\n");
}

void html_causes(const struct report *report, struct text *text)
{
	for (size_t i = 0; i < report->null_count; i++) {
		const struct report_null *proof = &report->nulls[i];
		if (proof->cause_count == 0 && proof->alignment == NULL)
			continue;
		text_append(text, "<section>\n<h2>Why ");
		escape_append(text, ESCAPE_XML, report->files[proof->mix].path);
		text_append(text, " is not the sum of its stems</h2>\n");
		if (proof->cause_count != 0)
			append_causes(proof, text);
		if (proof->alignment != NULL)
			append_alignment(report, proof, text);
		text_append(text, "</section>\n");
	}
}
