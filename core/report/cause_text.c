/* Writes why a proof failed and what would repair it, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/cause_text.h"

#include "base/path.h"
#include "report/layout.h"

#include <math.h>

enum { OTHERS = 3, MOMENTS = 12 };

#define OTHERS_CONFIDENCE 0.3
#define OFFSET_SHOWN 0.005 /* frames */
#define GAIN_SHOWN 0.0005 /* dB */
#define WORTH_DB 0.5 /* an alignment must improve the residual by this much to be reported */
#define BAND_SHOWN 0.05 /* dB */

static const char *name_of(const struct report *report, const struct report_proof *proof, size_t stem)
{
	return path_last_part(report->files[proof->stems[stem]].path);
}

/* Appends what the mix does with the sides of the stem. */
static void append_sides(const struct stereo_matrix *matrix, const char *separator, struct text *line)
{
	struct arena *scratch = arena_new();
	const char *words = scratch ? stereo_matrix_text(matrix, scratch) : NULL;
	text_append(line, "%s %s", separator, words ? words : "");
	line->failed |= !words;
	arena_free(scratch);
}

/* Appends by how much one side of the stem is late. Returns whether one is. */
static bool append_late_side(const struct alignment_stem *stem, double sample_rate, const char *separator,
			     struct text *line)
{
	bool late = false;
	for (size_t side = 0; side < SIDES; side++) {
		const double delay = stem->side_delays[side];
		if (delay == 0.0)
			continue;
		text_append(line, "%s its %s side %.2f frames (%.3f ms) %s than the other one", separator,
			    side == SIDE_LEFT ? "left" : "right", fabs(delay), 1000.0 * fabs(delay) / sample_rate,
			    delay > 0.0 ? "later" : "earlier");
		late = true;
	}
	return late;
}

/* Returns whether a stem has an offset, a gain, a polarity, a late side or a matrix of its own in the mix, and
   describes it in the line. */
static bool describe(const struct alignment_stem *stem, double sample_rate, struct text *line)
{
	bool off = false;
	if (!stem->known) {
		text_append(line, ": silent, or made up by other stems");
		return true;
	}
	if (!isfinite(stem->gain_db) || stem->gain_db < -30.0) {
		text_append(line, ": not in the mix");
		return true;
	}
	if (fabs(stem->offset) >= OFFSET_SHOWN) {
		text_append(line, ": %.2f frames (%.3f ms) %s in the mix", fabs(stem->offset),
			    1000.0 * fabs(stem->offset) / sample_rate, stem->offset > 0.0 ? "later" : "earlier");
		off = true;
	}
	if (fabs(stem->gain_db) >= GAIN_SHOWN) {
		text_append(line, "%s %+.3f dB", off ? "," : ":", stem->gain_db);
		off = true;
	}
	if (stem->inverted)
		text_append(line, "%s polarity inverted", off ? "," : ":");
	off |= stem->inverted;
	off |= append_late_side(stem, sample_rate, off ? "," : ":", line);
	if (stem->matrix)
		append_sides(stem->matrix, off ? "," : ":", line);
	return off || stem->matrix;
}

static void append_level(struct text *line, double dbfs)
{
	if (isfinite(dbfs))
		text_append(line, "%.1f dBFS", dbfs);
	else
		text_append(line, "nothing");
}

static void append_alignment(const struct report *report, const struct report_proof *proof, size_t indent,
			     struct text *text)
{
	const struct alignment *alignment = proof->alignment;
	const double sample_rate = report->files[proof->mix].sample_rate;
	const char *label = "align";
	if (alignment->corrected_dbfs > alignment->residual_dbfs - WORTH_DB) {
		struct text line = { 0 };
		text_append(&line, "%s",
			    isfinite(alignment->residual_dbfs)
				    ? "no offset, gain, polarity, late side or matrix of any stem lowers the residual"
				    : "every stem is in the mix as in its file");
		layout_line(text, label, &line, indent);
		return;
	}
	for (size_t i = 0; i < proof->result.stem_count; i++) {
		struct text line = { 0 };
		text_append(&line, "%s", name_of(report, proof, i));
		if (!describe(&alignment->stems[i], sample_rate, &line)) {
			text_release(&line);
			continue;
		}
		layout_line(text, label, &line, indent);
		label = "";
	}
	struct text line = { 0 };
	if (*label != '\0')
		text_append(&line, "every stem is in the mix as in its file; ");
	text_append(&line, "with all these corrections, rms of the residual: ");
	append_level(&line, alignment->corrected_dbfs);
	text_append(&line, " instead of ");
	append_level(&line, alignment->residual_dbfs);
	layout_line(text, label, &line, indent);
}

/* Appends the curve of a cause: the bands that a filter changes, or a dozen moments of a gain that moves. */
static void append_curve(const struct cause *cause, size_t indent, struct text *text)
{
	const bool filter = cause->kind == CAUSE_FILTER;
	const size_t step = filter ? 1 : (cause->curve_count + MOMENTS - 1) / MOMENTS;
	struct text line = { 0 };
	for (size_t i = 0; i < cause->curve_count; i += step) {
		const struct cause_point *point = &cause->curve[i];
		if (filter && fabs(point->gain_db) < BAND_SHOWN)
			continue;
		text_append(&line, "%s%.4g %s %+.2f", line.length == 0 ? "dB: " : ", ", point->at, filter ? "Hz" : "s",
			    point->gain_db);
	}
	if (line.length > 0)
		layout_line(text, "", &line, indent);
	else
		text_release(&line);
}

/* Returns whether no earlier cause explains the same fault. */
static bool is_first(const struct report_proof *proof, size_t index)
{
	bool first = true;
	for (size_t i = 0; i < index; i++)
		first &= proof->causes[i].fault != proof->causes[index].fault;
	return first;
}

static void append_cause(const struct report_proof *proof, size_t index, size_t indent, struct text *text)
{
	const struct cause *cause = &proof->causes[index];
	const bool first = is_first(proof, index), known = cause->confidence >= CAUSE_KNOWN;
	struct text line = { 0 };
	text_append(&line, "%s%s (%.0f %% sure)", first && !known ? "not known; nearest: " : "", cause->evidence,
		    100.0 * cause->confidence);
	layout_line(text, index == 0 ? "cause" : first ? "and" : "or", &line, indent);
	append_curve(cause, indent, text);
}

void cause_text(const struct report *report, const struct report_proof *proof, size_t indent, struct text *text)
{
	if (proof->alignment)
		append_alignment(report, proof, indent, text);
	for (size_t i = 0; i < proof->cause_count && i < OTHERS; i++)
		if (i == 0 || proof->causes[i].confidence >= OTHERS_CONFIDENCE)
			append_cause(proof, i, indent, text);
}
