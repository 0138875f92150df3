/* Writes the section of a page that says why a proof failed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/html_tables.h"

#include "report/escape.h"
#include "report/html_cell.h"
#include "report/plot.h"

#include <math.h>

/* The page shows the surest cause, and others that are nearly as sure. */
enum { CAUSES_MAXIMUM = 3 };
#define OTHERS_CONFIDENCE 0.3

static void append_cause(const struct cause *cause, bool first, struct text *text)
{
	text_append(text, "<tr><td class=\"number\">");
	plot_append_number(text, 100.0 * cause->confidence, 0);
	text_append(text, " %%</td>");
	struct text words = { 0 };
	text_append(&words, "%s%s", first && cause->confidence < CAUSE_KNOWN ? "not known; nearest: " : "",
		    cause->evidence);
	html_words(text, !words.bytes ? "" : words.bytes);
	text->failed |= words.failed;
	text_release(&words);
	html_number(text, cause->left_db, 1);
	text_append(text, "</tr>\n");
}

static void append_causes(const struct report_proof *proof, struct text *text)
{
	static const struct html_column columns[] = { { "sure", true },
						      { "cause", false },
						      { "left without it<br>dB", true } };
	html_table_begin(text, "causes", "Causes");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < proof->cause_count && i < CAUSES_MAXIMUM; i++)
		if (i == 0 || proof->causes[i].confidence >= OTHERS_CONFIDENCE)
			append_cause(&proof->causes[i], i == 0, text);
	html_table_end(text);
}

/* Tells what the mix does with the sides of a stem. */
static void append_sides(const struct alignment_stem *stem, double sample_rate, struct text *text)
{
	bool together = true;
	for (size_t side = 0; side < SIDES; side++) {
		const double delay = stem->side_delays[side];
		if (delay == 0.0)
			continue;
		text_append(text, "%s %.3f ms %s%s", side == SIDE_LEFT ? "left" : "right",
			    1e3 * fabs(delay) / sample_rate, delay > 0.0 ? "later" : "earlier",
			    stem->matrix ? ", " : "");
		together = false;
	}
	if (!stem->matrix && together)
		text_append(text, "as they are");
	struct arena *scratch = stem->matrix ? arena_new() : NULL;
	const char *matrix = scratch ? stereo_matrix_text(stem->matrix, scratch) : "";
	text_append(text, "%s", matrix ? matrix : "");
	text->failed |= !matrix || (stem->matrix && !scratch);
	arena_free(scratch);
}

static void append_stem(const char *path, const struct alignment_stem *stem, double sample_rate, struct text *text)
{
	const double none = (double)NAN;
	text_append(text, "<tr>");
	html_row_name(text, path);
	html_number(text, stem->known ? stem->offset : none, 2);
	html_number(text, stem->known ? 1e3 * stem->offset / sample_rate : none, 3);
	html_number(text, stem->known ? stem->gain_db : none, 3);
	text_append(text, "<td>%s</td>",
		    !stem->known     ? "silent, or made up by others"
		    : stem->inverted ? "inverted"
				     : "as it is");
	text_append(text, "<td>");
	append_sides(stem, sample_rate, text);
	text_append(text, "</td></tr>\n");
}

static void append_alignment(const struct report *report, const struct report_proof *proof, struct text *text)
{
	static const struct html_column columns[] = { { "stem", false },          { "later by<br>frames", true },
						      { "later by<br>ms", true }, { "gain<br>dB", true },
						      { "polarity", false },      { "sides", false } };
	const struct alignment *alignment = proof->alignment;
	text_append(
		text,
		"<h3>Each stem in the mix, relative to its file</h3>\n<p>With all these corrections, the rms of the "
		"residual would be ");
	plot_append_number(text, alignment->corrected_dbfs, 1);
	text_append(text, " dBFS instead of ");
	plot_append_number(text, alignment->residual_dbfs, 1);
	text_append(text, " dBFS.</p>\n");
	html_table_begin(text, "alignment", "Alignment");
	html_head(text, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < proof->result.stem_count; i++)
		append_stem(report->files[proof->stems[i]].path, &alignment->stems[i],
			    report->files[proof->mix].sample_rate, text);
	html_table_end(text);
}

void html_causes(const struct report *report, struct text *text)
{
	for (size_t i = 0; i < report->proof_count; i++) {
		const struct report_proof *proof = &report->proofs[i];
		if (proof->cause_count == 0 && !proof->alignment)
			continue;
		text_append(text, "<section>\n<h2>Why ");
		escape_append(text, ESCAPE_XML, report->files[proof->mix].path);
		text_append(text, " is not the sum of its stems</h2>\n");
		if (proof->cause_count != 0)
			append_causes(proof, text);
		if (proof->alignment)
			append_alignment(report, proof, text);
		text_append(text, "</section>\n");
	}
}
