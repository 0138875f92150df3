/* Writes a loudness profile, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/profile_text.h"

#include "report/layout.h"

#include <math.h>

enum { NAME_COLUMNS = 20 };

/* Appends ", " between the parts of a list, and nothing before the first part. */
static void separate(struct text *line)
{
	if (line->length > 0)
		text_append(line, ", ");
}

static void append_most(struct text *line, const char *what, double value, const char *unit)
{
	if (isnan(value))
		return;
	separate(line);
	text_append(line, "%s at most %.6g %s", what, value, unit);
}

static void append_limits(struct text *line, const struct loudness_profile *profile)
{
	const struct loudness_limits *limits = &profile->limits;
	if (!isnan(limits->integrated_lufs))
		text_append(line, "%.6g LUFS within %.6g LU", limits->integrated_lufs, limits->tolerance_lu);
	append_most(line, "of an album the loudest programme", profile->album_loudest_lufs, "LUFS");
	append_most(line, "true peak", limits->true_peak_dbtp, "dBTP");
	append_most(line, "true peak of what is louder", limits->true_peak_loud_dbtp, "dBTP");
	append_most(line, "range", limits->range_lu, "LU");
	append_most(line, "short-term", limits->short_term_lufs, "LUFS");
	append_most(line, "momentary", limits->momentary_lufs, "LUFS");
	append_most(line, "peak", limits->peak_dbfs, "dBFS");
	if (!isnan(limits->rms_least_dbfs)) {
		separate(line);
		text_append(line, "rms at least %.6g dBFS", limits->rms_least_dbfs);
	}
	append_most(line, "rms", limits->rms_most_dbfs, "dBFS");
	for (size_t i = 0; i < profile->unchecked_count; i++)
		text_append(line, "\nnot measured here: %s", profile->unchecked[i]);
}

void profile_text(const struct loudness_profile *profile, struct text *text)
{
	struct text line = { 0 };
	text_append(&line, "%s%s", profile->title, profile->advisory ? " (advice: notes, no verdicts)" : "");
	layout_line(text, profile->name, &line, NAME_COLUMNS);
	append_limits(&line, profile);
	layout_line(text, "", &line, NAME_COLUMNS);
	text_append(&line, "%s, %s", profile->source, profile->date);
	layout_line(text, "", &line, NAME_COLUMNS);
}
